"""The patterns of ``.holdfastignore`` files, for contents that come from elsewhere than the work tree."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from holdfast.estate.repo.worktree import IGNORE_FILE, Excluding
from holdfast.kit.reading import NotRead, read

_MOST: Final = 1 << 20


def ignore_files(root: Path, folders: Iterable[str]) -> list[Excluding]:
    """The patterns of the ignore files that stand in some folders (POSIX, below ``root``; empty for the root)."""
    found = []
    for folder in folders:
        try:
            text = read(str(root / folder / IGNORE_FILE), _MOST).decode("utf-8", "surrogateescape")
        except NotRead:
            continue
        lines = tuple(line for line in text.splitlines() if line.strip() and not line.startswith("#"))
        found.append(Excluding(folder, lines))
    return found
