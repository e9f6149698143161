"""What comes out of an archive, sorted for tests."""

from __future__ import annotations

from typing import Final

from holdfast.estate.repo.archives import expand
from holdfast.estate.repo.blob import Blob, Packed
from holdfast.estate.repo.text import content
from holdfast.model.report import Notice, Skipped

MOST: Final = 16 << 20


class Opened:
    """Everything that came out of one archive."""

    def __init__(self, path: str, data: bytes, most: int = MOST) -> None:
        found = content(path, data)
        assert isinstance(found, Packed), found
        items = list(expand(found, most))
        self.blobs = {item.path: item.data for item in items if isinstance(item, Blob)}
        self.skipped = {item.path: item for item in items if isinstance(item, Skipped)}
        self.said = [item.says for item in items if isinstance(item, Notice)]
        self.places = {item.place for item in items if isinstance(item, Notice)}

    @property
    def why(self) -> dict[str, str]:
        return {path: item.why for path, item in self.skipped.items()}

    @property
    def damaged(self) -> list[str]:
        """What is broken: told, but no reason to call a scan incomplete, as repositories keep broken samples."""
        return [path for path, item in self.skipped.items() if item.why.startswith("damaged") and not item.fault]


def only(path: str, data: bytes) -> dict[str, bytes]:
    """The blobs of an archive that has nothing else to tell."""
    found = Opened(path, data)
    assert (found.skipped, found.said) == ({}, [])
    return found.blobs
