"""Tells whether a file that another tool once spoke of is gone, as far as the repository's own history shows."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Final

from holdfast.estate.repo import git

_MOST_ASKED: Final = 200


class Gone:
    """A file is gone when a commit took it away and it is not there now.

    One that was moved is gone only when what it became was looked at: else its weakness may stand there unseen. A path
    that no commit ever knew may be relative to another folder, and says nothing.
    """

    def __init__(self, root: Path, looked: Collection[str]) -> None:
        """Take the repository's root and the paths that the report at hand looked at."""
        self._root, self._looked = root, looked
        self._known: dict[str, bool] = {}

    def __call__(self, path: str) -> bool:
        """Whether the file at a path is gone; no for what is no file of the repository."""
        if path not in self._known:
            self._known[path] = len(self._known) < _MOST_ASKED and self._gone(path)
        return self._known[path]

    def _gone(self, path: str) -> bool:
        strange = not path or path.startswith(("/", "-", "~")) or not path.isprintable() or ".." in path.split("/")
        if strange or (self._root / path).exists():
            return False
        commit = git.ask(self._root, "log", "-1", "--format=%H", "--diff-filter=D", "--", f":(literal){path}")
        if not commit:
            return False
        became = self._moved(commit.strip()).get(path)
        return became is None or became in self._looked

    def _moved(self, commit: str) -> dict[str, str]:
        """The files that a commit moved, with where they went."""
        words = ("diff-tree", "-r", "-M", "-z", "--no-commit-id", "--name-status", "--diff-filter=R")
        told = (git.ask(self._root, *words, commit) or "").split("\0")
        return dict(zip(told[1::3], told[2::3], strict=False))
