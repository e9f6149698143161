"""Advisories in the OSV format: what they say, and what is refused."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats.osv import MOST_BYTES, NotOsv, advisory, normal_name
from holdfast.formats.osvreleases import covers
from holdfast.model.advisory import Affected, Range, Symbols
from tests.worlds.advisories import about, record, since


def _row(**row: Any) -> Affected:
    return advisory(record("X-1", row)).affected[0]


def _ranges(*events: dict[str, str], ecosystem: str = "npm", kind: str = "SEMVER") -> tuple[Range, ...]:
    return advisory(record("X-1", about(ecosystem, "a", *events, kind=kind))).affected[0].ranges


def test_what_an_advisory_tells() -> None:
    text = json.dumps(
        record(
            "GHSA-1",
            about("PyPI", "Some_Pack.age", *since(fixed="1.2"), versions=["1.0", "1.1"]),
            aliases=["CVE-2026-1", "GHSA-1"],
            related=["CVE-2026-2"],
            summary="A summary",
            details="Details",
            published="2026-01-01T00:00:00Z",
            severity=[
                {"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"},
                {"type": "CVSS_V4", "score": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:N/VA:N/SC:N/SI:N/SA:N"},
            ],
            references=[{"type": "WEB", "url": "https://example.org/a"}],
            database_specific={"severity": "MODERATE", "cwe_ids": ["CWE-79", "CWE-89"]},
        )
    )
    found = advisory(text.encode())
    assert (found.id, found.aliases, found.related) == ("GHSA-1", ("CVE-2026-1",), ("CVE-2026-2",))
    assert (found.summary, found.details, found.word, found.cwe) == ("A summary", "Details", "medium", (79, 89))
    assert found.vector.startswith("CVSS:4.0/")
    assert found.score == 8.7
    assert found.references == ("https://example.org/a",)
    (row,) = found.affected
    assert (row.name, row.ranges, row.versions) == ("some-pack-age", (Range(fixed="1.2"),), ("1.0", "1.1"))
    assert not found.malicious


def test_a_report_about_a_malicious_package() -> None:
    found = advisory(record("MAL-2026-1", about("npm", "evil", versions=["1.0.0"]), withdrawn="2026-02-02T00:00:00Z"))
    assert found.malicious
    assert found.withdrawn


@pytest.mark.parametrize(
    ("events", "ranges"),
    [
        ([{"introduced": "0"}], [("0", "", "")]),
        ([{"introduced": "1.0.0"}, {"last_affected": "1.5.0"}], [("1.0.0", "", "1.5.0")]),
        ([{"fixed": "2.0.0"}, {"introduced": "1.0.0"}], [("1.0.0", "2.0.0", "")]),
        ([{"introduced": "0", "fixed": "2.0.0"}], [("0", "2.0.0", "")]),
        (
            [{"introduced": "10.0.0"}, {"fixed": "10.1.0"}, {"introduced": "9.0.0"}, {"fixed": "9.5.0"}],
            [("9.0.0", "9.5.0", ""), ("10.0.0", "10.1.0", "")],
        ),
        ([{"introduced": "0"}, {"fixed": "2.0.0"}, {"fixed": "1.0.0"}], [("0", "1.0.0", "")]),
        ([{"introduced": "0"}, {"introduced": "1.0.0"}, {"fixed": "2.0.0"}], [("0", "2.0.0", "")]),
        ([{"introduced": "1.0.0"}, {"last_affected": "1.0.0"}], [("1.0.0", "", "1.0.0")]),
        ([{"last_affected": "1.0.0"}, {"introduced": "1.0.0"}], [("1.0.0", "", "1.0.0")]),
        ([{"introduced": "0"}, {"limit": "3.0.0"}], [("0", "3.0.0", "")]),
        ([{"introduced": "0"}, {"limit": "*"}], [("0", "", "")]),
        ([{"introduced": "0"}, {"fixed": "5.0.0"}, {"limit": "3.0.0"}], [("0", "3.0.0", "")]),
        ([{"introduced": "0"}, {"fixed": "2.0.0"}, {"limit": "3.0.0"}, {"introduced": "4.0.0"}], [("0", "2.0.0", "")]),
        ([{"introduced": "0"}, {"fixed": "1.0.0"}, {"introduced": "1.0.0"}, {"fixed": "2.0.0"}],
         [("0", "1.0.0", ""), ("1.0.0", "2.0.0", "")]),
    ],
)  # fmt: skip
def test_events_become_intervals(events: list[dict[str, str]], ranges: list[tuple[str, str, str]]) -> None:
    assert [(item.introduced, item.fixed, item.last) for item in _ranges(*events)] == ranges


def test_what_cannot_be_decided_is_said() -> None:
    row = _row(**about("npm", "a", {"introduced": "1"}, {"fixed": "one"}))
    assert "'one'" in row.unclear
    assert "no order" in _row(**about("Nowhere", "a", {"introduced": "1"}, {"fixed": "2"})).unclear
    assert _row(**about("Nowhere", "a", *since("1.0.0", fixed="2.0.0"), kind="SEMVER")).ranges
    commits = about("npm", "a", {"introduced": "0"}, {"fixed": "abc"}, kind="GIT")
    assert _row(**commits).unclear == "only commits are named"
    assert not _row(**commits, versions=["1.0.0"]).unclear
    assert _row(**about("npm", "a", *since(), kind="NEW")).unclear


def test_commits_of_a_repository_are_about_no_package() -> None:
    assert advisory(record("OSV-1", {"ranges": [{"type": "GIT", "events": since()}]})).affected == ()


@pytest.mark.parametrize(
    ("specific", "expected"),
    [
        ({"ecosystem_specific": {"imports": [{"path": "a/b", "symbols": ["F", "T.M"]}, {"path": "a/c"}]}},
         (Symbols(module="a/b", names=("F", "T.M")), Symbols(module="a/c"))),
        ({"ecosystem_specific": {"imports": [{"attribute": "load", "modules": ["yaml", "yaml.loader"]}]}},
         (Symbols(module="yaml", names=("load",)), Symbols(module="yaml.loader", names=("load",)))),
        ({"ecosystem_specific": {"affects": {"functions": ["a::b"]}}}, (Symbols(module="", names=("a::b",)),)),
        ({"ecosystem_specific": {"affected_functions": ["a.b"]}}, (Symbols(module="", names=("a.b",)),)),
        ({"database_specific": {"functions": ["a.b"]}}, (Symbols(module="", names=("a.b",)),)),
        ({"ecosystem_specific": {"imports": "all", "affects": [], "functions": [1, {}]}}, ()),
    ],
)  # fmt: skip
def test_symbols_of_each_database(specific: dict[str, Any], expected: tuple[Symbols, ...]) -> None:
    assert _row(**about("Go", "a", *since()), **specific).symbols == expected


def test_a_distribution_repairs_what_is_upstream() -> None:
    found = advisory(record("ALSA-1", about("AlmaLinux:9", "a", *since(fixed="1-1")), related=["CVE-2026-1", "X-1"]))
    assert found.upstream == ("CVE-2026-1",)
    assert advisory(record("DSA-1", upstream=["CVE-2026-1"])).upstream == ("CVE-2026-1",)
    assert advisory(record("GHSA-1", about("npm", "a", *since()), related=["CVE-2026-1"])).upstream == ()


HOSTILE: list[dict[str, Any]] = [
    {"affected": {}},
    {"affected": ["a"]},
    {"affected": [{"package": "a"}]},
    {"affected": [{"package": {"name": "a"}}]},
    {"affected": [{"package": {"name": 1, "ecosystem": "npm"}}]},
    {"affected": [about("npm", "a", versions=[1])]},
    {"affected": [about("npm", "a", versions="1")]},
    {"affected": [about("npm", "a", ranges=[1])]},
    {"affected": [about("npm", "a", ranges=[{"type": 1}])]},
    {"affected": [about("npm", "a", ranges=[{"type": "SEMVER", "events": []}])]},
    {"affected": [about("npm", "a", {"fixed": "1.0.0"})]},
    {"affected": [about("npm", "a", {"introduced": 0})]},
    {"affected": [about("npm", "a", {"introduced": "0"}, {"repaired": "1"})]},
    {"affected": [about("npm", "n" * 5000, *since())]},
    {"withdrawn": True},
]
DEEP = b'{"id":"X","affected":' + b"[" * 100_000 + b"]" * 100_000 + b"}"


@pytest.mark.parametrize(
    "data",
    [
        *(b"", b"{", b"[]", b"null", b"1", b"{}", b'{"id": 3}', b'{"id": ""}', b"\xff\xfe", DEEP),
        b" " * (MOST_BYTES + 1),
        *(json.dumps({"id": "X", **part}).encode() for part in HOSTILE),
    ],
)
def test_hostile_records_are_refused(data: bytes) -> None:
    with pytest.raises(NotOsv):
        advisory(data)


def test_what_only_informs_may_be_of_any_form() -> None:
    strange = {
        "summary": 1,
        "details": [],
        "aliases": "CVE-1",
        "severity": {"a": 1},
        "references": [1],
        "related": [[]],
    }
    found = advisory(
        record("X-1", about("npm", "a", *since(), severity=[1, {"type": []}]), database_specific=3, **strange)
    )
    assert (found.summary, found.details, found.aliases, found.score) == ("", "", (), None)


KEYS = (
    *("id", "affected", "package", "ecosystem", "name", "ranges", "type", "events", "introduced", "fixed", "versions"),
    *("severity", "score", "database_specific", "ecosystem_specific", "imports", "cwe_ids", "withdrawn"),
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(KEYS), inner, max_size=5),
    max_leaves=30,
)


@given(value=JSON)
def test_any_json_is_an_advisory_or_refused(value: Any) -> None:
    try:
        found = advisory(json.dumps(value).encode())
    except NotOsv:
        return
    assert found.id


def test_names_are_compared_as_their_ecosystems_do() -> None:
    names = {"PyPI": "a-b-c", "npm": "A_b.-C", "NuGet": "a_b.-c", "Packagist": "a_b.-c", "GitHub Actions": "a_b.-c"}
    assert {ecosystem: normal_name(ecosystem, "A_b.-C") for ecosystem in names} == names


@pytest.mark.parametrize(
    ("advised", "has", "answer"),
    [
        ("npm", "npm", True),
        ("npm", "PyPI", False),
        ("Packagist:https://packages.example.org/8", "Packagist", True),
        ("Debian:12", "Debian:12", True),
        ("Debian:12", "Debian:12.5", True),
        ("Debian:12", "Debian:11", False),
        ("Debian:12", "Debian", None),
        ("Debian", "Debian:13", True),
        ("Ubuntu:22.04:LTS", "Ubuntu:22.04", True),
        ("Ubuntu:Pro:22.04:LTS", "Ubuntu:22.04:LTS", False),
        ("Alpine:v3.20", "Alpine:3.20", True),
        ("Alpine:v3.2", "Alpine:v3.20", False),
        ("AlmaLinux:9", "AlmaLinux:9.3", True),
        ("Red Hat:enterprise_linux:9::baseos", "Red Hat:9.4", True),
        ("Red Hat:enterprise_linux:8::baseos", "Red Hat:9", False),
        ("Red Hat:rhel_eus:9.2::baseos", "Red Hat:9", False),
        ("SUSE:Linux Enterprise Module for Basesystem 15 SP5", "SUSE:Linux Enterprise Server 15 SP5", True),
        ("SUSE:Linux Enterprise Server 15 SP4", "SUSE:Linux Enterprise Server 15 SP5", False),
        ("openSUSE:Leap 15.5", "openSUSE:Leap 15.6", False),
    ],
)
def test_releases_that_an_advisory_covers(advised: str, has: str, answer: bool | None) -> None:
    assert covers(advised, has) is answer
