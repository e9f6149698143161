"""A first look at a repository: names and sizes only, no file is opened but pyproject.toml."""

from __future__ import annotations

import os
import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from fnmatch import fnmatchcase
from itertools import islice
from pathlib import Path, PurePosixPath
from typing import Final

from holdfast.actions.adopt.signs import ENDINGS, FRAMEWORK, PIPELINES, SCANNERS
from holdfast.estate.repo.git import ask, git, split, toplevel
from holdfast.model.adoption import Surroundings
from holdfast.model.errors import UsageError

POLICY: Final = "holdfast.toml"
_MOST_FILES: Final = 200_000
_MOST_BYTES: Final = 1 << 20


def look(repo: Path) -> Surroundings:
    """Look at the repository that ``repo`` is in, or at the folder itself outside of git.

    Raises UsageError when it is not a folder, GitError when git cannot list the files.
    """
    if not repo.is_dir():
        raise UsageError(f"{repo} is not a folder", advice="Name the folder of a repository.")
    top = toplevel(repo)
    root = top or repo.resolve()
    source: Iterable[str] = split(git(root, "ls-files", "-z", "--cached")) if top else _walk(root)
    paths = sorted(set(islice(source, _MOST_FILES + 1)))
    return Surroundings(
        root=root,
        git=top is not None,
        files=min(len(paths), _MOST_FILES),
        bytes=sum(_size(root / path) for path in paths),
        partial=len(paths) > _MOST_FILES,
        languages=tuple(_languages(paths)),
        pipelines=tuple(name for name, _ in _found(PIPELINES, paths)),
        scanners=tuple(_found(SCANNERS, paths)),
        pre_commit=next((name for name in FRAMEWORK if (root / name).is_file()), ""),
        default_branch=_branch(root) if top else "",
        policy=_policy(root),
    )


def _walk(root: Path) -> Iterator[str]:
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in folders if name != ".git"]
        for name in names:
            yield (Path(folder) / name).relative_to(root).as_posix()


def _size(path: Path) -> int:
    try:
        return path.lstat().st_size
    except OSError:
        return 0


def _languages(paths: Iterable[str]) -> list[tuple[str, int]]:
    names = (PurePosixPath(path).name.lower() for path in paths)
    count = Counter(ENDINGS[ending] for name in names if (ending := name.rpartition(".")[2]) in ENDINGS)
    return sorted(count.items(), key=lambda item: (-item[1], item[0]))


def _found(signs: Iterable[tuple[str, Sequence[str]]], paths: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Each tool whose files are there, with the first of them."""
    known = set(paths)
    near = sorted(path for path in known if path.count("/") < 3)
    for name, patterns in signs:
        for pattern in patterns:
            if "*" not in pattern:
                hit = pattern if pattern in known else None
            else:
                hit = next((path for path in near if fnmatchcase(path, pattern)), None)
            if hit is not None:
                yield name, hit
                break


def _branch(root: Path) -> str:
    remote = ask(root, "symbolic-ref", "--quiet", "--short", "refs/remotes/origin/HEAD")
    if remote:
        return remote.removeprefix("origin/")
    for name in (ask(root, "config", "--get", "init.defaultBranch"), "main", "master"):
        if name and ask(root, "rev-parse", "--verify", "--quiet", f"refs/heads/{name}"):
            return name
    return ask(root, "symbolic-ref", "--quiet", "--short", "HEAD") or ""


def _policy(root: Path) -> str:
    if os.path.lexists(root / POLICY):
        return POLICY
    project = root / "pyproject.toml"
    try:
        if project.stat().st_size > _MOST_BYTES:
            return ""
        tables = tomllib.loads(project.read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    tool = tables.get("tool")
    return "pyproject.toml" if isinstance(tool, dict) and "holdfast" in tool else ""
