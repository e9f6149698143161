"""Python's versions: PEP 440, and before all of them what setuptools took for a version in earlier days."""

from __future__ import annotations

import re
from typing import Any, Final

from packaging.version import InvalidVersion, Version

from holdfast.formats.versions.order import bounded

_PARTS: Final = re.compile(r"[0-9]+|[a-z]+|-|[^0-9a-z.\-]+")
_SAME: Final = {"pre": "c", "preview": "c", "rc": "c", "dev": "@", "-": "final-"}
_WIDTH: Final = 8


def key(text: str) -> Any:
    """The key of a version; any text but an empty one is one. A version of the old kind is before every other."""
    text = bounded(text)
    try:
        return (1, Version(text))
    except InvalidVersion:
        return (0, _legacy(text.lower()))


def _legacy(text: str) -> tuple[str, ...]:
    """The parts of a version of the old kind: numbers padded to sort as text, words behind a star.

    Zeros before a word do not count, nor do dashes before a word that comes before the end.
    """
    parts: list[str] = []
    for piece in (*_PARTS.findall(text), "final"):
        piece = _SAME.get(piece, piece)
        if piece[0].isdigit():
            parts.append(piece.zfill(_WIDTH))
            continue
        word = f"*{piece}"
        if word < "*final":
            while parts and parts[-1] == "*final-":
                parts.pop()
        while parts and parts[-1] == "0" * _WIDTH:
            parts.pop()
        parts.append(word)
    return tuple(parts)
