"""The reader of JavaScript projects: ``package.json`` and the lock files of npm, yarn, pnpm and bun."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from holdfast.estate.packages import npmlock, yarnlock
from holdfast.estate.packages.npmmanifest import Project, manifest, unlocked
from holdfast.model.package import Inventory
from holdfast.model.reading import Unit

Lock = Callable[[str, bytes, Project], Inventory]
_LOCKS: Final[Mapping[str, Lock]] = {
    "npm-shrinkwrap.json": npmlock.read,
    "package-lock.json": npmlock.read,
    "yarn.lock": yarnlock.read,
}
"""A lock file's name to what reads it. Of npm's own two the first one counts where both stand."""


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One for each folder with a lock file, with the manifests below it that have no nearer one; one for each other."""
    locked = {_split(path)[0] for path in paths if _split(path)[1] in _LOCKS}
    groups: dict[str, list[str]] = {}
    for path in paths:
        folder, name = _split(path)
        home = folder if name in _LOCKS else _nearest(folder, locked)
        groups.setdefault(path if home is None else home, []).append(path)
    return [Unit(reader="javascript", root=root, paths=tuple(sorted(group))) for root, group in sorted(groups.items())]


def _split(path: str) -> tuple[str, str]:
    folder, _, name = path.rpartition("/")
    return folder, name


def _nearest(folder: str, locked: set[str]) -> str | None:
    while folder not in locked:
        if not folder:
            return None
        folder = folder.rpartition("/")[0]
    return folder


def read(unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
    """An inventory of each lock file, and of each manifest that none answers."""
    paths = [path for path in unit.paths if path in files]
    manifests = tuple(manifest(path, files[path]) for path in paths if _split(path)[1] == "package.json")
    found: list[Inventory] = []
    for path in paths:
        folder, name = _split(path)
        outdone = name == "package-lock.json" and f"{path[: -len(name)]}npm-shrinkwrap.json" in files
        if name in _LOCKS and not outdone:
            found.append(_LOCKS[name](path, files[path], Project(folder, manifests)))
    done = {path for each in found for path in each.manifests}
    rest = (unlocked(each, {}) for each in manifests if each.path not in done)
    return [*found, *(each for each in rest if each is not None)]
