"""How the activities stand: a fold over the controls that they can prove and the evidence that they made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from datetime import datetime, timedelta
from typing import NamedTuple

from holdfast.loop.attest import NONE, Standing
from holdfast.loop.controls import states
from holdfast.loop.trails import Trails, moment, trails
from holdfast.model.activity import Activity, Control
from holdfast.model.check import Check
from holdfast.model.observation import Evidence
from holdfast.model.posture import WORST_FIRST, ActivityState, ActivityStatus, ControlState, ControlStatus


class Made(NamedTuple):
    """What an activity made on one subject."""

    rows: int
    """Observations."""
    last: str
    """When the newest of them was made."""


def posture(
    activities: Sequence[Activity],
    controls: Sequence[Control],
    evidence: Iterable[Evidence],
    checks: Sequence[Check],
    now: str,
    said: Standing = NONE,
    foreign: Sequence[Check] = (),
) -> list[ActivityStatus]:
    """Give the state of every activity, in the order given.

    An activity that made no evidence is off, unless a person speaks for one of its controls. Otherwise it is as good as
    the worst of its controls on the subjects that it looked at, whoever made the evidence for them, and never proven
    without a control. A control that no check can prove yet counts only where something speaks for or against it, or
    where no check can prove any control of the activity: then each needs a word. ``said`` is what persons attest;
    ``foreign`` are checks of other tools, which count where they spoke. Raises LedgerError for evidence without a
    readable time.
    """
    rows = tuple(evidence)
    made: dict[str, dict[str, Made]] = {}
    for row in rows:
        by_subject = made.setdefault(row.activity, {})
        by_subject[row.subject] = more(by_subject.get(row.subject), 1, row.seen_at)
    folded = trails(rows, {check.id for check in (*checks, *foreign) if check.proves}, moment(now))
    return stand(activities, controls, folded, made, checks, now, said, foreign)


def stand(
    activities: Sequence[Activity],
    controls: Sequence[Control],
    folded: Trails,
    made: Mapping[str, Mapping[str, Made]],
    checks: Sequence[Check],
    now: str,
    said: Standing = NONE,
    foreign: Sequence[Check] = (),
) -> list[ActivityStatus]:
    """The same from what was folded before: trails, and by activity and subject what was made."""
    fresh_days = {activity.id: activity.fresh_days for activity in activities}
    found = states(controls, folded, checks, now, fresh_days=fresh_days, said=said, foreign=foreign)
    return over(activities, controls, found, made, now)


def over(
    activities: Sequence[Activity],
    controls: Sequence[Control],
    found: Iterable[ControlStatus],
    made: Mapping[str, Mapping[str, Made]],
    now: str,
) -> list[ActivityStatus]:
    """The same from controls whose states are known, with what persons say about them worked in or not."""
    awaited = {control.id for control in controls if control.awaits}
    known = [item for item in found if item.subject or item.control.id not in awaited]
    today = moment(now)
    return [_status(activity, made.get(activity.id, {}), known, awaited, today) for activity in activities]


def more(known: Made | None, rows: int, seen_at: str) -> Made:
    """What was made, with so many rows of one time more."""
    if known is None:
        return Made(rows, seen_at)
    if known.last == seen_at:
        return Made(known.rows + rows, seen_at)
    return Made(known.rows + rows, max(known.last, seen_at, key=lambda at: (moment(at), at)))


def _status(
    activity: Activity,
    made: Mapping[str, Made],
    found: Sequence[ControlStatus],
    awaited: Set[str],
    today: datetime,
) -> ActivityStatus:
    rows = sum(item.rows for item in made.values())
    named = frozenset(activity.controls)
    spoken = {item.subject for item in found if item.word and item.control.activity == activity.id}
    if not rows and not spoken:
        gap = "it has never run" if activity.built or activity.partly else "it is not built yet"
        return ActivityStatus(activity=activity, state=ActivityState.OFF, gaps=(gap,))
    subjects = {subject for subject, item in made.items() if item.rows} | spoken | {""}
    own = tuple(item for item in found if item.control.id in named and item.subject in subjects)
    there = {item.control.id for item in own}
    if named - awaited or not spoken:
        there |= awaited
    missing = [control for control in activity.controls if control not in there]
    last = max((item.last for item in made.values() if item.rows), key=moment, default="")
    age = max(today - moment(last), timedelta(0)) if last else timedelta(0)
    return ActivityStatus(
        activity=activity,
        state=_state(activity, own, missing, age),
        evidence=rows,
        last_run=last,
        age_days=age.days if last else None,
        controls=own,
        gaps=tuple(_gaps(activity, own, missing, age)),
    )


def _state(activity: Activity, own: Sequence[ControlStatus], missing: Sequence[str], age: timedelta) -> ActivityState:
    states = {item.state for item in own}
    if ControlState.FAILING in states:
        return ActivityState.FAILING
    if missing or not states - {ControlState.NOT_HERE} or ControlState.UNPROVEN in states:
        return ActivityState.ON
    if ControlState.CLAIMED in states:
        return ActivityState.CLAIMED
    if ControlState.STALE in states or age > timedelta(days=activity.fresh_days):
        return ActivityState.STALE
    if ControlState.ATTESTED in states:
        return ActivityState.ATTESTED
    return ActivityState.PROVEN


def _gaps(activity: Activity, own: Sequence[ControlStatus], missing: Sequence[str], age: timedelta) -> Iterator[str]:
    if not activity.controls:
        yield "no control that it can prove is named yet"
    if age > timedelta(days=activity.fresh_days):
        yield f"its last run is {age.days} days ago; evidence is fresh for {activity.fresh_days}"
    for control in missing:
        yield f"{control}: nothing is known on what it looked at"
    several = len({item.subject for item in own} - {""}) > 1
    for item in sorted(own, key=lambda item: WORST_FIRST.index(item.state)):
        where = f" on {item.subject}" if several and item.subject else ""
        yield from (f"{item.control.id}{where}: {gap}" for gap in item.gaps)
