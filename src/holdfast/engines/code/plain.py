"""A module as it is written: for analyses that need no data flow."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Final, NamedTuple

from holdfast.estate.kinds import code

_SPACE = re.compile(rb"\s+")


_LEAVES: Final = ("str", "bool", "int", "Scalar")
_PARTS: Final[Mapping[type, tuple[str, ...]]] = {
    kind: tuple(
        one.name
        for one in reversed(fields(kind))
        if one.name not in ("made", "lower") and one.type not in _LEAVES and "Literal" not in str(one.type)
    )
    for kind in vars(code).values()
    if isinstance(kind, type) and issubclass(kind, code.Node)
}
"""The fields of each kind of node that can hold others, the last first; bodies of functions are asked for apart."""


class Body(NamedTuple):
    """The top of a module, or one function."""

    symbol: str
    start: int
    end: int
    function: code.Function | None
    block: code.Block


def inside(value: object) -> Iterator[code.Node]:
    """A node and all in it, in the order of the source where that is how it is kept; no bodies of functions."""
    waiting = [value]
    while waiting:
        at = waiting.pop()
        if type(at) is tuple:
            waiting += at[::-1]
        elif (parts := _PARTS.get(type(at))) is not None:
            yield at  # type: ignore[misc]
            for name in parts:
                waiting.append(getattr(at, name))


def bodies(module: code.Module, wanted: re.Pattern[bytes]) -> Iterator[Body]:
    """The top of a module and each of its functions whose text holds what is wanted, outer ones first.

    Only these are lowered.
    """
    waiting: list[tuple[str, code.Block]] = [(module.name, module.body)]
    yield Body("<module>", 0, len(module.data), None, module.body)
    while waiting:
        name, block = waiting.pop(0)
        for node in _made_in(block):
            if isinstance(node, code.Class):
                waiting.append((f"{name}.{node.name}", node.body))
            elif isinstance(node, code.Function) and wanted.search(module.data, node.start, node.end):
                symbol = f"{name}.{node.name or '<function>'}"
                yield Body(symbol, node.start, node.end, node, node.body)
                waiting.append((symbol, node.body))


def _made_in(block: code.Block) -> Iterator[code.Node]:
    """Classes and functions that stand in a block, those inside of the classes left out."""
    waiting: list[object] = [block]
    while waiting:
        at = waiting.pop()
        if type(at) is tuple:
            waiting += at[::-1]
        elif isinstance(at, code.Class | code.Function):
            yield at
        elif (parts := _PARTS.get(type(at))) is not None:
            for name in parts:
                waiting.append(getattr(at, name))


def imports(module: code.Module) -> dict[str, str]:
    """What each imported name of a module stands for, as a dotted name."""
    return {
        node.local: f"{node.module}.{node.name}" if node.name else node.module
        for node in inside(module.body)
        if isinstance(node, code.Import)
    }


def reference(node: code.Node, known: dict[str, str]) -> str:
    """The dotted name that an expression is by the imports; empty for what is no name."""
    names: list[str] = []
    while isinstance(node, code.Attr):
        names.append(node.name)
        node = node.base
    if not isinstance(node, code.Name):
        return ""
    names.append(known.get(node.id, node.id))
    return ".".join(reversed(names))


def written(data: bytes, node: code.Node) -> str:
    """The source of a node without blanks: what is written the same is taken for the same."""
    return _SPACE.sub(b"", data[node.start : node.end]).decode("utf-8", "replace")
