"""Requirements of gems, as Gem::Requirement reads them."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from typing import Any, Final

from holdfast.formats.versions.rubygems import key

_PART: Final = re.compile(r"\s*(~>|!=|>=|<=|[=<>]?)\s*([0-9][0-9A-Za-z.-]*)\s*")
_SEGMENT: Final = re.compile(r"[0-9]+|[a-zA-Z]+")
_TESTS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "=": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
}


def satisfies(requirement: str, version: str) -> bool:
    """Whether all parts of a requirement, with commas between, allow a version.

    Raises ValueError for what is no requirement or no version.
    """
    at = key(version)
    answers = [_allows(part, version, at) for part in requirement.split(",")]
    return all(answers)


def _allows(text: str, version: str, at: Any) -> bool:
    found = _PART.fullmatch(text)
    if found is None:
        raise ValueError(f"{text[:60]!r} is no requirement of a gem")
    sign, wanted = found.groups()
    if sign == "~>":
        return bool(at >= key(wanted) and key(_release(version)) < key(_bumped(wanted)))
    return _TESTS[sign or "="](at, key(wanted))


def _numbers(version: str) -> list[str]:
    """The segments before the first word."""
    found: list[str] = []
    for segment in _SEGMENT.findall(version.replace("-", ".pre.")):
        if not segment[0].isdigit():
            break
        found.append(segment)
    return found


def _release(version: str) -> str:
    return ".".join(_numbers(version))


def _bumped(version: str) -> str:
    """The first version that no longer belongs to the last but one number."""
    numbers = _numbers(version)
    if len(numbers) > 1:
        numbers.pop()
    return ".".join([*numbers[:-1], str(int(numbers[-1]) + 1)])
