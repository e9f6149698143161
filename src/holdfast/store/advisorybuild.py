"""Writes a database of advisories beside the one in use, and puts it in its place when it is whole."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from holdfast.formats.osv import NotOsv, advisory
from holdfast.formats.versions.index import base_of
from holdfast.model.advisory import Advisory
from holdfast.model.errors import AdvisoryError
from holdfast.store.advisories import APPLICATION, INDEXES, SCHEMA, VERSION, packed, packed_row
from holdfast.store.advisoryseal import seal, unseal

_MOST_BROKEN: Final = 1000
"""How many broken records of an ecosystem are kept by name; the count stops there too."""
_PLACE: Final = "Check the disk's space and health; the database in use was not touched."
_UNSAFE_UNTIL_SEALED: Final = ("PRAGMA journal_mode = OFF", "PRAGMA synchronous = OFF", "PRAGMA cache_size = -16000")


@contextmanager
def locked(target: Path) -> Iterator[None]:
    """Keep every other update of the database at ``target`` out. Raises AdvisoryError when one is running."""
    with _told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(target.with_name(target.name + ".lock"), os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _lock(handle):
            raise AdvisoryError("another update of the advisories is running", advice="Wait until it has ended.")
        yield
    finally:
        os.close(handle)


def _lock(handle: int) -> bool:
    try:
        import fcntl
    except ImportError:  # Windows
        return _lock_windows(handle)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def _lock_windows(handle: int) -> bool:
    from importlib import import_module

    msvcrt = import_module("msvcrt")
    try:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    except OSError:
        return False
    return True


class Builder:
    """One update, under ``locked``: a context that leaves nothing behind unless ``finish`` was called."""

    def __init__(self, target: Path, *, fresh: bool) -> None:
        """Start from nothing, or with ``fresh`` false from the database at ``target``. Raises AdvisoryError."""
        self._target = target
        self._beside = target.with_name(target.name + ".new")
        self._done = False
        with _told(target):
            self._remove()
            if not fresh:
                shutil.copyfile(target, self._beside)
                unseal(self._beside)
            self._db = sqlite3.connect(self._beside, isolation_level=None)
            for statement in _UNSAFE_UNTIL_SEALED:
                self._db.execute(statement)
            self._indexed = not fresh
            for statement in SCHEMA if fresh else ():
                self._db.execute(statement)
            self._db.execute("BEGIN")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if not self._done:
            self._db.close()
            self._remove()

    def replace(self, ecosystem: str, records: Iterable[tuple[str, bytes]], *, fetched: str, mark: str) -> int:
        """Put an ecosystem's records, by name, in the place of what was there; how many could be read.

        ``mark`` is the newest time in the index of the source. What cannot be read is counted and named.
        Raises AdvisoryError when the database cannot be written; what ``records`` raises passes.
        """
        source = self._source(ecosystem)
        with _told(self._target):
            for (number,) in self._db.execute("SELECT number FROM advisories WHERE source = ?", (source,)).fetchall():
                self._drop(number)
            self._db.execute("DELETE FROM broken WHERE source = ?", (source,))
            self._db.execute("UPDATE sources SET releases = '[]' WHERE number = ?", (source,))
        self._add(source, ecosystem, records)
        return self._sum_up(source, fetched, mark)

    def change(self, ecosystem: str, records: Iterable[tuple[str, bytes]], *, fetched: str, mark: str) -> int:
        """Put single records, by name, in the place of those of the same name; how many the ecosystem has now.

        Raises as ``replace``.
        """
        source = self._source(ecosystem)
        self._add(source, ecosystem, records)
        return self._sum_up(source, fetched, mark)

    def missing(self, ecosystem: str, names: Mapping[str, str]) -> None:
        """Count records as broken that should be there, each with a reason. Raises AdvisoryError."""
        source = self._source(ecosystem)
        with _told(self._target):
            for name, why in list(names.items())[:_MOST_BROKEN]:
                self._db.execute("INSERT OR REPLACE INTO broken VALUES (?, ?, ?)", (source, name[:200], why[:200]))

    def listed(self, ecosystem: str) -> dict[str, str]:
        """The ids of an ecosystem's advisories, broken ones too, each with when it was modified; a broken one never."""
        query = "SELECT id, modified FROM advisories JOIN sources ON source = sources.number WHERE ecosystem = ?"
        with _told(self._target):
            return dict(self._db.execute(query, (ecosystem,)).fetchall())

    def broken(self, ecosystem: str) -> int:
        """How many records of an ecosystem could not be read."""
        query = "SELECT count(*) FROM broken JOIN sources ON source = sources.number WHERE ecosystem = ?"
        with _told(self._target):
            return int(self._db.execute(query, (ecosystem,)).fetchone()[0])

    def marks(self) -> dict[str, str]:
        """The newest time of the source's index when each ecosystem was brought up to date; empty for none known."""
        with _told(self._target):
            return dict(self._db.execute("SELECT ecosystem, mark FROM sources WHERE records > 0").fetchall())

    def catalogue(self, name: str, rows: Mapping[str, str | float], *, day: str, fetched: str) -> None:
        """Put a list about CVEs, ``exploited`` or ``epss``, in the place of the old one. Raises AdvisoryError."""
        statement = {
            "exploited": "INSERT OR REPLACE INTO exploited VALUES (?, ?)",
            "epss": "INSERT OR REPLACE INTO epss VALUES (?, ?)",
        }[name]
        with _told(self._target):
            self._db.execute({"exploited": "DELETE FROM exploited", "epss": "DELETE FROM epss"}[name])
            self._db.executemany(statement, rows.items())
            self._db.execute("INSERT OR REPLACE INTO lists VALUES (?, ?, ?, ?)", (name, len(rows), day, fetched))

    def finish(self) -> None:
        """Write the indexes and the digest, and switch. Raises AdvisoryError; then the old database is in use still."""
        with _told(self._target):
            for statement in () if self._indexed else INDEXES:
                self._db.execute(statement)
            self._db.execute(f"PRAGMA application_id = {APPLICATION}")
            self._db.execute(f"PRAGMA user_version = {VERSION}")
            self._db.execute("COMMIT")
            self._db.close()
            seal(self._beside)
            self._beside.replace(self._target)
            _sync_folder(self._target.parent)
        self._done = True

    def _source(self, ecosystem: str) -> int:
        with _told(self._target):
            query = "SELECT number FROM sources WHERE ecosystem = ?"
            row = self._db.execute(query, (ecosystem,)).fetchone()
            if row is None:
                self._db.execute("INSERT INTO sources VALUES (NULL, ?, 0, '', '', '', '[]')", (ecosystem,))
                row = self._db.execute(query, (ecosystem,)).fetchone()
            return int(row[0])

    def _add(self, source: int, ecosystem: str, records: Iterable[tuple[str, bytes]]) -> None:
        releases: set[str] = set()
        held = set(self.listed(ecosystem))
        for name, data in records:
            try:
                item = advisory(data)
            except NotOsv as error:
                self.missing(ecosystem, {name: str(error)})
                continue
            with _told(self._target):
                if item.id in held:
                    self._drop_named(source, item.id)
                held.add(item.id)
                self._insert(source, ecosystem, item, releases)
        self._note_releases(source, releases)

    def _insert(self, source: int, ecosystem: str, item: Advisory, releases: set[str]) -> None:
        made = self._db.execute(
            "INSERT INTO advisories VALUES (NULL, ?, ?, ?, ?)", (source, item.id, item.modified, packed(item))
        )
        number = made.lastrowid
        names = {(name, number) for name in (*item.aliases, *item.upstream)}
        self._db.executemany("INSERT INTO names VALUES (?, ?)", sorted(names))
        own = [row for row in item.affected if base_of(row.ecosystem) == ecosystem]
        releases |= {row.ecosystem for row in own}
        if not item.withdrawn:
            rows = ((source, row.name, number, packed_row(row)) for row in own)
            self._db.executemany("INSERT INTO affected VALUES (?, ?, ?, ?)", rows)

    def _drop_named(self, source: int, name: str) -> None:
        query = "SELECT number FROM advisories WHERE source = ? AND id = ?"
        for (number,) in self._db.execute(query, (source, name)).fetchall():
            self._drop(number)

    def _drop(self, number: int) -> None:
        self._db.execute("DELETE FROM affected WHERE advisory = ?", (number,))
        self._db.execute("DELETE FROM names WHERE advisory = ?", (number,))
        self._db.execute("DELETE FROM advisories WHERE number = ?", (number,))

    def _note_releases(self, source: int, releases: set[str]) -> None:
        import json

        with _told(self._target):
            query = "SELECT releases FROM sources WHERE number = ?"
            old = json.loads(self._db.execute(query, (source,)).fetchone()[0])
            text = json.dumps(sorted(releases.union(old)))
            self._db.execute("UPDATE sources SET releases = ? WHERE number = ?", (text, source))

    def _sum_up(self, source: int, fetched: str, mark: str) -> int:
        with _told(self._target):
            query = "SELECT count(*), coalesce(max(modified), '') FROM advisories WHERE source = ?"
            records, newest = self._db.execute(query, (source,)).fetchone()
            # A record that was broken and is there now, or was replaced by a good one, is broken no more.
            self._db.execute(
                "DELETE FROM broken WHERE source = ? AND id IN (SELECT id FROM advisories WHERE source = ?)",
                (source, source),
            )
            values = (records, newest, fetched, mark, source)
            self._db.execute(
                "UPDATE sources SET records = ?, newest = ?, fetched = ?, mark = ? WHERE number = ?", values
            )
        return int(records)

    def _remove(self) -> None:
        for name in ("", "-journal", "-wal", "-shm"):
            with suppress(FileNotFoundError):
                self._beside.with_name(self._beside.name + name).unlink()


def _sync_folder(folder: Path) -> None:
    """Bring the new name onto the disk; a system that has no way to do so does it by itself."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


@contextmanager
def _told(target: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError, ValueError) as error:
        raise AdvisoryError(
            f"the database of advisories at {target} cannot be written: {error}", advice=_PLACE
        ) from error
