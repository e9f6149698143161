"""Histories of findings: when each failure was open, as a fold over evidence.

A defect is closed when the same check read the same scope again, or a complete one, and did not find it: by the rules
of ``trails`` exactly. An ``ok`` that the same failure, or a doubt, follows in the same run is no closing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any

from holdfast.loop.trails import CLOCK_SKEW, CLOSING, Key, Trail, identity, moment
from holdfast.model.history import History, Span
from holdfast.model.observation import Evidence


class _Life:
    """One failure of a check on a subject."""

    __slots__ = ("last_seen", "place", "says", "severity", "spans")

    def __init__(self) -> None:
        self.place = self.severity = self.says = self.last_seen = ""
        self.spans: list[str] = []
        """Opened, closed, opened …: an odd number of times while it is open."""


class Lives:
    """Every failure that a check ever found on a subject; driven by the trail of the same check and subject."""

    __slots__ = ("_lives",)

    def __init__(self) -> None:
        """Start where nothing was found."""
        self._lives: dict[str, _Life] = {}

    def __bool__(self) -> bool:
        """Whether anything was ever found."""
        return bool(self._lives)

    def step(self, trail: Trail, row: Evidence) -> None:
        """Take the next row, and lead the trail over it."""
        before, closed = trail.open, trail.closed
        if row.verdict in CLOSING:
            trail.step(row)
            if before is not trail.open:
                self._close(trail, row.seen_at)
            return
        again = bool(closed) and trail.same_run(row)
        trail.step(row)
        if row.verdict == "fail":
            self._seen(row, closed if again else {})
        elif again:
            self._reopen(closed)

    def _seen(self, row: Evidence, just_closed: dict[Key, Evidence]) -> None:
        name = identity(row)
        life = self._lives.setdefault(name, _Life())
        life.place, life.severity, life.says, life.last_seen = row.place, row.severity, row.says, row.seen_at
        if any(key[1:] == ("fail", name) for key in just_closed):
            self._continue(life)
        if len(life.spans) % 2 == 0:
            life.spans.append(row.seen_at)

    def _reopen(self, closed: dict[Key, Evidence]) -> None:
        for _, verdict, name in closed:
            if verdict == "fail":
                self._continue(self._lives[name])

    def _continue(self, life: _Life) -> None:
        if len(life.spans) % 2 == 0:
            life.spans.pop()

    def _close(self, trail: Trail, at: str) -> None:
        still = {name for _, verdict, name in trail.open if verdict == "fail"}
        for name in {name for _, verdict, name in trail.closed if verdict == "fail"} - still:
            life = self._lives[name]
            if len(life.spans) % 2:
                life.spans.append(at)

    def histories(self, check: str, subject: str) -> Iterator[History]:
        """Each failure's history, in the order in which they were first found."""
        for name, life in self._lives.items():
            ends = [*life.spans, ""]
            yield History(
                fingerprint=name,
                check=check,
                subject=subject,
                place=life.place,
                severity=life.severity,
                says=life.says,
                spans=tuple(Span(opened=ends[at], closed=ends[at + 1]) for at in range(0, len(life.spans), 2)),
                last_seen=life.last_seen,
            )

    def kept(self) -> list[Any]:
        """What ``restored`` takes, in terms of JSON."""
        return [
            [name, life.place, life.severity, life.says, life.last_seen, life.spans]
            for name, life in self._lives.items()
        ]

    @classmethod
    def restored(cls, kept: Sequence[Any]) -> Lives:
        """Lives as they were when they were kept."""
        made = cls()
        for name, place, severity, says, last_seen, spans in kept:
            life = made._lives[name] = _Life()
            life.place, life.severity, life.says, life.last_seen, life.spans = place, severity, says, last_seen, spans
        return made


def histories(evidence: Iterable[Evidence], now: str) -> list[History]:
    """Fold evidence, whatever its order. What closes from the future does not count yet.

    Raises LedgerError for evidence without a readable time.
    """
    today = moment(now)
    folded: dict[tuple[str, str], tuple[Trail, Lives]] = {}
    timed = ((moment(row.seen_at), row.sequence, row) for row in evidence)
    for when, _, row in sorted(timed, key=lambda item: item[:2]):
        if _counts(row, when, today):
            trail, lives = folded.setdefault((row.check, row.subject), (Trail(), Lives()))
            lives.step(trail, row)
    return [item for (check, subject), (_, lives) in folded.items() for item in lives.histories(check, subject)]


def _counts(row: Evidence, when: datetime, today: datetime) -> bool:
    return row.verdict not in CLOSING or when <= today + CLOCK_SKEW
