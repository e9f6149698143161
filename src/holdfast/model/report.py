"""What one scan says, as every renderer receives it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.model.noun import noun

if TYPE_CHECKING:  # a scan that finds nothing needs none of them
    from holdfast.model.bom import Bom
    from holdfast.model.change import Change
    from holdfast.model.check import Check, Guidance
    from holdfast.model.coverage import Coverage
    from holdfast.model.errors import ExitCode
    from holdfast.model.finding import Finding
    from holdfast.model.scope import Scope
    from holdfast.model.vex import Statement


@noun
class Skipped:
    """Something that was not read, and why."""

    path: str
    why: str
    """One of a short list of reasons: ``binary``, ``too large``, ``excluded``, ``symbolic link``, ``unreadable`` …"""
    bytes: int = 0
    fault: bool = False
    """True when it should have been read and could not be: counts towards *incomplete*."""
    unanswered: bool = False
    """True when it was read, and what had to be asked about it could not be: never excused by a number of files."""


@noun
class Tally:
    """How much was really read."""

    files: int = 0
    bytes: int = 0
    lines: int = 0
    checks: int = 0
    seconds: float = 0.0
    cached: int = 0
    """Files whose answer came from the cache."""
    derived: int = 0
    """Decoded values that were scanned again."""
    decoys: int = 0
    resources: int = 0
    """Resources understood in infrastructure files."""
    judged: int = 0
    """Answers that judged checks gave about them."""
    unsure: int = 0
    """Of these, how many could not be decided."""
    hidden: int = 0
    """Findings below the report's persona, severity or confidence."""


@noun
class GateResult:
    """The gate's answer."""

    code: ExitCode
    says: str
    """One sentence."""
    rule: str
    """The policy line that decided, e.g. ``gate.fail_on = "high" (default)``."""
    refused: tuple[str, ...] = ()
    """Fingerprints that refused."""


@noun
class Notice:
    """Something a person should know about the run itself: a malformed suppression, a fallback, a cut."""

    kind: str
    """``suppression``, ``engine``, ``origin``, ``policy`` …"""
    says: str
    place: str = ""


@noun
class Report:
    """The whole answer of a scan."""

    root: str
    """Name of the scanned root, for people."""
    tool: str
    """Version of Holdfast."""
    rules: str
    """Version and digest of the rule pack."""
    scope: Scope
    tally: Tally
    findings: tuple[Finding, ...]
    """All that the policy shows, worst first; suppressed and known ones included, with their state."""
    skipped: tuple[Skipped, ...]
    notices: tuple[Notice, ...]
    gate: GateResult
    guidance: tuple[tuple[str, Guidance], ...] = ()
    """By check id, for every check that has a finding."""
    checks: tuple[Check, ...] = ()
    """Every check that ran."""
    seen_at: str = ""
    change: Change | None = None
    """Of a plan that is about to be carried out: what it changes, and how it stands on the common concerns."""
    coverage: Coverage | None = None
    """What the analysis of code could not see; None where no code was analysed."""
    bom: Bom | None = None
    """What the subject is made of; None where no file names any package."""
    statements: tuple[Statement, ...] = ()
    """What is said about each known weakness of its packages."""
    compared_with: str = ""
    """What "new" was measured against: ``merge base 1a2b3c4 with origin/main``, ``HEAD``, ``the baseline`` …"""
