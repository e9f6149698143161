"""Reads one file with bounds: regular files only, no links, no blocking, no more bytes than allowed."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable
from typing import Final

_FLAGS: Final = (
    os.O_RDONLY
    | getattr(os, "O_NOFOLLOW", 0)
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_CHUNK: Final = 1 << 20
_USUAL: Final = 1 << 15
"""Room for nearly every file. Where the same room is asked for each time, it is still in the processor's cache."""
_SECTOR: Final = 512
"""The size of every device that has one is a multiple of this."""


def _moved(handle: int, size: int, at: int) -> bytes:
    os.lseek(handle, at, os.SEEK_SET)
    return os.read(handle, size)


_read_at: Final[Callable[[int, int, int], bytes]] = getattr(os, "pread", _moved)


class NotRead(Exception):  # noqa: N818 - an answer more than a fault
    """The file was not read, and why; ``fault`` when it should have been."""

    def __init__(self, why: str, size: int = 0, *, fault: bool = False) -> None:
        """Take the reason in a few words and the size in bytes as far as known."""
        super().__init__(why)
        self.why = why
        self.size = size
        self.fault = fault


def read(path: str, most: int) -> bytes:
    """The content of a regular file of at most ``most`` bytes.

    Raises NotRead for links, devices, pipes, sockets, folders, larger files, and what the system refuses.
    """
    try:
        handle = os.open(path, _FLAGS)
    except FileNotFoundError as error:
        raise NotRead("vanished") from error
    except OSError as error:
        raise _refused(path, error) from error
    try:
        data = _at_once(handle, most)
        return _carefully(handle, most) if data is None else data
    except OSError as error:
        raise NotRead(f"unreadable: {error.strerror}", fault=True) from error
    finally:
        os.close(handle)


def _at_once(handle: int, most: int) -> bytes | None:
    """The whole content, at half the cost of asking for all facts first; None where it is to be read carefully.

    Pipes, sockets and terminals have no end to go to, devices none or one at a multiple of a sector, and of a folder
    nothing can be read. That leaves regular files, and those that claim another size than they have are left too.
    """
    try:
        size = os.lseek(handle, 0, os.SEEK_END)
        if size > most or not size % _SECTOR:
            return None
        data = _read_at(handle, max(size + 1, _USUAL), 0)
    except OSError:
        return None
    return data if len(data) == size else None


def _carefully(handle: int, most: int) -> bytes:
    facts = os.fstat(handle)
    if not stat.S_ISREG(facts.st_mode):
        raise NotRead("folder" if stat.S_ISDIR(facts.st_mode) else "not a regular file")
    if facts.st_size > most:
        raise NotRead("too large", facts.st_size)
    os.lseek(handle, 0, os.SEEK_SET)
    return _all(handle, facts.st_size, most)


def _all(handle: int, size: int, most: int) -> bytes:
    """Read to the end; files that grow meanwhile, or claim no size (as in /proc), stay bounded."""
    data = os.read(handle, size + 1)
    if len(data) == size:
        return data
    parts, total = [data], len(data)
    while data:
        if total > most:
            raise NotRead("too large", total)
        data = os.read(handle, _CHUNK)
        parts.append(data)
        total += len(data)
    return b"".join(parts)


def _refused(path: str, error: OSError) -> NotRead:
    try:
        mode = os.lstat(path).st_mode
    except (FileNotFoundError, NotADirectoryError):
        return NotRead("vanished")
    except OSError:
        mode = stat.S_IFREG
    if stat.S_ISLNK(mode):
        return NotRead("symbolic link")
    if not stat.S_ISREG(mode) and not stat.S_ISDIR(mode):
        return NotRead("not a regular file")
    return NotRead(f"unreadable: {error.strerror}", fault=True)
