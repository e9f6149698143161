"""Defect Remediation Window: from when a defect was found to when a check saw it gone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from math import fsum
from typing import Final

from holdfast.loop.indicators.books import (
    DAY,
    MAGIC_NUMBERS,
    Books,
    Window,
    closed,
    median,
    open_at,
    percentile,
    ratio,
    seconds,
)
from holdfast.loop.trails import moment
from holdfast.model.history import History, Span
from holdfast.model.kpi import Kpi, Point

NAME: Final = "defect-remediation-window"


def measured(books: Books, window: Window) -> Kpi:
    """The median days of the remediations that ended in the window, beside p90, open ages and allowed windows."""
    times = [days for _, days in _remedied(books, window)]
    value = median(times)
    return Kpi(
        id=NAME,
        title="Defect Remediation Window",
        value=value,
        unit="days",
        numerator=fsum(times),
        denominator=float(len(times)),
        window=window.shown,
        definition=(
            "The time from the identification of a defect to its verified closure, which is that the same check read "
            "the same scope again and did not find it; the median of those closed in the window. Each time that a "
            "defect comes back is a window of its own."
        ),
        source=MAGIC_NUMBERS,
        gaps=tuple(_gaps(books, window, len(times))),
        parts=tuple(_parts(books, window, times)),
        trend=tuple(_point(books, name, month) for name, month in window.months()),
    )


def _point(books: Books, name: str, month: Window) -> Point:
    times = [days for _, days in _remedied(books, month)]
    return Point(period=name, value=median(times), numerator=fsum(times), denominator=float(len(times)))


def _remedied(books: Books, window: Window) -> Iterator[tuple[History, float]]:
    """What was closed in a window, with the days that it took."""
    for history in books.real(window.end):
        for span in history.spans:
            if closed(span, window.end) and window.holds(span.closed):
                yield history, seconds(span, window.end) / DAY


def _open(books: Books, end: datetime) -> Iterator[tuple[History, Span]]:
    for history in books.real(end):
        span = open_at(history, end)
        if span is not None:
            yield history, span


def _parts(books: Books, window: Window, times: Sequence[float]) -> Iterator[tuple[str, float | None]]:
    ages = [seconds(span, window.end) / DAY for _, span in _open(books, window.end)]
    yield "closed", float(len(times))
    yield "p90", percentile(times, 90)
    yield "open", float(len(ages))
    yield "open: median age", median(ages)
    yield "open: oldest", max(ages, default=None)
    yield "median with open ages", survival_median([(days, True) for days in times] + [(age, False) for age in ages])
    for severity, limit in books.allowed.items():
        own = [days for history, days in _remedied(books, window) if history.severity == severity]
        middle = median(own)
        if middle is not None:
            yield f"{severity}: share of the allowed {limit:g} days", ratio(middle, limit)
        late = sum(1 for days in own if days > limit)
        late += sum(
            1
            for history, span in _open(books, window.end)
            if history.severity == severity and seconds(span, window.end) / DAY > limit
        )
        if late:
            yield f"{severity}: over the allowed {limit:g} days", float(late)


def survival_median(times: Sequence[tuple[float, bool]]) -> float | None:
    """The time by which half is closed, where some are still open (Kaplan and Meier, 1958).

    Each entry is a time, and whether it ended then; one that did not is known to last at least so long. None where
    less than half is known to end.
    """
    share, at_risk = 1.0, len(times)
    for point in sorted({when for when, _ in times}):
        ended = sum(1 for when, done in times if done and when == point)
        share *= 1 - ended / at_risk
        if share <= 0.5:
            return point
        at_risk -= sum(1 for when, _ in times if when == point)
    return None


def _gaps(books: Books, window: Window, number: int) -> Iterator[str]:
    if not books.histories:
        yield "no scan is recorded"
    elif not number:
        yield "nothing was closed in the window"
    first = min((moment(item.spans[0].opened) for item in books.histories), default=None)
    if first is not None and first > window.start:
        yield f"the ledger begins on {first:%Y-%m-%d}: older defects count from the day when they were first seen"
