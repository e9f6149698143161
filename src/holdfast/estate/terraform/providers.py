"""Who turns blocks into kinds: one module for each area of each provider, each with ``read(blocks)``."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Final

from holdfast.estate.mapping import Mapper

MAPPERS: Final[tuple[str, ...]] = (
    "holdfast.estate.terraform.aws_analytics:read",
    "holdfast.estate.terraform.aws_audit:read",
    "holdfast.estate.terraform.aws_bucket:read",
    "holdfast.estate.terraform.aws_build:read",
    "holdfast.estate.terraform.aws_cdn_api:read",
    "holdfast.estate.terraform.aws_compute:read",
    "holdfast.estate.terraform.aws_containers:read",
    "holdfast.estate.terraform.aws_database:read",
    "holdfast.estate.terraform.aws_datastore:read",
    "holdfast.estate.terraform.aws_edge:read",
    "holdfast.estate.terraform.aws_firewall:read",
    "holdfast.estate.terraform.aws_guarded:read",
    "holdfast.estate.terraform.aws_identity:read",
    "holdfast.estate.terraform.aws_keys:read",
    "holdfast.estate.terraform.aws_messaging:read",
    "holdfast.estate.terraform.aws_network:read",
    "holdfast.estate.terraform.aws_stack:read",
    "holdfast.estate.terraform.aws_storage:read",
    "holdfast.estate.terraform.azure_audit:read",
    "holdfast.estate.terraform.azure_compute:read",
    "holdfast.estate.terraform.azure_database:read",
    "holdfast.estate.terraform.azure_edge:read",
    "holdfast.estate.terraform.azure_firewall:read",
    "holdfast.estate.terraform.azure_keys:read",
    "holdfast.estate.terraform.azure_messaging:read",
    "holdfast.estate.terraform.azure_services:read",
    "holdfast.estate.terraform.azure_storage:read",
    "holdfast.estate.terraform.azure_web:read",
    "holdfast.estate.terraform.docker:read",
    "holdfast.estate.terraform.google_compute:read",
    "holdfast.estate.terraform.google_container:read",
    "holdfast.estate.terraform.google_database:read",
    "holdfast.estate.terraform.google_firewall:read",
    "holdfast.estate.terraform.google_keys:read",
    "holdfast.estate.terraform.google_network:read",
    "holdfast.estate.terraform.google_roles:read",
    "holdfast.estate.terraform.google_services:read",
    "holdfast.estate.terraform.google_storage:read",
    "holdfast.estate.terraform.kubernetes:read",
)
"""Dotted names of functions from ``Blocks`` to an iterator of resources."""

PROVIDERS: Final = {
    "aws": "aws",
    "awscc": "aws",
    "azurerm": "azure",
    "azuread": "azure",
    "azapi": "azure",
    "google": "google",
    "kubernetes": "kubernetes",
    "kubectl": "kubernetes",
    "helm": "kubernetes",
    "docker": "docker",
    "github": "github",
    "gitlab": "gitlab",
}
"""Beginning of a type to the provider's name; another beginning is its own name."""


def provider_of(type: str) -> str:
    """The provider of a type."""
    beginning = type.partition("_")[0]
    return PROVIDERS.get(beginning, beginning)


def mappers(types: Iterable[str]) -> Iterator[Mapper]:
    """The functions of the table that may know some types, each imported when its turn comes.

    A module is named after its provider, and knows types of that one only.
    """
    there = {provider_of(type) for type in types}
    for name in MAPPERS:
        module, _, function = name.partition(":")
        if module.rpartition(".")[2].partition("_")[0] in there:
            yield getattr(import_module(module), function)
