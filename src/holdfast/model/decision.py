"""What a person decided about a finding."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Choice(StrEnum):
    """How a finding was accepted."""

    IGNORE = "ignore"
    """By a comment beside it."""
    BASELINE = "baseline"
    """By an entry of the baseline."""
    DECOY = "decoy"
    """As a planted credential."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Who decided, as git knows them."""

    name: str
    email: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision about one finding; never with a line number or a value."""

    choice: Choice
    fingerprint: str
    check: str
    """Name of the check."""
    path: str
    by: Person
    at: str
    """UTC, ISO 8601 to the second."""
    reason: str = ""
    until: str = ""
    """End date, ISO 8601; empty where it has none."""
