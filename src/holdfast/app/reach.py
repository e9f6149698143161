"""Which part of a history a caller means, and what of it is not to be told, or not here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

from holdfast.app.policy import Policies
from holdfast.estate.repo import git, history
from holdfast.estate.repo.history import SHORT, Wish
from holdfast.estate.repo.worktree import IGNORE_FILE, Excluding
from holdfast.model.errors import GitError, UsageError
from holdfast.model.report import Notice

_NAMED: Final = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """Which part of the history a caller wants."""

    revisions: tuple[str, ...] = ()
    """Empty for everything that references and reflogs reach."""
    between: str = ""
    """``A..B`` or ``A...B``; then nothing else is said."""
    after: str = ""
    """ISO date."""
    unreachable: bool = False


def wish(root: Path, asked: Asked) -> Wish:
    """What was asked for, as commit ids. Raises UsageError and GitError."""
    if asked.after:
        try:
            date.fromisoformat(asked.after)
        except ValueError:
            raise UsageError(f"{asked.after!r} is no date", advice="Write YYYY-MM-DD.") from None
    if asked.between:
        first, dots, last = asked.between.partition("...")
        if not dots:
            first, dots, last = asked.between.partition("..")
        if not dots:
            raise UsageError(f"{asked.between!r} is no range", advice="Write A..B.")
        old, new = _commit(root, first or "HEAD"), _commit(root, last or "HEAD")
        if dots == "...":
            base = git.ask(root, "merge-base", old, new)
            if not base:
                raise GitError(f"{first} and {last} have no common commit here", advice="Fetch more of the history.")
            old = base
        return Wish(commits=(new,), without=(old,))
    starts = tuple(_commit(root, name) for name in asked.revisions)
    return Wish(commits=starts, after=asked.after, unreachable=asked.unreachable)


def _commit(root: Path, name: str) -> str:
    found = git.ask(root, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{name}^{{commit}}")
    if not found:
        says = f"there is no commit {name!r} here"
        raise UsageError(says, advice="Fetch it, or name another; a folder to scan is named before --history.")
    return found


def excluding(root: Path, policies: Policies) -> list[Excluding]:
    """What the policies and ignore files of the work tree leave out."""
    names = ("holdfast.toml", "pyproject.toml", IGNORE_FILE)
    listed = git.split(git.git(root, "ls-files", "-z", "--", *(f":(glob)**/{name}" for name in names)))
    policies.learn(path for path in listed if not path.endswith(IGNORE_FILE))
    found = [Excluding(folder, patterns) for folder, patterns in policies.excluding() if patterns]
    for path in dict.fromkeys((IGNORE_FILE, *(path for path in listed if path.endswith(IGNORE_FILE)))):
        try:
            text = (root / path).read_text(encoding="utf-8", errors="surrogateescape")
        except OSError:
            continue
        lines = tuple(line for line in text.splitlines() if line.strip() and not line.startswith("#"))
        found.append(Excluding(path.rpartition("/")[0], lines))
    return found


def cut(root: Path) -> list[Notice]:
    """What a shallow clone does not hold."""
    ends = history.shallow(root)
    if not ends:
        return []
    named = ", ".join(name[:SHORT] for name in ends[:_NAMED]) + (" …" if len(ends) > _NAMED else "")
    says = f"This clone is shallow: what came before {named} is not here and was not looked at. Fetch it to know."
    return [Notice(kind="origin", says=says)]
