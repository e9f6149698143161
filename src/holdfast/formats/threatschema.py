"""The JSON Schema of a threat model, made from the vocabulary, for editors that complete and check while one types."""

from __future__ import annotations

import json
from typing import Any, Final

from holdfast.formats.threatdecided import ACTORS, FACTORS
from holdfast.formats.threatmodel import CRITICALITIES, ID, SECTIONS
from holdfast.model.system import TAGS, UNKNOWN, Level, Sort, Way
from holdfast.model.terms import TECHNOLOGIES, TERMS

_DAY: Final = {"type": "string", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"}
_THREAT: Final = {"type": "string", "pattern": "^[^@]+@[^@]+$"}
_TEXTS: Final = {"oneOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]}
_TRUTH: Final[dict[str, list[Any]]] = {"yes": ["yes", True], "no": ["no", False]}


def written() -> str:
    """The schema as text."""
    return json.dumps(schema(), indent=2, ensure_ascii=False) + "\n"


def schema() -> dict[str, Any]:
    """The schema, draft 2020-12."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": "urn:holdfast:schema:threatmodel-1",
        "title": "Holdfast threat model, version 1",
        "description": "What a system is made of, what flows in it, what is trusted and what is at stake.",
        **_closed(
            {
                "system": _text("What the system is called."),
                "context": _context(),
                "data": _named(_asset(), "Data that is worth something."),
                "boundaries": _named(_boundary(), "Lines that trust does not cross by itself."),
                **{
                    name: _named(_element(sort), f"Each {sort.value.replace('-', ' ')}.")
                    for name, sort in SECTIONS.items()
                },
                "flows": _named(_flow(), "Data on its way from one element to another."),
                "assumptions": _listed(_assumption(), "What is taken for true without proof."),
                "stories": _named(_story(), "What attackers want, and how."),
                "sessions": _listed(_session(), "Meetings about the model."),
                "treatments": _listed(_treatment(), "What was decided about threats."),
            },
            ["system"],
        ),
    }


def _closed(properties: dict[str, Any], required: list[str] | None = None) -> dict[str, Any]:
    found: dict[str, Any] = {"type": ["object", "null"] if not required else "object"}
    found |= {"additionalProperties": False, "properties": properties}
    return found | ({"required": required} if required else {})


def _text(says: str) -> dict[str, Any]:
    return {"type": "string", "description": says}


def _texts(says: str) -> dict[str, Any]:
    return {**_TEXTS, "description": says}


def _words(words: tuple[str, ...], says: str) -> dict[str, Any]:
    return {"enum": list(words), "description": says}


def _named(item: dict[str, Any], says: str) -> dict[str, Any]:
    return {
        "type": ["object", "null"],
        "description": says,
        "propertyNames": {"pattern": f"^{ID.pattern}$", "maxLength": 100},
        "additionalProperties": item,
    }


def _listed(item: dict[str, Any], says: str) -> dict[str, Any]:
    return {"type": ["array", "null"], "description": says, "items": item}


def _context() -> dict[str, Any]:
    return _closed(
        {
            "criticality": _words(CRITICALITIES, "How much the business depends on it."),
            "obligations": _texts("Laws, standards and contracts that bind it, e.g. PCI DSS."),
            "purpose": _text("What it is for."),
            "owner": _text("Who answers for it."),
        }
    )


def _asset() -> dict[str, Any]:
    levels = tuple(level.value for level in Level)
    return _closed(
        {
            "name": _text("What people call it."),
            "level": _words(levels, "How much harm it does when it gets out, least first."),
            "tags": {"type": "array", "items": {"enum": list(TAGS)}, "description": "What sort of data it is."},
        },
        ["level"],
    )


def _boundary() -> dict[str, Any]:
    return _closed(
        {
            "name": _text("What people call it."),
            "kind": _text("internet, network, cluster, namespace, account, host, process …"),
            "inside": _text("The boundary around it."),
            "source": _texts("file:line where it was seen."),
        }
    )


def _element(sort: Sort) -> dict[str, Any]:
    technologies = {"type": "array", "items": {"anyOf": [{"enum": sorted(set(TECHNOLOGIES))}, {"type": "string"}]}}
    return _closed(
        {
            "name": _text("What people call it."),
            "in": _text("The innermost boundary around it."),
            "technologies": {**technologies, "description": "What it is made with."},
            "data": _texts("Ids of the data that it keeps or works on."),
            "paths": _texts("Globs of the files that it is made from."),
            "subject": _text("The ledger's subject that evidence about it is on."),
            "source": _texts("file:line where it was seen."),
            "guessed": _guessed(sort.value, "data", "technologies"),
            "out-of-scope": _text("Why it is not looked at."),
            **_facts(sort.value),
        }
    )


def _flow() -> dict[str, Any]:
    return _closed(
        {
            "name": _text("What people call it."),
            "from": _text("The element that begins the exchange."),
            "to": _text("The element that answers."),
            "protocol": _text("https, http, amqp, postgresql …"),
            "data": _texts("Ids of the data that it carries."),
            "source": _texts("file:line where it was seen."),
            "guessed": _guessed("flow", "data", "protocol"),
            "out-of-scope": _text("Why it is not looked at."),
            **_facts("flow"),
        },
        ["from", "to"],
    )


def _guessed(sort: str, *more: str) -> dict[str, Any]:
    facts = [name for name, term in TERMS.items() if sort in term.on]
    says = "What of it was not seen, but concluded: facts that it states, or what else is named here."
    return {"type": "array", "items": {"enum": [*more, *facts]}, "description": says}


def _facts(sort: str) -> dict[str, Any]:
    return {
        name: {
            "enum": [each for value in (*term.values, UNKNOWN) for each in _TRUTH.get(value, [value])],
            "description": term.asks,
        }
        for name, term in TERMS.items()
        if sort in term.on
    }


def _assumption() -> dict[str, Any]:
    return _closed(
        {"says": _text("What is taken for true."), "about": _texts("Ids that it is about."), "until": _DAY}, ["says"]
    )


def _story() -> dict[str, Any]:
    step = _closed({"does": _text("What the attacker does."), "threat": _THREAT}, ["does"])
    return _closed(
        {
            "actor": _words(ACTORS, "Who attacks."),
            "goal": _text("As ACTOR I want GOAL."),
            "gain": _text("… so that GAIN."),
            "target": _text("The element or flow aimed at."),
            "steps": {"type": "array", "items": {"anyOf": [{"type": "string"}, step]}, "description": "What is done."},
            "conditions": _texts("What has to be so before."),
            "likelihood": _text("Why it is likely or not."),
            "countered-by": _texts("Ids of controls."),
            "tests": _texts("Tests that try it."),
        },
        ["goal"],
    )


def _session() -> dict[str, Any]:
    return _closed({"at": _DAY, "who": _texts("Who was there."), "decided": _texts("What was decided.")}, ["at", "who"])


def _treatment() -> dict[str, Any]:
    level = {"type": "integer", "minimum": 0, "maximum": 9}
    ways = tuple(way.value for way in Way)
    found = _closed(
        {
            "threat": {**_THREAT, "description": "rule@element; * stands for any run of characters."},
            "way": _words(ways, "How it is treated; mitigate where nothing is said."),
            "reason": _text("Why."),
            "owner": _text("Who answers for it."),
            "until": {**_DAY, "description": "The last day on which it holds."},
            "controls": _texts("Controls that stand against it instead of those that the rule names."),
            "factors": _closed(dict.fromkeys(FACTORS, level)),
            "cvss": {"type": "string", "pattern": "^CVSS:4\\.0/", "description": "A CVSS v4.0 vector."},
        },
        ["threat"],
    )
    needs = {"required": ["reason", "owner", "until"]}
    return found | {"if": {"required": ["way"], "properties": {"way": {"enum": list(ways[1:])}}}, "then": needs}
