"""Reads objects of a history through one git after the other, as fast as git gives them."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Generator, Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import IO, NamedTuple

from holdfast.estate.repo.blob import Blob, Packed
from holdfast.estate.repo.history import Entry, Program
from holdfast.estate.repo.text import content
from holdfast.model.errors import GitError
from holdfast.model.report import Skipped

Wanted = tuple[Entry, bool]


class Maker(NamedTuple):
    """Who made a commit, and when."""

    author: str
    date: str
    """ISO 8601 in UTC; empty where the commit does not say."""


UNKNOWN = Maker("", "")


class Piece(NamedTuple):
    """A content with what is known of where it comes from."""

    blob: Blob | Packed
    entry: Entry
    maker: Maker


Read = Piece | Skipped


def read(root: Path, wanted: Iterator[Wanted], most: int) -> Generator[Read, None, None]:
    """Each wanted object as a piece, or as skipped with the reason.

    An object that git cannot read ends that git; the rest is read by another one. What goes wrong while the objects
    are listed is raised as GitError once everything that was listed is read.
    """
    source = wanted
    maker = UNKNOWN
    while True:
        batch = _Batch(root, source)
        with batch:
            for entry, look, answer in batch.objects(most):
                if entry.kind == "commit":
                    maker = made_by(answer.data)
                if look:
                    yield _piece(entry, answer, maker)
        done = batch.done
        if done:
            if batch.error is not None:
                raise batch.error
            return
        left = list(batch.asked)
        if left:
            yield Skipped(path=left[0][0].path, why=f"broken object {left[0][0].name[:12]}", fault=True)
        source = chain(left[1:], source)


class _Answer(NamedTuple):
    data: bytes | None
    size: int = 0


def _piece(entry: Entry, answer: _Answer, maker: Maker) -> Read:
    data = answer.data
    if data is None:
        why = "too large" if answer.size else "not in this clone (shallow, partial or damaged)"
        return Skipped(path=entry.path, why=why, bytes=answer.size, fault=not answer.size)
    if entry.kind != "blob":
        data = data.partition(b"\n\n")[2]
    found = content(entry.path, data)
    return found if isinstance(found, Skipped) else Piece(found, entry, maker if entry.commit else UNKNOWN)


def made_by(data: bytes | None) -> Maker:
    """Who made a commit and when, by its raw content; any character that may come in a name comes out as it is."""
    for line in (data or b"").partition(b"\n\n")[0].split(b"\n"):
        if line.startswith(b"author "):
            who, _, when = line[7:].rpartition(b"> ")
            name = who.rpartition(b" <")[0].decode("utf-8", "replace")
            seconds = when.split(b" ")[0]
            return Maker(name, _moment(seconds))
    return UNKNOWN


def _moment(seconds: bytes) -> str:
    try:
        return datetime.fromtimestamp(int(seconds), UTC).isoformat(timespec="seconds")
    except (ValueError, OverflowError, OSError):
        return ""


class _Batch:
    """One ``git cat-file`` with a thread that asks it, and the objects that it has not answered yet."""

    def __init__(self, root: Path, source: Iterator[Wanted]) -> None:
        self.program = Program(root, "cat-file", "--batch", "--buffer", feed=True)
        self.asked: deque[Wanted] = deque()
        self.error: GitError | None = None
        self._all_asked = False
        self._feeder = threading.Thread(target=self._feed, args=(source, self.program.input), daemon=True)
        self._feeder.start()

    def _feed(self, source: Iterator[Wanted], pipe: IO[bytes]) -> None:
        try:
            for item in source:
                self.asked.append(item)
                pipe.write(item[0].name.encode("ascii") + b"\n")
            self._all_asked = True
        except GitError as error:
            self.error, self._all_asked = error, True
        except (OSError, ValueError):  # git ended early; the reader notices and starts another
            return
        try:
            pipe.close()
        except OSError:
            return

    def objects(self, most: int) -> Iterator[tuple[Entry, bool, _Answer]]:
        """Entry, whether to look at it, and its content; ends where git does."""
        pipe = self.program.output
        while head := pipe.readline():
            words = head.rstrip(b"\n").split(b" ")
            answer = _Answer(None)
            if len(words) == 3 and words[2].isdigit():
                size = int(words[2])
                if size > most:
                    if not _discard(pipe, size + 1):
                        return
                    answer = _Answer(None, size)
                else:
                    data = pipe.read(size)
                    if len(data) < size or not pipe.read(1):
                        return
                    answer = _Answer(data)
            entry, look = self.asked.popleft()
            yield entry, look, answer

    @property
    def done(self) -> bool:
        """Whether everything was asked and answered, once git has ended."""
        return self._all_asked and not self.asked

    def __enter__(self) -> _Batch:
        return self

    def __exit__(self, *_: object) -> None:
        self.program.__exit__()
        self._feeder.join()


def _discard(pipe: IO[bytes], size: int) -> bool:
    while size > 0:
        part = pipe.read(min(size, 1 << 20))
        if not part:
            return False
        size -= len(part)
    return True
