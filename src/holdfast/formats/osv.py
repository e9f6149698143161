"""Reads advisories in the OSV format (schema 1.x). A record is hostile text: bounded, and refused with a reason.

What decides whether a version is affected must be as the schema says; what only informs is left out where it is not.
Source: https://ossf.github.io/osv-schema/.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

from holdfast.formats.osvranges import KINDS, Event, Undecidable, intervals
from holdfast.formats.osvseverity import cwes, severity
from holdfast.formats.osvsymbols import symbols
from holdfast.formats.versions.index import base_of
from holdfast.model.advisory import Advisory, Affected, Range

Record = dict[str, Any]
MOST_BYTES: Final = 32 << 20
"""The largest record that is read."""
_MOST_ROWS: Final = 50_000
_MOST_VERSIONS: Final = 500_000
_LONGEST: Final = 1000
"""Characters of an id, a name or a version."""
_RUNS: Final = re.compile(r"[-_.]+")
_DETAILS: Final = 4000
_SUMMARY: Final = 500
_REFERENCES: Final = 20
DISTRIBUTIONS: Final = frozenset(
    {
        *("Debian", "Ubuntu", "Alpine", "Alpaquita", "Chainguard", "Wolfi", "MinimOS", "Red Hat", "AlmaLinux"),
        *("Rocky Linux", "SUSE", "openSUSE", "Fedora", "Mageia", "openEuler", "Photon OS", "Azure Linux", "Echo"),
        *("CentOS", "Amazon Linux", "Oracle Linux", "BellSoft Hardened Containers"),
    }
)
"""Ecosystems of packages of an operating system. One of their errata can be about several weaknesses."""


class NotOsv(ValueError):  # noqa: N818 - an answer more than a fault
    """The record is no OSV record, and why."""


def advisory(data: bytes | Record) -> Advisory:
    """The advisory that a record tells of.

    Raises NotOsv where it is no JSON, too large or too deep, or where what decides about versions is not as it must be.
    """
    record = _parsed(data) if isinstance(data, bytes) else data
    if not isinstance(record, dict):
        raise NotOsv("it is no object")
    name = _word(record.get("id"), "id")
    affected = tuple(_affected(record))
    vector, score, word = severity(record)
    upstream = _words(record.get("upstream"))
    aliases = tuple(one for one in _words(record.get("aliases")) if one != name)
    related = _words(record.get("related"))
    if not upstream and not aliases and any(base_of(row.ecosystem) in DISTRIBUTIONS for row in affected):
        upstream = tuple(one for one in related if one.startswith("CVE-"))
    return Advisory(
        id=name,
        aliases=aliases,
        upstream=upstream,
        related=related,
        summary=_text(record.get("summary"), _SUMMARY),
        details=_text(record.get("details"), _DETAILS),
        vector=vector,
        score=score,
        word=word,
        cwe=cwes(record),
        published=_text(record.get("published"), 40),
        modified=_text(record.get("modified"), 40),
        withdrawn=_withdrawn(record),
        references=_references(record),
        malicious=name.startswith("MAL-"),
        notice=_notice(record),
        affected=affected,
    )


def _notice(record: Record) -> str:
    """What every row says that it tells instead of a weakness, in the words of RustSec; a flaw in soundness is one."""
    rows = [row for row in record.get("affected") or () if isinstance(row, dict)]
    more = [row.get("database_specific") for row in rows]
    told = {each.get("informational") if isinstance(each, dict) else None for each in more}
    return next(iter(told)) if told in ({"unmaintained"}, {"notice"}) else ""


def normal_name(ecosystem: str, name: str) -> str:
    """A package's name as its ecosystem compares names."""
    base = base_of(ecosystem)
    if base == "PyPI":
        return _RUNS.sub("-", name).lower()
    return name.lower() if base in ("NuGet", "Packagist", "GitHub Actions") else name


def _parsed(data: bytes) -> Any:
    if len(data) > MOST_BYTES:
        raise NotOsv("it is too large")
    try:
        return json.loads(data)
    except RecursionError as error:
        raise NotOsv("it is too deep") from error
    except ValueError as error:
        raise NotOsv("it is no JSON") from error


def _affected(record: Record) -> Iterator[Affected]:
    rows = _list(record.get("affected"), "affected")
    if len(rows) > _MOST_ROWS:
        raise NotOsv("it is about too many packages")
    left = _MOST_VERSIONS
    for row in rows:
        if not isinstance(row, dict):
            raise NotOsv("an entry of affected is no object")
        package = row.get("package")
        if package is None:  # only commits of a repository
            continue
        if not isinstance(package, dict):
            raise NotOsv("a package is no object")
        ecosystem = _word(package.get("ecosystem"), "ecosystem")
        versions = _versions(row)
        left -= len(versions)
        if left < 0:
            raise NotOsv("it lists too many versions")
        ranges, unclear = _ranges(ecosystem, row, bool(versions))
        yield Affected(
            ecosystem=ecosystem,
            name=normal_name(ecosystem, _word(package.get("name"), "name of a package")),
            ranges=ranges,
            versions=versions,
            symbols=symbols(row),
            severity=_own_severity(row),
            unclear=unclear,
        )


def _versions(row: Record) -> tuple[str, ...]:
    versions = _list(row.get("versions"), "versions")
    if versions and not (
        set(map(type, versions)) == {str} and "" not in versions and max(map(len, versions)) <= _LONGEST
    ):
        raise NotOsv("a version is no word")
    return tuple(versions)


def _ranges(ecosystem: str, row: Record, listed: bool) -> tuple[tuple[Range, ...], str]:
    """The intervals of one row, and why some of its ranges cannot be decided."""
    found: list[Range] = []
    unclear, commits = "", False
    for item in _list(row.get("ranges"), "ranges"):
        if not isinstance(item, dict):
            raise NotOsv("a range is no object")
        kind = _word(item.get("type"), "type of a range")
        if kind == "GIT":
            commits = True
            continue
        if kind not in ("SEMVER", "ECOSYSTEM"):
            unclear = f"a range is of the unknown type {kind[:40]!r}"
            continue
        try:
            found += intervals(ecosystem, kind, _events(item))
        except Undecidable as error:
            unclear = str(error)
    if commits and not found and not listed and not unclear:
        unclear = "only commits are named"
    return tuple(found), unclear


def _events(item: Record) -> list[Event]:
    found: list[Event] = []
    begins = False
    for event in _list(item.get("events"), "events"):
        if not isinstance(event, dict):
            raise NotOsv("an event of a range is no object")
        for kind, version in event.items():
            if kind not in KINDS:
                raise NotOsv("an event of a range is of an unknown kind")
            begins = begins or kind == "introduced"
            found.append((kind, _word(version, "version")))
    if not begins:
        raise NotOsv("a range has no beginning")
    return found


def _own_severity(row: Record) -> str:
    vector, _, word = severity(row)
    return vector or word


def _withdrawn(record: Record) -> str:
    value = record.get("withdrawn")
    if value is None:
        return ""
    return _word(value, "day of withdrawal")


def _references(record: Record) -> tuple[str, ...]:
    rows = record.get("references")
    if not isinstance(rows, list):
        return ()
    found = [row.get("url") for row in rows[:_REFERENCES] if isinstance(row, dict)]
    return tuple(url for url in found if isinstance(url, str) and len(url) <= _LONGEST)


def _list(value: Any, what: str) -> list[Any]:
    if value is None:
        return []
    if not isinstance(value, list):
        raise NotOsv(f"{what} is no list")
    return value


def _word(value: Any, what: str) -> str:
    if not isinstance(value, str) or not value or len(value) > _LONGEST:
        raise NotOsv(f"{what} is no word")
    return value


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(dict.fromkeys(item for item in value[:_LONGEST] if isinstance(item, str) and 0 < len(item) <= 200))


def _text(value: Any, most: int) -> str:
    return value[:most].strip() if isinstance(value, str) else ""
