"""Threat models as Threat Dragon 2 keeps them: one STRIDE diagram of cells, threats on the cells.

Written from the tool's published JSON schema. A cell's id is the element's with ``hf-`` before it, a threat's is
``rule@element``; so what comes back is known again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from holdfast.formats.foreignmodel import Reader
from holdfast.formats.plainjson import dumped
from holdfast.formats.threatshelves import HEIGHT, WIDTH, Places, Shelf, shelves
from holdfast.model.exchange import Exported
from holdfast.model.system import UNKNOWN, Boundary, Element, Flow, Sort, System, Way
from holdfast.model.threat import Band, Handling, Standing, Stride, Threat

PREFIX: Final = "hf-"
VERSION: Final = "2.0"
TYPES: Final[Mapping[Stride, str]] = {
    Stride.SPOOFING: "Spoofing",
    Stride.TAMPERING: "Tampering",
    Stride.REPUDIATION: "Repudiation",
    Stride.DISCLOSURE: "Information disclosure",
    Stride.DENIAL: "Denial of service",
    Stride.ELEVATION: "Elevation of privilege",
}
SEVERITIES: Final[Mapping[Band, str]] = {
    Band.NOTE: "Low",
    Band.LOW: "Low",
    Band.MEDIUM: "Medium",
    Band.HIGH: "High",
    Band.CRITICAL: "Critical",
}
STATUSES: Final[Mapping[Way, str]] = {
    Way.ACCEPT: "Accepted",
    Way.TRANSFER: "Transferred",
    Way.AVOID: "Avoided",
    Way.MITIGATE: "Mitigated",
}
SHAPES: Final[Mapping[Sort, tuple[str, str]]] = {
    Sort.ENTITY: ("actor", "tm.Actor"),
    Sort.PROCESS: ("process", "tm.Process"),
    Sort.STORE: ("store", "tm.Store"),
}
FLAGS: Final[Mapping[str, Mapping[str, tuple[str, str, str]]]] = {
    Sort.STORE: {
        "isALog": ("holds-logs", "yes", ""),
        "isEncrypted": ("encrypted-at-rest", "platform-key", "whose key it is"),
    },
    "flow": {
        "isEncrypted": ("encrypted-in-transit", "tls", "whether both sides show a certificate"),
        "isPublicNetwork": ("network", "public", ""),
    },
}
"""By sort, flag of a cell: the fact that it is, the least that it says when it is set, and what it does not tell."""
_STRENGTHS: Final = {
    "encrypted-at-rest": ("platform-key", "managed-key", "client-side"),
    "encrypted-in-transit": ("tls", "mtls"),
}


def write(system: System, standings: Sequence[Standing] = (), places: Places | None = None) -> Exported:
    """The model as JSON, and what the format has no place for."""
    notes = Reader()
    spots = places or shelves(system)
    on: dict[str, list[Standing]] = {}
    for standing in standings:
        on.setdefault(standing.threat.on, []).append(standing)
    numbers = {item.threat.id: at for at, item in enumerate(standings, 1)}
    cells = [
        *_boundaries(system, spots, notes),
        *(_element(item, spots.elements, on.get(item.id, ()), numbers, notes) for item in system.elements),
        *(_flow(item, on.get(item.id, ()), numbers, notes) for item in system.flows if _ends(system, item, notes)),
    ]
    _left_behind(system, {item.threat.id for item in standings}, notes)
    people = list(dict.fromkeys(name for session in system.sessions for name in session.who))
    diagram = {
        "id": 0,
        "title": "Data flow",
        "diagramType": "STRIDE",
        "placeholder": "",
        "thumbnail": "./public/content/images/thumbnail.stride.jpg",
        "version": VERSION,
        "cells": cells,
    }
    document = {
        "version": VERSION,
        "summary": {
            "title": system.name,
            "owner": system.context.owner,
            "description": system.context.purpose,
            "id": 0,
        },
        "detail": {
            "contributors": [{"name": name} for name in people],
            "diagrams": [diagram],
            "diagramTop": 1,
            "reviewer": "",
            "threatTop": len(standings),
        },
    }
    return Exported(text=dumped(document), losses=tuple(notes.losses))


def _ends(system: System, flow: Flow, notes: Reader) -> bool:
    whole = system.element(flow.start) is not None and system.element(flow.end) is not None
    if not whole:
        notes.lose("the flow", flow.id, "it has no element at one of its ends")
    return whole


def _boundaries(system: System, spots: Places, notes: Reader) -> Iterator[dict[str, Any]]:
    """Boundaries as boxes, the outer ones below those in them."""
    parents = {item.id: item.inside for item in system.boundaries}
    low = max((spot.y + spot.height for spot in spots.boundaries.values()), default=0.0) + 60
    for at, item in enumerate(system.boundaries):
        spot = spots.boundaries.get(item.id)
        if spot is None:
            spot = Shelf(at * (WIDTH + 40), low, WIDTH, HEIGHT)
            if item.inside:
                notes.lose("what it lies inside of", item.id, "an empty boundary is drawn apart from the others")
        depth, name = 0, item.inside
        while name and depth < len(parents):
            depth, name = depth + 1, parents.get(name, "")
        _lose(notes, item.id, {"source": item.source}, "a boundary has no field for it")
        yield {
            "id": PREFIX + item.id,
            "shape": "trust-boundary-box",
            "zIndex": -100 + depth,
            **_place(spot),
            "attrs": {"label": {"text": item.name}},
            "data": _boundary_data(item),
        }


def _boundary_data(item: Boundary) -> dict[str, Any]:
    return {
        "type": "tm.BoundaryBox",
        "name": item.name,
        "description": item.kind,
        "isTrustBoundary": True,
        "hasOpenThreats": False,
    }


def _place(spot: Shelf) -> dict[str, Any]:
    return {
        "position": {"x": round(spot.x), "y": round(spot.y)},
        "size": {"width": max(10, round(spot.width)), "height": max(10, round(spot.height))},
    }


def _element(
    item: Element,
    spots: Mapping[str, Shelf],
    threats: Sequence[Standing],
    numbers: Mapping[str, int],
    notes: Reader,
) -> dict[str, Any]:
    shape, kind = SHAPES[item.sort]
    technologies = list(item.technologies)
    more: dict[str, Any] = {}
    if item.sort is Sort.ENTITY:
        more["providesAuthentication"] = False
    elif item.sort is Sort.PROCESS:
        more |= {flag: word in technologies for flag, word in WORDS.items()}
        technologies = [word for word in technologies if word not in WORDS.values()]
        more |= {"handlesGoodsOrServices": False, "privilegeLevel": ""}
    else:
        more |= {"storesCredentials": False, "storesInventory": False, "isSigned": False}
    flags = _flags(item.sort, item, notes)
    rest = {"technologies": technologies, "data": item.data, "paths": item.paths, "source": item.source}
    _lose(notes, item.id, {**rest, "subject": item.subject}, "a cell has no field for it")
    body = {"stroke": "#333333", "strokeWidth": 1.5, "strokeDasharray": "4 3" if item.out_of_scope else None}
    attrs: dict[str, Any] = {"text": {"text": item.name}}
    attrs |= {"topLine": body, "bottomLine": body} if item.sort is Sort.STORE else {"body": body}
    return {
        "id": PREFIX + item.id,
        "shape": shape,
        "zIndex": 10,
        **_place(spots[item.id]),
        "attrs": attrs,
        "data": _data(kind, item, threats, numbers, notes) | more | flags,
    }


WORDS: Final[Mapping[str, str]] = {"isWebApplication": "web", "handlesCardPayment": "payment"}
"""Flags of a process that are technologies of ours."""


def _flow(item: Flow, threats: Sequence[Standing], numbers: Mapping[str, int], notes: Reader) -> dict[str, Any]:
    _lose(notes, item.id, {"data": item.data, "source": item.source}, "a cell has no field for it")
    flags = _flags("flow", item, notes)
    line = {
        "stroke": "#333333",
        "strokeWidth": 1.5,
        "targetMarker": {"name": "block"},
        "sourceMarker": {"name": ""},
        "strokeDasharray": "4 3" if item.out_of_scope else None,
    }
    return {
        "id": PREFIX + item.id,
        "shape": "flow",
        "zIndex": 20,
        "connector": "smooth",
        "source": {"cell": PREFIX + item.start},
        "target": {"cell": PREFIX + item.end},
        "vertices": [],
        "labels": [{"position": 0.5, "attrs": {"label": {"text": item.name}}}],
        "attrs": {"line": line},
        "data": {
            **_data("tm.Flow", item, threats, numbers, notes),
            "isBidirectional": False,
            "protocol": item.protocol,
            **flags,
        },
    }


def _flags(sort: str, item: Element | Flow, notes: Reader) -> dict[str, bool]:
    """Facts that are flags of a cell; the others, and what a flag cannot say, are lost."""
    flags: dict[str, bool] = {}
    said = dict(item.facts)
    for flag, (name, least, untold) in FLAGS.get(sort, {}).items():
        says = said.pop(name, "")
        strong = _STRENGTHS.get(name, (least,))
        flags[flag] = says in strong
        if says in strong and says != least:
            notes.lose(f"{name}: {says}", item.id, f"the format says only that it is so, not {untold}")
        elif says and says not in strong:
            why = "is left unset, which may also mean that nobody said it" if says != UNKNOWN else "knows no unknown"
            notes.lose(f"{name}: {says}", item.id, f"the flag {flag} {why}")
    for name, says in said.items():
        notes.lose(f"{name}: {says}", item.id, "a cell has no field for it")
    return flags


def _data(
    kind: str, item: Element | Flow, threats: Sequence[Standing], numbers: Mapping[str, int], notes: Reader
) -> dict[str, Any]:
    written = [_threat(standing, numbers, notes) for standing in threats]
    return {
        "type": kind,
        "name": item.name,
        "description": "",
        "isTrustBoundary": False,
        "outOfScope": bool(item.out_of_scope),
        "reasonOutOfScope": item.out_of_scope,
        "hasOpenThreats": any(threat["status"] == "Open" for threat in written),
        "threats": written,
    }


def status(standing: Standing) -> str:
    """The other tool's word: a treatment where a person's word stands, mitigated only where evidence shows it."""
    way = standing.threat.treatment.way if standing.threat.treatment else Way.MITIGATE
    if way is not Way.MITIGATE and standing.handling is Handling.ATTESTED:
        return STATUSES[way]
    return "Mitigated" if standing.handling is Handling.PROVEN else "Open"


def _threat(standing: Standing, numbers: Mapping[str, int], notes: Reader) -> dict[str, Any]:
    threat, rating = standing.threat, standing.current
    treatment = threat.treatment
    if rating.band is Band.NOTE:
        notes.lose("the band note", threat.id, "the least severity is Low")
    if threat.countered and standing.handling is Handling.CLAIMED:
        notes.lose("that it is claimed", threat.id, "there is no such status: it is Open until evidence shows more")
    if treatment:
        lost: dict[str, Any] = {"owner": treatment.owner, "end date": treatment.until, "controls": treatment.controls}
        lost |= {"factors": treatment.factors, "cvss": treatment.cvss}
        _lose(notes, threat.id, lost, "a threat has no field for it")
    return {
        "id": threat.id,
        "title": threat.title,
        "type": TYPES[threat.stride],
        "modelType": "STRIDE",
        "status": status(standing),
        "severity": SEVERITIES[rating.band],
        "score": f"{rating.likelihood:.1f} x {rating.impact:.1f}",
        "number": numbers[threat.id],
        "description": "\n".join([threat.says, threat.why, *_numbers(threat)]),
        "mitigation": (treatment.reason if treatment else "") or "\n".join(threat.mitigations),
    }


def _numbers(threat: Threat) -> Iterator[str]:
    """Numbers in public catalogues and the controls, as lines of text: there are no fields for them."""
    numbers = [f"CWE-{number}" for number in threat.cwe] + [f"CAPEC-{number}" for number in threat.capec]
    numbers += [f"ATT&CK {name}" for name in threat.attack] + [f"ASVS {number}" for number in threat.asvs]
    if numbers:
        yield ", ".join(numbers)
    if threat.controls:
        yield f"Controls: {', '.join(threat.controls)}"


def _left_behind(system: System, shown: set[str], notes: Reader) -> None:
    """Note what the format has no place for at all."""
    context = system.context
    _lose(notes, "context", {"obligations": context.obligations}, "the summary has no field for it")
    if context.criticality != "medium":
        notes.lose(f"criticality: {context.criticality}", "context", "the summary has no field for it")
    for asset in system.assets:
        notes.lose("data and its class", asset.id, "the format does not know data")
    for assumption in system.assumptions:
        notes.lose("an assumption", assumption.says[:80], "the format does not know assumptions")
    for story in system.stories:
        notes.lose("an attacker story", story.id, "the format does not know stories")
    for session in system.sessions:
        notes.lose("a session", session.at, "only who was there is kept, among the contributors")
    for treatment in system.treatments:
        if treatment.threat not in shown:
            notes.lose("a treatment", treatment.threat, "it is of no one threat that is written")


def _lose(notes: Reader, where: str, values: Mapping[str, Any], why: str) -> None:
    for what, value in values.items():
        if value:
            notes.lose(what, where, why)
