variable "region" {
  type    = string
  default = "eu-west-1"
}

variable "aws_profile" {
  type    = string
  default = "tidewater"
}

variable "environment" {
  type    = string
  default = "staging"
}

variable "admin_cidrs" {
  description = "Networks from which the bastion is reached"
  type        = list(string)
  default     = ["0.0.0.0/0"]
}

variable "db_password" {
  type      = string
  sensitive = true
}

variable "db_encrypted" {
  type    = bool
  default = false
}

variable "image" {
  type = string
}

locals {
  name       = "tidewater-${var.environment}"
  production = var.environment == "production"

  tags = {
    Project     = "shop"
    Environment = var.environment
  }

  public_ports = {
    http  = 80
    https = 443
    admin = 8080
    redis = 6379
  }
}
