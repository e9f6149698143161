"""What every indicator is computed from, and the times that it is computed over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, NamedTuple

from holdfast.loop.trails import moment
from holdfast.model.event import Analysis, Defects, Measure
from holdfast.model.history import History, Span

MULTIPLIERS: Final[Mapping[str, float]] = {"critical": 10.0, "high": 5.0, "medium": 2.0, "low": 0.5}
ALLOWED_DAYS: Final[Mapping[str, float]] = {"critical": 7.0, "high": 30.0, "medium": 90.0, "low": 180.0}
DAY: Final = 86_400.0
MAGIC_NUMBERS: Final = "Rafal Los (HP), the Magic Numbers of software security assurance; the wording is ours"
OURS: Final = "Holdfast"


class Window(NamedTuple):
    """Whole days in UTC, the first and the last among them."""

    first: date
    last: date

    @property
    def start(self) -> datetime:
        """The moment at which it begins."""
        return datetime.combine(self.first, time(), UTC)

    @property
    def end(self) -> datetime:
        """The first moment behind it."""
        return datetime.combine(self.last + timedelta(days=1), time(), UTC)

    @property
    def days(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def shown(self) -> tuple[str, str]:
        """Both days, ISO 8601."""
        return self.first.isoformat(), self.last.isoformat()

    def holds(self, when: str) -> bool:
        """Whether a moment lies inside."""
        return self.start <= moment(when) < self.end

    def months(self) -> Iterator[tuple[str, Window]]:
        """Each calendar month in it, cut to what lies inside, with its name: ``2026-11``."""
        first = self.first
        while first <= self.last:
            after = (first.replace(day=1) + timedelta(days=32)).replace(day=1)
            yield f"{first:%Y-%m}", Window(first, min(after - timedelta(days=1), self.last))
            first = after


class Coverage(NamedTuple):
    """How much of one sort of functionality is known, and how much of it was tested."""

    sort: str
    """``flows``, ``routes`` or ``packages``."""
    known: int | None
    """None where nobody keeps an inventory."""
    tested: int
    why: str = ""
    """What is missing where it is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """What the ledger and the tracker tell; everything that an indicator may use."""

    histories: Sequence[History] = ()
    analyses: Sequence[Analysis] = ()
    measures: Sequence[Measure] = ()
    trackers: Sequence[Defects] = ()
    dismissed: Mapping[str, str] = field(default_factory=dict)
    """Fingerprint to when a person called it false."""
    looked_at: frozenset[str] = frozenset()
    """Fingerprints that a person decided about, whatever they decided."""
    cwe: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    """Check id to the weaknesses that it looks for."""
    coverage: Sequence[Coverage] = ()
    multipliers: Mapping[str, float] = field(default_factory=lambda: MULTIPLIERS)
    """Severity to its weight in the risk trend."""
    allowed: Mapping[str, float] = field(default_factory=lambda: ALLOWED_DAYS)
    """Severity to the days that a remediation may take."""

    def real(self, end: datetime) -> Iterator[History]:
        """The histories that nobody had called false before a moment."""
        for history in self.histories:
            called = self.dismissed.get(history.fingerprint)
            if called is None or moment(called) >= end:
                yield history


def opened(span: Span, end: datetime) -> bool:
    """Whether a span had begun before a moment."""
    return moment(span.opened) < end


def closed(span: Span, end: datetime) -> bool:
    """Whether a span was over before a moment."""
    return bool(span.closed) and moment(span.closed) < end


def open_at(history: History, end: datetime) -> Span | None:
    """The span of a history that was open just before a moment."""
    return next((span for span in history.spans if opened(span, end) and not closed(span, end)), None)


def seconds(span: Span, end: datetime) -> float:
    """How long a span took, or had taken by a moment at which it was still open."""
    last = moment(span.closed) if closed(span, end) else end
    return max(0.0, (last - moment(span.opened)).total_seconds())


def median(values: Sequence[float]) -> float | None:
    """The middle value, or the mean of the two in the middle; None of nothing."""
    found = sorted(values)
    if not found:
        return None
    half = len(found) // 2
    return found[half] if len(found) % 2 else (found[half - 1] + found[half]) / 2


def percentile(values: Sequence[float], percent: int) -> float | None:
    """The smallest value that so many in a hundred do not exceed (nearest rank); None of nothing."""
    found = sorted(values)
    return found[max(0, -(-percent * len(found) // 100) - 1)] if found else None


def ratio(numerator: float, denominator: float | None) -> float | None:
    """The quotient; None where there is nothing to divide by."""
    return numerator / denominator if denominator else None
