"""Terraform and OpenTofu: HCL, evaluated, as resources. What the reader of plans needs of it has its name here."""

from holdfast.estate.terraform.mapping import resources
from holdfast.estate.terraform.policydocument import policy_text
from holdfast.estate.terraform.standing import Spot, spots
from holdfast.estate.terraform.values import moved

__all__ = ["Spot", "moved", "policy_text", "resources", "spots"]
