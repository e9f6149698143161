"""Weighted Risk Trend: the open defects, weighed by severity and by what the application means to the business."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from holdfast.loop.indicators.books import MAGIC_NUMBERS, Books, Window, open_at
from holdfast.loop.trails import moment
from holdfast.model.kpi import Kpi, Point

NAME: Final = "weighted-risk-trend"


def measured(books: Books, window: Window) -> Kpi:
    """The sum, over all subjects at the end of the window, of criticality x multiplier x open vetted defects."""
    end = window.end
    total, by_severity, by_subject = _weighed(books, end)
    opened = [history for history in books.real(end) if open_at(history, end)]
    return Kpi(
        id=NAME,
        title="Weighted Risk Trend",
        value=total,
        unit="points",
        numerator=total,
        denominator=None,
        window=window.shown,
        definition=(
            "The business criticality of an application times the sum, over severities, of a multiplier times the "
            "vetted defects that are open; per application, summed to the portfolio, at the end of each month."
        ),
        source=MAGIC_NUMBERS,
        gaps=tuple(_gaps(books, end, len(opened), by_subject)),
        parts=(
            *((f"open {word}", float(by_severity[word])) for word in (*books.multipliers, "info") if by_severity[word]),
            *sorted(by_subject.items()),
        ),
        trend=tuple(_point(books, name, month.end) for name, month in window.months()),
    )


def _point(books: Books, name: str, end: datetime) -> Point:
    total, _, _ = _weighed(books, end)
    return Point(period=name, value=total, numerator=total, denominator=None)


def _weighed(books: Books, end: datetime) -> tuple[float, Counter[str], dict[str, float]]:
    """The points at a moment: all, the open defects by severity, and the points by subject."""
    weights = criticalities(books, end)
    counts: Counter[tuple[str, str]] = Counter(
        (history.subject, history.severity) for history in books.real(end) if open_at(history, end)
    )
    sums: dict[str, float] = {}
    by_severity: Counter[str] = Counter()
    for (subject, severity), number in sorted(counts.items()):
        sums[subject] = sums.get(subject, 0.0) + books.multipliers.get(severity, 0.0) * number
        by_severity[severity] += number
    by_subject = {subject: weights.get(subject, 1.0) * points for subject, points in sums.items()}
    return sum(by_subject.values()), by_severity, by_subject


def criticalities(books: Books, end: datetime) -> Mapping[str, float]:
    """Subject to its weight for the business, by the last analysis of its threat model before a moment."""
    known = sorted((moment(item.at), item.subject, item.criticality) for item in books.analyses)
    return {subject: weight for when, subject, weight in known if when < end}


def _gaps(books: Books, end: datetime, opened: int, subjects: Mapping[str, float]) -> list[str]:
    unknown = sorted(set(subjects) - set(criticalities(books, end)))
    gaps = [f"no threat model says how critical {name} is: it counts as 1" for name in unknown]
    seen = sum(1 for item in books.real(end) if open_at(item, end) and item.fingerprint in books.looked_at)
    if opened > seen:
        gaps.append(f"{opened - seen} of {opened} open defects were not vetted by a person: they count as found")
    if not books.histories:
        gaps.append("no scan is recorded")
    return gaps
