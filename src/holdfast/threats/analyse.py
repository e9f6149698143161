"""What the rules say about a system: threats, questions, and rules that broke."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final, NamedTuple

from holdfast.formats.threatdecided import score
from holdfast.model.rating import rated, scored
from holdfast.model.system import Element, Flow, System, Treatment
from holdfast.model.terms import TERMS
from holdfast.model.threat import BUSINESS, Analysed, Fault, Question, Rating, Threat
from holdfast.threats.conditions import FLOWS, Answer, Condition, compiled
from holdfast.threats.factors import business, placed, reach
from holdfast.threats.rule import Rule
from holdfast.threats.rules import Library
from holdfast.threats.world import Item, World

_LACKS: Final = re.compile(r",? and nothing (?:says|bounds|draws|tells)\b.*$")
_BRACES: Final = re.compile(r"\{([^{}]*)\}")
_MOST_FACTS: Final = 4


def analyse(system: System, library: Library) -> Analysed:
    """Ask every rule about every element and flow in scope. A rule that breaks is a fault, never "no threat"."""
    world = World(system)
    seen = World(system, seen=True) if any(item.guessed for item in system.items) else None
    threats: list[Threat] = []
    faults: list[Fault] = []
    waiting: dict[tuple[str, str], list[str]] = {}
    treatments = _Treatments(system.treatments)
    for rule in library.rules:
        try:
            ready = _ready(rule)
        except Exception as error:  # a rule that cannot be asked is not "no threat"
            faults.append(Fault(rule=rule.name, on="", error=f"{type(error).__name__}: {error}"))
            continue
        for item in _items(world, rule):
            try:
                found = _asked(world, seen or world, ready, item, treatments)
                if isinstance(found, Threat) and seen is not None:
                    found = _grounded(found, world, seen, ready)
            except Exception as error:  # nor is one that breaks
                faults.append(Fault(rule=rule.name, on=item.id, error=f"{type(error).__name__}: {error}"))
                continue
            if isinstance(found, Threat):
                threats.append(found)
            for ask in sorted(found) if isinstance(found, frozenset) else ():
                waiting.setdefault(ask, []).append(rule.name)
    return Analysed(
        threats=tuple(sorted(threats, key=worst_first)),
        questions=tuple(_questions(waiting)),
        faults=tuple(faults),
        unused=treatments.unused(),
        rules=len(library.rules),
        digest=library.digest,
    )


def worst_first(threat: Threat) -> tuple[int, float, str]:
    """A key that sorts the worst threat first, and equal ones by id."""
    return -threat.inherent.band.rank, -threat.inherent.likelihood * threat.inherent.impact, threat.id


def outcome(system: System, rule: Rule, on: str) -> str:
    """What a rule does about one element or flow: ``fires``, ``controlled``, ``question`` or ``not-here``.

    Raises whatever the rule breaks with.
    """
    world = World(system)
    for item in _items(world, rule):
        if item.id == on:
            found = _asked(world, world, _ready(rule), item, _Treatments(()))
            if isinstance(found, Threat):
                return "controlled" if found.countered else "fires"
            return "question" if found else "not-here"
    return "not-here"


def _items(world: World, rule: Rule) -> Iterator[Item]:
    """What a rule is about and is in scope. A flow between two elements that are out of scope is out of it as well."""
    if rule.on not in FLOWS:
        yield from (item for item in world.system.elements if item.sort == rule.on and not item.out_of_scope)
        return
    for flow in world.system.flows:
        ends = [world.elements.get(name) for name in (flow.start, flow.end)]
        outside = all(end is not None and end.out_of_scope for end in ends)
        if not flow.out_of_scope and not outside and (rule.on == "flow" or world.crossings[flow.id]):
            yield flow


class _Ready(NamedTuple):
    """A rule with its conditions made."""

    rule: Rule
    when: Condition
    unless: Condition | None
    seen: Condition | None


def _ready(rule: Rule) -> _Ready:
    counters = compiled(rule.unless, rule.on, counters=True) if rule.unless is not None else None
    states = compiled(rule.seen, rule.on) if rule.seen is not None else None
    return _Ready(rule, compiled(rule.when, rule.on), counters, states)


def _asked(
    world: World, sure: World, ready: _Ready, item: Item, treatments: _Treatments
) -> Threat | frozenset[tuple[str, str]]:
    """The threat that a rule finds, or what it has to know first; nothing to know where it does not apply.

    ``sure`` is the world in which only what was seen counts: it tells which weakness the model states.
    """
    applies = ready.when(world, item)
    if applies.truth is not True:
        return applies.asks if applies.truth is None else frozenset()
    countered = ""
    if ready.unless is not None:
        stands = ready.unless(world, item)
        if stands.truth is None:
            return stands.asks
        countered = ", ".join(stands.facts[:_MOST_FACTS]) or "the model" if stands.truth else ""
    found = _threat(world, ready.rule, item, applies, countered, treatments)
    if ready.seen is None:
        return found
    stated = ready.seen(sure, sure.items[item.id])
    if not stated.truth:
        return replace(found, supposed=True)
    facts = stated.facts[:_MOST_FACTS]
    return replace(found, seen=facts or ("the model",), why=_why(world, ready.rule, item, applies, stated=facts))


def _guesses(world: World, seen: World, ready: _Ready, item: Item) -> tuple[str, ...]:
    """What of a threat's ground was guessed, such that nobody could tell it without; each as ``fact: value``."""
    bare = seen.items[item.id]
    answer = ready.when(seen, bare)
    if answer.truth and ready.unless is not None and ready.unless(world, item).truth is False:
        answer = ready.unless(seen, bare)
    found = sorted(answer.asks & seen.hazy) if answer.truth is None else []
    return tuple(dict.fromkeys(_guess(world, *ask, beside=item) for ask in found))


def _guess(world: World, of: str, name: str, *, beside: Item) -> str:
    """One guess in words."""
    item = world.items[of]
    if name == "data":
        says = ", ".join(world.assets[each].name for each in item.data if each in world.assets)
    elif name == "technologies" and isinstance(item, Element):
        says = ", ".join(item.technologies)
    else:
        says = item.protocol if name == "protocol" and isinstance(item, Flow) else item.fact(name)
    return f"{name}: {says}" if item is beside else f"{name} of {item.name}: {says}"


def _grounded(threat: Threat, world: World, seen: World, ready: _Ready) -> Threat:
    """The threat, saying on which guesses it rests."""
    guesses = _guesses(world, seen, ready, world.items[threat.on])
    if not guesses:
        return threat
    return replace(threat, guesses=guesses, why=f"{threat.why} It rests on a guess: {'; '.join(guesses)}.")


def _threat(world: World, rule: Rule, item: Item, applies: Answer, countered: str, treatments: _Treatments) -> Threat:
    name = f"{rule.name}@{item.id}"
    treatment = treatments.of(name)
    data = world.at_stake(item)
    return Threat(
        id=name,
        rule=rule.name,
        title=rule.title,
        stride=rule.stride,
        on=item.id,
        why=_why(world, rule, item, applies, said=bool(countered)),
        says=rule.says,
        inherent=_rating(world, rule, item, treatment),
        countered=countered,
        akin=rule.akin,
        quiet=rule.quiet,
        controls=treatment.controls if treatment and treatment.controls else rule.controls,
        mitigations=rule.do,
        cwe=rule.cwe,
        capec=rule.capec,
        attack=rule.attack,
        asvs=rule.asvs,
        treatment=treatment,
        crosses=() if isinstance(item, Element) else world.crossings[item.id],
        data=tuple(asset.id for asset in data),
    )


def _rating(world: World, rule: Rule, item: Item, treatment: Treatment | None) -> Rating:
    """The rule's factors where they stand, with what a treatment says of them in their place."""
    given = dict(treatment.factors) if treatment else {}
    data = world.at_stake(item)
    factors = placed(dict(rule.factors), reach(world, item))
    factors |= {name: given[name] for name in given if name not in BUSINESS}
    if data or given.keys() & set(BUSINESS):
        factors |= business(factors, data, world.system.context)
        factors |= {name: given[name] for name in given if name in BUSINESS}
    found = rated(factors)
    points = score(treatment.cvss) if treatment and treatment.cvss else None
    return scored(found, treatment.cvss, points) if treatment and points is not None else found


def _why(
    world: World, rule: Rule, item: Item, applies: Answer, *, said: bool = False, stated: tuple[str, ...] = ()
) -> str:
    """Why it applies, as one sentence that begins with the name of what it is about and ends with what it hangs on.

    That nothing is said against it is left out where the model has ``said`` something against it, and where it has
    ``stated`` the weakness itself: these facts stand first.
    """

    def filled(match: re.Match[str]) -> str:
        return _words(world, item, applies)[match[1]]

    because = _LACKS.sub("", rule.because) if said or stated else rule.because
    text = f"{item.name} {_BRACES.sub(filled, because)}"
    facts = [fact for fact in dict.fromkeys((*stated, *applies.facts)) if not fact.endswith("not said")][:_MOST_FACTS]
    return f"{text} ({', '.join(facts)})." if facts and "{facts}" not in because else f"{text}."


def _words(world: World, item: Item, applies: Answer) -> dict[str, str]:
    ends = ("", "") if isinstance(item, Element) else (item.start, item.end)
    lines = world.around[item.id] if isinstance(item, Element) else world.crossings[item.id]
    return {
        "facts": ", ".join(applies.facts[:_MOST_FACTS]),
        "technologies": ", ".join(item.technologies) if isinstance(item, Element) else "",
        "data": ", ".join(asset.name for asset in world.at_stake(item)) or "data",
        "start": world.name(ends[0]),
        "end": world.name(ends[1]),
        "boundaries": ", ".join(world.name(name) for name in lines),
    }


def _questions(waiting: Mapping[tuple[str, str], list[str]]) -> Iterator[Question]:
    """The questions that most rules wait for first."""
    ordered = sorted(waiting.items(), key=lambda item: (-len(item[1]), item[0]))
    for (on, fact), rules in ordered:
        yield Question(on=on, fact=fact, asks=TERMS[fact].asks, rules=tuple(dict.fromkeys(rules)))


class _Treatments:
    """The treatments of a model: an exact one goes before a pattern, a later one before an earlier one."""

    def __init__(self, treatments: tuple[Treatment, ...]) -> None:
        self._exact = {item.threat: item for item in treatments if "*" not in item.threat}
        self._patterns = [item for item in treatments if "*" in item.threat]
        self._all = treatments
        self._used: set[str] = set()

    def of(self, threat: str) -> Treatment | None:
        """The treatment of a threat."""
        fits = [item for item in self._patterns if item.fits(threat)]
        exact = self._exact.get(threat)
        found = [*fits, *([exact] if exact else [])]
        self._used.update(item.threat for item in found)
        return found[-1] if found else None

    def unused(self) -> tuple[str, ...]:
        """What fits no threat so far."""
        return tuple(dict.fromkeys(item.threat for item in self._all if item.threat not in self._used))
