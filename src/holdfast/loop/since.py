"""Since when a control is proven: its times of unbroken proof, run by run.

A control holds after a run when every check that proves it has a proof, or met nothing of its kind, on the whole
subject, and nothing that these checks found or doubted is open. It ceases to hold with the first run after which that
is no longer so, or when its oldest proof is older than its activity's evidence may be. The checks are those of today:
what a check that is new says counts from when it first looked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final

from holdfast.loop.courses import BROKEN as LEFT_BROKEN
from holdfast.loop.courses import PROVEN, Course, Line, Look
from holdfast.loop.trails import CLOCK_SKEW, CLOSING, Trail, moment, run_of
from holdfast.model.activity import Control
from holdfast.model.check import Check
from holdfast.model.dossier import Held
from holdfast.model.observation import Evidence

BROKEN: Final = "a check found or doubted something"
STALE: Final = "nobody looked again in time"


def held(
    controls: Sequence[Control],
    evidence: Iterable[Evidence],
    checks: Sequence[Check],
    now: str,
    *,
    fresh_days: Mapping[str, int],
    foreign: Sequence[Check] = (),
) -> dict[tuple[str, str], tuple[Held, ...]]:
    """Times of proof by control and subject, oldest first; a control that never held is not named.

    ``foreign`` are checks of other tools: one counts where it spoke. ``fresh_days`` is by the id of a control's
    activity. What closes from the future does not count. Raises LedgerError for evidence without a readable time.
    """
    names = {control.id for control in controls}
    known = {check.id for check in (*checks, *foreign) if names & set(check.proves)}
    folded = _courses(evidence, known, moment(now))
    return spells(controls, folded, checks, now, fresh_days=fresh_days, foreign=foreign)


def spells(
    controls: Sequence[Control],
    courses: Mapping[str, Course],
    checks: Sequence[Check],
    now: str,
    *,
    fresh_days: Mapping[str, int],
    foreign: Sequence[Check] = (),
) -> dict[tuple[str, str], tuple[Held, ...]]:
    """The same from the courses of subjects that were folded before."""
    ours = {check.id for check in checks}
    own, more = _by_control(checks), _by_control([check for check in foreign if check.id not in ours])
    today = moment(now)
    found: dict[tuple[str, str], tuple[Held, ...]] = {}
    for subject, course in courses.items():
        replay = _Replay(course, today)
        for control in controls:
            lines = [course.lines.get(name, ()) for name in own.get(control.id, ())]
            others = [course.lines[name] for name in more.get(control.id, ()) if name in course.lines]
            made = replay.held(lines, others, fresh_days[control.activity]) if all(lines) else ()
            if made:
                found[control.id, subject] = made
    return found


def _by_control(checks: Sequence[Check]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for check in checks:
        for name in check.proves:
            found.setdefault(name, []).append(check.id)
    return found


def _courses(evidence: Iterable[Evidence], known: set[str], today: datetime) -> dict[str, Course]:
    """The courses of all subjects by these checks, whatever the order of the rows."""
    found: dict[str, Course] = {}
    trails: dict[tuple[str, str], Trail] = {}
    rows = sorted(((moment(row.seen_at), row.sequence, row) for row in evidence if row.check in known), key=_order)
    for (_, subject, when), run in groupby(rows, key=lambda item: (run_of(item[2]), item[2].subject, item[0])):
        touched: dict[str, Trail] = {}
        for _, _, row in run:
            if when <= today + CLOCK_SKEW or row.verdict not in CLOSING:
                touched[row.check] = trails.setdefault((row.check, subject), Trail())
                touched[row.check].step(row)
        found.setdefault(subject, Course()).run(*run_of(row), touched)
    return found


def _order(item: tuple[datetime, int, Evidence]) -> tuple[datetime, int]:
    return item[:2]


class _Replay:
    """The runs of a subject, gone through again for each way that the checks of a control went."""

    def __init__(self, course: Course, today: datetime) -> None:
        self._course = course
        self._today = today
        self._times = [min(moment(seen_at), today) for _, seen_at in course.runs]
        self._looks: dict[Line, list[Look]] = {}
        self._found: dict[tuple[frozenset[Line], frozenset[Line], int], tuple[Held, ...]] = {}

    def held(self, own: Sequence[Line], more: Sequence[Line], days: int) -> tuple[Held, ...]:
        """The times in which checks of these lines held; those of ``more`` count since they spoke."""
        way = frozenset(own), frozenset(more), days
        if way not in self._found:
            self._found[way] = self._gone_through(way[0], way[1] - way[0], timedelta(days=days))
        return self._found[way]

    def _gone_through(self, own: frozenset[Line], more: frozenset[Line], limit: timedelta) -> tuple[Held, ...]:
        by_run: dict[int, list[tuple[Line, Look]]] = {}
        for line in (*own, *more):
            for look in self._of(line):
                by_run.setdefault(look.run, []).append((line, look))
        last: dict[Line, Look] = {}
        found = _Spells(limit)
        for run, touched in sorted(by_run.items(), key=lambda item: item[0]):
            last.update(touched)
            spoke = own <= last.keys() and all(look.left != LEFT_BROKEN for look in last.values())
            proven = spoke and any(look.left == PROVEN for look in last.values())
            oldest = min(moment(look.seen_at) for look in last.values()) if proven else None
            found.judge(self._course.runs[run][1], self._times[run], oldest)
        return tuple(found.ended(self._today))

    def _of(self, line: Line) -> list[Look]:
        if line not in self._looks:
            self._looks[line] = list(self._course.looks(line))
        return self._looks[line]


class _Spells:
    """Times of proof as they are found, run by run."""

    def __init__(self, limit: timedelta) -> None:
        self._limit = limit
        self._past: list[Held] = []
        self._start = ""
        """Of the one that goes on; empty where none does."""
        self._oldest = datetime.max
        self._runs = 0

    def judge(self, at: str, when: datetime, oldest: datetime | None) -> None:
        """Take a run at a moment, and of what holds after it the oldest proof."""
        if self._start and when - self._oldest > self._limit:
            self._close(self._over, STALE)
        holds = oldest is not None and when - oldest <= self._limit
        if self._start and not holds:
            self._close(at, BROKEN)
        elif oldest is not None and holds:
            self._start, self._oldest, self._runs = self._start or at, oldest, self._runs + 1

    @property
    def _over(self) -> str:
        """When its oldest proof is too old."""
        return (self._oldest + self._limit).isoformat(timespec="seconds")

    def _close(self, end: str, why: str) -> None:
        if self._start != end:
            self._past.append(Held(start=self._start, end=end, why=why, runs=self._runs))
        self._start, self._runs = "", 0

    def ended(self, today: datetime) -> Iterator[Held]:
        """Everything that was found, with what goes on today."""
        yield from self._past
        if self._start:
            over = today - self._oldest > self._limit
            end, why = (self._over, STALE) if over else ("", "")
            yield Held(start=self._start, end=end, why=why, runs=self._runs)
