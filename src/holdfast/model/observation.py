"""A decided check, and what the ledger makes of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from holdfast.model.check import Check
from holdfast.model.noun import noun
from holdfast.model.scope import Scope
from holdfast.model.verdict import Verdict

NOT_HERE: Final = "not here"


class Strength(StrEnum):
    """How strong evidence is, weakest first."""

    CLAIM = "claim"
    SCAN = "scan"
    TEST = "test"
    DRILL = "drill"


@noun
class Observation:
    """One check's answer about one subject in one run."""

    check: str
    """Check id."""
    verdict: Verdict
    fingerprint: str = ""
    """Of a failure: stable over moves, reformatting and line shifts."""


@noun
class Run:
    """The observations of one run with what they have in common, as handed to the ledger."""

    activity: str
    scope: Scope
    seen_at: str
    """UTC, ISO 8601 to the second."""
    tool: str
    rules: str
    """Digest of the rule pack."""
    observations: tuple[Observation, ...]
    strength: Strength = Strength.SCAN
    checks: tuple[Check, ...] = ()
    """Checks of other tools that it speaks of: no rule book of ours knows them."""


@noun
class Evidence:
    """An observation as the ledger stamped it."""

    sequence: int
    hash: str
    seen_at: str
    activity: str
    subject: str
    scope: str
    complete: bool
    strength: Strength
    check: str
    verdict: str
    """``ok``, ``fail``, ``unsure``, ``not here`` or ``crash``."""
    count: int = 1
    fingerprint: str = ""
    place: str = ""
    severity: str = ""
    says: str = ""
