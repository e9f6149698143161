"""Versions of ConanCenter's recipes, as Conan 2 compares them.

Source: https://docs.conan.io/2/tutorial/versioning/version_ranges.html and the behaviour of its ``Version``.
"""

from __future__ import annotations

import re

from holdfast.formats.versions.order import Compared, bounded

Items = tuple[int | str, ...]
Form = tuple[Items, Items | None, Items | None]
_SPACE = re.compile(r"\s")


def key(text: str) -> Conan:
    """The key of a version; a pre-release comes before, a build behind the version without. Raises ValueError."""
    text = bounded(text)
    if _SPACE.search(text):
        raise ValueError(f"{text[:60]!r} is no version of a Conan recipe")
    rest, plus, build = text.rpartition("+")
    if not plus:
        rest, build = text, ""
    main, dash, release = rest.partition("-")
    return Conan((_items(main), _items(release) if dash else None, _items(build) if plus else None))


class Conan(Compared):
    """The items of the version, of its pre-release and of its build. A number and a word compare as text."""

    __slots__ = ()

    def compare(self, other: Conan) -> int:
        """Below zero, zero or above zero."""
        (main, release, build), (other_main, other_release, other_build) = self.form, other.form
        result = _compare(main, other_main)
        if not result and (release is None or other_release is None):
            result = int(release is None) - int(other_release is None)
        if not result and release is not None and other_release is not None:
            result = _compare(release, other_release)
        if not result and (build is None or other_build is None):
            return int(build is not None) - int(other_build is not None)
        return result or _compare(build or (), other_build or ())


def _items(text: str) -> Items:
    """The items with dots between, without the zeros at the end."""
    found = [int(part) if part.isdecimal() else part for part in text.split(".")]
    while found and found[-1] == 0:
        found.pop()
    return tuple(found)


def _compare(one: Items, other: Items) -> int:
    for left, right in zip(one, other, strict=False):
        if left == right:
            continue
        if isinstance(left, int) and isinstance(right, int):
            return -1 if left < right else 1
        return -1 if str(left) < str(right) else 1
    return (len(one) > len(other)) - (len(one) < len(other))
