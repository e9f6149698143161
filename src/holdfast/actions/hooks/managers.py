"""Tools that write hooks themselves. What is chained behind their back is lost at their next run."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Manager:
    """One hook manager: how its hooks are known and how Holdfast is called from it."""

    name: str
    marks: tuple[bytes, ...]
    """One of these, in lower case, stands in every hook that it writes."""
    advice: str
    """``{kind}`` stands for the kind of hook."""
    chains: bool = True
    """Whether its hook still works under another file name."""


HUSKY: Final = Manager(
    name="husky",
    marks=(),
    advice='Add the line "holdfast hook run {kind}" to .husky/{kind} instead.',
    chains=False,
)
MANAGERS: Final = (
    Manager(
        name="pre-commit",
        marks=(b"https://pre-commit.com",),
        advice="Add Holdfast to .pre-commit-config.yaml instead (hook ids holdfast-secrets and holdfast-push), "
        "or chain the two with --force.",
    ),
    Manager(
        name="lefthook",
        marks=(b"lefthook",),
        advice='Add a job that runs "holdfast hook run {kind}" to lefthook.yml instead, or chain the two with --force.',
    ),
    Manager(
        name="simple-git-hooks",
        marks=(b"simple_git_hooks",),
        advice='Add "holdfast hook run {kind}" to simple-git-hooks in package.json instead, '
        "or chain the two with --force.",
    ),
    Manager(
        name="overcommit",
        marks=(b"overcommit",),
        advice='Add a custom hook that runs "holdfast hook run {kind}" to .overcommit.yml instead.',
        chains=False,
    ),
)


def manager(folder: Path, data: bytes | None) -> Manager | None:
    """Who looks after the hook with this text in this folder, if it is a known tool."""
    if folder.name == "_" and folder.parent.name == ".husky":
        return HUSKY
    text = (data or b"").lower()
    return next((item for item in MANAGERS if any(mark in text for mark in item.marks)), None)


def door(item: Manager, kind: str) -> str:
    """How to call Holdfast from this manager."""
    return item.advice.format(kind=kind)
