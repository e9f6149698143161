"""XML in the form of JSON, for formats that are written in both."""

from __future__ import annotations

from typing import Any

from holdfast.formats.foreign.document import Node
from holdfast.formats.xmltree import Element


def node_of(element: Element) -> Node:
    """An element as an object of its attributes and children; several of one name are a list, a leaf is its text."""
    return Node(_value(element), element.name)


def _value(element: Element) -> Any:
    found: dict[str, Any] = dict(element.attributes)
    several = {child.name for child in element.children}
    for name in several:
        rows = [_value(child) for child in element.all(name)]
        found[name] = rows[0] if len(rows) == 1 else rows
    return found or element.text
