"""The database of advisories carried to another machine: what comes from elsewhere is looked at first."""

from __future__ import annotations

import os
import sqlite3
import zlib
from pathlib import Path

import pytest

from holdfast.app import advisories
from holdfast.model.errors import AdvisoryError
from holdfast.store.advisories import database_path
from holdfast.store.advisoryseal import seal, unseal
from tests.worlds.advisorymirror import fixed, update
from tests.worlds.advisoryserver import Server


def test_a_database_is_carried_to_another_machine(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    update(server)
    file = tmp_path / "carried"
    advisories.export(file)
    monkeypatch.setenv("HOLDFAST_DATA", str(tmp_path / "other"))
    found = advisories.take_over(file)
    assert [item.ecosystem for item in found.sources] == ["Debian", "PyPI", "npm"]
    assert [item.ecosystem for item in found.lists] == ["epss", "exploited"]
    assert fixed() == ["2.0.0"]


def _resealed(path: Path, *statements: str) -> None:
    unseal(path)
    db = sqlite3.connect(path)
    for statement in statements:
        db.execute(statement)
    db.commit()
    db.close()
    seal(path)


@pytest.mark.parametrize(
    "statements",
    [
        ("CREATE TRIGGER t AFTER INSERT ON names BEGIN SELECT 1; END",),
        ("DROP TABLE epss", "CREATE VIEW epss AS SELECT 1 AS cve, 2 AS score"),
        ("UPDATE advisories SET body = x'00'",),
        ("UPDATE affected SET row = '[1,2,3,4,5,6]'",),
        ("UPDATE affected SET row = '[[],[],[],[],[],[]]'",),
        ("UPDATE exploited SET day = x'00'",),
        ("UPDATE epss SET score = 7.0",),
        ("DROP INDEX affected_by_name",),
        ("PRAGMA user_version = 7",),
        ("PRAGMA application_id = 7",),
    ],
)
def test_a_file_from_elsewhere_is_looked_at_before_it_is_taken_over(
    server: Server, tmp_path: Path, statements: tuple[str, ...]
) -> None:
    update(server)
    before = database_path().read_bytes()
    file = tmp_path / "carried"
    advisories.export(file)
    _resealed(file, *statements)
    with pytest.raises(AdvisoryError):
        advisories.take_over(file)
    assert database_path().read_bytes() == before
    assert sorted(path.name for path in database_path().parent.iterdir()) == [
        "advisories.sqlite",
        "advisories.sqlite.lock",
    ]


def test_a_value_that_unpacks_to_something_endless_is_refused(server: Server, tmp_path: Path) -> None:
    update(server)
    file = tmp_path / "carried"
    advisories.export(file)
    bomb = zlib.compress(b"[" + b" " * (65 << 20) + b"]").hex()
    _resealed(file, f"UPDATE advisories SET body = x'{bomb}'")  # noqa: S608 - our own digits
    with pytest.raises(AdvisoryError, match="too large"):
        advisories.take_over(file)


def test_files_that_are_no_database_are_not_taken_over(tmp_path: Path) -> None:
    for content in (b"", b"SQLite format 3\0" + b"\0" * 5000, os.urandom(5000)):
        (tmp_path / "file").write_bytes(content)
        with pytest.raises(AdvisoryError):
            advisories.take_over(tmp_path / "file")
    with pytest.raises(AdvisoryError, match="cannot be copied"):
        advisories.take_over(tmp_path / "nothing")
    assert not database_path().exists()
