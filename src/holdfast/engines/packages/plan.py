"""Plans the smallest changes of versions that clear what a gate refuses.

No registry is asked: the versions that are considered are those that advisories name as free of a weakness. Each of
them is compared with all advisories in turn, so that no step leads from one weakness to another.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Final

from holdfast.engines.packages.candidates import Candidates
from holdfast.engines.packages.outcome import Known, Match
from holdfast.engines.packages.parents import Parents, Stop, Stops
from holdfast.engines.packages.releases import line_of, preliminary, written
from holdfast.formats.versions.index import order_of
from holdfast.model.noun import noun
from holdfast.model.package import Inventory, Package, Source

_MOST_TRIES: Final = 100
Refused = Callable[[Match], bool]
"""Whether a gate refuses a match."""


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
    beyond: str = ""
    """The version that clears more than ``to`` does, and that ``stops`` exclude."""
    stops: tuple[Stop, ...] = ()
    doubts: tuple[Stop, ...] = ()
    """Constraints on ``to`` that nobody can read."""
    along: tuple[Package, ...] = ()
    """What has to move to the same version: packages of one version that want exactly that version of each other."""
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
    parents = {inventory.path: Parents(inventory) for inventory, _, _ in wanted}
    steps = []
    for inventory, package, own in wanted:
        above = candidates.above(package)
        said = [(each, matches, parents[inventory.path].stops(package, each)) for each, matches in above]
        steps.append(_upgrade(inventory, package, [each for each in own if here(each)], said, then))
    return _in_agreement(steps, candidates, parents, then)


def _in_agreement(
    steps: Sequence[Upgrade], candidates: Candidates, parents: Mapping[str, Parents], refused: Refused
) -> list[Upgrade]:
    """The steps, of which those of packages that move together go to one version: the smallest that is free for all."""
    found = list(steps)
    groups: list[tuple[set[tuple[str, str]], list[int]]] = []
    for number, step in enumerate(steps):
        if step.along:
            keys = {(step.inventory.path, each.key) for each in (step.package, *step.along)}
            same = [group for group in groups if keys & group[0]]
            groups = [group for group in groups if group not in same]
            groups.append(
                (keys.union(*(group[0] for group in same)), [*(n for group in same for n in group[1]), number])
            )
    for keys, numbers in groups:
        rest = (n for n, step in enumerate(steps) if step.to and n not in numbers and _of(step, keys))
        members = [*numbers, *rest]
        own = [steps[number] for number in members]
        version = _common(own, candidates, parents[own[0].inventory.path], refused)
        for number in members if version else ():
            step = steps[number]
            whole = step.whole if candidates.of(step.package, version) else ""
            found[number] = replace(step, to=version, whole=whole, left=(), beyond="", stops=())
    return found


def _of(step: Upgrade, keys: set[tuple[str, str]]) -> bool:
    return (step.inventory.path, step.package.key) in keys


def _common(steps: Sequence[Upgrade], candidates: Candidates, parents: Parents, refused: Refused) -> str:
    """The smallest version of those that are considered for one of several packages that is free for all of them."""
    order = order_of(steps[0].package.ecosystem)
    if order is None:
        return ""
    packages = {each.key: each for step in steps for each in (step.package, *step.along)}.values()
    least = max(order.key(step.to) for step in steps)
    waiting = {version for step in steps for version, _ in candidates.above(step.package)}
    tried: set[str] = set()
    while len(tried) < _MOST_TRIES:
        rest = [version for version in waiting - tried if order.valid(version) and order.key(version) >= least]
        if not rest:
            break
        version = min(rest, key=lambda each: (preliminary(steps[0].package.ecosystem, each), order.key(each)))
        tried.add(version)
        found = [each for package in packages for each in candidates.of(package, version) if refused(each)]
        if not found and not any(parents.stops(package, version).excluded for package in packages):
            return version
        waiting |= {written(one.package.ecosystem, one.package.name, version, to) for one in found for to in one.fixed}
    return ""


def _upgrade(
    inventory: Inventory,
    package: Package,
    matches: Sequence[Match],
    said: Sequence[tuple[str, Sequence[Match], Stops]],
    refused: Refused,
) -> Upgrade:
    now = tuple(matches)
    left = {version: tuple(filter(refused, known)) for version, known, _ in said}
    free = next((version for version, _, _ in said if not left[version]), "")
    possible = [version for version, _, stops in said if not stops.excluded]
    to = next((version for version in possible if not left[version]), "")
    if not to:
        better = [version for version in possible if len(left[version]) < len(now)]
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
        beyond=beyond,
        stops=tuple(stops[beyond].excluded) if beyond else (),
        doubts=tuple(stops[to].unclear) if to else (),
        along=tuple(stops[to].along) if to else (),
        whole=whole if whole not in (to, beyond) else "",
    )
