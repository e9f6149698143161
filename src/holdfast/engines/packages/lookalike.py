"""Names that look like a well-known package's: one slip of the keyboard, other separators, words turned around."""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

_SHORTEST: Final = 5
"""Shorter names are all near to each other."""
_PARTS: Final = re.compile(r"[-_./]+")


def looks_like(name: str, known: Collection[str]) -> str:
    """The known name that another one looks like; empty where it is known itself, or looks like none."""
    if name in known or len(name) < _SHORTEST:
        return ""
    bare, words = _PARTS.sub("", name), sorted(_PARTS.split(name))
    for other in sorted(known):
        if len(other) < _SHORTEST or abs(len(other) - len(name)) > 1:
            continue
        if bare == _PARTS.sub("", other) or words == sorted(_PARTS.split(other)) or _one_slip(name, other):
            return other
    return ""


def _one_slip(one: str, other: str) -> bool:
    """Whether one letter was added, left out, changed, or two neighbours were swapped (Damerau, 1964)."""
    if len(one) > len(other):
        one, other = other, one
    at = next((at for at, letter in enumerate(one) if letter != other[at]), len(one))
    if len(one) < len(other):
        return one[at:] == other[at + 1 :]
    rest, turned = one[at + 1 :] == other[at + 1 :], one[at : at + 2] == other[at : at + 2][::-1]
    return rest or (turned and one[at + 2 :] == other[at + 2 :])
