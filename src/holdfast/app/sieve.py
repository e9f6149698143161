"""Sorts what a history holds into clean and not, on several processors; only what is not clean is looked at again.

Each worker is a copy of this process with a git of its own. What goes to it are ids and paths, what comes back is one
line for each, in order: no content and no value leaves a worker.
"""

from __future__ import annotations

import os
import signal
import threading
from collections import deque
from collections.abc import Generator, Iterator
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import IO, Final, NamedTuple
from zlib import crc32

from holdfast.app.versions import Look, Versions
from holdfast.estate.repo import stream
from holdfast.estate.repo.blob import Packed
from holdfast.estate.repo.history import Entry, fields
from holdfast.estate.repo.stream import Piece

MOST_JOBS: Final = 4
_BACKLOG: Final = 2000
_FIRST: Final = 1024
_LARGEST: Final = 1 << 14
_CLEAN, _DIRTY, _SKIPPED = b"c", b"d", b"s"


class Verdict(NamedTuple):
    """What a worker says of one entry."""

    number: int
    """Its place in the order in which entries were given."""
    entry: Entry
    clean: bool
    bytes: int
    derived: int
    why: str = ""
    """Why it was not read, if so."""
    fault: bool = False


def sieve(
    root: Path, entries: Iterator[Entry], versions: Versions, most: int, count: int
) -> Generator[Verdict, None, None]:
    """A verdict on each entry, in no order. Raises what ``entries`` raises, once the workers have answered.

    What a worker leaves unanswered, because it was ended, comes back as not clean.
    """
    workers: list[_Worker] = []
    done: deque[Verdict] = deque()
    try:
        for _ in range(count):
            workers.append(_Worker(root, versions.look, most, workers))
        for worker in workers:
            worker.listen(done)
        for batch in _batches(entries):
            for number, entry in batch:
                _best(workers, entry).give(number, entry)
                while done:
                    yield done.popleft()
        for worker in workers:
            worker.finish()
        while done:
            yield done.popleft()
    finally:
        for worker in workers:
            worker.end()


def _batches(entries: Iterator[Entry]) -> Iterator[list[tuple[int, Entry]]]:
    """Numbered entries in batches that grow, so that work begins at once; in each, versions of a path in a row."""
    numbered, size = enumerate(entries), _FIRST
    while batch := list(islice(numbered, size)):
        yield sorted(batch, key=_by_path)
        size = min(2 * size, _LARGEST)


def _by_path(item: tuple[int, Entry]) -> tuple[str, int]:
    return item[1].path, item[0]


def _best(workers: list[_Worker], entry: Entry) -> _Worker:
    """The worker that had the other versions of this path, as git reads them fastest together, unless it is behind."""
    own = workers[crc32(entry.path.encode("utf-8", "surrogateescape")) % len(workers)]
    return own if len(own.asked) < _BACKLOG else min(workers, key=lambda worker: len(worker.asked))


class _Worker:
    """One worker, seen from the process that gives it work."""

    def __init__(self, root: Path, look: Look, most: int, others: list[_Worker]) -> None:
        work_out, work_in = os.pipe()
        answer_out, answer_in = os.pipe()
        self.asked: deque[tuple[int, Entry]] = deque()
        self.handles: tuple[int, int] = (work_in, answer_out)
        self._pid = os.fork()
        if not self._pid:
            try:
                for handle in (work_in, answer_out, *(each for other in others for each in other.handles)):
                    os.close(handle)
                _work(root, look, most, work_out, answer_in)
            finally:
                os._exit(0)
        os.close(work_out)
        os.close(answer_in)
        self._in: IO[bytes] = open(work_in, "wb", buffering=1 << 13)  # noqa: SIM115 - closed by finish and end
        self._out: IO[bytes] = open(answer_out, "rb")  # noqa: SIM115 - closed by end
        self._listener: threading.Thread | None = None

    def listen(self, done: deque[Verdict]) -> None:
        """Put what it answers behind ``done``."""
        self._listener = threading.Thread(target=self._listen, args=(done,), daemon=True)
        self._listener.start()

    def _listen(self, done: deque[Verdict]) -> None:
        for line in self._out:
            sign, size, derived, why = line.rstrip(b"\n").split(b" ", 3)
            number, entry = self.asked.popleft()
            reason = why.decode("utf-8", "replace")
            clean = sign != _DIRTY
            fault = sign == _SKIPPED and derived == b"1"
            decoded = 0 if sign == _SKIPPED else int(derived)
            done.append(Verdict(number, entry, clean, int(size), decoded, reason, fault))
        while self.asked:
            number, entry = self.asked.popleft()
            done.append(Verdict(number, entry, clean=False, bytes=0, derived=0))

    def give(self, number: int, entry: Entry) -> None:
        """Ask it about an entry; one that was ended answers by its silence."""
        self.asked.append((number, entry))
        try:
            path = entry.path.encode("utf-8", "surrogateescape")
            self._in.write(b"%s %s %s\0" % (entry.kind.encode(), entry.name.encode(), path))
        except OSError:
            return

    def finish(self) -> None:
        """Wait until it has answered everything."""
        with suppress(OSError):  # it was ended, and its listener has seen to what it left
            self._in.close()
        if self._listener is not None:
            self._listener.join()

    def end(self) -> None:
        """End it, whatever it does."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        for pipe in (self._in, self._out):
            with suppress(OSError):
                pipe.close()


def _work(root: Path, look: Look, most: int, work: int, answer: int) -> None:
    """The life of a worker: read, look, answer, until there is nothing more to read or nobody to hear."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with open(work, "rb", buffering=1 << 13) as source, open(answer, "wb", buffering=1 << 12) as told:
        wanted = ((_entry(field), True) for field in fields(source))
        for piece in stream.read(root, wanted, most):
            told.write(_line(piece, look))


def _entry(field: bytes) -> Entry:
    kind, name, path = field.decode("utf-8", "surrogateescape").split(" ", 2)
    return Entry(kind, name, path, "")


def _line(piece: stream.Read, look: Look) -> bytes:
    if not isinstance(piece, Piece):
        return b"%s %d %d %s\n" % (_SKIPPED, piece.bytes, piece.fault, piece.why.encode("utf-8", "replace"))
    size = len(piece.blob.data)
    if isinstance(piece.blob, Packed):  # what is in it is looked at where all that may be wrong with it can be told
        return b"%s %d 0 \n" % (_DIRTY, size)
    try:
        seen = look(piece.blob)
    except Exception:  # it is looked at again where the fault can be told
        return b"%s %d 0 \n" % (_DIRTY, size)
    return b"%s %d %d \n" % (_DIRTY if seen.hits or seen.late else _CLEAN, size, seen.derived)
