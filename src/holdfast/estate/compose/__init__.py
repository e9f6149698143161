"""Reads Compose files: services that are started together on one host."""

from holdfast.estate.compose.service import resources

__all__ = ["resources"]
