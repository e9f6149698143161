"""The ledger on a server: tampering, two writers, a server that is killed, addresses that are wrong."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

import holdfast
from holdfast.app.ledgers import Place, placed
from holdfast.app.policy import Policies
from holdfast.model.errors import LedgerError, UsageError
from holdfast.store import chain
from holdfast.store.postgres import PostgresLedger, shown
from tests.store.test_ledger_sqlite import small
from tests.worlds.postgres import Server, emptied

psycopg = pytest.importorskip("psycopg")
PREAMBLE = """
import sys
from holdfast.store.postgres import PostgresLedger
from tests.store.test_ledger_sqlite import small
ledger = PostgresLedger(sys.argv[1])
"""


@pytest.fixture
def url(postgres: Server) -> str:
    """A ledger of two runs: rows 1 to 4 and 5 to 8."""
    address = emptied(postgres)
    with contextlib.closing(PostgresLedger(address)) as ledger:
        ledger.append(small("A", "B"))
        ledger.append(small("A", "B"))
    return address


@contextlib.contextmanager
def without_triggers(url: str) -> Iterator[Any]:
    """A connection as an attacker's, who owns the database."""
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("ALTER TABLE holdfast.events DISABLE TRIGGER USER")
        yield db
        db.execute("ALTER TABLE holdfast.events ENABLE TRIGGER USER")


def script(body: str, url: str) -> subprocess.Popen[str]:
    source = Path(holdfast.__file__).parents[1]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join((str(source), str(Path(__file__).parents[2])))}
    command = [sys.executable, "-c", PREAMBLE + body, url]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE holdfast.events SET body = 'x' WHERE sequence = 3",
        "DELETE FROM holdfast.events WHERE sequence = 8",
        "DELETE FROM holdfast.events WHERE false",
        "TRUNCATE holdfast.events",
        "INSERT INTO holdfast.events VALUES (11, 'x', 'x')",
        "INSERT INTO holdfast.events VALUES (-1, 'x', 'x')",
        "INSERT INTO holdfast.events VALUES (9, 'x', 'x'), (11, 'x', 'x')",
        "INSERT INTO holdfast.events VALUES (3, 'x', 'x')",
        "INSERT INTO holdfast.events VALUES (3, 'x', 'x') ON CONFLICT (sequence) DO UPDATE SET body = 'x'",
    ],
)
def test_the_server_itself_refuses_change(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as db, pytest.raises(psycopg.Error):
        db.execute(statement)
    with contextlib.closing(PostgresLedger(url)) as ledger:
        assert (ledger.verify().ok, ledger.size()) == (True, 8)


def test_rights_are_taken_from_everybody(url: str) -> None:
    query = "SELECT grantee, privilege_type FROM information_schema.table_privileges WHERE table_name = 'events'"
    with psycopg.connect(url) as db:
        rights = db.execute(query).fetchall()
    assert not {right for _, right in rights} & {"UPDATE", "DELETE", "TRUNCATE"}


@pytest.mark.parametrize(
    ("statement", "first"),
    [
        ("UPDATE holdfast.events SET body = replace(body, '\"B\"', '\"Z\"') WHERE sequence = 3", 3),
        ("UPDATE holdfast.events SET hash = 'x' WHERE sequence = 6", 6),
        ("DELETE FROM holdfast.events WHERE sequence = 4", 4),
        ("DELETE FROM holdfast.events WHERE sequence = 8", 8),
        ("TRUNCATE holdfast.events", None),
    ],
)
def test_tampering_is_found_where_it_begins(url: str, statement: str, first: int | None) -> None:
    with contextlib.closing(PostgresLedger(url)) as ledger:
        head = ledger.verify().head
    with without_triggers(url) as db:
        db.execute("GRANT ALL ON holdfast.events TO CURRENT_USER")
        db.execute(statement)
    with contextlib.closing(PostgresLedger(url)) as ledger:
        health = ledger.verify(head)
    assert (health.ok, health.broken_at) == (False, first)


@pytest.mark.parametrize(
    "statement",
    [
        "ALTER TABLE holdfast.events DISABLE TRIGGER USER",
        "DROP TRIGGER events_never_change ON holdfast.events",
        "CREATE OR REPLACE FUNCTION holdfast.refuse() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
        "CREATE TRIGGER more BEFORE INSERT ON holdfast.events FOR EACH ROW EXECUTE FUNCTION holdfast.refuse()",
    ],
)
def test_missing_and_other_triggers_are_found(url: str, statement: str) -> None:
    with psycopg.connect(url, autocommit=True) as db:
        db.execute(statement)
    with contextlib.closing(PostgresLedger(url)) as ledger:
        health = ledger.verify()
    assert (health.ok, health.broken_at) == (False, None)
    assert "triggers" in health.says


def test_several_processes_append_at_once(postgres: Server) -> None:
    address = emptied(postgres)
    writers = [script("for _ in range(40): ledger.append(small('A', 'B'))", address) for _ in range(3)]
    for writer in writers:
        said = writer.communicate(timeout=120)[0]
        assert writer.returncode == 0, said
    with contextlib.closing(PostgresLedger(address)) as ledger:
        health = ledger.verify()
    assert (health.ok, health.runs, health.rows) == (True, 120, 480)


@pytest.mark.parametrize("acknowledged", [1, 4])
def test_a_server_that_is_killed_loses_nothing(postgres: Server, acknowledged: int) -> None:
    address = emptied(postgres)
    body = "while True: print(ledger.append(small(*map(str, range(3000)))).head, flush=True)"
    with script(body, address) as writer:
        assert writer.stdout
        heads = [writer.stdout.readline().strip() for _ in range(acknowledged)]
        postgres.kill()
        rest = writer.communicate(timeout=60)[0].splitlines()
    heads += [line for line in rest if len(line) == 64]
    postgres.start()
    with contextlib.closing(PostgresLedger(address)) as ledger:
        health = ledger.verify()
        assert health.ok, health.says
        assert health.rows % 3002 == 0, "a run is there whole or not at all"
        assert all(ledger.verify(head).ok for head in heads)
        ledger.append(small("A"))
        assert ledger.verify().ok


def test_a_server_that_went_away_is_told(url: str, postgres: Server) -> None:
    with contextlib.closing(PostgresLedger(url)) as ledger:
        postgres.kill()
        with pytest.raises(LedgerError, match="does not answer"):
            ledger.append(small("A"))
        with pytest.raises(LedgerError, match="cannot be reached"):
            PostgresLedger(url)
        postgres.start()
    with contextlib.closing(PostgresLedger(url)) as ledger:
        assert (ledger.verify().ok, ledger.size()) == (True, 8)


def test_a_reader_cannot_write(url: str) -> None:
    with contextlib.closing(PostgresLedger(url, read_only=True)) as ledger:
        assert ledger.size() == 8
        with pytest.raises(LedgerError, match="read-only"):
            ledger.append(small("A"))


def test_a_reader_makes_nothing(postgres: Server) -> None:
    address = emptied(postgres)
    with pytest.raises(LedgerError, match="holds no ledger"):
        PostgresLedger(address, read_only=True)
    with psycopg.connect(address) as db:
        assert db.execute("SELECT to_regnamespace('holdfast')").fetchone() == (None,)


def test_another_user_reads_only_what_he_is_given(url: str, postgres: Server) -> None:
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("DROP ROLE IF EXISTS stranger")
        db.execute("CREATE ROLE stranger LOGIN")
    with pytest.raises(LedgerError, match="not yours"):
        PostgresLedger(url.replace("tester@", "stranger@"))


def test_a_schema_of_something_else_is_left_alone(postgres: Server) -> None:
    address = emptied(postgres)
    with psycopg.connect(address, autocommit=True) as db:
        db.execute("CREATE SCHEMA holdfast")
    with pytest.raises(LedgerError, match="no ledger"):
        PostgresLedger(address)


def test_a_newer_ledger_is_left_alone(url: str) -> None:
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("UPDATE holdfast.ledger SET version = 99")
    with pytest.raises(LedgerError, match="version"):
        PostgresLedger(url)


def test_a_locked_ledger_is_told(url: str) -> None:
    with psycopg.connect(url) as other, contextlib.closing(PostgresLedger(url, wait=0.05)) as ledger:
        other.execute("SELECT pg_advisory_xact_lock(1212566596)")
        with pytest.raises(LedgerError, match="locked"):
            ledger.append(small("A"))
        other.rollback()
        assert ledger.append(small("A")).run == 9


def test_rows_are_the_same_as_in_a_file(url: str) -> None:
    with contextlib.closing(PostgresLedger(url)) as ledger:
        bodies = [body for _, body, _ in ledger.rows()]
        assert bodies == [*chain.bodies(small("A", "B"))] * 2


def test_a_password_is_never_shown() -> None:
    word = "".join(("pass", "word", "1"))
    address = f"postgresql://ada:{word}@127.0.0.1:1/db"
    assert shown(address) == "127.0.0.1:1/db"
    with pytest.raises(LedgerError) as caught:
        PostgresLedger(address)
    assert word not in f"{caught.value}{caught.value.advice}"
    assert "cannot be reached" in str(caught.value)


def test_only_the_user_names_a_server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = "postgresql://db.example.org/ledger"
    (tmp_path / "holdfast.toml").write_text(f'[ledger]\npath = "{address}"\n')

    def place(**given: str) -> Place:
        environment = {name: value for name, value in given.items() if name != "flag"}
        flags = {"ledger": given["flag"]} if "flag" in given else {}
        return placed(tmp_path, Policies(tmp_path, flags, environment).root)

    with pytest.raises(UsageError, match="names a server") as caught:
        place()
    assert "HOLDFAST_LEDGER" in caught.value.advice
    assert place(flag=address).url == place(HOLDFAST_LEDGER_PATH=address).url == address
    assert place(flag="mine.sqlite") == Place(tmp_path / "mine.sqlite")
    monkeypatch.setenv("HOLDFAST_LEDGER", address)
    assert place().url == address
    assert str(place()) == "db.example.org/ledger"
    assert place().exists()
    assert place(flag="mine.sqlite") == Place(tmp_path / "mine.sqlite")
