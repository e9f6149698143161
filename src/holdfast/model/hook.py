"""Git hooks: which kinds there are and how they stand in a repository."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path


class HookKind(StrEnum):
    """The moments at which git asks."""

    PRE_COMMIT = "pre-commit"
    PRE_PUSH = "pre-push"


class HookState(StrEnum):
    """What stands where git looks for a hook."""

    ABSENT = "absent"
    INSTALLED = "installed"
    OUTDATED = "outdated"
    """Ours, written by another version."""
    FOREIGN = "foreign"
    """Somebody else's hook."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """One kind of hook in one repository."""

    kind: HookKind
    path: Path
    state: HookState
    chained: bool = False
    """A hook that stood there before is kept and runs first."""
    manager: str = ""
    """The tool that a foreign hook belongs to, when it is a known one."""
    python: str = ""
    """Interpreter that an installed hook calls."""
    alive: bool = True
    """Whether that interpreter is still there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HookStatus:
    """How the hooks of a repository stand."""

    root: Path
    folder: Path
    """Where git looks for hooks."""
    setting: str
    """Value of ``core.hooksPath``; empty when git's default is in force."""
    scope: str
    """Which configuration sets it: ``local``, ``global``, ``system`` …"""
    inside: bool
    """Whether the folder belongs to this repository."""
    hooks: tuple[Hook, ...]
