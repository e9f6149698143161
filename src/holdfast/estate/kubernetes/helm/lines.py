"""Where in a template a line of what it makes stands.

Helm does not tell. A line that stands in the template as it is, is found by its text; one of which the template has the
key and an expression, by its key. Both go forward from the line before, so that of several equal lines the next one
counts. What comes from elsewhere (a helper, a block of values) stands where the line before it does, at what asks for
it.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from typing import Final

from holdfast.formats.treetext import span
from holdfast.model.place import Place

ROUTE: Final = ("helm",)
_KEY: Final = re.compile(r"((?:-\s+)*[\w./\-\"']{1,200}\s*:)(?:\s|$)")
_MADE: Final = "{{"


class Lines:
    """The places in one template of what it makes."""

    def __init__(self, path: str, template: bytes, made: bytes) -> None:
        """Take the template's path and text (empty where it isn't at hand), and what was made of it."""
        self._path = path
        self._template = _split(template)
        self._made = _split(made)
        self._exact: dict[str, list[int]] = {}
        self._keyed: dict[str, list[int]] = {}
        for number, line in enumerate(self._template, 1):
            text = line.strip()
            self._exact.setdefault(text, []).append(number)
            if _MADE in text and (key := _KEY.match(text)):
                self._keyed.setdefault(key[1], []).append(number)
        self._lines = self._followed()

    def place(self, made: Place) -> Place:
        """The place in the template of a place in what was made."""
        line = self._at(made.line)
        text = self._text(self._template, line)
        own = self._text(self._made, made.line)
        start = len(text) - len(text.lstrip()) + 1
        end = len(text.rstrip()) + 1
        last = max(line, self._at(made.end_line)) if made.end_line > made.line else line
        if own.strip() == text.strip() and text.strip():
            shift = start - (len(own) - len(own.lstrip()) + 1)
            start = max(1, made.column + shift)
            end = made.end_column + shift if last == line and made.end_line == made.line else end
        if last > line:
            end = len(self._text(self._template, last).rstrip()) + 1
        place = span(self._path, line, start, last, max(end, 1))
        return Place(
            path=self._path,
            line=place.line,
            column=place.column,
            end_line=place.end_line,
            end_column=max(place.end_column, place.column if last == line else 1),
            route=ROUTE,
        )

    def _at(self, line: int) -> int:
        return self._lines[min(max(line, 1), len(self._lines)) - 1] if self._lines else 1

    @staticmethod
    def _text(lines: list[str], line: int) -> str:
        return lines[line - 1] if 0 < line <= len(lines) else ""

    def _followed(self) -> list[int]:
        """For each line of what was made, the line of the template."""
        found: list[int] = []
        last = 1
        for line in self._made:
            text = line.strip()
            if text in ("", "---") or text.startswith("#"):
                found.append(last)
                continue
            key = _KEY.match(text)
            numbers = self._exact.get(text) or (self._keyed.get(key[1]) if key else None)
            if numbers:
                at = bisect_left(numbers, last)
                last = numbers[at] if at < len(numbers) else numbers[-1]
            found.append(last)
        return found


def _split(data: bytes) -> list[str]:
    return data.decode("utf-8", "replace").split("\n")
