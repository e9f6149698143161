"""The database of advisories: one SQLite file that is read only, and replaced whole by an update.

Behind the pages of SQLite stands a digest of all of them, which is compared whenever the file has changed, so that a
damaged database is an error and never an empty answer. Each lookup that cannot be made raises AdvisoryError.
"""

from __future__ import annotations

import json
import sqlite3
import zlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

from holdfast.formats.osv import normal_name
from holdfast.formats.osvreleases import covers
from holdfast.formats.versions.index import base_of
from holdfast.kit.places import data_folder
from holdfast.model.advisory import Advisory, Affected, Entry, Range, SourceState, Symbols
from holdfast.model.errors import AdvisoryError
from holdfast.store.advisoryseal import sealed

APPLICATION: Final = 0x48464144
VERSION: Final = 2
SCHEMA: Final = (
    "CREATE TABLE sources (number INTEGER PRIMARY KEY, ecosystem TEXT NOT NULL UNIQUE, records INTEGER NOT NULL,"
    " newest TEXT NOT NULL, fetched TEXT NOT NULL, mark TEXT NOT NULL, releases TEXT NOT NULL)",
    "CREATE TABLE broken (source INTEGER NOT NULL, id TEXT NOT NULL, why TEXT NOT NULL, PRIMARY KEY (source, id))",
    "CREATE TABLE advisories (number INTEGER PRIMARY KEY, source INTEGER NOT NULL, id TEXT NOT NULL,"
    " modified TEXT NOT NULL, body BLOB NOT NULL)",
    "CREATE TABLE affected (source INTEGER NOT NULL, name TEXT NOT NULL, advisory INTEGER NOT NULL, row NOT NULL)",
    "CREATE TABLE names (name TEXT NOT NULL, advisory INTEGER NOT NULL)",
    "CREATE TABLE exploited (cve TEXT PRIMARY KEY, day TEXT NOT NULL) WITHOUT ROWID",
    "CREATE TABLE epss (cve TEXT PRIMARY KEY, score REAL NOT NULL) WITHOUT ROWID",
    "CREATE TABLE lists (name TEXT PRIMARY KEY, records INTEGER NOT NULL, day TEXT NOT NULL, fetched TEXT NOT NULL)",
)
INDEXES: Final = (
    "CREATE UNIQUE INDEX advisories_by_id ON advisories (source, id)",
    "CREATE INDEX affected_by_name ON affected (source, name)",
    "CREATE INDEX affected_by_advisory ON affected (advisory)",
    "CREATE INDEX names_by_name ON names (name)",
    "CREATE INDEX names_by_advisory ON names (advisory)",
)
_WHOLE_SCHEMA: Final = {*SCHEMA, *INDEXES}
_MOST_TEXT: Final = 64 << 20
"""What a compressed value may become."""
UPDATE: Final = "`holdfast db update` fetches it; `holdfast db import FILE` takes over one from another machine."
_AGAIN: Final = "Make it anew: remove it and run `holdfast db update`, or import a good copy."
_BATCH: Final = 500
_SHORT: Final = 256
"""Rows below this many characters are not worth compressing."""
_LEVEL: Final = 3
_ENCODE: Final = json.JSONEncoder(separators=(",", ":")).encode


def database_path() -> Path:
    """Where the database stands on this machine."""
    return data_folder() / "advisories.sqlite"


class Advisories:
    """Reads one database. Every failure raises AdvisoryError with advice."""

    def __init__(self, path: Path | None = None, *, thorough: bool = False) -> None:
        """Open the database at ``path``, else that of this machine; ``thorough`` compares its digest in any case.

        Raises AdvisoryError where it is missing, damaged, or of another version.
        """
        self.path = path or database_path()
        if not self.path.is_file():
            raise AdvisoryError(f"there is no database of advisories at {self.path}", advice=UPDATE)
        if not sealed(self.path, thorough=thorough):
            raise self._damaged("its content is not what was written")
        with self._told():
            self._db = sqlite3.connect(f"{self.path.resolve().as_uri()}?mode=ro&immutable=1", uri=True)
            self._db.execute("PRAGMA trusted_schema = OFF")
            self._check()
            self._sources = {item.ecosystem: (number, item) for number, item in self._states()}

    def close(self) -> None:
        """Close the file."""
        self._db.close()

    def entries(self, pairs: Iterable[tuple[str, str]]) -> Iterator[Entry]:
        """What advisories say of packages, each given by ecosystem, with its release or without, and name.

        Of a distribution also what is about other releases: ``covers`` tells. Raises AdvisoryError.
        """
        asked = dict.fromkeys((base_of(ecosystem), normal_name(ecosystem, name)) for ecosystem, name in pairs)
        query = "SELECT advisory, row FROM affected WHERE source = ? AND name = ? ORDER BY advisory"
        for base, name in asked:
            number, _ = self._sources.get(base, (0, None))
            for advisory, row in self._rows(query, (number, name)) if number else ():
                yield Entry(advisory=advisory, affected=self._affected(name, row))

    def load(self, numbers: Collection[int]) -> dict[int, Advisory]:
        """Advisories by their number in this database, without what they affect. Raises AdvisoryError."""
        found: dict[int, Advisory] = {}
        ordered = sorted(set(numbers))
        for at in range(0, len(ordered), _BATCH):
            part = ordered[at : at + _BATCH]
            marks = ",".join("?" * len(part))
            query = f"SELECT number, body FROM advisories WHERE number IN ({marks})"  # noqa: S608 - only question marks
            bodies = {number: self._body(body) for number, body in self._rows(query, part)}
            if len(bodies) != len(part):
                raise self._damaged("an advisory that it refers to is not there")
            found |= self._advisories(bodies)
        return found

    def find(self, pairs: Iterable[tuple[str, str]]) -> list[Advisory]:
        """The advisories about packages, each with what it says of them alone, by id.

        Of a distribution only what is about the release that is asked for. Raises AdvisoryError.
        """
        asked = [(ecosystem, normal_name(ecosystem, name)) for ecosystem, name in pairs]
        releases: dict[tuple[str, str], list[str]] = {}
        for ecosystem, name in asked:
            releases.setdefault((base_of(ecosystem), name), []).append(ecosystem)
        rows: dict[int, list[Affected]] = {}
        for entry in self.entries(asked):
            row = entry.affected
            if any(covers(row.ecosystem, one) is not False for one in releases[base_of(row.ecosystem), row.name]):
                rows.setdefault(entry.advisory, []).append(row)
        return self._whole(rows)

    def by_id(self, name: str) -> list[Advisory]:
        """The advisories that have a name as their id, else as an alias; whole, those too that were withdrawn.

        Raises AdvisoryError.
        """
        found = [number for (number,) in self._rows("SELECT number FROM advisories WHERE id = ?", (name,))]
        if not found:
            found = [number for (number,) in self._rows("SELECT advisory FROM names WHERE name = ?", (name,))]
        rows: dict[int, list[Affected]] = {number: [] for number in found}
        query = "SELECT name, row FROM affected WHERE advisory = ?"
        for number, held in rows.items():
            held += [self._affected(package, row) for package, row in self._rows(query, (number,))]
        return self._whole(rows)

    def names(self) -> Iterator[tuple[str, str]]:
        """Every ecosystem, without release, and name of a package that an advisory is about. Raises AdvisoryError."""
        query = "SELECT DISTINCT ecosystem, name FROM affected JOIN sources ON source = number ORDER BY ecosystem, name"
        yield from self._rows(query, ())

    def sources(self) -> list[SourceState]:
        """What it holds of each ecosystem, by name."""
        return [item for _, item in self._sources.values()]

    def lists(self) -> list[SourceState]:
        """The catalogue of exploited weaknesses and the forecasts, where they were fetched; ``newest`` is their day."""
        query = "SELECT name, records, day, fetched FROM lists ORDER BY name"
        rows = self._rows(query, ())
        return [SourceState(ecosystem=name, records=count, newest=day, fetched=at) for name, count, day, at in rows]

    def lacks(self, ecosystem: str) -> str:
        """Why nothing can be said about packages of an ecosystem or of its release; empty where it can."""
        _, state = self._sources.get(base_of(ecosystem), (0, None))
        if state is None or not state.records:
            return f"the database of advisories holds nothing about {base_of(ecosystem)}"
        answers = [covers(release, ecosystem) for release in state.releases]
        if any(answers):
            return ""
        if None in answers:
            return f"advisories are per release, and the release of {ecosystem} is not known"
        return f"the database of advisories holds nothing about {ecosystem}"

    def incomplete(self, ecosystem: str) -> str:
        """What is missing of an ecosystem that the database knows; empty where nothing is."""
        _, state = self._sources.get(base_of(ecosystem), (0, None))
        if state is None or state.complete:
            return ""
        return f"{state.broken} of its advisories could not be read, the first {state.examples[0]}"

    def age(self, now: datetime) -> timedelta:
        """How long ago the ecosystem that waits longest was brought up to date. Raises AdvisoryError for none."""
        if not self._sources:
            raise AdvisoryError(f"the database of advisories at {self.path} holds nothing", advice=UPDATE)
        return now - min(datetime.fromisoformat(item.fetched) for item in self.sources())

    def examine(self) -> None:
        """Read all of it, as a file from elsewhere may hold anything. Raises AdvisoryError where something is wrong."""
        with self._told():
            said = self._db.execute("PRAGMA integrity_check(1)").fetchone()[0]
        if said != "ok":
            raise self._damaged(str(said))
        with self._told():
            for (packed_body,) in self._db.execute("SELECT body FROM advisories"):
                _well_formed(unpacked(self._body(packed_body), "", None))
            for name, row in self._db.execute("SELECT name, row FROM affected"):
                _well_formed(self._affected(name, row))
            for cve, day in self._db.execute("SELECT cve, day FROM exploited"):
                _texts((cve, day))
            for cve, score in self._db.execute("SELECT cve, score FROM epss"):
                _texts((cve,))
                if not isinstance(score, float) or not 0 <= score <= 1:
                    raise ValueError(f"the forecast for {cve[:40]} is no probability")

    def _check(self) -> None:
        application = self._db.execute("PRAGMA application_id").fetchone()[0]
        version = self._db.execute("PRAGMA user_version").fetchone()[0]
        if application != APPLICATION:
            raise AdvisoryError(f"{self.path} is no database of advisories", advice=_AGAIN)
        if version != VERSION:
            says = f"the database of advisories at {self.path} is of version {version}, and {VERSION} is needed"
            raise AdvisoryError(says, advice=_AGAIN)
        if {sql for (sql,) in self._db.execute("SELECT sql FROM sqlite_master WHERE sql IS NOT NULL")} != _WHOLE_SCHEMA:
            raise self._damaged("its tables are not those of a database of advisories")

    def _states(self) -> list[tuple[int, SourceState]]:
        query = "SELECT number, ecosystem, records, newest, fetched, releases FROM sources ORDER BY ecosystem"
        found: list[tuple[int, SourceState]] = []
        for number, ecosystem, records, newest, fetched, releases in self._db.execute(query).fetchall():
            query = "SELECT id, why FROM broken WHERE source = ? ORDER BY id"
            broken = self._db.execute(query, (number,)).fetchall()
            state = SourceState(
                ecosystem=ecosystem,
                records=records,
                newest=newest,
                fetched=datetime.fromisoformat(fetched).astimezone(UTC).isoformat(timespec="seconds"),
                releases=tuple(json.loads(releases)),
                broken=len(broken),
                examples=tuple(f"{name}: {why}" for name, why in broken[:10]),
            )
            found.append((number, state))
        return found

    def _whole(self, rows: Mapping[int, list[Affected]]) -> list[Advisory]:
        from dataclasses import replace

        loaded = self.load(rows.keys())
        whole = [replace(item, affected=tuple(rows[number])) for number, item in loaded.items()]
        return sorted(whole, key=lambda item: item.id)

    def _advisories(self, bodies: Mapping[int, list[Any]]) -> dict[int, Advisory]:
        cves = {name for body in bodies.values() for name in _cves(body)}
        days = self._looked_up("SELECT cve, day FROM exploited WHERE cve IN", cves)
        scores = self._looked_up("SELECT cve, score FROM epss WHERE cve IN", cves)
        found: dict[int, Advisory] = {}
        for number, body in bodies.items():
            own = _cves(body)
            day = min((days[name] for name in own if name in days), default="")
            epss = max((scores[name] for name in own if name in scores), default=None)
            found[number] = unpacked(body, day, epss)
        return found

    def _looked_up(self, query: str, names: Collection[str]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        ordered = sorted(names)
        for at in range(0, len(ordered), _BATCH):
            part = ordered[at : at + _BATCH]
            found |= dict(self._rows(f"{query} ({','.join('?' * len(part))})", part))
        return found

    def _rows(self, query: str, values: Collection[Any]) -> list[Any]:
        with self._told():
            return self._db.execute(query, tuple(values)).fetchall()

    def _body(self, packed: bytes) -> list[Any]:
        with self._told():
            body: list[Any] = json.loads(_inflated(packed))
            return body

    def _affected(self, name: str, row: str | bytes) -> Affected:
        with self._told():
            text = row if isinstance(row, str) else _inflated(row)
            ecosystem, ranges, versions, symbols, severity, unclear = json.loads(text)
        return Affected(
            ecosystem=ecosystem,
            name=name,
            ranges=tuple(Range(introduced=one, fixed=two, last=three) for one, two, three in ranges),
            versions=tuple(versions),
            symbols=tuple(Symbols(module=module, names=tuple(names)) for module, names in symbols),
            severity=severity,
            unclear=unclear,
        )

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            yield
        except (sqlite3.Error, zlib.error, ValueError, TypeError, KeyError, OSError) as error:
            raise self._damaged(str(error)) from error

    def _damaged(self, why: str) -> AdvisoryError:
        return AdvisoryError(f"the database of advisories at {self.path} cannot be read: {why}", advice=_AGAIN)


def packed(item: Advisory) -> bytes:
    """An advisory as it is stored, without what it affects."""
    fields = (
        *(item.id, item.aliases, item.upstream, item.related, item.summary, item.details, item.vector, item.score),
        *(item.word, item.cwe, item.published, item.modified, item.withdrawn, item.references, item.malicious),
        item.notice,
    )
    return zlib.compress(_ENCODE(fields).encode(), _LEVEL)


def packed_row(item: Affected) -> str | bytes:
    """What an advisory says of a package, as it is stored; compressed where it is long."""
    ranges = [(one.introduced, one.fixed, one.last) for one in item.ranges]
    symbols = [(one.module, one.names) for one in item.symbols]
    fields = (item.ecosystem, ranges, item.versions, symbols, item.severity, item.unclear)
    text = _ENCODE(fields)
    return text if len(text) < _SHORT else zlib.compress(text.encode(), _LEVEL)


def unpacked(body: list[Any], exploited: str, epss: float | None) -> Advisory:
    """The advisory that was packed, with what is known of its exploitation."""
    name, aliases, upstream, related, summary, details, vector, score, word, cwe, *rest = body
    published, modified, withdrawn, references, malicious, notice = rest
    return Advisory(
        id=name,
        aliases=tuple(aliases),
        upstream=tuple(upstream),
        related=tuple(related),
        summary=summary,
        details=details,
        vector=vector,
        score=score,
        word=word,
        cwe=tuple(cwe),
        published=published,
        modified=modified,
        withdrawn=withdrawn,
        references=tuple(references),
        malicious=malicious,
        notice=notice,
        exploited=exploited,
        epss=epss,
    )


def _inflated(data: bytes) -> bytes:
    """Unpack a value. Raises ValueError where it breaks off or would become too large, zlib.error where it is none."""
    made = zlib.decompressobj()
    text = made.decompress(data, _MOST_TEXT)
    if not made.eof:
        raise ValueError("a value breaks off, or is too large")
    return text


def _well_formed(item: Advisory | Affected) -> None:
    """Raise ValueError where a field is not of its kind."""
    if isinstance(item, Affected):
        ranges = [text for one in item.ranges for text in (one.introduced, one.fixed, one.last)]
        symbols = [text for one in item.symbols for text in (one.module, *one.names)]
        _texts((item.ecosystem, item.name, *ranges, *item.versions, *symbols, item.severity, item.unclear))
        return
    _texts((item.id, *item.aliases, *item.upstream, *item.related, item.summary, item.details, item.vector, item.word))
    _texts((item.published, item.modified, item.withdrawn, *item.references))
    good = item.score is None or (isinstance(item.score, int | float) and 0 <= item.score <= 10)
    if not good or not isinstance(item.malicious, bool) or not all(isinstance(one, int) for one in item.cwe):
        raise ValueError("a field of an advisory is not of its kind")


def _texts(values: Iterable[object]) -> None:
    if not all(isinstance(value, str) for value in values):
        raise ValueError("a field that should be text is none")


def _cves(body: list[Any]) -> list[str]:
    """The CVE names that an advisory is about: its own, its aliases, what it repairs upstream."""
    return [name for name in (body[0], *body[1], *body[2]) if name.startswith("CVE-")]
