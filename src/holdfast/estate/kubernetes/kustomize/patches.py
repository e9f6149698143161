"""Patches of a kustomization: found, read where they stand, and laid over what they are about."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from holdfast.estate.kubernetes.kustomize.edit import Misfit, json_patched, merged
from holdfast.estate.kubernetes.kustomize.plan import resolved
from holdfast.estate.kubernetes.objects import labels, parsed, relocated
from holdfast.formats import yamltree
from holdfast.model.reading import Gap
from holdfast.model.tree import at, fields, items
from holdfast.model.value import Known, Tree, Unknown

_MOST_PATTERN: Final = 200
NO_OBJECT: Final = "a patch that finds no object here"


@dataclass(frozen=True, slots=True)
class Item:
    """An object on its way through kustomizations."""

    tree: Tree
    called: frozenset[str] = field(default_factory=frozenset)
    """Names that it had before prefixes and suffixes."""


def text(tree: Tree, *path: str | int) -> str:
    """A text at a path; empty where there is none."""
    found = at(tree, *path)
    return found.value if isinstance(found, Known) and isinstance(found.value, str) else ""


def patched(path: str, tree: Tree, every: list[Item], files: Mapping[str, bytes], gaps: list[Gap]) -> list[Item]:
    """Objects with all patches of a kustomization laid over them."""
    for field_name in ("patchesStrategicMerge", "patches", "patchesJson6902"):
        for entry in items(at(tree, field_name)):
            if isinstance(entry, Unknown):
                gaps.append(Gap(why="a patch is not known", place=entry.place))
                continue
            target = at(entry, "target") if isinstance(entry.value, dict) else None
            for patch in _read(path, entry, files, gaps):
                every = _laid(patch, target, every, gaps)
    return every


def _read(path: str, entry: Known[object], files: Mapping[str, bytes], gaps: list[Gap]) -> Iterator[Tree]:
    """The documents of a patch, inline or from its file."""
    inline = at(entry, "patch") if isinstance(entry.value, dict) else entry
    name = text(entry, "path") if isinstance(entry.value, dict) else text(entry)
    if name and "\n" not in name and not (name.startswith(("{", "[")) or ": " in name):
        found = resolved(path, name)
        if found not in files:
            gaps.append(Gap(why="a patch that is not among the files", place=entry.place))
            return
        whole = parsed(found, files[found])
        gaps += whole.gaps
        yield from whole.trees
    elif isinstance(inline, Known) and isinstance(inline.value, str):
        yield from _inline(path, inline, files)


def _inline(path: str, told: Known[Any], files: Mapping[str, bytes]) -> Iterator[Tree]:
    """Documents in a block of text, each value at its line in the file."""
    lines = files.get(path, b"").decode("utf-8", "replace").split("\n")
    first, last = told.place.line, told.place.end_line
    if last > first and "\n" in told.value:
        block = "\n" * first + "\n".join(lines[first:last]) + "\n"
        trees = yamltree.parse(path, block.encode()).trees
        if trees:
            yield from trees
            return
    for tree in yamltree.parse(path, told.value.encode()).trees:
        yield relocated(tree, told.place)


def _laid(patch: Tree, target: Tree | None, every: list[Item], gaps: list[Gap]) -> list[Item]:
    """Objects with one patch laid over those that it is about."""
    if isinstance(patch, Unknown):
        gaps.append(Gap(why="a patch is not known", place=patch.place))
        return every
    operations = isinstance(patch.value, list)
    told = target is not None and isinstance(target, Known) and bool(target.value)
    out: list[Item] = []
    hits = 0
    for item in every:
        meant = selected(item, target) if told and target is not None else not operations and _same(item, patch)
        if not meant:
            out.append(item)
            continue
        hits += 1
        if operations:
            out.append(_json(item, patch, gaps))
        elif text(patch, "$patch") != "delete":
            out.append(replace(item, tree=merged(item.tree, _body(patch, item.tree))))
    if not hits:
        gaps.append(Gap(why=NO_OBJECT, place=patch.place))
    return out


def _json(item: Item, patch: Tree, gaps: list[Gap]) -> Item:
    try:
        return replace(item, tree=json_patched(item.tree, patch))
    except Misfit as error:
        gaps.append(Gap(why=f"a patch that does not fit: {error}", place=patch.place))
        return item


def _body(patch: Known[object], base: Tree) -> Tree:
    """A patch without the identity by which it found its object."""
    if not isinstance(patch.value, dict):
        return base
    own = {key: each for key, each in patch.value.items() if key not in ("apiVersion", "kind")}
    metadata = own.get("metadata")
    if isinstance(metadata, Known) and isinstance(metadata.value, dict):
        kept = {key: each for key, each in metadata.value.items() if key not in ("name", "namespace")}
        own["metadata"] = metadata._replace(value=kept)
    return patch._replace(value=own)


def _same(item: Item, patch: Tree) -> bool:
    name = text(patch, "metadata", "name")
    own = text(item.tree, "metadata", "name")
    return text(item.tree, "kind") == text(patch, "kind") and (name == own or name in item.called)


def selected(item: Item, target: Tree) -> bool:
    """Whether an object is what a target selects."""
    group, _, version = text(item.tree, "apiVersion").rpartition("/")
    names = {text(item.tree, "metadata", "name"), *item.called}
    own = {"group": {group}, "version": {version}, "kind": {text(item.tree, "kind")}, "name": names}
    own["namespace"] = {text(item.tree, "metadata", "namespace")}
    for key, each in fields(target):
        wanted = each.value if isinstance(each, Known) and isinstance(each.value, str) else ""
        if key in own and wanted and not any(_fits(wanted, value) for value in own[key]):
            return False
        if key in ("labelSelector", "annotationSelector"):
            place = "labels" if key == "labelSelector" else "annotations"
            if not _labelled(wanted, labels(at(item.tree, "metadata", place))):
                return False
    return True


def _fits(pattern: str, value: str) -> bool:
    if pattern == value:
        return True
    try:
        return len(pattern) <= _MOST_PATTERN and re.fullmatch(pattern, value[:253]) is not None
    except re.error:
        return False


def _labelled(selector: str, own: Mapping[str, str]) -> bool:
    """Whether labels are what a selector of equalities asks for."""
    for part in filter(None, (each.strip() for each in selector.split(","))):
        if "!=" in part:
            name, _, value = part.partition("!=")
            if own.get(name.strip()) == value.strip():
                return False
        elif "=" in part:
            name, _, value = part.partition("=")
            if own.get(name.strip()) != value.lstrip("=").strip():
                return False
        elif part.removeprefix("!") in own if part.startswith("!") else part not in own:
            return False
    return True
