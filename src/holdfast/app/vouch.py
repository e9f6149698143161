"""Use case: a person vouches for a control where no check can look, or takes that back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from holdfast.app import attest
from holdfast.app.folded import folded
from holdfast.app.standing import control as control_of
from holdfast.formats.languages import plain
from holdfast.loop.vouched import about
from holdfast.model.decision import Choice, Decision
from holdfast.model.errors import UsageError
from holdfast.model.posture import ControlState, ControlStatus

_LONGEST = 200
"""Characters of a subject's name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a person wants to say about a control."""

    control: str
    subject: str = ""
    """Empty for what is here."""
    reason: str
    until: str = ""
    """The last day on which it holds, ISO 8601."""
    by: str = ""
    """``Name`` or ``Name <address>``; empty for whom git's configuration names."""
    withdraw: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Vouched:
    """What was recorded, and what it changes."""

    decision: Decision
    state: ControlState
    """Of the control on the subject, now."""


def vouch(folder: Path, word: Word) -> Vouched:
    """Append a person's word to the ledger, and write its record for the team.

    Raises UsageError for an unknown control, a missing reason or end date, and a word to take back that nobody gave;
    LedgerError, ConfigError and IncompleteError as the ledger and the record do.
    """
    control = control_of(word.control)
    before = folded(folder)
    subject = word.subject or before.subject
    reason = plain(word.reason)
    if not subject.isprintable() or len(subject) > _LONGEST:
        raise UsageError("the subject is no name", advice="For example repo:shop, host:web-1 or org:acme.")
    if not reason:
        raise UsageError(
            "an attestation needs a reason", advice='For example --reason "drill of 12 May, minutes in …".'
        )
    said = next((item.word for item in before.statuses if _is(item, control.id, subject)), None)
    if word.withdraw:
        if said is None:
            raise UsageError(
                f"nobody vouches for {control.id} on {subject}", advice="`holdfast controls list` shows it."
            )
    elif not word.until:
        raise UsageError("an attestation needs an end date", advice="Give the last day with --until YYYY-MM-DD.")
    else:
        attest.check_until(word.until, before.policy)
    decision = Decision(
        choice=Choice.WITHDRAWN if word.withdraw else Choice.ATTESTED,
        fingerprint=about(control.id, subject),
        check=control.id,
        path=subject,
        by=attest.named(word.by) if word.by else attest.person(before.root),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        reason=reason,
        until="" if word.withdraw else word.until,
    )
    attest.keep(before.root, before.policy, decision)
    after = folded(folder).statuses
    state = next((item.state for item in after if _is(item, control.id, subject)), ControlState.UNPROVEN)
    return Vouched(decision=decision, state=state)


def _is(item: ControlStatus, control: str, subject: str) -> bool:
    return (item.control.id, item.subject) == (control, subject)
