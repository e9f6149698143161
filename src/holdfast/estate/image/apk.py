"""What apk has installed.

Source: Alpine's specification of the package index and of the installed database (``/lib/apk/db/installed``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from holdfast.model.package import Package, Source
from holdfast.model.place import Place
from holdfast.model.reading import Gap

_NAME: Final = re.compile(r"[^<>=~@\s]+")
_MOST: Final = 500_000
_ONCE: Final = "PVALoDp"
"""Fields of a package itself; those of its files come later and in any number."""


class _Entry(NamedTuple):
    line: int
    fields: dict[str, str]


def read_installed(path: str, data: bytes, ecosystem: str) -> tuple[tuple[Package, ...], tuple[Gap, ...]]:
    """The packages of an installed database, and what is wrong with it."""
    found: list[_Entry] = []
    gaps: list[Gap] = []
    for entry in _entries(data.decode("utf-8", "replace")):
        if len(found) >= _MOST:
            gaps.append(Gap(why=f"it has more than {_MOST:,} packages", place=Place(path=path), fault=True))
            break
        if "P" in entry.fields and "V" in entry.fields:
            found.append(entry)
        else:
            place = Place(path=path, line=entry.line, end_line=entry.line)
            gaps.append(Gap(why="an entry without a name or a version", place=place, fault=True))
    keys: dict[str, str] = {}
    for entry in found:
        key = f"{entry.fields['P']}@{entry.fields['V']}"
        for word in entry.fields.get("p", "").split():
            keys.setdefault(_bare(word), key)
        keys[entry.fields["P"]] = key
    packages = [_package(entry, path, ecosystem, keys) for entry in found]
    return tuple(sorted(packages, key=lambda package: (package.name, package.version))), tuple(gaps)


def _entries(text: str) -> Iterator[_Entry]:
    fields: dict[str, str] = {}
    first = 1
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            if fields:
                yield _Entry(first, fields)
            fields = {}
            continue
        if not fields:
            first = number
        name, sign, value = line.partition(":")
        if sign and len(name) == 1 and (name in _ONCE):
            fields.setdefault(name, value.strip())
        elif not fields:
            fields["?"] = ""
    if fields:
        yield _Entry(first, fields)


def _bare(word: str) -> str:
    match = _NAME.match(word.lstrip("!"))
    return match[0] if match else word


def _package(entry: _Entry, path: str, ecosystem: str, keys: Mapping[str, str]) -> Package:
    fields = entry.fields
    name, version = fields["P"], fields["V"]
    wanted = (_bare(word) for word in fields.get("D", "").split() if not word.startswith("!"))
    needs = {keys[word] for word in wanted if word in keys} - {f"{name}@{version}"}
    return Package(
        ecosystem=ecosystem,
        name=name,
        version=version,
        place=Place(path=path, line=entry.line, end_line=entry.line),
        needs=tuple(sorted(needs)),
        licence=fields.get("L", ""),
        source=Source.DISTRIBUTION,
        origin_name=fields.get("o", name),
        origin_version=version,
        architecture=fields.get("A", ""),
    )
