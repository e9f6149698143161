"""Semantic versions (semver.org, 2.0.0) and what npm, Dart and Julia make of them."""

from __future__ import annotations

import re
from typing import Any, Final

from holdfast.formats.versions.order import bounded

_LENIENT: Final = re.compile(
    r"[vV=\s]*(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.(\d+))?(?:-?([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+([0-9A-Za-z.-]*))?",
    re.ASCII,
)
_LARGEST: Final = 2**53 - 1
"""The largest number that npm takes."""

Identifiers = tuple[tuple[int, int | str], ...]
Key = tuple[tuple[int, ...], tuple[int, Identifiers]]
RELEASE: Final[tuple[int, Identifiers]] = (1, ())
"""What a version without a pre-release has in its place."""


def identifiers(text: str) -> Identifiers:
    """Dotted identifiers as they sort: numbers by value, and before words."""
    return tuple((0, int(part)) if part.isdigit() else (1, part) for part in text.split("."))


def lenient(text: str) -> Key:
    """The key of a version that may begin with ``v`` and leave out its last numbers, which are zero then.

    Raises ValueError for what is no version.
    """
    return _parts(text)[0]


def npm(text: str) -> Key:
    """The key of a version as npm reads it in its loose way; a number too large for it is no version.

    Raises ValueError for what is no version.
    """
    key = lenient(text)
    if max(key[0]) > _LARGEST:
        raise ValueError("a number that npm does not take")
    return key


def pub(text: str) -> Any:
    """The key of a Dart version: a build comes behind the version without one, and builds are ordered.

    Raises ValueError for what is no version.
    """
    key, build = _parts(text)
    return (*key, identifiers(build) if build else ())


def julia(text: str) -> Any:
    """The key of a Julia version, where a build counts as in Dart. Raises ValueError for what is no version."""
    return pub(text)


def _parts(text: str) -> tuple[Key, str]:
    found = _LENIENT.fullmatch(bounded(text))
    if found is None:
        raise ValueError(f"{text[:60]!r} is no semantic version")
    major, minor, patch, fourth, release, build = found.groups()
    numbers = (int(major), int(minor or 0), int(patch or 0), int(fourth or 0))
    return (numbers, (0, identifiers(release)) if release else RELEASE), build or ""
