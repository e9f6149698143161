"""Where the parts of an image lie: in a folder, in a tar, or in a tar that is compressed."""

from __future__ import annotations

from pathlib import Path
from typing import BinaryIO, Final

from holdfast.estate.image import tars
from holdfast.estate.image.limits import Damaged, Limits
from holdfast.estate.image.tars import headers, is_tar
from holdfast.estate.image.unpacking import engine, unpack
from holdfast.estate.image.window import Window
from holdfast.model.errors import IncompleteError, UsageError

_ADVICE: Final = "Name a folder or a tar in the OCI layout, or what `docker save` wrote."
_MOST: Final = 200_000
_HOPS: Final = 8


class Bundle:
    """Named parts, each as a window on a file. Close it when done."""

    def __init__(self, where: str) -> None:
        """Take how a person knows it."""
        self.where = where
        self._files: list[BinaryIO] = []

    def keep(self, file: BinaryIO) -> None:
        """Close this file too when the bundle is closed."""
        self._files.append(file)

    def close(self) -> None:
        """Close every file; what was unpacked is gone then."""
        for file in self._files:
            file.close()
        self._files.clear()

    def part(self, name: str) -> Window | None:
        """A part by its path; None where there is none."""
        raise NotImplementedError


class Folder(Bundle):
    """A layout that lies in a folder. No link in it is followed out of it."""

    def __init__(self, root: Path) -> None:
        """Take the folder."""
        super().__init__(str(root))
        self._root = root.resolve()

    def part(self, name: str) -> Window | None:
        """A regular file below the folder; None where there is none."""
        if name.startswith("/") or ".." in name.split("/") or "\0" in name:
            return None
        path = (self._root / name).resolve()
        if not path.is_relative_to(self._root) or not path.is_file():
            return None
        try:
            file = path.open("rb")
        except OSError as error:
            raise IncompleteError(f"{path} cannot be read: {error.strerror}", advice="Give it read rights.") from error
        self.keep(file)
        return Window(file, 0, path.stat().st_size)


class Tarred(Bundle):
    """A layout or a docker archive in one tar."""

    def __init__(self, path: Path, limits: Limits) -> None:
        """Read the names in the tar. Raises UsageError for what is none, IncompleteError for a broken one."""
        super().__init__(str(path))
        try:
            file = path.open("rb")
            size = path.stat().st_size
        except OSError as error:
            raise UsageError(f"{path} cannot be read: {error.strerror}", advice=_ADVICE) from error
        self.keep(file)
        self._parts: dict[str, Window] = {}
        self._links: dict[str, str] = {}
        try:
            window = self._plain(Window(file, 0, size), limits)
            if not is_tar(window.read(0, min(512, window.size))):
                raise UsageError(f"{path} is no image: neither a folder nor a tar", advice=_ADVICE)
            self._list(window)
        except Damaged as error:
            self.close()
            raise IncompleteError(f"{path}: {error}", advice="Write or copy the image again.") from error
        except UsageError:
            self.close()
            raise

    def _plain(self, window: Window, limits: Limits) -> Window:
        if engine(window.read(0, min(8, window.size))) is None:
            return window
        unpacked = unpack(window, limits, limits.total)
        if unpacked.file is not None:
            self.keep(unpacked.file)
        return unpacked.window

    def _list(self, window: Window) -> None:
        for number, header in enumerate(headers(window)):
            if number >= _MOST:
                raise Damaged(f"it has more than {_MOST:,} members")
            name = _tidy(header.name)
            if header.kind == tars.FILE and not header.sparse:
                self._parts[name] = window.part(header.offset, header.size)
            elif header.kind == tars.SYMBOLIC:
                self._links[name] = _tidy(f"{name.rpartition('/')[0]}/{header.target}")
            elif header.kind == tars.HARD:
                self._links[name] = _tidy(header.target)

    def part(self, name: str) -> Window | None:
        """A file of the tar, links inside of it followed; None where there is none."""
        name = _tidy(name)
        for _ in range(_HOPS):
            if name in self._parts or name not in self._links:
                break
            name = self._links[name]
        return self._parts.get(name)


def _tidy(name: str) -> str:
    """A name as a path from the top of the tar."""
    parts: list[str] = []
    for part in name.split("/"):
        if part == ".." and parts:
            parts.pop()
        elif part not in ("", ".", ".."):
            parts.append(part)
    return "/".join(parts)


def open_bundle(path: Path, limits: Limits) -> Bundle:
    """What lies at a path. Raises UsageError and IncompleteError with advice."""
    if path.is_dir():
        return Folder(path)
    if not path.exists():
        raise UsageError(f"{path} does not exist", advice=_ADVICE)
    return Tarred(path, limits)
