"""A threat: which rule, on what, why, how bad, and how far it is handled."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from holdfast.model.history import History
from holdfast.model.noun import noun
from holdfast.model.posture import ControlStatus
from holdfast.model.system import Treatment


class Stride(StrEnum):
    """The six categories (Shostack, Threat Modeling, 2014)."""

    SPOOFING = "spoofing"
    TAMPERING = "tampering"
    REPUDIATION = "repudiation"
    DISCLOSURE = "information-disclosure"
    DENIAL = "denial-of-service"
    ELEVATION = "elevation-of-privilege"


LIKELIHOOD: Final = (
    "skill",
    "motive",
    "opportunity",
    "size",
    "ease-of-discovery",
    "ease-of-exploit",
    "awareness",
    "intrusion-detection",
)
TECHNICAL: Final = ("confidentiality", "integrity", "availability", "accountability")
BUSINESS: Final = ("financial", "reputation", "non-compliance", "privacy")
"""Factors of the OWASP Risk Rating Methodology, each 0 to 9."""


class Band(StrEnum):
    """Overall severity by the OWASP matrix, least first."""

    NOTE = "note"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        """0 for a note to 4 for critical."""
        return list(Band).index(self)


@noun
class Rating:
    """How likely and how bad, with what it was computed from."""

    likelihood: float
    """0 to 9."""
    impact: float
    """0 to 9."""
    band: Band
    factors: tuple[tuple[str, int], ...] = ()
    cvss: str = ""
    """The CVSS v4.0 vector that gave the band instead, where there is one."""


class Handling(StrEnum):
    """How far a threat is handled, as evidence shows."""

    PROVEN = "proven"
    """Every control against it is proven on what it threatens."""
    ATTESTED = "attested"
    """A named person's word, until its end date: avoided, transferred, accepted, or a procedure."""
    STALE = "stale"
    """It was proven, too long ago."""
    CLAIMED = "claimed"
    """The model says that it is countered, and nothing shows it."""
    OPEN = "open"
    """Nothing stands against it, or nobody looked."""
    FAILING = "failing"
    """A control against it fails."""


@noun
class Threat:
    """One rule on one element, flow or crossing."""

    id: str
    """``rule@element``."""
    rule: str
    """The rule's kebab name."""
    title: str
    stride: Stride
    on: str
    """Id of the element or flow."""
    why: str
    """Why it applies here, in one sentence that names what it hangs on."""
    says: str
    """What an attacker does and gets."""
    seen: tuple[str, ...] = ()
    """What the model states of the weakness itself, each as ``fact: value``; empty where it only lacks a counter."""
    supposed: bool = False
    """Whether the weakness itself could be stated in the model, and is not."""
    akin: tuple[str, ...] = ()
    """Rules that say nearly the same."""
    quiet: bool = False
    """Whether it waits for somebody to see the weakness before it counts among those that matter most."""
    guesses: tuple[str, ...] = ()
    """What it would not apply without and nobody saw, each as ``fact: value``, of another item with its name."""
    inherent: Rating
    """With nothing against it."""
    countered: str = ""
    """The fact of the model that says it is countered; a claim until a control is proven. Empty where none does."""
    controls: tuple[str, ...] = ()
    mitigations: tuple[str, ...] = ()
    """What to do, each in one sentence."""
    cwe: tuple[int, ...] = ()
    capec: tuple[int, ...] = ()
    attack: tuple[str, ...] = ()
    """ATT&CK techniques, e.g. ``T1190``."""
    asvs: tuple[str, ...] = ()
    treatment: Treatment | None = None
    crosses: tuple[str, ...] = ()
    """Boundaries that are crossed, where it is about a flow."""
    data: tuple[str, ...] = ()
    """Ids of the assets at stake."""


@noun
class Question:
    """Something that must be known before it can be told whether a threat applies or is countered."""

    on: str
    """Id of the element or flow."""
    fact: str
    asks: str
    rules: tuple[str, ...]
    """Names of the rules that wait for the answer."""


@noun
class Fault:
    """A rule that broke: never taken for "no threat"."""

    rule: str
    on: str
    error: str


@noun
class Analysed:
    """What the rule library says about a model."""

    threats: tuple[Threat, ...]
    """Worst first."""
    questions: tuple[Question, ...] = ()
    faults: tuple[Fault, ...] = ()
    unused: tuple[str, ...] = ()
    """Treatments that fit no threat."""
    rules: int = 0
    """Rules that were asked."""
    digest: str = ""
    """Digest of the rule library."""


@noun
class Standing:
    """A threat with how far evidence handles it."""

    threat: Threat
    handling: Handling
    current: Rating
    """With the controls that are proven today."""
    residual: Rating
    """With every control that it names."""
    controls: tuple[ControlStatus, ...] = ()
    """The controls against it, as far as evidence about its element goes."""
    failures: tuple[History, ...] = ()
    """Open findings on the files of its element that break one of these controls."""
    concrete: tuple[History, ...] = ()
    """Those of the ledger's open findings that lie in the very files, or beside the very lines, of its element."""
    gaps: tuple[str, ...] = ()
    """What keeps it from being proven, each in one line."""
