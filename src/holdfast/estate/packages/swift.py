"""Packages of Swift: ``Package.resolved``, forms 1 to 3. Source: the Swift Package Manager's documentation and code.

A package is known by the address of its repository, without scheme, user and ``.git``, as advisories name it; a tag of
that repository is a release, and what is pinned without one is a state of a git repository.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from holdfast.estate.packages.addresses import repository, shown
from holdfast.estate.packages.drafts import Draft, fault, inventory
from holdfast.estate.packages.treewords import listed, word
from holdfast.formats.jsontree import parse
from holdfast.kit.expressions import expression
from holdfast.model.package import Inventory, Source
from holdfast.model.reading import Gap, Unit
from holdfast.model.tree import at
from holdfast.model.value import Tree

_READER: Final = "swift"
_SCHEME: Final = expression(r"^(?:[a-z][a-z+]{1,8}://)?(?:[^@/\s]{1,100}@)?")


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One for each file."""
    return [Unit(reader=_READER, root=path, paths=(path,)) for path in sorted(paths)]


def read(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    """The pinned packages."""
    path = unit.root
    parsed = parse(path, files.get(path, b""))
    gaps: list[Gap] = list(parsed.gaps)
    drafts: list[Draft] = []
    for tree in parsed.trees:
        old = word(tree, "version") == "1"
        if word(tree, "version") not in ("1", "2", "3"):
            gaps.append(fault(path, "a form of this file that is not known: 1 to 3 are"))
        for pin in listed(at(tree, "object", "pins") if old else at(tree, "pins")):
            drafts.append(_draft(pin, "repositoryURL" if old else "location"))
    return [inventory(path, _READER, "SwiftURL", drafts, gaps=gaps)]


def _draft(pin: Tree, key: str) -> Draft:
    location, kind = word(pin, key), word(pin, "kind")
    revision = word(pin, "state", "revision")
    draft = Draft(name=named(location) or word(pin, "identity"), version=word(pin, "state", "version"))
    draft.line = at(pin, key).place.line
    if kind == "registry":
        draft.name = word(pin, "identity")
        return draft
    if kind == "localSourceControl" or location.startswith(("/", ".", "file:")):
        draft.source, draft.address = Source.PATH, shown(location)
        draft.name = word(pin, "identity") or draft.name
        return draft
    draft.address = repository(location, revision)
    if not draft.version:
        draft.source, draft.requirement = Source.GIT, word(pin, "state", "branch")
    return draft


def named(location: str) -> str:
    """The address of a repository as a name: ``github.com/vapor/vapor``."""
    bare = shown(location)
    bare = bare[_SCHEME.match(bare).end() :]  # type: ignore[union-attr]  # it matches the empty text too
    host, colon, path = bare.partition(":")
    if colon and "/" not in host and not path[:1].isdigit():
        bare = f"{host}/{path}"
    return bare.rstrip("/").removesuffix(".git")
