"""npm's ranges. Source: https://docs.npmjs.com/cli/using-npm/semver and the behaviour of its semver package."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator
from typing import Any, Final

from holdfast.formats.ranges.partial import LEAST, Full, Partial, full, partial
from holdfast.formats.versions.semver import RELEASE

_HYPHEN: Final = re.compile(r"\s*(\S+)\s+-\s+(\S+)\s*")
_SIGN: Final = re.compile(r"(<=|>=|~>|[<>=~^])\s+")
_COMPARATOR: Final = re.compile(r"(<=|>=|~>|[<>=~^]?)(.*)")
_TESTS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "=": operator.eq,
}
Bound = tuple[str, Full]
_NOTHING: Final[Bound] = ("<", Full((0, 0, 0), LEAST))


def satisfies(requirement: str, version: str) -> bool:
    """Whether a range allows a version. A pre-release is allowed only where the range names one of the same numbers.

    Raises ValueError for what is no range (a tag, an address) or no version.
    """
    at = full(version.strip())
    return any(_allows(list(_bounds(part)), at) for part in requirement.split("||"))


def _allows(bounds: list[Bound], at: Full) -> bool:
    if not all(_TESTS[sign](at, bound) for sign, bound in bounds):
        return False
    if at.release == RELEASE:
        return True
    return any(bound.release != RELEASE and bound.numbers == at.numbers for _, bound in bounds)


def _bounds(text: str) -> Iterator[Bound]:
    hyphen = _HYPHEN.fullmatch(text)
    if hyphen:
        yield (">=", partial(hyphen[1]).floor)
        yield from _to(partial(hyphen[2]))
        return
    for word in _SIGN.sub(r"\1", text).split():
        found = _COMPARATOR.fullmatch(word)
        sign, rest = (found[1], found[2]) if found else ("", word)
        yield from _comparator(sign, partial(rest or "*"))


def _to(top: Partial) -> Iterator[Bound]:
    if top.major is None:
        return
    if top.whole:
        yield ("<=", top.floor)
    else:
        yield _below(top)


def _below(top: Partial) -> Bound:
    """Before the first version that is behind all that a partial one stands for."""
    return ("<", Full(_next(top), LEAST))


def _next(top: Partial) -> tuple[int, int, int]:
    major, minor = top.major or 0, top.minor
    return (major + 1, 0, 0) if minor is None else (major, minor + 1, 0)


def _comparator(sign: str, at: Partial) -> Iterator[Bound]:
    if at.major is None:
        if sign in ("<", ">"):
            yield _NOTHING
    elif sign == "^":
        yield (">=", at.floor)
        yield ("<", Full(_caret(at), LEAST))
    elif sign in ("~", "~>"):
        yield (">=", at.floor)
        yield _below(at)
    elif at.whole:
        yield (sign or "=", at.floor)
    elif sign in ("", "="):
        yield (">=", at.floor)
        yield _below(at)
    elif sign == ">":
        yield (">=", Full(_next(at)))
    elif sign == "<=":
        yield _below(at)
    else:
        yield (sign, at.floor if sign == ">=" else Full(at.floor.numbers, LEAST))


def _caret(at: Partial) -> tuple[int, int, int]:
    """The first version behind those that differ in nothing left of the first number that is not zero."""
    major, minor, patch = at.major or 0, at.minor, at.patch
    if major or minor is None:
        return (major + 1, 0, 0)
    if minor or patch is None:
        return (0, minor + 1, 0)
    return (0, 0, patch + 1)
