"""What changed between two states of a model, and what a model says that the code does not bear out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from holdfast.model.drift import LATER_IS_WORSE, Crossing, Drift, Raised, Shift
from holdfast.model.system import UNKNOWN, Element, Flow, System, Treatment
from holdfast.model.terms import TERMS
from holdfast.threats.match import Matched, matched


def drift(before: System, now: System, today: str = "") -> Drift:
    """What changed. ``today`` is the day, ISO 8601, by which treatments end; empty asks nothing of the kind."""
    known = matched(now, before)
    back = matched(before, now)
    return Drift(
        gained=tuple(each for each in now.elements if each.id not in known.elements),
        lost=tuple(each for each in before.elements if each.id not in back.elements),
        flows_gained=tuple(each for each in now.flows if each.id not in known.flows),
        flows_lost=tuple(each for each in before.flows if each.id not in back.flows),
        crossings=tuple(_crossings(before, now, known)),
        raised=tuple(_raised(before, now, known)),
        shifts=tuple(_shifts(before, now, known)),
        lapsed=tuple(_lapsed(before, now, today)),
    )


def _crossings(before: System, now: System, known: Matched) -> Iterable[Crossing]:
    names = {each.id: each.name for each in now.boundaries}
    there = {each.id: each for each in before.flows}
    for flow in now.flows:
        old = there.get(known.flows.get(flow.id, ""))
        crossed = {known.boundaries.get(each, each): each for each in now.crossed(flow)}
        fresh = crossed.keys() - (set(before.crossed(old)) if old is not None else set())
        if fresh:
            yield Crossing(flow=flow, boundaries=tuple(names[crossed[each]] for each in crossed if each in fresh))


def _raised(before: System, now: System, known: Matched) -> Iterable[Raised]:
    elements = {each.id: each for each in before.elements}
    flows = {each.id: each for each in before.flows}
    pairs: list[tuple[Element | Flow, Element | Flow | None]] = [
        (each, elements.get(known.elements.get(each.id, ""))) for each in now.elements
    ]
    pairs += [(each, flows.get(known.flows.get(each.id, ""))) for each in now.flows]
    for item, old in pairs:
        level, earlier = now.level(item), before.level(old) if old is not None else None
        if old is None or level is None or level.rank <= (earlier.rank if earlier is not None else -1):
            continue
        because = tuple(asset.name for asset in now.held(item) if asset.level is level)
        yield Raised(on=item.id, name=item.name, before=earlier or "", now=level, because=because)


def _shifts(before: System, now: System, known: Matched) -> Iterable[Shift]:
    elements = {each.id: each for each in before.elements}
    flows = {each.id: each for each in before.flows}
    for element in now.elements:
        yield from _changed(elements.get(known.elements.get(element.id, "")), element)
    for flow in now.flows:
        yield from _changed(flows.get(known.flows.get(flow.id, "")), flow)


def _changed(old: Element | Flow | None, now: Element | Flow) -> Iterable[Shift]:
    if old is None:
        return
    for fact in TERMS:
        one, other = old.fact(fact), now.fact(fact)
        if one != other:
            worse = is_worse(fact, one, other)
            yield Shift(on=now.id, name=now.name, fact=fact, before=one, now=other, worse=worse)


def is_worse(fact: str, before: str, now: str) -> bool:
    """Whether a fact says less good than before. Nothing and unknown protect nobody, and do no harm by themselves."""
    order = TERMS[fact].values
    one = order.index(before) if before in order else -1
    other = order.index(now) if now in order else -1
    if fact in LATER_IS_WORSE:
        return other > max(one, 0)
    return one > 0 and other < one


def _lapsed(before: System, now: System, today: str) -> Iterable[Treatment]:
    there = {(each.threat, each.way) for each in now.treatments}
    yield from (each for each in before.treatments if (each.threat, each.way) not in there)
    yield from (each for each in now.treatments if today and each.until and each.until < today)


def contradicted(model: System, drafted: System) -> tuple[Shift, ...]:
    """Facts of a model that the code says otherwise, and worse; what code does not know contradicts nothing."""
    known = matched(drafted, model)
    elements = {each.id: each for each in model.elements}
    flows = {each.id: each for each in model.flows}
    found: list[Shift] = []
    for element in drafted.elements:
        found += _against(elements.get(known.elements.get(element.id, "")), element)
    for flow in drafted.flows:
        found += _against(flows.get(known.flows.get(flow.id, "")), flow)
    return tuple(found)


def _against(model: Element | Flow | None, code: Element | Flow) -> Iterable[Shift]:
    if model is None:
        return
    for fact, value in code.facts:
        said = model.fact(fact)
        if value not in ("", UNKNOWN) and said not in ("", UNKNOWN, value) and is_worse(fact, said, value):
            yield Shift(
                on=model.id, name=model.name, fact=fact, before=said, now=value, worse=True, source=code.source[:1]
            )


def borne_out(model: System, shifts: Iterable[Shift]) -> System:
    """A model as the code bears it out: with what the code says where that is worse."""
    by_id: dict[str, dict[str, str]] = {}
    for shift in shifts:
        by_id.setdefault(shift.on, {})[shift.fact] = shift.now

    def facts(item: Element | Flow) -> tuple[tuple[str, str], ...]:
        return tuple({**dict(item.facts), **by_id.get(item.id, {})}.items())

    return replace(
        model,
        elements=tuple(replace(each, facts=facts(each)) for each in model.elements),
        flows=tuple(replace(each, facts=facts(each)) for each in model.flows),
    )
