"""Reads an archive of advisories, and the index of changes. Both are hostile: bounded, and refused with a reason."""

from __future__ import annotations

import re
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from holdfast.formats.osv import MOST_BYTES

_MOST_MEMBERS: Final = 2_000_000
_MOST_IN_ALL: Final = 16 << 30
_MOST_RATIO: Final = 250
"""How many times smaller a member of some size may have become; text of this kind becomes ten times smaller."""
_SOME_SIZE: Final = 1 << 20
_ID: Final = re.compile(r"[^/\\\x00-\x1f.][^/\\\x00-\x1f]{0,198}")
_LINE: Final = re.compile(rb"([0-9TZ:.+-]{10,40}),([^/\r\n]{1,100})/([^/\r\n,]{1,200})")
_PLAIN: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class BadArchive(ValueError):  # noqa: N818 - an answer more than a fault
    """The archive cannot be used, and why."""


class Archive:
    """One flat zip, a record a member."""

    def __init__(self, path: Path) -> None:
        """Open it. Raises BadArchive for what is no zip, or one that would unpack to something endless."""
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise BadArchive(f"is no whole zip: {error}") from error
        try:
            self._infos = self._checked()
        except BadArchive:
            self._zip.close()
            raise

    def close(self) -> None:
        """Close the file."""
        self._zip.close()

    @property
    def names(self) -> Iterable[str]:
        """The names of its records."""
        return self._infos.keys()

    def records(self) -> Iterator[tuple[str, bytes]]:
        """Every record with its name. Raises BadArchive at one whose checksum is wrong, or that cannot be unpacked."""
        for name in self._infos:
            yield name, self.record(name)

    def record(self, name: str) -> bytes:
        """One record. Raises KeyError where it is not there, BadArchive where it cannot be read."""
        info = self._infos[name]
        try:
            with self._zip.open(info) as file:
                data = file.read(MOST_BYTES + 1)
                if len(data) <= MOST_BYTES and len(data) != info.file_size:
                    raise BadArchive(f"is damaged at {name}: it is shorter than it says")
                return data
        except (zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, NotImplementedError) as error:
            raise BadArchive(f"is damaged at {name}: {error}") from error

    def _checked(self) -> dict[str, zipfile.ZipInfo]:
        infos = self._zip.infolist()
        if len(infos) > _MOST_MEMBERS:
            raise BadArchive("has too many members")
        if sum(info.file_size for info in infos) > _MOST_IN_ALL:
            raise BadArchive("would unpack to too much")
        found: dict[str, zipfile.ZipInfo] = {}
        for info in infos:
            if info.file_size > _SOME_SIZE and info.file_size > _MOST_RATIO * max(info.compress_size, 1):
                raise BadArchive(f"would unpack to far more than it is, at {info.filename[:100]!r}")
            if info.flag_bits & 1 or info.compress_type not in _PLAIN:
                raise BadArchive(f"is packed in a way that is not read, at {info.filename[:100]!r}")
            if info.filename.endswith(".json"):
                name = info.filename[:-5]
                if name in found or not _ID.fullmatch(name):
                    raise BadArchive(f"has a member of a strange name, {info.filename[:100]!r}")
                found[name] = info
        return found


def moment(text: str) -> str:
    """A point in time in one form, so that it compares as text; empty for what is none."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return ""
    if at.tzinfo is None:
        at = at.replace(tzinfo=UTC)
    try:
        return at.astimezone(UTC).isoformat(timespec="microseconds")
    except OverflowError:
        return ""


def changes(lines: Iterable[bytes]) -> Iterator[tuple[str, str, str]]:
    """When which advisory of which ecosystem was modified, the newest first, as the index has them.

    Raises BadArchive at a line that is none of an index.
    """
    for line in lines:
        if not line.strip():
            continue
        found = _LINE.fullmatch(line.strip())
        at = moment(found[1].decode()) if found else ""
        name = found[3].decode("utf-8", "replace") if found else ""
        if not found or not at or not _ID.fullmatch(name):
            raise BadArchive(f"has a line that is none of an index: {line[:80]!r}")
        yield at, found[2].decode("utf-8", "replace"), name
