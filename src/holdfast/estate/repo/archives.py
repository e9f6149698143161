"""What is in an archive or a document: its members as blobs, in memory, bounded, never extracted and never executed."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Final, NamedTuple

from holdfast.estate.repo import documents, members
from holdfast.estate.repo.blob import Blob, Packed
from holdfast.estate.repo.inflow import FORMATS, Budget, Damaged, Exhausted, Inflow, Readable, ratio
from holdfast.estate.repo.members import DAMAGED, Member
from holdfast.estate.repo.text import content
from holdfast.kit.expressions import expression
from holdfast.model.report import Notice, Skipped

SEPARATOR: Final = "!"
"""Between the path of an archive and the name of its member."""
DEPTH: Final = 5
"""Archives inside of each other, the outermost counted."""
MEMBERS: Final = 10_000
"""Members of one file, those of archives in it counted."""
TOTAL: Final = 256 << 20
"""Bytes that one file may expand to, archives in it counted."""
RATIO: Final = 200
"""Bytes that may come out for each that goes in, above ``SMALL``."""
SMALL: Final = 32 << 20
"""Bytes that any file may expand to, however small it is."""

_CHUNK: Final = 1 << 16
_LONGEST: Final = 1024
_NAMED: Final = 3
_DRIVE: Final = expression(r"[A-Za-z]:")
_SUFFIX: Final = expression(r"\.(?:gz|bz2|xz|zst|gzip|lzma)$", re.IGNORECASE)

Item = Blob | Skipped | Notice


def expand(packed: Packed, most: int) -> Iterator[Item]:
    """What is in an archive or PDF, the archives in it opened too: blobs, what was not read and why, and notices.

    A member larger than ``most`` bytes is skipped. Raises nothing for any content.
    """
    return _Opening(packed, most).items()


def outer(path: str, known: frozenset[str] | set[str]) -> str:
    """The file that a path stands in: itself, or the archive among ``known`` that it is a member of."""
    at = len(path)
    while at > 0 and path[:at] not in known:
        at = path.rfind(SEPARATOR, 0, at)
    return path[:at] if at > 0 else path


class _Name(NamedTuple):
    """A member's name as a path below its archive."""

    path: str
    leads_out: bool


def _tidied(name: str) -> _Name:
    """The name with everything taken out that would lead out of a folder that it is extracted to."""
    plain = name.replace("\\", "/").replace("\0", "\N{SYMBOL FOR NULL}")
    drive = _DRIVE.match(plain)
    parts = [part for part in plain[drive.end() if drive else 0 :].split("/") if part not in ("", ".")]
    kept = [part for part in parts if part != ".."]
    odd = bool(drive) or plain.startswith("/") or len(kept) < len(parts) or "\0" in name
    return _Name("/".join(kept)[-_LONGEST:] or "unnamed", odd)


def _climbs(member: Member, name: _Name) -> bool:
    """The link of a member leads out of the archive."""
    if member.target.startswith(("/", "\\")) or _DRIVE.match(member.target):
        return True
    depth = name.path.count("/") if member.why == "symbolic link" else 0
    for part in member.target.replace("\\", "/").split("/"):
        depth += -1 if part == ".." else part not in ("", ".")
        if depth < 0:
            return True
    return False


class _Opening:
    """The opening of one file, with what may still come out of it and what is odd about it."""

    def __init__(self, packed: Packed, most: int) -> None:
        self._packed = packed
        self._most = most
        honest = max(SMALL, RATIO * len(packed.data))
        self._budget = Budget(min(TOTAL, honest), MEMBERS, bomb=honest <= TOTAL)
        self._seconds = float(documents.TOGETHER)
        self._odd: dict[str, list[str]] = {}

    def items(self) -> Iterator[Item]:
        """Everything in the file, then what a person should know about it."""
        count = 0
        try:
            for item in self._open(self._packed, 1):
                count += 1
                yield item
            if not count:
                yield Skipped(path=self._packed.path, why="empty archive", bytes=len(self._packed.data))
        except Exhausted as spent:
            yield Skipped(path=self._packed.path, why=f"{spent}", bytes=len(self._packed.data))
            self._note(f"{spent}; the rest of it was not read", "")
        for says, names in self._odd.items():
            shown = [repr(name) for name in names[:_NAMED] if name]
            more = f" and {len(names) - _NAMED:,} more" if len(names) > _NAMED else ""
            listed = f": {', '.join(shown)}{more}" if shown else ""
            yield Notice(kind="archive", says=f"{says}{listed}.", place=self._packed.path)

    def _note(self, says: str, name: str) -> None:
        self._odd.setdefault(says[0].upper() + says[1:], []).append(name)

    def _open(self, packed: Packed, depth: int) -> Iterator[Item]:
        if depth > DEPTH:
            self._note(f"archives nested more than {DEPTH} deep were not opened", packed.path)
            yield Skipped(path=packed.path, why="archive nested too deep", bytes=len(packed.data))
            return
        try:
            yield from self._opened(packed, depth)
        except Damaged as error:
            yield Skipped(path=packed.path, why=f"{DAMAGED} archive: {error}", bytes=len(packed.data))

    def _opened(self, packed: Packed, depth: int) -> Iterator[Item]:
        data, path = packed.data, packed.path
        if data.startswith(documents.PDF):
            yield from self._pages(packed)
            return
        if members.is_tar(data[:512]):
            from io import BytesIO

            yield from self._members(path, members.tarred(BytesIO(data)), depth, office=False)
            return
        form = next((form for form in FORMATS if data.startswith(form.marks)), None)
        if form is None and not data.startswith(b"PK"):
            yield from self._behind(packed, depth)
            return
        if form is None:
            office = documents.is_office(members.directory(data))
            yield from self._members(path, members.zipped(data, self._budget), depth, office=office)
            return
        stream = Inflow(data, form, self._budget)
        if members.is_tar(stream.peek(512)):
            yield from self._members(path, members.tarred(stream), depth, office=False)
        else:
            name = _SUFFIX.sub("", path.rpartition("/")[2].rpartition(SEPARATOR)[2])
            name = name if not path.endswith(name) else "content"
            self._budget.member()
            yield from self._read(f"{path}{SEPARATOR}{name}", stream, depth)

    def _pages(self, packed: Packed) -> Iterator[Item]:
        """The pages of a PDF, while there is time left for those of this file."""
        if self._seconds <= 0:
            yield Skipped(path=packed.path, why="PDF: it took too long", bytes=len(packed.data), fault=True)
            return
        start = time.monotonic()
        yield from list(documents.pages(packed.path, packed.data, min(self._seconds, documents.SECONDS)))
        self._seconds -= time.monotonic() - start

    def _behind(self, packed: Packed, depth: int) -> Iterator[Item]:
        """A program with a zip behind it; what only looks like that is binary."""
        if members.ends_zipped(packed.data):
            found = members.zipped(packed.data, self._budget)
            yield from self._members(packed.path, found, depth, office=False)
        else:
            yield Skipped(path=packed.path, why="binary", bytes=len(packed.data))

    def _members(self, path: str, found: Iterator[Member], depth: int, *, office: bool) -> Iterator[Item]:
        for member in found:
            self._budget.member()
            name = _tidied(member.name)
            inner = f"{path}{SEPARATOR}{name.path}"
            if name.leads_out:
                self._note("names lead out of the archive, and a careless program would write there", member.name)
            if member.target and _climbs(member, name):
                self._note("links lead out of the archive", member.name)
            if member.why:
                yield Skipped(path=inner, why=member.why, bytes=member.size)
            elif member.stream is not None and member.size > self._most:
                yield self._large(inner, member.size, member.size / member.packed if member.packed else 0)
            elif member.stream is not None:
                as_text = office and documents.is_text(name.path)
                yield from self._read(inner, member.stream, depth, office=as_text)

    def _large(self, path: str, size: int, ratio: float) -> Skipped:
        """What is said of a member that is too large."""
        if ratio > RATIO:
            self._note(f"members expand to more than {RATIO} times their size and were not read", path)
            return Skipped(path=path, why="archive bomb", bytes=size)
        return Skipped(path=path, why="too large", bytes=size)

    def _read(self, path: str, stream: Readable, depth: int, *, office: bool = False) -> Iterator[Item]:
        """One member as a blob, or what is in it; as far as it can be read."""
        parts, size = [], 0
        try:
            while part := stream.read(_CHUNK):
                parts.append(part)
                size += len(part)
                if size > self._most:
                    yield self._large(path, size, ratio(stream))
                    return
        except Damaged as error:
            yield Skipped(path=path, why=f"{DAMAGED} member: {error}", bytes=size)
            if not size:
                return
        data = b"".join(parts)
        parts.clear()
        item = content(path, documents.text(data) if office else data)
        if isinstance(item, Packed):
            yield from self._open(item, depth + 1)
        else:
            yield item
