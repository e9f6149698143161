"""Reads a bill of materials in CycloneDX JSON, of any version from 1.2 on, back into an inventory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from holdfast.formats.bomread import BrokenError, broken, joined, json_object, lines, named, objects, ours, text
from holdfast.formats.cyclonedx import FORMAT, licence_of
from holdfast.model.package import Inventory, Package, Reach
from holdfast.model.place import Place
from holdfast.model.reading import Gap

_ALGORITHMS: Final[Mapping[str, str]] = {
    "MD5": "md5",
    "SHA-1": "sha1",
    "SHA-256": "sha256",
    "SHA-384": "sha384",
    "SHA-512": "sha512",
}
_REACH: Final[Mapping[str, Reach]] = {"optional": Reach.OPTIONAL, "excluded": Reach.DEVELOPMENT}
_DEPTH: Final = 32
_SKIPPED: Final = frozenset({"file", "operating-system", "data", "cryptographic-asset", "device", "firmware"})
"""Types of components that no ecosystem has."""


def is_cyclonedx(data: bytes) -> bool:
    """Whether a JSON text says that it is one."""
    return b'"bomFormat"' in data[:4096] or b'"bomFormat"' in data[-4096:]


def read(path: str, data: bytes) -> Inventory:
    """The inventory that a document tells. What is wrong with it is a gap."""
    try:
        found = json_object(data)
        if found.get("bomFormat") != FORMAT:
            raise BrokenError("bomFormat is not CycloneDX")
        return _read(path, data, found)
    except BrokenError as error:
        return broken(path, "cyclonedx", error)


def _read(path: str, data: bytes, found: Mapping[str, Any]) -> Inventory:
    at = lines(data)
    metadata = found.get("metadata")
    top = metadata.get("component") if isinstance(metadata, Mapping) else None
    root = top if isinstance(top, Mapping) else {}
    packages: dict[str, Package] = {}
    gaps: list[Gap] = []
    for entry in _components(found, 0):
        ref = text(entry, "bom-ref") or text(entry, "purl") or text(entry, "name")
        package = _package(path, entry, at)
        if package is not None:
            packages[ref] = package
        elif text(entry, "type") not in _SKIPPED:
            what = text(entry, "purl") or text(entry, "name") or "a component without a name"
            gaps.append(Gap(why=f'no ecosystem is known for "{what}"', place=Place(path=path)))
    needs = {
        text(entry, "ref"): tuple(each for each in entry.get("dependsOn") or () if isinstance(each, str))
        for entry in objects(found, "dependencies")
        if isinstance(entry.get("dependsOn") or [], list)
    }
    for entry in objects(found, "compositions"):
        if text(entry, "aggregate").startswith("incomplete"):
            why = "the document says that it is not complete"
            gaps.append(Gap(why=why, place=Place(path=path), fault=True))
    reference = text(root, "bom-ref")
    return joined(path, "cyclonedx", text(root, "name"), text(root, "version"), packages, needs, reference, gaps)


def _components(found: Mapping[str, Any], depth: int) -> Iterator[Mapping[str, Any]]:
    if depth > _DEPTH:
        raise BrokenError("components are nested too deep")
    for entry in objects(found, "components"):
        yield entry
        yield from _components(entry, depth + 1)


def _package(path: str, entry: Mapping[str, Any], at: Mapping[str, int]) -> Package | None:
    purl = text(entry, "purl")
    name = "/".join(part for part in (text(entry, "group"), text(entry, "name")) if part)
    package = named(purl, name, text(entry, "version"), Place(path=path, line=at.get(purl, 1)))
    told: dict[str, list[str]] = {}
    for each in objects(entry, "properties"):
        told.setdefault(text(each, "name"), []).append(text(each, "value"))
    own = {key.removeprefix("holdfast:"): values for key, values in told.items() if key.startswith("holdfast:")}
    if package is None and "ecosystem" in own:
        version = text(entry, "version")
        package = Package(ecosystem=own["ecosystem"][0], name=name, version=version, place=Place(path=path))
    if package is None:
        return None
    hashes = [
        f"{_ALGORITHMS[text(each, 'alg')]}:{text(each, 'content')}"
        for each in objects(entry, "hashes")
        if text(each, "alg") in _ALGORITHMS
    ]
    package = replace(
        package,
        hashes=tuple(sorted(hashes)),
        licence=licence_of(entry.get("licenses") or ()) if isinstance(entry.get("licenses"), list) else "",
        reach=_REACH.get(text(entry, "scope"), Reach.RUNTIME),
        modules=tuple(own.get("module", ())),
    )
    return ours(package, {key: values[0] for key, values in own.items()})
