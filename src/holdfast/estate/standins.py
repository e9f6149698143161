"""Texts that are put together from pieces, some of which only the platform knows.

Such a piece stands as ``${…}`` inside of a longer text. It is never a wildcard, an address or empty, so that what reads
the text is not misled; but no two texts with a stand-in can be compared.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, Final

from holdfast.model.place import Place
from holdfast.model.value import Hop, How, Known, Tree, Unknown

MOST_TEXT: Final = 1 << 18
"""Functions inside functions can double a text with each step; longer ones are unknown."""
MOST_HOPS: Final = 8
_STAND_IN: Final = re.compile(r"\$\{[^{}]*\}")


def stands_in(text: str) -> bool:
    """Whether a text has ``${…}`` in it where only the platform knows what comes."""
    return _STAND_IN.search(text) is not None


def written(value: object) -> str:
    """A scalar as templates write it into a text. Raises TypeError for lists and mappings."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise TypeError(type(value).__name__)


def joined(pieces: Sequence[Tree], place: Place, delimiter: str = "") -> Tree:
    """One text of several pieces: unknown if one of them is, or if it would be nothing but one stand-in."""
    refs = tuple(dict.fromkeys(ref for piece in pieces for ref in piece.refs))
    parts: list[str] = []
    hops: list[Hop] = []
    length = 0
    for piece in pieces:
        if isinstance(piece, Unknown):
            return Unknown(piece.why, place, refs)
        try:
            part = written(piece.value)
        except TypeError:
            return Unknown("a part of its text is no text", place, refs)
        length += len(part) + len(delimiter)
        if length > MOST_TEXT:
            return Unknown("its text is too long to compute", place, refs)
        parts.append(part)
        hops.extend(piece.trail)
    text = delimiter.join(parts)
    if refs and _STAND_IN.fullmatch(text):
        return Unknown("known only when it is created", place, refs)
    return Known(text, place, How.COMPUTED, tuple(hops[:MOST_HOPS]), refs)


def complete(tree: Tree) -> bool:
    """Whether everything in a tree is known, and nothing in it stands in for something."""
    if isinstance(tree, Unknown):
        return False
    if isinstance(tree.value, list):
        return all(complete(each) for each in tree.value)
    if isinstance(tree.value, dict):
        return all(complete(each) for each in tree.value.values())
    return not (isinstance(tree.value, str) and stands_in(tree.value))


def known(tree: Tree) -> bool:
    """Whether everything in a tree is known, be it by a stand-in."""
    if isinstance(tree, Unknown):
        return False
    inner = tree.value.values() if isinstance(tree.value, dict) else tree.value
    return all(known(each) for each in inner) if isinstance(tree.value, list | dict) else True


def all_refs(tree: Tree) -> tuple[str, ...]:
    """Every resource that something in a tree is taken from."""
    inner: Any = ()
    if isinstance(tree, Known) and isinstance(tree.value, list | dict):
        inner = tree.value.values() if isinstance(tree.value, dict) else tree.value
    return tuple(dict.fromkeys((*tree.refs, *(ref for each in inner for ref in all_refs(each)))))
