"""A folder with the files of OSV's public exports, as a place that advisories come from without a network."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from holdfast.app.advisoryfeed import AGAIN, BESIDE, MOST_LIST, index_of, lines
from holdfast.formats.osvarchive import Archive, BadArchive
from holdfast.model.errors import AdvisoryError, UsageError


class FolderFeed:
    """A folder: ``NAME.zip`` or ``NAME/all.zip`` for each ecosystem, and the lists in it or beside it."""

    def __init__(self, folder: Path) -> None:
        """Take the folder. Raises UsageError where it is none."""
        if not folder.is_dir():
            raise UsageError(f"{folder} is no folder", advice="Give a folder with the archives, or an address.")
        self.name = str(folder)
        self._folder = folder

    def ecosystems(self) -> list[str]:
        """The lines of ``ecosystems.txt``, else the names of the archives."""
        listed = self._folder / "ecosystems.txt"
        with _read_or_told(listed):
            if listed.is_file():
                return lines(_bounded(listed, MOST_LIST))
            inside = [path.parent.name for path in self._folder.glob("*/all.zip")]
            return sorted({*inside, *(path.stem for path in self._folder.glob("*.zip"))})

    def index(self) -> Iterator[tuple[str, str, str]] | None:
        """The lines of ``modified_id.csv``, compressed or not."""
        found = [path for name in ("", ".gz") if (path := self._folder / f"modified_id.csv{name}").is_file()]
        return index_of(found[0]) if found else None

    def archive(self, ecosystem: str) -> Archive:
        """The ecosystem's zip; compared with ``index.json`` where that has its checksum."""
        found = [path for path in self._paths(ecosystem) if path.is_file()]
        if not found:
            raise AdvisoryError(f"{self.name} has no archive of {ecosystem}", advice="Leave it out, or add its zip.")
        with _read_or_told(found[0]):
            promised = self._promised(found[0].name)
            if promised and promised != _digest(found[0]):
                raise AdvisoryError(f"{found[0]} is not what index.json promises: the checksum differs", advice=AGAIN)
            try:
                return Archive(found[0])
            except BadArchive as error:
                raise AdvisoryError(f"{found[0]} {error}", advice=AGAIN) from error

    def record(self, ecosystem: str, name: str) -> bytes | None:
        """A folder has archives only."""
        return None

    def listing(self, name: str) -> bytes | None:
        """The list in the folder, or beside it."""
        names = {"exploited": BESIDE["exploited"], "epss": (*BESIDE["epss"], "epss_scores*.csv.gz")}[name]
        for folder in (self._folder, self._folder.parent):
            for pattern in names:
                for path in sorted(folder.glob(pattern)):
                    with _read_or_told(path):
                        return _bounded(path, MOST_LIST)
        return None

    def _paths(self, ecosystem: str) -> tuple[Path, Path]:
        name = ecosystem.replace("/", "_")
        return self._folder / f"{name}.zip", self._folder / name / "all.zip"

    def _promised(self, name: str) -> str:
        listed = self._folder / "index.json"
        if not listed.is_file():
            return ""
        for entry in json.loads(_bounded(listed, MOST_LIST))["ecosystems"].values():
            if entry["file"] == name:
                return str(entry["sha256"])
        return ""


@contextmanager
def _read_or_told(path: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise AdvisoryError(f"{path} cannot be used: {error}", advice=AGAIN) from error


def _bounded(path: Path, most: int) -> bytes:
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError("it is too large")
    return data


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
