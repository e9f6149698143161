"""Debian's versions, and opam's, which compare as the upstream part of them does.

Source: https://www.debian.org/doc/debian-policy/ch-controlfields.html#version.
"""

from __future__ import annotations

import re
from typing import Final

from holdfast.formats.versions.order import bounded, number

_PIECES: Final = re.compile(r"([^0-9]*)([0-9]*)")
_UPSTREAM: Final = re.compile(r"[A-Za-z0-9.+:~\-]+")
_REVISION: Final = re.compile(r"[A-Za-z0-9.+~]*")
_BEHIND_LETTERS: Final = 256

Part = tuple[tuple[int, ...] | int, ...]


def key(text: str) -> tuple[int, Part, Part]:
    """The key of ``[epoch:]upstream[-revision]``. Raises ValueError for what is no version."""
    text = bounded(text)
    epoch, colon, rest = text.partition(":")
    if not colon:
        epoch, rest = "0", text
    upstream, _, revision = rest.rpartition("-") if "-" in rest else (rest, "", "")
    if not _UPSTREAM.fullmatch(upstream) or not _REVISION.fullmatch(revision):
        raise ValueError(f"{text[:60]!r} is no Debian version")
    return number(epoch), _part(upstream), _part(revision)


def plain(text: str) -> Part:
    """The key of an opam version. Raises ValueError for an empty one."""
    return _part(bounded(text))


def _part(text: str) -> Part:
    """Text and number by turns; behind the last number stands the end, which only a tilde comes before."""
    key: list[tuple[int, ...] | int] = []
    for other, digits in _PIECES.findall(text)[:-1] or [("", "")]:
        key += (*map(_weight, other), 0), int(digits or 0)
    return (*key, (0,))


def _weight(char: str) -> int:
    if char == "~":
        return -1
    return ord(char) if char.isascii() and char.isalpha() else ord(char) + _BEHIND_LETTERS
