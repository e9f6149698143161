"""Defect rate and density: how many defects are found a week, and how many stand in a thousand lines."""

from __future__ import annotations

from typing import Final

from holdfast.loop.indicators.books import OURS, Books, Window, open_at, ratio
from holdfast.loop.trails import moment
from holdfast.loop.unread import SEEN_LINES
from holdfast.model.kpi import Kpi, Point

RATE: Final = "defect-rate"
DENSITY: Final = "defect-density"


def rate(books: Books, window: Window) -> Kpi:
    """Defects that were found for the first time in the window, per week."""
    found = _found(books, window)
    return Kpi(
        id=RATE,
        title="Defect rate",
        value=found * 7 / window.days,
        unit="per week",
        numerator=float(found),
        denominator=window.days / 7,
        window=window.shown,
        definition="Defects that were first found in the window, divided by its weeks.",
        source=OURS,
        gaps=() if books.histories else ("no scan is recorded",),
        trend=tuple(
            Point(
                period=name,
                value=_found(books, month) * 7 / month.days,
                numerator=float(_found(books, month)),
                denominator=month.days / 7,
            )
            for name, month in window.months()
        ),
    )


def density(books: Books, window: Window) -> Kpi:
    """Defects that are open at the end of the window, per thousand lines of those subjects whose lines are known."""
    defects, lines, missing = _density(books, window)
    gaps = [f"nobody counted the lines of {name}: its defects are left out" for name in missing]
    if not lines:
        gaps.append("no lines are counted: `holdfast scan --record` does")
    return Kpi(
        id=DENSITY,
        title="Defect density",
        value=ratio(defects, lines / 1000),
        unit="per 1,000 lines",
        numerator=float(defects),
        denominator=lines / 1000 if lines else None,
        window=window.shown,
        definition="Open defects divided by thousands of lines that were read, where both are known.",
        source="IEEE Std 982.1, defect density; the wording is ours",
        gaps=tuple(gaps),
        trend=tuple(_dense(books, name, month) for name, month in window.months()),
    )


def _found(books: Books, window: Window) -> int:
    return sum(1 for history in books.real(window.end) if window.holds(history.spans[0].opened))


def _dense(books: Books, name: str, month: Window) -> Point:
    defects, lines, _ = _density(books, month)
    return Point(
        period=name,
        value=ratio(defects, lines / 1000),
        numerator=float(defects),
        denominator=lines / 1000 if lines else None,
    )


def _density(books: Books, window: Window) -> tuple[int, float, list[str]]:
    """Open defects and lines where both are known, and the subjects whose lines are not."""
    counts = sorted(
        (moment(item.at), item.subject, item.value)
        for item in books.measures
        if item.name == SEEN_LINES and item.value > 0
    )
    lines = {subject: value for when, subject, value in counts if when < window.end}
    opened = [history.subject for history in books.real(window.end) if open_at(history, window.end)]
    defects = sum(1 for subject in opened if subject in lines)
    return defects, sum(lines.values()), sorted(set(opened) - set(lines))
