"""The reader of JavaScript projects: ``package.json`` and the lock files of npm, yarn, pnpm and bun."""

from __future__ import annotations

from collections.abc import Mapping
from importlib import import_module
from typing import Final, Protocol

from holdfast.estate.packages.catalogues import catalogues
from holdfast.estate.packages.drafts import fault, inventory
from holdfast.estate.packages.npmmanifest import Project, manifest, unlocked
from holdfast.model.package import Inventory
from holdfast.model.reading import Unit

_LOCKS: Final[Mapping[str, str]] = {
    "npm-shrinkwrap.json": "holdfast.estate.packages.npmlock",
    "package-lock.json": "holdfast.estate.packages.npmlock",
    "pnpm-lock.yaml": "holdfast.estate.packages.pnpmlock",
    "bun.lock": "holdfast.estate.packages.bunlock",
    "yarn.lock": "holdfast.estate.packages.yarnlock",
}
"""A lock file's name to the dotted name of what reads it, imported when one is met.

Of npm's own two the first one counts where both stand.
"""
_CATALOGUE: Final = "pnpm-workspace.yaml"
_BINARY: Final = "bun.lockb"


class _Lock(Protocol):
    """The face of what reads a lock file."""

    def read(self, path: str, content: bytes, project: Project) -> Inventory:
        """The inventory of a lock file. Raises nothing for any content."""


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """One for each folder with a lock file, with the manifests below it that have no nearer one; one for each other."""
    locked = {folder for folder, name in map(_split, paths) if name in _LOCKS or name in (_CATALOGUE, _BINARY)}
    groups: dict[str, list[str]] = {}
    for path in paths:
        home = _nearest(_split(path)[0], locked)
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
    catalogue: dict[str, str] = {}
    for path in paths:
        if _split(path)[1] == _CATALOGUE:
            catalogue |= catalogues(path, files[path])
    found: list[Inventory] = []
    for path in paths:
        folder, name = _split(path)
        outdone = name == "package-lock.json" and f"{path[: -len(name)]}npm-shrinkwrap.json" in files
        if name in _LOCKS and not outdone:
            lock: _Lock = import_module(_LOCKS[name])
            found.append(lock.read(path, files[path], Project(folder, manifests, catalogue)))
        elif name == _BINARY and path[:-1] not in files:
            why = "the binary lock file of bun is not read; bun install --save-text-lockfile writes one that is"
            found.append(inventory(path, "bun", "npm", (), gaps=[fault(path, why)]))
    done = {path for each in found for path in each.manifests}
    rest = (unlocked(each, catalogue) for each in manifests if each.path not in done)
    return [*found, *(each for each in rest if each is not None)]
