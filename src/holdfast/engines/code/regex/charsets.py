"""Sets of characters as sorted ranges, and the classes of characters that an expression can tell apart."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from typing import Final

Ranges = tuple[tuple[int, int], ...]
"""First and last code points, sorted, without overlap."""

LAST: Final = 0x10FFFF
ALL: Final[Ranges] = ((0, LAST),)
DIGITS: Final[Ranges] = ((48, 57),)
WORD: Final[Ranges] = ((48, 57), (65, 90), (95, 95), (97, 122))
SPACE: Final[Ranges] = ((9, 13), (32, 32))
LETTERS: Final[Ranges] = ((65, 90), (97, 122))
NO_LINE_END: Final[Ranges] = ((0, 9), (11, LAST))
_PREFERRED: Final = {ord(letter): rank for rank, letter in enumerate("a0A!-x_ ./:@,=1bB\t\n")}


def union(parts: Iterable[tuple[int, int]]) -> Ranges:
    """Ranges in any order as a set."""
    made: list[tuple[int, int]] = []
    for low, high in sorted(parts):
        if made and low <= made[-1][1] + 1:
            made[-1] = (made[-1][0], max(high, made[-1][1]))
        elif low <= high:
            made.append((low, high))
    return tuple(made)


def complement(ranges: Ranges) -> Ranges:
    """All other characters."""
    made: list[tuple[int, int]] = []
    at = 0
    for low, high in ranges:
        if low > at:
            made.append((at, low - 1))
        at = high + 1
    if at <= LAST:
        made.append((at, LAST))
    return tuple(made)


def both_cases(ranges: Ranges) -> Ranges:
    """With the other case of each letter of ASCII."""
    more: list[tuple[int, int]] = list(ranges)
    for first, shift in ((65, 32), (97, -32)):
        for low, high in ranges:
            low, high = max(low, first), min(high, first + 25)
            if low <= high:
                more.append((low + shift, high + shift))
    return union(more)


class Classes:
    """The classes of characters that some sets tell apart; a set is then the bits of its classes."""

    def __init__(self, sets: Iterable[Ranges]) -> None:
        """Raise ValueError where there are too many to go on with."""
        distinct = list(dict.fromkeys(sets))
        cuts = sorted(
            {0, *(low for each in distinct for low, _ in each), *(high + 1 for each in distinct for _, high in each)}
        )
        self._cuts = [cut for cut in cuts if cut <= LAST]
        members: dict[tuple[int, ...], int] = {}
        self._class_of: list[int] = []
        self.letters: list[str] = []
        """A character of each class, a plain one where there is one."""
        self._masks = dict.fromkeys(distinct, 0)
        starts = [[low for low, _ in each] for each in distinct]
        for at, cut in enumerate(self._cuts):
            inside = tuple(number for number, each in enumerate(distinct) if _holds(each, starts[number], cut))
            number = members.setdefault(inside, len(members))
            if number == len(self.letters):
                self.letters.append("")
                for each in inside:
                    self._masks[distinct[each]] |= 1 << number
            end = self._cuts[at + 1] - 1 if at + 1 < len(self._cuts) else LAST
            letter = _letter(cut, end)
            if not self.letters[number] or _rank(letter) < _rank(self.letters[number]):
                self.letters[number] = letter
            self._class_of.append(number)
        if len(self.letters) > 120:
            raise ValueError("too many classes of characters")

    def mask(self, ranges: Ranges) -> int:
        """The bits of a set that was given."""
        return self._masks[ranges]

    def bit(self, letter: str) -> int:
        """The bit of a character's class."""
        return 1 << self._class_of[bisect_right(self._cuts, ord(letter)) - 1]

    def letter(self, mask: int) -> str:
        """A character of one of these classes, the plainest that there is."""
        return min((letter for at, letter in enumerate(self.letters) if mask >> at & 1), key=_rank)


def _holds(ranges: Ranges, starts: list[int], code: int) -> bool:
    at = bisect_right(starts, code) - 1
    return at >= 0 and code <= ranges[at][1]


def _letter(low: int, high: int) -> str:
    """The plainest character of a range."""
    found = min((code for code in _PREFERRED if low <= code <= high), key=_PREFERRED.__getitem__, default=-1)
    if found < 0:
        found = max(low, 33) if high >= 33 and low < 127 else low
    return chr(found)


def _rank(letter: str) -> int:
    return _PREFERRED.get(ord(letter), 50 if letter.isprintable() and letter.isascii() else 99)
