"""Schemas of data, as far as a threat model asks: names of fields, files and addresses among them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from holdfast.model.tree import at, fields, items
from holdfast.model.value import Known, Tree, Unknown

_DEEPEST = 12
_MOST_FIELDS = 400
_BINARY = ("binary", "byte")
_ADDRESS = ("url", "uri", "link", "callback", "webhook", "redirect", "target_url", "image_url")


class Field(NamedTuple):
    """One named part of a schema."""

    name: str
    kind: str
    """Its ``type``."""
    format: str


class Schemas:
    """The schemas of one document; what they refer to is looked up in it."""

    def __init__(self, document: Tree) -> None:
        """Take the document."""
        self._document = document

    def resolved(self, tree: Tree) -> Tree:
        """What a ``$ref`` means; the tree itself where there is none. What lies in other files stays unknown."""
        for _ in range(_DEEPEST):
            told = at(tree, "$ref")
            if not isinstance(told, Known) or not isinstance(told.value, str):
                return tree
            if not told.value.startswith("#/"):
                return Unknown("it stands in another file", told.place)
            path = (part.replace("~1", "/").replace("~0", "~") for part in told.value[2:].split("/"))
            tree = at(self._document, *path)
        return Unknown("it refers to itself", tree.place)

    def fields(self, tree: Tree) -> tuple[Field, ...]:
        """Every named part below a schema, each name once; circles end by themselves."""
        found: dict[str, Field] = {}
        for field in self._fields(tree, _DEEPEST, set()):
            found.setdefault(field.name, field)
            if len(found) >= _MOST_FIELDS:
                break
        return tuple(found.values())

    def _fields(self, tree: Tree, depth: int, done: set[str]) -> Iterator[Field]:
        told = at(tree, "$ref")
        if isinstance(told, Known) and isinstance(told.value, str):
            if told.value in done:
                return
            done.add(told.value)
        tree = self.resolved(tree)
        if isinstance(tree, Unknown) or not depth:
            return
        for name, each in fields(at(tree, "properties")):
            inner = self.resolved(each)
            yield Field(name, text(inner, "type"), text(inner, "format"))
            yield from self._fields(each, depth - 1, done)
        for name in ("allOf", "anyOf", "oneOf"):
            for each in items(at(tree, name)):
                yield from self._fields(each, depth - 1, done)
        for name in ("items", "additionalProperties"):
            each = at(tree, name)
            if isinstance(each, Known) and isinstance(each.value, dict):
                yield from self._fields(each, depth - 1, done)


def is_file(field: Field) -> bool:
    """Whether a field is the content of a file."""
    return (field.format in _BINARY and field.kind in ("", "string")) or field.kind == "file"


def is_address(field: Field) -> bool:
    """Whether a field is an address that whoever calls may choose."""
    low = field.name.lower().replace("-", "_")
    return field.format in ("uri", "url") or low in _ADDRESS or low.endswith(("_url", "_uri"))


def text(tree: Tree, *path: str) -> str:
    """A text at a path; empty where there is none."""
    found = at(tree, *path)
    return found.value if isinstance(found, Known) and isinstance(found.value, str) else ""
