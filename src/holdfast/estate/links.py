"""Facts that lie in another resource: whether one leads here, and what it says."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any, TypeAlias, TypeVar

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import Fact, Frame, Row, resource
from holdfast.model.resource import Resource
from holdfast.model.tree import at
from holdfast.model.value import How, Known, Tree, Unknown, Value

R = TypeVar("R", bound=Resource)
Link: TypeAlias = Callable[[Blocks, Block], Value[Any] | None]
"""What a field is, as other resources have it; None where they have no word for it."""


def linked(*ways: tuple[str, str]) -> Link:
    """Whether a resource leads here: pairs of its type and the dotted path of the attribute that does."""

    def link(blocks: Blocks, block: Block) -> Value[bool]:
        for type, path in ways:
            for other in blocks.pointing(block, type, *path.split(".")):
                return Known(True, other.place, How.COMPUTED)
        if loose := astray(blocks, ways):
            return loose
        return Known(False, block.place, How.DEFAULT)

    return link


def repeated(same: Fact) -> Link:
    """Whether an earlier resource of the type does the same, where a fact says that a resource does it at all."""

    def link(blocks: Blocks, block: Block) -> Value[bool]:
        own: Value[bool] = same(block.attrs)
        if isinstance(own, Unknown) or not own.value:
            return own
        unknown: Unknown | None = None
        for other in blocks.of(block.type):
            if other is block:
                break
            theirs: Value[bool] = same(other.attrs)
            if isinstance(theirs, Known) and theirs.value:
                return Known(True, block.place, How.COMPUTED)
            unknown = unknown or (theirs if isinstance(theirs, Unknown) else None)
        return unknown or Known(False, block.place, How.DEFAULT)

    return link


def astray(blocks: Blocks, ways: Collection[tuple[str, str]]) -> Unknown | None:
    """An attribute that leads to something nobody knows, and so perhaps here."""
    for type, path in ways:
        for other in blocks.of(type):
            value = at(other.attrs, *path.split("."))
            if isinstance(value, Unknown) and not value.refs:
                return value
    return None


def emitted(rows: Collection[Row], frame: Frame, blocks: Blocks, **links: Link) -> Iterator[Resource]:
    """Every resource of the rows' types; ``links`` are further facts that each of them has."""
    for row in rows:
        for block in blocks.of(row.type):
            more = {name: value for name, link in links.items() if (value := link(blocks, block)) is not None}
            yield resource(row, frame, block.address, block.place, block.attrs, **more)


def part(block: Block, name: str, tree: Tree, kind: type[R], frame: Frame, **facts: Any) -> R:
    """A resource of its own made of something inside a block; ``name`` tells it apart (``ingress[0]``)."""
    whole: Any = kind
    made: R = whole(
        address=f"{block.address} {name}".rstrip(),
        type=block.type,
        provider=frame.provider,
        language=frame.language,
        place=tree.place,
        raw=tree,
        **facts,
    )
    return made
