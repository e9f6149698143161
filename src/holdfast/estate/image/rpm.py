"""What rpm has installed, whatever kind of database holds it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.estate.image import rpmhash, rpmstores
from holdfast.estate.image import rpmheader as tags
from holdfast.estate.image.limits import Damaged
from holdfast.estate.image.rpmheader import Tags, read_header
from holdfast.model.package import Package, Source
from holdfast.model.place import Place
from holdfast.model.reading import Gap

_SOURCE: Final = re.compile(r"(.+)-([^-]+-[^-]+?)\.(?:no)?src\.rpm")
_KEY: Final = "gpg-pubkey"
"""Keys of those who sign packages are kept as if they were packages."""


def read_database(path: str, data: bytes, ecosystem: str) -> tuple[tuple[Package, ...], tuple[Gap, ...]]:
    """The packages of a database, and what is wrong with it."""
    found: list[Tags] = []
    gaps: list[Gap] = []
    place = Place(path=path)
    try:
        for header in headers(data):
            told = read_header(header)
            if not (told.get(tags.NAME) and told.get(tags.VERSION) and told.get(tags.RELEASE)):
                raise Damaged("a header has no name or no version")
            if told[tags.NAME][0] != _KEY:
                found.append(told)
    except Damaged as error:
        gaps.append(Gap(why=f"the database of packages is broken: {error}", place=place, fault=True))
    keys: dict[str, str] = {}
    for told in found:
        for provided in told.get(tags.PROVIDES, ()):
            keys.setdefault(provided, f"{told[tags.NAME][0]}@{_version(told)}")
    packages = [_package(told, place, ecosystem, keys) for told in found]

    return tuple(sorted(packages, key=lambda each: (each.name, each.version, each.architecture))), tuple(gaps)


def headers(data: bytes) -> Iterator[bytes]:
    """The header of each package in a database of any kind. Raises Damaged."""
    if rpmstores.is_sqlite(data):
        return rpmstores.of_sqlite(data)
    if rpmstores.is_ndb(data):
        return rpmstores.of_ndb(data)
    return rpmhash.values(data)


def _version(told: Tags) -> str:
    epoch = next(iter(told.get(tags.EPOCH, ())), "0")
    version = f"{told[tags.VERSION][0]}-{told[tags.RELEASE][0]}"
    return f"{epoch}:{version}" if epoch != "0" else version


def _package(told: Tags, place: Place, ecosystem: str, keys: Mapping[str, str]) -> Package:
    name, version = told[tags.NAME][0], _version(told)
    source = _SOURCE.fullmatch(next(iter(told.get(tags.SOURCE, ())), ""))
    needs = {keys[word] for word in told.get(tags.REQUIRES, ()) if word in keys} - {f"{name}@{version}"}
    return Package(
        ecosystem=ecosystem,
        name=name,
        version=version,
        place=place,
        needs=tuple(sorted(needs)),
        licence=next(iter(told.get(tags.LICENCE, ())), ""),
        source=Source.DISTRIBUTION,
        origin_name=source[1] if source else name,
        origin_version=source[2] if source and not version.endswith(f":{source[2]}") else version,
        architecture=next(iter(told.get(tags.ARCHITECTURE, ())), ""),
    )
