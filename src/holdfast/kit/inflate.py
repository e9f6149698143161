"""Decompression that gives no more than it is asked for."""

from __future__ import annotations

import zlib
from typing import Protocol


class Engine(Protocol):
    """A decompressor of one stream or member, as the standard library has them."""

    @property
    def eof(self) -> bool:
        """Whether the compressed stream has ended."""
        ...

    @property
    def needs_input(self) -> bool:
        """Whether it cannot go on without more input."""
        ...

    @property
    def unused_data(self) -> bytes:
        """What stands behind the end of the stream."""
        ...

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Up to ``max_length`` bytes more."""
        ...


class Inflate:
    """zlib's decompressor with the manners of the others."""

    def __init__(self, window: int) -> None:
        """Take zlib's ``wbits``: 31 for gzip, -15 for a bare stream. Raises zlib.error while it reads."""
        self._engine = zlib.decompressobj(window)
        self._tail = b""

    @property
    def eof(self) -> bool:
        """Whether the compressed stream has ended."""
        return self._engine.eof

    @property
    def needs_input(self) -> bool:
        """Whether it cannot go on without more input."""
        return not self._tail

    @property
    def unused_data(self) -> bytes:
        """What stands behind the end of the stream."""
        return self._engine.unused_data

    def decompress(self, data: bytes, max_length: int) -> bytes:
        """Up to ``max_length`` bytes more."""
        found = self._engine.decompress(self._tail + data if self._tail else data, max_length)
        self._tail = self._engine.unconsumed_tail
        return found
