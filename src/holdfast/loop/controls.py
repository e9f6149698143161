"""Which controls hold, as far as evidence goes.

Evidence holds for its subject and scope and for nothing else:

- A control is proven on a subject when every check that proves it answered ``ok`` on a complete scope of that subject
  and nothing that these checks found or doubted is open.
- A failure or a doubt is closed by a later ``ok`` of the same check that read the same scope again, or a complete one.
- An ``ok`` whose own run could not decide or crashed elsewhere closes no failure: that may be where it was not read.
- A failure in a history that is attested as rotated is closed as well, and leaves the control attested, not proven.
- A claim, an ``ok`` about nothing, and an ``ok`` from the future prove and close nothing. What would be unproven, and
  of which a claim says that it holds, is claimed.
- A check that read all of a subject and met nothing of its kind there (``not here``) closes what was open and keeps no
  control from being proven; a control none of whose checks met anything is not here itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Final

from holdfast.loop.attest import NONE, Standing
from holdfast.loop.trails import Trail, Trails, moment, trails
from holdfast.model.activity import Control
from holdfast.model.check import Check
from holdfast.model.observation import Evidence, Strength
from holdfast.model.posture import ControlState, ControlStatus

FRESH_DAYS: Final = 30
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
    foreign: Sequence[Check] = (),
) -> list[ControlStatus]:
    """Fold evidence into the state of each control on each subject that one of its checks said something about.

    A control without any evidence has one status with an empty subject. ``checks`` are all that exist: one that never
    answered keeps its controls from being proven. ``foreign`` are checks of other tools: one counts on the subjects
    where it spoke, and on no other; beside checks of ours it counts with what it found or doubts, and proves nothing.
    ``fresh_days`` holds, by the id of a control's activity, after how many days its proof is stale; ``said`` is what
    persons attest. Raises LedgerError for evidence without a readable time.
    """
    known = {check.id for check in (*checks, *foreign) if check.proves}
    folded = trails(evidence, known, moment(now))
    return states(controls, folded, checks, now, fresh_days=fresh_days, said=said, foreign=foreign)


def states(
    controls: Sequence[Control],
    folded: Trails,
    checks: Sequence[Check],
    now: str,
    *,
    fresh_days: Mapping[str, int] | None = None,
    said: Standing = NONE,
    foreign: Sequence[Check] = (),
) -> list[ControlStatus]:
    """The same from trails that were folded before."""
    today = moment(now)
    ours = {check.id for check in checks}
    proving = _by_control(checks)
    others = _by_control([check for check in foreign if check.id not in ours])
    found = []
    for control in controls:
        own, more = proving.get(control.id, []), others.get(control.id, [])
        limit = timedelta(days=(fresh_days or {}).get(control.activity, FRESH_DAYS))
        subjects = sorted({subject for check in (*own, *more) for subject in folded.get(check.id, ())})
        for subject in subjects or [""]:
            spoke = [check for check in more if _counts(folded.get(check.id, {}).get(subject), beside=bool(own))]
            looks = [(check, folded.get(check.id, {}).get(subject)) for check in (*own, *spoke)]
            found.append(_status(control, subject, looks, today - limit, said))
    return found


def _counts(trail: Trail | None, *, beside: bool) -> bool:
    """Whether another tool's check counts on a subject; ``beside`` ours only with what is open.

    What it passed on a part of the subject, or long ago, must not take away what our own checks prove.
    """
    return trail is not None and (bool(trail.open) or not beside)


def _by_control(checks: Sequence[Check]) -> dict[str, list[Check]]:
    found: dict[str, list[Check]] = {}
    for check in checks:
        for control in dict.fromkeys(check.proves):
            found.setdefault(control, []).append(check)
    return found


def _failures(trail: Trail, said: Standing, *, attested: bool = False) -> list[Evidence]:
    """Open failures that nobody attests as rotated; or those that somebody does."""
    rows = (row for row in trail.open.values() if row.verdict == "fail")
    return [row for row in rows if said.closes(row.subject, row.fingerprint) == attested]


def _status(
    control: Control, subject: str, looks: Sequence[tuple[Check, Trail | None]], oldest: datetime, said: Standing
) -> ControlStatus:
    proofs = [trail.proof for _, trail in looks if trail and trail.proof]
    failures, attested = (
        sorted(
            (row for _, trail in looks if trail and trail.open for row in _failures(trail, said, attested=which)),
            key=_sequence,
        )
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
        claimed = _DOUBTS not in groups and any(trail and trail.claim for _, trail in looks)
        state = ControlState.CLAIMED if claimed else ControlState.UNPROVEN
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


def _gaps(trail: Trail | None, oldest: datetime, said: Standing) -> Iterator[str]:
    if trail is None:
        yield _SILENT
        return
    if trail.open:
        failures, attested = len(_failures(trail, said)), len(_failures(trail, said, attested=True))
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
