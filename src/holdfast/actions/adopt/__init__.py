"""Moves Holdfast into a repository: a first look, three questions, a policy with every option explained."""

from holdfast.actions.adopt.answers import QUESTIONS
from holdfast.actions.adopt.look import look
from holdfast.actions.adopt.policy import plan_policy
from holdfast.actions.changes import apply, undo

__all__ = ["QUESTIONS", "apply", "look", "plan_policy", "undo"]
