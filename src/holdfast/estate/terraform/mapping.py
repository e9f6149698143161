"""Blocks into resources: what the mappers of the table know becomes typed, the rest is counted as it is."""

from __future__ import annotations

from holdfast.estate import mapping
from holdfast.estate.blocks import Blocks
from holdfast.estate.terraform.providers import mappers, provider_of
from holdfast.model.resource import Resource


def resources(blocks: Blocks) -> tuple[Resource, ...]:
    """All resources of some blocks: those that the mappers make, and a plain one for each block that none made."""
    return mapping.resources(blocks, tuple(mappers(blocks.there)), lambda block: provider_of(block.type))
