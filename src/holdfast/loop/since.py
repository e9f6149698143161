"""Since when a control is proven: its times of unbroken proof, replayed run by run.

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
    today = moment(now)
    replay = _Replay(controls, checks, foreign)
    known = replay.known
    rows = sorted(((moment(row.seen_at), row.sequence, row) for row in evidence if row.check in known), key=_order)
    for (_, when), run in groupby(rows, key=lambda item: (run_of(item[2]), item[0])):
        counting = [row for _, _, row in run if when <= today + CLOCK_SKEW or row.verdict not in CLOSING]
        if counting:
            replay.run(counting, min(when, today), fresh_days)
    return dict(replay.ended(today, fresh_days))


def _order(item: tuple[datetime, int, Evidence]) -> tuple[datetime, int]:
    return item[:2]


class _Spell:
    """A time of proof that goes on."""

    __slots__ = ("oldest", "runs", "start")

    def __init__(self, start: str, oldest: datetime) -> None:
        self.start, self.oldest, self.runs = start, oldest, 1


class _Replay:
    """Where every control stands after the runs that were replayed."""

    def __init__(self, controls: Sequence[Control], checks: Sequence[Check], foreign: Sequence[Check]) -> None:
        ours = {check.id for check in checks}
        self._own: dict[str, list[str]] = {}
        self._more: dict[str, list[str]] = {}
        for check in checks:
            for name in check.proves:
                self._own.setdefault(name, []).append(check.id)
        for check in foreign:
            for name in check.proves:
                if check.id not in ours:
                    self._more.setdefault(name, []).append(check.id)
        self._controls = {control.id: control for control in controls}
        self._touches: dict[str, list[str]] = {}
        for table in (self._own, self._more):
            for name, ids in table.items():
                for identity in ids:
                    if name in self._controls:
                        self._touches.setdefault(identity, []).append(name)
        self._trails: dict[str, dict[str, Trail]] = {}
        self._spells: dict[tuple[str, str], _Spell] = {}
        self._past: dict[tuple[str, str], list[Held]] = {}

    @property
    def known(self) -> set[str]:
        """Ids of the checks that prove a control that is asked about."""
        return set(self._touches)

    def run(self, rows: Sequence[Evidence], when: datetime, fresh_days: Mapping[str, int]) -> None:
        """Take the rows of one run."""
        touched: dict[tuple[str, str], None] = {}
        for row in rows:
            self._trails.setdefault(row.check, {}).setdefault(row.subject, Trail()).step(row)
            touched.update(dict.fromkeys((name, row.subject) for name in self._touches[row.check]))
        for key in touched:
            self._judge(key, rows[0].seen_at, when, timedelta(days=self._days(key, fresh_days)))

    def _days(self, key: tuple[str, str], fresh_days: Mapping[str, int]) -> int:
        return fresh_days[self._controls[key[0]].activity]

    def _judge(self, key: tuple[str, str], at: str, when: datetime, limit: timedelta) -> None:
        spell = self._spells.get(key)
        if spell and when - spell.oldest > limit:
            self._close(key, spell, (spell.oldest + limit).isoformat(timespec="seconds"), STALE)
            spell = None
        oldest = self._oldest(*key)
        holds = oldest is not None and when - oldest <= limit
        if spell and oldest is not None and holds:
            spell.oldest, spell.runs = oldest, spell.runs + 1
        elif spell:
            self._close(key, spell, at, BROKEN)
        elif oldest is not None and holds:
            self._spells[key] = _Spell(at, oldest)

    def _close(self, key: tuple[str, str], spell: _Spell, end: str, why: str) -> None:
        made = Held(start=spell.start, end=end, why=why, runs=spell.runs)
        if made.start != made.end:
            self._past.setdefault(key, []).append(made)
        del self._spells[key]

    def _oldest(self, name: str, subject: str) -> datetime | None:
        """When the oldest proof of a control that holds was made; None where it does not hold."""
        spoke = [self._trails[check][subject] for check in self._more.get(name, ()) if self._spoke(check, subject)]
        own = [self._trails.get(check, {}).get(subject) for check in self._own.get(name, ())]
        times = []
        proven = False
        for trail in (*own, *spoke):
            last = trail and not trail.open and (trail.proof or trail.absent)
            if not trail or not last:
                return None
            proven = proven or trail.proof is not None
            times.append(moment(last.seen_at))
        return min(times) if proven else None

    def _spoke(self, check: str, subject: str) -> bool:
        return subject in self._trails.get(check, {})

    def ended(
        self, today: datetime, fresh_days: Mapping[str, int]
    ) -> Iterator[tuple[tuple[str, str], tuple[Held, ...]]]:
        """Everything that was found, with what goes on today."""
        for key, spell in self._spells.items():
            limit = timedelta(days=self._days(key, fresh_days))
            over = today - spell.oldest > limit
            end = (spell.oldest + limit).isoformat(timespec="seconds") if over else ""
            made = Held(start=spell.start, end=end, why=STALE if over else "", runs=spell.runs)
            self._past.setdefault(key, []).append(made)
        yield from ((key, tuple(found)) for key, found in self._past.items())
