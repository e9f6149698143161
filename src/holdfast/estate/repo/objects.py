"""Git's object store as an origin: the staged index, and files as they were at a revision."""

from __future__ import annotations

import subprocess
import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import IO, NamedTuple

from holdfast.estate.repo import git
from holdfast.estate.repo.text import Content, content
from holdfast.model.errors import GitError
from holdfast.model.report import Skipped

_MODES = {"120000": "symbolic link", "160000": "submodule or nested repository"}


class Staged(NamedTuple):
    """One entry of the index that differs from HEAD."""

    path: str
    old: str
    """Object id in HEAD; zeros when the file is new."""
    new: str


def staged(root: Path) -> tuple[list[Staged], list[Skipped]]:
    """What a commit would bring in: added, changed and renamed files. Honours the index that git names to its hooks."""
    words = (
        *("diff-index", "--cached", "--ita-invisible-in-index", "--raw", "-z"),
        *("--no-renames", "--no-abbrev", "--diff-filter=ACMT"),
    )
    try:
        output = git.git(root, *words, "HEAD", "--")
    except GitError:
        empty = git.git(root, "hash-object", "-t", "tree", "--stdin").decode().strip()
        output = git.git(root, *words, empty, "--")
    entries: list[Staged] = []
    skipped: list[Skipped] = []
    fields = iter(git.split(output))
    for head in fields:
        _, mode, old, new, _ = head.lstrip(":").split(" ")
        path = next(fields)
        if mode in _MODES:
            skipped.append(Skipped(path=path, why=_MODES[mode]))
        elif new.strip("0"):
            entries.append(Staged(path, old, new))
    return entries, skipped


def read_objects(root: Path, wanted: Sequence[tuple[str, str]], most: int) -> Iterator[Content]:
    """Each (path, object name) as a blob, as something to open, or as skipped with the reason.

    They are streamed through one ``git cat-file``. An object that git cannot read ends that git; the rest is read by
    another one.
    """
    rest = list(wanted)
    while rest:
        done = 0
        for item in _batch(root, rest, most):
            done += 1
            yield item
        rest = rest[done:]
        if rest:
            path, name = rest.pop(0)
            yield Skipped(path=path, why=f"broken object {name[:12]}", fault=True)


def _batch(root: Path, wanted: Sequence[tuple[str, str]], most: int) -> Iterator[Content]:
    process = subprocess.Popen(  # noqa: S603 - argument list, no shell
        git.command("cat-file", "--batch"),
        cwd=root,
        env=git.environment(),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    if process.stdin is None or process.stdout is None:
        raise GitError("git cat-file gave no pipes")
    feeder = threading.Thread(target=_feed, args=(process.stdin, [name for _, name in wanted]), daemon=True)
    feeder.start()
    try:
        for path, _ in wanted:
            item = _next(process.stdout, path, most)
            if item is None:
                return
            yield item
    finally:
        process.stdout.close()
        process.kill()
        process.wait()
        feeder.join()


def _feed(pipe: IO[bytes], names: Iterable[str]) -> None:
    try:
        for name in names:
            pipe.write(name.encode("utf-8", "surrogateescape") + b"\n")
        pipe.close()
    except OSError:  # git ended early; the reader notices and says so
        return


def _next(pipe: IO[bytes], path: str, most: int) -> Content | None:
    """The next answer of ``cat-file --batch``; None when git ended in the middle."""
    head = pipe.readline()
    if not head:
        return None
    words = head.rstrip(b"\n").rsplit(b" ", 2)
    if len(words) < 3 or not words[2].isdigit():
        return Skipped(path=path, why="not in this clone (shallow, partial or damaged)", fault=True)
    kind, size = words[1], int(words[2])
    if size > most or kind != b"blob":
        _discard(pipe, size + 1)
        return Skipped(path=path, why="too large" if kind == b"blob" else "not a file", bytes=size)
    data = pipe.read(size)
    if len(data) < size or not pipe.read(1):
        return None
    return content(path, data)


def _discard(pipe: IO[bytes], size: int) -> None:
    while size > 0:
        part = pipe.read(min(size, 1 << 20))
        if not part:
            return
        size -= len(part)


def introduced(root: Path, commits: Sequence[str], known: Sequence[str], remote: str) -> list[tuple[str, str]]:
    """(path, object id) of every file content that ``commits`` reach.

    What ``known`` commits reach, or the remembered branches of ``remote`` where none is known, is left out. The remote
    ``.`` is this repository itself: what any of its references reaches is left out.
    """
    there = [name for name in known if git.ask(root, "cat-file", "-e", f"{name}^{{commit}}") is not None]
    words = [
        "rev-list",
        "--objects",
        "--filter=object:type=blob",
        "--filter-provided-objects",
        *commits,
        "--not",
        *there,
    ]
    if remote == ".":
        words.append("--all")
    elif remote and not there:
        words.append(f"--remotes={remote}")
    lines = git.git(root, *words).decode("utf-8", "surrogateescape").splitlines()
    return [(path or name, name) for name, _, path in (line.partition(" ") for line in lines)]


def standing(root: Path, commits: Iterable[str], names: set[str]) -> list[tuple[str, str]]:
    """(path, object id) of every place at which some objects stand in the trees of ``commits``."""
    found = set()
    for commit in commits:
        if git.ask(root, "cat-file", "-e", f"{commit}^{{tree}}") is None:
            continue  # a reference may also name a single file
        for row in git.split(git.git(root, "ls-tree", "-r", "-z", f"{commit}^{{tree}}")):
            head, _, path = row.partition("\t")
            if head.rpartition(" ")[2] in names:
                found.add((path, head.rpartition(" ")[2]))
    return sorted(found)


def merge_base(root: Path) -> tuple[str, str] | None:
    """The commit where the present branch left the main line, and the main line's name.

    None when there is no main line to compare with, or HEAD is on it.
    """
    names = (
        "remotes/origin/HEAD",
        "remotes/origin/main",
        "remotes/origin/master",
        "heads/main",
        "heads/master",
        "heads/trunk",
    )
    listed = git.ask(root, "show-ref", "--head", *(f"refs/{name}" for name in names)) or ""
    commits = {name: commit for commit, _, name in (line.partition(" ") for line in listed.splitlines())}
    head = commits.get("HEAD")
    name = next((name for name in names if f"refs/{name}" in commits), None)
    if not head or not name or commits[f"refs/{name}"] == head:
        return None
    base = git.ask(root, "merge-base", "HEAD", f"refs/{name}")
    if not base or base == head:
        return None
    return base, name.partition("/")[2]


def resolve(root: Path, revision: str) -> str:
    """The commit id of a revision. Raises GitError with advice when there is none of that name."""
    found = git.ask(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    if found is None:
        raise GitError(f"there is no commit {revision!r} here", advice="Fetch it, or name another with --since.")
    return found


def renames(root: Path, base: str) -> dict[str, str]:
    """New path to old path of files renamed between ``base`` and the index.

    The work tree is not asked: git would run the filters that the repository's configuration names on its files.
    """
    words = ("diff-index", "--cached", "--no-ext-diff", "--no-textconv", "--name-status", "-z", "--find-renames")
    output = git.ask(root, *words, "--diff-filter=R", base, "--")
    fields = [item for item in (output or "").split("\0") if item]
    return {fields[at + 2]: fields[at + 1] for at in range(0, len(fields) - 2, 3)}
