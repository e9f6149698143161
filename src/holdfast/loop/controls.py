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
from holdfast.loop.trails import Seen, Trail, Trails, moment, trails
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
    when = _Times()
    found = []
    for control in controls:
        own, more = (
            [(check, folded.get(check.id, {})) for check in by.get(control.id, ())] for by in (proving, others)
        )
        limit = timedelta(days=(fresh_days or {}).get(control.activity, FRESH_DAYS))
        subjects = sorted({subject for _, trails in (*own, *more) for subject in trails})
        for subject in subjects or [""]:
            spoke = [item for item in more if _counts(item[1].get(subject), beside=bool(own))]
            looks = [(check, trails.get(subject)) for check, trails in (*own, *spoke)]
            found.append(_status(control, subject, looks, today - limit, said, when))
    return found


class _Times(dict[str, datetime]):
    """The times that were read, as many rows are of one run."""

    def __missing__(self, seen_at: str) -> datetime:
        read = self[seen_at] = moment(seen_at)
        return read


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


def _status(
    control: Control,
    subject: str,
    looks: Sequence[tuple[Check, Trail | None]],
    oldest: datetime,
    said: Standing,
    when: Mapping[str, datetime],
) -> ControlStatus:
    runs: list[Evidence | Seen] = []
    failures: list[Evidence] = []
    attested: list[Evidence] = []
    groups: dict[str, list[str]] = {}
    absent, claimed, whole = bool(looks), False, True
    for check, trail in looks:
        if trail is None:
            absent = whole = False
            groups.setdefault(_SILENT, []).append(check.name)
            continue
        proven, gone = trail.proven, trail.gone
        absent, claimed = absent and gone is not None, claimed or trail.claimed
        if proven:
            runs.append(proven)
        for gap in _opened(trail, said, failures, attested) if trail.open else ():
            groups.setdefault(gap, []).append(check.name)
        last = proven or gone
        if last is None:
            whole = False
            groups.setdefault(_PARTLY, []).append(check.name)
        elif when[last.seen_at] < oldest:
            groups.setdefault(STALE, []).append(check.name)
    if failures:
        state = ControlState.FAILING
    elif absent and not groups:
        state = ControlState.NOT_HERE
    elif not looks or groups.keys() - {STALE, _ATTESTED}:
        state = ControlState.CLAIMED if claimed and _DOUBTS not in groups else ControlState.UNPROVEN
    elif groups:
        state = ControlState.STALE if STALE in groups else ControlState.ATTESTED
    else:
        state = ControlState.PROVEN
    whole = whole and bool(runs)
    return ControlStatus(
        control=control,
        subject=subject,
        state=state,
        failures=tuple(sorted(failures, key=_sequence)),
        attested=tuple(sorted(attested, key=_sequence)),
        seen_at=min(dict.fromkeys(run.seen_at for run in runs), key=when.__getitem__) if whole else "",
        strength=min({run.strength for run in runs}, key=_STRENGTHS.index) if whole else None,
        gaps=tuple(f"{gap}: {_some(names)}" for gap, names in groups.items()) if looks else (_unprovable(control),),
    )


def _opened(trail: Trail, said: Standing, failures: list[Evidence], attested: list[Evidence]) -> Iterator[str]:
    """The gaps that are open on a trail; its failures go to those that nobody, or somebody, attests as rotated."""
    closed = [row for row in trail.open.values() if row.verdict == "fail" and said.closes(row.subject, row.fingerprint)]
    others = [
        row for row in trail.open.values() if row.verdict == "fail" and not said.closes(row.subject, row.fingerprint)
    ]
    failures += others
    attested += closed
    if others:
        yield FAILS
    if closed:
        yield _ATTESTED
    if len(trail.open) > len(others) + len(closed):
        yield _DOUBTS


def _unprovable(control: Control) -> str:
    return f"{_NO_CHECK}; it waits for {control.awaits}" if control.awaits else _NO_CHECK


def _sequence(row: Evidence) -> int:
    return row.sequence


def _some(names: Sequence[str]) -> str:
    more = len(names) - 3
    return ", ".join(names[:3]) + (f" and {more} more" if more > 0 else "")
