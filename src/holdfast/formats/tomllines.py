"""TOML with the lines of its tables and keys: values by the standard library, lines by a look at how lines begin.

A key in an inline table has the line of the key that holds it. In a text that is valid TOML only a multi-line string
can hold a line that looks like a header; it then costs a line, never a value.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from holdfast.formats.treetext import decoded, span
from holdfast.kit.expressions import expression
from holdfast.model.place import Place
from holdfast.model.reading import Gap

MOST_BYTES: Final = 16 << 20
"""Larger files are refused."""
_PART: Final = expression(r"\s*(?:\"((?:[^\"\\\n]|\\.)*)\"|'([^'\n]*)'|([A-Za-z0-9_\-]+))\s*")
_DEEP: Final = expression(r"(?:[\[{][\s,]*+){100}|(?<![\w.\-])(?:[\w\-\"']++[ \t]*+\.[ \t]*+){100}")
_MOST_PARTS: Final = 100

Step = str | int


class Toml(NamedTuple):
    """The values of a file, the line of each table and key, or the gap that it is."""

    values: dict[str, Any]
    lines: dict[tuple[Step, ...], int]
    gap: Gap | None

    def line(self, *path: Step) -> int:
        """The line of a key or table, else of the nearest thing around it; 1 for nothing."""
        while path:
            found = self.lines.get(path)
            if found is not None:
                return found
            path = path[:-1]
        return 1

    def table(self, *path: str) -> dict[str, Any]:
        """The table at a path of keys; empty where there is none."""
        found: Any = self.values
        for step in path:
            found = found.get(step) if isinstance(found, dict) else None
        return found if isinstance(found, dict) else {}


def parse(path: str, content: bytes) -> Toml:
    """Read a file. Raises nothing for any content."""
    if len(content) > MOST_BYTES:
        return _broken(path, "larger than is read as TOML")
    text = decoded(content).replace("\r\n", "\n")
    if _DEEP.search(text):
        return _broken(path, "nested more than 100 deep")
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError) as error:
        return _broken(path, f"not TOML: {_reason(error)}")
    return Toml(values, _lines(text), None)


def _broken(path: str, why: str) -> Toml:
    place: Place = span(path, 1, 1, 1, 1)
    return Toml({}, {}, Gap(why=why, place=place, fault=True))


def _reason(error: Exception) -> str:
    """Where the parser stopped, and nothing of the text."""
    words = str(error)
    at = words.rfind("(at ")
    return words[at + 1 : -1] if at >= 0 else "it cannot be parsed"


def _lines(text: str) -> dict[tuple[Step, ...], int]:
    lines: dict[tuple[Step, ...], int] = {}
    counts: dict[tuple[Step, ...], int] = {}
    table: tuple[Step, ...] = ()
    for number, line in enumerate(text.split("\n"), 1):
        bare = line.lstrip()
        if bare.startswith("["):
            many = bare.startswith("[[")
            table = _path(bare.lstrip("["), counts, many)
            lines.setdefault(table, number)
        elif bare and bare[0] not in "#]}":
            keys = tuple(_keys(bare, "="))
            for end in range(1, len(keys) + 1):
                lines.setdefault((*table, *keys[:end]), number)
    return lines


def _path(text: str, counts: dict[tuple[Step, ...], int], many: bool) -> tuple[Step, ...]:
    """The path that a header opens; the last table of each array that it goes through is the one that is meant."""
    path: tuple[Step, ...] = ()
    keys = list(_keys(text, "]"))
    for number, key in enumerate(keys):
        path = (*path, key)
        if many and number == len(keys) - 1:
            counts[path] = counts.get(path, -1) + 1
        if path in counts:
            path = (*path, counts[path])
    return path


def _keys(text: str, end: str) -> Iterator[str]:
    """The parts of a dotted key; nothing where no key stands."""
    found: list[str] = []
    at = 0
    while len(found) < _MOST_PARTS and (match := _PART.match(text, at)) is not None:
        found.append(next(part for part in match.groups() if part is not None))
        at = match.end()
        if text[at : at + 1] == end:
            yield from found
            return
        if text[at : at + 1] != ".":
            return
        at += 1
