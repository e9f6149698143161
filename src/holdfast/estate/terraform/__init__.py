"""Terraform and OpenTofu: HCL, evaluated, as resources. What a plan's reader needs of it has its name here."""

from holdfast.estate.terraform.mapping import resources

__all__ = ["resources"]
