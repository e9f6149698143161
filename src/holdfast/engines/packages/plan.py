"""Plans the smallest changes of versions that clear what a gate refuses.

No registry is asked: the versions that are considered are those that advisories name as free of a weakness. Each of
them is compared with all advisories in turn, so that no step leads from one weakness to another.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from typing import Any, Final, NamedTuple

from holdfast.engines.packages.match import match
from holdfast.engines.packages.outcome import Known, Match
from holdfast.engines.packages.releases import line_of, preliminary, written
from holdfast.formats.ranges.raising import allows
from holdfast.formats.versions.index import order_of
from holdfast.model.noun import noun
from holdfast.model.package import Inventory, Package, Source

_ROUNDS: Final = 8
"""A version that mends one weakness may have another, which a further version mends, and so on."""
_NEVER: Final = re.compile(r"v?9{2,}(?:\.9{2,})*\Z")
"""How some advisories say that nothing mends it: a version that nobody will publish."""
Refused = Callable[[Match], bool]
"""Whether a gate refuses a match."""


class Stop(NamedTuple):
    """A constraint of a package that needs another one."""

    package: Package
    """The one that has the constraint."""
    requirement: str


@noun
class Upgrade:
    """One package at one place, and what to do about it."""

    package: Package
    inventory: Inventory
    refused: tuple[Match, ...]
    """What the gate refuses about the present version."""
    to: str = ""
    """The version to move to; empty where there is none that is better and possible."""
    left: tuple[Match, ...] = ()
    """What the gate refuses about that version, or about the present one where there is no other."""
    asked: bool | None = True
    """What the project itself asks for allows it; None where nobody can tell."""
    beyond: str = ""
    """The version that clears more than ``to`` does, and that ``stops`` exclude."""
    stops: tuple[Stop, ...] = ()
    doubts: tuple[Stop, ...] = ()
    """Constraints on ``to`` that nobody can read."""
    whole: str = ""
    """The smallest version that is free of everything that is known, where that is another one."""

    @property
    def cleared(self) -> tuple[Match, ...]:
        """What the gate refuses and the change clears."""
        gone = {name for each in self.left for name in each.advisory.names}
        return tuple(each for each in self.refused if not gone.intersection(each.advisory.names))

    @property
    def major(self) -> bool:
        """Whether the change leaves the line of releases that are meant to be compatible."""
        return self.leaps(self.to)

    @property
    def untold(self) -> bool:
        """Whether nothing here says what packages want of each other."""
        return not any(each.wants for each in self.inventory.packages)

    def leaps(self, version: str) -> bool:
        """Whether a version is of another line of releases than the present one."""
        there, here = (line_of(self.package.ecosystem, each) for each in (version, self.package.version))
        return bool(version) and there != here


def plan(
    rows: Iterable[tuple[Inventory, Sequence[Match]]], known: Known, here: Refused, refused: Refused | None = None
) -> list[Upgrade]:
    """What to do about each package with a match that is refused; one for each place that names it.

    ``here`` decides about what is there, ``refused`` about other versions, where that is another question.
    Raises what ``known`` raises when it cannot answer.
    """
    wanted: list[tuple[Inventory, Package, list[Match]]] = []
    for inventory, matches in rows:
        by_key: dict[str, list[Match]] = {}
        for each in matches:
            by_key.setdefault(f"{each.package.ecosystem} {each.package.key}", []).append(each)
        wanted += [(inventory, own[0].package, own) for own in by_key.values() if any(map(here, own))]
    candidates = Candidates(known)
    candidates.learn((package, own) for _, package, own in wanted if package.source is Source.REGISTRY)
    then = refused or here
    return [
        _upgrade(inventory, package, [each for each in own if here(each)], candidates, then)
        for inventory, package, own in wanted
    ]


class Candidates:
    """Versions that advisories name as fixed, with what is known of each."""

    def __init__(self, known: Known) -> None:
        """Take the database that is asked."""
        self._known = known
        self._at: dict[tuple[str, str], dict[str, list[Match]]] = {}

    def learn(self, present: Iterable[tuple[Package, Sequence[Match]]]) -> None:
        """Find out about the versions that mend matches of packages, and about those that mend theirs."""
        following = list(present)
        for _ in range(_ROUNDS):
            asked: dict[tuple[str, str, str], Package] = {}
            for package, matches in following:
                own = self._at.setdefault((package.ecosystem, package.name), {})
                for version in (fixed for each in matches for fixed in each.fixed):
                    shown = written(package.ecosystem, package.name, package.version, version)
                    if shown not in own and not _NEVER.match(version):
                        asked[package.ecosystem, package.name, shown] = replace(package, version=shown)
            if not asked:
                return
            for ecosystem, name, version in asked:
                self._at[ecosystem, name][version] = []
            for each in match(asked.values(), self._known).matches:
                self._at[each.package.ecosystem, each.package.name][each.package.version].append(each)
            following = [(package, self._at[key[:2]][key[2]]) for key, package in asked.items()]

    def above(self, package: Package) -> list[tuple[str, list[Match]]]:
        """Versions above a package's own with what is known of each: releases first, each in order."""
        order = order_of(package.ecosystem)
        found = self._at.get((package.ecosystem, package.name), {})
        if order is None or not found:
            return []
        try:
            at = order.key(package.version)
        except ValueError:
            return []
        keyed: list[tuple[bool, Any, str]] = []
        early = preliminary(package.ecosystem, package.version)
        for version in found:
            try:
                key = order.key(version)
            except ValueError:
                continue
            if key > at:
                keyed.append((not early and preliminary(package.ecosystem, version), key, version))
        keyed.sort(key=lambda each: each[:2])
        return [(version, found[version]) for _, _, version in keyed]


def _upgrade(
    inventory: Inventory, package: Package, matches: Sequence[Match], candidates: Candidates, refused: Refused
) -> Upgrade:
    now = tuple(matches)
    said = [(version, known, _stops(inventory, package, version)) for version, known in candidates.above(package)]
    left = {version: tuple(filter(refused, known)) for version, known, _ in said}
    free = next((version for version, _, _ in said if not left[version]), "")
    possible = [(version, stops) for version, _, stops in said if not stops.excluded]
    to = next((version for version, _ in possible if not left[version]), "")
    if not to:
        better = [version for version, _ in possible if len(left[version]) < len(now)]
        to = min(better, key=lambda version: len(left[version]), default="")
    whole = next((version for version, known, _ in said if not known), "")
    stops = {version: each for version, _, each in said}
    beyond = free if free != to and left.get(to, now) else ""
    return Upgrade(
        package=package,
        inventory=inventory,
        refused=now,
        to=to,
        left=left.get(to, now),
        asked=allows(package.ecosystem, package.requirement, to) if to and package.direct is not False else True,
        beyond=beyond,
        stops=tuple(stops[beyond].excluded) if beyond else (),
        doubts=tuple(stops[to].unclear) if to else (),
        whole=whole if whole not in (to, beyond) else "",
    )


class _Stops(NamedTuple):
    excluded: list[Stop]
    unclear: list[Stop]


def _stops(inventory: Inventory, package: Package, version: str) -> _Stops:
    """The constraints of other packages that a version does not keep, and those that nobody can read."""
    found = _Stops([], [])
    for other in inventory.packages:
        for key, requirement in other.wants:
            if key == package.key and other.ecosystem == package.ecosystem:
                answer = allows(package.ecosystem, requirement, version)
                if answer is not True:
                    (found.unclear if answer is None else found.excluded).append(Stop(other, requirement))
    return found
