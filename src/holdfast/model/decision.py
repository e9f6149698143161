"""What a person, or a vendor's answer, decided about a finding or a change."""

from __future__ import annotations

from enum import StrEnum

from holdfast.model.noun import noun


class Choice(StrEnum):
    """What was decided."""

    IGNORE = "ignore"
    """By a comment beside it."""
    BASELINE = "baseline"
    """By an entry of the baseline."""
    DECOY = "decoy"
    """As a planted credential."""
    ROTATED = "rotated"
    """A person attests that the secret was replaced where it was issued, and no longer works."""
    DEAD = "dead"
    """Its vendor answered that it no longer works."""
    PLANNED = "planned"
    """A plan was judged that nobody has approved yet."""
    APPROVED = "approved"
    """A person approved that a plan is carried out."""
    REOPENED = "reopened"
    """What was attested before does not hold."""
    ATTESTED = "attested"
    """A person attests that a control holds where no check can look."""
    WITHDRAWN = "withdrawn"
    """What was attested about a control does not hold any more."""


@noun
class Person:
    """Who decided, as git knows them."""

    name: str
    email: str = ""


@noun
class Decision:
    """One decision about one finding or one change; never with a line number or a value."""

    choice: Choice
    fingerprint: str
    check: str
    """Name of the check."""
    path: str
    by: Person
    """Who decided; for an answer, who was asked."""
    at: str
    """UTC, ISO 8601 to the second."""
    reason: str = ""
    until: str = ""
    """End date, ISO 8601; empty where it has none."""
