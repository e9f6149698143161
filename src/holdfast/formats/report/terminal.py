"""Drawing on a terminal: colours, symbols, widths and line breaks, without any library."""

from __future__ import annotations

from holdfast.formats.report.look import Look
from holdfast.formats.report.plain import visible

NARROWEST = 40
WIDEST = 200
MEASURE = 100
"""Prose is not set wider than this, however wide the screen."""

STYLES = {
    "strong": "1",
    "dim": "2",
    "label": "36",
    "good": "1;32",
    "bad": "1;31",
    "warn": "1;33",
    "critical": "1;97;41",
    "high": "1;31",
    "medium": "1;33",
    "low": "1;34",
    "info": "2",
}
_SYMBOLS = {
    "rail": ("│", "|"),
    "under": ("▔", "^"),
    "dots": ("…", "..."),
    "dot": (" · ", ", "),
    "passed": ("✓", "ok"),
    "refused": ("✗", "x"),
    "other": ("!", "!"),
    "rule": ("─", "-"),
}


class Pen:
    """Draws for one look. All text of others goes through ``safe`` before it is drawn."""

    __slots__ = ("color", "measure", "unicode", "width")

    def __init__(self, look: Look) -> None:
        """Take the look; hold its width within what the layout can do."""
        self.width = max(NARROWEST, min(look.width, WIDEST))
        self.measure = min(self.width, MEASURE)
        self.color = look.color
        self.unicode = look.unicode

    def paint(self, text: str, style: str) -> str:
        """Give text in a style, or as it is without colour."""
        return f"\x1b[{STYLES[style]}m{text}\x1b[0m" if self.color and text else text

    def symbol(self, name: str) -> str:
        """Give a symbol, in ASCII where nothing else may be sent."""
        return _SYMBOLS[name][0 if self.unicode else 1]

    def safe(self, text: str) -> str:
        """Make text that only shows."""
        return visible(text, ascii_only=not self.unicode)


def cells(text: str) -> int:
    """Count the columns that text takes: wide characters two, combining ones none."""
    if text.isascii():
        return len(text)
    return sum(_cell(char) for char in text)


def _cell(char: str) -> int:
    from unicodedata import category, east_asian_width

    if category(char) in ("Mn", "Me"):
        return 0
    return 2 if east_asian_width(char) in "WF" else 1


def head(text: str, room: int, dots: str) -> str:
    """Keep the beginning of text, at most ``room`` columns with the ellipsis that says it was cut."""
    if cells(text) <= room:
        return text
    kept = _fitting(text, room - len(dots))
    return kept + dots[: max(0, room)]


def tail(text: str, room: int, dots: str) -> str:
    """Keep the end of text, at most ``room`` columns with the ellipsis that says it was cut."""
    if cells(text) <= room:
        return text
    kept = _fitting(text[::-1], room - len(dots))
    return dots[: max(0, room)] + kept[::-1]


def _fitting(text: str, room: int) -> str:
    used = 0
    for index, char in enumerate(text):
        used += cells(char)
        if used > room:
            return text[:index]
    return text


def wrap(text: str, room: int) -> list[str]:
    """Break text into lines of at most ``room`` columns, broken at spaces; a longer word is broken where it must be."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        if line and cells(line) + 1 + cells(word) <= room:
            line += " " + word
            continue
        lines += [line] if line else []
        while cells(word) > room:
            piece = _fitting(word, room) or word[0]
            lines.append(piece)
            word = word[len(piece) :]
        line = word
    return [*lines, line] if line else lines
