"""Objects of a cluster as trees, whichever file they come from."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from typing import Any, Final, TypeVar, cast

from holdfast.formats import jsontree, yamltree
from holdfast.formats.treetext import Parsed, span
from holdfast.model.noun import noun
from holdfast.model.place import Place
from holdfast.model.reading import Gap
from holdfast.model.resource import Resource
from holdfast.model.tree import at, fields, items, text
from holdfast.model.value import How, Known, Tree, Unknown, Value

T = TypeVar("T", bound=Resource)
V = TypeVar("V")

_MOST_NESTED: Final = 4
_LONG: Final = 4096
_MOST_DEPTH: Final = 100


@noun
class Object:
    """One object, with how it is called where it is written."""

    tree: Tree
    """As a manifest has it."""
    address: str
    type: str
    language: str
    place: Place

    @property
    def kind(self) -> str:
        """Its kind; empty where it can't be known."""
        return _plain(at(self.tree, "kind"))

    @property
    def group(self) -> str:
        """The group of its API; empty for the core."""
        return _plain(at(self.tree, "apiVersion")).rpartition("/")[0]

    @property
    def name(self) -> str:
        """Its name; empty where it can't be known."""
        return _plain(at(self.tree, "metadata", "name"))

    @property
    def namespace(self) -> Value[str | None]:
        """Its namespace; None where the one who deploys it says."""
        return text(at(self.tree, "metadata", "namespace"))

    def build(self, kind: Callable[..., T], facts: Mapping[str, Any], part: str = "", within: Tree | None = None) -> T:
        """A resource of a kind from it, or from a part of it, which lies at ``within``."""
        return kind(
            address=f"{self.address} {part}" if part else self.address,
            type=self.type,
            provider="kubernetes",
            language=self.language,
            place=self.place if within is None else within.place,
            raw=self.tree if within is None else within,
            **facts,
        )


def _plain(tree: Tree) -> str:
    return tree.value if isinstance(tree, Known) and isinstance(tree.value, str) else ""


def parsed(path: str, content: bytes) -> Parsed:
    """The documents of a file, as its name says: JSON or YAML."""
    return jsontree.parse(path, content) if path.endswith(".json") else yamltree.parse(path, content)


def documents(path: str, content: bytes) -> tuple[list[Tree], list[Gap]]:
    """The trees of all objects in a file, those in lists taken out; gaps for what is no object."""
    content, definitions = _without_definitions(path, content)
    whole = parsed(path, content)
    return [*(each for tree in whole.trees for each in flat(tree)), *definitions], list(whole.gaps)


_DEFINITION: Final = re.compile(rb"(?m)^kind:[ ]*CustomResourceDefinition[ ]*\r?$")
_DEFINED: Final = re.compile(rb"(?m)^metadata:(?:\r?\n  .*)*?\r?\n  name:[ ]*[\"']?([\w.\-]+)")
_PIECE: Final = re.compile(rb"(?m)^---")


def _without_definitions(path: str, content: bytes) -> tuple[bytes, list[Tree]]:
    """A file without its long definitions of kinds, of which only the names are kept.

    They are most of what large installations write, they say nothing about what runs, and parsing is what costs.
    """
    if len(content) < _LONG or path.endswith(".json") or not _DEFINITION.search(content):
        return content, []
    cuts = [0, *(found.start() for found in _PIECE.finditer(content) if found.start()), len(content)]
    kept: list[bytes] = []
    found: list[Tree] = []
    line = 1
    for start, end in pairwise(cuts):
        piece = content[start:end]
        lines = piece.count(b"\n")
        name = _DEFINED.search(piece) if len(piece) >= _LONG and _DEFINITION.search(piece) else None
        if name is not None:
            place = span(path, line, 1, line + lines, 1)
            found.append(_definition(name[1].decode(), place))
            piece = (b"---" if start else b"") + b"\n" * lines
        kept.append(piece)
        line += lines
    return b"".join(kept), found


def _definition(name: str, place: Place) -> Tree:
    metadata: dict[str, Tree] = {"name": Known(name, place)}
    return Known(
        {
            "apiVersion": Known("apiextensions.k8s.io/v1", place),
            "kind": Known("CustomResourceDefinition", place),
            "metadata": Known(metadata, place),
        },
        place,
    )


def flat(tree: Tree, depth: int = 0) -> Iterator[Tree]:
    """An object, or what a list or an OpenShift template holds."""
    kind = _plain(at(tree, "kind"))
    if depth < _MOST_NESTED and kind.endswith("List") and isinstance(at(tree, "items"), Known):
        for each in items(at(tree, "items")):
            yield from flat(each, depth + 1)
    elif depth < _MOST_NESTED and kind == "Template" and items(at(tree, "objects")):
        for each in items(at(tree, "objects")):
            yield from flat(_unfilled(each), depth + 1)
    elif kind and isinstance(at(tree, "apiVersion"), Known):
        yield tree


def _unfilled(tree: Tree) -> Tree:
    """A tree in which the parameters of a template are unknown."""
    return changed(tree, lambda value: "${" in value)


def changed(tree: Tree, unknown: Callable[[str], bool]) -> Tree:
    """A tree in which some texts are unknown."""
    if isinstance(tree, Unknown):
        return tree
    if isinstance(tree.value, str):
        return Unknown("a parameter decides it", tree.place) if unknown(tree.value) else tree
    if isinstance(tree.value, list):
        return tree._replace(value=[changed(each, unknown) for each in tree.value])
    if isinstance(tree.value, dict):
        return tree._replace(value={name: changed(each, unknown) for name, each in tree.value.items()})
    return tree


def relocated(tree: Tree, place: Place, depth: int = 0) -> Tree:
    """A tree all of whose values stand at one place."""
    if isinstance(tree, Unknown) or depth > _MOST_DEPTH:
        return Unknown("it is not known", place)
    if isinstance(tree.value, dict):
        return Known({key: relocated(each, place, depth + 1) for key, each in tree.value.items()}, place)
    if isinstance(tree.value, list):
        return Known([relocated(each, place, depth + 1) for each in tree.value], place)
    return Known(tree.value, place)


def object_of(tree: Tree) -> Object:
    """An object that stands in a manifest."""
    kind, name = _plain(at(tree, "kind")), _plain(at(tree, "metadata", "name"))
    namespace = _plain(at(tree, "metadata", "namespace"))
    name = name or _plain(at(tree, "metadata", "generateName")) or "?"
    address = f"{kind}/{namespace}/{name}" if namespace else f"{kind}/{name}"
    return Object(tree=tree, address=address, type=kind, language="kubernetes", place=tree.place)


def names(tree: Tree, key: str) -> Value[tuple[Value[str], ...]]:
    """One text of each element of a list, such as the name of each."""
    if isinstance(tree, Unknown):
        return tree
    found = tuple(each for each in (text(at(item, key)) for item in items(tree)) if _told(each))
    return Known(cast("tuple[Value[str], ...]", found), tree.place, tree.how, tree.trail)


def _told(value: Value[str | None]) -> bool:
    return isinstance(value, Unknown) or value.value is not None


def first(*trees: Tree) -> Tree:
    """The first tree that is there; where none is, the absence of the first one."""
    for tree in trees:
        if isinstance(tree, Unknown) or tree.value is not None:
            return tree
    return trees[0]


def labels(tree: Tree) -> dict[str, str]:
    """The known labels of a mapping."""
    return {name: each.value for name, each in fields(tree) if isinstance(each, Known) and isinstance(each.value, str)}


def default(value: V, near: Tree) -> Known[V]:
    """What holds when nobody says anything, at the place of something."""
    return Known(value, near.place, How.DEFAULT)
