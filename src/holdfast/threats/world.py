"""A system with what rules ask for at hand: who is next to whom, what crosses, what is at stake."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import cached_property
from typing import TypeVar

from holdfast.model.system import UNKNOWN, Asset, Element, Flow, Sort, System

Item = Element | Flow
"""What a rule can be about."""
OUTSIDE: str = "internet"
"""The kind of a boundary that is outside of everything."""


_Any = TypeVar("_Any", Element, Flow)


class World:
    """An index over one system; everything in it is worked out once."""

    def __init__(self, system: System, *, seen: bool = False) -> None:
        """Take the system. Where only what was ``seen`` counts, what was guessed of it is unknown."""
        self.hazy = {(item.id, name) for item in system.items for name in item.guessed if seen}
        system = _seen(system) if seen else system
        self.system = system
        self.elements = {item.id: item for item in system.elements}
        self.items: dict[str, Item] = {item.id: item for item in system.items}
        self.assets = {item.id: item for item in system.assets}
        self.boundaries = {item.id: item for item in system.boundaries}
        self.around = {item.id: system.around(item) for item in system.elements}
        self.into: dict[str, list[Flow]] = {name: [] for name in self.elements}
        self.out_of: dict[str, list[Flow]] = {name: [] for name in self.elements}
        for flow in system.flows:
            self.out_of.setdefault(flow.start, []).append(flow)
            self.into.setdefault(flow.end, []).append(flow)

    @cached_property
    def crossings(self) -> dict[str, tuple[str, ...]]:
        """The boundaries that each flow crosses, by its id."""
        return {flow.id: self._crossed(flow) for flow in self.system.flows}

    def _crossed(self, flow: Flow) -> tuple[str, ...]:
        one, other = self.around.get(flow.start, ()), self.around.get(flow.end, ())
        return (*(name for name in one if name not in other), *(name for name in other if name not in one))

    def kinds(self, item: Item) -> list[str]:
        """The kinds of the boundaries around an element, or that a flow crosses."""
        names = self.crossings[item.id] if isinstance(item, Flow) else self.around[item.id]
        return [self.boundaries[name].kind for name in names if name in self.boundaries]

    def is_outside(self, name: str) -> bool:
        """Whether an element is an external entity, or stands in no boundary or the internet's."""
        item = self.elements.get(name)
        if item is None or item.sort is Sort.ENTITY:
            return True
        inner = self.around[name][:1]
        return not inner or (inner[0] in self.boundaries and self.boundaries[inner[0]].kind == OUTSIDE)

    def from_outside(self, flow: Flow) -> bool:
        """Whether a flow starts outside and ends in a boundary that is not."""
        inner = self.around.get(flow.end, ())[:1]
        inside = bool(inner) and inner[0] in self.boundaries and self.boundaries[inner[0]].kind != OUTSIDE
        return self.is_outside(flow.start) and inside and bool(self.crossings[flow.id])

    def at_stake(self, item: Item) -> tuple[Asset, ...]:
        """The data of an element or flow; of a process, with what flows in or out of it."""
        names = dict.fromkeys(item.data)
        if isinstance(item, Element) and item.sort is Sort.PROCESS:
            for flow in (*self.into[item.id], *self.out_of[item.id]):
                names |= dict.fromkeys(flow.data)
        return tuple(self.assets[name] for name in names if name in self.assets)

    def hazy_stakes(self, item: Item) -> frozenset[tuple[str, str]]:
        """Whose data at stake is not known, each as the id of an element or flow and ``data``."""
        around = [item.id]
        if isinstance(item, Element) and item.sort is Sort.PROCESS:
            around += [flow.id for flow in (*self.into[item.id], *self.out_of[item.id])]
        return frozenset((name, "data") for name in around if (name, "data") in self.hazy)

    def name(self, of: str) -> str:
        """What people call an element or a boundary."""
        found = self.elements.get(of) or self.boundaries.get(of)
        return found.name if found else of


def _seen(system: System) -> System:
    """The system with what was guessed of it unknown; a guessed class of data, technology or protocol is not there."""
    return replace(system, elements=_bared(system.elements), flows=_bared(system.flows))


def _bared(items: Iterable[_Any]) -> tuple[_Any, ...]:
    return tuple(_bare(item) for item in items)


def _bare(item: _Any) -> _Any:
    if not item.guessed:
        return item
    facts = tuple((name, UNKNOWN if name in item.guessed else value) for name, value in item.facts)
    data = () if "data" in item.guessed else item.data
    if isinstance(item, Flow):
        return replace(item, facts=facts, data=data, protocol="" if "protocol" in item.guessed else item.protocol)
    technologies = () if "technologies" in item.guessed else item.technologies
    return replace(item, facts=facts, data=data, technologies=technologies)
