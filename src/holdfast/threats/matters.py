"""Which threats matter most: a few groups of equal rules, the worst first and of different kinds.

What a threat weighs is its rating, moved by what is known of it. A band more: the model states the weakness itself (the
rule's ``seen``), or an open finding lies in its element's own files. A band less: it rests on a guess. Half a band
less: the rule knows how the weakness is stated, and the model does not state it. A rule that is ``quiet`` takes a place
only where one of the two first holds, or where nothing else is left.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from holdfast.model.system import System
from holdfast.model.threat import Threat
from holdfast.threats.analyse import worst_first
from holdfast.threats.places import TOOLS, Places

MOST: Final = 10
_STEP: Final = 9.0
"""What one band is worth against the product of likelihood and impact, 0 to 81, taken by nine."""
_SAME_PLACE: Final = 2.5
_SAME_KIND: Final = 1.5
_NEARLY: Final = 4.5
"""Threats of one rule that weigh so little apart weigh the same."""
_MOST_TOOLS: Final = 2
"""Means of watching and administering that take a place before they make room for what customers use."""

Asked = Callable[[Threat], bool]
Shown = Callable[[Threat], frozenset[str]]


class Group(NamedTuple):
    """Threats of one rule, the heaviest first; of those that weigh nearly the same, the nearest to people."""

    rule: str
    threats: tuple[Threat, ...]
    also: tuple[Threat, ...] = ()
    """Threats of other rules that take no place of their own: the same fix ends them, or they say nearly the same."""

    @property
    def worst(self) -> Threat:
        """The one that stands for all."""
        return self.threats[0]


def _never(_threat: Threat) -> bool:
    return False


def _none(_threat: Threat) -> frozenset[str]:
    return frozenset()


def gravity(threat: Threat, concrete: Asked = _never) -> float:
    """How much a threat weighs, by its rating and by what is known of it."""
    known = bool(threat.seen) + concrete(threat) - bool(threat.guesses) - threat.supposed / 2
    rating = threat.inherent
    return (rating.band.rank + known) * _STEP + rating.likelihood * rating.impact / 9


def groups(threats: Iterable[Threat], concrete: Asked = _never, places: Places | None = None) -> list[Group]:
    """Threats by rule, the group with the one that weighs most first."""
    found: dict[str, list[Threat]] = {}
    for threat in sorted(threats, key=lambda item: (-gravity(item, concrete), worst_first(item))):
        found.setdefault(threat.rule, []).append(threat)
    return [Group(rule, tuple(_nearest(rows, concrete, places or Places()))) for rule, rows in found.items()]


def _nearest(rows: Sequence[Threat], concrete: Asked, places: Places) -> list[Threat]:
    """Threats of one rule with the one in front that is nearest to people among those that weigh nearly the most.

    One at what serves administration stands for those at what customers use only where these weigh a band less.
    Those of which less is known than of it are left out: what is said of the first must hold for all.
    """
    first = rows[0]
    least = gravity(first, concrete) - _NEARLY - (_STEP if places.of(first) == TOOLS else 0)
    heavy = [threat for threat in rows if gravity(threat, concrete) >= least]
    head = max(heavy, key=places.near)
    same = [threat for threat in rows if bool(threat.seen) >= bool(head.seen)]
    return [head, *(threat for threat in same if threat is not head and bool(threat.guesses) <= bool(head.guesses))]


def matter(
    threats: Sequence[Threat],
    most: int = MOST,
    handled: Asked | None = None,
    findings: Shown = _none,
    system: System | None = None,
) -> list[Group]:
    """The groups that matter most, chosen one by one.

    Each next one is the heaviest of those left, less something for every one chosen before that is about the same
    element or of the same STRIDE category. What is quiet and nobody saw comes after the others. What ``handled`` says
    is handled, or the model says is countered, comes only where all is. ``findings`` names the open findings that show
    a threat; ``system`` tells which elements serve administration, and which people from outside use.
    """

    def concrete(threat: Threat) -> bool:
        return bool(findings(threat))

    is_handled = handled or (lambda threat: bool(threat.countered))
    places = Places(system)
    open_ = [threat for threat in threats if not is_handled(threat)]
    loud = [threat for threat in open_ if not threat.quiet or threat.seen or concrete(threat)]
    chosen = _varied(groups(loud, concrete, places), most, findings, places)
    heard = {threat.rule for threat in loud}
    rest = groups((threat for threat in open_ if threat.rule not in heard), concrete, places)
    chosen += _varied(rest, most, findings, places)
    return (chosen or groups(threats, concrete, places))[:most]


def _varied(left: Sequence[Group], most: int, findings: Shown, places: Places) -> list[Group]:
    chosen: list[Group] = []
    taken: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    weights = {
        group.rule: max(gravity(threat, lambda each: bool(findings(each))) for threat in group.threats)
        for group in left
    }

    def weight(group: Group) -> float:
        place = places.of(group.worst)
        crowd = _STEP * 3 if place == TOOLS and taken[place] >= _MOST_TOOLS else 0
        return weights[group.rule] - _SAME_PLACE * taken[place] - _SAME_KIND * kinds[group.worst.stride] - crowd

    rest = list(left)
    while rest:
        best = max(rest, key=lambda group: (weight(group), -rest.index(group)))
        rest.remove(best)
        same = next((at for at, group in enumerate(chosen) if _one_place(group, best, findings)), None)
        if same is not None:
            chosen[same] = chosen[same]._replace(also=(*chosen[same].also, *best.threats[:1]))
        elif len(chosen) < most:
            chosen.append(best)
            taken[places.of(best.worst)] += 1
            kinds[best.worst.stride] += 1
    return chosen


def _one_place(one: Group, other: Group, findings: Shown) -> bool:
    """Whether two groups are one to whoever mends them: one place and first control, findings, or nearly one rule."""
    first, second = one.worst, other.worst
    if findings(second) and findings(second) <= findings(first):
        return True
    if first.on == second.on and first.controls[:1] == second.controls[:1] and first.controls:
        return True
    told = (first, *one.also)
    akin = any(threat.rule in second.akin or second.rule in threat.akin for threat in told)
    return akin and second.on in {threat.on for threat in one.threats}
