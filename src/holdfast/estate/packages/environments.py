"""What is installed below a root, from the listing of its files: for images, folders and environments.

Each finder is handed the paths that may be its own, all at once, and reads what it needs of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from importlib import import_module
from typing import Final

from holdfast.estate.packages.protocols import Finder, More
from holdfast.model.package import Inventory

FINDERS: Final[Mapping[str, str]] = {
    "javascript": "holdfast.estate.packages.installed_javascript",
    "python": "holdfast.estate.packages.installed_python",
}
"""Name of the finder to the dotted name of its module; one line each."""
_BY_NAME: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    "METADATA": ((".dist-info/", "python"),),
    "PKG-INFO": ((".egg-info/", "python"), ("/EGG-INFO/", "python")),
    "RECORD": ((".dist-info/", "python"),),
    "REQUESTED": ((".dist-info/", "python"),),
    "direct_url.json": ((".dist-info/", "python"),),
    "package.json": (("node_modules/", "javascript"),),
    "top_level.txt": ((".dist-info/", "python"), (".egg-info/", "python"), ("/EGG-INFO/", "python")),
}
"""A file's whole name, what must stand in its path, and whose it is; one line each."""
_BY_ENDING: Final[Mapping[str, tuple[tuple[str, str], ...]]] = {
    ".egg-info": (("-packages/", "python"),),
}
"""What a name ends in, from its last dot, what must stand in its path, and whose it is; one line each."""


def finder_of(path: str) -> str:
    """Name of the finder that wants a path; empty for none."""
    slash = path.rfind("/")
    rows = _BY_NAME.get(path[slash + 1 :])
    if rows is None:
        dot = path.rfind(".")
        rows = _BY_ENDING.get(path[dot:]) if dot > slash else None
    return next((finder for part, finder in rows if part in path), "") if rows else ""


def installed(paths: Iterable[str], more: More) -> list[Inventory]:
    """An inventory of each place below a root that packages are installed in. Raises nothing for any content."""
    sorted_out: dict[str, list[str]] = {}
    for path in paths:
        finder = finder_of(path)
        if finder:
            sorted_out.setdefault(finder, []).append(path)
    found: list[Inventory] = []
    for finder, claimed in sorted(sorted_out.items()):
        module: Finder = import_module(FINDERS[finder])
        found += module.installed(sorted(claimed), more)
    return found
