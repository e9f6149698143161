"""The values of a hash table of Berkeley DB, as rpm kept its headers until 4.16.

Source: the layout of Berkeley DB's pages (hash metadata, hash pages, overflow pages), versions 8 to 10 of the format.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final, NamedTuple

from holdfast.estate.image.limits import Damaged

_MAGIC: Final = 0x00061561
_SIZES: Final = frozenset(1 << power for power in range(9, 17))
_HEAD: Final = 26
_HASH: Final = (2, 13)
_OVERFLOW: Final = 7
_INLINE, _OFF_PAGE = 1, 3
_MOST: Final = 128 << 20
"""Bytes of one value."""


class _Page(NamedTuple):
    following: int
    entries: int
    free: int
    kind: int
    data: bytes


def values(data: bytes) -> Iterator[bytes]:
    """Every value of the table that lies on pages of its own, as headers do. Raises Damaged."""
    if len(data) < 512:
        raise Damaged("it is too short for a Berkeley DB")
    order = next((sign for sign in "<>" if struct.unpack_from(f"{sign}I", data, 12)[0] == _MAGIC), "")
    if not order:
        raise Damaged("it is no hash table of Berkeley DB")
    if data[24]:
        raise Damaged("it is encrypted")
    size = struct.unpack_from(f"{order}I", data, 20)[0]
    last = struct.unpack_from(f"{order}I", data, 32)[0]
    if size not in _SIZES or (last + 1) * size > len(data):
        raise Damaged("it has fewer pages than it says")
    budget = 2 * len(data) + (1 << 20)
    for number in range(1, last + 1):
        page = _page(data, number, size, order)
        if page.kind not in _HASH:
            continue
        if _HEAD + 2 * page.entries > size:
            raise Damaged("a page has more entries than room")
        for place in struct.unpack_from(f"{order}{page.entries}H", page.data, _HEAD)[1::2]:
            if place + 12 > size or page.data[place] != _OFF_PAGE:
                continue
            first, length = struct.unpack_from(f"{order}2I", page.data, place + 4)
            budget -= length
            if length > _MOST or budget < 0:
                raise Damaged("its values are larger than it is itself")
            yield _chained(data, first, length, size, order)


def _page(data: bytes, number: int, size: int, order: str) -> _Page:
    start = number * size
    if number < 0 or start + size > len(data):
        raise Damaged("it points to a page that is not there")
    following, entries, free = struct.unpack_from(f"{order}I2H", data, start + 16)
    return _Page(following, entries, free, data[start + 25], data[start : start + size])


def _chained(data: bytes, number: int, length: int, size: int, order: str) -> bytes:
    """A value over several pages."""
    parts, have = [], 0
    for _ in range(length // (size - _HEAD) + 2):
        page = _page(data, number, size, order)
        if page.kind != _OVERFLOW or page.free > size - _HEAD:
            raise Damaged("a value lies on a page of another kind")
        parts.append(page.data[_HEAD : _HEAD + page.free])
        have += page.free
        number = page.following
        if not number:
            break
    if have != length:
        raise Damaged("a value is cut")
    return b"".join(parts)
