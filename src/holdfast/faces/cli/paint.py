"""Colour on the terminal: few, with a meaning each, and none where nobody asked."""

from __future__ import annotations

import os
import sys
from typing import NamedTuple, TextIO


class Paint(NamedTuple):
    """Marks up words; without colour they stay as they are."""

    color: bool

    def strong(self, text: str) -> str:
        """Mark what the eye should find first."""
        return self._with("1", text)

    def dim(self, text: str) -> str:
        """Mark what can be passed over."""
        return self._with("2", text)

    def good(self, text: str) -> str:
        """Mark what is in order."""
        return self._with("32", text)

    def bad(self, text: str) -> str:
        """Mark what is wrong."""
        return self._with("31", text)

    def warn(self, text: str) -> str:
        """Mark what is worth a look."""
        return self._with("33", text)

    def _with(self, code: str, text: str) -> str:
        return f"\x1b[{code}m{text}\x1b[0m" if self.color and text else text


def paint(stream: TextIO | None = None) -> Paint:
    """Paint for a stream, standard output when none is named.

    NO_COLOR wins, then FORCE_COLOR, then whether a capable terminal is there.
    """
    if os.environ.get("NO_COLOR"):
        return Paint(color=False)
    forced = os.environ.get("FORCE_COLOR")
    if forced:
        return Paint(color=forced != "0")
    return Paint(color=os.environ.get("TERM") != "dumb" and (stream or sys.stdout).isatty())


def shown(text: str) -> str:
    """Text from outside (a path, a setting) with everything that could steer the terminal written out."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)


def columns() -> int:
    """How wide the screen is, in characters; 100 where nobody knows."""
    given = os.environ.get("COLUMNS", "")
    if given.isdigit() and int(given):
        return int(given)
    try:
        return os.get_terminal_size(sys.stdout.fileno()).columns
    except (OSError, ValueError):
        return 100
