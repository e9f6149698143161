"""A plain place for everything: boundaries in boundaries, their elements in rows; for formats that keep places."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

from holdfast.model.system import System

WIDTH: Final = 160.0
HEIGHT: Final = 80.0
_GAP: Final = 40.0
_TOP: Final = 40.0
"""Room for the name of a boundary."""
_ACROSS: Final = 4
"""Elements in a row."""


class Shelf(NamedTuple):
    """A rectangle: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float


class Places(NamedTuple):
    """Where a model's elements and boundaries stand."""

    elements: Mapping[str, Shelf]
    boundaries: Mapping[str, Shelf]


def shelves(system: System) -> Places:
    """Places in which each boundary holds what is in it and nothing else. The same model gives the same places."""
    known = {item.id for item in system.boundaries}
    within: dict[str, list[str]] = {}
    for item in system.boundaries:
        within.setdefault(item.inside if item.inside in known else "", []).append(item.id)
    inside: dict[str, list[str]] = {}
    for element in system.elements:
        inside.setdefault(element.boundary if element.boundary in known else "", []).append(element.id)
    elements: dict[str, Shelf] = {}
    boundaries: dict[str, Shelf] = {}

    def fill(name: str, x: float, y: float) -> tuple[float, float]:
        """Put what is in a boundary right of and below a corner; how far that reaches."""
        right, low = x, y
        for at, element in enumerate(inside.get(name, ())):
            spot = Shelf(x + (at % _ACROSS) * (WIDTH + _GAP), y + (at // _ACROSS) * (HEIGHT + _GAP), WIDTH, HEIGHT)
            elements[element] = spot
            right, low = max(right, spot.x + spot.width), max(low, spot.y + spot.height)
        top = low + _GAP if inside.get(name) else y
        left = x
        for boundary in within.get(name, ()):
            far, deep = fill(boundary, left + _GAP, top + _TOP)
            wide, high = max(far, left + _GAP + WIDTH), max(deep, top + _TOP + HEIGHT)
            boundaries[boundary] = Shelf(left, top, wide + _GAP - left, high + _GAP - top)
            right, low = max(right, wide + _GAP), max(low, high + _GAP)
            left = wide + 2 * _GAP
        return right, low

    fill("", 0.0, 0.0)
    order = [item.id for item in system.boundaries if item.id in boundaries]
    return Places(elements, {name: boundaries[name] for name in order})
