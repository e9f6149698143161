"""Packages compared with advisories."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from holdfast.engines.packages.match import match
from holdfast.engines.packages.outcome import Matched
from holdfast.model.package import Package, Source
from holdfast.model.place import Place
from tests.worlds.advisories import Record, about, database, record, since


def package(ecosystem: str, name: str, version: str, **more: Any) -> Package:
    return Package(ecosystem=ecosystem, name=name, version=version, place=Place(path="lock"), **more)


def look(folder: Path, records: Sequence[Record | bytes], *packages: Package) -> Matched:
    base = packages[0].ecosystem.partition(":")[0]
    return match(packages, database(folder / "a.sqlite", {base: records}))


def said(found: Matched) -> list[tuple[str, str, str, tuple[str, ...]]]:
    return [(item.package.key, item.advisory.id, item.unsure, item.fixed) for item in found.matches]


@pytest.mark.parametrize(
    ("ecosystem", "version", "affected"),
    [
        ("PyPI", "1.9", True),
        ("PyPI", "2.0rc1", True),
        ("PyPI", "2.0", False),
        ("PyPI", "2.0.0", False),
        ("npm", "1.9.9", True),
        ("npm", "2.0.0-rc.1", True),
        ("npm", "2.0.0", False),
        ("Go", "v1.9.9+incompatible", True),
        ("Go", "v2.0.0", False),
        ("Debian:12", "1:0.1-1", False),
        ("Debian:12", "2.0~rc1-1", True),
    ],
)
def test_a_version_is_within_a_range_or_not(tmp_path: Path, ecosystem: str, version: str, affected: bool) -> None:
    found = look(
        tmp_path, [record("X-1", about(ecosystem, "a", *since(fixed="2.0")))], package(ecosystem, "a", version)
    )
    assert bool(found.matches) is affected
    assert found.unknown == ()
    if affected:
        assert said(found) == [(f"a@{version}", "X-1", "", ("2.0",))]


def test_versions_that_are_listed_are_affected_whatever_the_ranges_say(tmp_path: Path) -> None:
    row = about("PyPI", "a", *since("2.0", fixed="2.1"), versions=["1.0"])
    listed = about("PyPI", "b", versions=["1.0"])
    records = [record("X-1", row), record("X-2", listed)]
    found = look(
        tmp_path, records, *(package("PyPI", name, v) for name in "ab" for v in ("1.0", "1.0.0", "2.0", "3.0"))
    )
    assert [item[0] for item in said(found)] == ["a@1.0", "a@2.0", "b@1.0", "b@1.0.0"]


def test_the_versions_that_clear_it_come_in_order_and_are_in_no_other_range(tmp_path: Path) -> None:
    events = [*since("3.0.0", fixed="3.5.0"), *since("1.0.0", fixed="1.5.0"), *since("2.0.0", fixed="2.5.0")]
    other = {"type": "SEMVER", "events": since("2.4.0", fixed="2.6.0")}
    row = about("npm", "a", *events)
    row["ranges"].append(other)
    found = look(tmp_path, [record("X-1", row)], package("npm", "a", "1.2.0"), package("npm", "a", "3.1.0"))
    assert [item[3] for item in said(found)] == [("1.5.0", "2.6.0", "3.5.0"), ("3.5.0",)]


def test_not_knowing_is_said(tmp_path: Path) -> None:
    records = [
        record("X-1", about("npm", "a", *since(fixed="2.0.0"))),
        record("X-2", about("npm", "b", *since())),
        record("X-3", about("npm", "c", *since("1", fixed="two"))),
        record("X-4", about("npm", "d", *since(fixed="2.0.0"))),
    ]
    packages = [
        package("npm", "a", ""),
        package("npm", "b", ""),
        package("npm", "c", "1.0.0"),
        package("npm", "d", "latest"),
        package("npm", "d", "1.0.0", source=Source.GIT),
        package("npm", "nobody", ""),
    ]
    found = look(tmp_path, records, *packages)
    assert [(item[1], item[2][:25]) for item in said(found)] == [
        ("X-1", "its exact version is not "),
        ("X-2", ""),
        ("X-3", "'two' is no semantic vers"),
        ("X-4", "'latest' is no version of"),
        ("X-4", "it comes from a git repos"),
    ]


def test_what_the_database_does_not_hold_is_unknown_and_never_fine(tmp_path: Path) -> None:
    known = database(tmp_path / "a.sqlite", {"npm": [record("X-1", about("npm", "a", *since()))],
        "Debian": [record("DSA-1", about("Debian:12", "a", *since(fixed="1")))]})  # fmt: skip
    packages = [package(name, "a", "1.0") for name in ("PyPI", "Debian:13", "Debian", "Terraform", "npm", "Debian:12")]
    found = match(packages, known)
    assert [(item.ecosystem, why) for item, why in found.unknown] == [
        ("PyPI", "the database of advisories holds nothing about PyPI"),
        ("Debian:13", "the database of advisories holds nothing about Debian:13"),
        ("Debian", "advisories are per release, and the release of Debian is not known"),
        ("Terraform", "no advisories are published for Terraform"),
    ]
    assert [item.package.ecosystem for item in found.matches] == ["npm"]


def test_broken_records_leave_an_ecosystem_incomplete(tmp_path: Path) -> None:
    found = look(tmp_path, [b"{", record("X-1", about("npm", "a", *since()))], package("npm", "a", "1.0.0"))
    assert len(found.matches) == 1
    assert found.incomplete == (("npm", "1 of its advisories could not be read, the first RAW-0: it is no JSON"),)


def test_what_stands_in_the_same_tree_is_no_package_of_the_registry(tmp_path: Path) -> None:
    own = package("npm", "a", "1.0.0", source=Source.PATH)
    found = look(tmp_path, [record("X-1", about("npm", "a", *since()))], own)
    assert (found.matches, found.unknown) == ((), ())


def test_withdrawn_advisories_do_not_count(tmp_path: Path) -> None:
    gone = record("X-1", about("npm", "a", *since()), withdrawn="2026-01-01T00:00:00Z")
    assert look(tmp_path, [gone], package("npm", "a", "1.0.0")).matches == ()


def test_advisories_about_the_same_weakness_are_one_match(tmp_path: Path) -> None:
    score = [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]
    records = [
        record("PYSEC-1", about("PyPI", "a", *since(fixed="2.0")), aliases=["CVE-2026-1"]),
        record("GHSA-1", about("PyPI", "a", *since()), aliases=["CVE-2026-1"], summary="s", severity=score),
        record("GHSA-2", about("PyPI", "a", *since(fixed="3.0"))),
    ]
    found = look(tmp_path, records, package("PyPI", "a", "1.0"))
    assert said(found) == [("a@1.0", "GHSA-1", "", ("2.0",)), ("a@1.0", "GHSA-2", "", ("3.0",))]
    assert found.matches[0].advisory.aliases == ("CVE-2026-1", "PYSEC-1")


def test_distributions_are_asked_by_source_package_and_release(tmp_path: Path) -> None:
    records = [record("DSA-1", about("Debian:12", "openssl", *since(fixed="3.0.11-1~deb12u2")))]
    packages = [
        package("Debian:12", "libssl3", "3.0.9-1", origin_name="openssl", origin_version="3.0.9-1"),
        package("Debian:12", "libssl3", "3.0.11-1~deb12u2", origin_name="openssl"),
        package("Debian:11", "libssl3", "1.1.1n-0", origin_name="openssl"),
        package("Debian:12", "openssl", "3.0.9-1"),
    ]
    found = look(tmp_path, records, *packages)
    assert [item.package for item in found.matches] == [packages[0], packages[3]]
    assert [item for item, _ in found.unknown] == [packages[2]]


def test_rpm_packages_are_asked_by_both_names(tmp_path: Path) -> None:
    records = [record("ALSA-1", about("AlmaLinux:9", "openssl-libs", *since(fixed="1:3.0.7-18.el9_2")))]
    lib = package("AlmaLinux:9", "openssl-libs", "1:3.0.7-6.el9", origin_name="openssl")
    assert [item.package for item in look(tmp_path, records, lib).matches] == [lib]


def test_exploitation_is_joined_by_alias(tmp_path: Path) -> None:
    records = {"npm": [record("GHSA-1", about("npm", "a", *since()), aliases=["CVE-2026-1"])]}
    known = database(tmp_path / "a.sqlite", records, exploited={"CVE-2026-1": "2026-05-06"}, epss={"CVE-2026-1": 0.75})
    (found,) = match([package("npm", "a", "1.0.0")], known).matches
    assert (found.advisory.exploited, found.advisory.epss) == ("2026-05-06", 0.75)
