"""What the ledger keeps beside runs and decisions: analyses of threat models, measures, and defects of a tracker."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


@dataclass(frozen=True, slots=True, kw_only=True)
class ThreatRow:
    """One threat as an analysis found it."""

    id: str
    """``rule@element``, stable over moves of the model's lines."""
    title: str
    stride: str
    severity: str
    """Word of the inherent rating: ``note``, ``low``, ``medium``, ``high``, ``critical``."""
    element: str
    """Id of the element or flow that it threatens."""
    controls: tuple[str, ...] = ()
    """Controls that counter it."""
    paths: tuple[str, ...] = ()
    """Globs of the files that its element is made from; empty for the whole subject."""
    treatment: str = "mitigate"
    """``mitigate``, ``avoid``, ``transfer`` or ``accept``."""
    data: tuple[str, ...] = ()
    """Tags of the data at stake, e.g. ``pci``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Analysis:
    """A threat model was analysed. The last one of a subject says which threats there are."""

    subject: str
    at: str
    """UTC, ISO 8601 to the second."""
    model: str
    """Digest of the model's text."""
    tool: str
    rules: str
    """Digest of the rule library."""
    criticality: float = 1.0
    """Weight of the subject for the business, 0 to 1."""
    threats: tuple[ThreatRow, ...] = ()
    flows: int = 0
    """Flows that the model knows."""
    elements: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """One number that was measured, e.g. the seconds that a hook took."""

    subject: str
    at: str
    name: str
    """``scan-seconds``, ``hook-seconds``, ``code-lines``, ``routes-known`` …"""
    value: float
    unit: str
    origin: str = ""
    """What it was measured on: ``staged``, ``worktree``, a pipeline's name."""


class DefectKind(StrEnum):
    """What sort of defect a tracker's entry is."""

    SECURITY = "security"
    FUNCTIONAL = "functional"
    PERFORMANCE = "performance"
    OTHER = "other"
    """No defect: a wish, a task. Counted, and left out of ratios."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defect:
    """One entry of a defect tracker."""

    key: str
    kind: DefectKind
    opened: str
    """ISO 8601."""
    closed: str = ""
    """ISO 8601; empty while it is open."""
    severity: str = ""
    component: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Defects:
    """An export of a tracker was imported. An entry of a later import replaces the one with its key."""

    subject: str
    at: str
    source: str
    """Name of the tracker and project, e.g. ``jira:SHOP``."""
    defects: tuple[Defect, ...] = ()


Event = Analysis | Measure | Defects
