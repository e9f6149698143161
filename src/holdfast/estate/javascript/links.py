"""Which file of the project an import means.

As Node.js resolves (relative paths, endings, ``index``, ``main`` and ``exports`` of packages, workspaces) and as
TypeScript does (``baseUrl`` and ``paths``, ``.js`` written for ``.ts``). What is made by a build is looked for in the
sources that it is made of.
"""

from __future__ import annotations

import posixpath
from collections.abc import Collection, Iterator
from typing import Any

from holdfast.estate.javascript.manifests import Aliases, More, aliases, entries, internal, joined, loaded

ENDINGS = (".ts", ".tsx", ".mts", ".cts", ".js", ".jsx", ".mjs", ".cjs", ".vue", ".svelte")
WRITTEN = {".js": (".ts", ".tsx", ".jsx"), ".mjs": (".mts",), ".cjs": (".cts",), ".jsx": (".tsx",)}
BUILT = frozenset(("dist", "lib", "build", "out", "es", "esm", "cjs", "output", "dist-cjs", "dist-es"))
CONFIGS = ("tsconfig.json", "jsconfig.json", "tsconfig.app.json", "tsconfig.base.json")
PROBES = 4_000
"""Folders that are asked for a package.json where the paths do not tell."""


class Links:
    """Answers by the paths of a project; ``more`` gives the content of manifests, or None."""

    def __init__(self, paths: Collection[str], more: More) -> None:
        self._files = frozenset(paths)
        self._more = more
        self._found: dict[tuple[str, str], str | None] = {}
        self._manifests: dict[str, dict[str, Any]] = {}
        self._aliases: dict[str, tuple[Aliases, ...]] = {}
        self._packages: dict[str, str] | None = None

    def resolve(self, module: str, importer: str) -> str | None:
        """The path of the project's file that an import means; None for the outside."""
        key = posixpath.dirname(importer), module
        if key not in self._found:
            self._found[key] = self._resolve(*key)
        return self._found[key]

    def outside(self, module: str, importer: str) -> str:
        """What references to a module begin with: a package as written, a file by its path from the root."""
        module = module.removeprefix("node:").partition("?")[0]
        if module.startswith("."):
            module = joined(posixpath.dirname(importer), module) or module
        for ending in ENDINGS[:8]:
            if module.endswith(ending) and "/" in module:
                return module[: -len(ending)]
        return module

    def _resolve(self, folder: str, module: str) -> str | None:
        module = module.removeprefix("node:").partition("?")[0]
        if module.startswith("."):
            path = joined(folder, module)
            return None if path is None else self._file(path)
        if module.startswith("/") or not module:
            return None
        for path in self._aliased(folder, module):
            found = self._file(path)
            if found is not None:
                return found
        if module.startswith("#"):
            home = next((each for each in _upwards(folder) if self._manifest(each)), "")
            return self._first(home, internal(self._manifest(home), module))
        return self._package(module)

    def _file(self, path: str, deep: bool = True) -> str | None:
        """The file of a path without ending, or of a folder."""
        if path in self._files and path.endswith(ENDINGS):
            return path
        stem, ending = posixpath.splitext(path)
        for other in WRITTEN.get(ending, ()):
            if stem + other in self._files:
                return stem + other
        for other in ENDINGS:
            if path + other in self._files:
                return path + other
        if deep:
            index = f"{path}/index" if path else "index"
            manifest = self._manifest(path)
            return (self._first(path, entries(manifest, "")) if manifest else None) or self._file(index, False)
        return None

    def _first(self, folder: str, places: Iterator[str]) -> str | None:
        """The first place inside a folder where there is a file; of a built one the source."""
        for place in places:
            path = joined(folder, place)
            if path is None:
                continue
            for candidate in (path, *_sources(folder, path)):
                found = self._file(candidate, False) or self._file(f"{candidate}/index", False)
                if found is not None:
                    return found
        return None

    def _package(self, module: str) -> str | None:
        """A package of the workspace, or a part of one."""
        parts = module.split("/")
        count = 2 if module.startswith("@") else 1
        folder = self._names().get("/".join(parts[:count]))
        if folder is None:
            return None
        return self._first(folder, entries(self._manifest(folder), "/".join(parts[count:])))

    def _names(self) -> dict[str, str]:
        """The packages of the project: name to folder. The nearest to the root wins."""
        if self._packages is None:
            self._packages = {}
            for folder in self._homes():
                name = self._manifest(folder).get("name")
                if isinstance(name, str):
                    self._packages.setdefault(name, folder)
        return self._packages

    def _homes(self) -> list[str]:
        told = [posixpath.dirname(path) for path in self._files if posixpath.basename(path) == "package.json"]
        if not told:
            every = {up for path in self._files for up in _upwards(posixpath.dirname(path))}
            told = sorted(every, key=_near)[:PROBES]
        return sorted((each for each in told if "node_modules" not in each.split("/")), key=_near)

    def _manifest(self, folder: str) -> dict[str, Any]:
        if folder not in self._manifests:
            self._manifests[folder] = loaded(self._more(posixpath.join(folder, "package.json")))
        return self._manifests[folder]

    def _aliased(self, folder: str, module: str) -> Iterator[str]:
        """Where the nearest tsconfig.json that knows aliases says a module is; the longest pattern first."""
        for known in self._configs(folder):
            fitting: list[tuple[int, tuple[str, ...], str]] = []
            for before, after, places in known.patterns:
                if after is None:
                    if module == before:
                        fitting.append((len(module) + 1, places, ""))
                elif module.startswith(before) and module.endswith(after) and len(module) >= len(before) + len(after):
                    fitting.append((len(before), places, module[len(before) : len(module) - len(after)]))
            for _, places, star in sorted(fitting, key=lambda each: -each[0]):
                yield from (place.replace("*", star) for place in places)
            if known.base is not None:
                yield posixpath.join(known.base, module)

    def _configs(self, folder: str) -> tuple[Aliases, ...]:
        made = self._aliases.get(folder)
        if made is None:
            own = [aliases(posixpath.join(folder, name), self._more) for name in CONFIGS]
            found = tuple(each for each in own if each.patterns or each.base is not None)
            if not found and folder:
                found = self._configs(posixpath.dirname(folder))
            made = self._aliases[folder] = found
        return made


def _sources(folder: str, path: str) -> Iterator[str]:
    """What a built file is made of: the same path in ``src``, or without the folder of the build."""
    inner = path[len(folder) :].lstrip("/") if folder else path
    first, _, rest = inner.partition("/")
    if first in BUILT and rest:
        for part in (rest, rest.partition("/")[2]):
            if part:
                stem = part.removesuffix(".d.ts").removesuffix(".js").removesuffix(".mjs").removesuffix(".cjs")
                yield posixpath.join(folder, "src", stem)
                yield posixpath.join(folder, stem)


def _upwards(folder: str) -> Iterator[str]:
    """A folder and those above it, to the root."""
    while folder:
        yield folder
        folder = posixpath.dirname(folder)
    yield ""


def _near(folder: str) -> tuple[int, str]:
    return folder.count("/") + bool(folder), folder
