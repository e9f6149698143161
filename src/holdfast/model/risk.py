"""A risk: one entry of the register."""

from __future__ import annotations

from enum import StrEnum

from holdfast.model.decision import Person
from holdfast.model.noun import noun
from holdfast.model.threat import Band


class RiskState(StrEnum):
    """Where a risk stands."""

    OPEN = "open"
    ACCEPTED = "accepted"
    """By an approver who is not its author, until the end date."""
    TREATED = "treated"
    """Evidence shows that what stands against it holds."""
    CLOSED = "closed"
    """What it came from is gone, and evidence shows it."""


@noun
class RiskStep:
    """One entry of a risk's story."""

    at: str
    says: str
    by: str = ""


@noun
class Risk:
    """Something that may go wrong, with who owns it and what is done."""

    id: str
    """``R-`` and eight hexadecimal digits, computed from its subject and origin."""
    origin: str
    """``threat:rule@element``, ``finding:fingerprint``, ``incident:…``, ``drill:…``, ``postmortem:…``."""
    subject: str
    title: str
    state: RiskState
    inherent: Band
    current: Band
    residual: Band
    stride: str = ""
    element: str = ""
    """Id of the element or flow of the threat model; of a finding, its place."""
    controls: tuple[str, ...] = ()
    treatment: str = "mitigate"
    owner: Person | None = None
    due: str = ""
    """The day by which it is to be treated, ISO 8601."""
    accepted_by: Person | None = None
    until: str = ""
    """End of the acceptance, ISO 8601."""
    reason: str = ""
    since: str = ""
    """When it first stood in the register."""
    evidence: tuple[int, ...] = ()
    """Rows of the ledger that it rests on."""
    findings: tuple[str, ...] = ()
    """Fingerprints of the findings that are part of it, open ones first."""
    gone: bool = False
    """Whether evidence shows that what it came from is gone, so that it may be closed."""
    gaps: tuple[str, ...] = ()
    story: tuple[RiskStep, ...] = ()
