"""Small advisories in the OSV format, written for the tests, and databases of them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from holdfast.store.advisories import Advisories
from holdfast.store.advisorybuild import Builder, locked

FETCHED = "2026-11-01T00:00:00+00:00"
ECOSYSTEMS = (
    *("CRAN", "GitHub Actions", "Go", "Hex", "Maven", "NuGet", "Packagist", "Pub", "PyPI", "RubyGems", "SwiftURL"),
    *("crates.io", "npm"),
)
"""What a project may be made of and advisories are published about."""
RELEASES = {
    "AlmaLinux": ("8", "9"),
    "Alpine": ("v3.18", "v3.19", "v3.20", "v3.21"),
    "Debian": ("11", "12", "13"),
    "Rocky Linux": ("8", "9"),
    "Ubuntu": ("22.04:LTS", "24.04:LTS"),
}
"""What an image may be made of besides."""
Record = dict[str, Any]


def record(name: str, *rows: Record, **more: Any) -> Record:
    """An advisory about packages."""
    return {"id": name, "modified": "2026-01-02T03:04:05Z", "affected": list(rows), **more}


def about(ecosystem: str, name: str, *events: Record, kind: str = "ECOSYSTEM", **more: Any) -> Record:
    """What an advisory says of one package: one range of these events, or what ``more`` says."""
    row: Record = {"package": {"ecosystem": ecosystem, "name": name}, **more}
    if events:
        row["ranges"] = [{"type": kind, "events": list(events)}]
    return row


def since(version: str = "0", *, fixed: str = "", last: str = "") -> list[Record]:
    """The events of one range."""
    ends = [{"fixed": fixed}] if fixed else [{"last_affected": last}] if last else []
    return [{"introduced": version}, *ends]


def build(path: Path, records: Mapping[str, Iterable[Record | bytes]], **lists: Mapping[str, str | float]) -> Path:
    """A database of records by ecosystem, and of lists about CVEs."""
    with locked(path), Builder(path, fresh=True) as made:
        for ecosystem, items in records.items():
            members = [_member(number, item) for number, item in enumerate(items)]
            made.replace(ecosystem, members, fetched=FETCHED, mark="")
        for name, rows in lists.items():
            made.catalogue(name, rows, day="2026-10-31", fetched=FETCHED)
        made.finish()
    return path


def quiet_database(folder: Path, **records: Iterable[Record | bytes]) -> Path:
    """The database of a machine, in its data folder: one advisory about nobody's package for each ecosystem.

    ``records`` says more of some, with ``_`` for what no name of Python can hold.
    """
    told: dict[str, list[Record | bytes]] = {
        ecosystem: [record("QUIET-1", about(ecosystem, "nobody-s", *since(fixed="0.0.1")))] for ecosystem in ECOSYSTEMS
    }
    for base, releases in RELEASES.items():
        rows = [about(f"{base}:{release}", "nobody-s", *since(fixed="0.0.1")) for release in releases]
        told[base] = [record("QUIET-1", *rows)]
    for name, items in records.items():
        told[next(each for each in told if each.replace(".", "_").replace(" ", "_") == name)] += list(items)
    return build(folder / "advisories.sqlite", told)


def database(
    path: Path, records: Mapping[str, Iterable[Record | bytes]], **lists: Mapping[str, str | float]
) -> Advisories:
    """The same, opened."""
    return Advisories(build(path, records, **lists))


def _member(number: int, item: Record | bytes) -> tuple[str, bytes]:
    if isinstance(item, bytes):
        return f"RAW-{number}", item
    return str(item.get("id", number)), json.dumps(item).encode()
