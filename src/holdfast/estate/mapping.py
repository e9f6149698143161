"""From evaluated blocks to resources: every mapper is asked, and what none of them knows stays a plain resource."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

from holdfast.estate.blocks import Block, Blocks
from holdfast.model.resource import Resource

Mapper: TypeAlias = Callable[[Blocks], Iterator[Resource]]
"""Turns the blocks that it knows into kinds. A resource's address is its block's, or starts with it and a space."""


def resources(blocks: Blocks, mappers: Sequence[Mapper], provider: Callable[[Block], str]) -> tuple[Resource, ...]:
    """What the mappers made, then the blocks that they left, in the order in which they stand."""
    made = [resource for mapper in mappers for resource in mapper(blocks)]
    known = {resource.address for resource in made} | {resource.address.partition(" ")[0] for resource in made}
    left = (block for block in blocks.all if block.mode == "resource" and block.address not in known)
    return (*made, *(_plain(block, provider(block), blocks.language) for block in left))


def _plain(block: Block, provider: str, language: str) -> Resource:
    return Resource(
        address=block.address,
        type=block.type,
        provider=provider,
        language=language,
        place=block.place,
        raw=block.attrs,
    )
