"""What people decided, as an Open Threat Model holds it: treatments, and what stands of ours in its attributes."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Final

from holdfast.formats.foreignmodel import Reader
from holdfast.formats.threatforeign import Foreign, known_again, told
from holdfast.formats.threatids import Ids
from holdfast.model.system import Assumption, Session, Story, System, Treatment, Way
from holdfast.model.threat import BUSINESS, LIKELIHOOD, TECHNICAL

_FACTORS: Final = (*LIKELIHOOD, *TECHNICAL, *BUSINESS)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_ACTORS: Final = ("anonymous", "user", "insider", "tenant", "supplier", "ci-job", "agent")


def assumptions(more: Mapping[str, Any], notes: Reader) -> tuple[Assumption, ...]:
    """The assumptions among a project's attributes."""
    return tuple(
        Assumption(says=says, about=tuple(notes.words(raw, "about", "assumptions")), until=_day(raw, notes))
        for raw in notes.items(more, "assumptions", "assumptions")
        if (says := notes.text(raw, "says", "assumptions"))
    )


def sessions(more: Mapping[str, Any], notes: Reader) -> tuple[Session, ...]:
    """The sessions among a project's attributes."""
    return tuple(
        Session(
            at=notes.text(raw, "at"),
            who=tuple(notes.words(raw, "who", "sessions")),
            decided=tuple(notes.words(raw, "decided", "sessions")),
        )
        for raw in notes.items(more, "sessions", "sessions")
        if _is_day(notes.text(raw, "at")) and notes.words(raw, "who")
    )


def stories(more: Mapping[str, Any], tales: Ids, notes: Reader) -> tuple[Story, ...]:
    """The attacker stories among a project's attributes."""
    found = []
    for raw in notes.items(more, "stories", "stories"):
        goal, actor = notes.text(raw, "goal", "stories"), notes.text(raw, "actor")
        if not goal:
            continue
        made = tales.give(notes.text(raw, "id"), goal, "story")
        steps = [
            (notes.text(step, "does", made), notes.text(step, "threat")) for step in notes.items(raw, "steps", made)
        ]
        found.append(
            Story(
                id=made,
                actor=actor if actor in _ACTORS else "anonymous",
                goal=goal,
                gain=notes.text(raw, "gain", made),
                target=notes.text(raw, "target"),
                steps=tuple((does, threat) for does, threat in steps if does),
                conditions=tuple(notes.words(raw, "conditions", made)),
                likelihood=notes.text(raw, "likelihood", made),
                countered=tuple(notes.words(raw, "counteredBy", made)),
                tests=tuple(notes.words(raw, "tests", made)),
            )
        )
    return tuple(found)


def _day(raw: Any, notes: Reader, key: str = "until") -> str:
    day = notes.text(raw, key)
    return day if _is_day(day) else ""


def _is_day(text: str) -> bool:
    try:
        return _DAY.fullmatch(text) is not None and bool(date.fromisoformat(text))
    except ValueError:
        return False


def _treatment(raw: Any, notes: Reader) -> Treatment | None:
    """A treatment of ours; None where it is none that a model may hold."""
    threat, way = notes.text(raw, "threat"), notes.text(raw, "way")
    if threat.count("@") != 1 or way not in list(Way):
        return None
    held = notes.mapping(raw, "factors")
    values = [(name, notes.number(held, name)) for name in _FACTORS]
    found = Treatment(
        threat=threat,
        way=Way(way),
        reason=notes.text(raw, "reason", threat),
        owner=notes.text(raw, "owner", threat),
        until=_day(raw, notes),
        controls=tuple(notes.words(raw, "controls", threat)),
        factors=tuple((name, int(value)) for name, value in values if value is not None and 0 <= value <= 9),
        cvss=notes.text(raw, "cvss"),
    )
    whole = found.way is Way.MITIGATE or (found.reason and found.owner and found.until)
    return found if whole else None


def threats(
    document: Mapping[str, Any], things: Ids, tales: Ids, owner: str, today: str, notes: Reader
) -> tuple[tuple[Story, ...], tuple[Treatment, ...]]:
    """Stories and treatments that the threats on components and flows become, and treatments kept for themselves."""
    known = {notes.text(raw, "id"): raw for raw in notes.items(document, "threats", "threats")}
    names = {notes.text(raw, "id"): notes.text(raw, "name") for raw in notes.items(document, "mitigations")}
    found: list[Story] = []
    treatments: list[Treatment] = []
    used: set[str] = set()
    for holder in (*notes.items(document, "components"), *notes.items(document, "dataflows")):
        on = things.of(notes.text(holder, "id"))
        for instance in notes.items(holder, "threats", on):
            key = notes.text(instance, "threat")
            used.add(key)
            if not on or key not in known:
                notes.lose("a threat", f"{key} on {on or notes.text(holder, 'id')}", "it or its element is not there")
                continue
            own = _treatment(notes.mapping(known[key], "attributes").get("treatment"), notes)
            if own and own.threat.rpartition("@")[2] in (on, "*") and known_again(key, on):
                treatments += [own] if own not in treatments else []
                continue
            threat = _foreign(key, on, known[key], instance, names, notes)
            story, treatment = told(threat, tales, owner, today, notes)
            found += [story] if story else []
            treatments += [treatment] if treatment else []
    for key in known.keys() - used:
        notes.lose("a threat", notes.text(known[key], "name") or key, "it is on no component and no flow")
    more = notes.mapping(notes.mapping(document, "project"), "attributes")
    for raw in notes.items(more, "treatments", "treatments"):
        kept = _treatment(raw, notes)
        treatments += [kept] if kept and kept not in treatments else []
    return tuple(found), tuple(treatments)


def _foreign(key: str, on: str, raw: Any, instance: Any, names: Mapping[str, str], notes: Reader) -> Foreign:
    risk = notes.mapping(raw, "risk")
    rated = [
        f"{word} {value:g}" for word in ("likelihood", "impact") if (value := notes.number(risk, word)) is not None
    ]
    does = [
        names.get(name, name)
        for each in notes.items(instance, "mitigations", on)
        if (name := notes.text(each, "mitigation"))
    ]
    if not known_again(key, on):
        for what in ("cwes", "tags"):
            if words := notes.words(raw, what, key):
                notes.lose(f"{what}: {', '.join(words)[:120]}", key, "stories have no numbers; rules bring their own")
    return Foreign(
        key=key,
        title=notes.text(raw, "name", key),
        on=on,
        kind=", ".join(notes.words(raw, "categories", key)),
        severity=", ".join(rated),
        status=notes.text(instance, "state", key),
        says=notes.prose(raw, "description", key),
        mitigation=", ".join(does),
    )


def settled(system: System, notes: Reader) -> System:
    """A model whose assumptions, stories and treatments name only what there is."""
    things = {item.id for item in system.elements} | {item.id for item in system.flows}
    anything = things | {item.id for item in system.boundaries} | {item.id for item in system.assets}

    def there(name: str, valid: set[str], where: str) -> bool:
        if name and name not in valid:
            notes.lose(f"the mention of {name}", where, "nothing of the model has this id")
        return name in valid

    def step(does: str, threat: str, where: str) -> tuple[str, str]:
        on = threat.rpartition("@")[2] if threat.count("@") == 1 else threat
        return does, threat if there(on, things, where) else ""

    return replace(
        system,
        assumptions=tuple(
            replace(item, about=tuple(name for name in item.about if there(name, anything, item.says[:80])))
            for item in system.assumptions
        ),
        stories=tuple(
            replace(
                item,
                target=item.target if there(item.target, things, item.id) else "",
                steps=tuple(step(*each, item.id) for each in item.steps),
            )
            for item in system.stories
        ),
        treatments=tuple(
            item
            for item in system.treatments
            if "*" in (on := item.threat.rpartition("@")[2]) or there(on, things, item.threat)
        ),
    )
