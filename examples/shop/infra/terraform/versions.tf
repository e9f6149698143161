terraform {
  required_version = ">= 1.1"

  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 3.0"
    }
  }

  backend "s3" {
    bucket = "tidewater-terraform-state"
    key    = "shop/terraform.tfstate"
    region = "eu-west-1"
  }
}
