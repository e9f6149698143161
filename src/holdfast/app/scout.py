"""Reads a part of a large folder in a copy of this process, and tells which of its files are worth a look.

What comes back is counts, the digests of clean contents, what was skipped and why, and the places of all other files:
no content and no value leaves the copy. A file that is not plainly clean is read again here, where everything about it
can be told.
"""

from __future__ import annotations

import gc
import json
import os
import signal
import struct
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from holdfast.model.report import Skipped

_HEAD: Final = struct.Struct("<QQQQQQQ")
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
    skipped: tuple[Skipped, ...] = ()


class Clean(NamedTuple):
    """What is known of a file that holds nothing."""

    size: int
    lines: int
    derived: int
    key: bytes
    """Its digest for the cache; empty where the cache knew it or is not used."""
    cached: bool


Judge = Callable[[Sequence[str]], Iterator[Clean | Skipped | None]]
"""For each path in order, what a clean file counts, why a file was skipped, or None for every other one."""


class Scout:
    """The copy, seen from the process that sent it."""

    def __init__(self, paths: Sequence[str], judge: Judge) -> None:
        """Send it to look at ``paths``."""
        self.paths = paths
        answer, self._told = os.pipe()
        self._answer = open(answer, "rb")  # noqa: SIM115 - closed by end
        gc.freeze()  # what is here now stays: else the copy would copy each page on which it counts references
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
        except (struct.error, ValueError):
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
    skipped: list[tuple[str, str, int, bool]] = []
    for place, clean in enumerate(judge(paths)):
        if clean is None:
            places.append(place)
            continue
        if isinstance(clean, Skipped):
            skipped.append((clean.path, clean.why, clean.bytes, clean.fault))
            continue
        for at, count in enumerate((1, clean.size, clean.lines, clean.cached, clean.derived)):
            totals[at] += count
        if clean.key:
            keys.append(clean.key)
    told = b"".join(place.to_bytes(_PLACE, "little") for place in places)
    return _HEAD.pack(*totals, len(keys), len(places)) + b"".join(keys) + told + json.dumps(skipped).encode()


def _parsed(data: bytes, given: int) -> Report:
    """Raises struct.error or ValueError for an answer that is not whole."""
    files, size, lines, cached, derived, known, count = _HEAD.unpack_from(data)
    first = _HEAD.size + known * _KEY
    rest = first + count * _PLACE
    skipped = tuple(
        Skipped(path=path, why=why, bytes=held, fault=fault) for path, why, held, fault in json.loads(data[rest:])
    )
    if files + count + len(skipped) != given:
        raise struct.error("the answer speaks of other files")
    keys = tuple(data[at : at + _KEY] for at in range(_HEAD.size, first, _KEY))
    places = tuple(int.from_bytes(data[at : at + _PLACE], "little") for at in range(first, rest, _PLACE))
    return Report(files, size, lines, cached, derived, keys, places, skipped)


def _write(handle: int, data: bytes) -> None:
    with open(handle, "wb") as pipe:
        pipe.write(data)
