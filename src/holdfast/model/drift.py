"""What changed between two states of a threat model, and between a model and the code."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from holdfast.model.system import Element, Flow, System, Treatment
from holdfast.model.threat import Threat

LATER_IS_WORSE: Final = frozenset(
    {
        *("parses", "uploads", "fetches-urls", "runs-commands", "renders-html", "redirects", "sends-messages"),
        *("administers", "handles-money", "webhook", "public", "holds-logs", "tenancy", "runs-as-root", "privileged"),
        *("builds-code", "third-party", "tools", "debug", "foreign-scripts", "default-password", "engine-socket"),
        *("in-memory", "takes-input", "binds-whole-requests", "reads-identity-header", "deploys", "inner-packages"),
        *("foreign-code",),
    }
)
"""Facts that say what something does or is exposed to; of all others a later value protects better."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shift:
    """A fact that is another one now."""

    on: str
    """Id of the element or flow."""
    name: str
    fact: str
    before: str
    """Empty where nothing was said."""
    now: str
    worse: bool
    source: tuple[str, ...] = ()
    """Where the code says so, for what a model claims."""

    @property
    def lost(self) -> bool:
        """A protection that was said to be there is not said any more, or is weaker."""
        return self.worse and self.fact not in LATER_IS_WORSE


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """A flow that crosses a boundary which it did not cross."""

    flow: Flow
    boundaries: tuple[str, ...]
    """Names of the boundaries."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raised:
    """Something that works on data of a higher class than before."""

    on: str
    name: str
    before: str
    now: str
    because: tuple[str, ...]
    """Names of the data."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drift:
    """What changed from one model to another."""

    gained: tuple[Element, ...] = ()
    lost: tuple[Element, ...] = ()
    flows_gained: tuple[Flow, ...] = ()
    flows_lost: tuple[Flow, ...] = ()
    crossings: tuple[Crossing, ...] = ()
    raised: tuple[Raised, ...] = ()
    shifts: tuple[Shift, ...] = ()
    lapsed: tuple[Treatment, ...] = ()
    """Treatments whose end date has passed, or that were taken out."""

    @property
    def any(self) -> bool:
        """Whether anything changed."""
        return any(getattr(self, name) for name in self.__slots__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gone:
    """An item of a model that the code told of and does not tell of any more."""

    on: str
    name: str
    source: tuple[str, ...]
    """Where it was seen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """A change, as a threat model sees it."""

    base: str
    """What it is compared with, in words; empty where there is nothing to compare with."""
    compared: str
    """What was compared there: ``the model and the code``, ``the model``, ``the code`` or empty."""
    system: System
    """The model as it is now, with what the code adds to it and says otherwise."""
    drift: Drift
    """What changed since then, in the model and in the code."""
    unknown: System
    """What the code has and the model does not know."""
    brought: frozenset[str] = frozenset()
    """Ids of that which was not there at the base."""
    contradicted: tuple[Shift, ...] = ()
    """What the model says and the code does otherwise."""
    gone: tuple[Gone, ...] = ()
    opened: tuple[Threat, ...] = ()
    """Threats that were not there, worst first."""
    reopened: tuple[Threat, ...] = ()
    """Threats that were countered or treated, and are not any more."""
    closed: tuple[Threat, ...] = ()
    refused: tuple[Threat, ...] = ()
    """Opened and reopened ones of high rating or worse that nobody counters or has treated."""
    faults: tuple[str, ...] = ()
    """Rules that broke: what they would say is not known."""
    gaps: int = 0
    """Places that could not be understood."""

    @property
    def any(self) -> bool:
        """Whether there is anything to tell."""
        parts = (self.unknown.elements, self.unknown.flows, self.contradicted, self.gone)
        return self.drift.any or any(parts) or bool(self.opened or self.reopened or self.closed)
