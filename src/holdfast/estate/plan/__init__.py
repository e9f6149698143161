"""Plans of Terraform and OpenTofu: what will be there, what is there, and what changes."""

from holdfast.estate.plan.reader import before, planned

__all__ = ["before", "planned"]
