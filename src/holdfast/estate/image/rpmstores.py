"""The headers in the databases that rpm keeps today: SQLite, and its own "new database".

Sources: the file format of SQLite; ``lib/backend/ndb/rpmpkg.c`` of rpm for the layout of ``Packages.db``.
"""

from __future__ import annotations

import sqlite3
import struct
import time
from collections.abc import Iterator
from typing import Final

from holdfast.estate.image.limits import Damaged

_SQLITE: Final = b"SQLite format 3\0"
_NDB: Final = b"RpmP"
_SLOT: Final = struct.Struct("<4s3I")
_HEAD: Final = struct.Struct("<4s3I")
_PAGE: Final = 4096
_BLOCK: Final = 16
_SECONDS: Final = 20
_MOST: Final = 128 << 20
_PACKAGES: Final = 500_000


def is_sqlite(data: bytes) -> bool:
    """Whether it begins as SQLite does."""
    return data.startswith(_SQLITE)


def is_ndb(data: bytes) -> bool:
    """Whether it begins as rpm's new database does."""
    return data.startswith(_NDB)


def of_sqlite(data: bytes) -> Iterator[bytes]:
    """The headers in a SQLite database, read in memory; nothing that it says is run. Raises Damaged."""
    if len(data) < 100 or _pages(data) > len(data):
        raise Damaged("it is cut")
    plain = data[:18] + b"\1\1" + data[20:]  # a copy in memory has no journal beside it
    connection = sqlite3.connect(":memory:")
    try:
        stop = time.monotonic() + _SECONDS
        connection.set_progress_handler(lambda: time.monotonic() > stop, 100_000)
        connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, _MOST)
        connection.deserialize(plain)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA query_only = ON")
        kinds = [row[0] for row in connection.execute("SELECT type FROM sqlite_master WHERE name = 'Packages'")]
        if kinds != ["table"]:
            raise Damaged("it has no table of packages")
        for number, row in enumerate(connection.execute("SELECT blob FROM Packages ORDER BY hnum")):
            if number >= _PACKAGES:
                raise Damaged(f"it has more than {_PACKAGES:,} packages")
            if isinstance(row[0], bytes):
                yield row[0]
    except (sqlite3.Error, MemoryError) as error:
        raise Damaged(f"SQLite cannot read it: {error}") from error
    finally:
        connection.close()


def _pages(data: bytes) -> int:
    """Bytes that it says to have; 0 where it does not say so for certain."""
    size, changes, pages, valid = (
        *struct.unpack_from(">H", data, 16),
        *struct.unpack_from(">2I", data, 24),
        *struct.unpack_from(">I", data, 92),
    )
    return pages * (65536 if size == 1 else size) if changes == valid else 0


def of_ndb(data: bytes) -> Iterator[bytes]:
    """The headers in a new database of rpm. Raises Damaged."""
    if len(data) < 32:
        raise Damaged("it is too short")
    version, pages = struct.unpack_from("<I4xI", data, 4)
    if version or not 0 < pages <= len(data) // _PAGE + 1:
        raise Damaged("its table of packages makes no sense")
    budget = 2 * len(data)
    for at in range(32, min(pages * _PAGE, len(data) - _SLOT.size + 1), _SLOT.size):
        sign, index, place, blocks = _SLOT.unpack_from(data, at)
        if sign != b"Slot":
            raise Damaged("its table of packages is broken")
        if not index:
            continue
        start = place * _BLOCK
        if start + _HEAD.size > len(data) or start + blocks * _BLOCK > len(data):
            raise Damaged("a package lies outside of it")
        mark, own, _, size = _HEAD.unpack_from(data, start)
        budget -= size
        if mark != b"BlbS" or own != index or start + _HEAD.size + size > len(data) or budget < 0:
            raise Damaged("a package is broken")
        yield data[start + _HEAD.size : start + _HEAD.size + size]
