"""Bills of materials in SPDX 2.3 JSON (ISO/IEC 5962): written, and read back into an inventory."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from holdfast.formats.bomread import BrokenError, broken, joined, json_object, lines, named, objects, ours, text
from holdfast.formats.licenceterms import NONE, is_expression
from holdfast.formats.plainjson import dumped
from holdfast.model.bom import Bom, Component
from holdfast.model.package import Inventory, Package, Reach, Source
from holdfast.model.place import Place
from holdfast.model.reading import Gap

FORMAT: Final = "SPDX-2.3"
_DOCUMENT: Final = "SPDXRef-DOCUMENT"
_ROOT: Final = "SPDXRef-subject"
_SPACE: Final = "https://holdfast.example/spdx/"
_SILENT: Final = "NOASSERTION"
_ALGORITHMS: Final = frozenset({"md5", "sha1", "sha256", "sha384", "sha512"})
_UNFIT: Final = re.compile(r"[^A-Za-z0-9.\-]+")
_RELATIONS: Final[Mapping[Reach, str]] = {
    Reach.DEVELOPMENT: "DEV_DEPENDENCY_OF",
    Reach.TEST: "TEST_DEPENDENCY_OF",
    Reach.BUILD: "BUILD_DEPENDENCY_OF",
    Reach.OPTIONAL: "OPTIONAL_DEPENDENCY_OF",
}
"""How a direct dependency that is not for production is tied to the subject."""
_REACHES: Final = {relation: reach for reach, relation in _RELATIONS.items()}
_REPOSITORY: Final = re.compile(r"^https?://[^@]+\.git(?:@[\w.\-/]+)?$")
"""The addresses of git that the specification has a place for (7.7)."""
_TOLD: Final = re.compile(r"^holdfast (\w+): (.+)$", re.MULTILINE)


def document(bom: Bom) -> dict[str, Any]:
    """A bill of materials as plain data, in a stable order."""
    ids = _ids(bom.components)
    extracted: dict[str, str] = {}
    packages = [_subject(bom, extracted), *(_package(each, ids[each.ref], extracted) for each in bom.components)]
    body: dict[str, Any] = {
        "packages": packages,
        "relationships": list(_relations(bom, ids)),
    }
    if extracted:
        body["hasExtractedLicensingInfos"] = [
            {"licenseId": name, "name": told[:200], "extractedText": told} for name, told in sorted(extracted.items())
        ]
    digest = hashlib.sha256(json.dumps(body, sort_keys=True).encode()).hexdigest()[:32]
    return {
        "spdxVersion": FORMAT,
        "dataLicense": "CC0-1.0",
        "SPDXID": _DOCUMENT,
        "name": bom.name or "subject",
        "documentNamespace": f"{_SPACE}{_UNFIT.sub('-', bom.name) or 'subject'}-{digest}",
        "creationInfo": {
            "created": bom.seen_at.replace("+00:00", "Z") or "1970-01-01T00:00:00Z",
            "creators": [f"Tool: holdfast-{bom.tool or '0'}"],
            **({} if bom.complete else {"comment": "Not complete: something that was there could not be read."}),
        },
        **body,
    }


def write(bom: Bom) -> str:
    """The document as text, ending in a line end."""
    return dumped(document(bom))


def _ids(components: Iterable[Component]) -> dict[str, str]:
    """An id of the document for each reference: readable, and made its own by a digest."""
    found = {}
    for each in components:
        readable = _UNFIT.sub("-", each.package.name).strip("-")
        found[each.ref] = f"SPDXRef-{readable}-{hashlib.sha256(each.ref.encode()).hexdigest()[:12]}"
    return found


def _subject(bom: Bom, extracted: dict[str, str]) -> dict[str, Any]:
    return {
        "SPDXID": _ROOT,
        "name": bom.name or "subject",
        **({"versionInfo": bom.version} if bom.version else {}),
        "downloadLocation": _SILENT,
        "filesAnalyzed": False,
        "licenseConcluded": _SILENT,
        "licenseDeclared": _declared(bom.licence, extracted),
        "copyrightText": _SILENT,
        "primaryPackagePurpose": "APPLICATION",
    }


def _package(each: Component, name: str, extracted: dict[str, str]) -> dict[str, Any]:
    package = each.package
    vcs = package.source is Source.GIT and _REPOSITORY.search(package.address)
    address = f"git+{package.address}" if vcs else package.address if package.source is Source.URL else ""
    sums = [
        {"algorithm": kind.upper(), "checksumValue": value.lower()}
        for kind, _, value in (item.partition(":") for item in package.hashes)
        if kind in _ALGORITHMS
    ]
    return {
        "SPDXID": name,
        "name": package.name,
        **({"versionInfo": package.version} if package.version else {}),
        "downloadLocation": address or _SILENT,
        "filesAnalyzed": False,
        **({"checksums": sums} if sums else {}),
        "licenseConcluded": _SILENT,
        "licenseDeclared": _declared(package.licence, extracted),
        "copyrightText": _SILENT,
        "primaryPackagePurpose": "CONTAINER" if package.ecosystem == "Docker" else "LIBRARY",
        "externalRefs": [
            {"referenceCategory": "PACKAGE-MANAGER", "referenceType": "purl", "referenceLocator": each.ref}
        ],
        "sourceInfo": "found at " + ", ".join(f"{at.path}:{at.line}" for at in each.places),
        "comment": "\n".join(f"holdfast {key}: {value}" for key, value in _told(package)),
    }


def _told(package: Package) -> Iterator[tuple[str, str]]:
    yield "ecosystem", package.ecosystem
    yield "reach", package.reach.value
    if package.direct is not None:
        yield "direct", "true" if package.direct else "false"
    if package.requirement:
        yield "requirement", " ".join(package.requirement.split())
    if package.source is not Source.REGISTRY:
        yield "source", package.source.value
    if package.address:
        yield "address", package.address
    for module in package.modules:
        yield "module", module


def _declared(told: str, extracted: dict[str, str]) -> str:
    """A licence as SPDX has it; free text becomes a reference to itself."""
    if not told:
        return _SILENT
    if told in NONE or is_expression(told):
        return told
    name = f"LicenseRef-{hashlib.sha256(told.encode()).hexdigest()[:12]}"
    extracted[name] = told
    return name


def _relations(bom: Bom, ids: Mapping[str, str]) -> Iterator[dict[str, str]]:
    def relation(one: str, kind: str, other: str) -> dict[str, str]:
        return {"spdxElementId": one, "relationshipType": kind, "relatedSpdxElement": other}

    yield relation(_DOCUMENT, "DESCRIBES", _ROOT)
    reaches = {each.ref: each.package.reach for each in bom.components}
    for ref in bom.direct:
        kind = _RELATIONS.get(reaches[ref])
        yield relation(ids[ref], kind, _ROOT) if kind else relation(_ROOT, "DEPENDS_ON", ids[ref])
    for each in bom.components:
        for need in each.needs:
            yield relation(ids[each.ref], "DEPENDS_ON", ids[need])


def is_spdx(data: bytes) -> bool:
    """Whether a JSON text says that it is one."""
    return b'"spdxVersion"' in data[:65536] or b'"spdxVersion"' in data[-65536:]


def read(path: str, data: bytes) -> Inventory:
    """The inventory that a document tells, of SPDX 2.2 or 2.3. What is wrong with it is a gap."""
    try:
        found = json_object(data)
        if not text(found, "spdxVersion").startswith("SPDX-2."):
            raise BrokenError("spdxVersion is not SPDX-2.3, nor another of SPDX 2")
        return _read(path, data, found)
    except BrokenError as error:
        return broken(path, "spdx", error)


def _read(path: str, data: bytes, found: Mapping[str, Any]) -> Inventory:
    at = lines(data)
    texts = {
        text(each, "licenseId"): text(each, "extractedText") for each in objects(found, "hasExtractedLicensingInfos")
    }
    entries = {text(each, "SPDXID"): each for each in objects(found, "packages")}
    needs, reaches = _graph(found)
    described = found.get("documentDescribes")
    named_ones = [each for each in described if isinstance(each, str)] if isinstance(described, list) else []
    root = next(iter([*needs.get(_DOCUMENT, ()), *named_ones]), "")
    packages: dict[str, Package] = {}
    gaps: list[Gap] = []
    for name, entry in entries.items():
        package = _restored(path, entry, at, texts)
        if package is not None:
            reach = package.reach if package.reach is not Reach.RUNTIME else reaches.get(name, Reach.RUNTIME)
            packages[name] = replace(package, reach=reach)
        elif name != root:
            gaps.append(Gap(why=f'no ecosystem is known for "{text(entry, "name")}"', place=Place(path=path)))
    top = entries.get(root, {})
    told = found.get("creationInfo")
    if isinstance(told, Mapping) and text(told, "comment").startswith("Not complete"):
        gaps.append(Gap(why="the document says that it is not complete", place=Place(path=path), fault=True))
    return joined(path, "spdx", text(top, "name"), text(top, "versionInfo"), packages, needs, root, gaps)


def _graph(found: Mapping[str, Any]) -> tuple[dict[str, list[str]], dict[str, Reach]]:
    """Who needs what, the document what it describes; and what is not for production."""
    needs: dict[str, list[str]] = {}
    reaches: dict[str, Reach] = {}
    for each in objects(found, "relationships"):
        one, kind, other = (text(each, key) for key in ("spdxElementId", "relationshipType", "relatedSpdxElement"))
        if kind in ("DESCRIBES", "DEPENDS_ON", "CONTAINS"):
            needs.setdefault(one, []).append(other)
        elif kind == "DESCRIBED_BY":
            needs.setdefault(other, []).append(one)
        elif kind == "DEPENDENCY_OF" or kind in _REACHES:
            needs.setdefault(other, []).append(one)
            if kind in _REACHES:
                reaches[one] = _REACHES[kind]
    return needs, reaches


def _restored(path: str, entry: Mapping[str, Any], at: Mapping[str, int], texts: Mapping[str, str]) -> Package | None:
    purl = next(
        (
            text(each, "referenceLocator")
            for each in objects(entry, "externalRefs")
            if text(each, "referenceType") == "purl"
        ),
        "",
    )
    place = Place(path=path, line=at.get(purl, 1))
    package = named(purl, text(entry, "name"), text(entry, "versionInfo"), place)
    if package is None:
        return None
    told: dict[str, list[str]] = {}
    for key, value in _TOLD.findall(text(entry, "comment")):
        told.setdefault(key, []).append(value)
    licence = text(entry, "licenseDeclared")
    licence = text(entry, "licenseConcluded") if licence in ("", *NONE) else licence
    sums = (f"{text(each, 'algorithm').lower()}:{text(each, 'checksumValue')}" for each in objects(entry, "checksums"))
    package = replace(
        package,
        hashes=tuple(sorted(each for each in sums if each.partition(":")[0] in _ALGORITHMS)),
        licence="" if licence in NONE else texts.get(licence, licence),
        requirement=next(iter(told.get("requirement", ())), ""),
        modules=tuple(told.get("module", ())),
    )
    return ours(package, {key: values[0] for key, values in told.items()})
