"""Use cases: bring the database of advisories up to date, tell what it holds, carry it to another machine."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from holdfast.app.advisoryfeed import PUBLIC, Feed, Say, WebFeed
from holdfast.app.advisoryfolder import FolderFeed
from holdfast.formats.cvelists import BadList, CveList, epss, exploited
from holdfast.formats.osvarchive import BadArchive, moment
from holdfast.formats.versions.index import SCHEMES
from holdfast.model.advisory import SourceState
from holdfast.model.errors import AdvisoryError, UsageError
from holdfast.store.advisories import Advisories, database_path
from holdfast.store.advisorybuild import Builder, locked

_MOST_SINGLE: Final = 400
"""With more changes than that, an ecosystem's archive is fetched whole."""
_MOST_MISSING: Final = 0.02
"""The index is newer than the archives; with a larger share of its records missing, an archive is not whole."""
_VARIABLES: Final = {"advisories": "HOLDFAST_ADVISORIES", "exploited": "HOLDFAST_KEV", "epss": "HOLDFAST_EPSS"}
_READS: Final = {"exploited": exploited, "epss": epss}
TITLES: Final = {"exploited": "exploited weaknesses (CISA KEV)", "epss": "forecasts (FIRST EPSS)"}


class Change(NamedTuple):
    """What an update did to one ecosystem or list."""

    name: str
    records: int
    how: str
    broken: int = 0
    """Records that could not be read; while there are any, nothing is said to be fine."""
    trouble: str = ""
    """Why it could not be brought up to date; what was there before is there still."""


class Status(NamedTuple):
    """What a database holds."""

    path: Path
    size: int
    days: int
    """Whole days since the ecosystem that waits longest was brought up to date."""
    sources: tuple[SourceState, ...]
    lists: tuple[SourceState, ...]


def update(
    *, ecosystems: Iterable[str] = (), source: str = "", full: bool = False, say: Say, now: datetime | None = None
) -> list[Change]:
    """Bring the database up to date, from ``source`` (an address or a folder), else as the environment says.

    Raises AdvisoryError when an ecosystem cannot be fetched whole; then the database is as it was. A list about CVEs
    that cannot be fetched is a trouble of its own line.
    """
    target = database_path()
    parts = target.with_name("advisories.parts")
    fetched = (now or datetime.now(UTC)).isoformat(timespec="seconds")
    with locked(target):
        feed = _feed(source, parts, say)
        say(f"Advisories come from {feed.name}")
        fresh = (full and not ecosystems) or not _usable(target, say)
        with Builder(target, fresh=fresh) as made:
            changes = list(_Update(feed, made, fetched, say).run(tuple(ecosystems), full=full))
            made.finish()
        shutil.rmtree(parts, ignore_errors=True)
    return changes


def status(*, now: datetime | None = None) -> Status:
    """What the database of this machine holds; every byte of it is compared. Raises AdvisoryError."""
    known = Advisories(thorough=True)
    try:
        age = known.age(now or datetime.now(UTC))
        size = known.path.stat().st_size
        return Status(known.path, size, max(age.days, 0), tuple(known.sources()), tuple(known.lists()))
    finally:
        known.close()


def export(file: Path) -> Status:
    """Copy the database to a file for another machine. Raises AdvisoryError."""
    found = status()
    _copy(found.path, file)
    return found


def take_over(file: Path) -> Status:
    """Put a database from another machine in the place of this one's, after a look at all of it.

    Raises AdvisoryError where it is missing, damaged or no database of advisories; then this machine's is as it was.
    """
    target = database_path()
    with locked(target):
        beside = target.with_name(target.name + ".imported")
        try:
            _copy(file, beside)
            known = Advisories(beside, thorough=True)
            try:
                known.examine()
            finally:
                known.close()
            beside.replace(target)
        except OSError as error:
            raise AdvisoryError(f"{target} cannot be written: {error}", advice="Check the disk's space.") from error
        finally:
            beside.unlink(missing_ok=True)
    return status()


def _copy(source: Path, target: Path) -> None:
    beside = target.with_name(f"{target.name}.{os.getpid()}")
    try:
        shutil.copyfile(source, beside)
        beside.replace(target)
    except OSError as error:
        with suppress(OSError):
            beside.unlink()
        says = f"{source} cannot be copied to {target}: {error.strerror or error}"
        raise AdvisoryError(says, advice="Check that the file is there, and the disk's space.") from error


def _feed(source: str, parts: Path, say: Say) -> Feed:
    chosen = source or os.environ.get(_VARIABLES["advisories"], "")
    if chosen and "://" not in chosen:
        return FolderFeed(Path(chosen))
    lists = {name: os.environ.get(_VARIABLES[name], "" if chosen else PUBLIC[name]) for name in _READS}
    return WebFeed(chosen or PUBLIC["advisories"], parts, say, {name: url for name, url in lists.items() if url})


def _usable(target: Path, say: Say) -> bool:
    """Whether there is a database that can be brought up to date; a damaged one is said, and made anew."""
    if not target.is_file():
        return False
    try:
        Advisories(target, thorough=True).close()
    except AdvisoryError as error:
        say(f"{error}; it is made anew")
        return False
    return True


class _Update:
    """One run over one feed into one builder."""

    def __init__(self, feed: Feed, made: Builder, fetched: str, say: Say) -> None:
        self._feed, self._made, self._fetched, self._say = feed, made, fetched, say

    def run(self, asked: tuple[str, ...], *, full: bool) -> Iterator[Change]:
        """Bring every ecosystem that was asked for up to date, else all that can be compared, and the lists."""
        wanted = self._wanted(asked)
        marks = {} if full else {name: mark for name, mark in self._made.marks().items() if name in wanted}
        modified, newest = self._modified(wanted, marks)
        for name in wanted:
            yield self._one(name, modified, newest.get(name, ""), known=name in marks)
        for name in _READS:
            yield self._list(name)

    def _wanted(self, asked: tuple[str, ...]) -> list[str]:
        """The ecosystems to fetch, without releases: the archive of an ecosystem has all of them."""
        offered = dict.fromkeys(name for name in self._feed.ecosystems() if ":" not in name)
        missing = [name for name in asked if name not in offered]
        if missing:
            near = ", ".join(list(offered)[:40])
            raise UsageError(f"{self._feed.name} has no ecosystem {missing[0]!r}", advice=f"It has: {near}.")
        if asked:
            return list(asked)
        left = [name for name in offered if name not in SCHEMES]
        if left:
            self._say(f"Left out, as no order of versions is known for them: {', '.join(left)}")
        return [name for name in offered if name in SCHEMES]

    def _modified(
        self, wanted: list[str], marks: Mapping[str, str]
    ) -> tuple[dict[str, dict[str, str]] | None, dict[str, str]]:
        """What was modified by ecosystem and id, back to where the oldest mark stands, and the newest time of each.

        None where there is no index.
        """
        index = self._feed.index()
        if index is None:
            return None, {}
        until = min(marks[name] for name in wanted) if all(marks.get(name) for name in wanted) else ""
        found: dict[str, dict[str, str]] = {name: {} for name in wanted}
        newest: dict[str, str] = {}
        for at, ecosystem, name in index:
            if at < until:
                break
            if ecosystem in found:
                newest[ecosystem] = max(at, newest.get(ecosystem, ""))
                found[ecosystem].setdefault(name, at)
        return found, {name: newest.get(name, marks.get(name, "")) for name in wanted}

    def _one(self, name: str, modified: Mapping[str, dict[str, str]] | None, mark: str, *, known: bool) -> Change:
        if known and modified is not None:
            held = self._made.listed(name)
            changed = [item for item, at in modified[name].items() if moment(held.get(item, "")) != at]
            if len(changed) <= _MOST_SINGLE:
                records = self._single(name, changed)
                if records is not None:
                    count = self._made.change(name, records, fetched=self._fetched, mark=mark)
                    return Change(
                        name, count, f"{len(changed)} changed" if changed else "nothing new", self._made.broken(name)
                    )
        return self._whole(name, modified[name] if modified is not None else {}, mark)

    def _single(self, ecosystem: str, names: list[str]) -> list[tuple[str, bytes]] | None:
        """The records of these names; None where single ones are not to be had."""
        found: list[tuple[str, bytes]] = []
        for name in names:
            data = self._feed.record(ecosystem, name)
            if data is None:
                return None
            found.append((name, data))
        return found

    def _whole(self, name: str, modified: Mapping[str, str], mark: str) -> Change:
        archive = self._feed.archive(name)
        try:
            count = self._made.replace(name, archive.records(), fetched=self._fetched, mark=mark)
            there = set(archive.names)
            missing = [item for item in modified if item not in there]
        except BadArchive as error:
            says = f"the archive of {name} {error}"
            raise AdvisoryError(says, advice="The database in use was not touched. Try again later.") from error
        finally:
            archive.close()
        if not count:
            raise AdvisoryError(f"the archive of {name} is empty", advice="The database in use was not touched.")
        if len(missing) > max(_MOST_MISSING * len(modified), 10):
            says = f"the archive of {name} lacks {len(missing):,} of {len(modified):,} advisories of the index"
            raise AdvisoryError(says, advice="The database in use was not touched. Try again later.")
        if missing:
            count = self._late(name, missing, mark)
        self._say(f"  {name}: {count:,} advisories")
        return Change(name, count, "whole", self._made.broken(name))

    def _late(self, name: str, missing: list[str], mark: str) -> int:
        """Fetch what the index has and the archive has not yet; what cannot be had leaves the ecosystem incomplete."""
        records = {item: self._feed.record(name, item) for item in missing}
        late = [(item, data) for item, data in records.items() if data is not None]
        lacking = {item: "it is in the index, and nowhere else" for item, data in records.items() if data is None}
        self._made.missing(name, lacking)
        return self._made.change(name, late, fetched=self._fetched, mark=mark)

    def _list(self, name: str) -> Change:
        try:
            data = self._feed.listing(name)
            found: CveList | None = None if data is None else _READS[name](data)
        except (AdvisoryError, BadList) as error:
            return Change(TITLES[name], 0, "", trouble=f"{TITLES[name]}: {error}")
        if found is None:
            return Change(TITLES[name], 0, "not there")
        self._made.catalogue(name, found.rows, day=found.day, fetched=self._fetched)
        return Change(TITLES[name], len(found.rows), "whole")
