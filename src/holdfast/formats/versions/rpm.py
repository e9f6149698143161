"""Versions of rpm packages: ``[epoch:]version[-release]``, each part compared as rpm does.

Source: https://rpm.org/docs/latest/man/rpm-version.7.html.
"""

from __future__ import annotations

import re
from typing import Final

from holdfast.formats.versions.order import bounded, number

_PIECES: Final = re.compile(r"[0-9]+|[A-Za-z]+|[~^]")
_SIGNS: Final = {"~": -2, "^": 0}
_END: Final = (-1, 0, "")
_WORD, _NUMBER = 1, 2

Part = tuple[tuple[int, int, str], ...]


def key(text: str) -> tuple[int, Part, Part]:
    """The key of a version; one without a release comes before those with one.

    Raises ValueError for what is no version.
    """
    text = bounded(text)
    epoch, colon, rest = text.partition(":")
    if not colon:
        epoch, rest = "0", text
    version, _, release = rest.partition("-")
    if not version or any(char.isspace() for char in rest):
        raise ValueError(f"{text[:60]!r} is no version of an rpm package")
    return number(epoch), part(version), part(release)


def part(text: str) -> Part:
    """The key of a version or of a release alone: what separates its words and numbers does not count.

    A tilde comes before the end, the end before a caret, a caret before a word, and a word before a number.
    """
    key = [_piece(piece) for piece in _PIECES.findall(text)]
    return (*key, _END)


def _piece(piece: str) -> tuple[int, int, str]:
    sign = _SIGNS.get(piece)
    if sign is not None:
        return (sign, 0, "")
    return (_NUMBER, int(piece), "") if piece[0].isdigit() else (_WORD, 0, piece)
