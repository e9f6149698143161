"""The items of a threat model as YAML: each a list of keys with values that are written already."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from holdfast.formats.yamltext import flow, quoted, scalar
from holdfast.model.system import (
    Asset,
    Assumption,
    Boundary,
    Context,
    Element,
    Flow,
    Session,
    Sort,
    Story,
    System,
    Treatment,
    Way,
)

Pairs = list[tuple[str, str]]
"""Keys, and values as YAML that may stand in a flow."""


class Section(NamedTuple):
    """One section of the file."""

    name: str
    items: Callable[[System], list[tuple[str, Any]]]
    """Ids and items that a system has for it; the id is empty where the section is a list."""
    pairs: Callable[[Any], Pairs]
    short: bool
    """Whether an item stands on one line."""


def _text(key: str, text: str, default: str = "") -> Pairs:
    return [(key, scalar(text, flow=True))] if text and text != default else []


def _list(key: str, texts: tuple[str, ...]) -> Pairs:
    return [(key, flow(texts))] if texts else []


def _facts(facts: tuple[tuple[str, str], ...]) -> Pairs:
    return list(facts)


def context_pairs(item: Context) -> Pairs:
    """The keys of a context."""
    found = [("criticality", item.criticality), *_list("obligations", item.obligations)]
    return [*found, *_text("purpose", item.purpose), *_text("owner", item.owner)]


def _asset(item: Asset) -> Pairs:
    return [*_text("name", item.name, item.id), ("level", item.level.value), *_list("tags", item.tags)]


def _boundary(item: Boundary) -> Pairs:
    found = [*_text("name", item.name, item.id), *_text("kind", item.kind), *_text("inside", item.inside)]
    return [*found, *_list("source", item.source)]


def _element(item: Element) -> Pairs:
    return [
        *_text("name", item.name, item.id),
        *_text("in", item.boundary),
        *_list("technologies", item.technologies),
        *_list("data", item.data),
        *_list("paths", item.paths),
        *_text("subject", item.subject),
        *_list("source", item.source),
        *_text("out-of-scope", item.out_of_scope),
        *_facts(item.facts),
        *_list("guessed", item.guessed),
    ]


def _flow(item: Flow) -> Pairs:
    return [
        *_text("name", item.name, item.id),
        *_text("from", item.start),
        *_text("to", item.end),
        *_text("protocol", item.protocol),
        *_list("data", item.data),
        *_list("source", item.source),
        *_text("out-of-scope", item.out_of_scope),
        *_facts(item.facts),
        *_list("guessed", item.guessed),
    ]


def _assumption(item: Assumption) -> Pairs:
    return [*_text("says", item.says), *_list("about", item.about), *_text("until", item.until)]


def _story(item: Story) -> Pairs:
    return [
        ("actor", item.actor),
        *_text("goal", item.goal),
        *_text("gain", item.gain),
        *_text("target", item.target),
        *([("steps", f"[{', '.join(_step(*step) for step in item.steps)}]")] if item.steps else []),
        *_list("conditions", item.conditions),
        *_text("likelihood", item.likelihood),
        *_list("countered-by", item.countered),
        *_list("tests", item.tests),
    ]


def _step(does: str, threat: str) -> str:
    return braces([*_text("does", does), *_text("threat", threat)])


def _session(item: Session) -> Pairs:
    return [*_text("at", item.at), *_list("who", item.who), *_list("decided", item.decided)]


def treatment_pairs(item: Treatment) -> Pairs:
    """The keys of a treatment."""
    return [
        ("threat", quoted(item.threat)),
        *([("way", item.way.value)] if item.way is not Way.MITIGATE else []),
        *_text("reason", item.reason),
        *_text("owner", item.owner),
        *_text("until", item.until),
        *_list("controls", item.controls),
        *([("factors", braces([(name, str(value)) for name, value in item.factors]))] if item.factors else []),
        *_text("cvss", item.cvss),
    ]


def braces(pairs: Pairs) -> str:
    """Keys and values on one line."""
    return f"{{{', '.join(f'{key}: {value}' for key, value in pairs)}}}"


def _named(field: str, found: System) -> list[tuple[str, Any]]:
    return [(item.id, item) for item in getattr(found, field)]


def _sorted(sort: Sort, found: System) -> list[tuple[str, Any]]:
    return [(item.id, item) for item in found.elements if item.sort is sort]


def _listed(field: str, found: System) -> list[tuple[str, Any]]:
    return [("", item) for item in getattr(found, field)]


SECTIONS: Final = (
    Section("data", partial(_named, "assets"), _asset, True),
    Section("boundaries", partial(_named, "boundaries"), _boundary, True),
    Section("entities", partial(_sorted, Sort.ENTITY), _element, False),
    Section("processes", partial(_sorted, Sort.PROCESS), _element, False),
    Section("stores", partial(_sorted, Sort.STORE), _element, False),
    Section("flows", partial(_named, "flows"), _flow, False),
    Section("assumptions", partial(_listed, "assumptions"), _assumption, True),
    Section("stories", partial(_named, "stories"), _story, False),
    Section("sessions", partial(_listed, "sessions"), _session, True),
    Section("treatments", partial(_listed, "treatments"), treatment_pairs, False),
)
"""Every section but the name and the context, in the order in which they are written."""
LISTS: Final[Mapping[str, bool]] = {"assumptions": True, "sessions": True, "treatments": True}
"""Sections that are lists; the others map ids to items."""


def lines(section: Section, key: str, item: Any, indent: int = 2) -> Iterator[str]:
    """One item of a section as lines, each indented by so many spaces."""
    pairs, space = section.pairs(item), " " * indent
    if section.name in LISTS:
        if section.short:
            yield f"{space}- {braces(pairs)}"
            return
        for at, (name, value) in enumerate(pairs):
            yield f"{space}{'- ' if not at else '  '}{name}: {value}"
    elif section.short or not pairs:
        yield f"{space}{key}: {braces(pairs)}"
    else:
        yield f"{space}{key}:"
        for name, value in pairs:
            if name == "steps":
                yield f"{space}  steps:"
                yield from (f"{space}    - {_step(*step)}" for step in item.steps)
            else:
                yield f"{space}  {name}: {value}"


def inline(section: Section, key: str, item: Any) -> str:
    """One item of a section as it stands within braces or brackets."""
    text = braces(section.pairs(item))
    return text if section.name in LISTS else f"{key}: {text}"
