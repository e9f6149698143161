"""A repository's history as an origin: every distinct content once, from the oldest commit to the newest.

``git rev-list`` names the commits, ``git diff-tree`` what each of them brought in that none of its parents had at that
path, and one ``git cat-file`` reads it. So each content arrives with the commit that introduced it. Git's programs run
side by side with the reader, and no more of them is held than the ids of what was seen.
"""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import threading
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Final, NamedTuple

from holdfast.estate.repo import git
from holdfast.model.errors import GitError

LEAN: Final = (
    *("-c", "core.packedGitWindowSize=4m", "-c", "core.packedGitLimit=32m"),
    *("-c", "core.deltaBaseCacheLimit=8m"),
)
"""Settings that keep git's own memory small: it runs several times at once, and more would be hardly faster."""
SHORT: Final = 9
_NOTE: Final = re.compile(r"(?:[0-9a-f]/?){40}(?:(?:[0-9a-f]/?){24})?")
_FILES: Final = (b"10", b"12")
"""How the modes of files and symbolic links begin; the rest are submodules and what was taken out."""
_CHUNK: Final = 1 << 18
_NESTED: Final = 10


class Entry(NamedTuple):
    """One object to read, and what is known of it beforehand."""

    kind: str
    """``commit``, ``tag`` or ``blob``."""
    name: str
    path: str
    commit: str
    """The commit that brought it in; empty for what no commit did."""


class Wish(NamedTuple):
    """Which part of a history is wanted."""

    commits: tuple[str, ...] = ()
    """Ids to start from; empty for every reference, every entry of a reflog and every stash."""
    without: tuple[str, ...] = ()
    """Ids whose own history is left out."""
    after: str = ""
    """ISO date: only commits made since then."""
    unreachable: bool = False
    """Also what stands in the object store and nothing reaches any more."""

    @property
    def everything(self) -> bool:
        """All that the references and reflogs reach."""
        return not (self.commits or self.after)


def environment() -> dict[str, str]:
    """Git's environment without grafts, which could hide parents."""
    return {**git.environment(), "GIT_GRAFT_FILE": os.devnull}


def find(path: Path) -> tuple[Path, bool] | None:
    """The root of the repository that ``path`` is in, and whether it is bare; None outside of one."""
    bare = git.ask(path, "rev-parse", "--is-bare-repository") == "true"
    folder = git.ask(path, "rev-parse", "--absolute-git-dir") if bare else None
    if folder:
        return Path(folder).resolve(), True
    top = git.toplevel(path)
    return (top.resolve(), False) if top is not None else None


def shallow(root: Path) -> list[str]:
    """Ids of the commits at which this clone was cut off; empty for a whole clone."""
    path = git.ask(root, "rev-parse", "--git-path", "shallow")
    try:
        return (root / path).read_text(encoding="ascii").split() if path else []
    except (OSError, UnicodeDecodeError):
        return []


def commits(root: Path, wish: Wish) -> bytes:
    """Lines of commit ids, parents before children. Raises GitError when git cannot walk that far."""
    words = ["rev-list", "--reverse", "--date-order"]
    if wish.after:
        start = datetime.fromisoformat(wish.after).replace(tzinfo=UTC)
        words.append(f"--max-age={int(start.timestamp())}")
    asked = list(wish.commits)
    if not asked:
        words += ["--all", "--reflog"]
        asked += _stored(root, "commit") if wish.unreachable else []
    data = "".join(f"{name}\n" for name in (*asked, *(f"^{name}" for name in wish.without)))
    with Program(root, *words, "--stdin", feed=True) as program:
        feeder = threading.Thread(target=_pour, args=(program.input, data.encode()), daemon=True)
        feeder.start()
        found = program.output.read()
        feeder.join()
        program.check()
    return found


def reached(root: Path, names: Sequence[str], tips: Sequence[str]) -> bool:
    """Whether the history of ``tips`` holds every one of ``names``."""
    data = "".join(f"{name}\n" for name in (*names, *(f"^{name}" for name in tips)))
    try:
        return not git.git(root, "rev-list", "--max-count=1", "--stdin", data=data.encode())
    except GitError:
        return False


def tips(root: Path) -> tuple[str, ...]:
    """Ids of everything that references and reflogs name."""
    named = git.ask(root, "rev-list", "--no-walk", "--all", "--reflog") or ""
    return tuple(sorted(set(named.split())))


def entries(root: Path, wish: Wish, listed: bytes) -> Iterator[Entry]:
    """Everything to read, each object once, commits before what they brought in. Raises GitError."""
    seen: set[bytes] = set()
    yield from _brought(root, listed, seen)
    if wish.everything:
        yield from _named(root, seen)
        if wish.unreachable:
            yield from _lost(root, seen)


def _brought(root: Path, listed: bytes, seen: set[bytes]) -> Iterator[Entry]:
    """Each commit of ``listed`` and the contents that it brought in."""
    words = ("diff-tree", "--stdin", "-c", "-r", "--root", "--raw", "-z", "--no-renames", "--no-abbrev", "--always")
    with Program(root, *words, feed=True) as program:
        feeder = threading.Thread(target=_pour, args=(program.input, listed), daemon=True)
        feeder.start()
        commit = ""
        listed_fields = fields(program.output)
        for field in listed_fields:
            if not field.startswith(b":"):
                commit = field.decode("ascii", "replace").strip()
                yield Entry("commit", commit, f"<commit {commit[:SHORT]} message>", commit)
                continue
            path = next(listed_fields, b"")
            parents = len(field) - len(field.lstrip(b":"))
            parts = field.split(b" ")
            mode, name = parts[parents], parts[2 * parents + 1]
            key = bytes.fromhex(name.decode("ascii"))
            if mode[:2] in _FILES and key not in seen:
                seen.add(key)
                yield Entry("blob", name.decode("ascii"), _path(path), commit)
        feeder.join()
        program.check()


def _path(raw: bytes) -> str:
    """A path as people read it; that of a note says which object it is about."""
    path = raw.decode("utf-8", "surrogateescape")
    return f"<note on {path.replace('/', '')[:SHORT]}>" if _NOTE.fullmatch(path) else path


def fields(pipe: IO[bytes]) -> Iterator[bytes]:
    """NUL-terminated fields of a stream, as they come."""
    rest = b""
    while part := pipe.read(_CHUNK):
        *whole, rest = (rest + part).split(b"\0")
        yield from whole
    if rest:
        yield rest


def _named(root: Path, seen: set[bytes]) -> Iterator[Entry]:
    """Annotated tags, and contents and trees that a reference names directly."""
    output = git.git(root, "for-each-ref", "--format=%(objecttype) %(objectname) %(refname)")
    for line in output.decode("utf-8", "surrogateescape").splitlines():
        kind, name, reference = line.split(" ", 2)
        if kind != "commit":
            yield from _below(root, kind, name, f"<{reference}>", seen, _NESTED)


def _below(root: Path, kind: str, name: str, path: str, seen: set[bytes], depth: int) -> Iterator[Entry]:
    key = bytes.fromhex(name)
    if key in seen or not depth:
        return
    if kind == "tree":
        for line in git.split(git.git(root, "ls-tree", "-r", "-z", "--full-tree", name)):
            head, _, below = line.partition("\t")
            _, each, content = head.split(" ")
            if each == "blob":
                yield from _below(root, each, content, below, seen, depth)
        return
    seen.add(key)
    if kind == "blob":
        yield Entry("blob", name, path, "")
    elif kind == "tag":
        yield Entry("tag", name, f"<tag {path.strip('<>').removeprefix('refs/tags/')} message>", "")
        text = git.git(root, "cat-file", "tag", name).split(b"\n", 2)
        inner, inner_kind = (line.rpartition(b" ")[2].decode("ascii", "replace") for line in text[:2])
        if inner_kind != "commit":
            yield from _below(root, inner_kind, inner, path, seen, depth - 1)


def _lost(root: Path, seen: set[bytes]) -> Iterator[Entry]:
    """Tags and contents of the object store that nothing named so far."""
    for kind in ("tag", "blob"):
        for name in _stored(root, kind):
            key = bytes.fromhex(name)
            if key not in seen:
                seen.add(key)
                yield Entry(kind, name, f"<{kind} {name[:SHORT]}>", "")


def _stored(root: Path, kind: str) -> Iterator[str]:
    """Ids of every object of a kind in the store, reachable or not."""
    words = ("cat-file", "--batch-all-objects", "--unordered", "--buffer", "--batch-check=%(objecttype) %(objectname)")
    sign = f"{kind} ".encode()
    with Program(root, *words) as program:
        for line in program.output:
            if line.startswith(sign):
                yield line.rpartition(b" ")[2].strip().decode("ascii")
        program.check()


class Program:
    """One git that runs beside us, ended when its block is left."""

    def __init__(self, root: Path, *words: str, feed: bool = False) -> None:
        """Start it; with ``feed``, ``input`` is to be written and closed."""
        self._word = words[0]
        self._heard = tempfile.TemporaryFile()  # noqa: SIM115 - closed when the block is left
        self._process = subprocess.Popen(  # noqa: S603 - argument list, no shell
            git.command(*LEAN, *words),
            cwd=root,
            env=environment(),
            stdin=subprocess.PIPE if feed else subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=self._heard,
            bufsize=1 << 16,
        )

    @property
    def input(self) -> IO[bytes]:
        """What it reads."""
        if self._process.stdin is None:
            raise GitError(f"git {self._word} gave no pipe")
        return self._process.stdin

    @property
    def output(self) -> IO[bytes]:
        """What it prints."""
        if self._process.stdout is None:
            raise GitError(f"git {self._word} gave no pipe")
        return self._process.stdout

    def check(self) -> None:
        """Wait for its end. Raises GitError with its last words when it failed."""
        if self._process.wait():
            self._heard.seek(0)
            words = self._heard.read().decode("utf-8", "replace").strip().splitlines()
            raise GitError(f"git {self._word}: {words[-1] if words else 'it ended early'}")

    def __enter__(self) -> Program:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        for pipe in (self._process.stdin, self._process.stdout):
            try:
                if pipe is not None:
                    pipe.close()
            except OSError:  # what was still to be written has no reader any more
                continue
        self._process.wait()
        self._heard.close()


def _pour(pipe: IO[bytes], data: bytes) -> None:
    try:
        pipe.write(data)
        pipe.close()
    except (OSError, ValueError):  # git ended early; whoever reads its output notices
        return


Known = Callable[[Entry], bool]


def needed(found: Iterable[Entry], known: Known) -> Generator[tuple[Entry, bool], None, None]:
    """What has to be read, with whether it is to be looked at too.

    A commit that is known is read all the same when something that it brought in is not: it tells who and when.
    """
    read = ""
    for entry in found:
        if known(entry):
            continue
        if entry.kind != "commit" and entry.commit and entry.commit != read:
            yield Entry("commit", entry.commit, "", entry.commit), False
        yield entry, True
        read = entry.commit or read
