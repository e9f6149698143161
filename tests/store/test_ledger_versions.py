"""A ledger that an older Holdfast wrote stays readable, and grows up when the next row is written."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from holdfast.model.event import Measure
from holdfast.store import chain
from holdfast.store.sqlite import APPLICATION, SCHEMA, VERSION, SqliteLedger
from tests.store.test_ledger_decisions import decided
from tests.store.test_ledger_sqlite import small

MEASURE = Measure(subject="repo:x", at="2026-03-02T10:00:00Z", name="scan-seconds", value=1.5, unit="s")


@pytest.fixture(params=[1, 2])
def path(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    """A ledger of an older version, with one run and, where there were any, a decision."""
    made = tmp_path / "ledger.sqlite"
    bodies = [*chain.bodies(small("A", "B")), *([chain.decision_body(decided())] if request.param == 2 else [])]
    hashes = chain.links(chain.GENESIS, bodies)
    with contextlib.closing(sqlite3.connect(made)) as db, db:
        db.execute("PRAGMA journal_mode = WAL")
        for statement in SCHEMA:
            db.execute(statement)
        db.executemany("INSERT INTO events VALUES (?, ?, ?)", zip(range(1, 99), bodies, hashes, strict=False))
        db.execute(f"PRAGMA application_id = {APPLICATION}")
        db.execute(f"PRAGMA user_version = {request.param}")
    return made


def version(path: Path) -> int:
    with contextlib.closing(sqlite3.connect(path)) as db:
        return int(db.execute("PRAGMA user_version").fetchone()[0])


def test_reading_leaves_it_as_it_is(path: Path) -> None:
    before = version(path)
    with contextlib.closing(SqliteLedger(path, read_only=True)) as ledger:
        assert ledger.verify().ok
        assert len(list(ledger.runs())) == 1
        assert len(list(ledger.decisions())) == before - 1
        assert list(ledger.events()) == []
        assert len(list(ledger.evidence())) == 3
    with contextlib.closing(SqliteLedger(path)) as ledger:
        assert ledger.verify().ok
    assert version(path) == before


@pytest.mark.parametrize(
    "write",
    [
        lambda ledger: ledger.append(small("A")),
        lambda ledger: ledger.decide(decided()),
        lambda ledger: ledger.record(MEASURE),
    ],
    ids=["run", "decision", "event"],
)
def test_the_next_row_makes_it_one_of_this_version(path: Path, write: Callable[[SqliteLedger], object]) -> None:
    with contextlib.closing(SqliteLedger(path)) as ledger:
        head = ledger.verify().head
        write(ledger)
        write(ledger)
        assert ledger.verify(head).ok
    assert version(path) == VERSION
