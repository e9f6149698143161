"""Bills of materials in CycloneDX 1.6 JSON (ECMA-424): written, and read back into an inventory."""

from __future__ import annotations

import json
import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from holdfast.formats.licenceterms import is_expression, is_known
from holdfast.formats.plainjson import dumped
from holdfast.model.bom import Bom, Component
from holdfast.model.package import Package, Reach, Source
from holdfast.model.vex import Statement, Status

FORMAT: Final = "CycloneDX"
VERSION: Final = "1.6"
_ALGORITHMS: Final[Mapping[str, str]] = {
    "md5": "MD5",
    "sha1": "SHA-1",
    "sha256": "SHA-256",
    "sha384": "SHA-384",
    "sha512": "SHA-512",
}
_SCOPES: Final[Mapping[Reach, str]] = {
    Reach.RUNTIME: "required",
    Reach.OPTIONAL: "optional",
    Reach.BUILD: "excluded",
    Reach.TEST: "excluded",
    Reach.DEVELOPMENT: "excluded",
}
_TYPES: Final[Mapping[str, str]] = {"Docker": "container"}
_STATES: Final[Mapping[Status, str]] = {
    Status.AFFECTED: "exploitable",
    Status.FIXED: "resolved",
    Status.NOT_AFFECTED: "not_affected",
    Status.UNDER_INVESTIGATION: "in_triage",
}
_JUSTIFICATIONS: Final[Mapping[str, str]] = {
    "component_not_present": "requires_dependency",
    "vulnerable_code_not_present": "code_not_present",
    "vulnerable_code_not_in_execute_path": "code_not_reachable",
    "vulnerable_code_cannot_be_controlled_by_adversary": "requires_environment",
    "inline_mitigations_already_exist": "protected_by_mitigating_control",
}
"""OpenVEX's words in those of CycloneDX."""
_OURS: Final = "holdfast:"
_SPACE: Final = uuid.UUID("6d6c6f72-2d70-5a1b-9b1e-8f3b6a0d4c11")
"""Name space of serial numbers: the same content has the same one."""


def document(bom: Bom, statements: Sequence[Statement] = ()) -> dict[str, Any]:
    """A bill of materials as plain data, in a stable order; with what is said about the weaknesses of its parts."""
    root = _root(bom)
    found: dict[str, Any] = {
        "bomFormat": FORMAT,
        "specVersion": VERSION,
        "version": 1,
        "metadata": {
            **({"timestamp": bom.seen_at.replace("+00:00", "Z")} if bom.seen_at else {}),
            "tools": {"components": [{"type": "application", "name": "holdfast", "version": bom.tool or "0"}]},
            "component": root,
        },
        "components": [_component(each) for each in bom.components],
        "dependencies": [
            {"ref": root["bom-ref"], "dependsOn": list(bom.direct)},
            *({"ref": each.ref, "dependsOn": list(each.needs)} for each in bom.components),
        ],
        "compositions": [{"aggregate": "complete" if bom.complete else "incomplete", "assemblies": [root["bom-ref"]]}],
    }
    if statements:
        known = {each.ref for each in bom.components}
        ordered = sorted(statements, key=lambda one: (one.names, one.products))
        found["vulnerabilities"] = [_vulnerability(each, known) for each in ordered]
    content = {key: value for key, value in found.items() if key != "metadata"}
    serial = uuid.uuid5(_SPACE, json.dumps([root, content], sort_keys=True))
    return {"bomFormat": FORMAT, "specVersion": VERSION, "serialNumber": f"urn:uuid:{serial}", **found}


def write(bom: Bom, statements: Sequence[Statement] = ()) -> str:
    """The document as text, ending in a line end."""
    return dumped(document(bom, statements))


def _vulnerability(each: Statement, known: Collection[str]) -> dict[str, Any]:
    analysis = {"state": _STATES[each.status], "detail": each.impact or each.notes or each.action}
    if each.justification in _JUSTIFICATIONS:
        analysis["justification"] = _JUSTIFICATIONS[each.justification]
    return {
        "id": each.names[0],
        "references": [{"id": name, "source": {"name": name.partition("-")[0]}} for name in each.names[1:]],
        "analysis": {key: value for key, value in analysis.items() if value},
        "affects": [{"ref": product} for product in each.products if product in known],
    }


def _root(bom: Bom) -> dict[str, Any]:
    return {
        "type": "application",
        "bom-ref": "subject",
        "name": bom.name or "subject",
        **({"version": bom.version} if bom.version else {}),
        **_licences(bom.licence),
    }


def _component(each: Component) -> dict[str, Any]:
    package = each.package
    group, name = _split(package)
    found: dict[str, Any] = {
        "type": _TYPES.get(package.ecosystem, "library"),
        "bom-ref": each.ref,
        **({"group": group} if group else {}),
        "name": name,
        **({"version": package.version} if package.version else {}),
        "scope": _SCOPES[package.reach],
    }
    hashes = [
        {"alg": _ALGORITHMS[kind], "content": value.lower()}
        for kind, _, value in (item.partition(":") for item in package.hashes)
        if kind in _ALGORITHMS
    ]
    found |= {"hashes": hashes} if hashes else {}
    found |= _licences(package.licence)
    found["purl"] = each.ref
    if package.source in (Source.GIT, Source.URL) and package.address:
        kind = "vcs" if package.source is Source.GIT else "distribution"
        found["externalReferences"] = [{"type": kind, "url": package.address}]
    found["evidence"] = {"occurrences": [{"location": at.path, "line": at.line} for at in each.places]}
    found["properties"] = [{"name": f"{_OURS}{key}", "value": value} for key, value in _properties(package)]
    return found


def _split(package: Package) -> tuple[str, str]:
    joint = ":" if package.ecosystem == "Maven" else "/"
    scoped = package.ecosystem == "Maven" or (package.ecosystem == "npm" and package.name.startswith("@"))
    group, _, name = package.name.rpartition(joint) if scoped else ("", "", package.name)
    return group, name


def _properties(package: Package) -> Iterator[tuple[str, str]]:
    yield "ecosystem", package.ecosystem
    yield "reach", package.reach.value
    if package.direct is not None:
        yield "direct", "true" if package.direct else "false"
    if package.requirement:
        yield "requirement", package.requirement
    if package.source is not Source.REGISTRY:
        yield "source", package.source.value
    if package.address:
        yield "address", package.address
    if package.architecture:
        yield "architecture", package.architecture
    if package.origin_name:
        yield "origin", f"{package.origin_name}@{package.origin_version}"
    for module in package.modules:
        yield "module", module
    if package.layer is not None:
        yield "layer", package.layer.digest


def _licences(told: str) -> dict[str, Any]:
    """A licence as CycloneDX has it: an id, an expression, or a name for what is neither."""
    if not told:
        return {}
    if is_known(told):
        return {"licenses": [{"license": {"id": told}}]}
    return {"licenses": [{"expression": told} if is_expression(told) else {"license": {"name": told}}]}


def licence_of(entries: Iterable[Any]) -> str:
    """What the licences of a component say, as one expression or text."""
    words = []
    for entry in entries:
        if not isinstance(entry, Mapping):
            continue
        inner = entry.get("license")
        told = entry.get("expression") or ((inner.get("id") or inner.get("name")) if isinstance(inner, Mapping) else "")
        if isinstance(told, str) and told.strip():
            words.append(told.strip())
    if len(words) > 1 and all(map(is_expression, words)):
        return " AND ".join(f"({word})" if " OR " in word else word for word in words)
    return " AND ".join(words)
