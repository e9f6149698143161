"""Adds up what answers hang on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.engines.code.grounds import closures
from holdfast.engines.code.parts import TOP, WHOLE, Parts, Places, parts

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from holdfast.engines.code.grounds import Ground, Home
    from holdfast.estate.kinds.code import Function

Read = tuple[str, int]
"""A path, and the bits of one of its parts."""


class Accounts:
    """What was read of which files, each file taken apart once."""

    def __init__(self, gives: Callable[[Home, Function], bool]) -> None:
        """``gives`` tells whether something may come of calling a function, by its text."""
        self._gives = gives
        self._units: dict[str, tuple[Home, Places]] = {}
        self._numbers: dict[Read, int] = {}
        self._reads: list[Read] = []

    def needs(self, grounds: Mapping[str, Ground]) -> dict[str, dict[str, int]]:
        """For each path the other files that its answer hangs on, each with the bits of its parts."""
        held = closures(grounds.values(), self._own)
        return {path: self._told(path, held[ground]) for path, ground in grounds.items()}

    def parts(self) -> dict[str, Parts]:
        """The files that something hangs on, in parts."""
        return {path: self.apart(unit, places) for path, (unit, places) in self._units.items()}

    def apart(self, unit: Home, places: Places) -> Parts:
        """A file in parts."""
        return parts(unit.module, places, lambda function: self._gives(unit, function))

    def _own(self, ground: Ground) -> int:
        """What a stretch read itself, in bits by the numbers of reads."""
        found = {(path, WHOLE) for path in ground.paths}
        if ground.unit is not None:
            found.add((ground.unit.path, TOP))
        for functions, asked in ((ground.entered, False), (ground.asked, True)):
            for function, unit in functions.items():
                found.add((unit.path, self._places(unit).bits(function, asked)))
        held = 0
        for read in found:
            number = self._numbers.get(read)
            if number is None:
                number = self._numbers[read] = len(self._reads)
                self._reads.append(read)
            held |= 1 << number
        return held

    def _told(self, path: str, held: int) -> dict[str, int]:
        found: dict[str, int] = {}
        text = bin(held)[:1:-1]
        at = -1
        while (at := text.find("1", at + 1)) >= 0:
            other, bits = self._reads[at]
            if other != path:
                known = found.get(other, 0)
                found[other] = WHOLE if WHOLE in (known, bits) else known | bits
        return found

    def _places(self, unit: Home) -> Places:
        known = self._units.get(unit.path)
        if known is None:
            known = self._units[unit.path] = unit, Places(unit.module)
        return known[1]
