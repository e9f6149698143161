"""Which files of a project a file imports, by a quick look at its text: what its answer may hang on."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from holdfast.app.codeproject import Files
from holdfast.estate.codefiles import language_of

_PYTHON: Final = re.compile(
    rb"^[ \t]*(?:from[ \t]+([.\w]+)[ \t]+import[ \t]+(\([^)]{0,4000}\)|[^\n#;]{1,500})|import[ \t]+([^\n#;]{1,500}))",
    re.M,
)
_SCRIPT: Final = re.compile(rb"(?:\bfrom|\brequire\s*\(|\bimport\s*\(|\bimport)\s*['\"`]([^'\"`\n]{1,300})['\"`]")
_NAME: Final = re.compile(rb"[\w.]+")
_MOST: Final = 2_000
"""Imports of one file."""


def imports(paths: Iterable[str], files: Files, more: Callable[[str], bytes | None]) -> Mapping[str, tuple[str, ...]]:
    """For each file those of the project that it imports itself, sorted."""
    found: dict[str, tuple[str, ...]] = {}
    known: dict[tuple[str, str], str | None] = {}
    for path in paths:
        folder = path.rpartition("/")[0]
        targets: set[str] = set()
        for module in _modules(path, more(path) or b""):
            key = (folder, module)
            if key not in known:
                known[key] = files.resolve(module, path)
            target = known[key]
            if target is not None and target != path:
                targets.add(target)
        found[path] = tuple(sorted(targets))
    return found


def _modules(path: str, data: bytes) -> Iterator[str]:
    found = _python(data) if language_of(path) == "python" else (match[1] for match in _SCRIPT.finditer(data))
    for number, name in enumerate(found):
        if number == _MOST:
            return
        yield name.decode("utf-8", "replace")


def _python(data: bytes) -> Iterator[bytes]:
    for match in _PYTHON.finditer(data):
        base, names, plain = match.groups()
        if base is None:
            yield from (part.split(b" as ")[0].strip() for part in plain.split(b","))
            continue
        yield base
        join = b"" if base.endswith(b".") else b"."
        for part in names.strip(b"() \t\r\n").split(b","):
            if name := _NAME.match(part.strip()):
                yield base + join + name[0]
