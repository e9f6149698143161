"""Which manifests belong to a workspace of JavaScript projects."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Final

from holdfast.estate.packages.npmmanifest import Manifest, Project

_MOST_PATTERNS: Final = 200
_MOST_LENGTH: Final = 200


def members(project: Project, patterns: Sequence[str] = ()) -> Iterator[Manifest]:
    """The manifest beside the lock file and those in folders that its patterns name."""
    root = project.root
    wanted = [*patterns, *(root.workspaces if root else ())][:_MOST_PATTERNS]
    for said in project.manifests:
        home = project.home(said)
        if said is root or _named(home, wanted):
            yield said


def _named(home: str, patterns: Sequence[str]) -> bool:
    found = False
    for pattern in patterns:
        text = pattern[:_MOST_LENGTH].lstrip("!").removeprefix("./").strip("/")
        if fits(home, text):
            found = not pattern.startswith("!")
    return found


def fits(home: str, pattern: str) -> bool:
    """Whether a folder fits a pattern: ``*`` stands for a part of one name, ``**`` for any folders."""
    head, deep, tail = pattern.partition("**")
    if deep:
        return home.startswith(head.lstrip("/")) and fnmatchcase(home.rpartition("/")[2], tail.strip("/*") or "*")
    parts, wanted = home.split("/"), pattern.split("/")
    return len(parts) == len(wanted) and all(map(fnmatchcase, parts, wanted))
