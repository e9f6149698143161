"""A folder as it lies on the disk: what git would see of it, or all of it where there is no git."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final, NamedTuple

from holdfast.estate.repo import git
from holdfast.estate.repo.text import Content, content
from holdfast.kit.expressions import expression
from holdfast.kit.reading import NotRead, read
from holdfast.model.errors import GitError
from holdfast.model.report import Skipped

if TYPE_CHECKING:
    from tempfile import TemporaryDirectory

IGNORE_FILE: Final = ".holdfastignore"
_UNOPENED: Final = expression(r"could not open directory '(.+?)/?': (.+)$")


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
        unread: list[Skipped] = []
        paths = tuple(sorted(_walk(root, within, unread)))
        return Listing(paths, tuple(unread), (f"ignore files were not read, as git gave no listing: {error}",))


class _repository:  # noqa: N801 - reads as a function in its with statement
    """Git calls for a folder: its own repository, or an empty one on the side where it has none."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._side: TemporaryDirectory[str] | None = None
        self._heard: list[bytes] = []

    def __enter__(self) -> _repository:
        if git.toplevel(self._root) is None:
            from tempfile import TemporaryDirectory

            self._side = TemporaryDirectory(prefix="holdfast-")
            _make_empty(Path(self._side.name))
        return self

    def __exit__(self, *_: object) -> None:
        if self._side is not None:
            self._side.cleanup()

    def list(self, *words: str) -> list[str]:
        """Paths that ``git ls-files`` prints, relative to the folder."""
        own = ("--git-dir", self._side.name, "--work-tree", str(self._root)) if self._side else ()
        return list(git.split(git.git(self._root, *own, "ls-files", "-z", *words, heard=self._heard)))

    def unread(self) -> Iterator[Skipped]:
        """Folders that git could not open, of which it warns only."""
        for line in dict.fromkeys(self._heard):
            match = _UNOPENED.search(line.decode("utf-8", "surrogateescape"))
            if match:
                yield Skipped(path=match[1], why=f"unreadable: {match[2]}", fault=True)


def _make_empty(folder: Path) -> None:
    """Make a folder the smallest thing that git takes for a repository; to ask git for it takes a process more."""
    for name in ("objects", "refs"):
        (folder / name).mkdir()
    (folder / "HEAD").write_bytes(b"ref: refs/heads/main\n")


def _listed(call: _repository, root: Path, within: str, excluding: Sequence[Excluding], gitignore: bool) -> Listing:
    ignore = ["--exclude-standard", "--exclude-per-directory=.gitignore"] if gitignore else []
    spec = ["--", f":(literal){within}"] if within else []
    found = call.list("--cached", "--others", "--deduplicate", *ignore, *spec)
    left_out: set[str] = set()
    if any(path.rsplit("/", 1)[-1] == IGNORE_FILE for path in found) or (root / IGNORE_FILE).exists():
        left_out.update(call.list("-c", "-o", "-i", f"--exclude-per-directory={IGNORE_FILE}", *spec))
    for item in excluding:
        words = [f"--exclude={below(item.folder, pattern)}" for pattern in item.patterns]
        here = ["--", f":(literal){item.folder}"] if item.folder else []
        if words and (root / item.folder).is_dir():
            left_out.update(call.list("-c", "-o", "-i", *words, *here))
    paths: list[str] = []
    skipped: list[Skipped] = []
    notes: list[str] = []
    for path in found:
        if path in left_out:
            skipped.append(Skipped(path=path, why="excluded"))
        elif path.endswith("/"):
            from dataclasses import replace  # few trees have another repository in them

            inner = list_paths(root / path, "", (), gitignore=gitignore)
            paths += [path + each for each in inner.paths]
            skipped += [replace(each, path=path + each.path) for each in inner.skipped]
            notes += inner.notes
        else:
            paths.append(path)
    return Listing(tuple(sorted(paths)), (*skipped, *call.unread()), tuple(notes))


def below(folder: str, pattern: str) -> str:
    """A pattern that holds below ``folder`` (POSIX, empty for the root), as git reads it at the root."""
    if not folder:
        return pattern
    sign = "!" if pattern.startswith("!") else ""
    plain = pattern.removeprefix("!")
    anywhere = "" if "/" in plain.rstrip("/") else "**/"
    literal = re.sub(r"([*?[\\])", r"\\\1", folder)
    return f"{sign}/{literal}/{anywhere}{plain.removeprefix('/')}"


def _walk(root: Path, within: str, unread: list[Skipped]) -> Iterator[str]:
    start = root / within
    if start.is_file():
        yield within
        return

    def note(error: OSError) -> None:
        path = os.path.relpath(error.filename, root).replace(os.sep, "/")
        unread.append(Skipped(path=path, why=f"unreadable: {error.strerror}", fault=True))

    for folder, names, files in os.walk(start, onerror=note):
        names[:] = [name for name in names if name != ".git"]
        base = os.path.relpath(folder, root).replace(os.sep, "/")
        for name in files:
            yield name if base == "." else f"{base}/{name}"


def read_paths(root: Path, paths: Sequence[str], most: int) -> Iterator[Content]:
    """Each path as a blob, as something to open, or as skipped with the reason.

    Never follows a link, not even a linked folder above.
    """
    top = os.fspath(root)
    inside: dict[str, bool] = {"": True}
    for path in paths:
        folder = path[: max(0, path.rfind("/"))]
        if folder not in inside:
            _step_into(top, folder, inside)
        if not inside[folder]:
            yield Skipped(path=path, why="behind a symbolic link")
            continue
        try:
            data = read(f"{top}/{path}", most)
        except (NotRead, ValueError) as error:
            yield _unread(path, error)
        else:
            yield content(path, data)


def _step_into(top: str, folder: str, inside: dict[str, bool]) -> None:
    """Learn whether no part of ``folder`` below ``top`` is a link."""
    above = folder[: max(0, folder.rfind("/"))]
    if above not in inside:
        _step_into(top, above, inside)
    try:
        link = stat.S_ISLNK(os.lstat(f"{top}/{folder}").st_mode)
    except (OSError, ValueError):
        link = False
    inside[folder] = inside[above] and not link


def read_one(where: str, path: str, most: int) -> Content:
    """One file of the disk as a blob named ``path``, as something to open, or as skipped with the reason."""
    try:
        data = read(where, most)
    except (NotRead, ValueError) as error:
        return _unread(path, error)
    return content(path, data)


def _unread(path: str, error: NotRead | ValueError) -> Skipped:
    if isinstance(error, ValueError):
        return Skipped(path=path, why="unreadable: a name with a NUL byte", fault=True)
    why = "submodule or nested repository" if error.why == "folder" else error.why
    return Skipped(path=path, why=why, bytes=error.size, fault=error.fault)
