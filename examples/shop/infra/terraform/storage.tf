module "media" {
  source = "./modules/bucket"

  name      = "${local.name}-media"
  public    = true
  encrypted = false
}

module "invoices" {
  source = "./modules/bucket"

  name       = "${local.name}-invoices"
  versioning = true
  log_bucket = aws_s3_bucket.logs.id
}

resource "aws_s3_bucket" "logs" {
  bucket = "${local.name}-logs"
}

resource "aws_s3_bucket_public_access_block" "logs" {
  bucket                  = aws_s3_bucket.logs.id
  block_public_acls       = true
  block_public_policy     = true
  ignore_public_acls      = true
  restrict_public_buckets = true
}

resource "aws_s3_bucket" "feeds" {
  bucket        = "${local.name}-feeds"
  acl           = "public-read-write"
  force_destroy = true
}

resource "aws_s3_bucket_policy" "feeds" {
  bucket = aws_s3_bucket.feeds.id
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Sid       = "Suppliers"
      Effect    = "Allow"
      Principal = "*"
      Action    = ["s3:GetObject", "s3:PutObject"]
      Resource  = "${aws_s3_bucket.feeds.arn}/*"
    }]
  })
}

resource "aws_sqs_queue" "orders" {
  name                      = "${local.name}-orders"
  message_retention_seconds = 86400
}

resource "aws_sqs_queue" "refunds" {
  name              = "${local.name}-refunds"
  kms_master_key_id = aws_kms_key.shop.id
}

resource "aws_sns_topic" "alerts" {
  name = "${local.name}-alerts"
}

resource "aws_ebs_volume" "media_cache" {
  availability_zone = "${var.region}a"
  size              = 100
  encrypted         = false
}

resource "aws_efs_file_system" "uploads" {
  creation_token = "${local.name}-uploads"
}
