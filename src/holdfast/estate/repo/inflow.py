"""Compressed content, read forward in pieces: no more memory than asked for, no more output than a budget allows."""

from __future__ import annotations

import bz2
import lzma
import sys
import zlib
from collections.abc import Callable
from typing import Final, NamedTuple, Protocol

from holdfast.kit.inflate import Engine, Inflate

_CHUNK: Final = 1 << 16
_FED: Final = 1 << 14
_MEMORY: Final = 128 << 20
"""What a decompressor may hold of its own; the largest preset of xz needs half of it."""


class Damaged(Exception):  # noqa: N818 - an answer more than a fault
    """The content is not what its format promises, and in which way."""


class Exhausted(Exception):  # noqa: N818 - an answer more than a fault
    """The budget is spent, and on what."""


class Readable(Protocol):
    """Something that is read forward."""

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none only at the end. Raises Damaged and Exhausted."""
        ...


class Budget:
    """What one file may expand to, nested archives included."""

    def __init__(self, most: int, members: int, *, bomb: bool) -> None:
        """Take the bytes and the members that may come out of it, and whether more than that is no honest archive."""
        self._what = "archive bomb: expands" if bomb else "archive that expands"
        self._bytes = self._most = most
        self._members = self._limit = members

    def spend(self, size: int) -> None:
        """Account for ``size`` expanded bytes. Raises Exhausted."""
        self._bytes -= size
        if self._bytes < 0:
            raise Exhausted(f"{self._what} to more than {self._most >> 20} MiB")

    def member(self) -> None:
        """Account for one member. Raises Exhausted."""
        self._members -= 1
        if self._members < 0:
            raise Exhausted(f"archive with more than {self._limit:,} members")


class Format(NamedTuple):
    """A compression: how its streams begin, and what reads one."""

    name: str
    marks: tuple[bytes, ...]
    engine: Callable[[], Engine]


def _xz() -> Engine:
    return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)


FORMATS: Final = [
    Format("gzip", (b"\x1f\x8b\x08",), lambda: Inflate(31)),
    Format("bzip2", (b"BZh",), bz2.BZ2Decompressor),
    Format("xz", (b"\xfd7zXZ\0",), _xz),
]
if sys.version_info >= (3, 14):
    from compression import zstd

    def _zstd() -> Engine:
        return zstd.ZstdDecompressor(options={zstd.DecompressionParameter.window_log_max: 27})

    FORMATS.append(Format("zstd", (b"(\xb5/\xfd",), _zstd))

DEFLATED: Final = Format("deflate", (), lambda: Inflate(-15))
"""The body of a zip's member; nothing can follow it."""
BZIPPED: Final = Format("bzip2", (), bz2.BZ2Decompressor)


class Inflow:
    """One or several compressed streams, one behind the other, as what they hold."""

    def __init__(self, data: bytes | memoryview, form: Format, budget: Budget) -> None:
        """Take the compressed bytes, their format, and the budget that what comes out is spent from."""
        self._data = memoryview(data)
        self._at = 0
        self._form = form
        self._engine: Engine | None = form.engine()
        self._budget = budget
        self._held = b""
        self.given = 0
        """Bytes that came out so far."""

    @property
    def ratio(self) -> float:
        """How many bytes came out for each that went in."""
        return self.given / max(1, self._at)

    def peek(self, size: int) -> bytes:
        """The next bytes without taking them. Raises Exhausted; damage is said when they are read."""
        try:
            while len(self._held) < size and (more := self._next(size - len(self._held))):
                self._held += more
        except Damaged:
            return self._held
        return self._held

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none only at the end. Raises Damaged and Exhausted."""
        if self._held:
            found, self._held = self._held[:size], self._held[size:]
            return found
        return self._next(size)

    def _next(self, size: int) -> bytes:
        while self._engine is not None and size > 0:
            found = self._step(self._engine, min(size, _CHUNK))
            if found:
                self.given += len(found)
                self._budget.spend(len(found))
                return found
        return b""

    def _step(self, engine: Engine, size: int) -> bytes:
        """What one call of the decompressor gives; also moves on to the next stream."""
        fed = b""
        if engine.needs_input and not engine.eof:
            fed = bytes(self._data[self._at : self._at + _FED])
            self._at += len(fed)
        try:
            found = engine.decompress(fed, size) if not engine.eof else b""
        except (OSError, EOFError, ValueError, MemoryError, zlib.error, lzma.LZMAError) as error:
            raise Damaged(f"its {self._form.name} data is broken ({error})") from error
        if engine.eof and not found:
            self._at -= len(engine.unused_data)
            rest = bytes(self._data[self._at : self._at + 16])
            self._engine = self._form.engine() if self._form.marks and rest.startswith(self._form.marks) else None
        elif not found and not fed and engine.needs_input:
            raise Damaged(f"its {self._form.name} data ends in the middle")
        return found


class Part:
    """The next so many bytes of a stream."""

    def __init__(self, stream: Readable, size: int) -> None:
        """Take the stream and how many bytes of it belong to this part."""
        self._stream = stream
        self.left = size

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none only at the end. Raises Damaged when the stream ends too early."""
        found = self._stream.read(min(size, self.left))
        if not found and size and self.left:
            raise Damaged("it ends in the middle")
        self.left -= len(found)
        return found

    def all(self) -> bytes:
        """Everything that is left; for small parts. Raises Damaged."""
        parts = []
        while self.left:
            parts.append(self.read(_CHUNK))
        return b"".join(parts)

    def skip(self) -> None:
        """Read over what is left. Raises Damaged."""
        while self.left:
            self.read(_CHUNK)


class Summed:
    """A stream with the CRC-32 that it must have at its end."""

    def __init__(self, stream: Readable, crc: int) -> None:
        """Take the stream and its sum."""
        self.stream = stream
        self._crc = crc
        self._now = 0

    def read(self, size: int, /) -> bytes:
        """At most ``size`` bytes; none only at the end. Raises Damaged when the sum is another one."""
        found = self.stream.read(size)
        self._now = zlib.crc32(found, self._now)
        if not found and size and self._now != self._crc:
            raise Damaged("its checksum does not match")
        return found


def ratio(stream: Readable) -> float:
    """How many bytes came out for each that went in; 0 for what is not compressed by itself."""
    if isinstance(stream, Summed):
        return ratio(stream.stream)
    return stream.ratio if isinstance(stream, Inflow) else 0.0
