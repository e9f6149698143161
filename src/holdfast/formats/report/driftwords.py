"""A change of architecture in sentences, and its items as plain data."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.model.drift import Difference, Shift
from holdfast.model.system import UNKNOWN, Element, Flow, Level, Sort, System
from holdfast.model.threat import Threat

_SORTS: Final = {Sort.ENTITY: "somebody outside", Sort.PROCESS: "a program", Sort.STORE: "a store"}
_CARRIES: Final = Level.RESTRICTED.rank
"""From this class on a sentence names the data."""


def sentences(found: Difference) -> Iterator[tuple[str, str]]:
    """What changed, each with a mark: gained, lost, worse, or worth a look."""
    drift, system = found.drift, found.system
    crossed = {each.flow.id: each.boundaries for each in drift.crossings}
    for element_ in drift.gained:
        yield "+", f"New: {_told(element_, system)}"
    for flow_ in drift.flows_gained:
        over = crossed.pop(flow_.id, ())
        yield "!" if over else "+", f"New flow: {_way(flow_, system)}{_over(over)}{_carried(flow_, system)}"
    for each in drift.crossings:
        if each.flow.id in crossed:
            yield "!", f"{_way(each.flow, system)} crosses {_and(each.boundaries)} now{_carried(each.flow, system)}"
    for raised in drift.raised:
        if raised.on not in {each.id for each in drift.flows_gained}:
            before = raised.before or "no named"
            yield "!", f"{raised.name} works on {raised.now} data now, and did on {before}: {_and(raised.because)}"
    for shift in drift.shifts:
        yield "!" if shift.worse else "+" if _better(shift) else "?", _shifted(shift)
    for gone in drift.lost:
        yield "-", f"Gone: {gone.name}"
    for lost in drift.flows_lost:
        yield "-", f"Gone flow: {lost.name}"
    for treatment in drift.lapsed:
        until = f", which ended on {treatment.until}" if treatment.until else ""
        yield "!", f"No longer in force: {treatment.way.value} {treatment.threat}{until}"


def _better(shift: Shift) -> bool:
    return not shift.worse and shift.now not in ("", UNKNOWN)


def _shifted(shift: Shift) -> str:
    now = shift.now or "not said"
    what = "Protection lost" if shift.lost else "Changed"
    return f"{what}: {shift.name}, {shift.fact}: {shift.before or 'not said'} before, {now} now"


def _told(element_: Element, system: System) -> str:
    words = [word for word in element_.technologies if word not in ("container", "kubernetes")]
    made_with = f" ({', '.join(words[:3])})" if words else ""
    place = next((each.name for each in system.boundaries if each.id == element_.boundary), "")
    where = f" in {place}" if place else ""
    reached = " that the internet can reach" if element_.fact("exposure") == "internet" else ""
    public = " that everybody can read" if element_.fact("public") == "yes" else ""
    return f"{element_.name}, {_SORTS[element_.sort]}{made_with}{where}{reached}{public}{_carried(element_, system)}"


def _way(flow_: Flow, system: System) -> str:
    names = {each.id: each.name for each in system.elements}
    spoken = f" over {flow_.protocol}" if flow_.protocol else ""
    plain = ", not encrypted" if flow_.fact("encrypted-in-transit") == "no" else ""
    return f"{names.get(flow_.start, flow_.start)} to {names.get(flow_.end, flow_.end)}{spoken}{plain}"


def _over(boundaries: tuple[str, ...]) -> str:
    return f", across {_and(boundaries)}" if boundaries else ""


def _carried(item: Element | Flow, system: System) -> str:
    level = system.level(item)
    if level is None or level.rank < _CARRIES:
        return ""
    named = [asset.name for asset in system.held(item) if asset.level.rank >= _CARRIES]
    verb = "carries" if isinstance(item, Flow) else "works on" if item.sort is Sort.PROCESS else "keeps"
    return f"; it {verb} {level.value} data: {_and(tuple(named))}"


def _and(words: tuple[str, ...]) -> str:
    return f"{', '.join(words[:-1])} and {words[-1]}" if len(words) > 1 else "".join(words)


def threat(each: Threat) -> str:
    """A threat in a line: how bad, what, why it is there, and who has answered it."""
    treatment = each.treatment
    answer = f" Countered, as the model says: {each.countered}." if each.countered else ""
    if treatment is not None and not answer:
        answer = f" Answered: {treatment.way.value}{f', {treatment.owner}' if treatment.owner else ''}."
    why = each.why if each.why.endswith(".") else f"{each.why}."
    return f"{each.inherent.band.value}: {each.title}. {why}{answer} [{each.id}]"


def unknown(found: Difference) -> Iterator[tuple[str, str]]:
    """What the code has and the model does not know; what this change brought comes first."""
    rows = []
    for element_ in found.unknown.elements:
        rows.append((element_.id, _told(element_, found.system), element_.source))
    for flow_ in found.unknown.flows:
        rows.append((flow_.id, _way(flow_, found.system), flow_.source))
    for name, says, source in sorted(rows, key=lambda row: row[0] not in found.brought):
        new = "new with this change: " if name in found.brought else ""
        where = f" ({source[0]})" if source else ""
        yield "?", f"{new}{says}{where}"


def element(each: Element) -> dict[str, Any]:
    """An element as plain data."""
    return {
        "id": each.id,
        "name": each.name,
        "sort": each.sort.value,
        "technologies": list(each.technologies),
        "data": list(each.data),
        "facts": dict(each.facts),
        "source": list(each.source),
    }


def flow(each: Flow, system: System) -> dict[str, Any]:
    """A flow as plain data, with the boundaries that it crosses."""
    return {
        "id": each.id,
        "from": each.start,
        "to": each.end,
        "protocol": each.protocol,
        "data": list(each.data),
        "facts": dict(each.facts),
        "crosses": list(system.crossed(each)),
        "source": list(each.source),
    }
