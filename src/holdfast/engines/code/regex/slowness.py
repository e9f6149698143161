"""Whether an expression is slow, with a text that shows it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, NamedTuple

from holdfast.engines.code.regex.ambiguity import Ambiguity, Search
from holdfast.engines.code.regex.automaton import Automaton
from holdfast.engines.code.regex.charsets import Classes
from holdfast.engines.code.regex.machine import Machine, Program, compiled, sets
from holdfast.engines.code.regex.syntax import Tree, Unreadable, parse

_REPEATS: Final = re.compile(r"[*+]|\{\d*,\d*\}")
_FEW: Final = 6
"""Ambiguities of a kind that are tried."""
_STEPS: Final = 40_000
"""Steps that show an exponential one, for a text of at most ``_SHORT`` characters."""
_MULTIPLIED: Final = 1.25
_SHORT: Final = 160
_TINY: Final = 40
_ENDLESS: Final = 10
"""So often a repetition may go round that the search for ambiguities takes it for an endless one."""
_LENGTHS: Final = (12, 24, 48, 96)
"""How often the text of a polynomial one is repeated."""
_POLYNOMIAL_STEPS: Final = 60_000
_MOST_STEPS: Final = 300_000
"""Steps of a kind that one expression may take over all ambiguities and endings."""
_QUADRATIC: Final = 3.2
"""How much more twice the text takes, at least, where the time is quadratic: four times, less what is constant."""
_CUBIC: Final = 5.8


class Slow(NamedTuple):
    """An expression takes too long for ``before + again × n + after``."""

    exponential: bool
    degree: int
    """Of a polynomial one: 2 for quadratic; 0 for exponential."""
    before: str
    again: str
    after: str

    def text(self) -> str:
        """The text as Python writes it: ``'a' * 30 + '!'``."""
        parts = [repr(self.before)] if self.before else []
        parts.append(f"{self.again!r} * {40 if self.exponential else 50_000}")
        if self.after:
            parts.append(repr(self.after))
        return " + ".join(parts)


def slowness(pattern: str, flags: str = "", *, python: bool, anywhere: bool) -> Slow | None:
    """How slow an expression can be made; None where nothing was found or it cannot be read.

    ``flags`` are letters: ``i m s x`` and so on. ``anywhere``: it is looked for in the text, not only at its beginning.
    """
    if not _REPEATS.search(pattern):
        return None
    try:
        tree = parse(pattern, flags, python=python)
        program = _program(tree)
        loose = compiled(tree, _ENDLESS, loose=True)
        classes = Classes([*sets(program), *sets(loose), ((10, 10),)])
        search = Search(Automaton(loose, classes, anywhere=anywhere), classes)
    except (Unreadable, ValueError):
        return None
    fast = Machine(program, classes, _STEPS)
    for found in islice(search.exponential(), _FEW):
        for after in _endings(classes):
            if fast.spent > _MOST_STEPS:
                break
            if _explodes(fast, found, after, anywhere):
                return Slow(True, 0, found.before, found.again, after)
    slow = Machine(program, classes, _POLYNOMIAL_STEPS)
    best: Slow | None = None
    for found in islice(search.polynomial(), _FEW):
        for after in _endings(classes):
            if slow.spent > _MOST_STEPS:
                break
            degree = _degree(slow, found, after, anywhere)
            if degree > (best.degree if best else 1):
                best = Slow(False, degree, found.before, found.again, after)
                break
    return best


def _program(tree: Tree) -> Program:
    """As exact a program as is not too large: a bound that no text here reaches is none."""
    try:
        return compiled(tree, _SHORT)
    except Unreadable:
        return compiled(tree, _TINY)


def _endings(classes: Classes) -> Iterator[str]:
    """What may make a match fail at the end."""
    seen = set()
    for letter in ("", *_rare(classes.letters), "\n", "\n\n"):
        if letter not in seen:
            seen.add(letter)
            yield letter


def _rare(letters: Iterable[str]) -> list[str]:
    """Characters of each class, those that few sets hold first: the class of what no set holds comes last or first."""
    return sorted(letters, key=lambda letter: (letter.isalnum(), letter != "!", letter))[:30]


def _explodes(machine: Machine, found: Ambiguity, after: str, anywhere: bool) -> bool:
    """Whether a short text takes many steps, and each repetition multiplies them."""
    counts: list[int] = []
    for times in range(1, max(_SHORT // len(found.again), 8)):
        counts.append(machine.count(found.before + found.again * times + after, anywhere=anywhere))
        if counts[-1] >= _STEPS:
            return len(counts) > 3 and counts[-2] > _MULTIPLIED * counts[-3]
        if (times == 16 and counts[-1] < 3 * counts[7]) or (times == 32 and counts[-1] < 16 * counts[15]):
            return False
    return False


def _degree(machine: Machine, found: Ambiguity, after: str, anywhere: bool) -> int:
    """The degree with which the time grows: 1 for linear, 3 for cubic or more."""
    counts: list[int] = []
    for times in _LENGTHS:
        count = machine.count(found.before + found.again * times + after, anywhere=anywhere)
        if count >= _POLYNOMIAL_STEPS:
            break
        counts.append(count)
        if len(counts) > 1 and counts[-1] < 2.3 * counts[-2]:
            return 1
    if len(counts) < 2:
        return 3  # a short text takes all steps already
    growth = counts[-1] / counts[-2]
    return 3 if growth > _CUBIC else 2 if growth > _QUADRATIC else 1
