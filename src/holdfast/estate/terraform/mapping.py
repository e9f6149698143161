"""Blocks into resources: what the mappers know becomes typed, the rest is counted as it is."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.estate.blocks import Blocks
from holdfast.estate.terraform.providers import mappers, provider_of
from holdfast.model.resource import Resource


def resources(blocks: Blocks) -> tuple[Resource, ...]:
    """All resources of some blocks: those that the mappers make, and a plain one for each block that none made."""
    made: list[Resource] = []
    for read in mappers():
        made.extend(read(blocks))
    taken = {name for resource in made for name in _holders(resource.address)}
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


def _holders(address: str) -> Iterator[str]:
    """An address, and what it may be a part of: ``x.y`` of ``x.y ingress[0]``; keys may hold spaces too."""
    yield address
    for end, letter in enumerate(address):
        if letter == " ":
            yield address[:end]
