"""Versions of gems, as Gem::Version compares them.

Source: https://docs.ruby-lang.org/en/master/Gem/Version.html.
"""

from __future__ import annotations

import re
from typing import Final

from holdfast.formats.versions.order import bounded

_VERSION: Final = re.compile(r"[0-9]+(?:\.[0-9a-zA-Z]+)*(?:-[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*)?", re.ASCII)
_SEGMENT: Final = re.compile(r"[0-9]+|[a-zA-Z]+")
_END: Final = (1, 0, 0, "")

Key = tuple[tuple[int, int, int, str], ...]


def key(text: str) -> Key:
    """The key of a version, which behaves as if endless zeros followed. Raises ValueError for what is no version.

    Each word and each number but zero is an entry, with the zeros that lead to it: before a word more zeros weigh
    more, before a number less, and the end, where only zeros follow, lies between.
    """
    text = bounded(text)
    if not _VERSION.fullmatch(text):
        raise ValueError(f"{text[:60]!r} is no version of a gem")
    entries: list[tuple[int, int, int, str]] = []
    zeros = 0
    for segment in _canonical(_SEGMENT.findall(text.replace("-", ".pre."))):
        if not segment[0].isdigit():
            entries.append((0, zeros, 0, segment))
        elif int(segment):
            entries.append((2, -zeros, int(segment), ""))
        else:
            zeros += 1
            continue
        zeros = 0
    return (*entries, _END)


def _canonical(segments: list[str]) -> list[str]:
    """Leave out the zeros before the first word; those at the end do no harm."""
    first = next((at for at, segment in enumerate(segments) if not segment[0].isdigit()), len(segments))
    head = segments[:first]
    while head and int(head[-1]) == 0:
        head.pop()
    return head + segments[first:]
