"""Blocks into resources: what the mappers know becomes typed, the rest is counted as it is."""

from __future__ import annotations

from holdfast.estate.blocks import Blocks
from holdfast.estate.terraform.providers import mappers, provider_of
from holdfast.model.resource import Resource


def resources(blocks: Blocks) -> tuple[Resource, ...]:
    """All resources of some blocks: those that the mappers make, and a plain one for each block that none made."""
    made: list[Resource] = []
    for read in mappers():
        made.extend(read(blocks))
    taken = {resource.address for resource in made}
    made.extend(
        Resource(
            address=block.address,
            type=block.type,
            provider=provider_of(block.type),
            language=blocks.language,
            place=block.place,
            raw=block.attrs,
        )
        for block in blocks.all
        if block.mode == "resource" and block.address not in taken
    )
    return tuple(made)
