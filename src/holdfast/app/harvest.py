"""Reads the blobs of an origin and keeps what a close look needs: hits, ignore comments, and the account of it all."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Generator, Iterable, Iterator, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Final, NamedTuple

from holdfast.app.origins import Origin
from holdfast.app.policy import Policies
from holdfast.app.rulebook import RuleBook
from holdfast.engines.secrets.look import NOTHING, Seen
from holdfast.estate.likely import likely
from holdfast.estate.packages.manifest import reader_of as manifest_reader
from holdfast.estate.repo.blob import Blob, Packed
from holdfast.formats.marks import marked
from holdfast.kit.places import cache_folder, data_folder
from holdfast.model.noun import fact, sheet
from holdfast.model.report import Notice, Skipped
from holdfast.store.factcache import FactCache

if TYPE_CHECKING:
    from holdfast.app.scout import Clean, Scout
    from holdfast.engines.secrets.hit import Hit
    from holdfast.estate.repo.text import Content
    from holdfast.model.ignore import Ignore
    from holdfast.model.policy import Policy

Progress = Callable[[int, int], None]
_MANY: Final = 1500
"""Files for which a second process pays."""
_PAYS: Final = 2
"""Processes that pay for a folder: what they find is put together here."""
_EVERY: Final = 64
"""Files between two looks at the clock; also the fewest for which the cache pays."""


@sheet
class Harvest:
    """What reading brought in."""

    hits: list[tuple[Blob, tuple[Hit, ...]]] = fact(default_factory=list)
    ignores: dict[str, list[Ignore]] = fact(default_factory=dict)
    secrets: bool = True
    """Whether secrets are looked for."""
    judges: bool = True
    """Whether infrastructure is set aside for judging."""
    readers: frozenset[str] | None = None
    """Names of the readers whose files are set aside; None for all."""
    infra: dict[str, dict[str, bytes]] = fact(default_factory=dict)
    """Infrastructure that was set aside: name of the reader to its files."""
    packages: bool = False
    """Whether manifests and lock files are set aside."""
    manifests: dict[str, bytes] = fact(default_factory=dict)
    """What was set aside of them, by path."""
    skipped: list[Skipped] = fact(default_factory=list)
    notices: list[Notice] = fact(default_factory=list)
    files: int = 0
    bytes: int = 0
    lines: int = 0
    cached: int = 0
    derived: int = 0
    stopped: str = ""


class Limit(NamedTuple):
    """When reading has to end."""

    start: float
    seconds: float

    @property
    def over(self) -> bool:
        """Whether the time is up."""
        return bool(self.seconds) and time.monotonic() - self.start > self.seconds

    @property
    def left(self) -> float:
        """Seconds until then; endless where there is no limit."""
        return max(0.0, self.start + self.seconds - time.monotonic()) if self.seconds else float("inf")


def read(
    origin: Origin,
    book: RuleBook,
    policies: Policies,
    progress: Progress,
    limit: Limit,
    *,
    secrets: bool = True,
    judges: bool = False,
    readers: frozenset[str] | None = None,
    packages: bool = False,
) -> Harvest:
    """Look at every blob, for secrets and for what resources can be judged in, of some readers or of all.

    With ``packages`` manifests and lock files are set aside.

    A stop by hand or by the clock keeps what was found and says so.
    """
    harvest = Harvest(secrets=secrets, judges=judges, readers=readers, packages=packages)
    harvest.skipped += origin.skipped
    harvest.notices += origin.notices
    if secrets and book.note:
        harvest.notices.append(Notice(kind="engine", says=book.note))
    cache = _cache(origin, book, policies) if secrets else None
    contents = _contents(harvest, origin, book, cache, limit, policies.root.jobs)
    try:
        for done, item in enumerate(contents):
            if isinstance(item, Blob):
                _take(harvest, item, book, cache)
            elif isinstance(item, Skipped):
                harvest.skipped.append(item)
            else:
                _open(harvest, item, book, cache, policies.root, limit)
            if done % _EVERY == 0:
                progress(done, origin.total)
            if limit.seconds and limit.over and done + 1 < origin.total:
                harvest.stopped = (
                    f"the time limit of {limit.seconds:g} s was reached after {done + 1} of {origin.total} files"
                )
                break
    except KeyboardInterrupt:
        harvest.stopped = f"interrupted after {harvest.files} of {origin.total} files"
    contents.close()
    if packages:
        harvest.skipped = [_missed(item) for item in harvest.skipped]
    harvest.skipped.sort(key=lambda item: item.path)
    harvest.notices.sort(key=lambda item: item.place)
    progress(origin.total, origin.total)
    if harvest.stopped:
        harvest.notices.append(Notice(kind="origin", says=f"The scan is incomplete: {harvest.stopped}."))
    if cache is not None:
        cache.flush()
        if cache.note:
            harvest.notices.append(Notice(kind="cache", says=cache.note[0].upper() + cache.note[1:] + "."))
    return harvest


def _contents(
    harvest: Harvest, origin: Origin, book: RuleBook, cache: FactCache | None, limit: Limit, jobs: int
) -> Generator[Content, None, None]:
    """What is to be looked at here: all of it, or with more processes what is not plainly clean in their parts."""
    again = origin.again
    if again is None or limit.seconds or (jobs or (_PAYS if origin.total >= _MANY else 1)) < _PAYS:
        yield from origin.blobs
        return
    from holdfast.app.scout import Scout
    from holdfast.kit.processors import workers

    parts = workers(jobs, _PAYS)
    scouts: list[Scout] = []
    if parts > 1 and harvest.secrets:
        book.looker.prepare()
    try:
        for part in range(1, parts):
            scouts.append(Scout(origin.paths[part::parts], lambda paths: _judged(again(paths), harvest, book, cache)))
        yield from again(origin.paths[::parts])
        for scout in scouts:
            yield from again(_told(harvest, scout, cache))
    finally:
        for scout in scouts:
            scout.end()


def _told(harvest: Harvest, scout: Scout, cache: FactCache | None) -> list[str]:
    """Take over what a copy counted; the paths of what it leaves to be looked at here."""
    told = scout.report()
    harvest.files += told.files
    harvest.bytes += told.size
    harvest.lines += told.lines
    harvest.cached += told.cached
    harvest.derived += told.derived
    harvest.skipped += told.skipped
    for key in told.keys:
        if cache is not None:
            cache.put(key, b"")
    return [scout.paths[place] for place in told.open]


def _judged(
    contents: Iterable[Content], harvest: Harvest, book: RuleBook, cache: FactCache | None
) -> Iterator[Clean | Skipped | None]:
    """For each content what it counts when it is plainly clean, or why it is skipped, else None."""
    from holdfast.app.scout import Clean

    for item in contents:
        if not isinstance(item, Blob) or _reader(item, harvest) or _is_manifest(item, harvest):
            yield item if isinstance(item, Skipped) else None
            continue
        key = _key(item, book) if cache is not None else b""
        known = cache is not None and cache.get(key) is not None
        seen = NOTHING if known or not harvest.secrets else _quietly(item, book)
        if seen is None or seen.hits or seen.late or (seen.marks and _own_mark(item, seen.marks)):
            yield None
        else:
            yield Clean(len(item.data), item.data.count(b"\n"), seen.derived, b"" if known else key, known)


def _reader(blob: Blob, harvest: Harvest) -> str:
    """Name of the reader that a file is set aside for; empty for none, and in archives."""
    if not harvest.judges or not likely(blob.path) or "!" in blob.path:
        return ""
    from holdfast.estate.sniff import reader_of

    name = reader_of(blob.path, blob.data)
    return name if harvest.readers is None or name in harvest.readers else ""


def _is_manifest(blob: Blob, harvest: Harvest) -> bool:
    """Whether a file is set aside for what it says of packages; none in archives is."""
    return harvest.packages and bool(manifest_reader(blob.path, blob.data)) and "!" not in blob.path


def _missed(item: Skipped) -> Skipped:
    """What was skipped; a fault where it is a manifest or lock file that is too large, as nobody knows its packages."""
    large = item.why == "too large" and not item.fault and manifest_reader(item.path, b"")
    return Skipped(path=item.path, why=item.why, bytes=item.bytes, fault=True) if large else item


def _quietly(blob: Blob, book: RuleBook) -> Seen | None:
    """What the engine saw; None for a fault, which is met and told again where it counts."""
    try:
        return book.looker.look(blob)
    except Exception:  # the file is looked at again by the process that tells what went wrong
        return None


def _key(blob: Blob, book: RuleBook) -> bytes:
    """What the cache knows a content by: bytes, the role of its path, and the rules."""
    from holdfast.estate.repo.role import role

    person = role(blob.path).encode()
    return blake2b(blob.data, digest_size=16, person=person, salt=book.salt).digest()


def _cache(origin: Origin, book: RuleBook, policies: Policies) -> FactCache | None:
    """The cache of clean contents; none where reading it costs more than it saves."""
    if not policies.root.cache or origin.name != "worktree" or origin.total < _EVERY:
        return None
    return FactCache(cache_folder(), data_folder(), "secrets")


def _take(harvest: Harvest, blob: Blob, book: RuleBook, cache: FactCache | None) -> None:
    harvest.files += 1
    harvest.bytes += len(blob.data)
    harvest.lines += blob.data.count(b"\n")
    reader = _reader(blob, harvest) if likely(blob.path) else ""
    if reader:
        harvest.infra.setdefault(reader, {})[blob.path] = blob.data
    if _is_manifest(blob, harvest):
        harvest.manifests[blob.path] = blob.data
    if not (harvest.secrets or reader):
        return
    key = b""
    if cache is not None and not reader:
        key = _key(blob, book)
        if cache.get(key) is not None:
            harvest.cached += 1
            return
    seen = _look(harvest, blob, book)
    if seen is NOTHING and cache is None:
        return
    harvest.derived += seen.derived
    if seen.late:
        harvest.skipped.append(Skipped(path=blob.path, why="only partly read: it took too long", fault=True))
    if seen.hits and harvest.secrets:
        harvest.hits.append((blob, seen.hits))
    if seen.marks and (seen.hits or reader or _own_mark(blob, seen.marks)):
        heed(harvest, blob.path, blob.data, seen.marks)
    elif cache is not None and not reader and not seen.hits and not seen.late:
        cache.put(key, b"")


def _open(
    harvest: Harvest, packed: Packed, book: RuleBook, cache: FactCache | None, policy: Policy, limit: Limit
) -> None:
    """Look at what is in an archive; a fault of ours in it is told and costs only the rest of this archive.

    Where no secrets are looked for it stays closed: nothing else is looked for in one.
    """
    if not (policy.archives and harvest.secrets):
        harvest.skipped.append(Skipped(path=packed.path, why="archive", bytes=len(packed.data)))
        return
    from holdfast.estate.repo.archives import expand

    try:
        for item in expand(packed, policy.max_file_bytes):
            if isinstance(item, Skipped):
                harvest.skipped.append(item)
            elif isinstance(item, Notice):
                harvest.notices.append(item)
            else:
                _take(harvest, item, book, cache)
            if limit.over:
                harvest.skipped.append(Skipped(path=packed.path, why="only partly read: the time was up", fault=True))
                return
    except Exception as error:  # one content that nobody thought of must not stop the others
        why = f"the archive could not be opened: {type(error).__name__}: {error}"
        harvest.skipped.append(Skipped(path=packed.path, why=why, fault=True))


def _look(harvest: Harvest, blob: Blob, book: RuleBook) -> Seen:
    """Look at one blob; a fault of ours in it is told and costs only this blob."""
    if not harvest.secrets:
        return Seen((), 0, tuple(sorted(marked(blob.data))))
    try:
        return book.looker.look(blob)
    except Exception as error:  # one content that breaks a rule must not stop the others
        harvest.skipped.append(
            Skipped(path=blob.path, why=f"the engine failed: {type(error).__name__}: {error}", fault=True)
        )
        return NOTHING


def _own_mark(blob: Blob, marks: tuple[int, ...]) -> bool:
    """One of the marks is ours; another tool's matters only beside a hit."""
    return any(b"holdfast:" in blob.data[max(0, at - 12) : at + 12].lower() for at in marks)


def heed(harvest: Harvest, path: str, data: bytes, marks: tuple[int, ...] | None = None) -> None:
    """Keep the ignore comments of a file; ``marks`` says where some may stand, if that is known."""
    found = list(_comments(path, data, tuple(sorted(marked(data))) if marks is None else marks))
    if found:
        harvest.ignores[path] = found


def _comments(path: str, data: bytes, marks: tuple[int, ...]) -> Iterator[Ignore]:
    from holdfast.formats.comments import comments

    lines: set[int] = set()
    line, last = 1, 0
    for at in marks:
        line += data.count(b"\n", last, at)
        last = at
        lines.add(line)
    yield from comments(data.decode("utf-8", "replace"), path, lines)


def has_charts(claims: Mapping[str, Collection[str]]) -> bool:
    """Whether there is a Helm chart among claimed files."""
    return any(path.rpartition("/")[2] == "Chart.yaml" for path in claims.get("kubernetes", ()))
