"""Where an automaton reads the same text in several ways, again and again.

An expression takes exponential time where a loop reads one text in two ways and comes back to where it was (EDA), and
polynomial time where one loop may hand over to another one that reads the same (IDA). Source: A. Weber and H. Seidl,
On the degree of ambiguity of finite automata, 1991.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from typing import Final, NamedTuple

from holdfast.engines.code.regex.automaton import Automaton
from holdfast.engines.code.regex.charsets import Classes

LARGEST_LOOP: Final = 70
MOST_MOVES: Final = 150_000
"""Moves of products in the search for one expression."""
MOST_FOUND: Final = 8


class Ambiguity(NamedTuple):
    """A text before, and one that can be repeated."""

    before: str
    again: str


class Search:
    """Looks for ambiguities of one automaton, as long as its budget lasts."""

    def __init__(self, automaton: Automaton, classes: Classes) -> None:
        self._automaton, self._classes = automaton, classes
        self._left = MOST_MOVES
        self._loops = automaton.components()

    def exponential(self) -> Iterator[Ambiguity]:
        """Loops that read one text in two ways."""
        for loop in self._loops:
            if len(loop) > LARGEST_LOOP:
                continue
            inside = frozenset(loop)
            for state in loop[:MOST_FOUND]:
                again = self._twice(state, inside)
                if again:
                    yield Ambiguity(self._before(state), again)
                    break

    def _twice(self, state: int, inside: frozenset[int]) -> str:
        """A text that leads from a state back to itself in two ways."""
        for first in inside:
            for second, ways in self._automaton.follows[first].items():
                if ways > 1 and second in inside:
                    letter = self._classes.letter(self._automaton.reads[first])
                    there = self._path((state,), (first,), (inside,))
                    back = self._path((second,), (state,), (inside,))
                    if there is not None and back is not None:
                        return there + letter + back
        both = (inside, inside)
        seen = self._spread((state, state), both)
        for pair in seen:
            if pair[0] != pair[1]:
                back = self._path(pair, (state, state), both)
                if back is not None:
                    return _text(seen, pair) + back
        return ""

    def polynomial(self) -> Iterator[Ambiguity]:
        """Loops of which one hands over to another that reads the same."""
        members = [frozenset(loop) for loop in self._loops]
        for early in reversed(self._loops):
            for state in early[:MOST_FOUND]:
                reached = self._reach(state)
                for late, inside in zip(self._loops, members, strict=True):
                    if late is early or not reached & inside or self._left <= 0:
                        continue
                    again = self._handed(state, frozenset(early), reached, late, inside)
                    if again:
                        yield Ambiguity(self._before(state), again)

    def _handed(
        self, state: int, early: frozenset[int], between: frozenset[int], late: list[int], inside: frozenset[int]
    ) -> str:
        for other in late[:MOST_FOUND]:
            again = self._path((state, state, other), (state, other, other), (early, between, inside))
            if again:
                return again
        return ""

    def _reach(self, state: int) -> frozenset[int]:
        seen = {state}
        waiting = [state]
        while waiting:
            fresh = [after for after in self._automaton.follows[waiting.pop()] if after not in seen]
            seen.update(fresh)
            waiting.extend(fresh)
        return frozenset(seen)

    def _before(self, state: int) -> str:
        """A shortest text that leads to a state."""
        if state == 0:
            return ""
        every = frozenset(range(len(self._automaton.reads)))
        found = [self._path((start,), (state,), (every,)) for start in self._automaton.starts]
        return min((text for text in found if text is not None), key=len, default="")

    def _path(self, start: tuple[int, ...], goal: tuple[int, ...], inside: tuple[frozenset[int], ...]) -> str | None:
        """A shortest text that leads from some states to others, each staying inside of its part."""
        if start == goal and len(start) == 1:
            return ""
        seen = self._spread(start, inside, goal)
        return _text(seen, goal) if goal in seen else None

    def _spread(
        self, start: tuple[int, ...], inside: tuple[frozenset[int], ...], goal: tuple[int, ...] | None = None
    ) -> Seen:
        """All that is reached from some states that move together, with the step that led there."""
        seen: Seen = {}
        queue = deque([start])
        while queue and self._left > 0:
            here = queue.popleft()
            for letter, after in self._moves(here, inside):
                self._left -= 1
                if after not in seen and after != start:
                    seen[after] = (here, letter)
                    if after == goal:
                        return seen
                    queue.append(after)
        return seen

    def _moves(
        self, here: tuple[int, ...], inside: tuple[frozenset[int], ...]
    ) -> Iterator[tuple[str, tuple[int, ...]]]:
        reads = -1
        for state in here:
            reads &= self._automaton.reads[state]
        if not reads:
            return
        letter = self._classes.letter(reads)
        options = [
            [after for after in self._automaton.follows[state] if after in part]
            for state, part in zip(here, inside, strict=True)
        ]
        for after in _product(options):
            yield letter, after


Seen = dict[tuple[int, ...], tuple[tuple[int, ...], str]]


def _product(options: list[list[int]]) -> Iterator[tuple[int, ...]]:
    made: list[tuple[int, ...]] = [()]
    for each in options:
        made = [(*one, state) for one in made for state in each]
    yield from made


def _text(seen: Seen, goal: tuple[int, ...]) -> str:
    """What was read on the way."""
    letters: list[str] = []
    while goal in seen:
        goal, letter = seen[goal]
        letters.append(letter)
    return "".join(reversed(letters))
