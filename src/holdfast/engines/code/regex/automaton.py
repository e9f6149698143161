"""An expression as an automaton that keeps how many ways lead from one character to the next."""

from __future__ import annotations

from typing import Final

from holdfast.engines.code.regex.charsets import Classes
from holdfast.engines.code.regex.machine import ACCEPT, ATOMIC, JUMP, SET, SPLIT, Program

MOST_STATES: Final = 400
MOST_WAYS: Final = 3000
"""Ways without reading that are followed from one state."""


class Automaton:
    """States are the places of a program that read a character.

    ``reads`` are the bits of the classes that each reads, ``follows`` the states behind it with the number of ways
    that lead there, 1 or 2 for several. State 0, which reads anything, stands for what comes before the match, where
    the engine looks for one anywhere.
    """

    __slots__ = ("follows", "reads", "starts")

    def __init__(self, program: Program, classes: Classes, *, anywhere: bool) -> None:
        """Raise ValueError for one that is too large."""
        code = program.code
        places = [at for at, (op, _, _) in enumerate(code) if op == SET]
        if len(places) > MOST_STATES:
            raise ValueError("too many states")
        number = {at: state for state, at in enumerate(places, 1)}
        every = (1 << len(classes.letters)) - 1
        self.reads = [every, *(classes.mask(code[at][1]) for at in places)]
        self.starts = _reached(program, 0, number)
        self.follows: list[dict[int, int]] = [{0: 1, **self.starts} if anywhere else {}]
        self.follows += [_reached(program, at + 1, number) for at in places]

    def components(self) -> list[list[int]]:
        """The loops: states from each of which each other is reached, those that lead to others last (Tarjan)."""
        index: dict[int, int] = {}
        low: dict[int, int] = {}
        path: list[int] = []
        on_path: set[int] = set()
        found: list[list[int]] = []
        for root in range(len(self.reads)):
            if root in index:
                continue
            work = [(root, iter(self.follows[root]))]
            index[root] = low[root] = len(index)
            path.append(root)
            on_path.add(root)
            while work:
                state, rest = work[-1]
                for after in rest:
                    if after not in index:
                        index[after] = low[after] = len(index)
                        path.append(after)
                        on_path.add(after)
                        work.append((after, iter(self.follows[after])))
                        break
                    if after in on_path:
                        low[state] = min(low[state], index[after])
                else:
                    work.pop()
                    if work:
                        low[work[-1][0]] = min(low[work[-1][0]], low[state])
                    if low[state] == index[state]:
                        cut = path.index(state)
                        part = path[cut:]
                        del path[cut:]
                        on_path.difference_update(part)
                        if len(part) > 1 or state in self.follows[state]:
                            found.append(sorted(part))
        return found


def _reached(program: Program, start: int, number: dict[int, int]) -> dict[int, int]:
    """The states that are reached without reading, and whether by one way or several."""
    found: dict[int, int] = {}
    budget = MOST_WAYS
    ways: list[tuple[int, tuple[int, ...]]] = [(start, ())]
    while ways and budget:
        budget -= 1
        at, behind = ways.pop()
        op, one, two = program.code[at]
        if op == SET:
            found[number[at]] = min(found.get(number[at], 0) + 1, 2)
        elif op == JUMP:
            ways.append((one, behind))
        elif op == SPLIT:
            if behind.count(at) < 2:  # once out of an inner loop, and in again by the outer one
                ways.append((two, (*behind, at)))
                ways.append((one, (*behind, at)))
        elif op not in (ACCEPT, ATOMIC):
            ways.append((at + 1, behind))
    return found
