"""A header of rpm: tags with their values, as its database stores one for each package.

Source: RPM's reference manual, "Package file format" and "Header tags"; numbers are big-endian.
"""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Final

from holdfast.estate.image.limits import Damaged

NAME, VERSION, RELEASE, EPOCH = 1000, 1001, 1002, 1003
VENDOR, LICENCE, ARCHITECTURE, SOURCE = 1011, 1014, 1022, 1044
PROVIDES, REQUIRES = 1047, 1049
WANTED: Final = frozenset({NAME, VERSION, RELEASE, EPOCH, LICENCE, ARCHITECTURE, SOURCE, PROVIDES, REQUIRES})
"""Tags that are read of a package; the others are stepped over."""
DIGESTS, PLACES, BASES, FOLDERS = 1035, 1116, 1117, 1118
OF_FILES: Final = frozenset({NAME, DIGESTS, PLACES, BASES, FOLDERS})
"""Tags that say which files a package brought."""
_ENTRY: Final = struct.Struct(">4I")
_INT32, _STRING, _ARRAY, _I18N = 4, 6, 8, 9
_MOST_TAGS: Final = 0xFFFF
_MOST_DATA: Final = 256 << 20
_MOST_ITEMS: Final = 1_000_000

Tags = Mapping[int, tuple[str, ...]]


def read_header(data: bytes, wanted: frozenset[int] = WANTED) -> Tags:
    """The values of some tags, as texts. Raises Damaged for what is no header."""
    if len(data) < 8:
        raise Damaged("a header is too short")
    count, size = struct.unpack_from(">2I", data)
    start = 8 + count * _ENTRY.size
    if not 0 < count <= _MOST_TAGS or size > _MOST_DATA or start + size > len(data):
        raise Damaged("a header is cut")
    store = memoryview(data)[start : start + size]
    found: dict[int, tuple[str, ...]] = {}
    for number in range(count):
        tag, kind, offset, items = _ENTRY.unpack_from(data, 8 + number * _ENTRY.size)
        if tag in wanted:
            found[tag] = _values(store, kind, offset, items)
    return found


def _values(store: memoryview, kind: int, offset: int, count: int) -> tuple[str, ...]:
    if offset > len(store) or count > _MOST_ITEMS:
        raise Damaged("a header points out of itself")
    if kind == _INT32:
        if offset + 4 * count > len(store):
            raise Damaged("a header points out of itself")
        return tuple(str(value) for value in struct.unpack_from(f">{count}I", store, offset))
    if kind not in (_STRING, _ARRAY, _I18N):
        return ()
    return _texts(bytes(store[offset:]) if count > 1 else bytes(store[offset : offset + 65536]), count)


def _texts(data: bytes, count: int) -> tuple[str, ...]:
    found, at = [], 0
    for _ in range(count):
        end = data.find(b"\0", at)
        if end < 0:
            raise Damaged("a header has a text without an end")
        found.append(data[at:end].decode("utf-8", "replace"))
        at = end + 1
    return tuple(found)
