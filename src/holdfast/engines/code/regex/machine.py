"""A machine that tries an expression the way that backtracking engines do, and counts its steps."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from holdfast.engines.code.regex.charsets import Classes, Ranges
from holdfast.engines.code.regex.syntax import (
    UNBOUNDED,
    At,
    Atomic,
    Chain,
    Chars,
    Choice,
    Look,
    Repeat,
    Tree,
    Unreadable,
)

LARGEST: Final = 4000
"""Instructions of one program."""
SET, SPLIT, JUMP, PLACE, LOOK, ATOMIC, MARK, PROGRESS, ACCEPT = range(9)

Instruction = tuple[int, Any, Any]
"""An operation and what it works with: a set, places to go on, a place in the text, another program."""


@dataclass(frozen=True, slots=True)
class Program:
    """What a machine does."""

    code: tuple[Instruction, ...]
    marks: int
    """How many loops have to be watched for going round without reading."""


class _Compiler:
    def __init__(self, far: int, loose: bool) -> None:
        self.far, self.loose = far, loose
        self.code: list[Instruction] = []
        self.marks = 0

    def emit(self, op: int, one: Any = 0, two: Any = 0) -> int:
        if len(self.code) >= LARGEST:
            raise Unreadable
        self.code.append((op, one, two))
        return len(self.code) - 1

    def add(self, tree: Tree) -> None:
        match tree:
            case Chars():
                self.emit(SET, tree.ranges)
            case Chain():
                for item in tree.items:
                    self.add(item)
            case Choice():
                self._choice(tree)
            case Repeat():
                self._repeat(tree)
            case Atomic() if self.loose:
                self.add(tree.item)
            case Atomic():
                self.emit(ATOMIC, compiled(tree.item, self.far))
            case Look() if self.loose:
                self._choice(Choice((tree.item, Chain(()))))
            case Look():
                self.emit(LOOK, compiled(tree.item, self.far), (tree.ahead, tree.negative))
            case At():
                self.emit(PLACE, tree.kind)

    def _choice(self, tree: Choice) -> None:
        ends: list[int] = []
        for item in tree.items[:-1]:
            split = self.emit(SPLIT)
            self.add(item)
            ends.append(self.emit(JUMP))
            self.code[split] = (SPLIT, split + 1, len(self.code))
        self.add(tree.items[-1])
        for end in ends:
            self.code[end] = (JUMP, len(self.code), 0)

    def _repeat(self, tree: Repeat) -> None:
        most = UNBOUNDED if tree.most >= self.far else tree.most
        for _ in range(min(tree.least, self.far)):
            self.add(tree.item)
        if most == UNBOUNDED:
            self._loop(tree)
            return
        splits: list[int] = []
        for _ in range(most - tree.least):
            splits.append(self.emit(SPLIT))
            self.add(tree.item)
        end = len(self.code)
        for split in splits:
            self.code[split] = (SPLIT, end, split + 1) if tree.lazy else (SPLIT, split + 1, end)

    def _loop(self, tree: Repeat) -> None:
        empty = nullable(tree.item)
        split = self.emit(SPLIT)
        mark = self.marks
        if empty:
            self.marks += 1
            self.emit(MARK, mark)
        self.add(tree.item)
        if empty:
            self.emit(PROGRESS, mark)
        self.emit(JUMP, split)
        end = len(self.code)
        self.code[split] = (SPLIT, end, split + 1) if tree.lazy else (SPLIT, split + 1, end)


def nullable(tree: Tree) -> bool:
    """Whether it can match nothing."""
    match tree:
        case Chars():
            return False
        case Chain():
            return all(map(nullable, tree.items))
        case Choice():
            return any(map(nullable, tree.items))
        case Repeat():
            return tree.least == 0 or nullable(tree.item)
        case Atomic():
            return nullable(tree.item)
    return True


def compiled(tree: Tree, far: int, *, loose: bool = False) -> Program:
    """The program of a tree. Raises Unreadable for one that is too large.

    A repetition up to ``far`` times or more is made one without end. ``loose``: what is looked at without being read
    is read or left out, so that all in the expression can be met.
    """
    compiler = _Compiler(far, loose)
    compiler.add(tree)
    compiler.emit(ACCEPT)
    return Program(tuple(compiler.code), compiler.marks)


class Machine:
    """Runs one program over texts."""

    def __init__(self, program: Program, classes: Classes, budget: int) -> None:
        """``budget`` is how many steps one text may take."""
        self._program, self._classes, self._budget = _masked(program, classes), classes, budget
        self.steps = 0
        self.spent = 0
        """Steps of all texts together."""

    def count(self, text: str, *, anywhere: bool) -> int:
        """How many steps it takes to find out whether a text begins with a match; ``anywhere``: or holds one."""
        self.end(text, anywhere=anywhere)
        return self.steps

    def end(self, text: str, *, anywhere: bool) -> int | None:
        """Where the first match ends; None where there is none, or the budget was not enough."""
        self.steps = 0
        bits = [self._classes.bit(letter) for letter in text]
        end = None
        for start in range(len(text) + 1) if anywhere else (0,):
            end = self._run(self._program, text, bits, start)
            if end is not None or self.steps > self._budget:
                break
        self.spent += self.steps
        return end

    def _run(self, program: Program, text: str, bits: list[int], start: int, stop: int = -1) -> int | None:
        """Where a match from ``start`` on ends; ``stop``: it has to end there."""
        code = program.code
        size, steps, budget = len(bits), self.steps, self._budget
        stack: list[tuple[int, int, tuple[int, ...]]] = [(0, start, (-1,) * program.marks)]
        while stack:
            at, place, marks = stack.pop()
            while True:
                steps += 1
                if steps > budget:
                    self.steps = steps
                    return None
                op, one, two = code[at]
                at += 1
                if op == SET:
                    if place == size or not bits[place] & one:
                        break
                    place += 1
                elif op == SPLIT:
                    stack.append((two, place, marks))
                    at = one
                elif op == JUMP:
                    at = one
                elif op == MARK:
                    marks = (*marks[:one], place, *marks[one + 1 :])
                elif op == PROGRESS:
                    if marks[one] == place:
                        at += 1  # nothing was read: pass by the jump back, which ends the loop
                elif op == ACCEPT:
                    if stop < 0 or place == stop:
                        self.steps = steps
                        return place
                    break
                else:
                    self.steps = steps
                    moved = self._special(op, one, two, text, bits, place)
                    steps = self.steps
                    if moved < 0:
                        break
                    place = moved
        self.steps = steps
        return None

    def _special(self, op: int, one: Any, two: Any, text: str, bits: list[int], place: int) -> int:
        """Where to go on behind a look or a place; -1 for nowhere."""
        if op == PLACE:
            return place if _stands(str(one), text, place) else -1
        if op == ATOMIC:
            end = self._run(one, text, bits, place)
            return -1 if end is None else end
        ahead, negative = two
        if ahead:
            holds = self._run(one, text, bits, place) is not None
        else:
            starts = range(place, max(place - 64, -1), -1)
            holds = any(self._run(one, text, bits, start, place) is not None for start in starts)
        return place if holds != negative else -1


def _masked(program: Program, classes: Classes) -> Program:
    """The same with the bits of each set in its place, as a machine compares them."""
    code = tuple(
        (op, classes.mask(one) if op == SET else _masked(one, classes) if isinstance(one, Program) else one, two)
        for op, one, two in program.code
    )
    return Program(code, program.marks)


def _stands(kind: str, text: str, place: int) -> bool:
    if kind == "start":
        return place == 0
    if kind == "end":
        return place == len(text)
    if kind == "last-line":
        return place == len(text) or (place == len(text) - 1 and text[place] == "\n")
    if kind == "line-start":
        return place == 0 or text[place - 1] == "\n"
    if kind == "line-end":
        return place == len(text) or text[place] == "\n"
    return (_word(text, place - 1) != _word(text, place)) == (kind == "word")


def _word(text: str, place: int) -> bool:
    return 0 <= place < len(text) and (text[place].isalnum() or text[place] == "_")


def sets(program: Program) -> list[Ranges]:
    """All sets of characters in a program and those inside of it."""
    found: list[Ranges] = []
    for op, one, _ in program.code:
        if op == SET:
            found.append(one)
        elif isinstance(one, Program):
            found.extend(sets(one))
    return found
