"""Which controls hold, as far as evidence goes.

Evidence holds for its subject and scope and for nothing else:

- A control is proven on a subject when every check that proves it answered ``ok`` on a complete scope of that subject
  and nothing that these checks found or doubted is open.
- A failure or a doubt is closed by a later ``ok`` of the same check that read the same scope again, or a complete one.
- An ``ok`` whose own run could not decide or crashed elsewhere closes no failure: that may be where it was not read.
- A failure in a history that is attested as rotated is closed as well, and leaves the control attested, not proven.
- A claim, an ``ok`` about nothing, and an ``ok`` from the future prove and close nothing.
- A check that read all of a subject and met nothing of its kind there (``not here``) closes what was open and keeps no
  control from being proven; a control none of whose checks met anything is not here itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

from holdfast.loop.attest import NONE, Standing
from holdfast.model.activity import Control
from holdfast.model.check import Check
from holdfast.model.errors import LedgerError
from holdfast.model.observation import NOT_HERE, Evidence, Strength
from holdfast.model.posture import ControlState, ControlStatus

FRESH_DAYS: Final = 30
_CLOCK_SKEW: Final = timedelta(minutes=5)
_STRENGTHS: Final = tuple(Strength)

_NO_CHECK: Final = "no check proves it yet"
FAILS: Final = "found something"
_ATTESTED: Final = "found what is attested as rotated or dead"
_DOUBTS: Final = "could not be decided, or crashed"
_SILENT: Final = "never looked"
_PARTLY: Final = "never read the whole subject"
STALE: Final = "looked too long ago"


def statuses(
    controls: Sequence[Control],
    evidence: Iterable[Evidence],
    checks: Sequence[Check],
    now: str,
    *,
    fresh_days: Mapping[str, int] | None = None,
    said: Standing = NONE,
) -> list[ControlStatus]:
    """Fold evidence into the state of each control on each subject that one of its checks said something about.

    A control without any evidence has one status with an empty subject. ``checks`` are all that exist: one that never
    answered keeps its controls from being proven. ``fresh_days`` holds, by the id of a control's activity, after how
    many days its proof is stale; ``said`` is what persons attest. Raises LedgerError for evidence without a readable
    time.
    """
    today = moment(now)
    trails = _trails(evidence, {check.id for check in checks if check.proves}, today)
    found = []
    for control in controls:
        proving = [check for check in checks if control.id in check.proves]
        limit = timedelta(days=(fresh_days or {}).get(control.activity, FRESH_DAYS))
        subjects = sorted({subject for check in proving for subject in trails.get(check.id, ())})
        for subject in subjects or [""]:
            looks = [(check, trails.get(check.id, {}).get(subject)) for check in proving]
            found.append(_status(control, subject, looks, today - limit, said))
    return found


def moment(seen_at: str) -> datetime:
    """Read a time of evidence. Raises LedgerError where it is none."""
    try:
        read = datetime.fromisoformat(seen_at)
    except ValueError:
        raise LedgerError(f"{seen_at!r} is no time in UTC", advice="Run 'holdfast ledger verify'.") from None
    return read if read.tzinfo else read.replace(tzinfo=UTC)


class _Trail:
    """What one check said about one subject, in the order of time."""

    __slots__ = ("absent", "closed", "last_ok", "open", "proof")

    def __init__(self) -> None:
        self.open: dict[tuple[str, str, str], Evidence] = {}
        self.closed: dict[tuple[str, str, str], Evidence] = {}
        """What the last ``ok`` closed."""
        self.last_ok: Evidence | None = None
        self.proof: Evidence | None = None
        """The last ``ok`` on a complete scope."""
        self.absent: Evidence | None = None
        """The last ``not here`` on a complete scope, when nothing was there since."""

    def good(self, row: Evidence) -> None:
        if row.strength == Strength.CLAIM or row.count < 1:
            return
        self.closed = {key: old for key, old in self.open.items() if row.complete or old.scope == row.scope}
        self.open = {key: old for key, old in self.open.items() if key not in self.closed}
        self.last_ok = row
        self.absent = None
        if row.complete:
            self.proof = row

    def gone(self, row: Evidence) -> None:
        if row.complete and row.strength != Strength.CLAIM:
            self.open, self.closed, self.proof, self.absent = {}, {}, None, row

    def bad(self, row: Evidence) -> None:
        if row.verdict != "fail" and self.last_ok and _run(row) == _run(self.last_ok):
            self.open = self.closed | self.open
        self.open[row.scope, row.verdict, row.fingerprint or row.place or str(row.sequence)] = row

    def failures(self, said: Standing, *, attested: bool = False) -> list[Evidence]:
        """Open failures that nobody attests as rotated; or those that somebody does."""
        rows = (row for row in self.open.values() if row.verdict == "fail")
        return [row for row in rows if said.closes(row.subject, row.fingerprint) == attested]


def _run(row: Evidence) -> tuple[str, str, str]:
    return row.seen_at, row.activity, row.scope


def _trails(evidence: Iterable[Evidence], known: set[str], today: datetime) -> dict[str, dict[str, _Trail]]:
    """Trails by check id and subject. Rows of one moment keep the ledger's order: a run's ``ok`` before the rest."""
    trails: dict[str, dict[str, _Trail]] = {}
    timed = ((moment(row.seen_at), row.sequence, row) for row in evidence if row.check in known)
    for when, _, row in sorted(timed, key=lambda item: item[:2]):
        trail = trails.setdefault(row.check, {}).setdefault(row.subject, _Trail())
        if row.verdict not in ("ok", NOT_HERE):
            trail.bad(row)
        elif when <= today + _CLOCK_SKEW:
            trail.good(row) if row.verdict == "ok" else trail.gone(row)
    return trails


def _status(
    control: Control, subject: str, looks: Sequence[tuple[Check, _Trail | None]], oldest: datetime, said: Standing
) -> ControlStatus:
    proofs = [trail.proof for _, trail in looks if trail and trail.proof]
    failures, attested = (
        sorted((row for _, trail in looks if trail for row in trail.failures(said, attested=which)), key=_sequence)
        for which in (False, True)
    )
    groups: dict[str, list[str]] = {}
    for check, trail in looks:
        for gap in _gaps(trail, oldest, said):
            groups.setdefault(gap, []).append(check.name)
    absent = bool(looks) and all(trail and trail.absent for _, trail in looks)
    if failures:
        state = ControlState.FAILING
    elif absent and not groups:
        state = ControlState.NOT_HERE
    elif not looks or groups.keys() - {STALE, _ATTESTED}:
        state = ControlState.UNPROVEN
    elif groups:
        state = ControlState.STALE if STALE in groups else ControlState.ATTESTED
    else:
        state = ControlState.PROVEN
    whole = bool(proofs) and all(trail and (trail.proof or trail.absent) for _, trail in looks)
    return ControlStatus(
        control=control,
        subject=subject,
        state=state,
        failures=tuple(failures),
        attested=tuple(attested),
        seen_at=min(proofs, key=lambda row: moment(row.seen_at)).seen_at if whole else "",
        strength=min((row.strength for row in proofs), key=_STRENGTHS.index) if whole else None,
        gaps=tuple(f"{gap}: {_some(names)}" for gap, names in groups.items()) if looks else (_unprovable(control),),
    )


def _unprovable(control: Control) -> str:
    return f"{_NO_CHECK}; it waits for {control.awaits}" if control.awaits else _NO_CHECK


def _sequence(row: Evidence) -> int:
    return row.sequence


def _gaps(trail: _Trail | None, oldest: datetime, said: Standing) -> Iterator[str]:
    if trail is None:
        yield _SILENT
        return
    failures, attested = len(trail.failures(said)), len(trail.failures(said, attested=True))
    if failures:
        yield FAILS
    if attested:
        yield _ATTESTED
    if len(trail.open) > failures + attested:
        yield _DOUBTS
    last = trail.proof or trail.absent
    if last is None:
        yield _PARTLY
    elif moment(last.seen_at) < oldest:
        yield STALE


def _some(names: Sequence[str]) -> str:
    more = len(names) - 3
    return ", ".join(names[:3]) + (f" and {more} more" if more > 0 else "")
