"""Puts advisories about the same weakness together, as several databases describe it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from holdfast.engines.packages.outcome import Match
from holdfast.model.advisory import Advisory


def together(matches: Iterable[Match]) -> list[Match]:
    """The matches of one package, one for each weakness: advisories that share a name are about the same.

    The one that says most stands for all. What one is sure of is sure, and what clears all of them comes first.
    """
    groups: list[list[Match]] = []
    for item in sorted(matches, key=lambda one: one.advisory.id):
        names = set(item.advisory.names)
        same = [group for group in groups if any(names.intersection(one.advisory.names) for one in group)]
        groups = [group for group in groups if group not in same]
        groups.append([*(one for group in same for one in group), item])
    return sorted((_one(group) for group in groups), key=lambda one: one.advisory.id)


def _one(group: list[Match]) -> Match:
    if len(group) == 1:
        return group[0]
    best = max(group, key=lambda one: (not one.unsure, *_says(one.advisory), bool(one.affected.symbols)))
    all_of_them = [best.advisory, *(one.advisory for one in group)]
    names = dict.fromkeys(name for one in all_of_them for name in one.names if name != best.advisory.id)
    advisory = replace(
        best.advisory,
        aliases=tuple(names),
        exploited=min((one.exploited for one in all_of_them if one.exploited), default=""),
        epss=max((one.epss for one in all_of_them if one.epss is not None), default=None),
    )
    fixed = next((one.fixed for one in (best, *group) if one.fixed), ())
    return best._replace(advisory=advisory, fixed=fixed)


def _says(item: Advisory) -> tuple[bool, bool, bool]:
    return item.malicious, item.score is not None, bool(item.summary)
