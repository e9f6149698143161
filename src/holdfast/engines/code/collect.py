"""What a walk through one function gathers besides its value."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.engines.code.outcome import LOCAL, Hit, Spot, Step
from holdfast.engines.code.quiet import quiet
from holdfast.engines.code.taints import LONGEST_TRAIL

if TYPE_CHECKING:
    from holdfast.engines.code.quiet import Home
    from holdfast.engines.code.taints import Root, Taint, Trail
    from holdfast.model.coderule import CodeRule

_MOST_HITS: Final = 400
_MOST_REACHES: Final = 40


class Reach:
    """That the data of an argument comes to a sink."""

    __slots__ = ("cleared", "kind", "mark", "says", "spot", "symbol", "trail", "where")

    def __init__(self, symbol: int, kind: str, says: str, spot: Spot, where: Home, mark: str, taint: Taint) -> None:
        self.symbol = symbol
        self.kind = kind
        """Of the sink."""
        self.says = says
        self.spot = spot
        self.where = where
        """That the sink stands in."""
        self.mark = mark
        self.trail = taint.trail
        self.cleared = taint.cleared


class Collector:
    """Hits and reaches, each place once."""

    __slots__ = ("hits", "reaches")

    def __init__(self) -> None:
        self.hits: dict[tuple[str, Spot], Hit] = {}
        self.reaches: dict[tuple[int, str, Spot], Reach] = {}

    def add(self, hit: Hit) -> None:
        """Keep a hit; of several ways to one place the shortest one of data that anybody can send."""
        key = (hit.rule.check.id, hit.at)
        known = self.hits.get(key)
        if known is None:
            if len(self.hits) < _MOST_HITS:
                self.hits[key] = hit
            return
        better = (hit.quieter != "", len(hit.steps)) < (known.quieter != "", len(known.steps))
        kept = hit if better else known
        other = known if better else hit
        if kept.steps[:1] != other.steps[:1]:
            kept = kept._replace(more=max(known.more, hit.more) + 1)
        self.hits[key] = kept

    def reach(self, found: Reach) -> None:
        """Keep that an argument comes to a sink."""
        key = (found.symbol, found.kind, found.spot)
        if key not in self.reaches and len(self.reaches) < _MOST_REACHES:
            self.reaches[key] = found


def steps_of(root: Root, trail: Trail | None) -> tuple[Step, ...]:
    """The way of data as a reader sees it, its source first."""
    first = Step(root.says, Spot(root.path, root.start, root.end))
    found = trail.steps()[:LONGEST_TRAIL] if trail is not None else []
    return (first, *(Step(each.says, Spot(each.path, each.start, each.end)) for each in found))


def flow_hits(rules: tuple[CodeRule, ...], taint: Taint, reach: Reach) -> list[Hit]:
    """Hits for data of a source that comes to a sink."""
    if not rules:
        return []
    root = taint.root
    steps = steps_of(root, taint.trail)
    made = []
    for rule in rules:
        flow = rule.flow
        near = flow is not None and root.origin in flow.local and root.origin not in flow.origins
        quieter = LOCAL if near else quiet(rule, reach.where, reach.spot.start, reach.spot.end)
        symbol = reach.where.symbol
        made.append(Hit(rule, reach.spot, root.says, reach.says, steps, symbol, reach.mark, root.origin, quieter))
    return made
