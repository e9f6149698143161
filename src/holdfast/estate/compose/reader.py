"""The face of the Compose reader."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from holdfast.estate.compose.merge import document, extended, merged, settings
from holdfast.estate.compose.service import resources
from holdfast.model.reading import Gap, Reading, Unit
from holdfast.model.resource import Resource
from holdfast.model.tree import at, fields, items
from holdfast.model.value import Known, Tree, Unknown

NAME: Final = "compose"
SETTINGS: Final = ".env"
_BASE: Final = re.compile(r"^(?:docker-)?compose\.ya?ml$")
_OVERRIDE: Final = re.compile(r"^(?:docker-)?compose\.override\.ya?ml$")
_VARIANT: Final = re.compile(r"^(?:docker-)?compose[.\-].+\.ya?ml$")


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One unit for each file that is started: the base with its override, and each variant with the base below it.

    A file ``.env`` beside them belongs to each.
    """
    found = []
    for path in sorted(paths):
        folder, name = posixpath.split(path)
        if name == SETTINGS:
            continue
        if _OVERRIDE.match(name) and _beside(folder, paths, _BASE):
            continue
        below = _beside(folder, paths, _OVERRIDE if _BASE.match(name) else _BASE)
        near = below if _BASE.match(name) or _VARIANT.match(name) else []
        led = [posixpath.normpath(posixpath.join(folder, each)) for each in _files(path, paths[path])]
        own = {path, *near, *(each for each in (*led, posixpath.join(folder, SETTINGS)) if each in paths)}
        found.append(Unit(reader=NAME, root=path, paths=tuple(sorted(own))))
    return found


def _beside(folder: str, paths: Mapping[str, bytes], pattern: re.Pattern[str]) -> list[str]:
    return [path for path in paths if posixpath.dirname(path) == folder and pattern.match(posixpath.basename(path))][:1]


_FILE: Final = re.compile(rb"(?m)^\s+file:\s*[\"']?([\w./\-]+\.ya?ml)")


def _files(path: str, content: bytes) -> Iterator[str]:
    """Names of the files that services extend."""
    yield from (each.decode("ascii", "replace") for each in _FILE.findall(content))


def read(unit: Unit, files: Mapping[str, bytes]) -> Reading:
    """The services of one unit."""
    gaps: list[Gap] = []
    root = _document(unit.root, files, gaps)
    if root is None:
        return Reading(gaps=tuple(gaps))
    own = dict(fields(at(root, "services")))
    folder, name = posixpath.split(unit.root)
    base = _BASE.match(name) is not None
    other = [path for path in unit.paths if path != unit.root and posixpath.dirname(path) == folder]
    beside = next((path for path in other if (_OVERRIDE if base else _BASE).match(posixpath.basename(path))), "")
    asked = set(own)
    if beside and (base or not _stands_alone(own)):
        second = _document(beside, files, gaps)
        lower, upper = (root, second) if base else (second, root)
        own = _services(lower, upper)
        asked = set(own) if base else asked
    for each in items(at(root, "include")):
        gaps.append(Gap(why="what is included is not followed", place=each.place))
    return Reading(resources=tuple(_resources(own, asked, folder, files, gaps)), gaps=tuple(gaps))


def _document(path: str, files: Mapping[str, bytes], gaps: list[Gap]) -> Tree | None:
    beside = posixpath.join(posixpath.dirname(path), SETTINGS)
    told = settings(beside, files[beside]) if beside in files else {}
    tree, missed = document(path, files.get(path, b""), told)
    gaps += [gap for gap in missed if isinstance(gap, Gap)]
    return tree


def _stands_alone(services: Mapping[str, Tree]) -> bool:
    """Whether every service says itself what it runs."""
    return all(
        any(
            isinstance(part, Unknown) or part.value is not None
            for part in (at(each, "image"), at(each, "build"), at(each, "extends"))
        )
        for each in services.values()
    )


def _services(lower: Tree | None, upper: Tree | None) -> dict[str, Tree]:
    """The services of one document laid over those of another."""
    own: dict[str, Tree] = dict(fields(at(lower, "services"))) if lower is not None else {}
    for name, each in fields(at(upper, "services")) if upper is not None else ():
        own[name] = merged(own[name], each) if name in own else each
    return own


def _resources(
    services: Mapping[str, Tree], asked: set[str], folder: str, files: Mapping[str, bytes], gaps: list[Gap]
) -> Iterator[Resource]:
    cache: dict[str, Any] = {}

    def other(name: str) -> Tree | None:
        path = posixpath.normpath(posixpath.join(folder, name))
        if path not in cache:
            cache[path] = _document(path, files, gaps) if path in files else None
        found: Tree | None = cache[path]
        return found

    for name in services:
        whole = extended(name, services, other) if name in asked else None
        if isinstance(whole, Unknown):
            gaps.append(Gap(why=whole.why, place=whole.place))
        elif isinstance(whole, Known):
            yield from resources(f"services.{name}", whole)
