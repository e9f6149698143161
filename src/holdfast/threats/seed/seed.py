"""Drafts a model from what was read, and says what it was drafted from."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from holdfast.model.system import UNKNOWN, Boundary, Element, Flow, Sort, System
from holdfast.model.terms import TERMS
from holdfast.threats.seed import (
    callers,
    cloud,
    code,
    compose,
    containers,
    data,
    interfaces,
    kubernetes,
    managed,
    manifests,
    merge,
    outside,
    published,
    robots,
)
from holdfast.threats.seed.draft import MOST_SOURCES, Draft, Piece, Pipe
from holdfast.threats.seed.seen import Seen
from holdfast.threats.seed.words import title

_ORDER: Final = {Sort.ENTITY: 0, Sort.PROCESS: 1, Sort.STORE: 2}
_RUNS_IN: Final = ("container", "kubernetes")
"""Technologies that say where something runs, more than what it is; they come last."""
_DIALECTS: Final = ("postgresql", "mysql")
_MARKS: Final = frozenset(
    {
        "helper",
        "process",
        "published",
        "platform",
        "opened",
        "proxied",
        containers.MIGHTY,
        published.KNOWN,
        managed.INNER,
        managed.WORKFLOW,
    }
)
"""Origins that say something of a piece, and not which files tell of it."""
_FIRST: Final = ("customer", "caller", "operator", "developer")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """A drafted model, and its account."""

    system: System
    origins: tuple[tuple[str, int], ...] = ()
    """What it was drafted from, each with how many elements it told of: ``kubernetes``, ``cloud``, ``compose`` …"""
    grouped: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Ids of elements that stand for several, with their names."""
    left_out: tuple[str, ...] = ()
    """Names of what serves tests, development or a variant only, and is not in it."""
    unsure: tuple[str, ...] = ()
    """What was seen and could not be placed, each in a sentence."""


def seed(seen: Seen) -> Drafted:
    """The model of what was read. Raises nothing: what tells nothing adds nothing."""
    draft = Draft()
    left = kubernetes.add(draft, seen)
    left += cloud.add(draft, seen)
    for piece in draft.pieces.values():
        if "kubernetes" in piece.origins:  # no service, ingress or cloud opens it
            piece.say("exposure", "internal")
    left += compose.add(draft, seen)
    known = code.add(draft, seen, left)
    described = interfaces.add(draft, seen)
    merge.stores(draft)
    merge.processes(draft)
    merge.deployed(draft)
    cloud.nothing_behind(draft)
    merge.namesakes(draft)
    merge.doors(draft)
    code.pages(draft)
    code.queries(draft)
    manifests.embedded(draft, seen)
    robots.upkeep(draft, seen)
    gone = merge.helpers(draft)
    published.settle(draft)
    _settle(draft)
    outside.add(draft, seen)
    data.add(draft, seen, {name: each for name, each in described.items() if name in draft.pieces})
    callers.nobody_asked(draft, seen)
    grouped = merge.alike(draft)
    return Drafted(
        system=_system(seen.name, draft),
        origins=tuple(sorted(Counter(word for piece in draft.pieces.values() for word in _told(piece)).items())),
        grouped=tuple((name, tuple(names)) for name, names in grouped.items()),
        left_out=tuple(sorted({piece.name for piece in gone} | (set(draft.aside) - _names(draft)))),
        unsure=tuple(dict.fromkeys(known.unsure)),
    )


def _told(piece: Piece) -> Iterable[str]:
    return piece.origins - _MARKS


def _names(draft: Draft) -> set[str]:
    return {piece.name for piece in draft.pieces.values()}


def _settle(draft: Draft) -> None:
    """What only code tells of stands where those stand that it talks to, or that talk to it."""
    for piece in draft.pieces.values():
        if "mongodb" in piece.technologies and "sql" in piece.technologies:  # its name alone said so
            piece.technologies.remove("sql")
        if piece.zone or piece.sort is Sort.ENTITY:
            continue
        near = [draft.pieces[a if b == piece.id else b] for a, b in draft.pipes if piece.id in (a, b)]
        zones = Counter(other.zone for other in near if other.zone and other.sort is not Sort.ENTITY)
        if zones:
            piece.zone = zones.most_common(1)[0][0]


def _system(name: str, draft: Draft) -> System:
    pieces = sorted(draft.pieces.values(), key=lambda each: (_ORDER[each.sort], _place(each)))
    elements = tuple(_element(piece) for piece in pieces)
    flows = tuple(_flow(pipe, draft) for pipe in sorted(draft.pipes.values(), key=lambda each: (each.start, each.end)))
    used = {each for element in elements for each in element.data} | {each for flow in flows for each in flow.data}
    zones = {piece.zone for piece in pieces if piece.zone}
    while more := {draft.zones[zone].inside for zone in zones if zone in draft.zones} - zones - {""}:
        zones |= more
    return System(
        name=title(name),
        assets=data.assets(used),
        boundaries=tuple(
            Boundary(
                id=zone.id, name=zone.name, kind=zone.kind, inside=zone.inside, source=tuple(zone.source[:MOST_SOURCES])
            )
            for zone in draft.zones.values()
            if zone.id in zones
        ),
        elements=elements,
        flows=flows,
    )


def _place(piece: Piece) -> tuple[int, int, str]:
    first = _FIRST.index(piece.id) if piece.id in _FIRST else len(_FIRST)
    return first, piece.facts.get("exposure") != "internet", piece.id


def _element(piece: Piece) -> Element:
    return Element(
        id=piece.id,
        name=piece.name,
        sort=piece.sort,
        boundary=piece.zone,
        technologies=tuple(sorted(dict.fromkeys(piece.technologies), key=_RUNS_IN.__contains__)),
        data=tuple(piece.data),
        facts=(facts := _said(piece.facts, piece.sort.value)),
        guessed=_guessed(piece.guessed, facts, piece.data, piece.technologies),
        paths=tuple(piece.paths),
        source=tuple(piece.source[:MOST_SOURCES]),
    )


def _flow(pipe: Pipe, draft: Draft) -> Flow:
    end = draft.pieces[pipe.end]
    facts = dict(pipe.facts)
    if end.tls and end.sort is Sort.STORE:
        facts.setdefault("encrypted-in-transit", end.tls)
    hosts = {_host(draft, piece) for piece in (draft.pieces[pipe.start], end)}
    if len(hosts) == 1 and hosts != {""}:
        facts.setdefault("network", "local")
    if not pipe.protocol and "grpc" in end.technologies:
        pipe.protocol = "grpc"
    spoken = next((word for word in _DIALECTS if pipe.protocol == "sql" and word in end.technologies), pipe.protocol)
    return Flow(
        id=f"{pipe.start}-{pipe.end}",
        name=f"{draft.pieces[pipe.start].name} to {end.name}",
        start=pipe.start,
        end=pipe.end,
        protocol=spoken,
        data=tuple(pipe.data),
        facts=(said := _said(facts, "flow")),
        guessed=_guessed(pipe.guessed, said, pipe.data),
        source=tuple(pipe.source[:MOST_SOURCES]),
    )


def _host(draft: Draft, piece: Piece) -> str:
    """The one machine whose containers' own network a piece is in; empty where it is in none."""
    zone = draft.zones.get(piece.zone)
    if zone is not None and zone.kind != "host":
        zone = draft.zones.get(zone.inside)
    return zone.id if zone is not None and zone.kind == "host" else ""


def _guessed(
    guessed: set[str], facts: tuple[tuple[str, str], ...], data: list[str], technologies: Iterable[str] = ()
) -> tuple[str, ...]:
    """What of it was guessed and is stated, ``data`` and ``technologies`` first."""
    more = (("data", data), ("technologies", technologies))
    told = [name for name, held in more if held] + [name for name, value in facts if value != UNKNOWN]
    return tuple(name for name in told if name in guessed)


def _said(facts: dict[str, str], sort: str) -> tuple[tuple[str, str], ...]:
    """The facts that an element of a sort may state, in the order of the terms."""
    return tuple((name, facts[name]) for name, term in TERMS.items() if facts.get(name) and sort in term.on)
