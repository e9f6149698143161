"""Where the lines of a script that is written inside of YAML stand in the file, and what its commands are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from holdfast.formats.shell import commands
from holdfast.formats.treetext import decoded, span
from holdfast.model.place import Place
from holdfast.model.value import Known, Tree, Unknown, Value

MOST_PARTS: Final = 2_000
"""Pieces that one script may consist of."""
_BLOCK: Final = re.compile(r"(?:[\w.\-\"' ]+:|-)?[ \t]*(?:[&!][^\s|>]+[ \t]+)*(?P<style>[|>])[-+0-9]*[ \t]*(?:#.*)?$")


class Source:
    """The text of one file, to find a script's lines in."""

    def __init__(self, path: str, content: bytes) -> None:
        """Take the file as it was read."""
        self.path = path
        self.lines = decoded(content).splitlines()

    def row(self, tree: Known[str]) -> int | None:
        """The file's line of the first line of a text; None where lines of the text are not lines of the file."""
        place = tree.place
        if place.path != self.path or not 0 < place.line <= len(self.lines):
            return None
        head = self.lines[place.line - 1][place.column - 1 :]
        match = _BLOCK.match(head)
        if match is None:
            return place.line if place.line == place.end_line else None
        return place.line + 1 if match["style"] == "|" else None

    def place(self, tree: Known[str], first: int, last: int) -> Place:
        """The place of some lines of a text, counted from 0."""
        row = self.row(tree)
        if row is None or (row == tree.place.line and last > 0):
            return tree.place
        if row == tree.place.line:
            return tree.place
        start, end = row + first, min(row + last, len(self.lines))
        if start > len(self.lines):
            return tree.place
        text = self.lines[start - 1]
        column = len(text) - len(text.lstrip()) + 1
        return span(self.path, start, column, end, len(self.lines[end - 1].rstrip()) + 1)

    def around(self, tree: Known[str], start: int, end: int) -> Place:
        """The place of a piece of a text, given as positions of its characters."""
        first = tree.value.count("\n", 0, start)
        place = self.place(tree, first, tree.value.count("\n", start, end) + first)
        if place is tree.place or not 0 < place.line <= len(self.lines):
            return place
        at = self.lines[place.line - 1].find(tree.value[start:end])
        return span(self.path, place.line, at + 1, place.line, at + 1 + end - start) if at >= 0 else place


def texts_of(tree: Tree) -> Iterator[Tree]:
    """The texts of a script: one, or a list whose elements may be lists; whatever else stands there is left out."""
    waiting = [tree]
    for _ in range(MOST_PARTS):
        if not waiting:
            return
        each = waiting.pop()
        if isinstance(each, Known) and isinstance(each.value, list):
            waiting += reversed(each.value)
        elif isinstance(each, Unknown) or isinstance(each.value, str):
            yield each


def command_texts(tree: Tree, source: Source) -> Value[tuple[Value[str], ...]]:
    """The commands of a script, each at its own lines. A piece of it that is unknown is an unknown command."""
    if isinstance(tree, Unknown):
        return tree
    found: list[Value[str]] = []
    for text in texts_of(tree):
        if isinstance(text, Unknown):
            found.append(text)
            continue
        for command in commands(text.value):
            found.append(Known(command.text, source.place(text, command.line, command.last), text.how, text.trail))
    return Known(tuple(found), tree.place, tree.how, tree.trail)
