"""The parts of a threat model that people decide or tell: assumptions, stories, sessions, treatments."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from holdfast.formats import cvss4
from holdfast.formats.treefields import Fields, Notes, elements, entries, nearest, word
from holdfast.model.system import Assumption, Session, Story, Treatment, Way
from holdfast.model.threat import BUSINESS, LIKELIHOOD, TECHNICAL
from holdfast.model.value import Known, Tree

ACTORS: Final = ("anonymous", "user", "insider", "tenant", "supplier", "ci-job", "agent")
FACTORS: Final = (*LIKELIHOOD, *TECHNICAL, *BUSINESS)
CVSS: Final = "CVSS:4.0/"


def assumptions(tree: Tree | None, notes: Notes) -> tuple[Assumption, ...]:
    """The assumptions of a list."""
    found = []
    for each in elements(tree, "assumptions", notes):
        fields = Fields(each, "an assumption", notes)
        says = fields.needed("says", "The bank's network is trusted")
        about, until = fields.texts("about"), fields.day("until")
        found.append(Assumption(says=says, about=about, until=until, line=fields.line))
        fields.end()
    return tuple(found)


def stories(items: Iterable[tuple[str, Tree]], notes: Notes) -> tuple[Story, ...]:
    """The attacker stories of a section, by id."""
    found = []
    for key, tree in items:
        fields = Fields(tree, f"story {key}", notes)
        found.append(
            Story(
                id=key,
                actor=fields.choice("actor", ACTORS, "anonymous"),
                goal=fields.needed("goal", "read card numbers"),
                gain=fields.text("gain"),
                target=fields.text("target"),
                steps=tuple(_step(each, key, notes) for each in elements(fields.tree("steps"), "steps", notes)),
                conditions=fields.texts("conditions"),
                likelihood=fields.text("likelihood"),
                countered=fields.texts("countered-by"),
                tests=fields.texts("tests"),
                line=fields.line,
            )
        )
        fields.end()
    return tuple(found)


def _step(tree: Tree, story: str, notes: Notes) -> tuple[str, str]:
    what = f"a step of story {story}"
    if isinstance(tree, Known) and not isinstance(tree.value, list | dict):
        return word(tree, what, notes), ""
    fields = Fields(tree, what, notes)
    does, threat = fields.needed("does", "sends a quote in the search"), fields.text("threat")
    if threat and threat.count("@") != 1:
        notes.add(fields.at("threat"), f"{threat!r} is no threat", "Write rule@element, as `sql-injection@api`.")
        threat = ""
    fields.end()
    return does, threat


def sessions(tree: Tree | None, notes: Notes) -> tuple[Session, ...]:
    """The meetings of a list."""
    found = []
    for each in elements(tree, "sessions", notes):
        fields = Fields(each, "a session", notes)
        if "at" not in fields:
            fields.needed("at", "2026-11-02")
        at, who, decided = fields.day("at"), fields.texts("who"), fields.texts("decided")
        if not who:
            notes.add(fields.line, "a session has nobody in it", "For example `who: [Ada, Bo]`.")
        found.append(Session(at=at, who=who, decided=decided, line=fields.line))
        fields.end()
    return tuple(found)


def treatments(tree: Tree | None, notes: Notes) -> tuple[Treatment, ...]:
    """The treatments of a list."""
    return tuple(_treatment(each, notes) for each in elements(tree, "treatments", notes))


def _treatment(tree: Tree, notes: Notes) -> Treatment:
    fields = Fields(tree, "a treatment", notes)
    threat = fields.needed("threat", '"forged-webhook@api"')
    if threat and threat.count("@") != 1:
        notes.add(fields.at("threat"), f"{threat!r} is no threat", "Write rule@element, `*` for any of either.")
    way = Way(fields.choice("way", [item.value for item in Way], Way.MITIGATE.value))
    found = Treatment(
        threat=threat,
        way=way,
        reason=fields.text("reason"),
        owner=fields.text("owner"),
        until=fields.day("until"),
        controls=fields.texts("controls"),
        factors=_factors(fields.tree("factors"), notes),
        cvss=_cvss(fields, notes),
        line=fields.line,
    )
    if way is not Way.MITIGATE:
        lacks = [key for key in ("reason", "owner", "until") if not getattr(found, key) and key not in fields]
        if lacks:
            says = f"the treatment of {threat} has no {' and no '.join(lacks)}"
            notes.add(fields.line, says, f"To {way.value} a threat takes a reason, an owner and an end date.")
    fields.end()
    return found


def _factors(tree: Tree | None, notes: Notes) -> tuple[tuple[str, int], ...]:
    found = {}
    for key, each in entries(tree, "factors", notes):
        value = each.value if isinstance(each, Known) else None
        if key not in FACTORS:
            notes.unknown(each.place.line, f"there is no factor {key!r}", key, FACTORS)
        elif isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 9:
            notes.add(each.place.line, f"factor {key} is no whole number from 0 to 9")
        else:
            found[key] = value
    return tuple((name, found[name]) for name in FACTORS if name in found)


def _cvss(fields: Fields, notes: Notes) -> str:
    vector = fields.text("cvss")
    if vector and score(vector) is None:
        advice = (
            f"It starts with {CVSS} and has all base metrics." if vector.startswith(CVSS) else nearest(vector, [CVSS])
        )
        notes.add(fields.at("cvss"), f"{vector[:80]!r} is no CVSS v4.0 vector", advice)
        return ""
    return vector


def score(vector: str) -> float | None:
    """The base score of a CVSS v4.0 vector, 0 to 10; None where it is none."""
    if not vector.startswith(CVSS):
        return None
    parts = [part.split(":") for part in vector.removeprefix(CVSS).split("/")]
    if not all(len(part) == 2 for part in parts):
        return None
    return cvss4.base(dict(parts))
