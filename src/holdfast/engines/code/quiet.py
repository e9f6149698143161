"""Which findings are for pedantic readers: by names around them, by conditions, by what the function does too."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final, NamedTuple

from holdfast.engines.code.outcome import ASKED, MENDED, NAMED

if TYPE_CHECKING:
    from holdfast.estate.kinds.code import Module, Node
    from holdfast.model.coderule import CodeRule

_LONGEST: Final = 400
"""Bytes of a line, and of a condition."""
_MOST_BODY: Final = 20_000


class Home(NamedTuple):
    """Where something stands: its function, and the conditions that it is under."""

    symbol: str
    """Qualified name of the function."""
    owners: str
    """Classes around it."""
    module: Module
    start: int
    """Of the function; the module's own start outside of one."""
    end: int
    tests: tuple[Node, ...]


def quiet(rule: CodeRule, where: Home, start: int, end: int) -> str:
    """Why what a rule finds from ``start`` to ``end`` is for pedantic readers; empty where it is for all."""
    known = rule.quiet
    if known is None:
        return ""
    data = where.module.data
    if known.names and _found(known.names, f"{where.symbol} {where.owners} {_line(data, start, end)}"):
        return NAMED
    if known.tests and any(_found(known.tests, _text(data, test.start, test.end)) for test in where.tests):
        return ASKED
    if known.beside and _found(known.beside, _text(data, where.start, min(where.end, where.start + _MOST_BODY))):
        return MENDED
    return ""


def _line(data: bytes, start: int, end: int) -> str:
    """The lines that something stands on."""
    first = max(data.rfind(b"\n", 0, start) + 1, start - _LONGEST)
    last = data.find(b"\n", end, end + _LONGEST)
    return data[first : min(end + _LONGEST if last < 0 else last, start + 2 * _LONGEST)].decode("utf-8", "replace")


def _text(data: bytes, start: int, end: int) -> str:
    return data[start:end].decode("utf-8", "replace")


@lru_cache(maxsize=256)
def _expression(source: str) -> re.Pattern[str]:
    return re.compile(source)


def _found(source: str, text: str) -> bool:
    return _expression(source).search(text) is not None
