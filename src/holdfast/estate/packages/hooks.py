"""Repositories of hooks that ``.pre-commit-config.yaml`` names. Source: pre-commit's documentation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from holdfast.estate.packages.addresses import repository
from holdfast.estate.packages.drafts import Draft, inventory
from holdfast.estate.packages.swift import named
from holdfast.estate.packages.treewords import listed, word
from holdfast.formats.yamltree import parse
from holdfast.model.package import Inventory, Reach
from holdfast.model.reading import Unit

_READER: Final = "pre-commit"


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One for each file."""
    return [Unit(reader=_READER, root=path, paths=(path,)) for path in sorted(paths)]


def read(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    """Each repository with its revision; those of GitHub as ``owner/name``, others by their address."""
    path = unit.root
    parsed = parse(path, files.get(path, b""))
    drafts = []
    for tree in parsed.trees[:1]:
        for each in listed(tree, "repos"):
            where, rev = word(each, "repo"), word(each, "rev")
            if where in ("", "local", "meta"):
                continue
            name = named(where)
            if name.lower().startswith("github.com/"):
                name = name[len("github.com/") :].lower()
            draft = Draft(name=name, version=rev, line=each.place.line, direct=True, reach=Reach.DEVELOPMENT)
            draft.address = repository(where, rev)
            drafts.append(draft)
    if not drafts and not parsed.gaps:
        return []
    return [inventory(path, _READER, "pre-commit", drafts, gaps=parsed.gaps)]
