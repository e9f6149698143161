"""What the engine of packages answers, and what it needs to be handed."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import NamedTuple, Protocol

from holdfast.model.advisory import Advisory, Affected, Entry
from holdfast.model.noun import noun
from holdfast.model.package import Package


class Known(Protocol):
    """A database of advisories. Each method raises HoldfastError when it cannot answer, and never answers with less."""

    def entries(self, pairs: Iterable[tuple[str, str]]) -> Iterable[Entry]:
        """What advisories say of packages, each given by ecosystem and name; of every release of a distribution."""

    def load(self, numbers: Collection[int]) -> Mapping[int, Advisory]:
        """Advisories by the numbers that entries have."""

    def lacks(self, ecosystem: str) -> str:
        """Why nothing can be said about packages of an ecosystem; empty where it can."""

    def incomplete(self, ecosystem: str) -> str:
        """What is missing of an ecosystem that it knows; empty where nothing is."""


class Match(NamedTuple):
    """An advisory that is about a package."""

    package: Package
    advisory: Advisory
    """Of several with the same aliases, the one that says most; its aliases name the others."""
    affected: Affected
    """The row that decided."""
    fixed: tuple[str, ...] = ()
    """Versions above this one that are free of it, the nearest first; empty where none is known."""
    unsure: str = ""
    """Why it may not be so; empty where it is."""


@noun
class Matched:
    """What advisories say of packages."""

    matches: tuple[Match, ...] = ()
    """By package as they were asked for, then by advisory."""
    unknown: tuple[tuple[Package, str], ...] = ()
    """Packages that could not be judged, each with the reason (``without an exact version``): never "nothing wrong"."""
    incomplete: tuple[tuple[str, str], ...] = ()
    """Ecosystems of which some advisories could not be read, each with what is missing: there may be more matches."""
