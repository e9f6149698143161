"""What the engine of packages answers."""

from __future__ import annotations

from typing import NamedTuple

from holdfast.model.advisory import Advisory, Affected
from holdfast.model.noun import noun
from holdfast.model.package import Package


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
