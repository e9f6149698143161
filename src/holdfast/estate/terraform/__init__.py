"""Terraform and OpenTofu: HCL, evaluated, as resources. What the reader of plans needs of it has its name here."""

from holdfast.estate.terraform.mapping import resources
from holdfast.estate.terraform.standing import Spot, spots

__all__ = ["Spot", "resources", "spots"]
