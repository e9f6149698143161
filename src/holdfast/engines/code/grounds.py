"""What an answer hangs on: the parts of files that were read to find it out, and of no others.

A file is the text outside of its functions, which everything that takes anything of it reads, and one part for each
function that is not inside of another one. Two things are read of a function: whether anything can come of calling it
at all, which is what most calls ask, and all of it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from holdfast.estate.kinds.code import Function, Module


class Home(Protocol):
    """A module of the project, whose functions are read."""

    path: str
    module: Module
    ground: Ground

    @property
    def language(self) -> str:
        """The language of the module."""


class Ground:
    """What one stretch of evaluation read itself, and the stretches whose results it used."""

    __slots__ = ("asked", "entered", "others", "paths", "unit")

    def __init__(self, unit: Home | None = None) -> None:
        self.unit = unit
        """The module whose top this is; None for a function, a class or a file that somebody asked for."""
        self.others: set[Ground] = set()
        self.entered: dict[Function, Home] = {}
        """Functions that were walked."""
        self.asked: dict[Function, Home] = {}
        """Functions of which only traits were read."""
        self.paths: set[str] = set()
        """Files that are needed as a whole, or that would be if they were there."""

    def below(self) -> set[Ground]:
        """Stretches that this one hangs on: who takes a function takes it as the top of its module made it."""
        units = {*self.entered.values(), *self.asked.values()}
        return self.others.union(unit.ground for unit in units) if units else self.others


def closures(starts: Iterable[Ground], own: Callable[[Ground], int]) -> dict[Ground, int]:
    """For each stretch that can be come to from ``starts``: the bits that it and all that it hangs on have themselves.

    Stretches that hang on each other in circles have the same bits (the components of Tarjan 1972, without recursion).
    """
    bits: dict[Ground, int] = {}
    lows: dict[Ground, int] = {}
    path: list[Ground] = []
    for start in starts:
        if start in lows:
            continue
        number = lows[start] = len(lows)
        path.append(start)
        walk = [(start, number, iter(start.below()))]
        while walk:
            at, number, below = walk[-1]
            for each in below:
                if each not in lows:
                    lows[each] = len(lows)
                    path.append(each)
                    walk.append((each, lows[each], iter(each.below())))
                    break
                if each not in bits:
                    lows[at] = min(lows[at], lows[each])
            else:
                walk.pop()
                if walk:
                    lows[walk[-1][0]] = min(lows[walk[-1][0]], lows[at])
                if lows[at] == number:
                    _close(at, path, bits, own)
    return bits


def _close(first: Ground, path: list[Ground], bits: dict[Ground, int], own: Callable[[Ground], int]) -> None:
    """Give all stretches from ``first`` on the same bits: they hang on each other, and on what has its bits already."""
    circle: list[Ground] = []
    while not circle or circle[-1] is not first:
        circle.append(path.pop())
    held = 0
    for each in circle:
        held |= own(each)
        for other in each.below():
            held |= bits.get(other, 0)
    for each in circle:
        bits[each] = held
