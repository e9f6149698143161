"""What YAML and JSON share on their way to trees: decoding, places in characters, bounds, what comes out."""

from __future__ import annotations

import codecs
from collections.abc import Callable
from typing import Final, NamedTuple

from holdfast.model.place import Place
from holdfast.model.reading import Gap
from holdfast.model.value import Tree, Unknown

MOST_DEPTH: Final = 100
"""Deeper trees are refused, so that whatever walks them may call itself."""

Tagged = Callable[[str, Tree], Tree]
"""Makes a tree of a YAML node with a tag of its own, given the tag without ``!`` and the node without the tag."""


class Parsed(NamedTuple):
    """What a file holds. Each document is either a tree or a gap; nothing is raised for any content."""

    trees: tuple[Tree, ...]
    gaps: tuple[Gap, ...]


def decoded(content: bytes) -> str:
    """Bytes as text: by their byte order mark, else UTF-8; what is none becomes U+FFFD, one for each bad byte or so."""
    if content[:4] in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE):
        return content.decode("utf-32", "replace")
    if content[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return content.decode("utf-16", "replace")
    return content.decode("utf-8-sig", "replace")


def untagged(tag: str, tree: Tree) -> Tree:
    """What a tag means to a reader that knows none: the value is not known."""
    return Unknown(f"the tag !{tag} decides it", tree.place)


def whole(path: str, text: str, line: int = 1) -> Place:
    """The place of a text that starts on a line: from there to its last character that is not white."""
    body = text.rstrip()
    breaks = body.count("\n")
    return span(path, line, 1, line + breaks, len(body) - (body.rfind("\n") + 1) + 1)


_new = object.__new__
_path, _line, _column, _end_line, _end_column, _route = (
    Place.__dict__[name].__set__ for name in ("path", "line", "column", "end_line", "end_column", "route")
)


def span(path: str, line: int, column: int, end_line: int, end_column: int) -> Place:
    """A Place, made at a third of what its checked constructor costs: trees hold one for each of their values."""
    place = _new(Place)
    _path(place, path)
    _line(place, line)
    _column(place, column)
    _end_line(place, end_line)
    _end_column(place, end_column)
    _route(place, ())
    return place
