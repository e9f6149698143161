"""Which trees the commit hook let pass in this clone, and which commits of a range it never saw."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from holdfast.estate.repo import git
from holdfast.estate.repo.history import SHORT
from holdfast.model.report import Notice

_NAME: Final = "holdfast-passed"
_MOST: Final = 10_000
_LINE: Final = 65
_NAMED: Final = 10


def remember(folder: Path) -> None:
    """Note the tree that the next commit is made of. What goes wrong here never stops a commit."""
    tree = git.ask(folder, "write-tree")
    path = _path(folder)
    if tree is None or path is None:
        return
    try:
        with path.open("a", encoding="ascii") as file:
            file.write(f"{tree}\n")
            size = file.tell()
        if size > 2 * _MOST * _LINE:
            kept = path.read_text(encoding="ascii").splitlines()[-_MOST:]
            draft = path.with_name(f"{_NAME}.new")
            draft.write_text("".join(f"{line}\n" for line in kept), encoding="ascii")
            draft.replace(path)
    except (OSError, UnicodeDecodeError):
        return


def unseen(root: Path, listed: bytes) -> list[Notice]:
    """What is known of the hook about the commits of ``listed``; merges, which git makes without it, are left out."""
    if not listed:
        return []
    path = _path(root)
    try:
        trees = set(path.read_text(encoding="ascii").split()) if path else None
    except (OSError, UnicodeDecodeError):
        trees = None
    if trees is None:
        says = "Whether these commits passed the hook is not known here: it keeps that in the clone that it runs in."
        return [Notice(kind="hook", says=says)]
    words = ("rev-list", "--no-walk=unsorted", "--no-merges", "--stdin", "--format=%T")
    lines = git.git(root, *words, data=listed).decode("ascii", "replace").splitlines()
    pairs = zip(lines[::2], lines[1::2], strict=False)
    missed = [head.removeprefix("commit ")[:SHORT] for head, tree in pairs if tree not in trees]
    if not missed:
        return []
    named = ", ".join(missed[:_NAMED]) + (f" and {len(missed) - _NAMED:,} more" if len(missed) > _NAMED else "")
    says = f"{len(missed):,} of these commits did not pass the hook in this clone: {named}."
    return [Notice(kind="hook", says=says)]


def _path(folder: Path) -> Path | None:
    common = git.ask(folder, "rev-parse", "--git-common-dir")
    return folder / common / _NAME if common else None
