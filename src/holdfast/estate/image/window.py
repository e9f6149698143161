"""A stretch of a file, read at any offset, never beyond its end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from holdfast.estate.image.limits import Damaged

CHUNK: Final = 1 << 18


class Window:
    """Bytes of an open file from one offset on. Nothing is believed: what is not there raises Damaged."""

    __slots__ = ("_file", "_start", "size")

    def __init__(self, file: BinaryIO, start: int, size: int) -> None:
        """Take the file, the offset, and the size."""
        self._file, self._start, self.size = file, start, size

    def read(self, at: int, size: int) -> bytes:
        """Exactly ``size`` bytes. Raises Damaged where there are fewer."""
        if at < 0 or size < 0 or at + size > self.size:
            raise Damaged("it ends before its content does")
        self._file.seek(self._start + at)
        found = self._file.read(size)
        if len(found) != size:
            raise Damaged("it ends before its content does")
        return found

    def part(self, at: int, size: int) -> Window:
        """A stretch of this one. Raises Damaged where it reaches beyond."""
        if at < 0 or size < 0 or at + size > self.size:
            raise Damaged("it ends before its content does")
        return Window(self._file, self._start + at, size)

    def pieces(self) -> Iterator[bytes]:
        """All of it, in order. Raises Damaged where it is cut."""
        at = 0
        while at < self.size:
            piece = self.read(at, min(CHUNK, self.size - at))
            at += len(piece)
            yield piece
