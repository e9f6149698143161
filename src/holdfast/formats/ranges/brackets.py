"""Requirements as intervals in brackets: Maven's and NuGet's.

Sources: https://maven.apache.org/pom.html#dependency-version-requirement-specification and
https://learn.microsoft.com/nuget/concepts/package-versioning.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from holdfast.formats.versions.maven import key as maven_key
from holdfast.formats.versions.nuget import key as nuget_key

_INTERVAL: Final = re.compile(r"\s*([\[(])([^\[\]()]*)([\])])\s*")
_FLOATING: Final = re.compile(r"((?:[0-9]+\.)*)\*(-\*)?|([0-9.]+)-([0-9A-Za-z.-]*)\*")

Key = Callable[[str], Any]


def maven(requirement: str, version: str) -> bool:
    """Whether Maven takes a version: inside one of the intervals; a version without brackets is only a wish.

    Raises ValueError for what is no requirement or no version.
    """
    at, text = maven_key(version), requirement.strip()
    if not text.startswith(("[", "(")):
        if not text or any(char in text for char in "[](),"):
            raise ValueError(f"{text[:60]!r} is no requirement of Maven")
        return True
    found, where, behind = False, 0, ""
    while where < len(text):
        part = _INTERVAL.match(text, where)
        if part is None:
            raise ValueError(f"{text[:60]!r} is no requirement of Maven")
        found = _inside(part, at, maven_key) or found
        behind = _ascending(part, behind)
        where = part.end()
        if where < len(text):
            if text[where] != ",":
                raise ValueError(f"{text[:60]!r} is no requirement of Maven")
            where += 1
    return found


def _ascending(part: re.Match[str], behind: str) -> str:
    """The upper end of an interval of Maven, which must lie behind its lower one, and that behind the interval before.

    Raises ValueError where it does not.
    """
    opening, inner, closing = part.groups()
    low, comma, high = (piece.strip() for piece in inner.partition(","))
    high = high if comma else low
    if low and high:
        one, other = maven_key(low), maven_key(high)
        if other < one or (one == other and (opening, closing) != ("[", "]")):
            raise ValueError("an interval ends before it begins")
    if behind and (not low or maven_key(low) < maven_key(behind)):
        raise ValueError("intervals lie over each other")
    return high


def nuget(requirement: str, version: str) -> bool:
    """Whether NuGet takes a version: inside the interval, or at least the version that stands alone.

    Raises ValueError for what is no requirement or no version.
    """
    at, text = nuget_key(version), requirement.strip()
    part = _INTERVAL.fullmatch(text)
    if part:
        return _inside(part, at, nuget_key)
    floating = _FLOATING.fullmatch(text)
    if floating is None:
        return bool(at >= nuget_key(text))
    if floating[3]:
        return bool(at >= nuget_key(f"{floating[3]}-{floating[4] or '0'}"))
    least = f"{floating[1]}0" + ("-0" if floating[2] else "")
    return bool(at >= nuget_key(least))


def _inside(part: re.Match[str], at: Any, key: Key) -> bool:
    opening, inner, closing = part.groups()
    low, comma, high = (piece.strip() for piece in inner.partition(","))
    if not comma:
        if (opening, closing) != ("[", "]") or not low:
            raise ValueError("a single version stands in square brackets")
        return bool(at == key(low))
    if "," in high:
        raise ValueError("an interval has two ends")
    least, most = key(low) if low else None, key(high) if high else None
    above = least is None or at > least or (opening == "[" and at == least)
    below = most is None or at < most or (closing == "]" and at == most)
    return bool(above and below)
