"""Which files belong together: a root module with the local modules that it reaches and the files that these read."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Mapping
from typing import Final

from holdfast.estate.terraform.config import SUFFIXES
from holdfast.model.reading import Unit

_CALL = re.compile(rb'source"?\s*[=:]\s*"(\.\.?(?:/[^"$%\\\n]*)?)"')
_FILE = re.compile(
    rb'(?:\$\{path\.(?:module|root)\}|\.)(/[^"$%\\\n]*)|(?:file|file[a-z0-9]+|templatefile)\(\s*"([^"$%\\\n]+)"'
)
VALUES: Final = ("terraform.tfvars", "terraform.tfvars.json")
AUTOMATIC: Final = (".auto.tfvars", ".auto.tfvars.json")
_MOST_FILES: Final = 500


def folder_of(path: str) -> str:
    """The folder of a file; empty for the top."""
    return path.rpartition("/")[0]


def inside(folder: str, path: str) -> str | None:
    """A path that a folder's files name, as it is called in the tree; None where it leads out of the tree."""
    joined = posixpath.normpath(posixpath.join(folder or ".", path))
    if joined.startswith(("../", "/")) or joined == "..":
        return None
    return "" if joined == "." else joined


def sources_by_folder(paths: Iterable[str]) -> dict[str, list[str]]:
    """The configuration files of each folder, sorted."""
    folders: dict[str, list[str]] = {}
    every = set(paths)
    for path in sorted(every):
        if path.endswith(SUFFIXES) and not _replaced(path, every):
            folders.setdefault(folder_of(path), []).append(path)
    return folders


def _replaced(path: str, paths: Collection[str]) -> bool:
    """Whether OpenTofu reads another file instead of this one."""
    stem, ends, rest = path.rpartition(".tf")
    return bool(ends) and rest in ("", ".json") and f"{stem}.tofu{rest}" in paths


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One unit for each root module: a folder that no other one calls. Raises nothing."""
    folders = sources_by_folder(paths)
    calls = {folder: _calls(folder, names, folders, paths) for folder, names in folders.items()}
    called = {goal for folder, goals in calls.items() for goal in goals if goal != folder}
    roots = [folder for folder in folders if folder not in called]
    reached: set[str] = set()
    made = []
    others = sorted(paths)
    for folder in [*roots, *(each for each in folders if each in called)]:
        if folder in called and folder in reached:
            continue
        reach = _reach(folder, calls)
        reached |= reach
        made.append(Unit(reader="terraform", root=folder, paths=_files(folder, reach, folders, paths, others)))
    return sorted(made, key=lambda unit: unit.root)


def _calls(folder: str, names: list[str], folders: Mapping[str, list[str]], paths: Mapping[str, bytes]) -> set[str]:
    found = {match[1] for name in names for match in _CALL.finditer(paths[name])}
    goals = {inside(folder, source.decode("utf-8", "replace")) for source in found}
    return {goal for goal in goals if goal is not None and goal in folders}


def _reach(folder: str, calls: Mapping[str, set[str]]) -> set[str]:
    reach, todo = {folder}, [folder]
    while todo:
        for goal in calls[todo.pop()]:
            if goal not in reach:
                reach.add(goal)
                todo.append(goal)
    return reach


def _files(
    root: str, reach: set[str], folders: Mapping[str, list[str]], paths: Mapping[str, bytes], others: list[str]
) -> tuple[str, ...]:
    wanted = {name for folder in reach for name in folders[folder]}
    wanted |= {name for name in others if folder_of(name) == root and is_values(name)}
    beginnings: set[str] = set()
    for folder in reach:
        for name in folders[folder]:
            for match in _FILE.finditer(paths[name]):
                path = (match[1] or match[2]).decode("utf-8", "replace").lstrip("/")
                beginnings |= {goal for base in (folder, root) if (goal := inside(base, path))}
    if beginnings:
        ahead = tuple(beginnings)
        read = [
            name for name in others if name not in wanted and not name.endswith(SUFFIXES) and name.startswith(ahead)
        ]
        wanted.update(read[:_MOST_FILES])
    return tuple(sorted(wanted))


def is_values(path: str) -> bool:
    """Whether a file sets variables of the root module by itself."""
    name = path.rpartition("/")[2]
    return name in VALUES or name.endswith(AUTOMATIC)
