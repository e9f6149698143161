"""Compares packages with advisories, as the OSV schema says a version is compared.

Source: https://ossf.github.io/osv-schema/#evaluation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from holdfast.engines.packages.group import together
from holdfast.engines.packages.outcome import Known, Match, Matched
from holdfast.formats.osv import DISTRIBUTIONS, normal_name
from holdfast.formats.osvranges import ZERO
from holdfast.formats.osvreleases import covers
from holdfast.formats.versions.index import base_of, order_of
from holdfast.formats.versions.order import Order
from holdfast.model.advisory import Advisory, Affected, Entry, Range
from holdfast.model.package import NOT_IN_OSV, Package, Source

_BY_SOURCE: Final = frozenset({"Debian", "Ubuntu", "Echo", "Alpine", "Alpaquita", "Wolfi", "Chainguard", "MinimOS"})
"""Distributions whose advisories name source packages; rpm's name either."""
_ELSEWHERE: Final = {
    Source.GIT: "it comes from a git repository, and what is at its commit need not be its version",
    Source.URL: "it comes from an address of its own, and need not be what the registry has",
}
_NO_VERSION: Final = "its exact version is not known"


def match(packages: Iterable[Package], known: Known) -> Matched:
    """The weaknesses of packages. What stands in the same tree is nobody else's package, and is left out.

    Raises what ``known`` raises when it cannot answer.
    """
    judged: list[Package] = []
    unknown: list[tuple[Package, str]] = []
    for item in packages:
        why = _beyond(item, known)
        if why:
            unknown.append((item, why))
        elif item.source is not Source.PATH:
            judged.append(item)
    entries: dict[tuple[str, str], list[Entry]] = {}
    pairs = {(base_of(item.ecosystem), name) for item in judged for name in _names(item)}
    for entry in known.entries(sorted(pairs)):
        row = entry.affected
        entries.setdefault((base_of(row.ecosystem), row.name), []).append(entry)
    judge = _Judge()
    hits: list[tuple[Package, Entry, tuple[str, ...], str]] = []
    for item in judged:
        for name in _names(item):
            for entry in entries.get((base_of(item.ecosystem), name), ()):
                answer = judge.answer(item, name, entry.affected)
                if answer is not None:
                    hits.append((item, entry, *answer))
    loaded = known.load({entry.advisory for _, entry, _, _ in hits})
    bases = sorted({base_of(item.ecosystem) for item in judged})
    missing = tuple((base, why) for base in bases if (why := known.incomplete(base)))
    return Matched(matches=tuple(_matches(hits, loaded)), unknown=tuple(unknown), incomplete=missing)


def _beyond(item: Package, known: Known) -> str:
    """Why the database cannot say anything about a package; empty where it can, or has no need to."""
    if item.source is Source.PATH:
        return ""
    if item.ecosystem in NOT_IN_OSV:
        return f"no advisories are published for {item.ecosystem}"
    return known.lacks(item.ecosystem)


def _names(item: Package) -> tuple[str, ...]:
    """The names by which advisories may know a package."""
    own = normal_name(item.ecosystem, item.name)
    base = base_of(item.ecosystem)
    if not item.origin_name or item.origin_name == own or base not in DISTRIBUTIONS:
        return (own,)
    return (item.origin_name,) if base in _BY_SOURCE else (own, item.origin_name)


def _matches(
    hits: Sequence[tuple[Package, Entry, tuple[str, ...], str]], loaded: Mapping[int, Advisory]
) -> Iterable[Match]:
    by_package: dict[int, dict[str, Match]] = {}
    for item, entry, fixed, unsure in hits:
        advisory = replace(loaded[entry.advisory], affected=(entry.affected,))
        found = Match(package=item, advisory=advisory, affected=entry.affected, fixed=fixed, unsure=unsure)
        own = by_package.setdefault(id(item), {})
        before = own.get(advisory.id)
        # An advisory can have several rows about one package: what is sure in one of them is sure.
        if before is None or (before.unsure and not unsure):
            own[advisory.id] = found
    for own in by_package.values():
        yield from together(own.values())


class _Judge:
    """Answers for versions; remembers the keys that it has made."""

    def __init__(self) -> None:
        self._keys: dict[tuple[str, str], Any] = {}

    def answer(self, item: Package, name: str, row: Affected) -> tuple[tuple[str, ...], str] | None:
        """The versions that clear it and why it is unsure; None where the package is not affected."""
        covered = covers(row.ecosystem, item.ecosystem)
        if covered is False:
            return None
        version = item.origin_version if item.origin_version and name == item.origin_name else item.version
        affected = _always(row) or self._within(item.ecosystem, version, row)
        if affected is False:
            return None
        doubt = "" if affected is True else affected
        if covered is None:
            doubt = doubt or "advisories are per release, and its release is not known"
        return self._fixed(item.ecosystem, version, row), doubt or _ELSEWHERE.get(item.source, "")

    def _within(self, ecosystem: str, version: str, row: Affected) -> bool | str:
        """Whether a version is affected, or why nobody can know."""
        if not version:
            return _NO_VERSION
        if version in row.versions:
            return True
        order = order_of(ecosystem)
        key = self._key(ecosystem, order, version)
        if order is None or key is None:
            return row.unclear or (f"{version!r} is no version of {base_of(ecosystem)}" if row.ranges else False)
        try:
            if any(self._inside(ecosystem, order, key, item) for item in row.ranges):
                return True
        except ValueError as error:
            return str(error)
        listed = not row.ranges and any(self._key(ecosystem, order, one) == key for one in row.versions)
        return listed or row.unclear or False

    def _inside(self, ecosystem: str, order: Order, key: Any, item: Range) -> bool:
        if item.introduced != ZERO and key < self._bound(ecosystem, order, item.introduced):
            return False
        if item.fixed:
            return bool(key < self._bound(ecosystem, order, item.fixed))
        return not item.last or bool(key <= self._bound(ecosystem, order, item.last))

    def _fixed(self, ecosystem: str, version: str, row: Affected) -> tuple[str, ...]:
        """Ends of ranges above a version that no other range goes on over, in order; all where there is no version."""
        order = order_of(ecosystem)
        ends = list(dict.fromkeys(item.fixed for item in row.ranges if item.fixed))
        if order is None:
            return tuple(ends)
        try:
            key = order.key(version) if version else None
            keyed = sorted(((self._bound(ecosystem, order, end), end) for end in ends), key=lambda pair: pair[0])
            above = [(at, end) for at, end in keyed if key is None or key < at]
            return tuple(
                end for at, end in above if not any(self._inside(ecosystem, order, at, one) for one in row.ranges)
            )
        except ValueError:
            return tuple(ends)

    def _key(self, ecosystem: str, order: Order | None, version: str) -> Any:
        """The key of a version; None for what is none."""
        if order is None:
            return None
        try:
            return self._bound(ecosystem, order, version)
        except ValueError:
            return None

    def _bound(self, ecosystem: str, order: Order, version: str) -> Any:
        """The key of a version. Raises ValueError for what is none."""
        place = (order.scheme, version)
        if place not in self._keys:
            self._keys[place] = order.key(version)
        return self._keys[place]


def _always(row: Affected) -> bool:
    """Whether every version is affected."""
    return any(item.introduced == ZERO and not item.fixed and not item.last for item in row.ranges)
