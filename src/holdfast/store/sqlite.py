"""The ledger of one project or machine: one SQLite file in write-ahead mode.

Triggers refuse to change or remove a row, also by ``INSERT OR REPLACE``; the chain of hashes tells when somebody took
the triggers away and did it all the same. Two writers wait for each other. Readers never wait.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from holdfast.model.decision import Decision
from holdfast.model.errors import LedgerError
from holdfast.model.event import Event
from holdfast.model.observation import Evidence, Run
from holdfast.store import chain
from holdfast.store.eventrows import VERIFY, event_body
from holdfast.store.ledger import Folded, Health, Part, Receipt, StoredCheck, StoredDecision, StoredEvent, StoredRun

APPLICATION: Final = 0x48464C44
VERSION: Final = 3
"""1 had no decisions, 2 no other events; an older ledger becomes one of 3 when the next row is written."""
_REFUSE: Final = "BEGIN SELECT RAISE(ABORT, 'the ledger is append-only'); END"
_NOT_NEXT: Final = "NEW.sequence IS NOT (SELECT coalesce(max(sequence), 0) + 1 FROM events)"
SCHEMA: Final = (
    "CREATE TABLE events (sequence INTEGER PRIMARY KEY, body TEXT NOT NULL, hash BLOB NOT NULL)",
    f"CREATE TRIGGER events_never_change BEFORE UPDATE ON events {_REFUSE}",
    f"CREATE TRIGGER events_never_leave BEFORE DELETE ON events {_REFUSE}",
    f"CREATE TRIGGER events_only_follow BEFORE INSERT ON events WHEN {_NOT_NEXT} {_REFUSE}",
)
# Not as a list: for that, SQLite would make a table of its own for every row that is written.
_ALONE: Final = " AND ".join(f"substr(body, 1, {chain.START}) <> '{start}'" for start in chain.OF_RUNS)
_PROJECTION: Final = "name TEXT NOT NULL, part TEXT NOT NULL, key TEXT NOT NULL, body TEXT NOT NULL"
SINCE_3: Final = (
    f"CREATE INDEX events_alone ON events (sequence) WHERE {_ALONE}",
    f"CREATE TABLE projections ({_PROJECTION}, PRIMARY KEY (name, part, key))",
    "CREATE TABLE projected (name TEXT PRIMARY KEY, form TEXT NOT NULL, sequence INTEGER NOT NULL, head TEXT NOT NULL)",
)
_ROWS: Final = "SELECT sequence, CAST(body AS TEXT), CAST(hash AS BLOB) FROM events"
_ALL: Final = f"{_ROWS} WHERE sequence > ? ORDER BY sequence"
_BETWEEN: Final = f"{_ROWS} WHERE sequence BETWEEN ? AND ? ORDER BY sequence"
_SINGLE: Final = f"{_ROWS} WHERE {_ALONE} AND sequence > ? ORDER BY sequence"
_CHECKS: Final = f"{_ROWS} WHERE sequence > ? AND substr(body, 1, 9) = ? ORDER BY sequence"
_OF_CHECK: Final = f"{_ROWS} WHERE sequence > ? AND (substr(body, 1, 7) = ? OR instr(body, ?)) ORDER BY sequence"
_MOST: Final = (1 << 63) - 1
_PORTION: Final = 500
_LAST: Final = "SELECT sequence, hash FROM events ORDER BY sequence DESC LIMIT 1"
_RECORD: Final = "Record a scan first: holdfast scan --record."
_NEWEST_COPY: Final = "Move the file away and restore a copy, or start a new ledger with --ledger."
_UNTOUCHED: Final = "Choose another place with --ledger; the file was not touched."
_PERMISSION: Final = "Give yourself permission to write it, or choose another place with --ledger."
_TROUBLES: Final = {
    sqlite3.SQLITE_BUSY: ("is locked by another program", "Wait until the other scan has ended and try again."),
    sqlite3.SQLITE_READONLY: ("is read-only", _PERMISSION),
    sqlite3.SQLITE_PERM: ("is not yours to open", _PERMISSION),
    sqlite3.SQLITE_CANTOPEN: ("cannot be opened", _PERMISSION),
    sqlite3.SQLITE_IOERR: ("cannot be read or written", "Check the disk's health and space; nothing was lost."),
    sqlite3.SQLITE_FULL: ("does not fit on the disk", "Free some space and try again; nothing was lost."),
    sqlite3.SQLITE_CORRUPT: ("is damaged", _NEWEST_COPY),
    sqlite3.SQLITE_NOTADB: ("is not a ledger", _UNTOUCHED),
    sqlite3.SQLITE_CONSTRAINT: ("refuses to change what it holds", VERIFY),
}


class SqliteLedger:
    """Keeps the contract of ``Ledger`` in the file at ``path``; made, with its folder, when it is not there."""

    def __init__(self, path: Path, *, read_only: bool = False, wait: float = 30.0) -> None:
        """Open a ledger, or make one unless ``read_only``; another writer is waited for ``wait`` seconds.

        Raises LedgerError, and changes nothing, when the file is something else, damaged, of a newer version, or cannot
        be opened or made.
        """
        self._path = path
        self._wait = wait
        with self._told():
            self._db = self._reader() if read_only else self._writer()

    def append(self, run: Run) -> Receipt:
        """Store a run whole or not at all. Raises LedgerError; then the ledger is as it was."""
        return self._put(chain.bodies(run))

    def decide(self, decision: Decision) -> Receipt:
        """Store a decision behind what is there. Raises LedgerError; then the ledger is as it was."""
        return self._put([chain.decision_body(decision)])

    def record(self, event: Event) -> Receipt:
        """Store a typed event behind what is there. Raises LedgerError; then the ledger is as it was."""
        return self._put([event_body(event)])

    def _put(self, bodies: list[str]) -> Receipt:
        with self._told(), self._transaction():
            self._grow()
            last, head = self._db.execute(_LAST).fetchone() or (0, chain.GENESIS)
            hashes = chain.links(head, bodies)
            numbers = range(last + 1, last + 1 + len(bodies))
            self._db.executemany("INSERT INTO events VALUES (?, ?, ?)", zip(numbers, bodies, hashes, strict=True))
        return Receipt(run=last + 1, rows=len(bodies) - 1, head=hashes[-1].hex())

    def evidence(
        self, check: str | None = None, activity: str | None = None, subject: str | None = None, *, after: int = 0
    ) -> Iterator[Evidence]:
        """Give stored evidence in the order of storage. Raises LedgerError where a row cannot be read."""
        of_check = (_OF_CHECK, after, chain.HEADER, chain.needle(check or ""))
        rows = self._rows(_ALL, after) if check is None else self._rows(*of_check)
        return chain.read(rows, check, activity, subject)

    def evidence_of(self, run: StoredRun) -> Iterator[Evidence]:
        """Give the evidence of one run. Raises LedgerError where a row cannot be read."""
        return chain.read(self.rows(run.sequence - 1, run.sequence + run.rows))

    def runs(self, after: int = 0) -> Iterator[StoredRun]:
        """Give the headers of the runs behind a row. Raises LedgerError where one cannot be read."""
        return chain.stored_runs(self._rows(_SINGLE, after))

    def decisions(self) -> Iterator[StoredDecision]:
        """Give all decisions in the order of storage. Raises LedgerError where one cannot be read."""
        return chain.stored_decisions(self._rows(_SINGLE, 0))

    def events(self, after: int = 0) -> Iterator[StoredEvent]:
        """Give the typed events behind row ``after``. Raises LedgerError where one cannot be read."""
        return chain.stored_events(self._rows(_SINGLE, after))

    def checks(self, after: int = 0) -> Iterator[StoredCheck]:
        """Give the descriptions of other tools' checks behind a row. Raises LedgerError where one cannot be read."""
        return chain.stored_checks(self._rows(_CHECKS, after, chain.CHECK))

    def size(self) -> int:
        """How many rows there are. Raises LedgerError where the file cannot be read."""
        with self._told():
            return int((self._db.execute(_LAST).fetchone() or (0,))[0])

    def hash_of(self, sequence: int) -> str:
        """The hash of a row. Raises LedgerError where the file cannot be read."""
        return next((digest.hex() for _, _, digest in self.rows(sequence - 1, sequence)), "")

    def rows(self, after: int = 0, last: int = _MOST) -> Iterator[chain.Row]:
        """Give the rows behind a row as they are. Raises LedgerError where one cannot be read."""
        return self._rows(_BETWEEN, after + 1, last)

    def take(self, bodies: Sequence[str]) -> Receipt:
        """Store bodies of rows as they are, all or none. Raises LedgerError; then the ledger is as it was."""
        chain.check_bodies(bodies)
        return self._put(list(bodies))

    def folded(self) -> Folded | None:
        """How far projections have read. Raises LedgerError where the file cannot be read."""
        with self._told():
            return self._mark() if self._version() >= VERSION else None

    def projection(self, name: str, part: str | None = None) -> Iterator[Part]:
        """Give what is kept of a projection. Raises LedgerError where the file cannot be read."""
        query = "SELECT name, part, key, body FROM projections WHERE name = ?"
        values = (name,) if part is None else (name, part)
        with self._told():
            if self._version() >= VERSION:
                yield from map(Part._make, self._db.execute(query + " AND part = ?" * (part is not None), values))

    def project(
        self, before: Folded | None, now: Folded, entries: Sequence[Part], *, anew: Collection[str] | None = None
    ) -> bool:
        """Keep entries of projections, where nobody else did meanwhile; not in a ledger of an older version."""
        try:
            with self._transaction():
                if self._version() < VERSION or self._mark() != before:
                    return False
                if anew is None:
                    self._db.execute("DELETE FROM projections")
                else:
                    self._db.executemany("DELETE FROM projections WHERE part = ?", ((part,) for part in anew))
                self._db.executemany("INSERT OR REPLACE INTO projections VALUES (?, ?, ?, ?)", entries)
                mark = (now.form, now.sequence, now.head)
                self._db.execute("INSERT OR REPLACE INTO projected VALUES ('evidence', ?, ?, ?)", mark)
        except sqlite3.Error:
            return False
        return True

    def _mark(self) -> Folded | None:
        row = self._db.execute("SELECT form, sequence, head FROM projected WHERE name = 'evidence'").fetchone()
        return Folded(form=row[0], sequence=row[1], head=row[2]) if row else None

    def verify(self, known_head: str = "") -> Health:
        """Walk the whole chain and compare the tables and triggers with what they must be."""
        with self._told():
            schema = {sql for (sql,) in self._db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")}
            wanted = SCHEMA if self._version() < VERSION else SCHEMA + SINCE_3
        health = chain.examine(self._one_by_one(_ALL, 0), known_head)
        if health.ok and schema != set(wanted):
            from dataclasses import replace

            said = "the rows are in order, but the triggers that keep them from being changed were removed or replaced"
            return replace(health, ok=False, says=said)
        return health

    def close(self) -> None:
        """Close the file."""
        with self._told():
            self._db.close()

    def _version(self) -> int:
        return int(self._db.execute("PRAGMA user_version").fetchone()[0])

    def _grow(self) -> None:
        """Make a ledger of an older version one of this version; inside of a transaction that writes."""
        if self._version() < VERSION:
            for statement in SINCE_3:
                self._db.execute(statement)
            self._db.execute(f"PRAGMA user_version = {VERSION}")

    def _rows(self, query: str, *values: str | int) -> Iterator[chain.Row]:
        with self._told():
            cursor = self._db.execute(query, values)
            while rows := cursor.fetchmany(_PORTION):
                yield from rows

    def _one_by_one(self, query: str, *values: str | int) -> Iterator[chain.Row]:
        """Rows up to the very one that cannot be read: a portion would take those before it along."""
        with self._told():
            yield from iter(self._db.execute(query, values).fetchone, None)

    def _writer(self) -> sqlite3.Connection:
        self._make_place()
        until = time.monotonic() + self._wait
        while True:
            db = sqlite3.connect(self._path, timeout=self._wait, isolation_level=None)
            try:
                if self._is_new(db):
                    self._create(db)
                db.execute("PRAGMA synchronous = FULL")
            except BaseException as error:
                db.close()
                busy = isinstance(error, sqlite3.Error) and _code(error) == sqlite3.SQLITE_BUSY
                if not busy or time.monotonic() > until:
                    raise
                time.sleep(0.02)
            else:
                return db

    def _reader(self) -> sqlite3.Connection:
        if not self._path.is_file():
            raise self._error("is not there", _RECORD)
        address = self._path.resolve().as_uri()
        # On a read-only folder SQLite cannot make the index of the write-ahead log; without a log none is needed.
        log = self._path.with_name(self._path.name + "-wal")
        for mode in ("mode=rw", "mode=ro&immutable=1"):
            db = sqlite3.connect(f"{address}?{mode}", uri=True, timeout=self._wait, isolation_level=None)
            try:
                if self._is_new(db):
                    raise self._error("is empty", _RECORD)
                db.execute("PRAGMA query_only = ON")
            except BaseException as error:
                db.close()
                blocked = isinstance(error, sqlite3.Error) and _code(error) != sqlite3.SQLITE_NOTADB
                if not blocked or "immutable" in mode or (log.exists() and log.stat().st_size):
                    raise
            else:
                return db
        raise self._error("cannot be opened", _PERMISSION)

    def _make_place(self) -> None:
        folder = self._path.parent
        ours = folder.parts[-2:] == (".holdfast", "state")
        if ours and any(item.is_symlink() for item in (self._path, folder, folder.parent)):
            raise self._error("is behind a symbolic link", "Remove the link, or name the real place with --ledger.")
        if not folder.is_dir():
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            ours = True
        ignore = folder / ".gitignore"
        if ours and not ignore.exists():
            ignore.write_text("*\n", encoding="ascii")
        if not self._path.exists():
            self._path.touch(mode=0o600)
        if not self._path.is_file():
            raise self._error("is not a file", "Choose another place with --ledger.")

    def _is_new(self, db: sqlite3.Connection) -> bool:
        # In this order: whoever makes the ledger at the same moment adds tables and marks in one step.
        things, application, version = (
            db.execute(query).fetchone()[0]
            for query in ("SELECT count(*) FROM sqlite_master", "PRAGMA application_id", "PRAGMA user_version")
        )
        if (application, things) == (0, 0):
            return True
        if application != APPLICATION:
            raise self._error("is another program's database", _UNTOUCHED)
        if version > VERSION:
            raise self._error("was written by a newer Holdfast", "Upgrade Holdfast; the file was not touched.")
        return False

    def _create(self, db: sqlite3.Connection) -> None:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("BEGIN IMMEDIATE")
        if self._is_new(db):
            for statement in SCHEMA + SINCE_3:
                db.execute(statement)
            db.execute(f"PRAGMA application_id = {APPLICATION}")
            db.execute(f"PRAGMA user_version = {VERSION}")
        db.execute("COMMIT")

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        self._db.execute("BEGIN IMMEDIATE")
        try:
            yield
            self._db.execute("COMMIT")
        except BaseException:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            what, advice = _TROUBLES.get(_code(error), (f"cannot be used ({error})", _NEWEST_COPY))
            raise self._error(what, advice) from error
        except OSError as error:
            raise self._error(f"cannot be opened or made ({error.strerror})", _PERMISSION) from error

    def _error(self, what: str, advice: str) -> LedgerError:
        return LedgerError(f"the ledger {self._path} {what}", advice=advice)


def _code(error: sqlite3.Error) -> int:
    """Primary result code; 0 for errors of the Python layer."""
    return getattr(error, "sqlite_errorcode", 0) & 0xFF
