"""The functions of the language. Source: the function references of Terraform and OpenTofu."""

from holdfast.estate.terraform.functions.index import call

__all__ = ["call"]
