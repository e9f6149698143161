"""How far each threat is handled: the controls against it, as evidence about its own element shows them.

- A threat is proven when every control against it is proven on the subject that its element stands on.
- Evidence about another subject says nothing. What fails in files of other elements does not fail this one; it then
  rests on the check having read the whole subject.
- A treatment that avoids, transfers or accepts is a person's word: it needs an owner, a reason and an end date, counts
  until that day, and not while a control fails. An acceptance that a second person approved counts then as well.
- What the model alone says is a claim. Where it states the weakness itself, controls that are proven elsewhere or in
  general do not outweigh it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, NamedTuple

from holdfast.loop.controls import FAILS, STALE
from holdfast.loop.paths import file_of, within
from holdfast.loop.trails import moment
from holdfast.model.event import Ruling
from holdfast.model.history import History
from holdfast.model.noun import noun
from holdfast.model.observation import Evidence
from holdfast.model.posture import ControlState, ControlStatus
from holdfast.model.rating import current, residual
from holdfast.model.system import Element, Flow, Sort, System, Treatment, Way
from holdfast.model.threat import Analysed, Handling, Standing, Threat

Known = Mapping[tuple[str, str], ControlStatus]
"""The state of a control on a subject, by the ids of both."""
_NOT_SEEN: Final = "nobody looked"
_HELD: Final = (ControlState.PROVEN, ControlState.ATTESTED, ControlState.STALE)


class Ground(NamedTuple):
    """What evidence has to be about."""

    subject: str
    paths: tuple[str, ...] = ()
    """Globs of its files; empty for the whole subject."""


@noun
class Looked:
    """What evidence says of the controls against one threat."""

    controls: tuple[ControlStatus, ...]
    """One for each control and ground, as far as it concerns the ground."""
    failing: tuple[Evidence, ...]
    gaps: tuple[str, ...]

    @property
    def proven(self) -> int:
        """How many controls are proven on every ground."""
        names = {item.control.id for item in self.controls}
        return len(names - {item.control.id for item in self.controls if item.state is not ControlState.PROVEN})


def known(statuses: Iterable[ControlStatus]) -> Known:
    """Statuses by control and subject."""
    return {(item.control.id, item.subject): item for item in statuses if item.subject}


def standings(
    system: System,
    analysed: Analysed,
    statuses: Iterable[ControlStatus],
    *,
    subject: str,
    now: str,
    histories: Iterable[History] = (),
    accepted: Mapping[str, Ruling] | None = None,
) -> list[Standing]:
    """How far each threat of a model is handled, in the order of the threats.

    ``subject`` is the ledger's name of what the model describes, for elements that name no other. ``accepted`` holds
    approved acceptances that are in force, by the threat's id. Raises LedgerError for a ``now`` that is no time.
    """
    states = known(statuses)
    opened = still_open(histories)
    today = moment(now).date()
    return [
        standing(threat, grounds(system, threat.on, subject), states, opened, today, (accepted or {}).get(threat.id))
        for threat in analysed.threats
    ]


def still_open(histories: Iterable[History]) -> Mapping[tuple[str, str], History]:
    """The findings that are open, by subject and fingerprint."""
    return {(item.subject, item.fingerprint): item for item in histories if item.open}


def grounds(system: System, on: str, subject: str) -> tuple[Ground, ...]:
    """What evidence about an element or flow has to be about; of a flow, both ends that are part of the system."""
    flow = next((item for item in system.flows if item.id == on), None)
    found = [item for name in _ends(on, flow) if (item := system.element(name)) is not None]
    inside = [item for item in found if item.sort is not Sort.ENTITY] or found
    made = dict.fromkeys(_ground(item, subject) for item in inside)
    return tuple(made) or (Ground(subject),)


def _ends(on: str, flow: Flow | None) -> tuple[str, ...]:
    return (on,) if flow is None else (flow.start, flow.end)


def _ground(element: Element, subject: str) -> Ground:
    return Ground(element.subject or subject, element.paths)


def looked(names: Sequence[str], where: Sequence[Ground], states: Known) -> Looked:
    """What evidence says of some controls on some grounds."""
    controls: list[ControlStatus] = []
    failing: list[Evidence] = []
    gaps: list[str] = []
    several = len({ground.subject for ground in where}) > 1
    for name in names:
        for ground in where:
            status = states.get((name, ground.subject))
            if status is None:
                gaps.append(f"{name}: {_NOT_SEEN} on {ground.subject}")
                continue
            own = here(status, ground)
            controls.append(own)
            failing += own.failures
            gaps += (f"{name}{f' on {ground.subject}' if several else ''}: {gap}" for gap in _lacks(own))
    missing = {name for name in names for ground in where if (name, ground.subject) not in states}
    whole = tuple(item if item.control.id not in missing else _unproven(item) for item in controls)
    return Looked(controls=whole, failing=tuple(failing), gaps=tuple(gaps))


def _unproven(item: ControlStatus) -> ControlStatus:
    """A control that was looked at on one ground of several only is not proven for the threat."""
    return replace(item, state=ControlState.UNPROVEN) if item.state in _HELD else item


def here(status: ControlStatus, ground: Ground) -> ControlStatus:
    """A control's state as far as it concerns a ground: what fails in other files does not fail here."""
    own = tuple(row for row in status.failures if within(file_of(row.place), ground.paths))
    if status.state is not ControlState.FAILING:
        return status
    if own or not status.failures:
        return replace(status, failures=own)
    gaps = tuple(gap for gap in status.gaps if not gap.startswith(FAILS))
    if not status.seen_at or any(not gap.startswith(STALE) for gap in gaps):
        state = ControlState.UNPROVEN
    else:
        state = ControlState.STALE if gaps else ControlState.ATTESTED if status.attested else ControlState.PROVEN
    return replace(status, state=state, failures=(), gaps=gaps)


def _lacks(status: ControlStatus) -> Iterator[str]:
    if status.state is ControlState.NOT_HERE:
        yield "all was read, and nothing is there that it would hold for"
    elif status.state is ControlState.FAILING:
        places = [row.place or "an unknown place" for row in status.failures]
        yield f"{len(places)} open, the first at {places[0]}" if places else "it fails"
    yield from (gap for gap in status.gaps if not gap.startswith(FAILS))


def standing(
    threat: Threat,
    where: Sequence[Ground],
    states: Known,
    opened: Mapping[tuple[str, str], History],
    today: date,
    accepted: Ruling | None = None,
) -> Standing:
    """How far one threat is handled by evidence about some grounds."""
    names = against(threat)
    found = looked(names, where, states)
    gaps = [*found.gaps, *_word_gaps(threat.treatment, today)]
    stated = _stated(threat)
    if stated:
        gaps.append(f"the model states the weakness: {', '.join(threat.seen)}")
    if not names:
        gaps.append("no control is named against it")
    inside = {(row.subject, row.fingerprint): None for row in found.failing if row.fingerprint}
    return Standing(
        threat=threat,
        handling=_handling(threat, names, found, today, accepted),
        current=current(threat.inherent, len(names), 0 if stated else found.proven),
        residual=residual(threat.inherent, len(names)),
        controls=found.controls,
        failures=tuple(opened[key] for key in inside if key in opened),
        gaps=tuple(gaps),
    )


def against(threat: Threat) -> tuple[str, ...]:
    """The controls against a threat: those of its treatment, or else those that its rule names."""
    return (threat.treatment.controls if threat.treatment else ()) or threat.controls


def _stated(threat: Threat) -> bool:
    """Whether the model states the weakness itself, and nothing that counters it."""
    return bool(threat.seen) and not threat.countered


def _handling(threat: Threat, names: Sequence[str], found: Looked, today: date, accepted: Ruling | None) -> Handling:
    if accepted is not None:
        return Handling.ATTESTED
    if found.failing or any(item.state is ControlState.FAILING for item in found.controls):
        return Handling.FAILING
    proof = evidence_says(names, found)
    if proof is not None and not _stated(threat):
        return proof
    if word(threat.treatment, today):
        return Handling.ATTESTED
    return Handling.CLAIMED if threat.countered else Handling.OPEN


def evidence_says(names: Sequence[str], found: Looked) -> Handling | None:
    """What evidence alone makes of a threat whose controls do not fail; None where it does not suffice."""
    states = {item.state for item in found.controls}
    if not names or {item.control.id for item in found.controls} < set(names) or not states <= set(_HELD):
        return None
    if any(item.state is ControlState.STALE and not item.seen_at for item in found.controls):
        return None  # what is stale is that nothing was there, which was never proof
    if ControlState.STALE in states:
        return Handling.STALE
    return Handling.ATTESTED if ControlState.ATTESTED in states else Handling.PROVEN


def word(treatment: Treatment | None, today: date) -> bool:
    """Whether a treatment counts as somebody's word today."""
    return treatment is not None and treatment.way is not Way.MITIGATE and not list(_word_gaps(treatment, today))


def _word_gaps(treatment: Treatment | None, today: date) -> Iterator[str]:
    """Why a treatment does not count, each in one line."""
    if treatment is None or treatment.way is Way.MITIGATE:
        return
    way = {Way.AVOID: "avoidance", Way.TRANSFER: "transfer", Way.ACCEPT: "acceptance"}[treatment.way]
    lacks = [
        what
        for what, said in (("owner", treatment.owner), ("reason", treatment.reason), ("end date", treatment.until))
        if not said.strip()
    ]
    if lacks:
        yield f"the {way} in the model does not count: it has no {' and no '.join(lacks)}"
        return
    try:
        if date.fromisoformat(treatment.until) < today:
            yield f"the {way} in the model ended on {treatment.until}"
    except ValueError:
        yield f"the {way} in the model does not count: {treatment.until!r} is no date"
