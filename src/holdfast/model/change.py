"""A change that is about to be made to what is deployed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Concern:
    """One of the common concerns about what is deployed, and how a plan stands on it."""

    id: str
    says: str
    """What is wrong where it fails."""
    new: int = 0
    """Findings that the change brings in."""
    known: int = 0
    """Findings that are there already."""
    accepted: int = 0
    ok: int = 0
    """Answers that found nothing wrong."""
    unsure: int = 0

    @property
    def word(self) -> str:
        """``worse``, ``as before``, ``unsure``, ``ok``, or ``not here`` where nothing was judged."""
        if self.new:
            return "worse"
        if self.known:
            return "as before"
        if self.unsure:
            return "unsure"
        return "ok" if self.ok or self.accepted else "not here"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A plan, by its digest, with what change management asks for."""

    path: str
    digest: str
    """SHA-256 of the plan as it was read."""
    creates: int = 0
    updates: int = 0
    deletes: int = 0
    replaces: int = 0
    against: str = ""
    """What it was compared with."""
    ticket: str = ""
    approver: str = ""
    concerns: tuple[Concern, ...] = ()
    mended: int = 0
    """Findings that the change takes away."""
