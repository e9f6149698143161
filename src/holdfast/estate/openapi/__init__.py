"""Reads descriptions of programming interfaces: OpenAPI 3 and Swagger 2, in YAML or JSON."""

from holdfast.estate.openapi.interface import interface, may_be

__all__ = ["interface", "may_be"]
