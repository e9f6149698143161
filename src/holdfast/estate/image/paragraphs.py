"""Paragraphs of ``Name: value`` lines, with the line that each begins on.

Source: Debian policy manual, chapter 5 (syntax of control files).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from holdfast.estate.image.limits import Damaged

_MOST = 500_000
"""Paragraphs of one file."""


class Paragraph(NamedTuple):
    """One of them."""

    line: int
    fields: dict[str, str]
    """By name in lower case; continued lines joined with line ends."""


def paragraphs(text: str) -> Iterator[Paragraph]:
    """Each paragraph of a text. Raises Damaged for a line that belongs to none, and for too many."""
    fields: dict[str, str] = {}
    last, first, count = "", 1, 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            if fields:
                yield Paragraph(first, fields)
                count += 1
                if count > _MOST:
                    raise Damaged(f"it has more than {_MOST:,} packages")
            fields, last = {}, ""
        elif line[0] in " \t":
            if not last:
                raise Damaged(f"line {number} continues nothing")
            fields[last] += "\n" + line[1:]
        else:
            name, sign, value = line.partition(":")
            if not sign:
                raise Damaged(f"line {number} has no colon")
            if not fields:
                first = number
            last = name.lower()
            fields[last] = value.strip()
    if fields:
        yield Paragraph(first, fields)
