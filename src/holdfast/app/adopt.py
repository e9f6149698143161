"""Use case: move into a repository."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from holdfast.actions import adopt
from holdfast.actions.adopt.answers import settings
from holdfast.actions.changes import undo
from holdfast.app import hooks
from holdfast.model.adoption import Answers, Question, Setting, Surroundings
from holdfast.model.errors import HoldfastError, UsageError
from holdfast.model.hook import HookKind, HookState
from holdfast.model.plan import Plan, Receipt


def questions() -> tuple[Question, ...]:
    """Return what is asked, in order."""
    return adopt.QUESTIONS


def survey(folder: Path) -> Surroundings:
    """Take a first look at the repository or folder. Raises UsageError when there is none."""
    return adopt.look(folder)


def reasons(answers: Answers) -> tuple[Setting, ...]:
    """Return what the answers set, with a sentence why."""
    return tuple(settings(answers).values())


def draft(surroundings: Surroundings, answers: Answers, *, hook: bool) -> tuple[Plan, ...]:
    """Plan how to move in: the policy, and the commit hook when wanted and possible."""
    plans = [adopt.plan_policy(surroundings, answers)]
    if hook:
        plans.append(_hook(surroundings.root))
    return tuple(plans)


def carry_out(plans: Sequence[Plan]) -> tuple[Receipt, ...]:
    """Apply the plans in order; when one fails, those before it are undone and its error is raised."""
    receipts: list[Receipt] = []
    try:
        for plan in plans:
            receipts.append(adopt.apply(plan))
    except HoldfastError:
        for receipt in reversed(receipts):
            undo(receipt)
        raise
    return tuple(receipts)


def hooked(surroundings: Surroundings) -> bool:
    """Tell whether a commit in this repository is checked already."""
    try:
        states = [hook.state for hook in hooks.status(surroundings.root).hooks if hook.kind is HookKind.PRE_COMMIT]
    except UsageError:
        return False
    return any(state in (HookState.INSTALLED, HookState.OUTDATED) for state in states)


def _hook(root: Path) -> Plan:
    try:
        plan, _ = hooks.install(root, (HookKind.PRE_COMMIT,), dry_run=True)
    except UsageError as error:
        return Plan(title="install hooks", root=root, notes=(f"No hook was installed: {error}. {error.advice}",))
    return plan
