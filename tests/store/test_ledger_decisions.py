"""Decisions in the ledger's file: part of the chain, and welcome in a ledger from before there were any."""

from __future__ import annotations

import contextlib
import sqlite3
from pathlib import Path

import pytest

from holdfast.model.decision import Choice, Decision, Person
from holdfast.store import chain
from holdfast.store.sqlite import SqliteLedger
from tests.store.test_ledger_sqlite import broken_at, small, without_triggers


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A ledger of two runs: rows 1 to 4 and 5 to 8."""
    made = tmp_path / "ledger.sqlite"
    with contextlib.closing(SqliteLedger(made)) as ledger:
        ledger.append(small("A", "B"))
        ledger.append(small("A", "B"))
    return made


def decided(reason: str = "rotated") -> Decision:
    by = Person(name="Ada L")
    at = "2026-03-02T10:00:00+00:00"
    return Decision(choice=Choice.ROTATED, fingerprint="f", check="c", path="a.py", by=by, at=at, reason=reason)


def version(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def test_a_changed_decision_is_found(path: Path) -> None:
    with contextlib.closing(SqliteLedger(path)) as ledger:
        ledger.decide(decided())
        ledger.append(small("A"))
    with without_triggers(path) as db:
        db.execute("UPDATE events SET body = replace(body, 'Ada L', 'Eve L') WHERE sequence = 9")
    assert broken_at(path) == 9


def test_a_decision_in_the_middle_of_a_run_is_found(path: Path) -> None:
    with without_triggers(path) as db:
        (hash_of_two,) = db.execute("SELECT hash FROM events WHERE sequence = 2").fetchone()
        body = chain.decision_body(decided())
        (link,) = chain.links(hash_of_two, [body])
        db.execute("UPDATE events SET body = ?, hash = ? WHERE sequence = 3", (body, link))
    assert broken_at(path) == 3


def test_a_ledger_from_before_decisions_opens_and_takes_one(path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as db:
        db.execute("PRAGMA user_version = 1")
    with contextlib.closing(SqliteLedger(path, read_only=True)) as ledger:
        assert not list(ledger.decisions())
    with contextlib.closing(SqliteLedger(path)) as ledger:
        ledger.append(small("A"))
        assert version(path) == 1
        ledger.decide(decided())
        assert ledger.verify().ok
    assert version(path) == 2
