"""VEX statements: written as OpenVEX, read from OpenVEX and from CycloneDX.

Sources: OpenVEX Specification v0.2.0; CycloneDX 1.6, ``vulnerabilities[].analysis``.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from holdfast.formats.bomread import BrokenError, json_object, objects, text
from holdfast.formats.plainjson import dumped
from holdfast.model.vex import JUSTIFICATIONS, Statement, Status

CONTEXT: Final = "https://openvex.dev/ns/v0.2.0"
_SPACE: Final = "https://holdfast.example/vex/"
_STATES: Final[Mapping[str, Status]] = {
    "resolved": Status.FIXED,
    "resolved_with_pedigree": Status.FIXED,
    "exploitable": Status.AFFECTED,
    "in_triage": Status.UNDER_INVESTIGATION,
    "false_positive": Status.NOT_AFFECTED,
    "not_affected": Status.NOT_AFFECTED,
}
"""CycloneDX's states in OpenVEX's words."""
_REASONS: Final[Mapping[str, str]] = {
    "code_not_present": "vulnerable_code_not_present",
    "code_not_reachable": "vulnerable_code_not_in_execute_path",
    "requires_configuration": "vulnerable_code_cannot_be_controlled_by_adversary",
    "requires_dependency": "component_not_present",
    "requires_environment": "vulnerable_code_cannot_be_controlled_by_adversary",
    "protected_by_compiler": "inline_mitigations_already_exist",
    "protected_at_runtime": "inline_mitigations_already_exist",
    "protected_at_perimeter": "inline_mitigations_already_exist",
    "protected_by_mitigating_control": "inline_mitigations_already_exist",
}


def write(statements: Sequence[Statement], *, author: str, seen_at: str) -> str:
    """An OpenVEX document as text, in a stable order, ending in a line end."""
    moment = seen_at.replace("+00:00", "Z")
    rows = [_statement(each) for each in sorted(statements, key=lambda one: (one.names, one.products))]
    digest = hashlib.sha256(json.dumps(rows, sort_keys=True).encode()).hexdigest()[:32]
    document = {
        "@context": CONTEXT,
        "@id": f"{_SPACE}{digest}",
        "author": author,
        "timestamp": moment,
        "version": 1,
        "statements": rows,
    }
    return dumped(document)


def _statement(each: Statement) -> dict[str, Any]:
    found: dict[str, Any] = {
        "vulnerability": {"name": each.names[0], **({"aliases": list(each.names[1:])} if each.names[1:] else {})},
        "products": [{"@id": product, "identifiers": {"purl": product}} for product in each.products],
        "status": each.status.value,
    }
    more = {
        "justification": each.justification,
        "impact_statement": each.impact,
        "action_statement": each.action,
        "status_notes": each.notes,
    }
    return found | {key: value for key, value in more.items() if value}


def read(path: str, data: bytes) -> list[Statement]:
    """The statements of a document, OpenVEX or CycloneDX. Raises BrokenError with what is wrong."""
    found = json_object(data)
    if text(found, "bomFormat") == "CycloneDX":
        return [each for entry in objects(found, "vulnerabilities") for each in _of_bom(path, found, entry)]
    if "openvex" not in text(found, "@context"):
        raise BrokenError("it is neither an OpenVEX document nor a CycloneDX one")
    moment = text(found, "timestamp")
    return [_of_vex(path, number, entry, moment) for number, entry in enumerate(objects(found, "statements"), 1)]


def _of_vex(path: str, number: int, entry: Mapping[str, Any], moment: str) -> Statement:
    where = f"statement {number}"
    told = entry.get("vulnerability")
    names = (
        (text(told, "name"), *_texts(told.get("aliases")))
        if isinstance(told, Mapping)
        else (text(entry, "vulnerability"),)
    )
    status = _status(where, text(entry, "status"))
    statement = Statement(
        names=tuple(name for name in names if name),
        products=tuple(dict.fromkeys(name for each in objects(entry, "products") for name in _products(each))),
        status=status,
        justification=text(entry, "justification"),
        impact=text(entry, "impact_statement"),
        action=text(entry, "action_statement"),
        notes=text(entry, "status_notes"),
        said_at=text(entry, "timestamp") or moment,
        place=f"{path}, {where}",
    )
    if not statement.names:
        raise BrokenError(f"{where} names no vulnerability")
    if not statement.products:
        raise BrokenError(f"{where} names no product by a package URL")
    if status is Status.NOT_AFFECTED and not (statement.justification or statement.impact):
        raise BrokenError(f"{where} says not_affected without a justification or an impact_statement")
    if statement.justification and statement.justification not in JUSTIFICATIONS:
        raise BrokenError(f"{where} has the justification {statement.justification!r}, which OpenVEX does not know")
    return statement


def _products(entry: Mapping[str, Any]) -> Iterable[str]:
    """Package URLs of a product and of its parts; parts are what is weak, where there are any."""
    parts = [name for each in objects(entry, "subcomponents") for name in _products(each)]
    identifiers = entry.get("identifiers")
    told = text(identifiers, "purl") if isinstance(identifiers, Mapping) else ""
    own = [name for name in (told, text(entry, "@id")) if name.startswith("pkg:")]
    return parts or own


def _status(where: str, told: str) -> Status:
    try:
        return Status(told)
    except ValueError:
        known = ", ".join(status.value for status in Status)
        raise BrokenError(f"{where} has the status {told!r}, which is none of {known}") from None


def _of_bom(path: str, found: Mapping[str, Any], entry: Mapping[str, Any]) -> Iterable[Statement]:
    analysis = entry.get("analysis")
    state = text(analysis, "state") if isinstance(analysis, Mapping) else ""
    if not isinstance(analysis, Mapping) or state not in _STATES:
        return
    refs = {text(each, "bom-ref"): text(each, "purl") for each in objects(found, "components")}
    targets = (text(each, "ref") for each in objects(entry, "affects"))
    products = [name for ref in targets if (name := refs.get(ref, ref)).startswith("pkg:")]
    names = [text(entry, "id"), *(text(each, "id") for each in objects(entry, "references"))]
    if products and names[0]:
        yield Statement(
            names=tuple(dict.fromkeys(name for name in names if name)),
            products=tuple(dict.fromkeys(products)),
            status=_STATES[state],
            justification=_REASONS.get(text(analysis, "justification"), ""),
            impact=text(analysis, "detail"),
            said_at=text(analysis, "lastUpdated") or text(entry, "updated"),
            place=f"{path}, {names[0]}",
        )


def _texts(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []
