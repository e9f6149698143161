"""Every mapper of Ansible's modules to kinds, and whose modules are resources at all."""

from __future__ import annotations

from typing import Final

from holdfast.estate.ansible import aws, azure, containers, google, host, packages
from holdfast.estate.blocks import Block
from holdfast.estate.mapping import Mapper
from holdfast.model.tree import at
from holdfast.model.value import Known

MAPPERS: Final[tuple[Mapper, ...]] = (
    aws.read,
    azure.read,
    containers.read,
    google.read,
    host.read,
    packages.read,
)


_GONE: Final = frozenset({"absent", "terminated", "deleted"})
"""States of what a task takes away."""


def provider(block: Block) -> str:
    """Whose thing a module is about; empty for modules that only steer a run or that nobody reads."""
    state = at(block.attrs, "state")
    gone = isinstance(state, Known) and str(state.value).lower() in _GONE
    if gone and block.type not in host.MODULES | packages.MODULES:
        return ""
    if block.type.startswith("azure_rm_"):
        return "azure"
    if block.type.startswith("gcp_"):
        return "google"
    if block.type in aws.MODULES:
        return "aws"
    return "host" if block.type in host.MODULES or block.type in packages.MODULES else ""
