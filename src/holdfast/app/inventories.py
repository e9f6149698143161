"""Finds what a tree is made of: its manifests and lock files, read into inventories."""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Final

from holdfast.app.contents import on_disk
from holdfast.estate.packages.manifest import reader_of as manifest_reader
from holdfast.estate.packages.names import reader_of
from holdfast.estate.packages.readers import ALONE, naming, reader
from holdfast.model.package import NOT_IN_OSV, Inventory
from holdfast.model.place import Place
from holdfast.model.reading import Gap, Unit

_MOST_FILES: Final = 20_000
"""Files of one reader, with those that they name."""
More = Callable[[str], "bytes | None"]


def claimed(paths: Iterable[str]) -> dict[str, list[str]]:
    """Paths of manifests and lock files, by the name of their reader."""
    found: dict[str, list[str]] = {}
    for path in paths:
        name = reader_of(path)
        if name:
            found.setdefault(name, []).append(path)
    return found


def sorted_out(files: Mapping[str, bytes]) -> dict[str, list[str]]:
    """Paths of those of some files that name packages, by the name of their reader."""
    found: dict[str, list[str]] = {}
    for path, data in files.items():
        name = manifest_reader(path, data)
        if name:
            found.setdefault(name, []).append(path)
    return found


def inventories(
    claims: Mapping[str, Collection[str]], more: More, about: frozenset[str] = frozenset()
) -> list[Inventory]:
    """What the claimed files say, by path; with ``about`` only of files that are understood with one of these."""
    found: list[Inventory] = []
    for name, paths in sorted(claims.items()):
        if about and about.isdisjoint(paths):
            continue
        wanted = about.intersection(paths) if about and name in ALONE else paths
        files = {path: data for path in sorted(wanted) if (data := more(path)) is not None}
        _add_named(name, files, more)
        for unit in reader(name).units(files):
            if not about or not about.isdisjoint(unit.paths):
                found += _read(unit, files)
    return sorted(found, key=lambda each: (each.path, each.reader))


def _add_named(name: str, files: dict[str, bytes], more: More) -> None:
    """Add what files name that no reader would claim by its own name, as the parts of a list of requirements."""
    tells = naming(name)
    todo = list(files) if tells is not None else []
    for path in todo:
        for target in tells(path, files[path]) if tells is not None else ():
            if target not in files and len(files) < _MOST_FILES and (data := more(target)) is not None:
                files[target] = data
                todo.append(target)


def ecosystems(folder: Path, environment: Mapping[str, str] = os.environ) -> tuple[str, ...]:
    """Ecosystems, without releases, of what is named below a folder and has advisories. Raises UsageError."""
    from holdfast.app import origins
    from holdfast.app.policy import Policies

    target = origins.find_target(folder)
    policies = Policies(target.root, {}, environment)
    claims = claimed(origins.work_tree(target, policies).paths)
    found = inventories(claims, on_disk(target.root, policies.root.max_file_bytes))
    names = {package.ecosystem.partition(":")[0] for each in found for package in each.packages}
    return tuple(sorted(names - set(NOT_IN_OSV)))


def _read(unit: Unit, files: Mapping[str, bytes]) -> Iterator[Inventory]:
    try:
        yield from reader(unit.reader).read(unit, files)
    except Exception as error:  # one file that nobody thought of must not stop the others
        why = f"the reader failed: {type(error).__name__}"
        gap = Gap(why=why, place=Place(path=unit.root), fault=True)
        yield Inventory(path=unit.root, reader=unit.reader, gaps=(gap,), locked=False)
