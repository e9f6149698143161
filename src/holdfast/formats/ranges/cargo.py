"""Cargo's requirements. Source: https://doc.rust-lang.org/cargo/reference/specifying-dependencies.html."""

from __future__ import annotations

import re
from typing import Final

from holdfast.formats.ranges.partial import Full, Partial, full, partial
from holdfast.formats.versions.semver import RELEASE

_COMPARATOR: Final = re.compile(r"\s*(<=|>=|[<>=~^]?)\s*([0-9xX*][^\s,]*)\s*")
_STAR: Final = ("*", "x", "X")


def satisfies(requirement: str, version: str) -> bool:
    """Whether a requirement allows a version. A pre-release is allowed only where it names one of the same numbers.

    Raises ValueError for what is no requirement or no version.
    """
    at = full(version.strip())
    if requirement.strip() in _STAR:
        return at.release == RELEASE
    parts = [_parsed(part) for part in requirement.split(",")]
    if not all(_allows(sign, item, at) for sign, item in parts):
        return False
    return at.release == RELEASE or any(
        item.whole and item.release != RELEASE and item.floor.numbers == at.numbers for _, item in parts
    )


def _parsed(text: str) -> tuple[str, Partial]:
    found = _COMPARATOR.fullmatch(text)
    if found is None:
        raise ValueError(f"{text[:60]!r} is no requirement of Cargo")
    item = partial(found[2])
    if item.major is None:
        raise ValueError("an asterisk stands alone in a requirement of Cargo")
    wild = any(char in found[2].partition("-")[0] for char in _STAR)
    return (found[1] or ("=" if wild else "^"), item)


def _allows(sign: str, item: Partial, at: Full) -> bool:
    if sign == "=":
        return _same(item, at)
    if sign in (">", "<"):
        return _beyond(sign, item, at)
    if sign in (">=", "<="):
        return _same(item, at) or _beyond(sign[0], item, at)
    return _tilde(item, at) if sign == "~" else _caret(item, at)


def _same(item: Partial, at: Full) -> bool:
    given = [number for number in item[:3] if number is not None]
    return list(at.numbers[: len(given)]) == given and (not item.whole or at.release == item.release)


def _beyond(sign: str, item: Partial, at: Full) -> bool:
    """Whether a version is behind, or before, all that a partial one stands for."""
    for own, other in zip(at.numbers, item[:3], strict=True):
        if other is None:
            return False
        if own != other:
            return own > other if sign == ">" else own < other
    return at.release > item.release if sign == ">" else at.release < item.release


def _tilde(item: Partial, at: Full) -> bool:
    major, minor, patch = at.numbers
    if major != item.major or item.minor not in (None, minor):
        return False
    if item.patch is not None and patch != item.patch:
        return patch > item.patch
    return at.release >= item.release


def _caret(item: Partial, at: Full) -> bool:
    major, minor, patch = at.numbers
    if major != item.major or item.minor is None:
        return major == item.major
    if item.patch is None:
        return minor >= item.minor if major else minor == item.minor
    fixed = 1 if major else 2 if item.minor else 3
    wanted = (item.major, item.minor, item.patch)
    if at.numbers[:fixed] != wanted[:fixed]:
        return False
    return (minor, patch) > wanted[1:] or ((minor, patch) == wanted[1:] and at.release >= item.release)
