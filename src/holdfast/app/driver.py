"""Use cases: merge two sides of the baseline as git asks for it, and tell git to ask."""

from __future__ import annotations

import sys
from pathlib import Path

from holdfast.actions.adopt import driver
from holdfast.actions.changes import apply
from holdfast.formats import baseline
from holdfast.model.adoption import DriverStatus
from holdfast.model.errors import ConfigError, IncompleteError
from holdfast.model.plan import Plan


def merge(base: Path, ours: Path, theirs: Path) -> int:
    """Write both sides' changes since ``base`` to ``ours``, and return how many findings the result accepts.

    An empty ``base`` means that both sides are new. Raises ConfigError, with ``ours`` as it was, where only a person
    can decide; IncompleteError when a file cannot be read or written.
    """
    before = _read(base, "the common ancestor", empty=True)
    one, other = (_read(path, f"the baseline of {side} side") for path, side in ((ours, "our"), (theirs, "their")))
    if one is None or other is None:
        raise ConfigError("one side of the baseline is empty", advice="Decide by hand which side to keep.")
    merged = baseline.merge(before, one, other)
    try:
        ours.write_text(baseline.write(merged), encoding="utf-8", newline="\n")
    except OSError as error:
        raise IncompleteError(f"{ours} cannot be written: {error.strerror}") from error
    return len(merged.known)


def _read(path: Path, name: str, *, empty: bool = False) -> baseline.Baseline | None:
    try:
        text = path.read_text(encoding="utf-8")
    except OSError as error:
        raise IncompleteError(f"{path} cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{name}: it is no text: {error}") from error
    return None if empty and not text.strip() else baseline.read(text, name)


def install(folder: Path, *, dry_run: bool = False) -> Plan:
    """Let git merge the baseline with this interpreter; with ``dry_run`` only the plan is made. Raises UsageError."""
    return _done(driver.plan_driver(folder, python=sys.executable or ""), dry_run=dry_run)


def uninstall(folder: Path, *, dry_run: bool = False) -> Plan:
    """Take the merge driver away; with ``dry_run`` only the plan is made. Raises UsageError."""
    return _done(driver.plan_no_driver(folder), dry_run=dry_run)


def status(folder: Path) -> DriverStatus:
    """Tell how the merge driver stands. Raises UsageError."""
    return driver.driver_status(folder)


def _done(plan: Plan, *, dry_run: bool) -> Plan:
    if not dry_run:
        apply(plan)
    return plan
