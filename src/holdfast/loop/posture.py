"""How the activities stand: a fold over the controls that they can prove and the evidence that they made."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import datetime, timedelta

from holdfast.loop.attest import NONE, Standing
from holdfast.loop.controls import moment, statuses
from holdfast.model.activity import Activity, Control
from holdfast.model.check import Check
from holdfast.model.observation import Evidence
from holdfast.model.posture import ActivityState, ActivityStatus, ControlState, ControlStatus


def posture(
    activities: Sequence[Activity],
    controls: Sequence[Control],
    evidence: Iterable[Evidence],
    checks: Sequence[Check],
    now: str,
    said: Standing = NONE,
) -> list[ActivityStatus]:
    """Give the state of every activity, in the order given.

    An activity that made no evidence is off. Otherwise it is as good as the worst of its controls on the subjects that
    it looked at, whoever made the evidence for them, and never proven without a control. A control that no check can
    prove yet counts only where something speaks for or against it. ``said`` is what persons attest. Raises LedgerError
    for evidence without a readable time.
    """
    rows = tuple(evidence)
    fresh_days = {activity.id: activity.fresh_days for activity in activities}
    found = statuses(controls, rows, checks, now, fresh_days=fresh_days, said=said)
    made: dict[str, list[Evidence]] = {}
    for row in rows:
        made.setdefault(row.activity, []).append(row)
    awaited = {control.id for control in controls if control.awaits}
    known = [item for item in found if item.subject or item.control.id not in awaited]
    today = moment(now)
    return [_status(activity, made.get(activity.id, []), known, awaited, today) for activity in activities]


def _status(
    activity: Activity, made: Sequence[Evidence], found: Sequence[ControlStatus], awaited: Set[str], today: datetime
) -> ActivityStatus:
    if not made:
        gap = "it has never run" if activity.built or activity.partly else "it is not built yet"
        return ActivityStatus(activity=activity, state=ActivityState.OFF, gaps=(gap,))
    subjects = {row.subject for row in made} | {""}
    own = tuple(item for item in found if item.control.id in activity.controls and item.subject in subjects)
    there = {item.control.id for item in own} | awaited
    missing = [control for control in activity.controls if control not in there]
    last = max((row.seen_at for row in made), key=moment)
    age = max(today - moment(last), timedelta(0))
    return ActivityStatus(
        activity=activity,
        state=_state(activity, own, missing, age),
        evidence=len(made),
        last_run=last,
        age_days=age.days,
        controls=own,
        gaps=tuple(_gaps(activity, own, missing, age)),
    )


def _state(activity: Activity, own: Sequence[ControlStatus], missing: Sequence[str], age: timedelta) -> ActivityState:
    states = {item.state for item in own}
    if ControlState.FAILING in states:
        return ActivityState.FAILING
    if missing or not states - {ControlState.NOT_HERE} or ControlState.UNPROVEN in states:
        return ActivityState.ON
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
    for item in own:
        where = f" on {item.subject}" if several and item.subject else ""
        yield from (f"{item.control.id}{where}: {gap}" for gap in item.gaps)
