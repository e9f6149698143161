"""Threat models as people write them: ``.holdfast/threatmodel.yaml`` to a System, with all that is wrong at once.

Every message names the line and, for a word that is not valid, the nearest one that is. Nothing in the file is run or
looked up; its size, its depth and the number of its entries are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final, NamedTuple

from holdfast.formats import yamltree
from holdfast.formats.threatdecided import assumptions, sessions, stories, treatments
from holdfast.formats.treefields import Fields, Notes, Wrong, entries, word
from holdfast.formats.treetext import decoded
from holdfast.formats.yamlrepeats import repeats
from holdfast.model.errors import ConfigError
from holdfast.model.system import (
    GUESSABLE,
    TAGS,
    UNKNOWN,
    Asset,
    Boundary,
    Context,
    Element,
    Flow,
    Level,
    Sort,
    System,
)
from holdfast.model.terms import TERMS
from holdfast.model.value import Tree

PATH: Final = ".holdfast/threatmodel.yaml"
MOST_BYTES: Final = 4 << 20
ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
SECTIONS: Final[Mapping[str, Sort]] = {"entities": Sort.ENTITY, "processes": Sort.PROCESS, "stores": Sort.STORE}
CRITICALITIES: Final = ("low", "medium", "high", "critical")
_MOST_ID: Final = 100
_TRUTH: Final = {"true": "yes", "false": "no"}


class Examined(NamedTuple):
    """A model with all that is wrong in its file, in the order of lines; what is wrong is left out of the model."""

    system: System
    wrong: tuple[Wrong, ...]


def read(path: str, content: bytes) -> System:
    """The model of a file. Raises ConfigError that names the first fault's line, and how many there are more."""
    found = examine(path, content)
    if found.wrong:
        first, more = found.wrong[0], len(found.wrong) - 1
        advice = f"{first.advice} " if first.advice else ""
        advice += f"`holdfast threats lint` shows {more} more." if more else ""
        raise ConfigError(f"{path}:{first.line}: {first.says}", advice=advice.strip())
    return found.system


def examine(path: str, content: bytes) -> Examined:
    """The model of a file and all that is wrong. Raises nothing for any content."""
    notes = Notes()
    if len(content) > MOST_BYTES:
        notes.add(1, f"larger than {MOST_BYTES >> 20} MiB is not read as a threat model")
        return Examined(System(name=""), tuple(notes.found))
    parsed = yamltree.parse(path, content)
    for gap in parsed.gaps:
        notes.add(gap.place.line, f"not read as YAML: {gap.why}", "Mend the YAML.")
    for again in repeats(decoded(content)):
        notes.add(again.line, f"{again.key!r} stands there already, on line {again.first}", "Choose another id.")
    if not parsed.trees and not parsed.gaps:
        notes.add(1, "the file is empty", "Start with `system: NAME`.")
    for tree in parsed.trees[1:]:
        notes.add(tree.place.line, "a second document is not read", "Keep one model in one file.")
    found = system(parsed.trees[0], notes) if parsed.trees else System(name="")
    return Examined(found, tuple(sorted(set(notes.found))))


def system(tree: Tree, notes: Notes, *, part: bool = False) -> System:
    """The model of a tree. Of a ``part``, as rules have for examples, no name is asked for."""
    fields = Fields(tree, "the model", notes)
    name = fields.text("system") if part else fields.needed("system", "Shop")
    taken: dict[str, int] = {}
    found = System(
        name=name,
        context=_context(fields.tree("context"), notes),
        assets=tuple(_asset(*item, notes) for item in _named(fields.tree("data"), "data", notes, {})),
        boundaries=tuple(
            _boundary(*item, notes) for item in _named(fields.tree("boundaries"), "boundaries", notes, {})
        ),
        elements=tuple(
            _element(*item, sort, notes)
            for section, sort in SECTIONS.items()
            for item in _named(fields.tree(section), section, notes, taken)
        ),
        flows=tuple(_flow(*item, notes) for item in _named(fields.tree("flows"), "flows", notes, taken)),
        assumptions=assumptions(fields.tree("assumptions"), notes),
        stories=stories(_named(fields.tree("stories"), "stories", notes, {}), notes),
        sessions=sessions(fields.tree("sessions"), notes),
        treatments=treatments(fields.tree("treatments"), notes),
    )
    fields.end()
    _refer(found, notes)
    return found


def _named(tree: Tree | None, what: str, notes: Notes, taken: dict[str, int]) -> Iterator[tuple[str, Tree]]:
    """The entries of a section whose ids may be used. ``taken`` are ids of sections that share their names."""
    for key, inner in entries(tree, what, notes):
        line = inner.place.line
        if not ID.fullmatch(key) or len(key) > _MOST_ID:
            notes.add(
                line, f"{key[:_MOST_ID]!r} is no id", "Use small letters, digits and single hyphens, as `order-api`."
            )
        elif key in taken:
            notes.add(line, f"{key!r} stands there already, on line {taken[key]}", "Choose another id.")
        else:
            taken[key] = line
            yield key, inner


def _context(tree: Tree | None, notes: Notes) -> Context:
    if tree is None:
        return Context()
    fields = Fields(tree, "context", notes)
    found = Context(
        criticality=fields.choice("criticality", CRITICALITIES, "medium"),
        obligations=fields.texts("obligations"),
        purpose=fields.text("purpose"),
        owner=fields.text("owner"),
    )
    fields.end()
    return found


def _asset(key: str, tree: Tree, notes: Notes) -> Asset:
    fields = Fields(tree, f"data {key}", notes)
    words = [level.value for level in Level]
    if "level" not in fields:
        notes.add(fields.line, f"data {key} has no level", f"One of: {', '.join(words)}.")
    tags = fields.texts("tags")
    for tag in tags:
        if tag not in TAGS:
            notes.unknown(fields.at("tags"), f"data {key} cannot have the tag {tag!r}", tag, TAGS)
    found = Asset(
        id=key,
        name=fields.text("name", key),
        level=Level(fields.choice("level", words, Level.INTERNAL.value)),
        tags=tuple(tag for tag in tags if tag in TAGS),
        line=fields.line,
    )
    fields.end()
    return found


def _boundary(key: str, tree: Tree, notes: Notes) -> Boundary:
    fields = Fields(tree, f"boundary {key}", notes)
    found = Boundary(
        id=key,
        name=fields.text("name", key),
        inside=fields.text("inside"),
        kind=fields.text("kind"),
        source=fields.texts("source"),
        line=fields.line,
    )
    fields.end()
    return found


def _element(key: str, tree: Tree, sort: Sort, notes: Notes) -> Element:
    fields = Fields(tree, f"{_word(sort)} {key}", notes)
    guessed = fields.texts("guessed")
    found = Element(
        id=key,
        name=fields.text("name", key),
        sort=sort,
        boundary=fields.text("in"),
        technologies=fields.texts("technologies"),
        data=fields.texts("data"),
        paths=fields.texts("paths"),
        subject=fields.text("subject"),
        source=fields.texts("source"),
        out_of_scope=fields.text("out-of-scope"),
        line=fields.line,
        facts=_facts(fields, sort.value, notes),
    )
    return replace(found, guessed=_guessed(found, guessed, fields))


def _flow(key: str, tree: Tree, notes: Notes) -> Flow:
    fields = Fields(tree, f"flow {key}", notes)
    guessed = fields.texts("guessed")
    found = Flow(
        id=key,
        name=fields.text("name", key),
        start=fields.needed("from", "customer"),
        end=fields.needed("to", "api"),
        protocol=fields.text("protocol"),
        data=fields.texts("data"),
        source=fields.texts("source"),
        out_of_scope=fields.text("out-of-scope"),
        line=fields.line,
        facts=_facts(fields, "flow", notes),
    )
    return replace(found, guessed=_guessed(found, guessed, fields))


def _guessed(item: Element | Flow, names: Sequence[str], fields: Fields) -> tuple[str, ...]:
    """The names that name something of an element or flow."""
    said = [name for name in GUESSABLE if getattr(item, name, None)] + [name for name, _ in item.facts]
    for name in names:
        if name not in said:
            fields.notes.unknown(fields.at("guessed"), f"{fields.what} says nothing of {name!r} to guess", name, said)
    return tuple(dict.fromkeys(name for name in names if name in said))


def _facts(fields: Fields, sort: str, notes: Notes) -> tuple[tuple[str, str], ...]:
    """What the keys that are left say, in the order of the vocabulary; the last to be asked of an element or flow."""
    given: dict[str, str] = {}
    for key, tree in fields.rest():
        term = TERMS.get(key)
        if term is None:
            continue
        fields.tree(key)
        says = word(tree, f"{key} of {fields.what}", notes).strip().lower()
        says = _TRUTH.get(says, says)
        if sort not in term.on:
            notes.add(tree.place.line, f"{fields.what} has no fact {key!r}", f"It is of: {', '.join(term.on)}.")
        elif says not in (*term.values, UNKNOWN):
            if says or key in fields:
                valid = (*term.values, UNKNOWN)
                notes.unknown(tree.place.line, f"{key} of {fields.what} cannot be {says!r}", says, valid)
        else:
            given[key] = says
    fields.end(*(name for name, term in TERMS.items() if sort in term.on))
    return tuple((name, given[name]) for name in TERMS if name in given)


def _word(sort: Sort) -> str:
    return sort.value.replace("-", " ")


def _refer(found: System, notes: Notes) -> None:
    """Note every name that names nothing."""
    assets = [item.id for item in found.assets]
    boundaries = [item.id for item in found.boundaries]
    elements = [item.id for item in found.elements]
    flows = [item.id for item in found.flows]
    for boundary in found.boundaries:
        _known(notes, boundary.line, f"boundary {boundary.id} is inside", (boundary.inside,), boundaries)
    for element in found.elements:
        what = f"{_word(element.sort)} {element.id}"
        _known(notes, element.line, f"{what} is in the boundary", (element.boundary,), boundaries)
        _known(notes, element.line, f"{what} has the data", element.data, assets)
    for flow in found.flows:
        _known(notes, flow.line, f"flow {flow.id} is from", (flow.start,), elements)
        _known(notes, flow.line, f"flow {flow.id} is to", (flow.end,), elements)
        _known(notes, flow.line, f"flow {flow.id} has the data", flow.data, assets)
    anything = (*elements, *flows)
    for assumption in found.assumptions:
        _known(notes, assumption.line, "the assumption is about", assumption.about, (*anything, *boundaries, *assets))
    for story in found.stories:
        _known(notes, story.line, f"story {story.id} aims at", (story.target,), anything)
        for _, threat in story.steps:
            _known(
                notes, story.line, f"a step of story {story.id} is a threat to", (threat.partition("@")[2],), anything
            )
    for treatment in found.treatments:
        on = treatment.threat.partition("@")[2]
        if "*" not in on:
            _known(notes, treatment.line, "the treatment is of a threat to", (on,), anything)
    _circle(found, notes)


def _known(notes: Notes, line: int, says: str, names: Sequence[str], valid: Sequence[str]) -> None:
    for name in names:
        if name and name not in valid:
            notes.unknown(line, f"{says} {name!r}, which is not there", name, valid)


def _circle(found: System, notes: Notes) -> None:
    """Note the boundaries that lie inside of themselves."""
    inside = {item.id: item.inside for item in found.boundaries}
    for boundary in found.boundaries:
        seen: set[str] = set()
        at = boundary.id
        while at and at not in seen:
            seen.add(at)
            at = inside.get(at, "")
        if at == boundary.id:
            notes.add(boundary.line, f"boundary {boundary.id} lies inside of itself")
