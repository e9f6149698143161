"""Decisions and events in the ledger's file: part of the chain."""

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


@pytest.mark.parametrize(
    "body",
    [
        '["measure","repo:x","2026-03-02T10:00:00Z","scan-seconds","much","s",""]',
        '["measure","repo:x"]',
        '["analysis","repo:x","2026-03-02T10:00:00Z","m","t","r",1,0,0,[["only an id"]]]',
        '["defects","repo:x","2026-03-02T10:00:00Z","jira",[["K","weather","2026-01-01","","",""]]]',
        '["prophecy","repo:x","all will be well"]',
        '["measure",',
    ],
)
def test_an_event_that_nobody_wrote_so_is_found(path: Path, body: str) -> None:
    with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as db:
        (last,) = db.execute("SELECT hash FROM events WHERE sequence = 8").fetchone()
        db.execute("INSERT INTO events VALUES (9, ?, ?)", (body, *chain.links(last, [body])))
    assert broken_at(path) == 9
