"""What a scan reads: the work tree, the staged index, one file, or standard input, as blobs with their account."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from holdfast.app.policy import Policies
from holdfast.estate.repo import git
from holdfast.estate.repo.text import Content, content
from holdfast.model.errors import UsageError
from holdfast.model.noun import fact, noun, sheet
from holdfast.model.report import Notice, Skipped
from holdfast.model.scope import Scope

if TYPE_CHECKING:  # each origin's reader is imported by the scan that reads it
    from holdfast.estate.repo.worktree import Listing


_IGNORE: Final = ".holdfastignore"
_MOST_IGNORED: Final = 1 << 20


@noun
class Target:
    """Where to look."""

    root: Path
    """Root of the repository, or the scanned folder where there is none."""
    within: str
    """POSIX path below the root; empty for all of it."""
    repository: bool


@sheet
class Origin:
    """Blobs to read and what is known about them beforehand."""

    name: str
    blobs: Iterator[Content]
    total: int
    paths: tuple[str, ...]
    complete: bool
    """The whole subject is in reach."""
    skipped: list[Skipped] = fact(default_factory=list)
    notices: list[Notice] = fact(default_factory=list)
    before: dict[str, str] = fact(default_factory=dict)
    """For staged files: the object that they replace."""
    again: Callable[[Sequence[str]], Iterator[Content]] | None = None
    """Reads some of ``paths``, as often as asked; None where each can be read only once."""
    older: tuple[str, ...] = ()
    """For a push: commits that the other side has, in which older versions of the same files stand."""


def find_target(path: Path) -> Target:
    """The target that a path on the command line means. Raises UsageError when nothing is there."""
    if not path.exists():
        raise UsageError(f"{path} does not exist", advice="Name a folder or a file.")
    folder = path if path.is_dir() else path.parent
    top = git.toplevel(folder)
    root = (top or folder).resolve()
    where = folder.resolve() / ("" if path.is_dir() else path.name)
    within = where.relative_to(root).as_posix() if where.is_relative_to(root) else ""
    return Target(root=root, within="" if within == "." else within, repository=top is not None)


def work_tree(target: Target, policies: Policies) -> Origin:
    """All of a folder, or one file of it, as it lies on the disk."""
    from holdfast.estate.repo import worktree

    if target.within and (target.root / target.within).is_file():
        return _single(target, policies)
    policy = policies.root
    listing = _list(target, policies)
    known = [path for path in listing.paths if path.rsplit("/", 1)[-1] in ("holdfast.toml", "pyproject.toml")]
    if any("/" in path for path in known):
        policies.learn(known)
        if len(policies.excluding()) > 1:
            listing = _list(target, policies)
    return Origin(
        name="worktree",
        blobs=worktree.read_paths(target.root, listing.paths, policy.max_file_bytes),
        total=len(listing.paths),
        paths=listing.paths,
        complete=not target.within and not any(item.why == "excluded" for item in listing.skipped),
        again=partial(worktree.read_paths, target.root, most=policy.max_file_bytes),
        skipped=list(listing.skipped),
        notices=[Notice(kind="origin", says=note) for note in listing.notes],
    )


def _list(target: Target, policies: Policies) -> Listing:
    from holdfast.estate.repo import worktree

    excluding = [worktree.Excluding(folder, patterns) for folder, patterns in policies.excluding() if patterns]
    return worktree.list_paths(target.root, target.within, excluding, gitignore=policies.root.gitignore)


def _single(target: Target, policies: Policies) -> Origin:
    from holdfast.estate.repo import worktree

    policies.learn([target.within])
    found = worktree.read_paths(target.root, [target.within], policies.root.max_file_bytes)
    return Origin(name="file", blobs=found, total=1, paths=(target.within,), complete=False)


def staged(target: Target, policies: Policies) -> Origin:
    """What the next commit would bring in, read from the index. Raises UsageError outside of a repository."""
    from holdfast.estate.repo import objects

    if not target.repository:
        raise UsageError(f"{target.root} is not a git repository", advice="Leave out --staged to scan the folder.")
    entries, skipped = objects.staged(target.root)
    policies.learn(item.path for item in entries)
    out = _left_out(target, policies, [item.path for item in entries])
    skipped += [Skipped(path=path, why="excluded") for path in sorted(out)]
    entries = [item for item in entries if item.path not in out]
    paths = tuple(item.path for item in entries)
    return Origin(
        name="staged",
        blobs=objects.read_objects(
            target.root, [(item.path, item.new) for item in entries], policies.root.max_file_bytes
        ),
        total=len(entries),
        paths=paths,
        complete=False,
        skipped=skipped,
        before={item.path: item.old for item in entries if item.old.strip("0")},
    )


def pushed(target: Target, policies: Policies, commits: tuple[str, ...], known: tuple[str, ...], remote: str) -> Origin:
    """Every content that a push brings to the other side for the first time."""
    from holdfast.estate.repo import objects

    wanted = objects.introduced(target.root, commits, known, remote)
    policies.learn(path for path, _ in wanted)
    out = _left_out(target, policies, [path for path, _ in wanted])
    if out:  # git names one path of a content; the same may stand where nothing is excluded
        hidden = {name for path, name in wanted if path in out}
        others = objects.standing(target.root, commits, hidden)
        policies.learn(path for path, _ in others)
        also = _left_out(target, policies, [path for path, _ in others])
        wanted = [item for item in wanted if item[0] not in out] + [item for item in others if item[0] not in also]
    paths = tuple(path for path, _ in wanted)
    return Origin(
        name="push",
        blobs=objects.read_objects(target.root, wanted, policies.root.max_file_bytes),
        total=len(wanted),
        paths=paths,
        complete=False,
        skipped=[Skipped(path=path, why="excluded") for path in sorted(out)],
        older=known,
    )


def _left_out(target: Target, policies: Policies, paths: Sequence[str]) -> set[str]:
    """Those of ``paths`` that the policies or the ignore files above them exclude."""
    above = {path.rpartition("/")[0] for path in paths}
    parts = [folder.split("/") for folder in above]
    folders = {"/".join(each[:at]) for each in parts for at in range(len(each) + 1)}
    patterns = [item for item in policies.excluding() if item[1]]
    ignoring = [folder for folder in sorted(folders) if (target.root / folder / ".holdfastignore").is_file()]
    if not patterns and not ignoring:
        return set()
    from holdfast.estate.repo.exclude import Excluder
    from holdfast.estate.repo.ignorefiles import ignore_files
    from holdfast.estate.repo.worktree import Excluding

    excluder = Excluder([Excluding(*item) for item in patterns] + ignore_files(target.root, ignoring))
    try:
        return {path for path in paths if excluder.excludes(path)}
    finally:
        excluder.close()


def standard_input(data: bytes, path: str) -> Origin:
    """Text that was piped in, under the name that the caller gives it."""
    return Origin(name="stdin", blobs=iter([content(path, data)]), total=1, paths=(path,), complete=False)


def scope(target: Target, origin: Origin, policies: Policies, *, missed: Sequence[str]) -> Scope:
    """The scope of a scan: equal digests mean that the same things were in reach, and that as much of them was read.

    ``missed`` names what was in reach and was not read; without any it was read whole.
    """
    subject = f"repo:{target.root.name}" if target.repository else f"folder:{target.root.name}"
    parts = [subject, origin.name, target.within, str(policies.root.gitignore), str(policies.root.max_file_bytes)]
    parts += [] if policies.root.archives else ["archives closed"]
    parts += [f"{folder}!{pattern}" for folder, patterns in policies.excluding() for pattern in patterns]
    parts += [f"missed {item}" for item in missed]
    parts += [f"{path}!{_ignored(target.root / path)}" for path in _ignore_files(origin)]
    if origin.name in ("staged", "push", "stdin", "file"):
        parts += origin.paths
    digest = hashlib.blake2b("\0".join(parts).encode("utf-8", "surrogateescape"), digest_size=12).hexdigest()
    return Scope(subject=subject, origin=origin.name, digest=digest, complete=origin.complete and not missed)


def _ignore_files(origin: Origin) -> list[str]:
    """The ignore files that were seen; one that leaves out itself is among what was skipped."""
    seen = (*origin.paths, *(item.path for item in origin.skipped))
    return sorted({path for path in seen if path.endswith(_IGNORE) and path.rpartition("/")[2] == _IGNORE})


def _ignored(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.blake2b(file.read(_MOST_IGNORED), digest_size=12).hexdigest()
    except OSError:
        return ""
