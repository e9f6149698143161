"""Databases of rpm made by hand, from what its format is said to be: headers, and three kinds of stores around them."""

from __future__ import annotations

import sqlite3
import struct
import zlib
from collections.abc import Mapping, Sequence
from pathlib import Path

Value = str | int | Sequence[str] | Sequence[int]
NAME, VERSION, RELEASE, EPOCH, LICENCE, ARCHITECTURE, SOURCE = 1000, 1001, 1002, 1003, 1014, 1022, 1044
PROVIDES, REQUIRES, DIGESTS, PLACES, BASES, FOLDERS = 1047, 1049, 1035, 1116, 1117, 1118


def header(tags: Mapping[int, Value]) -> bytes:
    """A header with some tags, as it lies in a database."""
    entries, store = b"", b""
    for tag, value in sorted(tags.items()):
        if isinstance(value, str):
            kind, count, data = 6, 1, value.encode() + b"\0"
        elif isinstance(value, int):
            kind, count, data = 4, 1, struct.pack(">I", value)
        elif value and isinstance(value[0], int):
            kind, count, data = 4, len(value), b"".join(struct.pack(">I", each) for each in value)
        else:
            kind, count, data = 8, len(value), b"".join(f"{each}".encode() + b"\0" for each in value)
        if kind == 4:
            store += bytes(-len(store) % 4)
        entries += struct.pack(">4I", tag, kind, len(store), count)
        store += data
    return struct.pack(">2I", len(tags), len(store)) + entries + store


def package(name: str, version: str, release: str, **more: Value) -> dict[int, Value]:
    """The tags of a package."""
    told: dict[int, Value] = {NAME: name, VERSION: version, RELEASE: release}
    told |= {LICENCE: "MIT", ARCHITECTURE: "x86_64", SOURCE: f"{name}-{version}-{release}.src.rpm", PROVIDES: [name]}
    names = {"epoch": EPOCH, "source": SOURCE, "requires": REQUIRES, "provides": PROVIDES}
    return told | {names[key]: value for key, value in more.items()}


def sqlite(headers: Sequence[bytes], folder: Path) -> bytes:
    """A database in SQLite, in the mode in which rpm leaves it."""
    path = folder / "rpmdb.sqlite"
    path.unlink(missing_ok=True)
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL)")
    connection.executemany("INSERT INTO Packages (blob) VALUES (?)", [(each,) for each in headers])
    connection.commit()
    connection.close()
    return path.read_bytes()


def ndb(headers: Sequence[bytes]) -> bytes:
    """A new database of rpm."""
    slots, body, block = b"", b"", 4096 // 16
    for index, each in enumerate(headers, 1):
        blob = struct.pack("<4s3I", b"BlbS", index, 1, len(each)) + each
        blob += bytes(-len(blob) % 4) + struct.pack("<2I4s", zlib.adler32(each), len(each), b"BlbE")
        blob += bytes(-len(blob) % 16)
        slots += struct.pack("<4s3I", b"Slot", index, block, len(blob) // 16)
        body, block = body + blob, block + len(blob) // 16
    head = struct.pack("<4s4I", b"RpmP", 0, 1, 1, len(headers) + 1) + bytes(12)
    while len(head) + len(slots) < 4096:
        slots += struct.pack("<4s3I", b"Slot", 0, 0, 0)
    return head + slots + body


def bdb(headers: Sequence[bytes], order: str = "<", size: int = 4096) -> bytes:
    """A hash table of Berkeley DB with every header on overflow pages."""
    pages: list[bytes] = [b"", b""]
    items: list[bytes] = []
    for number, each in enumerate(headers, 1):
        room = size - 26
        parts = [each[at : at + room] for at in range(0, len(each), room)]
        first = len(pages)
        for at, part in enumerate(parts):
            following = len(pages) + 1 if at + 1 < len(parts) else 0
            head = struct.pack(f"{order}8x3I2H2B", len(pages), 0, following, 1, len(part), 0, 7)
            pages.append((head + part).ljust(size, b"\0"))
        items.append(b"\1" + struct.pack(f"{order}I", number))
        items.append(b"\3\0\0\0" + struct.pack(f"{order}2I", first, len(each)))
    body, places, end = b"", [], size
    for item in items:
        end -= len(item)
        places.append(end)
        body = item + body
    table = struct.pack(f"{order}8x3I2H2B", 1, 0, 0, len(places), end, 0, 13)
    table += struct.pack(f"{order}{len(places)}H", *places)
    pages[1] = table.ljust(end, b"\0") + body
    meta = struct.pack(f"{order}8x5I4B2I", 0, 0x00061561, 9, size, 0, 0, 8, 0, 0, 0, len(pages) - 1)
    pages[0] = meta[:24] + bytes([0, 8, 0, 0]) + struct.pack(f"{order}2I", 0, len(pages) - 1)
    pages[0] = pages[0].ljust(size, b"\0")
    return b"".join(pages)
