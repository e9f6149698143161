"""Use case: say how the ground stands that Holdfast stands on."""

from __future__ import annotations

from pathlib import Path

from holdfast.actions import hooks
from holdfast.app.policy import Policies, environment
from holdfast.engines.machine.doctor import Ground, look
from holdfast.estate.repo.git import toplevel
from holdfast.kit.places import cache_folder, data_folder
from holdfast.model.diagnosis import Diagnosis
from holdfast.model.errors import ConfigError, UsageError
from holdfast.model.policy import Policy


def diagnose(folder: Path) -> list[Diagnosis]:
    """Look at the machine and the repository from ``folder``. Raises UsageError when it is none."""
    if not folder.is_dir():
        raise UsageError(f"{folder} is not a folder", advice="Name a folder, or leave it out for the current one.")
    root = toplevel(folder) or folder

    def describe() -> str:
        policy = _policy(root)
        return f"preset {policy.preset} ({policy.origin('preset')})"

    try:
        ledger = _policy(root).ledger
    except ConfigError:
        ledger = Policy().ledger
    ground = Ground(root=root, cache=cache_folder(), data=data_folder(), ledger=root / ledger)
    return look(ground, policy=describe, hooks=lambda: hooks.status(folder))


def _policy(root: Path) -> Policy:
    return Policies(root, {}, environment()).root
