"""Which threats matter most: a few groups of equal rules, the worst first and of different kinds.

What a threat weighs is its rating, moved by what is known of it. A band more: the model states the weakness itself (the
rule's ``seen``), or an open finding lies in its element's own files. A band less: it rests on a guess. Half a band
less: the rule knows how the weakness is stated, and the model does not state it.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from holdfast.model.threat import Threat
from holdfast.threats.analyse import worst_first

MOST: Final = 10
_STEP: Final = 9.0
"""What one band is worth against the product of likelihood and impact, 0 to 81, taken by nine."""
_SAME_PLACE: Final = 2.5
_SAME_KIND: Final = 1.5

Asked = Callable[[Threat], bool]


class Group(NamedTuple):
    """Threats of one rule, the one that weighs most first."""

    rule: str
    threats: tuple[Threat, ...]
    also: tuple[Threat, ...] = ()
    """Threats of other rules that take no place of their own: the same fix ends them, or they say nearly the same."""

    @property
    def worst(self) -> Threat:
        """The one that weighs most."""
        return self.threats[0]


def _never(_threat: Threat) -> bool:
    return False


def gravity(threat: Threat, concrete: Asked = _never) -> float:
    """How much a threat weighs, by its rating and by what is known of it."""
    known = bool(threat.seen) + concrete(threat) - bool(threat.guesses) - threat.supposed / 2
    rating = threat.inherent
    return (rating.band.rank + known) * _STEP + rating.likelihood * rating.impact / 9


def groups(threats: Iterable[Threat], concrete: Asked = _never) -> list[Group]:
    """Threats by rule, the group with the one that weighs most first."""
    found: dict[str, list[Threat]] = {}
    for threat in sorted(threats, key=lambda item: (-gravity(item, concrete), worst_first(item))):
        found.setdefault(threat.rule, []).append(threat)
    return [Group(rule, tuple(rows)) for rule, rows in found.items()]


def matter(
    threats: Sequence[Threat], most: int = MOST, handled: Asked | None = None, concrete: Asked = _never
) -> list[Group]:
    """The groups that matter most, chosen one by one.

    Each next one is the heaviest of those left, less something for every one chosen before that is about the same
    element or of the same STRIDE category. What ``handled`` says is handled, or the model says is countered, comes
    last. ``concrete`` says of which threats there is an open finding.
    """
    is_handled = handled or (lambda threat: bool(threat.countered))
    left = groups((threat for threat in threats if not is_handled(threat)), concrete)
    chosen = _varied(left, most, concrete)
    if len(chosen) < most:
        names = {group.rule for group in left}
        rest = groups((threat for threat in threats if is_handled(threat)), concrete)
        chosen += [group for group in rest if group.rule not in names]
    return chosen[:most]


def _varied(left: Sequence[Group], most: int, concrete: Asked) -> list[Group]:
    chosen: list[Group] = []
    places: Counter[str] = Counter()
    kinds: Counter[str] = Counter()
    weights = {group.rule: gravity(group.worst, concrete) for group in left}

    def weight(group: Group) -> float:
        worst = group.worst
        return weights[group.rule] - _SAME_PLACE * places[worst.on] - _SAME_KIND * kinds[worst.stride]

    rest = list(left)
    while rest:
        best = max(rest, key=lambda group: (weight(group), -rest.index(group)))
        rest.remove(best)
        same = next((at for at, group in enumerate(chosen) if _one_place(group, best)), None)
        if same is not None:
            chosen[same] = chosen[same]._replace(also=(*chosen[same].also, *best.threats[:1]))
        elif len(chosen) < most:
            chosen.append(best)
            places[best.worst.on] += 1
            kinds[best.worst.stride] += 1
    return chosen


def _one_place(one: Group, other: Group) -> bool:
    """Whether two groups are one to whoever mends them: the same place and first control, or nearly one rule."""
    first, second = one.worst, other.worst
    if first.on == second.on and first.controls[:1] == second.controls[:1] and first.controls:
        return True
    told = (first, *one.also)
    akin = any(threat.rule in second.akin or second.rule in threat.akin for threat in told)
    return akin and second.on in {threat.on for threat in one.threats}
