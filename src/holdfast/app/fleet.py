"""Use cases: roll hooks out to all repositories of a user or a machine, take them back, tell how far it came."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from holdfast.actions.changes import apply
from holdfast.actions.hooks import fleet
from holdfast.kit.places import data_folder
from holdfast.model.hook import Fleet, HookKind
from holdfast.model.plan import Plan

_FOR_ALL: Final = Path("/usr/local/share/holdfast/hooks")


def install(level: str, kinds: Sequence[HookKind], *, template: Path | None, hooks: Path | None, dry_run: bool) -> Plan:
    """Roll hooks out by a template folder, else by one shared hooks folder. Raises UsageError.

    ``level`` is ``global`` (this user) or ``system``; without ``hooks`` the shared folder is one of Holdfast's own.
    """
    python = sys.executable or ""
    if template is not None:
        return _done(fleet.plan_template(template, level, kinds, python=python), dry_run=dry_run)
    folder = hooks or (_FOR_ALL if level == "system" else data_folder() / "hooks")
    return _done(fleet.plan_shared(folder, level, kinds, python=python), dry_run=dry_run)


def uninstall(level: str, *, dry_run: bool) -> tuple[Plan, ...]:
    """Take back what was rolled out at a level, the template first, as both change the same file."""
    return tuple(_done(fleet.plan_withdraw(level, shared=shared), dry_run=dry_run) for shared in (False, True))


def status(roots: Iterable[Path]) -> Fleet:
    """Find the repositories below some folders and tell which are hooked. Raises UsageError."""
    return fleet.survey(roots)


def _done(plan: Plan, *, dry_run: bool) -> Plan:
    if not dry_run:
        apply(plan)
    return plan
