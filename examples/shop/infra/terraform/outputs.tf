output "load_balancer" {
  value = aws_lb.shop.dns_name
}

output "database" {
  value     = "postgresql://shop:${var.db_password}@${aws_db_instance.shop.endpoint}/shop"
  sensitive = true
}

output "media_bucket" {
  value = module.media.id
}
