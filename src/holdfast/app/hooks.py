"""Use cases: put git hooks in, take them away, tell how they stand."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from holdfast.actions import hooks
from holdfast.model.hook import HookKind, HookStatus
from holdfast.model.plan import Plan, Receipt


def install(
    folder: Path, kinds: Sequence[HookKind], *, force: bool = False, dry_run: bool = False
) -> tuple[Plan, Receipt | None]:
    """Install hooks that call this interpreter; with ``dry_run`` only the plan is made. Raises UsageError."""
    plan = hooks.plan_install(folder, kinds, python=sys.executable or "", force=force)
    return plan, None if dry_run else hooks.apply(plan)


def uninstall(folder: Path, kinds: Sequence[HookKind], *, dry_run: bool = False) -> tuple[Plan, Receipt | None]:
    """Take hooks away and put back what was there before; with ``dry_run`` only the plan is made."""
    plan = hooks.plan_uninstall(folder, kinds)
    return plan, None if dry_run else hooks.apply(plan)


def status(folder: Path) -> HookStatus:
    """Tell how the hooks of the repository that ``folder`` is in stand."""
    return hooks.status(folder)
