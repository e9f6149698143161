"""What a check says about a resource. Only ``Ok`` is evidence."""

from __future__ import annotations

from dataclasses import dataclass

from holdfast.model.check import Confidence, Persona, Severity
from holdfast.model.place import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Ok:
    """The check looked and found nothing wrong."""

    count: int = 1
    """How many resources (for secrets: files) were looked at."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fail:
    """The check found what it looks for."""

    at: Place
    says: str
    """One sentence: what is wrong here."""
    mark: str
    """Identity of this failure apart from its place: normalised context, or a cut keyed digest of a secret."""
    severity: Severity
    confidence: Confidence
    persona: Persona = Persona.REGULAR
    frame: str = ""
    """The line as it may be shown: every secret-looking value masked."""
    mask: tuple[int, int] = (0, 0)
    """Start and end of the finding inside ``frame``."""
    notes: tuple[str, ...] = ()
    """Facts for the reader, e.g. why the confidence was lowered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsure:
    """The check could not know."""

    why: str
    at: Place | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Crash:
    """The check itself, or the reading before it, broke."""

    error: str
    at: Place | None = None


Verdict = Ok | Fail | Unsure | Crash
