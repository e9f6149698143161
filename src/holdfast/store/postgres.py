"""The ledger of a team: a schema of its own in a PostgreSQL database, with the rows and the chain of any other ledger.

Triggers refuse to change or remove a row, and the rights to do so are taken from everybody, the owner too; the chain of
hashes tells when somebody gave them back and did it all the same. Writers wait for each other by an advisory lock, so
that numbers have no gaps; readers never wait. A commit is on the server's disk before it is acknowledged.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Final

from holdfast.model.decision import Decision
from holdfast.model.errors import LedgerError
from holdfast.model.event import Event
from holdfast.model.observation import Evidence, Run
from holdfast.store import chain
from holdfast.store.eventrows import VERIFY, event_body
from holdfast.store.ledger import Folded, Health, Part, Receipt, StoredCheck, StoredDecision, StoredEvent, StoredRun
from holdfast.store.postgresschema import ALONE, KEEPERS, LOCK, SCHEMA, VERSION, keepers

_ROWS: Final = "SELECT sequence, body, hash FROM holdfast.events WHERE sequence > %s"
_ORDER: Final = " ORDER BY sequence LIMIT 20000"
_MOST: Final = (1 << 63) - 1
_MISSING: Final = "Install the extra: pip install 'holdfast[server]'."
_REACH: Final = "Check its address, and that the server runs and lets you in."
_TROUBLES: Final = {
    "LockNotAvailable": ("is locked by another program", "Wait until the other scan has ended and try again."),
    "ReadOnlySqlTransaction": ("is read-only", "Name a server that may be written."),
    "InsufficientPrivilege": ("is not yours to open or write", "Let its owner grant you the schema holdfast."),
    "DiskFull": ("does not fit on the server's disk", "Free some space and try again; nothing was lost."),
    "RaiseException": ("refuses to change what it holds", VERIFY),
    "UniqueViolation": ("refuses to change what it holds", VERIFY),
}


class PostgresLedger:
    """Keeps the contract of ``Ledger`` in the database at ``url``, in a schema named holdfast."""

    def __init__(self, url: str, *, read_only: bool = False, wait: float = 30.0) -> None:
        """Open a ledger, or make one unless ``read_only``; another writer is waited for ``wait`` seconds.

        Raises LedgerError where the server cannot be reached, or its schema is no ledger or of a newer version.
        """
        try:
            import psycopg
        except ImportError:
            said = "a ledger in PostgreSQL needs the library psycopg, which is not here"
            raise LedgerError(said, advice=_MISSING) from None
        self._psycopg = psycopg
        self._shown = shown(url)
        with self._told("cannot be reached", _REACH):
            self._db = psycopg.connect(url, autocommit=True, connect_timeout=10, application_name="holdfast")
        try:
            with self._told():
                self._prepare(read_only, wait)
        except BaseException:
            self._db.close()
            raise

    def append(self, run: Run) -> Receipt:
        """Store a run whole or not at all. Raises LedgerError; then the ledger is as it was."""
        return self._put(chain.bodies(run))

    def decide(self, decision: Decision) -> Receipt:
        """Store a decision behind what is there. Raises LedgerError; then the ledger is as it was."""
        return self._put([chain.decision_body(decision)])

    def record(self, event: Event) -> Receipt:
        """Store a typed event behind what is there. Raises LedgerError; then the ledger is as it was."""
        return self._put([event_body(event)])

    def take(self, bodies: Sequence[str]) -> Receipt:
        """Store bodies of rows as they are, all or none. Raises LedgerError; then the ledger is as it was."""
        chain.check_bodies(bodies)
        return self._put(list(bodies))

    def _put(self, bodies: list[str]) -> Receipt:
        with self._told(), self._db.transaction():
            self._db.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
            last, head = self._last()
            hashes = chain.links(head, bodies)
            with self._db.cursor().copy("COPY holdfast.events FROM STDIN (FORMAT BINARY)") as copy:
                copy.set_types(["int8", "text", "bytea"])
                for row in zip(range(last + 1, last + 1 + len(bodies)), bodies, hashes, strict=True):
                    copy.write_row(row)
        return Receipt(run=last + 1, rows=len(bodies) - 1, head=hashes[-1].hex())

    def _last(self) -> tuple[int, bytes]:
        query = "SELECT sequence, hash FROM holdfast.events ORDER BY sequence DESC LIMIT 1"
        row = self._db.execute(query, binary=True).fetchone()
        return (int(row[0]), bytes(row[1])) if row else (0, chain.GENESIS)

    def evidence(
        self, check: str | None = None, activity: str | None = None, subject: str | None = None, *, after: int = 0
    ) -> Iterator[Evidence]:
        """Give stored evidence in the order of storage. Raises LedgerError where a row cannot be read."""
        of_check = " AND (left(body, 7) = %s OR strpos(body, %s) > 0)"
        needles = (chain.HEADER, chain.needle(check)) if check is not None else ()
        rows = self._rows(after, of_check if needles else "", *needles)
        return chain.read(rows, check, activity, subject)

    def evidence_of(self, run: StoredRun) -> Iterator[Evidence]:
        """Give the evidence of one run. Raises LedgerError where a row cannot be read."""
        return chain.read(self._rows(run.sequence - 1, " AND sequence <= %s", run.sequence + run.rows))

    def runs(self, after: int = 0) -> Iterator[StoredRun]:
        """Give the headers of the runs behind a row. Raises LedgerError where one cannot be read."""
        return chain.stored_runs(self._rows(after, f" AND {ALONE}"))

    def decisions(self) -> Iterator[StoredDecision]:
        """Give all decisions in the order of storage. Raises LedgerError where one cannot be read."""
        return chain.stored_decisions(self._rows(0, f" AND {ALONE}"))

    def events(self, after: int = 0) -> Iterator[StoredEvent]:
        """Give the typed events behind row ``after``. Raises LedgerError where one cannot be read."""
        return chain.stored_events(self._rows(after, f" AND {ALONE}"))

    def checks(self, after: int = 0) -> Iterator[StoredCheck]:
        """Give the descriptions of other tools' checks behind a row. Raises LedgerError where one cannot be read."""
        return chain.stored_checks(self._rows(after, " AND left(body, 9) = %s", chain.CHECK))

    def size(self) -> int:
        """How many rows there are. Raises LedgerError where the server does not answer."""
        with self._told():
            return self._last()[0]

    def hash_of(self, sequence: int) -> str:
        """The hash of a row. Raises LedgerError where the server does not answer."""
        return next((digest.hex() for _, _, digest in self._rows(sequence - 1, " AND sequence = %s", sequence)), "")

    def rows(self, after: int = 0) -> Iterator[chain.Row]:
        """Give the rows behind a row as they are. Raises LedgerError where the server does not answer."""
        return self._rows(after)

    def verify(self, known_head: str = "") -> Health:
        """Walk the whole chain and compare the triggers with what they must be."""
        health = chain.examine(self._rows(0), known_head)
        with self._told():
            there = set(map(tuple, self._db.execute(KEEPERS).fetchall()))
        if health.ok and there != keepers():
            said = "the rows are in order, but the triggers that keep them from being changed were removed or replaced"
            return replace(health, ok=False, says=said)
        return health

    def folded(self) -> Folded | None:
        """How far projections have read. Raises LedgerError where the server does not answer."""
        with self._told():
            return self._mark()

    def projection(self, name: str, part: str | None = None) -> Iterator[Part]:
        """Give what is kept of a projection. Raises LedgerError where the server does not answer."""
        query = "SELECT part, key, body FROM holdfast.projections WHERE name = %s"
        values = (name,) if part is None else (name, json.dumps(part))
        with self._told():
            found = self._db.execute(query + " AND part = %s" * (part is not None), values, binary=True).fetchall()
        for of, key, body in found:
            yield Part(name, json.loads(of), json.loads(key), body)

    def project(
        self, before: Folded | None, now: Folded, entries: Sequence[Part], *, anew: Collection[str] | None = None
    ) -> bool:
        """Keep entries of projections, where nobody else did meanwhile."""
        rows = [(name, json.dumps(part), json.dumps(key), body) for name, part, key, body in entries]
        mark = (now.form, now.sequence, now.head)
        try:
            with self._db.transaction():
                self._db.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
                if self._mark() != before:
                    return False
                self._clear(rows, anew)
                with self._db.cursor().copy("COPY holdfast.projections FROM STDIN (FORMAT BINARY)") as copy:
                    copy.set_types(["text"] * 4)
                    for row in rows:
                        copy.write_row(row)
                self._db.execute("DELETE FROM holdfast.projected")
                self._db.execute("INSERT INTO holdfast.projected VALUES (%s, %s, %s)", mark)
        except self._psycopg.Error:
            return False
        return True

    def _clear(self, rows: Sequence[tuple[str, str, str, str]], anew: Collection[str] | None) -> None:
        if anew is None:
            self._db.execute("DELETE FROM holdfast.projections")
            return
        old = [[row[column] for row in rows] for column in range(3)]
        keys = "(SELECT * FROM unnest(%s::text[], %s::text[], %s::text[]))"
        self._db.execute(f"DELETE FROM holdfast.projections WHERE (name, part, key) IN {keys}", old)  # noqa: S608
        parts = [json.dumps(part) for part in anew]
        self._db.execute("DELETE FROM holdfast.projections WHERE part = ANY(%s)", (parts,))

    def _mark(self) -> Folded | None:
        row = self._db.execute("SELECT form, sequence, head FROM holdfast.projected").fetchone()
        return Folded(form=row[0], sequence=row[1], head=row[2]) if row else None

    def close(self) -> None:
        """Leave the server."""
        self._db.close()

    def _rows(self, after: int, more: str = "", *values: str | int) -> Iterator[chain.Row]:
        """Rows in portions, so that no transaction stays open while they are read."""
        query = _ROWS + more + _ORDER
        while True:
            with self._told():
                found = self._db.execute(query, (after, *values), binary=True).fetchall()
            yield from found
            if not found:
                return
            after = found[-1][0]

    def _prepare(self, read_only: bool, wait: float) -> None:
        self._db.execute("SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED")
        self._db.execute("SELECT set_config('lock_timeout', %s, false)", (str(max(1, int(wait * 1000))),))
        self._db.execute("SET synchronous_commit = on")
        if read_only:
            self._db.execute("SET default_transaction_read_only = on")
        if not self._there():
            if read_only:
                raise self._error("holds no ledger", "Record a scan first: holdfast scan --record.")
            with self._db.transaction():
                self._db.execute("SELECT pg_advisory_xact_lock(%s)", (LOCK,))
                if not self._there():
                    for statement in SCHEMA:
                        self._db.execute(statement)
        version = self._db.execute("SELECT max(version) FROM holdfast.ledger").fetchone()
        if version is None or version[0] != VERSION:
            raise self._error("is of another version", "Upgrade Holdfast; nothing was touched.")

    def _there(self) -> bool:
        # From the tables themselves: what a session remembers of names may be older than the lock.
        query = (
            "SELECT count(c.oid) > 0, count(*) > 0 FROM pg_namespace n LEFT JOIN pg_class c "
            "ON c.relnamespace = n.oid AND c.relname = 'ledger' WHERE n.nspname = 'holdfast'"
        )
        ledger, schema = self._db.execute(query).fetchone() or (False, False)
        if schema and not ledger:
            raise self._error("has a schema named holdfast that is no ledger", "Name another database.")
        return bool(ledger)

    @contextmanager
    def _told(self, what: str = "", advice: str = "") -> Iterator[None]:
        try:
            yield
        except self._psycopg.Error as error:
            name = type(error).__name__
            known = _TROUBLES.get(name, (what or f"does not answer ({name})", advice or _REACH))
            raise self._error(*known) from error

    def _error(self, what: str, advice: str) -> LedgerError:
        return LedgerError(f"the ledger at {self._shown} {what}", advice=advice)


def shown(url: str) -> str:
    """A server's address as it may be shown: never with a password, and nothing but host, port and database."""
    from urllib.parse import urlsplit

    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "the local server", f":{parts.port}" if parts.port else ""
        return f"{host}{port}{parts.path}"
    except ValueError:
        return "an address that cannot be read"
