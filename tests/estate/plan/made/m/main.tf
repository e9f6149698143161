variable "given" {}
variable "number" {}
resource "terraform_data" "in" {
  input = { given = var.given, number = var.number }
}
output "made" {
  value = terraform_data.in.id
}
