"""The versions that a plan of upgrades chooses from: those that advisories name as free of a weakness."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from holdfast.engines.packages.match import match
from holdfast.engines.packages.outcome import Known, Match
from holdfast.engines.packages.releases import preliminary, written
from holdfast.formats.versions.index import order_of
from holdfast.model.package import Package

_ROUNDS: Final = 8
"""A version that mends one weakness may have another, which a further version mends, and so on."""
_NEVER: Final = re.compile(r"v?(?:9{2,}(?:\.9{2,})*|\d+\.9{3,}\.9{3,})\Z")
"""How some advisories say that nothing mends it: a version that nobody will publish."""


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

    def of(self, package: Package, version: str) -> list[Match]:
        """What is known of one version of a package, whether it mends anything or not."""
        own = self._at.setdefault((package.ecosystem, package.name), {})
        if version not in own:
            own[version] = list(match([replace(package, version=version)], self._known).matches)
        return own[version]

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
