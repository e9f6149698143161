"""Friction: what security costs those who write the software."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import fsum
from typing import Final

from holdfast.loop.indicators.books import OURS, Books, Window, median, percentile, ratio
from holdfast.loop.trails import moment
from holdfast.model.event import Measure
from holdfast.model.kpi import Kpi, Point

COMMIT: Final = "seconds-per-commit"
PIPELINE: Final = "seconds-per-pipeline"
FALSE: Final = "share-dismissed-as-false"
FIRST: Final = "time-to-first-result"
HOOK_SECONDS: Final = "hook-seconds"
SCAN_SECONDS: Final = "scan-seconds"


def commit(books: Books, window: Window) -> Kpi:
    """The median seconds that the hook of a commit took."""
    return _waiting(
        books,
        window,
        (COMMIT, "Seconds added per commit"),
        "The median time that the commit hook held a commit up; beside it p90 and the longest.",
        lambda item: item.name == HOOK_SECONDS,
        "no hook was timed: `holdfast hook install` sets it up",
    )


def pipeline(books: Books, window: Window) -> Kpi:
    """The median seconds that a recorded scan took."""
    return _waiting(
        books,
        window,
        (PIPELINE, "Seconds added per pipeline"),
        "The median time of a recorded scan, which is what a pipeline waits for; beside it p90 and the longest.",
        lambda item: item.name == SCAN_SECONDS,
        "no scan was timed: `holdfast scan --record` does",
    )


def _waiting(
    books: Books,
    window: Window,
    named: tuple[str, str],
    definition: str,
    wanted: Callable[[Measure], bool],
    missing: str,
) -> Kpi:
    items = [item for item in books.measures if wanted(item)]
    times = [item.value for item in items if window.holds(item.at)]
    origins = sorted({item.origin for item in items if item.origin and window.holds(item.at)})
    by_origin = (
        (name, [item.value for item in items if item.origin == name and window.holds(item.at)]) for name in origins
    )
    return Kpi(
        id=named[0],
        title=named[1],
        value=median(times),
        unit="seconds",
        numerator=fsum(times),
        denominator=float(len(times)),
        window=window.shown,
        definition=definition,
        source=OURS,
        gaps=() if times else (missing,),
        parts=(
            ("p90", percentile(times, 90)),
            ("longest", max(times, default=None)),
            *((f"median of {name}", median(own)) for name, own in by_origin),
        ),
        trend=tuple(_waited(items, name, month) for name, month in window.months()),
    )


def _waited(items: list[Measure], name: str, month: Window) -> Point:
    times = [item.value for item in items if month.holds(item.at)]
    return Point(period=name, value=median(times), numerator=fsum(times), denominator=float(len(times)))


def dismissed(books: Books, window: Window) -> Kpi:
    """The share of the findings first seen in the window that a person has called false since."""
    false, seen = _false(books, window)
    return Kpi(
        id=FALSE,
        title="Share dismissed as false",
        value=ratio(false, seen),
        unit="share",
        numerator=float(false),
        denominator=float(seen),
        window=window.shown,
        definition=(
            "Findings that were first seen in the window and that a person dismissed with a reason that calls them "
            "false, divided by all that were first seen in it."
        ),
        source=OURS,
        gaps=() if seen else ("nothing was found in the window",),
        trend=tuple(_called(books, name, month) for name, month in window.months()),
    )


def _false(books: Books, window: Window) -> tuple[int, int]:
    seen = {item.fingerprint for item in books.histories if window.holds(item.spans[0].opened)}
    seen |= {name for name, when in books.dismissed.items() if window.holds(when)} - {
        item.fingerprint for item in books.histories
    }
    return len(seen & books.dismissed.keys()), len(seen)


def _called(books: Books, name: str, month: Window) -> Point:
    false, seen = _false(books, month)
    return Point(period=name, value=ratio(false, seen), numerator=float(false), denominator=float(seen))


def first_result(books: Books, window: Window) -> Kpi:
    """The seconds from the start of the first recorded scan to the first finding that was no false alarm."""
    starts = [moment(item.at).timestamp() - item.value for item in books.measures if item.name == SCAN_SECONDS]
    real = [moment(item.spans[0].opened).timestamp() for item in books.real(window.end)]
    known = bool(starts and real)
    value = max(0.0, min(real) - min(starts)) if known else None
    return Kpi(
        id=FIRST,
        title="Time to the first useful result",
        value=value,
        unit="seconds",
        numerator=value or 0.0,
        denominator=None,
        window=window.shown,
        definition=(
            "From the start of the first scan that was recorded to the moment at which the first finding stood in the "
            "ledger that nobody has called false since."
        ),
        source=OURS,
        gaps=tuple(_missing(starts=bool(starts), real=bool(real))),
    )


def _missing(*, starts: bool, real: bool) -> Iterator[str]:
    if not starts:
        yield "no scan was timed: `holdfast scan --record` does"
    if not real:
        yield "nothing was found yet that is no false alarm"
