"""What a check says about a resource. Only ``Ok`` is evidence."""

from __future__ import annotations

from typing import NamedTuple

from holdfast.model.check import Confidence, Persona, Severity
from holdfast.model.noun import noun
from holdfast.model.place import Place


class About(NamedTuple):
    """The resource that a finding is about."""

    address: str
    """As its own language names it."""
    type: str
    language: str
    path: str
    first: int
    """First line of its block."""
    last: int
    concern: str = ""
    """Which of the common concerns about what is deployed; empty for none."""


class Step(NamedTuple):
    """One step on the way of a value or of data to where it does harm."""

    says: str
    place: Place


@noun
class Ok:
    """The check looked and found nothing wrong."""

    count: int = 1
    """How many resources (for secrets: files) were looked at."""


@noun
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
    about: About | None = None
    """The resource, where the finding is about one."""
    steps: tuple[Step, ...] = ()
    """The way that a value came, the source first."""
    fix: str = ""
    """How it is written right, in the language of the place."""
    names: tuple[str, ...] = ()
    """Names that this very weakness has in public (advisories, CVE numbers); an acceptance may mean it by one."""
    facts: tuple[tuple[str, str], ...] = ()
    """What notes say, for programs: a word each and what is so."""


@noun
class Unsure:
    """The check could not know."""

    why: str
    at: Place | None = None


@noun
class Nothing:
    """The check looked, and nothing of what it judges is there: not here."""

    at: Place | None = None


@noun
class Crash:
    """The check itself, or the reading before it, broke."""

    error: str
    at: Place | None = None


Verdict = Ok | Fail | Unsure | Nothing | Crash
