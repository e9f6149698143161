"""What `holdfast doctor` says about one thing."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    """How one thing stands."""

    OK = "ok"
    WARN = "warn"
    """It works, with something lost."""
    BAD = "bad"
    """Something will not work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Diagnosis:
    """One thing that was looked at."""

    title: str
    state: Health
    says: str
    advice: str = ""
    """What to do about it; empty where nothing needs doing."""
