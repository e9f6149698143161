"""Carries out a decision about a finding: a comment beside it, a baseline entry, a decoy; each with its record."""

from holdfast.actions.changes import apply, undo
from holdfast.actions.triage.comment import texts, why_not
from holdfast.actions.triage.plans import plan_accept, plan_comment, plan_decoy, plan_key, plan_record, plan_ruling

__all__ = [
    "apply",
    "plan_accept",
    "plan_comment",
    "plan_decoy",
    "plan_key",
    "plan_record",
    "plan_ruling",
    "texts",
    "undo",
    "why_not",
]
