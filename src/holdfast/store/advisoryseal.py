"""The digest at the end of a database of advisories, behind the pages that SQLite knows.

A file is compared with its digest once, and again when its size, time or place on the disk have changed: the cache
folder remembers. What that cannot see is a disk that changes a file by itself; ``thorough`` does.
"""

from __future__ import annotations

import hashlib
import os
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

from holdfast.kit.places import cache_folder

_MARK: Final = b"\nholdfast advisories sha256:"
LENGTH: Final = len(_MARK) + 64
_CHUNK: Final = 1 << 20


class _File(Protocol):
    def read(self, size: int, /) -> bytes: ...


def seal(path: Path) -> None:
    """Write the digest behind a database that has none, and bring the file onto the disk. Raises OSError."""
    with path.open("r+b") as file:
        digest = _digest(file, path.stat().st_size)
        file.seek(0, os.SEEK_END)
        file.write(_MARK + digest)
        file.flush()
        os.fsync(file.fileno())


def unseal(path: Path) -> None:
    """Cut the digest off, so that SQLite can write the file. Raises OSError."""
    os.truncate(path, path.stat().st_size - LENGTH)


def sealed(path: Path, *, thorough: bool = False) -> bool:
    """Whether the file ends in the digest of all that stands before it; False also where it cannot be read."""
    try:
        facts = path.stat()
        known = f"{path.resolve()}\n{facts.st_size} {facts.st_mtime_ns} {facts.st_ctime_ns} {facts.st_ino}".encode()
        note = cache_folder() / "advisories.verified"
        if not thorough and _noted(note) == known:
            return True
        with path.open("rb") as file:
            body = facts.st_size - LENGTH
            good = body > 0 and _MARK + _digest(file, body) == file.read(LENGTH)
    except OSError:
        return False
    if good:
        _remember(note, known)
    return good


def _digest(file: _File, size: int) -> bytes:
    made = hashlib.sha256()
    while size > 0:
        piece = file.read(min(_CHUNK, size))
        if not piece:
            break
        made.update(piece)
        size -= len(piece)
    return made.hexdigest().encode()


def _noted(note: Path) -> bytes:
    try:
        return note.read_bytes()
    except OSError:
        return b""


def _remember(note: Path, known: bytes) -> None:
    """Note what was compared; where that cannot be written, it is compared again."""
    beside = note.with_name(f"{note.name}.{os.getpid()}")
    try:
        note.parent.mkdir(parents=True, exist_ok=True)
        beside.write_bytes(known)
        beside.replace(note)
    except OSError:
        with suppress(OSError):
            beside.unlink()
