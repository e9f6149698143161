"""What stands in a zip or a tar: names, kinds and contents, read forward; nothing is believed or allocated ahead."""

from __future__ import annotations

import re
import stat
import struct
from collections.abc import Iterator
from io import BytesIO
from typing import Final, NamedTuple

from holdfast.estate.repo.inflow import BZIPPED, DEFLATED, Budget, Damaged, Inflow, Part, Readable, Summed
from holdfast.kit.expressions import expression

_END: Final = struct.Struct("<4s4H2LH")
_ENTRY: Final = struct.Struct("<4s6H3L5H2L")
_LOCAL: Final = struct.Struct("<4s5H3L2H")
_WIDE: Final = 0xFFFFFFFF
_BLOCK: Final = 512
_MOST_HEADER: Final = 1 << 20
_CHAIN: Final = 16
"""Extensions that one header may have; three are in use."""
_METHODS: Final = {0: None, 8: DEFLATED, 12: BZIPPED}
DAMAGED: Final = "damaged"
"""How the reason begins where something should have been read and could not be."""
_OWN_TYPES: Final = {
    b"1": "hard link",
    b"2": "symbolic link",
    b"3": "not a regular file",
    b"4": "not a regular file",
    b"6": "not a regular file",
}
_EXTENSIONS: Final = (b"x", b"X", b"g", b"L", b"K")
_NO_FILES: Final = (b"D", b"M", b"N", b"V")
_PAX: Final = expression(rb"(\d{1,7}) ([^=]{1,200})=")


class Member(NamedTuple):
    """One entry of an archive."""

    name: str
    """As it stands there; it may be anything."""
    size: int
    """As it says, before anything was read."""
    stream: Readable | None
    """Its content; None when there is none to read."""
    why: str = ""
    """Why it cannot be read; empty for a folder too."""
    target: str = ""
    """Where a link leads."""
    packed: int = 0
    """Its size in the archive; 0 when it is not compressed by itself."""


def directory(data: bytes) -> bytes:
    """The names and kinds that a zip lists at its end. Raises Damaged when it has no such list."""
    start, size, _ = _listed(data)
    return data[start : start + size]


def ends_zipped(data: bytes) -> bool:
    """Whether a zip with a member stands at the end of a content."""
    try:
        return directory(data).startswith(b"PK\1\2")
    except Damaged:
        return False


def _listed(data: bytes) -> tuple[int, int, int]:
    """Where the list stands, its size, and how far everything is shifted by what stands before the archive."""
    end = data.rfind(b"PK\5\6", max(0, len(data) - 0xFFFF - _END.size))
    if end < 0 or end + _END.size > len(data):
        raise Damaged("it has no list of members at its end")
    *_, size, start, _ = _END.unpack_from(data, end)
    locator = end - 20
    if _WIDE in (size, start) and data[max(0, locator) : end].startswith(b"PK\6\7"):
        wide = data.rfind(b"PK\6\6", 0, locator)
        if wide < 0 or wide + 56 > len(data):
            raise Damaged("its list of members is cut")
        size, start = struct.unpack_from("<2Q", data, wide + 40)
        end = wide
    shift = end - size - start
    if shift < 0 or start + shift + size > len(data):
        raise Damaged("its list of members lies outside of it")
    return start + shift, size, shift


def zipped(data: bytes, budget: Budget) -> Iterator[Member]:
    """The members of a zip in the order of its list. Raises Damaged and Exhausted."""
    at, size, shift = _listed(data)
    stop = at + size
    while at + _ENTRY.size <= stop and data.startswith(b"PK\1\2", at):
        fields = _ENTRY.unpack_from(data, at)
        _, _, _, flags, method, _, _, crc, packed, full, names, extras, notes, _, _, mode, offset = fields
        at += _ENTRY.size
        name = _text(data[at : at + names], utf8=bool(flags & 0x800))
        packed, full, offset = _widened(data[at + names : at + names + extras], packed, full, offset)
        at += names + extras + notes
        entry = _Entry(name, flags, method, crc, packed, full, mode >> 16, offset + shift)
        yield _zip_member(data, entry, budget)
    if at != stop:
        raise Damaged("its list of members is cut")


class _Entry(NamedTuple):
    """One line of a zip's list."""

    name: str
    flags: int
    method: int
    crc: int
    packed: int
    full: int
    mode: int
    at: int


def _widened(extra: bytes, packed: int, full: int, offset: int) -> tuple[int, int, int]:
    """Sizes and offset, taken from the 64-bit field where the short ones say so."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        if kind == 1:
            wide = iter(struct.unpack_from(f"<{min(size, len(extra) - at - 4) // 8}Q", extra, at + 4))
            full = next(wide, full) if full == _WIDE else full
            packed = next(wide, packed) if packed == _WIDE else packed
            offset = next(wide, offset) if offset == _WIDE else offset
        at += 4 + size
    return packed, full, offset


def _zip_member(data: bytes, entry: _Entry, budget: Budget) -> Member:
    name, full, at = entry.name, entry.full, entry.at
    if name.endswith(("/", "\\")) and not full:
        return Member(name, 0, None)
    if entry.flags & 1:
        return Member(name, full, None, "encrypted")
    if at + _LOCAL.size > len(data) or not data.startswith(b"PK\3\4", at):
        return Member(name, full, None, f"{DAMAGED}: it is not where its archive says")
    if entry.method not in _METHODS:
        return Member(name, full, None, "compressed by a method that is not read")
    *_, names, extras = _LOCAL.unpack_from(data, at)
    start = at + _LOCAL.size + names + extras
    body = memoryview(data)[start : start + entry.packed]
    form = _METHODS[entry.method]
    stream = Inflow(body, form, budget) if form else Part(BytesIO(body), entry.packed)
    if stat.S_ISLNK(entry.mode):
        return Member(name, full, None, "symbolic link", _text(_short(stream), utf8=True))
    return Member(name, full, Summed(stream, entry.crc), packed=entry.packed)


def _short(stream: Readable) -> bytes:
    """Where a link leads; nothing when that cannot be read."""
    try:
        return stream.read(4096)
    except Damaged:
        return b""


def _text(raw: bytes, *, utf8: bool) -> str:
    """A name. Old writers of zips use UTF-8 without saying so; what is none is read as their code page."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        return raw.decode("utf-8", "surrogateescape") if utf8 else raw.decode("cp437")


def is_tar(head: bytes) -> bool:
    """Whether a content begins with a header of a tar."""
    return head[257:262] == b"ustar" and _sound(head[:_BLOCK])


def _sound(head: bytes) -> bool:
    """The sum over a header is what the header says."""
    if len(head) < _BLOCK:
        return False
    blank = head[:148] + b" " * 8 + head[156:]
    given = head[148:156].strip(b" \0")
    if not re.fullmatch(rb"[0-7]{1,8}", given):
        return False
    total = sum(blank)
    return int(given, 8) == total or int(given, 8) == total - 256 * sum(byte > 127 for byte in blank)


def tarred(stream: Readable) -> Iterator[Member]:
    """The members of a tar, in their order. The content of one is gone when the next is asked for.

    Raises Damaged and Exhausted.
    """
    own: dict[str, bytes] = {}
    chain = 0
    while True:
        head = _whole(stream, _BLOCK)
        if not head.strip(b"\0"):
            return
        if not _sound(head):
            raise Damaged("it has a header that is none")
        flag, size = head[156:157], _number(head[124:136])
        if flag in _EXTENSIONS:
            chain += 1
            if chain > _CHAIN:
                raise Damaged("it has a header without an end")
            record = _extended(stream, size)
            own |= _records(record) if flag in b"xX" else {"path": record} if flag == b"L" else {}
            own |= {"linkpath": record} if flag == b"K" else {}
            continue
        yield from _tar_member(stream, head, flag, size, own)
        own, chain = {}, 0


def _tar_member(stream: Readable, head: bytes, flag: bytes, size: int, own: dict[str, bytes]) -> Iterator[Member]:
    name = _text(own.get("path", _own_name(head)).split(b"\0")[0], utf8=True)
    target = _text(own.get("linkpath", head[157:257]).split(b"\0")[0], utf8=True)
    if flag in _OWN_TYPES:
        yield Member(name, 0, None, _OWN_TYPES[flag], target)
        return
    if flag == b"5":
        yield Member(name, 0, None)
        return
    if own.get("size", b"").isdigit():
        size = int(own["size"][:20])
    more = head[482:483] if flag == b"S" else b""
    while more not in (b"", b"\0"):
        more = _whole(stream, _BLOCK)[504:505]
    part = Part(stream, size)
    is_file = flag not in _NO_FILES and not name.endswith("/")
    yield Member(name, size, part if is_file else None)
    part.skip()
    Part(stream, -size % _BLOCK).skip()


def _whole(stream: Readable, size: int) -> bytes:
    """A block, filled with zeros where the stream ends exactly before it. Raises Damaged when it ends in it."""
    parts = b""
    while len(parts) < size and (more := stream.read(size - len(parts))):
        parts += more
    if parts and len(parts) < size:
        raise Damaged("it ends in the middle")
    return parts or bytes(size)


def _own_name(head: bytes) -> bytes:
    name, prefix = head[:100].split(b"\0")[0], head[345:500].split(b"\0")[0]
    return prefix + b"/" + name if prefix and head[257:263] == b"ustar\0" else name


def _number(field: bytes) -> int:
    """A size: octal digits, or a big-endian number behind a set bit. Raises Damaged."""
    if field[0] == 0x80:
        return int.from_bytes(field[1:], "big")
    digits = field.strip(b" \0")
    if not re.fullmatch(rb"[0-7]*", digits):
        raise Damaged("it has a size that is none")
    return int(digits or b"0", 8)


def _extended(stream: Readable, size: int) -> bytes:
    """A header's extension. Raises Damaged when it is larger than any that is meant seriously."""
    if size > _MOST_HEADER:
        raise Damaged(f"it has a header of {size:,} bytes")
    record = Part(stream, size).all()
    Part(stream, -size % _BLOCK).skip()
    return record


def _records(data: bytes) -> dict[str, bytes]:
    """The ``length key=value`` records of an extension; reading ends at the first that is none."""
    found: dict[str, bytes] = {}
    at = 0
    while (match := _PAX.match(data, at)) and int(match[1]) > match.end() - at:
        stop = at + int(match[1])
        found[match[2].decode("utf-8", "replace")] = data[match.end() : stop - 1]
        at = stop
    return found
