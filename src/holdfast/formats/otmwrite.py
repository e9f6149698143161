"""Threat models in the Open Threat Model format 0.2: what it has no field for goes to ``attributes``, made for that.

Written from the published JSON schema of the format. Its required numbers that a model here does not hold (integrity
and availability of data, trust in a zone) stand at a middle value, and the loss report says so.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from holdfast.formats.foreignmodel import Reader
from holdfast.formats.plainjson import dumped
from holdfast.formats.threatdragonwrite import status
from holdfast.formats.threatids import slug
from holdfast.model.exchange import Exported
from holdfast.model.system import Boundary, Element, Flow, Sort, System, Treatment
from holdfast.model.threat import Standing

VERSION: Final = "0.2.0"
OUTSIDE: Final = "outside"
"""The zone of what is in no boundary: the format wants every component in one."""
MIDDLE: Final = 50
TRUST: Final = {"internet": 0}
"""Trust in a zone by its kind; ``MIDDLE`` for every other."""
STEP: Final = 25
"""Confidentiality from one class of data to the next."""
STATES: Final = {
    "Open": "exposed",
    "Mitigated": "mitigated",
    "Accepted": "accepted",
    "Transferred": "transferred",
    "Avoided": "avoided",
}


def write(system: System, standings: Sequence[Standing] = ()) -> Exported:
    """The model as JSON, and what the format has no place for."""
    notes = Reader()
    on: dict[str, list[Standing]] = {}
    for standing in standings:
        on.setdefault(standing.threat.on, []).append(standing)
    zone = _outside(system)
    document = {
        "otmVersion": VERSION,
        "project": _project(system, {item.threat.id for item in standings}),
        "representations": [],
        "assets": [_asset(item) for item in system.assets],
        "trustZones": list(_zones(system, zone)),
        "components": [_component(item, zone, on.get(item.id, ())) for item in system.elements],
        "dataflows": [_dataflow(item, on.get(item.id, ())) for item in system.flows if _ends(system, item, notes)],
        "threats": [_threat(item) for item in standings],
        "mitigations": list(_mitigations(standings)),
    }
    for item in standings:
        if item.gaps:
            notes.lose("what keeps it from being proven", item.threat.id, "the format does not know evidence")
    return Exported(text=dumped(document), losses=(*notes.losses, *_middles(system)))


def _middles(system: System) -> Iterator[Any]:
    notes = Reader()
    for asset in system.assets:
        notes.lose("integrity and availability", asset.id, f"the model does not hold them: they stand at {MIDDLE}")
    for item in system.boundaries:
        if item.kind not in TRUST:
            notes.lose("trust rating", item.id, f"the model does not hold it: it stands at {MIDDLE}")
    yield from notes.losses


def _ends(system: System, flow: Flow, notes: Reader) -> bool:
    whole = system.element(flow.start) is not None and system.element(flow.end) is not None
    if not whole:
        notes.lose("the flow", flow.id, "it has no element at one of its ends")
    return whole


def _outside(system: System) -> str:
    """Id of the zone around what is in no boundary; empty where everything is in one."""
    known = {item.id for item in system.boundaries}
    if all(item.boundary in known for item in system.elements):
        return ""
    name = OUTSIDE
    while name in known:
        name += "-of-all"
    return name


def _project(system: System, shown: set[str]) -> dict[str, Any]:
    """The project; decisions and stories stand in its attributes, as the format has no other place for them."""
    more: dict[str, Any] = {"criticality": system.context.criticality}
    more["assumptions"] = [
        {"says": item.says, "about": list(item.about), "until": item.until} for item in system.assumptions
    ]
    more["stories"] = [
        {
            "id": item.id,
            "actor": item.actor,
            "goal": item.goal,
            "gain": item.gain,
            "target": item.target,
            "steps": [{"does": does, "threat": threat} for does, threat in item.steps],
            "conditions": list(item.conditions),
            "likelihood": item.likelihood,
            "counteredBy": list(item.countered),
            "tests": list(item.tests),
        }
        for item in system.stories
    ]
    more["sessions"] = [
        {"at": item.at, "who": list(item.who), "decided": list(item.decided)} for item in system.sessions
    ]
    more["treatments"] = [_treatment(item) for item in system.treatments if item.threat not in shown]
    return {
        "name": system.name,
        "id": slug(system.name) or "system",
        "description": system.context.purpose,
        "owner": system.context.owner,
        "tags": list(system.context.obligations),
        "attributes": {key: value for key, value in more.items() if value},
    }


def _treatment(item: Treatment) -> dict[str, Any]:
    return {
        "threat": item.threat,
        "way": item.way.value,
        "reason": item.reason,
        "owner": item.owner,
        "until": item.until,
        "controls": list(item.controls),
        "factors": dict(item.factors),
        "cvss": item.cvss,
    }


def _asset(item: Any) -> dict[str, Any]:
    risk = {"confidentiality": item.level.rank * STEP, "integrity": MIDDLE, "availability": MIDDLE}
    more = {"level": item.level.value, "tags": list(item.tags)}
    return {"id": item.id, "name": item.name, "risk": risk, "attributes": more}


def _zones(system: System, outside: str) -> Iterator[dict[str, Any]]:
    known = {item.id for item in system.boundaries}
    for item in system.boundaries:
        yield _zone(item, known)
    if outside:
        risk = {"trustRating": MIDDLE}
        yield {"id": outside, "name": "Outside of all boundaries", "type": OUTSIDE, "risk": risk}


def _zone(item: Boundary, known: set[str]) -> dict[str, Any]:
    parent = {"parent": {"trustZone": item.inside}} if item.inside in known else {}
    return {
        "id": item.id,
        "name": item.name,
        "type": item.kind,
        "risk": {"trustRating": TRUST.get(item.kind, MIDDLE)},
        **parent,
        "attributes": {"source": list(item.source)},
    }


def _component(item: Element, outside: str, threats: Sequence[Standing]) -> dict[str, Any]:
    kind = "stored" if item.sort is Sort.STORE else "processed"
    more = {"paths": list(item.paths), "subject": item.subject}
    return {
        "id": item.id,
        "name": item.name,
        "type": item.sort.value,
        "parent": {"trustZone": item.boundary or outside},
        "assets": {kind: list(item.data)},
        "tags": list(item.technologies),
        "threats": [_instance(threat) for threat in threats],
        "attributes": _attributes(item) | {key: value for key, value in more.items() if value},
    }


def _dataflow(item: Flow, threats: Sequence[Standing]) -> dict[str, Any]:
    return {
        "id": item.id,
        "name": item.name,
        "source": item.start,
        "destination": item.end,
        "bidirectional": False,
        "assets": list(item.data),
        "tags": [item.protocol] if item.protocol else [],
        "threats": [_instance(threat) for threat in threats],
        "attributes": _attributes(item) | ({"protocol": item.protocol} if item.protocol else {}),
    }


def _attributes(item: Element | Flow) -> dict[str, Any]:
    found: dict[str, Any] = dict(item.facts)
    if item.source:
        found["source"] = list(item.source)
    if item.out_of_scope:
        found["outOfScope"] = item.out_of_scope
    return found


def _instance(standing: Standing) -> dict[str, Any]:
    held = {state.control.id for state in standing.controls if state.state.value == "proven"}
    mitigations = [
        {"mitigation": control, "state": "implemented" if control in held else "required"}
        for control in _controls(standing)
    ]
    return {"threat": standing.threat.id, "state": STATES[status(standing)], "mitigations": mitigations}


def _controls(standing: Standing) -> tuple[str, ...]:
    treatment = standing.threat.treatment
    return treatment.controls if treatment and treatment.controls else standing.threat.controls


def _threat(standing: Standing) -> dict[str, Any]:
    threat, rating = standing.threat, standing.current
    more: dict[str, Any] = {
        "rule": threat.rule,
        "band": rating.band.value,
        "handling": standing.handling.value,
        "countered": threat.countered,
        "capec": list(threat.capec),
        "asvs": list(threat.asvs),
    }
    if threat.treatment:
        more["treatment"] = _treatment(threat.treatment)
    return {
        "id": threat.id,
        "name": threat.title,
        "description": f"{threat.says} {threat.why}",
        "categories": [threat.stride.value.replace("-", " ").capitalize()],
        "cwes": [f"CWE-{number}" for number in threat.cwe],
        "risk": {"likelihood": _percent(rating.likelihood), "impact": _percent(rating.impact)},
        "tags": list(threat.attack),
        "attributes": {key: value for key, value in more.items() if value},
    }


def _percent(factor: float) -> int:
    """0 to 9 as 0 to 100."""
    return round(factor * 100 / 9)


def _mitigations(standings: Sequence[Standing]) -> Iterator[dict[str, Any]]:
    """Each control once: how much of the risk it takes where it takes the least."""
    takes: dict[str, float] = {}
    titles: dict[str, str] = {}
    for standing in standings:
        titles |= {state.control.id: state.control.title for state in standing.controls}
        for control in _controls(standing):
            takes[control] = min(takes.get(control, 100.0), _taken(standing))
    for control, share in takes.items():
        yield {"id": control, "name": titles.get(control, control), "riskReduction": round(share)}


def _taken(standing: Standing) -> float:
    before = standing.threat.inherent.likelihood * standing.threat.inherent.impact
    after = standing.residual.likelihood * standing.residual.impact
    return max(0.0, 100 * (1 - after / before)) if before else 0.0


ATTRIBUTES: Final[Mapping[str, str]] = {
    "source": "source",
    "outOfScope": "out-of-scope",
    "protocol": "protocol",
    "paths": "paths",
    "subject": "subject",
}
"""Attributes that are no facts, and the keys that they are here."""
