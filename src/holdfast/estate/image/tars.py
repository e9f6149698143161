"""The headers of a tar, one after the other, with where each content stands; nothing is believed or allocated ahead.

Source: POSIX.1-2017 pax, GNU tar's manual (long names, base-256 numbers, sparse files).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from holdfast.estate.image.limits import Damaged
from holdfast.estate.image.window import Window
from holdfast.kit.expressions import expression

FILE: Final = "file"
FOLDER: Final = "folder"
SYMBOLIC: Final = "symbolic link"
HARD: Final = "hard link"
DEVICE: Final = "device"
"""Also pipes and sockets: whatever has no content of its own."""
_KINDS: Final = {
    b"0": FILE,
    b"\0": FILE,
    b"7": FILE,
    b"1": HARD,
    b"2": SYMBOLIC,
    b"3": DEVICE,
    b"4": DEVICE,
    b"5": FOLDER,
    b"6": DEVICE,
    b"S": FILE,
}
_BLOCK: Final = 512
_MOST_HEADER: Final = 1 << 20
_CHAIN: Final = 16
_PAX: Final = expression(rb"(\d{1,7}) ([^=]{1,200})=")
_OCTAL: Final = expression(rb"[0-7]*")


class Header(NamedTuple):
    """One entry."""

    name: str
    """As it stands there; it may be anything."""
    kind: str
    mode: int
    uid: int
    size: int
    offset: int
    """Where its content begins."""
    target: str
    """Where a link leads."""
    sparse: bool = False
    """Its content is written down in another way and is not read."""


def headers(window: Window) -> Iterator[Header]:
    """Every entry of a tar. Raises Damaged where it is broken or cut."""
    at, chain = 0, 0
    own: dict[str, bytes] = {}
    lasting: dict[str, bytes] = {}
    while at + _BLOCK <= window.size:
        head = window.read(at, _BLOCK)
        at += _BLOCK
        if not head.strip(b"\0"):
            return
        _check(head)
        flag, size = head[156:157], _number(head[124:136])
        if flag in b"xXgLK":
            chain += 1
            if chain > _CHAIN or size > _MOST_HEADER:
                raise Damaged("it has a header that is too long")
            record = window.read(at, size)
            at += size + -size % _BLOCK
            if flag == b"g":
                lasting |= _records(record)
            else:
                own |= _named(flag, record)
            continue
        header = _header(head, flag, size, at, lasting | own if lasting else own)
        if flag == b"S":
            more = head[482:483]
            while more not in (b"", b"\0"):
                more = window.read(at, _BLOCK)[504:505]
                at += _BLOCK
        if header.size and header.offset + header.size > window.size:
            raise Damaged(f"it ends in the middle of {header.name[:200]!r}")
        yield header
        content = header.size if header.kind == FILE else size if flag not in b"123456" else 0
        at += content + -content % _BLOCK
        own, chain = {}, 0
    if not at and window.size:
        raise Damaged("it is no tar")
    if at != window.size:
        raise Damaged("it ends in the middle")


def _named(flag: bytes, record: bytes) -> dict[str, bytes]:
    if flag == b"L":
        return {"path": record.split(b"\0")[0]}
    if flag == b"K":
        return {"linkpath": record.split(b"\0")[0]}
    return _records(record)


def _header(head: bytes, flag: bytes, size: int, at: int, own: dict[str, bytes]) -> Header:
    kind = _KINDS.get(flag, DEVICE)
    raw = own.get("GNU.sparse.name") or own.get("path") or _own_name(head)
    name = _text(raw)
    if own.get("size", b"").isdigit():
        size = int(own["size"][:20])
    if kind == FILE and name.endswith("/"):
        kind = FOLDER
    return Header(
        name,
        kind,
        _number(head[100:108]) & 0o7777,
        int(own["uid"][:12]) if own.get("uid", b"").isdigit() else _number(head[108:116]),
        size if kind == FILE else 0,
        at,
        _text(own.get("linkpath", head[157:257].split(b"\0")[0])) if kind in (HARD, SYMBOLIC) else "",
        flag == b"S" or any(key.startswith("GNU.sparse.") for key in own),
    )


def _own_name(head: bytes) -> bytes:
    name, prefix = head[:100].split(b"\0")[0], head[345:500].split(b"\0")[0]
    return prefix + b"/" + name if prefix and head[257:263] == b"ustar\0" else name


def _text(raw: bytes) -> str:
    return raw.decode("utf-8", "surrogateescape")


def _check(head: bytes) -> None:
    given = head[148:156].strip(b" \0")
    if not given or not _OCTAL.fullmatch(given):
        raise Damaged("it has a header that is none")
    total, wanted = sum(head) - sum(head[148:156]) + 256, int(given, 8)
    if total != wanted and total - 256 * sum(byte > 127 for byte in head) != wanted:
        raise Damaged("it has a header whose sum is wrong")


def _number(field: bytes) -> int:
    """A number: octal digits, or big-endian behind a set bit. Raises Damaged."""
    if field[0] & 0x80:
        value = int.from_bytes(field[1:], "big")
        return value if field[0] == 0x80 else 0
    digits = field.split(b"\0")[0].strip(b" ")
    if not _OCTAL.fullmatch(digits):
        raise Damaged("it has a number that is none")
    return int(digits or b"0", 8)


def _records(data: bytes) -> dict[str, bytes]:
    """The ``length key=value`` records of an extension; reading ends at the first that is none."""
    found: dict[str, bytes] = {}
    at = 0
    while (match := _PAX.match(data, at)) and match.end() - at < int(match[1]) <= len(data) - at:
        stop = at + int(match[1])
        found[match[2].decode("utf-8", "replace")] = data[match.end() : stop - 1]
        at = stop
    return found


def is_tar(head: bytes) -> bool:
    """Whether a content begins with a header of a tar."""
    if len(head) < _BLOCK or not re.fullmatch(rb"[0-7]{1,8}", head[148:156].strip(b" \0")):
        return False
    try:
        _check(head[:_BLOCK])
    except Damaged:
        return False
    return True
