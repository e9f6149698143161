"""A piece of content with its path, as an origin hands it over."""

from __future__ import annotations


class Blob:
    """Bytes with a path. Plain and slotted: there are as many as files."""

    __slots__ = ("data", "path")

    def __init__(self, path: str, data: bytes) -> None:
        """Take the POSIX path relative to the root and the content."""
        self.path = path
        self.data = data


class Packed:
    """An archive or a PDF: ``holdfast.estate.repo.archives`` says what is in it."""

    __slots__ = ("data", "path")

    def __init__(self, path: str, data: bytes) -> None:
        """Take the POSIX path relative to the root and the content as it is."""
        self.path = path
        self.data = data
