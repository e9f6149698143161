"""What a reader makes of files that belong together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from holdfast.model.noun import noun
from holdfast.model.place import Place
from holdfast.model.resource import Resource


@noun
class Unit:
    """Files that are understood together, and not apart: a root module with its modules, a manifest, a workflow."""

    reader: str
    """Name of the reader in the table of readers."""
    root: str
    """The folder or file that it starts from, POSIX, relative to the scanned root."""
    paths: tuple[str, ...]
    """Every file that it may take something from, sorted; with their contents they decide what comes out."""


@noun
class Gap:
    """Something that was there and could not be understood."""

    why: str
    place: Place
    fault: bool = False
    """It should have been understood (a syntax error), and not only lies elsewhere (a module from a registry)."""


@noun
class Reading:
    """What came out of a unit."""

    resources: tuple[Resource, ...] = ()
    gaps: tuple[Gap, ...] = ()


class Reader(Protocol):
    """The public face of each reader package: two functions, no state."""

    def units(self, paths: Mapping[str, bytes]) -> list[Unit]:
        """Sort the claimed files (path to content) into units. Raises nothing for any content."""

    def read(self, unit: Unit, files: Mapping[str, bytes]) -> Reading:
        """Understand one unit. Raises nothing for any content: what is wrong is a gap."""
