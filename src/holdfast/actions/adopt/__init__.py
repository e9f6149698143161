"""Moves Holdfast into a repository: a first look, three questions, a policy with every option explained."""

from holdfast.actions.adopt.answers import QUESTIONS
from holdfast.actions.adopt.ci import plan_ci
from holdfast.actions.adopt.driver import driver_status, plan_driver, plan_no_driver
from holdfast.actions.adopt.look import look
from holdfast.actions.adopt.pipelines import PIPELINES
from holdfast.actions.adopt.policy import plan_policy
from holdfast.actions.changes import apply, undo

__all__ = [
    "PIPELINES",
    "QUESTIONS",
    "apply",
    "driver_status",
    "look",
    "plan_ci",
    "plan_driver",
    "plan_no_driver",
    "plan_policy",
    "undo",
]
