"""Reads half of a large folder in a copy of this process, and tells which of its files are worth a look.

What comes back is counts, the digests of clean contents and the places of all other files: no content and no value
leaves the copy. A file that is not plainly clean is read again here, where everything about it can be told.
"""

from __future__ import annotations

import os
import signal
import struct
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

_HEAD: Final = struct.Struct("<QQQQQQ")
_KEY: Final = 16
_PLACE: Final = 4


class Report(NamedTuple):
    """What the copy says."""

    files: int
    size: int
    lines: int
    cached: int
    derived: int
    keys: tuple[bytes, ...]
    """Digests of clean contents that the cache does not know yet."""
    open: tuple[int, ...]
    """Places, in the paths that it was given, of the files to look at here."""


class Clean(NamedTuple):
    """What is known of a file that holds nothing."""

    size: int
    lines: int
    derived: int
    key: bytes
    """Its digest for the cache; empty where the cache knew it or is not used."""
    cached: bool


Judge = Callable[[Sequence[str]], Iterator[Clean | None]]
"""For each path in order, what a clean file counts, or None for every other one."""


def pays() -> bool:
    """Whether this machine has a second processor, and can copy a process."""
    if sys.platform == "win32" or not hasattr(os, "sched_getaffinity"):
        return False
    return len(os.sched_getaffinity(0)) > 1


class Scout:
    """The copy, seen from the process that sent it."""

    def __init__(self, paths: Sequence[str], judge: Judge) -> None:
        """Send it to look at ``paths``."""
        self.paths = paths
        answer, self._told = os.pipe()
        self._answer = open(answer, "rb")  # noqa: SIM115 - closed by end
        self._pid = os.fork()
        if not self._pid:
            code = 1
            try:
                signal.signal(signal.SIGINT, signal.SIG_IGN)
                self._answer.close()
                _write(self._told, _report(paths, judge))
                code = 0
            finally:
                os._exit(code)
        os.close(self._told)

    def report(self) -> Report:
        """Wait for its answer; one that was ended leaves every file to be looked at here."""
        data = self._answer.read()
        try:
            return _parsed(data, len(self.paths))
        except struct.error:
            return Report(0, 0, 0, 0, 0, (), tuple(range(len(self.paths))))

    def end(self) -> None:
        """End it, whatever it does."""
        self._answer.close()
        with suppress(ProcessLookupError):
            os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)


def _report(paths: Sequence[str], judge: Judge) -> bytes:
    totals = [0, 0, 0, 0, 0]
    keys: list[bytes] = []
    places: list[int] = []
    for place, clean in enumerate(judge(paths)):
        if clean is None:
            places.append(place)
            continue
        for at, count in enumerate((1, clean.size, clean.lines, clean.cached, clean.derived)):
            totals[at] += count
        if clean.key:
            keys.append(clean.key)
    told = b"".join(place.to_bytes(_PLACE, "little") for place in places)
    return _HEAD.pack(*totals, len(keys)) + b"".join(keys) + told + b"."


def _parsed(data: bytes, given: int) -> Report:
    """Raises struct.error for an answer that is not whole."""
    files, size, lines, cached, derived, count = _HEAD.unpack_from(data)
    start = _HEAD.size + count * _KEY
    if not data.endswith(b".") or (len(data) - 1 - start) % _PLACE:
        raise struct.error("the answer is cut off")
    keys = tuple(data[at : at + _KEY] for at in range(_HEAD.size, start, _KEY))
    places = tuple(int.from_bytes(data[at : at + _PLACE], "little") for at in range(start, len(data) - 1, _PLACE))
    if files + len(places) != given:
        raise struct.error("the answer speaks of other files")
    return Report(files, size, lines, cached, derived, keys, places)


def _write(handle: int, data: bytes) -> None:
    with open(handle, "wb") as pipe:
        pipe.write(data)
