"""Versions of Go modules (golang.org/x/mod/semver), and of Go itself.

The database of Go's weaknesses writes them without the ``v``. A release of Go (``go1.21rc2``) is what it is there:
``1.21.0-rc.2``.
"""

from __future__ import annotations

import re
from typing import Final

from holdfast.formats.versions.order import bounded
from holdfast.formats.versions.semver import RELEASE, Key, identifiers

_NUMBER: Final = r"(0|[1-9][0-9]*)"
_WORDS: Final = r"[0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*"
_MODULE: Final = re.compile(rf"v?{_NUMBER}(?:\.{_NUMBER}(?:\.{_NUMBER}(?:-({_WORDS}))?(?:\+{_WORDS})?)?)?", re.ASCII)
_GO: Final = re.compile(r"(?:go)?([0-9]+)\.([0-9]+)(?:\.([0-9]+))?(?:-?([a-z]+)\.?([0-9]+))?", re.ASCII)


def key(text: str) -> Key:
    """The key of a version with or without its ``v``. Raises ValueError for what is no version."""
    text = bounded(text).split(" ")[0]
    found = _MODULE.fullmatch(text)
    if found is None:
        return _go(text)
    major, minor, patch, release = found.groups()
    numbers = (int(major), int(minor or 0), int(patch or 0), 0)
    if not release:
        return numbers, RELEASE
    if any(part.isdigit() and part[0] == "0" and part != "0" for part in release.split(".")):
        raise ValueError(f"{text[:60]!r} is no version of a Go module")
    return numbers, (0, identifiers(release))


def _go(text: str) -> Key:
    found = _GO.fullmatch(text)
    if found is None:
        raise ValueError(f"{text[:60]!r} is no version of a Go module")
    major, minor, patch, word, count = found.groups()
    return (int(major), int(minor), int(patch or 0), 0), (0, identifiers(f"{word}.{count}")) if word else RELEASE
