"""What package.json and tsconfig.json say about where modules are. Neither is trusted to be well formed."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

More = Callable[[str], bytes | None]
SIZE_LIMIT = 1_000_000
EXTENDS_LIMIT = 8
DEPTH_LIMIT = 8
LOOSE = re.compile(r"""("(?:[^"\\]|\\.)*")|//[^\r\n]*|/\*.*?\*/|,(?=(?:\s|//[^\r\n]*|/\*.*?\*/)*[}\]])""", re.DOTALL)
CONDITIONS = ("source", "import", "module", "node", "require", "default", "types")


class Aliases(NamedTuple):
    """``paths`` of a tsconfig.json: each pattern's text before and after its star, and what it stands for."""

    base: str | None
    """``baseUrl``, from the root; None where not given."""
    patterns: tuple[tuple[str, str | None, tuple[str, ...]], ...]


def loaded(data: bytes | None) -> dict[str, Any]:
    """An object of JSON, with comments and trailing commas; empty where it is none."""
    if data is None or len(data) > SIZE_LIMIT:
        return {}
    text = data.decode("utf-8-sig", "replace")
    try:
        made = json.loads(text)
    except (ValueError, RecursionError):
        try:
            made = json.loads(LOOSE.sub(lambda match: match[1] or "", text))
        except (ValueError, RecursionError):
            return {}
    return made if isinstance(made, dict) else {}


def joined(folder: str, path: str) -> str | None:
    """A path from the root; None where it leads out of it."""
    made = posixpath.normpath(posixpath.join(folder, path))
    if made == "..":
        return None
    return None if made.startswith(("../", "/")) else ("" if made == "." else made)


def aliases(path: str, more: More) -> Aliases:
    """What a tsconfig.json and those that it extends say, the nearest first."""
    base: str | None = None
    patterns: tuple[tuple[str, str | None, tuple[str, ...]], ...] = ()
    waiting, seen = [path], set[str]()
    while waiting and len(seen) < EXTENDS_LIMIT:
        current = waiting.pop(0)
        if current in seen:
            continue
        seen.add(current)
        made = loaded(more(current))
        folder = posixpath.dirname(current)
        options = made.get("compilerOptions")
        options = options if isinstance(options, dict) else {}
        own = options.get("baseUrl")
        own_base = joined(folder, own) if isinstance(own, str) else None
        if base is None:
            base = own_base
        given = options.get("paths")
        if not patterns and isinstance(given, dict):
            patterns = tuple(_patterns(given, folder if own_base is None else own_base))
        waiting += _extended(made.get("extends"), folder)
    return Aliases(base, patterns)


def _patterns(given: dict[str, Any], folder: str) -> Iterator[tuple[str, str | None, tuple[str, ...]]]:
    for pattern, places in given.items():
        if not isinstance(places, list):
            continue
        before, star, after = pattern.partition("*")
        found = [joined(folder, each) for each in places if isinstance(each, str)]
        yield before, after if star else None, tuple(each for each in found if each is not None)


def _extended(given: Any, folder: str) -> Iterator[str]:
    """Files of the project that are extended; those of packages are not there."""
    for each in given if isinstance(given, list) else [given]:
        if isinstance(each, str) and each.startswith("."):
            path = joined(folder, each)
            if path is not None:
                yield path if path.endswith(".json") else f"{path}.json"


def entries(manifest: dict[str, Any], sub: str) -> Iterator[str]:
    """Where a package may have its part ``sub`` (empty: the whole), as its package.json says; the best guess first."""
    exports = manifest.get("exports")
    if exports is not None:
        yield from _exported(exports, f"./{sub}" if sub else ".")
    if sub:
        yield sub
        yield f"src/{sub}"
        return
    for word in ("source", "main", "module", "browser", "types"):
        value = manifest.get(word)
        if isinstance(value, str) and value:
            yield value
    yield "index"
    yield "src/index"


def _exported(exports: Any, wanted: str) -> Iterator[str]:
    if not isinstance(exports, dict) or not any(str(word).startswith(".") for word in exports):
        if wanted == ".":
            yield from _chosen(exports, 0)
        return
    if wanted in exports:
        yield from _chosen(exports[wanted], 0)
    for pattern, value in exports.items():
        before, star, after = str(pattern).partition("*")
        if star and wanted.startswith(before) and wanted.endswith(after) and len(wanted) >= len(before) + len(after):
            middle = wanted[len(before) : len(wanted) - len(after)]
            yield from (each.replace("*", middle) for each in _chosen(value, 0))


def _chosen(value: Any, depth: int) -> Iterator[str]:
    if depth > DEPTH_LIMIT:
        return
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for each in value:
            yield from _chosen(each, depth + 1)
    elif isinstance(value, dict):
        for word in CONDITIONS:
            if word in value:
                yield from _chosen(value[word], depth + 1)


def internal(manifest: dict[str, Any], wanted: str) -> Iterator[str]:
    """What ``#name`` stands for inside of a package."""
    imports = manifest.get("imports")
    if isinstance(imports, dict):
        yield from _exported({f".{word}": value for word, value in imports.items()}, f".{wanted}")
