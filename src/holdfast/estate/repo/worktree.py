"""A folder as it lies on the disk: what git would see of it, or all of it where there is no git."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from holdfast.estate.repo import git
from holdfast.estate.repo.blob import Blob
from holdfast.estate.repo.text import as_text
from holdfast.kit.reading import NotRead, read
from holdfast.model.errors import GitError
from holdfast.model.report import Skipped

IGNORE_FILE = ".holdfastignore"


class Excluding(NamedTuple):
    """Patterns in .gitignore syntax that hold below one folder."""

    folder: str
    """POSIX path relative to the root, empty for the root itself."""
    patterns: tuple[str, ...]


class Listing(NamedTuple):
    """The paths of a tree in a fixed order, and what was left out."""

    paths: tuple[str, ...]
    skipped: tuple[Skipped, ...]
    notes: tuple[str, ...]


def list_paths(root: Path, within: str, excluding: Sequence[Excluding], *, gitignore: bool) -> Listing:
    """Every path below ``root``/``within`` (POSIX, relative to ``root``; empty for all) that is to be read.

    .gitignore (when ``gitignore``), .holdfastignore and the given patterns leave out; what the last two leave out of
    what git would see is counted as skipped. Nested repositories are descended into, submodules are named.
    """
    try:
        with _repository(root) as call:
            return _listed(call, root, within, excluding, gitignore)
    except GitError as error:
        paths = tuple(sorted(_walk(root, within)))
        return Listing(paths, (), (f"ignore files were not read, as git gave no listing: {error}",))


class _repository:  # noqa: N801 - reads as a function in its with statement
    """Git calls for a folder: its own repository, or an empty one on the side where it has none."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._side: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> _repository:
        if git.toplevel(self._root) is None:
            self._side = tempfile.TemporaryDirectory(prefix="holdfast-")
            git.git(self._root, "init", "--quiet", "--bare", "--template=", self._side.name)
        return self

    def __exit__(self, *_: object) -> None:
        if self._side is not None:
            self._side.cleanup()

    def list(self, folder: str, *words: str) -> list[str]:
        """Paths that ``git ls-files`` prints, relative to ``folder``."""
        own = ("--git-dir", self._side.name, "--work-tree", str(self._root)) if self._side else ()
        return list(git.split(git.git(self._root / folder, *own, "ls-files", "-z", *words)))


def _listed(call: _repository, root: Path, within: str, excluding: Sequence[Excluding], gitignore: bool) -> Listing:
    ignore = ["--exclude-standard", "--exclude-per-directory=.gitignore"] if gitignore else []
    spec = ["--", f":(literal){within}"] if within else []
    found = call.list("", "--cached", "--others", "--deduplicate", *ignore, *spec)
    left_out: set[str] = set()
    if any(path.rsplit("/", 1)[-1] == IGNORE_FILE for path in found) or (root / IGNORE_FILE).exists():
        left_out.update(call.list("", "-c", "-o", "-i", f"--exclude-per-directory={IGNORE_FILE}", *spec))
    for item in excluding:
        words = [f"--exclude={pattern}" for pattern in item.patterns]
        prefix = f"{item.folder}/" if item.folder else ""
        if words and (root / item.folder).is_dir():
            left_out.update(prefix + path for path in call.list(item.folder, "-c", "-o", "-i", *words))
    paths: list[str] = []
    skipped: list[Skipped] = []
    notes: list[str] = []
    for path in found:
        if path in left_out:
            skipped.append(Skipped(path=path, why="excluded"))
        elif path.endswith("/"):
            inner = list_paths(root / path, "", (), gitignore=gitignore)
            paths += [path + each for each in inner.paths]
            skipped += [Skipped(path=path + each.path, why=each.why, bytes=each.bytes) for each in inner.skipped]
            notes += inner.notes
        else:
            paths.append(path)
    return Listing(tuple(sorted(paths)), tuple(skipped), tuple(notes))


def _walk(root: Path, within: str) -> Iterator[str]:
    start = root / within
    if start.is_file():
        yield within
        return
    for folder, names, files in os.walk(start):
        names[:] = [name for name in names if name != ".git"]
        base = os.path.relpath(folder, root).replace(os.sep, "/")
        for name in files:
            yield name if base == "." else f"{base}/{name}"


def read_paths(root: Path, paths: Sequence[str], most: int) -> Iterator[Blob | Skipped]:
    """Each path as a blob, or as skipped with the reason. Never follows a link, not even a linked folder above."""
    top = os.fspath(root)
    real = os.path.realpath(top)
    inside: dict[str, bool] = {"": True}
    for path in paths:
        folder = path.rpartition("/")[0]
        if folder not in inside:
            where = os.path.realpath(f"{top}/{folder}")
            inside[folder] = where == os.path.join(real, *folder.split("/"))
        if not inside[folder]:
            yield Skipped(path=path, why="behind a symbolic link")
            continue
        yield read_one(f"{top}/{path}", path, most)


def read_one(where: str, path: str, most: int) -> Blob | Skipped:
    """One file of the disk as a blob named ``path``, or as skipped with the reason."""
    try:
        data = read(where, most)
    except NotRead as error:
        why = "submodule or nested repository" if error.why == "folder" else error.why
        return Skipped(path=path, why=why, bytes=error.size, fault=error.fault)
    except ValueError:
        return Skipped(path=path, why="unreadable: a name with a NUL byte", fault=True)
    text, why = as_text(data)
    return Skipped(path=path, why=why, bytes=len(data)) if why else Blob(path, text)
