"""Terraform and OpenTofu: HCL, evaluated, as resources."""
