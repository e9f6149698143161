"""Compressed content, unpacked once into an unnamed file, with the digests of both sides; bounded on the way.

The file has no name from the beginning where the system can do that, so that nothing of an image stays behind however
the program ends. Formats: RFC 1952 (gzip, also of several members), RFC 8878 (Zstandard), bzip2 and xz.
"""

from __future__ import annotations

import bz2
import hashlib
import lzma
import sys
import zlib
from collections.abc import Callable, Iterator
from importlib import import_module
from importlib.util import find_spec
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Final, NamedTuple, cast

from holdfast.estate.image.limits import Damaged, Limits, Unreadable
from holdfast.estate.image.window import Window
from holdfast.kit.inflate import Engine, Inflate

GZIP: Final = b"\x1f\x8b"
ZSTD: Final = b"(\xb5/\xfd"
_SKIPPABLE: Final = bytes(range(0x50, 0x60))
_XZ: Final = b"\xfd7zXZ\0"
_BZIP2: Final = b"BZh"
_MEMORY: Final = 128 << 20
_WINDOW: Final = 27
"""The largest window of Zstandard, as a power of two."""
_STEP: Final = 1 << 20


class _Foreign:
    """A decompressor of the module ``zstandard``, fed in small steps as it does not bound its output."""

    def __init__(self, module: Any) -> None:
        self._engine = module.ZstdDecompressor(max_window_size=1 << _WINDOW).decompressobj()
        self._tail = b""

    @property
    def eof(self) -> bool:
        return bool(self._engine.eof)

    @property
    def needs_input(self) -> bool:
        return not self._tail

    @property
    def unused_data(self) -> bytes:
        return bytes(self._engine.unused_data) + self._tail

    def decompress(self, data: bytes, max_length: int) -> bytes:
        whole = self._tail + data
        step, self._tail = whole[:1024], whole[1024:]
        return bytes(self._engine.decompress(step))


def _zstd() -> Callable[[], Engine]:
    """What reads Zstandard. Raises Unreadable when nothing does."""
    module: Any = None
    if sys.version_info >= (3, 14):
        module = import_module("compression.zstd")
    elif _there("backports.zstd"):
        module = import_module("backports.zstd")
    if module is not None:
        option = {module.DecompressionParameter.window_log_max: _WINDOW}
        return lambda: cast("Engine", module.ZstdDecompressor(options=option))
    if _there("zstandard"):
        foreign: Any = import_module("zstandard")
        return lambda: _Foreign(foreign)
    raise Unreadable(
        "it is compressed with Zstandard, which this Python cannot read; run Holdfast with Python 3.14 or newer, or "
        "install the package zstandard beside it"
    )


def _there(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:  # its parent is missing too
        return False


class Unpacked(NamedTuple):
    """Content as it is inside, with what it was compressed to."""

    window: Window
    file: BinaryIO | None
    """What has to be closed; None where the content was not compressed."""
    digest: str
    """``sha256:…`` of the content as it lay there."""
    inner: str
    """``sha256:…`` of what is inside."""


def engine(head: bytes) -> Callable[[], Engine] | None:
    """What unpacks a content that begins so; None for plain content. Raises Unreadable."""
    if head.startswith(GZIP):
        return lambda: Inflate(31)
    if head.startswith(ZSTD) or (head[1:4] == b"*M\x18" and head[:1] in _SKIPPABLE):
        return _zstd()
    if head.startswith(_XZ):
        return lambda: lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=_MEMORY)
    if head.startswith(_BZIP2):
        return bz2.BZ2Decompressor
    return None


def unpack(window: Window, limits: Limits, left: int) -> Unpacked:
    """Unpack a content; ``left`` bytes may come out. Raises Damaged for what is broken or too much."""
    make = engine(window.read(0, min(8, window.size)))
    outer = hashlib.sha256()
    if make is None:
        if window.size > left:
            raise Damaged(f"the layers of the image hold more than {limits.total >> 20:,} MiB")
        for piece in window.pieces():
            outer.update(piece)
        digest = f"sha256:{outer.hexdigest()}"
        return Unpacked(window, None, digest, digest)
    honest = max(limits.small, limits.ratio * window.size)
    inner, size = hashlib.sha256(), 0
    file = cast("BinaryIO", TemporaryFile(prefix="holdfast-image-"))  # noqa: SIM115 - it lives as long as the image
    try:
        for piece in _inflated(window, make, outer.update):
            size += len(piece)
            if size > honest:
                raise Damaged(f"it is a bomb: {window.size:,} bytes unpack to more than {honest >> 20:,} MiB")
            if size > left:
                raise Damaged(f"the layers of the image hold more than {limits.total >> 20:,} MiB")
            inner.update(piece)
            file.write(piece)
        file.flush()
    except OSError as error:
        file.close()
        why = f"there is no room to unpack it: {error.strerror}; point TMPDIR to a folder with more"
        raise Damaged(why) from error
    except Damaged:
        file.close()
        raise
    return Unpacked(Window(file, 0, size), file, f"sha256:{outer.hexdigest()}", f"sha256:{inner.hexdigest()}")


def _inflated(window: Window, make: Callable[[], Engine], seen: Callable[[bytes], None]) -> Iterator[bytes]:
    """What is inside, in pieces, of one member or of several; padding with zeros behind them is no member."""
    current: Engine | None = make()
    for packed in window.pieces():
        seen(packed)
        data = packed
        while data or (current is not None and not current.needs_input and not current.eof):
            if current is None:
                data = data.lstrip(b"\0")
                if not data:
                    break
                current = make()
            try:
                out = current.decompress(data, _STEP)
            except (zlib.error, OSError, lzma.LZMAError, EOFError) as error:
                raise Damaged(f"it cannot be unpacked: {error}") from error
            except Exception as error:  # each module that reads Zstandard has an error of its own
                if type(error).__name__ != "ZstdError":
                    raise
                raise Damaged(f"it cannot be unpacked: {error}") from error
            data = b""
            if current.eof:
                data, current = current.unused_data, None
            if out:
                yield out
    if current is not None:
        raise Damaged("it ends in the middle")
