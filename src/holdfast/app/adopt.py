"""Use case: move into a repository."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from holdfast import __version__
from holdfast.actions import adopt
from holdfast.actions.adopt.answers import settings
from holdfast.actions.changes import undo
from holdfast.app import baseline, hooks
from holdfast.model.adoption import Answers, Import, Question, Setting, Surroundings
from holdfast.model.errors import HoldfastError, UsageError
from holdfast.model.hook import HookKind, HookState
from holdfast.model.plan import Plan, Receipt


def questions() -> tuple[Question, ...]:
    """Return what is asked, in order."""
    return adopt.QUESTIONS


def pipelines() -> tuple[str, ...]:
    """CI systems that a pipeline file can be written for."""
    return tuple(adopt.PIPELINES)


def survey(folder: Path) -> Surroundings:
    """Take a first look at the repository or folder. Raises UsageError when there is none."""
    return adopt.look(folder)


def reasons(answers: Answers) -> tuple[Setting, ...]:
    """Return what the answers set, with a sentence why."""
    return tuple(settings(answers).values())


def draft(
    surroundings: Surroundings, answers: Answers, *, hook: bool, pipelines: Sequence[str] = ()
) -> tuple[Plan, ...]:
    """Plan how to move in: the policy, the baseline's merge driver, the pipelines and, where possible, the hook."""
    plans = [adopt.plan_policy(surroundings, answers)]
    if surroundings.git:
        plans.append(_driver(surroundings.root))
    plans += [adopt.plan_ci(surroundings, system, __version__) for system in pipelines]
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


def take_over(surroundings: Surroundings, files: Sequence[str]) -> Import:
    """Plan what other scanners' files become: those that are found, and those named as ``TOOL=FILE``.

    Raises UsageError when there is none, ConfigError for one that cannot be read, and errors as a scan does.
    """
    from holdfast.app.adopt_peers import plan_import

    return plan_import(surroundings.root, files)


def accept_present(surroundings: Surroundings, *, more: bool = False) -> int | None:
    """Write a baseline of what is there today; how many findings it accepts.

    None when one stands there already, unless it is to accept ``more``.
    """
    if not more and (surroundings.root / baseline.PATH).exists():
        return None
    return baseline.write(surroundings.root).added


def hooked(surroundings: Surroundings) -> bool:
    """Tell whether a commit in this repository is checked already."""
    try:
        states = [hook.state for hook in hooks.status(surroundings.root).hooks if hook.kind is HookKind.PRE_COMMIT]
    except UsageError:
        return False
    return any(state in (HookState.INSTALLED, HookState.OUTDATED) for state in states)


def _driver(root: Path) -> Plan:
    """The merge driver; a note alone where it is there, so that nobody is told of what is in order."""
    plan = adopt.plan_driver(root, python=sys.executable or "")
    return plan if plan.changes else Plan(title=plan.title, root=root)


def _hook(root: Path) -> Plan:
    try:
        plan, _ = hooks.install(root, (HookKind.PRE_COMMIT,), dry_run=True)
    except UsageError as error:
        return Plan(title="install hooks", root=root, notes=(f"No hook was installed: {error}. {error.advice}",))
    return plan
