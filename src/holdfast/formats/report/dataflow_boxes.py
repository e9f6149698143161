"""Rectangles and lines of a drawing, in pixels from the upper left."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

Point = tuple[float, float]
Line = tuple[Point, ...]


class Box(NamedTuple):
    """A rectangle: its upper left corner and its size, in pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> Point:
        """Its centre."""
        return (self.x + self.width / 2, self.y + self.height / 2)

    def hits(self, other: Box, gap: float = 0.0) -> bool:
        """Whether it and another come nearer than ``gap``, or overlap."""
        return (
            self.x < other.x + other.width + gap
            and other.x < self.x + self.width + gap
            and self.y < other.y + other.height + gap
            and other.y < self.y + self.height + gap
        )

    def holds(self, other: Box) -> bool:
        """Whether another is wholly in it."""
        return (
            self.x <= other.x
            and self.y <= other.y
            and other.x + other.width <= self.x + self.width
            and other.y + other.height <= self.y + self.height
        )


def stretches(line: Sequence[Point]) -> list[Box]:
    """Every straight stretch of a line, as a thin box."""
    return [Box(min(x, u) - 1, min(y, v) - 1, abs(x - u) + 2, abs(y - v) + 2) for (x, y), (u, v) in pairwise(line)]
