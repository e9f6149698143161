"""The database of advisories: what it answers, and that damage is never an empty answer."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.model.errors import AdvisoryError
from holdfast.store.advisories import Advisories
from holdfast.store.advisorybuild import Builder, locked
from holdfast.store.advisoryseal import LENGTH, seal, unseal
from tests.worlds.advisories import FETCHED, about, build, database, record, since

RECORDS = {
    "npm": [
        record("GHSA-1", about("npm", "a", *since(fixed="2.0.0")), about("npm", "b", *since()), aliases=["CVE-2026-1"]),
        record("GHSA-2", about("npm", "b", versions=["1.0.0"], severity=[{"type": "x", "score": "high"}])),
        record("GHSA-3", about("npm", "c", *since()), withdrawn="2026-01-01T00:00:00Z"),
    ],
    "Debian": [record("DSA-1", about("Debian:12", "a", *since(fixed="1")), about("Debian:11", "a", *since(fixed="2")))],
}


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOLDFAST_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return build(tmp_path / "advisories.sqlite", RECORDS)


def test_advisories_are_found_by_package(path: Path) -> None:
    known = Advisories(path)
    found = known.find([("npm", "b"), ("Debian:12", "a"), ("npm", "nobody")])
    assert [(item.id, [row.name for row in item.affected]) for item in found] == [
        ("DSA-1", ["a"]),
        ("GHSA-1", ["b"]),
        ("GHSA-2", ["b"]),
    ]
    assert found[0].affected[0].ecosystem == "Debian:12"
    assert found[2].affected[0].severity == "high"


def test_advisories_are_found_by_id_and_alias(path: Path) -> None:
    known = Advisories(path)
    (one,) = known.by_id("CVE-2026-1")
    assert (one.id, len(one.affected)) == ("GHSA-1", 2)
    assert [item.withdrawn for item in known.by_id("GHSA-3")] == ["2026-01-01T00:00:00Z"]
    assert known.by_id("GHSA-9") == []


def test_what_it_holds(path: Path) -> None:
    known = Advisories(path)
    assert [(item.ecosystem, item.records, item.complete, item.releases) for item in known.sources()] == [
        ("Debian", 1, True, ("Debian:11", "Debian:12")),
        ("npm", 3, True, ("npm",)),
    ]
    assert known.age(datetime(2026, 11, 3, tzinfo=UTC)) == timedelta(days=2)


def test_a_change_replaces_records_of_the_same_name(path: Path) -> None:
    import json

    new = [record("GHSA-1", about("npm", "a", *since(fixed="3.0.0"))), record("GHSA-4", about("npm", "d", *since()))]
    with locked(path), Builder(path, fresh=False) as made:
        assert made.listed("npm").keys() == {"GHSA-1", "GHSA-2", "GHSA-3"}
        members = [(item["id"], json.dumps(item).encode()) for item in new]
        assert made.change("npm", [*members, ("GHSA-5", b"{")], fetched=FETCHED, mark="") == 4
        made.finish()
    known = Advisories(path)
    assert [item.affected[0].ranges[0].fixed for item in known.find([("npm", "a")])] == ["3.0.0"]
    assert [item.id for item in known.find([("npm", "b")])] == ["GHSA-2"]
    assert known.incomplete("npm")
    with locked(path), Builder(path, fresh=False) as made:
        made.change("npm", [("GHSA-5", json.dumps(record("GHSA-5")).encode())], fetched=FETCHED, mark="")
        made.finish()
    assert not Advisories(path).incomplete("npm")


def test_an_update_that_is_given_up_leaves_everything_as_it_was(path: Path) -> None:
    before = path.read_bytes()
    with pytest.raises(RuntimeError), locked(path), Builder(path, fresh=False) as made:
        made.change("npm", [("GHSA-1", b"{}")], fetched=FETCHED, mark="")
        raise RuntimeError
    assert path.read_bytes() == before
    assert [item.name for item in path.parent.iterdir() if item.name.endswith(".new")] == []


def test_two_updates_at_once_are_refused(path: Path) -> None:
    with locked(path), pytest.raises(AdvisoryError, match="another update"), locked(path):
        pass


def test_a_missing_database_is_an_error_with_advice(tmp_path: Path) -> None:
    with pytest.raises(AdvisoryError, match="there is no database") as error:
        Advisories(tmp_path / "nothing.sqlite")
    assert "db update" in error.value.advice


@settings(max_examples=60)
@given(data=st.data())
def test_any_damage_is_an_error(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("damage")
    path = build(folder / "a.sqlite", RECORDS)
    content = bytearray(path.read_bytes())
    at = data.draw(st.integers(0, len(content) - 1))
    if data.draw(st.booleans()):
        del content[at:]
    else:
        content[at] ^= data.draw(st.integers(1, 255))
    path.write_bytes(content)
    with pytest.raises(AdvisoryError):
        Advisories(path)


def test_damage_is_seen_after_a_good_look(path: Path) -> None:
    Advisories(path).close()
    content = path.read_bytes()
    path.write_bytes(content[:5000] + bytes([content[5000] ^ 1]) + content[5001:])
    with pytest.raises(AdvisoryError, match="cannot be read"):
        Advisories(path)


def test_a_thorough_look_does_not_trust_the_clock(path: Path) -> None:
    Advisories(path).close()
    facts = path.stat()
    with path.open("r+b") as file:
        file.seek(facts.st_size - LENGTH)
        file.write(b"\0")
    os.utime(path, ns=(facts.st_atime_ns, facts.st_mtime_ns))
    with pytest.raises(AdvisoryError):
        Advisories(path, thorough=True)


def test_another_version_and_another_file_are_refused(path: Path) -> None:
    for statement, says in [
        ("PRAGMA user_version = 99", "version 99"),
        ("PRAGMA application_id = 1", "is no database"),
    ]:
        unseal(path)
        db = sqlite3.connect(path)
        db.execute(statement)
        db.commit()
        db.close()
        seal(path)
        with pytest.raises(AdvisoryError, match=says):
            Advisories(path)


def test_a_reader_keeps_its_database_while_a_new_one_takes_its_place(path: Path) -> None:
    known = Advisories(path)
    build(path, {"npm": []})
    assert len(known.find([("npm", "b")])) == 2
    assert Advisories(path).lacks("npm")


def test_a_database_that_is_pulled_away_is_an_error(path: Path) -> None:
    known = database(path, RECORDS)
    known.close()
    with pytest.raises(AdvisoryError):
        known.find([("npm", "a")])
