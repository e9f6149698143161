"""Versions of which a requirement leaves out the last parts, or writes them as ``x`` or ``*``."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from holdfast.formats.versions.semver import RELEASE, Identifiers, identifiers

_ANY: Final = ("x", "X", "*", None)
_PART: Final = r"([0-9]+|[xX*])"
_PARTIAL: Final = re.compile(
    rf"[v=\s]*{_PART}(?:\.{_PART}(?:\.{_PART}(?:-?([0-9A-Za-z-]+(?:\.[0-9A-Za-z-]+)*))?(?:\+[0-9A-Za-z.-]+)?)?)?",
    re.ASCII,
)
Release = tuple[int, Identifiers]
LEAST: Final[Release] = (0, ((0, 0),))
"""The pre-release before all others: what an upper bound excludes is excluded with its pre-releases."""


class Partial(NamedTuple):
    """A version as far as it is given."""

    major: int | None
    minor: int | None
    patch: int | None
    release: Release = RELEASE

    @property
    def floor(self) -> Full:
        """The first version that it stands for."""
        return Full((self.major or 0, self.minor or 0, self.patch or 0), self.release)

    @property
    def whole(self) -> bool:
        """Whether nothing is left out."""
        return self.patch is not None


class Full(NamedTuple):
    """A version: its numbers and its pre-release. It sorts as semantic versions do."""

    numbers: tuple[int, int, int]
    release: Release = RELEASE


def partial(text: str) -> Partial:
    """The version that a text gives in part; behind a part that may be anything, all may. Raises ValueError."""
    found = _PARTIAL.fullmatch(text)
    if found is None:
        raise ValueError(f"{text[:60]!r} is no version, in part or whole")
    *parts, release = found.groups()
    numbers: list[int | None] = []
    for part in parts:
        any_from_here = part in _ANY or (numbers and numbers[-1] is None)
        numbers.append(None if any_from_here else int(part))
    whole = numbers[2] is not None and release
    return Partial(numbers[0], numbers[1], numbers[2], (0, identifiers(release)) if whole else RELEASE)


def full(text: str) -> Full:
    """A whole version. Raises ValueError for what is none."""
    found = partial(text)
    if not found.whole:
        raise ValueError(f"{text[:60]!r} is no whole version")
    return found.floor
