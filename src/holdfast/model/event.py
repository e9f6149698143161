"""What the ledger keeps beside runs and decisions about findings.

Analyses of threat models, measures, defects of a tracker, matters from incidents and exercises, and rulings on risks.
"""

from __future__ import annotations

from enum import StrEnum

from holdfast.model.decision import Person
from holdfast.model.noun import noun


@noun
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
    likelihood: float = 0.0
    """Of the inherent rating, 0 to 9."""
    impact: float = 0.0
    """Of the inherent rating, 0 to 9."""
    grounds: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Each subject that evidence has to be about, with globs of the files there; empty for the analysed one alone."""
    countered: str = ""
    """What the model says against it; a claim."""
    owner: str = ""
    """Of the treatment, as the reason and the end date."""
    reason: str = ""
    until: str = ""


@noun
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


@noun
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


@noun
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


@noun
class Defects:
    """An export of a tracker was imported. An entry of a later import replaces the one with its key."""

    subject: str
    at: str
    source: str
    """Name of the tracker and project, e.g. ``jira:SHOP``."""
    defects: tuple[Defect, ...] = ()


@noun
class Matter:
    """Something that an incident, a drill or a postmortem brought up. A later one with its origin replaces it."""

    subject: str
    at: str
    """When it was brought up; UTC, ISO 8601 to the second."""
    origin: str
    """``incident:…``, ``drill:…`` or ``postmortem:…`` with the name that it has there."""
    title: str
    severity: str
    """``note``, ``low``, ``medium``, ``high`` or ``critical``."""
    controls: tuple[str, ...] = ()
    """Controls whose proof, made after it, shows that it is treated."""
    element: str = ""
    """Id of the element of the threat model that it is about, where there is one."""


class Choose(StrEnum):
    """What a person may decide about a risk."""

    ASSIGN = "assign"
    """Somebody owns it, perhaps until a day by which it is to be treated."""
    ACCEPT = "accept"
    """It is borne as it is, until a day."""
    CLOSE = "close"
    """What it came from is gone, as evidence showed then."""
    REOPEN = "reopen"
    """What was decided before does not hold."""


@noun
class Ruling:
    """A person decided about a risk."""

    subject: str
    at: str
    """UTC, ISO 8601 to the second."""
    risk: str
    """``R-`` and eight hexadecimal digits."""
    origin: str
    """Of the risk, so that a reader without the register knows what it was about."""
    choice: Choose
    by: Person
    """Who decided; of an acceptance, who approved."""
    reason: str = ""
    owner: Person | None = None
    """Of an assignment: who owns the risk from now on."""
    author: Person | None = None
    """Of an acceptance: who asked for it."""
    until: str = ""
    """The day by which it is to be treated, or on which the acceptance ends; ISO 8601."""
    band: str = ""
    """Of an acceptance: how bad the risk was that was accepted. A worse one is not."""
    signature: str = ""
    """Over the text of its record; armoured as the tool writes it. Empty where it is not signed."""


@noun
class Seal:
    """Somebody signed a head of the chain: the row that has it, and all before it, are as they were then."""

    subject: str
    """``ledger:`` and the hash of the chain's first row."""
    at: str
    """UTC, ISO 8601 to the second."""
    sequence: int
    """The row whose hash was signed."""
    head: str
    """Its hash, hexadecimal."""
    key: str
    """The public key: ed25519, base64."""
    signature: str
    """Over the four facts before the key; base64."""


@noun
class Merged:
    """Rows of another ledger became rows of this one."""

    subject: str
    """``ledger:`` and the hash of the other chain's first row, as its segment names it."""
    at: str
    """UTC, ISO 8601 to the second."""
    first: int
    """Of the rows of the other chain that the segment holds."""
    last: int
    head: str
    """Hash of the last of them in the other chain."""
    taken: int
    """Runs, decisions and events that this ledger did not hold yet."""


Event = Analysis | Measure | Defects | Matter | Ruling | Seal | Merged
