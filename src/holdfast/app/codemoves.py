"""What a change of a file means to those who read parts of it: which parts are others now, and where the rest went."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from holdfast.app.codeanswers import Answer, Spot

Line = int | None


class Told(NamedTuple):
    """A function as it is kept: first line, column of the first byte, last line, traits, digest of the body."""

    first: int
    column: int
    last: int
    traits: int
    digest: str


class Taken(NamedTuple):
    """A file in parts, as it is kept."""

    top: str
    functions: Sequence[Told]


def taken(parts: Any) -> Taken:
    """Parts as they were kept. Raises ValueError or TypeError for what is none."""
    top, functions = parts
    return Taken(str(top), [Told(*each) for each in functions])


class Moves:
    """From one content of a file to another one."""

    __slots__ = ("_after", "_before", "_firsts", "changed")

    def __init__(self, before: Taken, after: Taken) -> None:
        self._before, self._after = before.functions, after.functions
        self._firsts = [each.first for each in self._before]
        self.changed: int | None = None
        """Bits of the parts that are others now; None where all are."""
        if before.top and before.top == after.top and len(self._before) == len(self._after):
            self.changed = 0
            for at, (old, new) in enumerate(zip(self._before, self._after, strict=True)):
                self.changed |= (old.traits != new.traits) << (2 * at + 1) | (old.digest != new.digest) << (2 * at + 2)

    def touches(self, bits: int) -> bool:
        """Whether any of some parts is another one now."""
        return self.changed is None or bits < 0 or bool(bits & self.changed)

    def line(self, line: int) -> Line:
        """Where a line outside of what has changed stands now; None where that is not certain."""
        at = bisect_right(self._firsts, line) - 1
        if at < 0:
            return line
        for near in range(at, -1, -1):  # functions that end in this line, too
            if self._before[near].last < line:
                break
            if self._is_other(near) and not self._before[near].first == line < self._before[near].last:
                return None
        old, new = self._before[at], self._after[at]
        return line + (new.first - old.first if line <= old.last else new.last - old.last)

    def _is_other(self, at: int) -> bool:
        return self._before[at].digest != self._after[at].digest


def moved(answer: Answer, moves: Mapping[str, Moves]) -> Answer | None:
    """An answer whose places in files that have changed are where they stand now; None where that is not certain."""
    rows = []
    for row in answer.rows:
        at = _spot(row.at, moves)
        steps = tuple((says, _spot(spot, moves)) for says, spot in row.steps)
        if at is None or any(spot is None for _, spot in steps):
            return None
        rows.append(row._replace(at=at, steps=tuple((says, spot) for says, spot in steps if spot is not None)))
    return answer._replace(rows=tuple(rows))


def _spot(spot: Spot, moves: Mapping[str, Moves]) -> Spot | None:
    found = moves.get(spot.path)
    if found is None:
        return spot
    first, last = found.line(spot.line), found.line(spot.end_line)
    return None if first is None or last is None else spot._replace(line=first, end_line=last)
