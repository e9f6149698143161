"""The public faces of what reads packages: manifests with lock files, and what is installed."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from holdfast.model.package import Inventory
from holdfast.model.reading import Unit

More = Callable[[str], bytes | None]
"""The content of a path of a listing; None where it cannot be read or is too large."""


class PackageReader(Protocol):
    """A reader of manifests and lock files: two functions, no state, nothing raised for any content."""

    def units(self, paths: Mapping[str, bytes]) -> list[Unit]:
        """Sort the claimed files (path to content) into groups that belong together: manifests with lock files."""

    def read(self, unit: Unit, files: Mapping[str, bytes]) -> list[Inventory]:
        """Say what the files of one unit are made of; what is wrong in them is a gap of an inventory."""


class Finder(Protocol):
    """A finder of what is installed: one function, no state, nothing raised for any content."""

    def installed(self, paths: Sequence[str], more: More) -> list[Inventory]:
        """What is installed, from the paths that ``environments.finder_of`` gave it, sorted."""
