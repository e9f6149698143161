"""Environment markers (PEP 508) that hold nowhere: what they guard is never installed, and its project should know.

A marker compares variables with constants. For each variable the constants themselves, something between them and
something else stand for every value that it can have; a marker that is false for all of these is false everywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import product
from typing import Final

_COMPARED: Final = re.compile(
    r"""([a-z][a-z_.]*)\s*(?:not\s+in|in|[<>=!~]=?=?)\s*['"]([^'"]{1,100})['"]|['"]([^'"]{1,100})['"]\s*"""
    r"""(?:not\s+in|in|[<>=!~]=?=?)\s*([a-z][a-z_.]*)"""
)
NOWHERE: Final = "its marker holds on no platform: it is never installed"
_VERSIONS: Final = frozenset({"python_version", "python_full_version", "implementation_version", "platform_release"})
_MOST_WORLDS: Final = 2_000
_MOST_MARKERS: Final = 200
_ELSE: Final = "something-else"


def never(marker: str) -> bool:
    """Whether a marker holds on no platform; False where that cannot be told."""
    compared = [(found[1] or found[4], found[2] or found[3]) for found in _COMPARED.finditer(marker[:2000])]
    if len(compared) < 2 or len(marker) > 2000 or "extra" in marker:
        return False
    values: dict[str, list[str]] = {}
    for name, constant in compared:
        values.setdefault(name, []).append(constant)
    if "python_version" in values and "python_full_version" in values:
        return False
    choices = [_values(name, constants) for name, constants in values.items()]
    size = 1
    for each in choices:
        size *= len(each)
    if size > _MOST_WORLDS:
        return False
    from packaging.markers import InvalidMarker, Marker, UndefinedComparison, UndefinedEnvironmentName

    try:
        meant = Marker(marker)
        worlds = (dict(zip(values, each, strict=True)) for each in product(*choices))
        return not any(meant.evaluate(world) for world in worlds)
    except (InvalidMarker, UndefinedComparison, UndefinedEnvironmentName, ValueError, RecursionError):
        return False


def _values(name: str, constants: list[str]) -> list[str]:
    """What stands for every value of a variable: all constants, and for a version what lies around each."""
    if name not in _VERSIONS:
        words = [word for constant in constants for word in re.split(r"[\s,]+", constant) if word]
        return list(dict.fromkeys([*constants, *words, _ELSE]))
    around = [near for constant in constants for near in _near(constant.removesuffix(".*"))]
    return list(dict.fromkeys(["0", *around, "9999"]))


def _near(version: str) -> Iterable[str]:
    """The version, one just below and one just above."""
    yield version
    head, _, last = version.rpartition(".")
    if last.isdigit() and len(last) < 9:
        prefix = f"{head}." if head else ""
        yield f"{prefix}{int(last) + 1}"
        if int(last):
            yield f"{prefix}{int(last) - 1}"
        yield f"{version}.1"


def unmet(conditions: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    """Of markers with their lines those that hold nowhere; after many different ones the rest is not asked."""
    known: dict[str, bool] = {}
    found = []
    for marker, line in conditions:
        if marker not in known:
            if len(known) >= _MOST_MARKERS:
                continue
            known[marker] = never(marker)
        if known[marker]:
            found.append((marker, line))
    return found
