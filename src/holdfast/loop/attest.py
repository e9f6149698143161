"""Attestations: what a person or a vendor said about a secret that nobody can take out of a history any more.

Of all that was decided about a finding the last word counts, and only until its end date. What is attested is closed
in histories; it is never proof. In a work tree it stays open, where it can still be taken out.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final

from holdfast.model.decision import Choice, Decision
from holdfast.model.finding import ATTESTED, Finding, State, Suppression
from holdfast.model.noun import noun
from holdfast.model.report import Notice

_WORDS: Final = dict(zip((Choice.ROTATED, Choice.DEAD), ATTESTED, strict=True))
_ABOUT: Final = (*_WORDS, Choice.REOPENED)
_HISTORIES: Final = ("history:", "objects:")


@noun
class Standing:
    """The last word about each secret, by the finding's fingerprint."""

    holding: Mapping[str, tuple[Decision, str]]
    """What holds today, each with where it is written."""
    expired: tuple[Decision, ...] = ()

    def closes(self, subject: str, fingerprint: str) -> bool:
        """Whether a failure on a subject of the ledger is closed by an attestation."""
        return fingerprint in self.holding and subject.startswith(_HISTORIES)


NONE: Final = Standing(holding={})


def standing(decisions: Iterable[tuple[Decision, str]], today: date) -> Standing:
    """Fold decisions, each with where it is written. Of one moment, the later one counts.

    One whose time or end date cannot be read does not count.
    """
    last: dict[str, tuple[Decision, str]] = {}
    for decision, place in decisions:
        known = last.get(decision.fingerprint)
        if decision.choice in _ABOUT and _readable(decision) and (known is None or decision.at >= known[0].at):
            last[decision.fingerprint] = (decision, place)
    told = {name: item for name, item in last.items() if item[0].choice in _WORDS}
    over = {name for name, (item, _) in told.items() if item.until and date.fromisoformat(item.until) < today}
    return Standing(
        holding={name: item for name, item in told.items() if name not in over},
        expired=tuple(told[name][0] for name in sorted(over)),
    )


def _readable(decision: Decision) -> bool:
    try:
        date.fromisoformat(decision.at[:10])
        return not decision.until or bool(date.fromisoformat(decision.until))
    except ValueError:
        return False


def closed(findings: Iterable[Finding], said: Standing) -> tuple[list[Finding], list[Notice]]:
    """The findings of a history with those closed that are attested, and which attestations are over."""
    from dataclasses import replace

    found = [
        replace(item, state=State.SUPPRESSED, suppression=acceptance(*said.holding[item.fingerprint]))
        if item.fingerprint in said.holding and item.state is not State.SUPPRESSED
        else item
        for item in findings
    ]
    there = {item.fingerprint for item in found}
    over = [
        Notice(
            kind="suppression",
            says=f"The attestation of {item.fingerprint} ({item.check}) by {item.by.name} ended on {item.until}: "
            "it is open again.",
        )
        for item in said.expired
        if item.fingerprint in there
    ]
    return found, over


def acceptance(decision: Decision, place: str) -> Suppression:
    """How a report tells who closed a finding, when and why."""
    by = f"{_WORDS[decision.choice]} ({decision.by.name}, {decision.at[:10]})"
    return Suppression(by=by, place=place, reason=decision.reason, until=decision.until)
