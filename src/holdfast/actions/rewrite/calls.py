"""Finds the call at a place, whatever language it is in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields

from holdfast.estate.kinds.code import Call, Function, Module, Node


def call_at(module: Module, start: int, end: int) -> Call | None:
    """The innermost call whose text holds a stretch of bytes; None where none does."""
    found: Call | None = None
    open_nodes: list[Node] = [node for node in module.body if node.start <= start and end <= node.end]
    while open_nodes:
        node = open_nodes.pop()
        if isinstance(node, Call) and (found is None or node.end - node.start <= found.end - found.start):
            found = node
        open_nodes.extend(part for part in _parts(node) if part.start <= start and end <= part.end)
    return found


def _parts(node: Node) -> Iterator[Node]:
    for each in fields(node):
        if each.name not in ("lower", "made"):
            yield from _nodes(getattr(node, each.name))
    if isinstance(node, Function):
        yield from node.body


def _nodes(value: object) -> Iterator[Node]:
    if isinstance(value, Node):
        yield value
    elif isinstance(value, tuple):
        for each in value:
            yield from _nodes(each)
