"""A system as its threat model tells it: what there is, what flows between, what is trusted, what is at stake."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

UNKNOWN: Final = "unknown"
"""A fact that somebody asked for and nobody knows: it yields a question, not a threat."""


class Level(StrEnum):
    """How much harm it does when data gets out, least first."""

    PUBLIC = "public"
    INTERNAL = "internal"
    RESTRICTED = "restricted"
    CONFIDENTIAL = "confidential"
    SECRET = "secret"  # noqa: S105 - a class of data

    @property
    def rank(self) -> int:
        """0 for public to 4 for secret."""
        return list(Level).index(self)


GUESSABLE: Final = ("data", "technologies", "protocol")
"""What may be guessed of an element or flow beside its facts."""
TAGS: Final = ("pii", "phi", "pci", "credential", "key", "audit")
"""What sort of data it is, where law or trade care."""


class Sort(StrEnum):
    """What an element of a data-flow diagram is."""

    ENTITY = "external-entity"
    PROCESS = "process"
    STORE = "store"


class Term(NamedTuple):
    """One fact that an element or a flow may state."""

    values: tuple[str, ...]
    """What it may say besides ``unknown``, weakest first; ``yes`` and ``no`` for a plain one."""
    on: tuple[str, ...]
    """Sorts that have it, and ``flow``."""
    asks: str
    """The question to people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asset:
    """Data that is worth something."""

    id: str
    name: str
    level: Level
    tags: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Boundary:
    """A line that trust does not cross by itself."""

    id: str
    name: str
    inside: str = ""
    """Id of the boundary around it."""
    kind: str = ""
    """``internet``, ``network``, ``cluster``, ``namespace``, ``account``, ``host``, ``process`` …"""
    source: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """An external entity, a process or a store."""

    id: str
    name: str
    sort: Sort
    boundary: str = ""
    """Id of the innermost boundary around it; empty outside of all."""
    technologies: tuple[str, ...] = ()
    """What it is made with: ``web``, ``api``, ``database``, ``postgresql``, ``queue``, ``browser``, ``llm`` …"""
    data: tuple[str, ...] = ()
    """Ids of the assets that it keeps or works on."""
    facts: tuple[tuple[str, str], ...] = ()
    """What is known of it, by the names of ``threats/terms``; ``unknown`` is an answer."""
    paths: tuple[str, ...] = ()
    """Globs of the files that it is made from: evidence about other files is not about it. Empty: the whole subject."""
    subject: str = ""
    """The ledger's subject that evidence about it is on; empty for the model's own."""
    source: tuple[str, ...] = ()
    """``file:line`` where it was seen."""
    guessed: tuple[str, ...] = ()
    """What of it nobody saw: names of its facts, or of GUESSABLE; a threat that rests on one says so."""
    out_of_scope: str = ""
    """Why it is not looked at; empty when it is."""
    line: int = 0

    def fact(self, name: str) -> str:
        """What is said of a fact; empty where nothing is."""
        return dict(self.facts).get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Flow:
    """Data on its way from one element to another."""

    id: str
    name: str
    start: str
    """Id of the element that begins the exchange."""
    end: str
    """Id of the element that answers."""
    protocol: str = ""
    data: tuple[str, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    source: tuple[str, ...] = ()
    guessed: tuple[str, ...] = ()
    """What of it nobody saw, as of an element."""
    out_of_scope: str = ""
    line: int = 0

    def fact(self, name: str) -> str:
        """What is said of a fact; empty where nothing is."""
        return dict(self.facts).get(name, "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """Something taken for true without proof."""

    says: str
    about: tuple[str, ...] = ()
    until: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What the system is for the business."""

    criticality: str = "medium"
    """``low``, ``medium``, ``high`` or ``critical``."""
    obligations: tuple[str, ...] = ()
    """Laws, standards and contracts that bind it, e.g. ``PCI DSS``."""
    purpose: str = ""
    owner: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """What an attacker wants, and how."""

    id: str
    actor: str
    """``anonymous``, ``user``, ``insider``, ``tenant``, ``supplier``, ``ci-job``, ``agent``."""
    goal: str
    gain: str = ""
    target: str = ""
    """Id of an element or flow."""
    steps: tuple[tuple[str, str], ...] = ()
    """Each what is done, and the id of a threat that it is an instance of, or empty."""
    conditions: tuple[str, ...] = ()
    likelihood: str = ""
    """Why it is likely or not."""
    countered: tuple[str, ...] = ()
    """Ids of controls."""
    tests: tuple[str, ...] = ()
    line: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A meeting about the model."""

    at: str
    """The day, ISO 8601."""
    who: tuple[str, ...]
    decided: tuple[str, ...] = ()
    line: int = 0


class Way(StrEnum):
    """How a threat is treated."""

    MITIGATE = "mitigate"
    AVOID = "avoid"
    TRANSFER = "transfer"
    ACCEPT = "accept"


@dataclass(frozen=True, slots=True, kw_only=True)
class Treatment:
    """What was decided about a threat."""

    threat: str
    """``rule@element``; ``*`` stands for any run of characters."""
    way: Way = Way.MITIGATE
    reason: str = ""
    owner: str = ""
    until: str = ""
    """End date, ISO 8601; an acceptance, a transfer and an avoidance need one."""
    controls: tuple[str, ...] = ()
    """Controls that stand against it instead of those that the rule names."""
    factors: tuple[tuple[str, int], ...] = ()
    """Values of rating factors, 0 to 9, that replace those of the rule."""
    cvss: str = ""
    """A CVSS v4.0 vector, where the weakness is concrete."""
    line: int = 0

    def fits(self, threat: str) -> bool:
        """Whether it is about a threat, by its id."""
        first, *rest = self.threat.split("*")
        if not rest:
            return threat == first
        if not threat.startswith(first) or len(threat) < len(first) + len(rest[-1]) or not threat.endswith(rest[-1]):
            return False
        at, end = len(first), len(threat) - len(rest[-1])
        for part in rest[:-1]:
            found = threat.find(part, at, end)
            if found < 0:
                return False
            at = found + len(part)
        return True


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """The whole model."""

    name: str
    context: Context = Context()
    assets: tuple[Asset, ...] = ()
    boundaries: tuple[Boundary, ...] = ()
    elements: tuple[Element, ...] = ()
    flows: tuple[Flow, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    stories: tuple[Story, ...] = ()
    sessions: tuple[Session, ...] = ()
    treatments: tuple[Treatment, ...] = ()

    @property
    def items(self) -> tuple[Element | Flow, ...]:
        """Every element, then every flow."""
        return (*self.elements, *self.flows)

    def element(self, name: str) -> Element | None:
        """The element of an id."""
        return next((item for item in self.elements if item.id == name), None)

    def around(self, element: Element) -> tuple[str, ...]:
        """Ids of the boundaries around an element, the innermost first."""
        parents = {item.id: item.inside for item in self.boundaries}
        found: list[str] = []
        name = element.boundary
        while name and name not in found:
            found.append(name)
            name = parents.get(name, "")
        return tuple(found)

    def crossed(self, flow: Flow) -> tuple[str, ...]:
        """Ids of the boundaries that a flow crosses, those around its start first."""
        ends = [self.element(name) for name in (flow.start, flow.end)]
        one, other = (self.around(item) if item else () for item in ends)
        return (*(item for item in one if item not in other), *(item for item in other if item not in one))

    def held(self, item: Element | Flow) -> tuple[Asset, ...]:
        """The assets that an element keeps or a flow carries."""
        return tuple(asset for asset in self.assets if asset.id in item.data)

    def level(self, item: Element | Flow) -> Level | None:
        """The highest class of the data of an element or flow; None where none is named."""
        return max((asset.level for asset in self.held(item)), key=lambda level: level.rank, default=None)
