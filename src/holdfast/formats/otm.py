"""Threat models in the Open Threat Model format 0.2, JSON or YAML, read; written from its published schema."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from holdfast.formats.foreignmodel import Reader
from holdfast.formats.otmdecided import assumptions, sessions, settled, stories, threats
from holdfast.formats.otmwrite import ATTRIBUTES, MIDDLE, OUTSIDE, STEP, TRUST
from holdfast.formats.threatids import Ids, slug
from holdfast.model.exchange import Imported
from holdfast.model.system import TAGS, UNKNOWN, Asset, Boundary, Context, Element, Flow, Level, Sort, System
from holdfast.model.terms import TERMS

_SORTS: Final = (
    (Sort.STORE, "database db store storage bucket disk file queue topic cache ledger vault repository registry log"),
    (Sort.ENTITY, "user person actor human customer client browser external entity third partner device"),
)
"""Words in the type of a component by which its sort is guessed; whatever else there is, is a process."""
_CRITICALITIES: Final = ("low", "medium", "high", "critical")


def recognised(document: Mapping[str, Any]) -> bool:
    """Whether a document is of the format."""
    return "otmVersion" in document


def read(document: Mapping[str, Any], today: str) -> Imported:
    """The model of a document, and what of it has no place here. ``today`` is the day, ISO 8601."""
    notes = Reader()
    version = notes.text(document, "otmVersion")
    if not version.startswith("0.2"):
        notes.lose(f"version {version}", "otmVersion", "read as 0.2")
    things, zones, data = Ids(), Ids(), Ids()
    assets = [_asset(raw, data, notes) for raw in _records(document, "assets", notes)]
    boundaries = _boundaries(document, zones, notes)
    components = list(_records(document, "components", notes))
    homes = {notes.text(raw, "id"): raw for raw in components}
    elements = [_element(raw, homes, things, zones, data, notes) for raw in components]
    flows = [flow for raw in _records(document, "dataflows", notes) if (flow := _flow(raw, things, data, notes))]
    project = notes.mapping(document, "project")
    more = notes.mapping(project, "attributes")
    tales = Ids()
    own = stories(more, tales, notes)
    foreign, treatments = threats(document, things, tales, notes.text(project, "owner"), today, notes)
    _left_behind(document, project, notes)
    criticality = notes.text(more, "criticality")
    system = System(
        name=notes.text(project, "name") or "Unnamed",
        context=Context(
            criticality=criticality if criticality in _CRITICALITIES else "medium",
            obligations=tuple(notes.words(project, "tags", "project")),
            purpose=notes.text(project, "description"),
            owner=notes.text(project, "owner"),
        ),
        assets=tuple(assets),
        boundaries=boundaries,
        elements=tuple(elements),
        flows=tuple(flows),
        assumptions=assumptions(more, notes),
        stories=(*own, *foreign),
        sessions=sessions(more, notes),
        treatments=treatments,
    )
    system = settled(system, notes)
    return Imported(system=system, origin="OTM 0.2", losses=tuple(notes.losses))


def _records(document: Mapping[str, Any], key: str, notes: Reader) -> list[Mapping[str, Any]]:
    return [raw for raw in notes.items(document, key, key) if isinstance(raw, Mapping)]


def _asset(raw: Mapping[str, Any], data: Ids, notes: Reader) -> Asset:
    name = notes.text(raw, "name")
    made = data.give(notes.text(raw, "id"), name, "data")
    risk, more = notes.mapping(raw, "risk"), notes.mapping(raw, "attributes")
    for key in ("integrity", "availability"):
        value = notes.number(risk, key)
        if value is not None and value != MIDDLE:
            notes.lose(f"{key}: {value:g}", made, "data has a class, which tells of confidentiality")
    for key in ("description", "comment"):
        if notes.text(risk if key == "comment" else raw, key, made):
            notes.lose(key, made, "data has a name and a class, no description")
    said, tags = notes.text(more, "level"), notes.words(more, "tags", made)
    if said not in list(Level):
        rank = round((notes.number(risk, "confidentiality") or 0.0) / STEP)
        said = list(Level)[min(4, max(0, rank))]
        notes.lose("confidentiality as a number", made, f"it became the class {said}")
    for tag in tags:
        if tag not in TAGS:
            notes.lose(f"tag {tag}", made, f"tags of data are {', '.join(TAGS)}")
    return Asset(id=made, name=name or made, level=Level(said), tags=tuple(tag for tag in tags if tag in TAGS))


def _boundaries(document: Mapping[str, Any], zones: Ids, notes: Reader) -> tuple[Boundary, ...]:
    raws = [raw for raw in _records(document, "trustZones", notes) if not _outside(raw)]
    made = [zones.give(notes.text(raw, "id"), notes.text(raw, "name"), "boundary") for raw in raws]
    found = []
    for raw, own in zip(raws, made, strict=True):
        kind = notes.text(raw, "type", own)
        rating = notes.number(notes.mapping(raw, "risk"), "trustRating")
        if rating is not None and rating != TRUST.get(kind, MIDDLE):
            notes.lose(f"trust rating {rating:g}", own, "boundaries have a kind, no number")
        if notes.text(raw, "description", own):
            notes.lose("description", own, "boundaries have a name and a kind")
        inside = zones.of(notes.text(notes.mapping(raw, "parent"), "trustZone"))
        source = tuple(notes.words(notes.mapping(raw, "attributes"), "source", own))
        found.append(Boundary(id=own, name=notes.text(raw, "name") or own, inside=inside, kind=kind, source=source))
    return _unrolled(found, notes)


def _unrolled(found: list[Boundary], notes: Reader) -> tuple[Boundary, ...]:
    """Boundaries without those that lie inside of themselves."""
    from dataclasses import replace

    parents = {item.id: item.inside for item in found}
    for name in parents:
        seen, at = {name}, parents[name]
        while at and at not in seen:
            seen.add(at)
            at = parents[at]
        if at == name:
            notes.lose("what it lies inside of", name, "it would lie inside of itself")
            parents[name] = ""
    return tuple(replace(item, inside=parents[item.id]) for item in found)


def _outside(raw: Mapping[str, Any]) -> bool:
    """Whether a zone is the one that stands for being in none."""
    return raw.get("type") == OUTSIDE and str(raw.get("id", "")).startswith(OUTSIDE)


def _element(
    raw: Mapping[str, Any],
    homes: Mapping[str, Mapping[str, Any]],
    things: Ids,
    zones: Ids,
    data: Ids,
    notes: Reader,
) -> Element:
    name, kind = notes.text(raw, "name"), notes.text(raw, "type")
    own = kind in list(Sort)
    sort = Sort(kind) if own else _guess(kind)
    made = things.give(notes.text(raw, "id"), name, sort.value)
    technologies = notes.words(raw, "tags", made)
    if not own:
        notes.lose(f"type {kind or 'unsaid'}", made, f"taken as {sort.value}, and kept as a technology")
        technologies = [*filter(None, [slug(kind)]), *technologies]
    if notes.text(raw, "description", made):
        notes.lose("description", made, "elements have a name and facts, no description")
    held = notes.mapping(raw, "assets")
    names = [*notes.words(held, "processed", made), *notes.words(held, "stored", made)]
    more = notes.mapping(raw, "attributes")
    return Element(
        id=made,
        name=name or made,
        sort=sort,
        boundary=zones.of(_home(raw, homes, made, notes)),
        technologies=tuple(dict.fromkeys(technologies)),
        data=_held(names, data, made, notes),
        facts=_facts(more, sort.value, made, notes),
        paths=tuple(notes.words(more, "paths", made)),
        subject=notes.text(more, "subject"),
        source=tuple(notes.words(more, "source", made)),
        out_of_scope=notes.text(more, "outOfScope", made),
    )


def _guess(kind: str) -> Sort:
    words = set(slug(kind).split("-"))
    return next((sort for sort, signs in _SORTS if words & set(signs.split())), Sort.PROCESS)


def _home(raw: Mapping[str, Any], homes: Mapping[str, Mapping[str, Any]], made: str, notes: Reader) -> str:
    """The zone that a component is in, or that the component around it is in."""
    for _ in range(len(homes) + 1):
        parent = notes.mapping(raw, "parent")
        zone, outer = notes.text(parent, "trustZone"), notes.text(parent, "component")
        if zone or outer not in homes:
            return zone
        notes.lose("the component around it", f"{made} in {outer}", "elements do not nest: it stands beside it")
        raw = homes[outer]
    return ""


def _held(names: list[str], data: Ids, where: str, notes: Reader) -> tuple[str, ...]:
    for name in names:
        if not data.of(name):
            notes.lose(f"data {name}", where, "no asset of the file has this id")
    return tuple(dict.fromkeys(data.of(name) for name in names if data.of(name)))


def _flow(raw: Mapping[str, Any], things: Ids, data: Ids, notes: Reader) -> Flow | None:
    name = notes.text(raw, "name")
    start, end = (things.of(notes.text(raw, key)) for key in ("source", "destination"))
    if not start or not end:
        notes.lose("a flow", name or notes.text(raw, "id"), "one of its ends is no component")
        return None
    made = things.give(notes.text(raw, "id"), name, f"{start}-{end}")
    more = notes.mapping(raw, "attributes")
    protocol = notes.text(more, "protocol")
    for tag in notes.words(raw, "tags", made):
        if tag != protocol:
            notes.lose(f"tag {tag}", made, "flows have no tags")
    if notes.text(raw, "description", made):
        notes.lose("description", made, "flows have a name and facts, no description")
    if str(raw.get("bidirectional")).lower() == "true":
        notes.lose("bidirectional", made, "a flow is an exchange: its start begins it, its end answers")
    return Flow(
        id=made,
        name=name or made,
        start=start,
        end=end,
        protocol=protocol,
        data=_held(notes.words(raw, "assets", made), data, made, notes),
        facts=_facts(more, "flow", made, notes),
        source=tuple(notes.words(more, "source", made)),
        out_of_scope=notes.text(more, "outOfScope", made),
    )


def _facts(more: Mapping[str, Any], sort: str, made: str, notes: Reader) -> tuple[tuple[str, str], ...]:
    """The attributes that are facts of ours and say what they may; the others are lost."""
    found = {}
    for key in list(more)[:200]:
        if key in ATTRIBUTES:
            continue
        term, says = TERMS.get(str(key)), notes.text(more, key)
        if isinstance(more[key], bool):
            says = "yes" if more[key] else "no"
        if term and sort in term.on and says in (*term.values, UNKNOWN):
            found[str(key)] = says
        elif says or more[key]:
            notes.lose(f"attribute {str(key)[:60]}", made, "no fact of this name and value")
    return tuple((name, found[name]) for name in TERMS if name in found)


def _left_behind(document: Mapping[str, Any], project: Mapping[str, Any], notes: Reader) -> None:
    if contact := notes.text(project, "ownerContact"):
        notes.lose("the owner's contact", contact, "an owner has a name")
    for key in sorted(set(notes.mapping(project, "attributes")) - _KNOWN):
        notes.lose(f"attribute {str(key)[:60]}", "project", "the context has no field for it")
    for raw in _records(document, "representations", notes):
        notes.lose("a representation", notes.text(raw, "name") or notes.text(raw, "id"), "pictures are laid out anew")


_KNOWN: Final = frozenset({"criticality", "assumptions", "stories", "sessions", "treatments"})
