"""The register as a plan of action and milestones of OSCAL 1.1 (NIST), in JSON.

Each risk is a risk with its log and a POA&M item; each finding that it rests on is an observation. Every identifier is
a version 5 UUID over what it stands for, so that the same register gives the same text. How states map: ``open`` is
``open``, ``accepted`` is ``deviation-approved``, ``treated`` and ``closed`` are ``closed``; the property ``state`` says
which.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from uuid import UUID, uuid5

from holdfast.formats.report.plain import encodable
from holdfast.model.decision import Person
from holdfast.model.errors import UsageError
from holdfast.model.risk import Risk, RiskState

VERSION: Final = "1.1.2"
_SPACE: Final = UUID("6f1b3c0e-5d0a-5c8e-9b1f-0e6a4d2c7a11")
"""The name space of all identifiers that are made here."""
_OWN: Final = "urn:holdfast:register"
_OWASP: Final = "https://owasp.org/www-community/OWASP_Risk_Rating_Methodology"
_STATUS: Final = {
    RiskState.OPEN: "open",
    RiskState.ACCEPTED: "deviation-approved",
    RiskState.TREATED: "closed",
    RiskState.CLOSED: "closed",
}


def poam(risks: Sequence[Risk], *, system: str, tool: str, now: str) -> str:
    """Write the register of a system, with keys in the order of the schema and ``now`` as the time of the change.

    Raises UsageError for a register without risks, which OSCAL cannot express, and for a time that is none.
    """
    if not risks:
        raise UsageError("the register holds no risk", advice="OSCAL has no plan without an item.")
    people = _people(risks)
    plan = {
        "uuid": _uuid("plan", system),
        "metadata": _metadata(people, system, tool, _moment(now)),
        "system-id": {"identifier-type": _OWN, "id": _line(system) or "system"},
        "observations": [_observation(risk, name) for risk in risks for name in risk.findings],
        "risks": [_risk(risk, tool) for risk in risks],
        "poam-items": [_item(risk) for risk in risks],
    }
    plan = {key: value for key, value in plan.items() if value}
    return json.dumps({"plan-of-action-and-milestones": plan}, indent=1, ensure_ascii=True) + "\n"


def _uuid(*names: str) -> str:
    return str(uuid5(_SPACE, "\n".join(map(encodable, names))))


def _line(text: str) -> str:
    """Text as OSCAL takes it: no lone surrogates, no white space at the ends or of other kinds inside."""
    return " ".join(encodable(text).split())


def _moment(text: str) -> str:
    """A time with its zone, as OSCAL asks for it; a day is its first moment. Raises UsageError."""
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{text!r} is no time", advice="Write it by ISO 8601.") from None
    return (read if read.tzinfo else read.replace(tzinfo=UTC)).isoformat()


def _people(risks: Iterable[Risk]) -> list[Person]:
    found: dict[str, Person] = {}
    for risk in risks:
        for person in (risk.owner, risk.accepted_by):
            if person is not None and _line(person.name):
                found.setdefault(_party(person.name), person)
        for step in risk.story:
            if _line(step.by):
                found.setdefault(_party(step.by), Person(name=step.by))
    return [found[key] for key in sorted(found)]


def _party(name: str) -> str:
    return _uuid("person", _line(name).casefold())


def _metadata(people: Sequence[Person], system: str, tool: str, now: str) -> dict[str, Any]:
    parties = [
        {
            "uuid": _party(person.name),
            "type": "person",
            "name": _line(person.name),
            **({"email-addresses": [person.email]} if _is_address(person.email) else {}),
        }
        for person in people
    ]
    made = {
        "title": f"Risk register of {_line(system) or 'a system'}",
        "last-modified": now,
        "version": now,
        "oscal-version": VERSION,
        "props": [{"name": "tool", "ns": _OWN, "value": _line(tool) or "unknown"}],
        "parties": parties,
    }
    return {key: value for key, value in made.items() if value}


def _is_address(text: str) -> bool:
    name, at, host = text.partition("@")
    plain = text.isascii() and text.isprintable() and " " not in text
    return bool(plain and name and at and "." in host.strip(".") and "@" not in host)


def _observation(risk: Risk, fingerprint: str) -> dict[str, Any]:
    says = [step.says for step in risk.story if not step.by] or [risk.title]
    return {
        "uuid": _uuid("observation", risk.id, fingerprint),
        "title": f"Finding {_line(fingerprint)}",
        "description": _line(says[0]) or "A check found something.",
        "props": [{"name": "fingerprint", "ns": _OWN, "value": _line(fingerprint) or "none"}],
        "methods": ["TEST"],
        "types": ["finding"],
        "collected": _moment(risk.since or "1970-01-01"),
    }


def _risk(risk: Risk, tool: str) -> dict[str, Any]:
    origin = {"actors": [{"type": "tool", "actor-uuid": _uuid("tool", tool)}]}
    facets = [
        {"name": f"{word}-severity", "system": _OWASP, "value": band.value}
        for word, band in (("inherent", risk.inherent), ("current", risk.current), ("residual", risk.residual))
    ]
    made = {
        "uuid": _uuid("risk", risk.id),
        "title": _line(risk.title) or risk.id,
        "description": _line(f"{risk.title} ({risk.origin} on {risk.subject})"),
        "statement": _line("; ".join(risk.gaps) or risk.reason) or "Nothing is missing.",
        "props": _props(risk),
        "status": _STATUS[risk.state],
        "characterizations": [{"origin": origin, "facets": facets}],
        "deadline": _moment(risk.due) if risk.due else "",
        "remediations": _remediations(risk),
        "risk-log": {"entries": _log(risk)} if risk.story else None,
        "related-observations": [{"observation-uuid": _uuid("observation", risk.id, name)} for name in risk.findings],
    }
    return {key: value for key, value in made.items() if value}


def _props(risk: Risk) -> list[dict[str, str]]:
    said = {
        "id": risk.id,
        "state": risk.state.value,
        "origin": risk.origin,
        "subject": risk.subject,
        "stride": risk.stride,
        "element": risk.element,
        "treatment": risk.treatment,
        "accepted-until": risk.until,
        "rows": " ".join(map(str, risk.evidence)),
    }
    known = [(name, _line(value)) for name, value in said.items()]
    return [{"name": name, "ns": _OWN, "value": value} for name, value in known if value]


def _remediations(risk: Risk) -> list[dict[str, Any]]:
    cycle = "completed" if risk.state in (RiskState.TREATED, RiskState.CLOSED) else "planned"
    return [
        {
            "uuid": _uuid("remediation", risk.id, control),
            "lifecycle": cycle,
            "title": _line(control) or "control",
            "description": _line(f"The control {control} holds, as evidence shows it."),
        }
        for control in risk.controls
    ]


def _log(risk: Risk) -> list[dict[str, Any]]:
    return [
        {
            "uuid": _uuid("entry", risk.id, str(number), step.at, step.says),
            "description": _line(step.says) or "Something happened.",
            "start": _moment(step.at),
            **({"logged-by": [{"party-uuid": _party(step.by)}]} if _line(step.by) else {}),
        }
        for number, step in enumerate(risk.story)
    ]


def _item(risk: Risk) -> dict[str, Any]:
    related = [{"observation-uuid": _uuid("observation", risk.id, name)} for name in risk.findings]
    made = {
        "uuid": _uuid("item", risk.id),
        "title": _line(risk.title) or risk.id,
        "description": _line(f"{risk.id}: {risk.title}"),
        "props": [{"name": "id", "ns": _OWN, "value": risk.id}],
        "related-observations": related,
        "related-risks": [{"risk-uuid": _uuid("risk", risk.id)}],
    }
    return {key: value for key, value in made.items() if value}
