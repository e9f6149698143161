"""The syntax of ``go.mod``, ``go.work`` and ``go.sum``. Source: the Go modules reference."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from holdfast.formats.treetext import decoded
from holdfast.kit.expressions import expression

MOST_LINES: Final = 200_000
_WORD: Final = expression(r'"((?:[^"\\]|\\.)*)"|`([^`]*)`|([^\s"`()]+)|([()])')
_BLOCK: Final = re.compile(r"\s*\(\s*\Z")


class Line(NamedTuple):
    """One directive: its verb, its words and the comment behind them."""

    verb: str
    words: tuple[str, ...]
    comment: str
    number: int


class Broken(NamedTuple):
    """A line that is no directive."""

    number: int


class Sum(NamedTuple):
    """What ``go.sum`` knows of one version of a module."""

    hash: str
    line: int


def directives(content: bytes) -> Iterator[Line | Broken]:
    """Every directive of a ``go.mod`` or ``go.work``, those in brackets one by one."""
    verb = ""
    for number, raw in enumerate(decoded(content).split("\n", MOST_LINES)[:MOST_LINES], 1):
        body, _, comment = raw.partition("//")
        body = body.strip()
        if not body:
            continue
        if verb and body == ")":
            verb = ""
            continue
        if not verb and body.endswith("(") and body[:-1].strip().isidentifier():
            verb = body[:-1].strip()
            continue
        words = tuple(found[1] or found[2] or found[3] or found[4] or "" for found in _WORD.finditer(body))
        if verb:
            yield Line(verb, words, comment.strip(), number)
        elif words and words[0].isidentifier():
            yield Line(words[0], words[1:], comment.strip(), number)
        else:
            yield Broken(number)


def sums(content: bytes) -> Mapping[tuple[str, str], Sum]:
    """Module and version to the hash of its content; versions of which only the ``go.mod`` was needed are left out."""
    found: dict[tuple[str, str], Sum] = {}
    for number, raw in enumerate(decoded(content).split("\n", MOST_LINES)[:MOST_LINES], 1):
        words = raw.split()
        if len(words) == 3 and not words[1].endswith("/go.mod"):
            found.setdefault((words[0], words[1]), Sum(_hex(words[2]), number))
    return found


def _hex(hashed: str) -> str:
    """``h1:`` is a SHA-256, in base64, of the list of the module's files with their SHA-256 (golang.org/x/mod)."""
    kind, _, value = hashed.partition(":")
    try:
        raw = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        return ""
    return f"sha256:{raw.hex()}" if kind == "h1" and len(raw) == 32 else ""


_NUMBER: Final = expression(r"v(\d{1,18})\.(\d{1,18})\.(\d{1,18})(?:-([0-9A-Za-z.\-]{1,200}))?(?:\+\w+)?\Z")


def order(version: str) -> tuple[object, ...]:
    """A key by which versions of one module are sorted as minimal version selection does; what is none comes first."""
    match = _NUMBER.match(version)
    if match is None:
        return (0,)
    before = match[4]
    parts = tuple(
        (0, int(part), "") if part.isdigit() and len(part) < 19 else (1, 0, part) for part in (before or "").split(".")
    )
    return (1, int(match[1]), int(match[2]), int(match[3]), before is None, parts if before else ())
