"""Git hooks: which kinds there are and how they stand in a repository."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final


class HookKind(StrEnum):
    """The moments at which git asks."""

    PRE_COMMIT = "pre-commit"
    PRE_PUSH = "pre-push"
    PRE_RECEIVE = "pre-receive"


CLIENT: Final = (HookKind.PRE_COMMIT, HookKind.PRE_PUSH)
"""Where people work."""
SERVER: Final = (HookKind.PRE_RECEIVE,)
"""Where pushes arrive: a bare repository."""


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


class FleetState(StrEnum):
    """What checks the commits of a clone."""

    HOOKED = "hooked"
    ABSENT = "absent"
    FOREIGN = "foreign"
    """Another hook, or another tool's hooks folder, stands there."""
    OFF = "off"
    """Hooks are switched off."""
    UNREAD = "unread"
    """Git could not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """One repository of a fleet."""

    path: Path
    bare: bool
    state: FleetState
    by: str = ""
    """``own hook`` or ``core.hooksPath``, when hooked."""
    why: str = ""
    """What stands in the way, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """The repositories below some folders."""

    members: tuple[Member, ...]
    unread: tuple[str, ...] = ()
    """Folders that could not be listed."""

    @property
    def clones(self) -> tuple[Member, ...]:
        """Repositories in which people commit."""
        return tuple(item for item in self.members if not item.bare)

    @property
    def hooked(self) -> int:
        """How many of the clones are hooked."""
        return sum(item.state is FleetState.HOOKED for item in self.clones)
