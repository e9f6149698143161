"""Literal texts of HCL: what stands there without anything to evaluate."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.formats.hcl.jsonsyntax import parse as parse_json
from holdfast.formats.hcl.nodes import Body, File, Literal, Node, Object, Template, Tuple, Variable
from holdfast.formats.hcl.parse import parse
from holdfast.formats.treetext import decoded


def read(path: str, content: bytes) -> File:
    """The syntax of a file, written in HCL or in JSON. Raises nothing for any content."""
    text = decoded(content)
    return parse_json(path, text) if path.endswith(".json") else parse(path, text)


def literal(node: Node | None) -> str:
    """The text of an expression that is one; empty for all others."""
    if isinstance(node, Literal) and isinstance(node.value, str):
        return node.value.strip()
    if isinstance(node, Template) and len(node.parts) == 1:
        return literal(node.parts[0])
    return ""


def said(body: Body, name: str) -> str:
    """The literal text of an attribute; empty where it is none."""
    found = body.attributes.get(name)
    return literal(found.value) if found is not None else ""


def pairs(node: Node | None) -> Iterator[tuple[str, Node, Node]]:
    """Name, key and value of each pair of an object with a literal name."""
    for key, value in node.items if isinstance(node, Object) else ():
        name = key.name if isinstance(key, Variable) else literal(key)
        if name:
            yield name, key, value


def texts(node: Node | None) -> list[str]:
    """The literal texts of a list."""
    return [text for each in node.items if (text := literal(each))] if isinstance(node, Tuple) else []
