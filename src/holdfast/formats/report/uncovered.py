"""What static analysis could not see, in words that every format for people shares."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.formats.report.plain import count
from holdfast.model.coverage import Coverage, Route, Unread

_FEW: Final = 3


def sentences(coverage: Coverage, *, whole: bool = False) -> Iterator[str]:
    """One sentence on routes, and one on each language with lines not understood; ``whole`` names every route."""
    if coverage.open:
        yield _routes(coverage, whole=whole)
    for item in coverage.unread:
        yield unread(item)


def _routes(coverage: Coverage, *, whole: bool) -> str:
    open_ones = coverage.open
    named = open_ones if whole else open_ones[:_FEW]
    more = len(open_ones) - len(named)
    listed = ", ".join(f"{route_name(route)} ({route.at.path}:{route.at.line})" for route in named)
    told = f"{listed} and {more:,} more" if more else listed
    of_all = f"{len(open_ones):,} of {count(len(coverage.routes), 'route')}"
    return f"{of_all} with nothing that asks who is calling; a test has to show that each may be open: {told}"


def route_name(route: Route) -> str:
    """A route as people call it."""
    return route.name or route.handler


def unread(item: Unread) -> str:
    """How much of a language was not understood, and why."""
    why = item.why or "no engine knows the language"
    return (
        f"{item.language}: {item.lines:,} of {count(item.of_lines, 'line')} ({item.share:.0f} %) in "
        f"{count(item.files, 'file')} not analysed: {why}"
    )
