"""Which threats matter most: a few groups of equal rules, the worst first and of different kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from typing import Final, NamedTuple

from holdfast.model.threat import Threat
from holdfast.threats.analyse import worst_first

MOST: Final = 10
_STEP: Final = 9.0
"""What one band is worth against the product of likelihood and impact, 0 to 81, taken by nine."""
_SAME_PLACE: Final = 2.5
_SAME_KIND: Final = 1.5
_GUESSED: Final = _STEP
"""What a threat loses that rests on a guess."""


class Group(NamedTuple):
    """Threats of one rule, the worst first."""

    rule: str
    threats: tuple[Threat, ...]

    @property
    def worst(self) -> Threat:
        """The worst of them."""
        return self.threats[0]


def groups(threats: Iterable[Threat]) -> list[Group]:
    """Threats by rule, the group with the worst one first."""
    found: dict[str, list[Threat]] = {}
    for threat in sorted(threats, key=worst_first):
        found.setdefault(threat.rule, []).append(threat)
    return [Group(rule, tuple(rows)) for rule, rows in found.items()]


def matter(threats: Iterable[Threat], most: int = MOST, handled: Callable[[Threat], bool] | None = None) -> list[Group]:
    """The groups that matter most, chosen one by one.

    Each next one is the worst of those left, less something for every one chosen before that is about the same element
    or of the same STRIDE category. What ``handled`` says is handled, or the model says is countered, comes last.
    """
    is_handled = handled or (lambda threat: bool(threat.countered))
    left = groups(threat for threat in threats if not is_handled(threat))
    if len(left) < most:
        names = {group.rule for group in left}
        rest = groups(threat for threat in threats if is_handled(threat))
        return [*_varied(left, most), *(group for group in rest if group.rule not in names)][:most]
    return _varied(left, most)


def _varied(left: list[Group], most: int) -> list[Group]:
    chosen: list[Group] = []
    places: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    rest = list(left)
    while rest and len(chosen) < most:
        best = max(rest, key=lambda group: (_weight(group, places, kinds), -rest.index(group)))
        rest.remove(best)
        chosen.append(best)
        places[best.worst.on] += 1
        kinds[best.worst.stride] += 1
    return chosen


def _weight(group: Group, places: Counter[str], kinds: Counter[str]) -> float:
    """How much a group matters beside those that are chosen already."""
    worst = group.worst
    bad = worst.inherent.band.rank * _STEP + worst.inherent.likelihood * worst.inherent.impact / 9
    bad -= _GUESSED * bool(worst.guesses)
    return bad - _SAME_PLACE * places[worst.on] - _SAME_KIND * kinds[worst.stride]
