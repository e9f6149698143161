"""Understands infrastructure files as resources, judges them, and keeps the answers by what they were made of."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import Any, Final, NamedTuple

from holdfast import __version__
from holdfast.app.judged import JudgedBook
from holdfast.app.rehearsal import rehearsed, unit_rehearsed
from holdfast.engines.posture.look import CRASH, FAIL, NOT_HERE, OK, UNSURE, Judged, look
from holdfast.estate.readers import BESIDE, READERS, reader
from holdfast.model.noun import fact, sheet
from holdfast.model.place import Place
from holdfast.model.reading import Gap, Reading, Unit
from holdfast.store.factcache import FactCache

VERDICTS: Final = (OK, FAIL, UNSURE, CRASH, NOT_HERE)
"""What is counted of each check, in this order."""
_PLACES: Final = {verdict: at for at, verdict in enumerate(VERDICTS)}
Claimed = Mapping[str, Mapping[str, bytes]]
"""Name of a reader to the files that are its, path to content."""
More = Callable[[str], "bytes | None"]
"""Reads another file of the same tree; None where there is none."""


class Spot(NamedTuple):
    """A place as plain data."""

    path: str
    line: int
    column: int
    end_line: int
    end_column: int
    route: tuple[str, ...] = ()

    def place(self) -> Place:
        """As a noun."""
        path, line, column, end_line, end_column, route = self
        return Place(path=path, line=line, column=column, end_line=end_line, end_column=end_column, route=route)


class Row(NamedTuple):
    """One answer that is not a plain ok, as plain data."""

    check: str
    """Check id."""
    verdict: str
    says: str
    at: Spot
    trail: tuple[tuple[str, Spot], ...]
    item: str
    address: str
    type: str
    language: str
    block: Spot
    rehearsed: str = ""
    """Why it is tried out only, where it is."""


@sheet
class Survey:
    """What was understood and judged."""

    rows: list[Row] = fact(default_factory=list)
    counts: dict[str, list[int]] = fact(default_factory=dict)
    """Check id to how often each verdict was given, in the order of ``VERDICTS``."""
    resources: dict[str, int] = fact(default_factory=dict)
    """Language to how many resources were understood."""
    gaps: list[Gap] = fact(default_factory=list)
    units: int = 0
    cached: int = 0
    """Units whose answers came from the cache."""
    asked: dict[str, str] = fact(default_factory=dict)
    """Digest of each file that was read on demand; empty where there was none."""

    def add(self, other: Survey) -> None:
        """Take in what another one holds."""
        self.rows += other.rows
        self.gaps += other.gaps
        self.asked |= other.asked
        for check, numbers in other.counts.items():
            mine = self.counts.get(check)
            if mine is None:
                self.counts[check] = list(numbers)
                continue
            for at, number in enumerate(numbers):
                mine[at] += number
        for language, number in other.resources.items():
            self.resources[language] = self.resources.get(language, 0) + number

    def noting(self, more: More) -> More:
        """The same way to read on demand; what is read on it belongs to what is known from then on."""

        def read(path: str) -> bytes | None:
            data = more(path)
            self.asked[path] = digest(data)
            return data

        return read

    def count(self, verdict: str) -> int:
        """How often a verdict was given."""
        at = VERDICTS.index(verdict)
        return sum(numbers[at] for numbers in self.counts.values())


class Files(Mapping[str, bytes]):
    """Contents by path: what readers claimed, and on demand what else is in the tree."""

    def __init__(self, claimed: Claimed, more: More) -> None:
        """Take what is there already, and how to get more."""
        self._here = {path: data for own in claimed.values() for path, data in own.items()}
        self._more = more
        self._digests: dict[str, str] = {}
        self.asked: dict[str, str] = {}
        """Digest of what was read on demand; empty where nothing was there."""

    def __getitem__(self, path: str) -> bytes:
        if path in self._here:
            return self._here[path]
        data = self._more(path)
        self.asked[path] = digest(data)
        if data is None:
            raise KeyError(path)
        return data

    def __iter__(self) -> Iterator[str]:
        return iter(self._here)

    def __len__(self) -> int:
        return len(self._here)

    def digest(self, path: str) -> str:
        """Name of the content at a path; empty where there is none."""
        found = self._digests.get(path)
        if found is None:
            found = digest(self.get(path))
            if path in self._here:
                self._digests[path] = found
        return found


def digest(data: bytes | None) -> str:
    """A content's name; empty for none."""
    return blake2b(data, digest_size=16).hexdigest() if data is not None else ""


def units(claimed: Claimed) -> Iterator[Unit]:
    """What the claimed files make up, reader by reader in the order of the table."""
    for name, own in _by_reader(claimed):
        yield from reader(name).units(own)


def _by_reader(claimed: Claimed) -> Iterator[tuple[str, Mapping[str, bytes]]]:
    for name in READERS:
        if name in claimed:
            beside = {path: data for other in BESIDE.get(name, ()) for path, data in claimed.get(other, {}).items()}
            yield name, {**beside, **claimed[name]} if beside else claimed[name]


def _units(claimed: Claimed, files: Files, cache: FactCache) -> Iterator[Unit]:
    """The same, from the cache where no file of a reader has changed: then the reader need not even be loaded."""
    for name, own in _by_reader(claimed):
        key = named(f"{__version__} units {name}", own, files)
        found = _recalled_units(cache.get(key), name)
        if found is None:
            found = reader(name).units(own)
            cache.put(key, json.dumps([[unit.root, unit.paths] for unit in found]).encode("utf-8", "surrogatepass"))
        yield from found


def _recalled_units(saved: bytes | None, name: str) -> list[Unit] | None:
    if saved is None:
        return None
    try:
        return [Unit(reader=name, root=str(root), paths=tuple(map(str, paths))) for root, paths in json.loads(saved)]
    except (ValueError, TypeError):  # a cache is hostile input
        return None


def survey(
    claimed: Claimed,
    more: More,
    book: JudgedBook,
    off: frozenset[str] = frozenset(),
    cache: FactCache | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
    inspect: Callable[[Reading], bool] | None = None,
    stop: Callable[[], bool] = lambda: False,
) -> Survey:
    """Read and judge everything that was claimed. A unit that breaks its reader is a gap, and costs only itself.

    ``inspect`` sees what was understood, and says whether the answers about it may be kept. ``stop`` says that the time
    is up; what is not judged by then is a gap.
    """
    found = Survey()
    files = Files(claimed, more)
    wanted = list(_units(claimed, files, cache) if cache is not None else units(claimed))
    salt = f"{__version__} {book.digest} {sorted(off)} {inspect is not None}"
    for done, unit in enumerate(wanted):
        progress(done, len(wanted))
        if stop():
            left = f"{len(wanted) - done:,} of {len(wanted):,} parts of the infrastructure"
            why = f"the time was up before {left} were judged"
            found.gaps.append(Gap(why=why, place=Place(path=unit.root), fault=True))
            break
        key = _key(unit, files, salt) if cache is not None else b""
        known = _recalled(cache.get(key), files) if cache is not None else None
        if known is None:
            files.asked = {}
            reading = understood(unit, files)
            known = judged(reading, book, off)
            known.asked = files.asked
            if (inspect is None or inspect(reading)) and cache is not None:
                cache.put(key, _kept(known))
        else:
            found.cached += 1
        known.rows = [placed(row, unit_rehearsed(unit)) for row in known.rows]
        found.add(known)
        found.units += 1
    return found


def placed(row: Row, why: str) -> Row:
    """A row that says why it is tried out only, where its unit or its own place does."""
    return row._replace(rehearsed=why or rehearsed(row.block.path))


def understood(unit: Unit, files: Mapping[str, bytes]) -> Reading:
    """What the reader of a unit makes of it; a reader that breaks leaves a gap."""
    try:
        return reader(unit.reader).read(unit, files)
    except Exception as error:  # one unit that nobody thought of must not stop the others
        why = f"the reader failed: {type(error).__name__}"
        path = unit.root if unit.root in unit.paths or not unit.paths else unit.paths[0]
        return Reading(gaps=(Gap(why=why, place=Place(path=path), fault=True),))


def judged(reading: Reading, book: JudgedBook, off: frozenset[str]) -> Survey:
    """What the rules say about what a reader understood."""
    found = Survey(gaps=list(reading.gaps))
    for resource in reading.resources:
        found.resources[resource.language] = found.resources.get(resource.language, 0) + 1
    for item in look(reading.resources, book.of, off):
        check, verdict = item.rule.check.id, item.verdict
        if check not in found.counts:
            found.counts[check] = [0] * len(VERDICTS)
        found.counts[check][_PLACES[verdict]] += 1
        if verdict not in (OK, NOT_HERE):
            found.rows.extend(_rows(item))
    return found


def _rows(item: Judged) -> Iterable[Row]:
    resource = item.resource
    block = _spot(resource.place)
    about = (resource.address, resource.type, resource.language, block)
    for breach in item.breaches:
        trail = tuple((hop.says, _spot(hop.place)) for hop in breach.trail)
        yield Row(item.rule.check.id, FAIL, breach.says, _spot(breach.at), trail, breach.item, *about)
    if not item.breaches:
        yield Row(item.rule.check.id, item.verdict, item.why, _spot(item.at or resource.place), (), "", *about)


def _spot(place: Place) -> Spot:
    return Spot(place.path, place.line, place.column, place.end_line, place.end_column, place.route)


def _key(unit: Unit, files: Files, salt: str) -> bytes:
    return named(f"{salt}\n{unit.reader}\n{unit.root}", unit.paths, files)


def named(what: str, paths: Iterable[str], files: Files) -> bytes:
    """The key of what is made of some files."""
    parts = [what, *(f"{path}\0{files.digest(path)}" for path in paths)]
    return blake2b("\n".join(parts).encode("utf-8", "surrogateescape"), digest_size=16).digest()


def _kept(found: Survey) -> bytes:
    body = [found.asked, found.rows, found.counts, found.resources, [plain_gap(each) for each in found.gaps]]
    return json.dumps(body, separators=(",", ":")).encode("utf-8", "surrogatepass")


def _recalled(saved: bytes | None, files: Files) -> Survey | None:
    """What a unit gave last time; None where that cannot be read, or where a file read on demand has changed."""
    if saved is None:
        return None
    try:
        asked, rows, counts, resources, gaps = json.loads(saved)
        if any(files.digest(path) != name for path, name in asked.items()):
            return None
        return Survey(
            rows=[row(each) for each in rows],
            counts={check: [int(number) for number in numbers] for check, numbers in counts.items()},
            resources={str(language): int(number) for language, number in resources.items()},
            gaps=[gap(each) for each in gaps],
            asked={str(path): str(name) for path, name in asked.items()},
        )
    except (ValueError, TypeError, AttributeError):  # a cache is hostile input
        return None


def plain_gap(each: Gap) -> list[Any]:
    """A gap as plain data."""
    return [each.why, _spot(each.place), each.fault]


def gap(saved: list[Any]) -> Gap:
    """A gap from plain data. Raises ValueError or TypeError for anything else."""
    why, at, fault = saved
    return Gap(why=why, place=respot(at).place(), fault=bool(fault))


def row(saved: list[Any]) -> Row:
    """A row from plain data. Raises ValueError or TypeError for anything else."""
    check, verdict, says, at, trail, item, address, kind, language, block, why = saved
    hops = tuple((str(text), respot(spot)) for text, spot in trail)
    return Row(check, verdict, says, respot(at), hops, item, address, kind, language, respot(block), why)


def respot(spot: list[Any]) -> Spot:
    """A spot from plain data. Raises ValueError or TypeError for anything else."""
    path, line, column, end_line, end_column, route = spot
    return Spot(path, line, column, end_line, end_column, tuple(route))
