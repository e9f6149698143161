resource "aws_cloudwatch_log_group" "api" {
  name              = "/shop/${var.environment}/api"
  retention_in_days = 1
}

resource "aws_cloudwatch_log_group" "payments" {
  name              = "/shop/${var.environment}/payments"
  retention_in_days = 400
  kms_key_id        = aws_kms_key.shop.arn
}
