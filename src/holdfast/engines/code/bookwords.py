"""The words of a book's patterns."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from holdfast.formats.codefacts import Row
from holdfast.formats.codetriggers import vague

_HOW: Final = {"source": 2, "sanitiser": 2, "pattern": 3}
"""Kinds of facts about reads to the place in a row that says so; the reference stands before it."""


def read_segments(rows: Iterable[Row]) -> frozenset[str]:
    """The last segments of what is read; a ``*`` in one stands for any letters."""
    found: set[str] = set()
    for row in rows:
        how = _HOW.get(row[0])
        if how is not None and row[how] == "read":
            found.update(part.rpartition(".")[2].lstrip("?") for part in row[how - 1].split("|"))
    return frozenset(found)


def handing(patterns: Iterable[str]) -> frozenset[str]:
    """The last segments of patterns, but for words that say little."""
    words = {part.rpartition(".")[2] for pattern in patterns for part in pattern.split("|")}
    return frozenset(word for word in words if word and "*" not in word and not vague(word))


def guess(pattern: str) -> re.Pattern[str]:
    """The expression that a pattern with wildcards means.

    ``?`` alone is any value that nothing sure is known of, ``?name`` one that is called so or is an attribute called
    so; ``*`` stands for one segment, or for a part of it, ``**`` at the head for several.
    """
    head, *rest = pattern.split(".")
    if head in ("?", "**"):
        begin = r".+"
    elif head.startswith("?"):
        begin = r"\?(?:.+\.)?" + segment(head[1:])
    else:
        begin = segment(head)
    return re.compile(r"\.".join([begin, *map(segment, rest)]))


def segment(text: str) -> str:
    """The expression that one segment of a pattern means."""
    return "[^.]+" if text == "*" else "[^.]*".join(map(re.escape, text.split("*")))


def needs(pattern: str) -> int:
    """How little must be known of a value for a pattern to be about it: 0 is nothing but its exact name."""
    return 2 if pattern.startswith("?.") else 1 if pattern.startswith("**.") else 0
