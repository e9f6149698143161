"""Use case: look at a repository's history, or at what a range of commits brings in."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING

from holdfast import __version__
from holdfast.app import attest, passed, reach, sieve
from holdfast.app.known import load_baseline
from holdfast.app.lineage import Lineage
from holdfast.app.policy import Policies
from holdfast.app.reach import Asked
from holdfast.app.recall import Past, Recall
from holdfast.app.rulebook import RuleBook, rulebook
from holdfast.app.scan import Request, Scanned, asker_of
from holdfast.app.versions import Versions
from holdfast.app.weigh import settled
from holdfast.engines.secrets.look import NOTHING, Seen
from holdfast.estate.repo import history, stream
from holdfast.estate.repo.blob import Blob, Packed
from holdfast.estate.repo.exclude import Excluder
from holdfast.estate.repo.history import Entry, Wish
from holdfast.estate.repo.stream import Piece
from holdfast.kit.processors import workers
from holdfast.loop.gate import gate
from holdfast.model.errors import GitError, UsageError
from holdfast.model.report import Notice, Report, Skipped, Tally
from holdfast.model.scope import Scope

if TYPE_CHECKING:  # most scans ask nobody
    from holdfast.app.verify import Asker

_EVERY = 256
_MANY = 500
"""Commits from which on workers pay."""


@dataclass(slots=True)
class _Run:
    """The account of one run."""

    seen: int = 0
    """Counted, like ``cached`` and ``done``, by the thread that lists; the rest by the one that looks."""
    left: int = 0
    bytes: int = 0
    cached: int = 0
    derived: int = 0
    done: int = 0
    total: int = 0
    stopped: str = ""
    excluded: int = 0
    skipped: dict[str, tuple[int, int]] = field(default_factory=dict)
    faults: list[Skipped] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    dirty: list[Entry] = field(default_factory=list)

    @property
    def files(self) -> int:
        """Contents and messages that were looked at now or before."""
        return self.seen - self.left


def scan_history(request: Request, asked: Asked) -> Scanned:
    """Scan a history and say what it means.

    Raises UsageError, ConfigError and GitError for what a person has to mend; everything that is wrong with what was
    read is told in the report.
    """
    start = time.monotonic()
    found = history.find(request.path if request.path.is_dir() else request.path.parent)
    if found is None:
        raise UsageError(f"{request.path} is in no git repository", advice="A history needs one.")
    root, bare = found
    wish = reach.wish(root, asked)
    policies = Policies(root, request.flags, request.environment)
    excluding = [] if bare else reach.excluding(root, policies)
    book = rulebook(policies.root, request.announce, root=root)
    run = _Run(notices=reach.cut(root))
    if book.note:
        run.notices.append(Notice(kind="engine", says=book.note))
    asker = asker_of(request, policies)
    lineage = Lineage(book, policies, load_baseline(root), hold=asker is not None)
    scan = _Scan(request, asked, wish, root, policies, book, lineage, run, start)
    excluder = Excluder(excluding)
    try:
        scan.read(excluder)
    finally:
        excluder.close()
    if asked.between:
        run.notices += passed.unseen(root, scan.listed)
    return _scanned(scan, asker)


class _Scan:
    """One run over a history."""

    def __init__(
        self,
        request: Request,
        asked: Asked,
        wish: Wish,
        root: Path,
        policies: Policies,
        book: RuleBook,
        lineage: Lineage,
        run: _Run,
        start: float,
    ) -> None:
        self.request, self.asked, self.wish, self.root = request, asked, wish, root
        self.policies, self.book, self.lineage, self.run, self.start = policies, book, lineage, run, start
        self.listed = b""
        self._counted = False
        shape = f"{sorted(wish.commits and asked.revisions)} {policies.root.max_file_bytes} {policies.root.archives}"
        self.recall = Recall(book, root, shape) if policies.root.cache else None

    @property
    def whole(self) -> bool:
        """Everything that was asked for was read."""
        return not self.run.stopped and not self.run.faults

    def read(self, excluder: Excluder) -> None:
        """Look at everything. A stop by hand or by the clock keeps what was found and says so."""
        wish, run = self.wish, self.run
        lasting = self.recall is not None and not (wish.without or wish.after or wish.unreachable)
        ends = (wish.commits or history.tips(self.root)) if lasting else ()
        past = self.recall.past(tuple(ends), self.root) if lasting and self.recall else None
        self.listed = history.commits(self.root, wish._replace(without=past.tips) if past else wish)
        run.total = self.listed.count(b"\n")
        if past:
            run.seen, run.cached = past.files, past.files - len(past.dirty)
            run.skipped = dict(past.skipped)
            run.dirty = list(past.dirty)
        with self._stoppable(), closing(self._wanted(past)) as wanted:
            self._look_at_all(wanted, excluder)
        self.request.progress(run.total, run.total)
        if run.stopped:
            run.notices.append(Notice(kind="origin", says=f"The scan is incomplete: {run.stopped}."))
        self._remember(tuple(ends) if lasting and self.whole and not history.shallow(self.root) else None)

    def _wanted(self, past: Past | None) -> Generator[stream.Wanted, None, None]:
        """What to look at here; much of it is sorted by several workers first."""
        entries, known = self._entries(past), self._known(past)
        jobs = workers(self.policies.root.jobs, sieve.MOST_JOBS if self.run.total >= _MANY else 1)
        if jobs == 1:
            return history.needed(entries, known)
        fresh = (entry for entry in entries if not known(entry))
        self._counted = True
        return history.needed(self._sorted(fresh, jobs), lambda _entry: False)

    def _sorted(self, entries: Iterator[Entry], jobs: int) -> list[Entry]:
        """What is not clean, in the order of the history."""
        dirty: list[sieve.Verdict] = []
        most = self.policies.root.max_file_bytes
        versions = Versions(self.book.looker.look, self.book.head.files)
        sorting = sieve.sieve(self.root, entries, versions, most, jobs)
        with self._stoppable(), closing(sorting) as verdicts:
            for count, verdict in enumerate(verdicts):
                self._sort(verdict, dirty)
                if self._late(count):
                    break
        return [verdict.entry for verdict in sorted(dirty)]

    def _sort(self, verdict: sieve.Verdict, dirty: list[sieve.Verdict]) -> None:
        self.run.bytes += 0 if verdict.why else verdict.bytes
        self.run.derived += verdict.derived
        if verdict.why:
            entry = verdict.entry
            self._skip(Skipped(path=entry.path, why=verdict.why, bytes=verdict.bytes, fault=verdict.fault))
        elif not verdict.clean:
            dirty.append(verdict)
        elif self.recall is not None:
            self.recall.remember(verdict.entry)

    @contextmanager
    def _stoppable(self) -> Iterator[None]:
        """What was found until a stop or a fault of git is kept."""
        try:
            yield
        except KeyboardInterrupt:
            self.run.stopped = f"interrupted after {self.run.done:,} of {self.run.total:,} commits"
        except GitError as error:
            says = f"the history cannot be walked: {error}"
            self.run.faults.append(Skipped(path="<history>", why=says, fault=True))

    def _late(self, count: int) -> bool:
        """Draw the progress now and then, and look at the clock."""
        if count % _EVERY:
            return bool(self.run.stopped)
        run, seconds = self.run, self.request.seconds
        self.request.progress(min(run.done, run.total - 1), run.total)
        if seconds and time.monotonic() - self.start > seconds:
            run.stopped = f"the time limit of {seconds:g} s was reached"
        return bool(run.stopped)

    def _skip(self, item: Skipped, *, part: bool = False) -> None:
        run = self.run
        if item.fault:
            run.faults.append(item)
            return
        count, size = run.skipped.get(item.why, (0, 0))
        run.skipped[item.why] = (count + 1, size + item.bytes)
        run.left += not part

    def _entries(self, past: Past | None) -> Iterator[Entry]:
        if past:
            yield from past.dirty
        seen = {entry.name for entry in past.dirty} if past else set()
        for entry in history.entries(self.root, self.wish, self.listed):
            self.run.done += entry.kind == "commit"
            if entry.name not in seen:
                self.run.seen += 1
                yield entry

    def _known(self, past: Past | None) -> history.Known:
        again = {entry.name for entry in past.dirty} if past else set()

        def known(entry: Entry) -> bool:
            if self.recall is None or entry.name in again or not self.recall.clean(entry):
                return False
            self.run.cached += 1
            return True

        return known

    def _look_at_all(self, wanted: Iterator[stream.Wanted], excluder: Excluder) -> None:
        pieces = stream.read(self.root, wanted, self.policies.root.max_file_bytes)
        with closing(pieces):
            for number, piece in enumerate(pieces):
                if isinstance(piece, Piece):
                    self._look(piece, excluder)
                else:
                    self._skip(piece)
                if self._late(number) and not self._counted:
                    return

    def _look(self, piece: Piece, excluder: Excluder) -> None:
        """Look at a piece, and at what is in it where it is an archive."""
        run, faults = self.run, len(self.run.faults)
        run.bytes += 0 if self._counted else len(piece.blob.data)
        found = False
        for part in self._parts(piece.blob):
            seen = self._seen(part)
            run.derived += 0 if self._counted else seen.derived
            if seen.late:
                run.faults.append(Skipped(path=part.path, why="only partly read: it took too long", fault=True))
            found = found or bool(seen.hits)
            if seen.hits and excluder.excludes(piece.blob.path):
                run.excluded += 1
            elif seen.hits:
                self.lineage.add(piece, part, seen.hits, seen.marks)
        if found:
            run.dirty.append(piece.entry)
        elif self.recall is not None and len(run.faults) == faults:
            self.recall.remember(piece.entry)

    def _parts(self, blob: Blob | Packed) -> Iterator[Blob]:
        policy = self.policies.root
        if isinstance(blob, Blob):
            yield blob
        elif not policy.archives:
            self._skip(Skipped(path=blob.path, why="archive", bytes=len(blob.data)))
        else:
            from holdfast.estate.repo.archives import expand

            try:
                for item in expand(blob, policy.max_file_bytes):
                    if isinstance(item, Blob):
                        yield item
                    elif isinstance(item, Skipped):
                        self._skip(item, part=True)
                    elif item not in self.run.notices:
                        self.run.notices.append(item)
            except Exception as error:  # one content that nobody thought of must not stop the others
                why = f"the archive could not be opened: {type(error).__name__}: {error}"
                self.run.faults.append(Skipped(path=blob.path, why=why, fault=True))

    def _seen(self, blob: Blob) -> Seen:
        try:
            return self.book.looker.look(blob)
        except Exception as error:  # one content that breaks a rule must not stop the others
            why = f"the engine failed: {type(error).__name__}: {error}"
            self.run.faults.append(Skipped(path=blob.path, why=why, fault=True))
            return NOTHING

    def _remember(self, ends: tuple[str, ...] | None) -> None:
        if self.recall is None:
            return
        if ends is not None:
            dirty = list({entry.name: entry for entry in self.run.dirty}.values())
            self.recall.keep(Past(ends, dirty, self.run.files, self.run.skipped))
        self.recall.flush()
        if self.recall.note:
            self.run.notices.append(Notice(kind="cache", says=f"{self.recall.note}.".capitalize()))


def _scanned(scan: _Scan, asker: Asker | None) -> Scanned:
    run, policies, request, book = scan.run, scan.policies, scan.request, scan.book
    findings, all_branches = scan.lineage.findings(scan.root)
    if not all_branches:
        says = "There are many branches: whether a secret is still there was asked of the newest ones only."
        run.notices.append(Notice(kind="origin", says=says))
    if scan.lineage.cut:
        says = f"{scan.lineage.cut:,} more places hold secrets than are listed."
        run.notices.append(Notice(kind="origin", says=says))
    closed = attest.apply(findings, scan.root, policies.root)
    if asker is not None:
        closed = attest.asked(closed, asker, policies, scan.lineage.held)
    run.notices += closed.notices
    against = "the baseline" if load_baseline(scan.root) else ""
    weighed = settled(closed.findings, (), policies, against, book)
    skipped = (*run.faults, *_left_out(run))
    tally = Tally(
        files=run.files,
        bytes=run.bytes,
        checks=book.count,
        seconds=time.monotonic() - scan.start,
        cached=run.cached,
        derived=run.derived,
        decoys=weighed.decoys,
        hidden=weighed.hidden,
    )
    report = Report(
        root=scan.root.name or str(scan.root),
        tool=__version__,
        rules=book.version,
        scope=_scope(scan),
        tally=tally,
        findings=weighed.findings,
        skipped=skipped,
        notices=tuple(run.notices),
        gate=gate(
            policies.root,
            weighed.findings,
            skipped,
            tally,
            allow_empty=request.allow_empty,
            stopped=run.stopped,
        ),
        guidance=weighed.guidance,
        checks=book.checks if request.catalogue or policies.root.record else (),
        seen_at=time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime()),
        compared_with=against,
    )
    return Scanned(
        report=report, root=scan.root, policy=policies.root, withheld=weighed.withheld, decisions=closed.decisions
    )


def _left_out(run: _Run) -> Iterator[Skipped]:
    """One for each reason, as there may be as many as versions."""
    for why, (count, size) in sorted(run.skipped.items()):
        yield Skipped(path=f"<{count:,} in the history>", why=why, bytes=size)
    if run.excluded:
        yield Skipped(path=f"<{run.excluded:,} in the history>", why="excluded")


def _scope(scan: _Scan) -> Scope:
    """A history is a subject of its own: what is gone from the work tree is not gone from here."""
    wish, asked = scan.wish, scan.asked
    subject = f"{'objects' if wish.unreachable else 'history'}:{scan.root.name}"
    origin = "range" if asked.between else "history"
    parts = [subject, origin, asked.after, *sorted(asked.revisions)]
    if origin == "range":
        parts += [*wish.commits, *wish.without]
    digest = blake2b("\0".join(parts).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()
    cut = scan.run.excluded or history.shallow(scan.root)
    return Scope(subject=subject, origin=origin, digest=digest, complete=wish.everything and scan.whole and not cut)
