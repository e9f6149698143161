"""How much room text takes in a picture whose fonts are the reader's: estimated, on the wide side."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final
from unicodedata import combining, east_asian_width

from holdfast.formats.report.plain import visible

_NARROW: Final = frozenset("iljftrI.,:;'|!()[]{}/\\ `-")
_WIDE: Final = frozenset("mwMWQOG@%&—…")
DOTS: Final = "…"


def width(text: str, size: float, *, bold: bool = False) -> float:
    """Pixels that a line takes at a font size, in the widest of the usual sans-serif fonts."""
    return sum(map(_share, text)) * size * (1.08 if bold else 1.0)


def _share(char: str) -> float:
    if char in _NARROW:
        return 0.4
    if char in _WIDE:
        return 1.0
    if char.isascii():
        return 0.74 if char.isupper() else 0.64
    if combining(char):
        return 0.0
    return 1.1 if east_asian_width(char) in "WF" else 0.8


def cut(text: str, room: float, size: float, *, bold: bool = False) -> str:
    """One line of at most ``room`` pixels, with dots where something is left out; made safe to show."""
    text = visible(" ".join(text.split()))
    if width(text, size, bold=bold) <= room:
        return text
    left = room - width(DOTS, size, bold=bold)
    kept = ""
    for char in text:
        left -= width(char, size, bold=bold)
        if left < 0:
            break
        kept += char
    return kept.rstrip(" ·,") + DOTS


def wrapped(text: str, room: float, size: float, most: int, *, bold: bool = False) -> list[str]:
    """At most ``most`` lines of at most ``room`` pixels; a word that is too long ends in dots."""
    words = visible(" ".join(text.split())).split(" ")
    lines: list[str] = []
    for word in words:
        joined = f"{lines[-1]} {word}" if lines else word
        if lines and width(joined, size, bold=bold) <= room:
            lines[-1] = joined
        elif len(lines) == most:
            lines[-1] = cut(joined, room, size, bold=bold)
            if not lines[-1].endswith(DOTS):
                lines[-1] += DOTS
            break
        else:
            lines.append(word)
    return [cut(line, room, size, bold=bold) for line in lines]


def listed(words: Iterable[str]) -> str:
    """Words with a middle dot between, without empty ones."""
    return " · ".join(word for word in words if word)
