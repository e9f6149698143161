"""Texts that are put together from pieces, some of which only the platform knows."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

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
    """A scalar as CloudFormation writes it into a text. Raises TypeError for lists and mappings."""
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
