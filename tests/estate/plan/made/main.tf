variable "size" {
  default = 2
}
resource "terraform_data" "top" {
  input = { name = "top", size = var.size }
}
resource "terraform_data" "many" {
  count = var.size
  input = "n${count.index}"
}
resource "terraform_data" "after" {
  for_each         = toset(["x", "y"])
  input            = [each.key, terraform_data.many[0].id, terraform_data.top.output]
  triggers_replace = terraform_data.many[*].id
}
module "m" {
  source   = "./m"
  for_each = { a = 1, b = 2 }
  given    = terraform_data.top.id
  number   = each.value
}
resource "terraform_data" "out" {
  input = module.m["a"].made
}
resource "terraform_data" "gone" {
  count = 1
  input = "gone"
}
