"""What is looked for: a check and its answers to how bad, how sure and for whom."""

from __future__ import annotations

from enum import IntEnum

from holdfast.model.errors import UsageError
from holdfast.model.noun import noun


class _Ranked(IntEnum):
    word: str
    """The name as people write it."""

    def __init__(self, _rank: int) -> None:
        self.word = self._name_.lower()


class Severity(_Ranked):
    """How bad it is if true."""

    INFO = 0
    LOW = 1
    MEDIUM = 2
    HIGH = 3
    CRITICAL = 4


class Confidence(_Ranked):
    """How sure the check is."""

    LOW = 0
    MEDIUM = 1
    HIGH = 2


class Persona(_Ranked):
    """Who wants to see it; each sees what the ones before see."""

    REGULAR = 0
    PEDANTIC = 1
    AUDITOR = 2


def severity(word: str) -> Severity:
    """Read a severity's name. Raises UsageError with the valid words."""
    try:
        return Severity[word.upper()]
    except KeyError:
        valid = ", ".join(item.word for item in reversed(Severity))
        raise UsageError(f"unknown severity {word!r}", advice=f"Use one of: {valid}.") from None


@noun
class Check:
    """One identity and meaning; how it is decided is its rule's matter."""

    id: str
    """``HF-<FAMILY>-<nnn>``, forever."""
    name: str
    """Kebab name that reads well after "allow"."""
    title: str
    severity: Severity
    confidence: Confidence
    engine: str
    """Which engine decides it, as named in outputs (``secrets``, ``sast``, ``iac`` …)."""
    proves: tuple[str, ...]
    """Controls for which an ``ok`` of this check is evidence."""
    cwe: tuple[int, ...] = ()
    topics: tuple[str, ...] = ()
    """For infrastructure rules: from the closed list of topics."""
    aliases: tuple[str, ...] = ()
    """Names by which other tools' comments and baselines call it."""


@noun
class Guidance:
    """What a person needs to act on a check."""

    why: str
    """What an attacker gets."""
    steps: tuple[str, ...]
    """What to do, in order."""
    references: tuple[str, ...] = ()
    vendor: str = ""
    examples: tuple[str, ...] = ()
    """Templates of bad lines; rendered, never literal."""
    silent: tuple[str, ...] = ()
    """Templates of lines that must not be reported."""
