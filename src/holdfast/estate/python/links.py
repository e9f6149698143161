"""Which file of the project an import means (the import system's rules, without running it)."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection


class Links:
    """The project's Python files by the ways to import them."""

    def __init__(self, paths: Collection[str], more: Callable[[str], bytes | None]) -> None:
        """``paths`` are all of the project's; ``more`` reads one, which Python's imports do not need."""
        del more
        self._files = frozenset(path for path in paths if path.endswith(".py"))
        self._packages = frozenset(
            path[: -len("/__init__.py")] for path in self._files if path.endswith("/__init__.py")
        )
        self._roots = self._by_first_name()
        self._found: dict[tuple[str, str], str | None] = {}

    def _by_first_name(self) -> dict[str, tuple[str, ...]]:
        """For each first name of an import the folders that hold it and are no package, the topmost first."""
        roots: dict[str, set[str]] = {}
        seen: set[str] = set()
        for path in self._files:
            place = path[: -len(".py")]
            while place and place not in seen:
                seen.add(place)
                folder, _, name = place.rpartition("/")
                if folder not in self._packages and name != "__init__":
                    roots.setdefault(name, set()).add(folder)
                place = folder
        return {
            name: tuple(sorted(found, key=lambda folder: (folder.count("/"), folder))) for name, found in roots.items()
        }

    def resolve(self, module: str, importer: str) -> str | None:
        """The file that ``module``, as it is written in ``importer``, means; None for one from outside."""
        folder = importer.rpartition("/")[0]
        key = (module, folder)
        if key not in self._found:
            self._found[key] = self._relative(module, folder) if module[:1] == "." else self._absolute(module, folder)
        return self._found[key]

    def outside(self, module: str, importer: str) -> str:
        """The absolute dotted name of a module, however it is written."""
        if module[:1] != ".":
            return module
        base = _above(importer.rpartition("/")[0], module)
        if base is None:
            return module.lstrip(".")
        names = [self._dotted(base), module.lstrip(".")]
        return ".".join(name for name in names if name)

    def _dotted(self, folder: str) -> str:
        """A folder as the name of its package: from the first folder above it that is none."""
        top = folder
        while top in self._packages:
            top = top.rpartition("/")[0]
        if top == folder:  # a namespace package, or no package at all
            top = "src" if folder == "src" or folder.startswith("src/") else ""
        return folder[len(top) :].strip("/").replace("/", ".")

    def _file(self, place: str) -> str | None:
        for ending in ("/__init__.py", ".py"):
            if place + ending in self._files:
                return place + ending
        return None

    def _relative(self, module: str, folder: str) -> str | None:
        base = _above(folder, module)
        name = module.lstrip(".").replace(".", "/")
        if base is None:
            return None
        if not name:
            return base + "/__init__.py" if base in self._packages else None
        return self._file(f"{base}/{name}" if base else name)

    def _absolute(self, module: str, folder: str) -> str | None:
        first = module.partition(".")[0]
        roots = self._roots.get(first)
        if not roots:
            return None
        name = module.replace(".", "/")
        for root in sorted(roots, key=lambda root: -_shared(root, folder)):
            if first in sys.stdlib_module_names and not _holds(root, folder):
                continue
            found = self._file(f"{root}/{name}" if root else name)
            if found is not None:
                return found
        return None


def _above(folder: str, module: str) -> str | None:
    """The folder that the leading dots mean; None above the top."""
    dots = len(module) - len(module.lstrip("."))
    names = folder.split("/") if folder else []
    if dots - 1 > len(names):
        return None
    return "/".join(names[: len(names) - (dots - 1)])


def _holds(root: str, folder: str) -> bool:
    """Whether a root is the folder itself, above it, or the ``src`` of such a one."""
    root = root.removesuffix("src").rstrip("/")
    return not root or folder == root or folder.startswith(root + "/")


def _shared(root: str, folder: str) -> int:
    """How many folders from the top two places share."""
    count = 0
    for one, other in zip(root.split("/"), folder.split("/"), strict=False):
        if one != other:
            break
        count += 1
    return count if root else 0
