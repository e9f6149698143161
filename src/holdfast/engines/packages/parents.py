"""Constraints that the packages of one inventory have on each other, and what they mean for a version."""

from __future__ import annotations

from typing import NamedTuple

from holdfast.formats.ranges.raising import allows
from holdfast.model.package import Inventory, Package


class Stop(NamedTuple):
    """A constraint of a package that needs another one."""

    package: Package
    """The one that has the constraint."""
    requirement: str
    """Empty where the package is shipped in the archive of that one."""


class Stops(NamedTuple):
    """What stands in the way of a version."""

    excluded: list[Stop]
    unclear: list[Stop]
    """Constraints that nobody can read."""
    along: list[Package]
    """What has to move to the same version."""


class Parents:
    """Who wants what of whom, in one inventory."""

    def __init__(self, inventory: Inventory) -> None:
        """Take the inventory."""
        self._keys = {(each.ecosystem, each.key): each for each in inventory.packages}
        self._wants: dict[tuple[str, str], list[Stop]] = {}
        for other in inventory.packages:
            for key, requirement in other.wants:
                self._wants.setdefault((other.ecosystem, key), []).append(Stop(other, requirement))

    def stops(self, package: Package, version: str) -> Stops:
        """The constraints that a version does not keep, those that nobody can read, and who moves along."""
        found = Stops([], [], [])
        owner = self._keys.get((package.ecosystem, package.within))
        if owner is not None:
            return Stops([Stop(owner, "")], [], [])
        queue, seen = [package], {package.key}
        while queue:
            for each in self._wants.get((package.ecosystem, queue.pop().key), ()):
                answer = allows(package.ecosystem, each.requirement, version)
                if answer is None:
                    found.unclear.append(each)
                elif not answer and _in_step(each, package):
                    if each.package.key not in seen:
                        seen.add(each.package.key)
                        queue.append(each.package)
                        found.along.append(each.package)
                elif not answer:
                    found.excluded.append(each)
        return found


def _in_step(stop: Stop, package: Package) -> bool:
    """Whether what has a constraint is published together with what it constrains."""
    return stop.package.version == package.version == stop.requirement.strip().lstrip("=v ").rstrip()
