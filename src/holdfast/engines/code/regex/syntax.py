"""Regular expressions of Python and JavaScript as trees.

Sources: the documentation of Python's ``re`` module; ECMAScript, section 22.2. What a tree cannot say, above all
back-references, raises ``Unreadable``: then nothing is said about the expression.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from holdfast.engines.code.regex.charsets import (
    ALL,
    DIGITS,
    LAST,
    LETTERS,
    NO_LINE_END,
    SPACE,
    WORD,
    Ranges,
    both_cases,
    complement,
    union,
)

LONGEST: Final = 2000
DEEPEST: Final = 40
UNBOUNDED: Final = -1


class Unreadable(Exception):  # noqa: N818 - not an error: the expression is left alone
    """It is no expression, or says what a tree cannot."""


@dataclass(frozen=True, slots=True)
class Chars:
    """One character out of a set."""

    ranges: Ranges


@dataclass(frozen=True, slots=True)
class Chain:
    """One after the other."""

    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The first that fits."""

    items: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Repeat:
    """From ``least`` to ``most`` times."""

    item: Tree
    least: int
    most: int
    lazy: bool = False


@dataclass(frozen=True, slots=True)
class Atomic:
    """What has matched is not tried again otherwise."""

    item: Tree


@dataclass(frozen=True, slots=True)
class Look:
    """Holds where ``item`` does (not) match from here on, or up to here."""

    item: Tree
    ahead: bool
    negative: bool


@dataclass(frozen=True, slots=True)
class At:
    """A place: ``start end line-start line-end last-line word not-word``."""

    kind: str


Tree = Chars | Chain | Choice | Repeat | Atomic | Look | At

_CLASSES: Final = {"d": DIGITS, "w": WORD, "s": SPACE}
_CONTROLS: Final = {"n": 10, "r": 13, "t": 9, "f": 12, "v": 11, "a": 7, "0": 0}
_FLAG_NAMES: Final = frozenset("aiLmsux")


def parse(pattern: str, flags: str, *, python: bool) -> Tree:
    """The tree of an expression. Raises Unreadable."""
    if len(pattern) > LONGEST:
        raise Unreadable
    reader = _Reader(pattern, frozenset(flags), python)
    tree = reader.choice(0)
    if reader.at < len(pattern):
        raise Unreadable
    return tree


class _Reader:
    def __init__(self, text: str, flags: frozenset[str], python: bool) -> None:
        self.text, self.at, self.flags, self.python = text, 0, flags, python

    def peek(self, size: int = 1) -> str:
        return self.text[self.at : self.at + size]

    def take(self, token: str) -> bool:
        if not self.text.startswith(token, self.at):
            return False
        self.at += len(token)
        return True

    def next(self) -> str:
        letter = self.peek()
        if not letter:
            raise Unreadable
        self.at += 1
        return letter

    def choice(self, depth: int) -> Tree:
        if depth > DEEPEST:
            raise Unreadable
        branches = [self._chain(depth)]
        while self.take("|"):
            branches.append(self._chain(depth))
        return branches[0] if len(branches) == 1 else Choice(tuple(branches))

    def _chain(self, depth: int) -> Tree:
        items: list[Tree] = []
        while (letter := self.peek()) and letter not in "|)":
            if self._skipped():
                continue
            item = self._atom(depth)
            if item is not None:
                items.append(self._repeated(item))
        return items[0] if len(items) == 1 else Chain(tuple(items))

    def _skipped(self) -> bool:
        """Pass by a blank or a comment of the long form."""
        letter = self.peek()
        if "x" not in self.flags or not self.python or not (letter.isspace() or letter == "#"):
            return False
        self.at += 1
        if letter == "#":
            while self.peek() not in ("", "\n"):
                self.at += 1
        return True

    def _repeated(self, item: Tree) -> Tree:
        while bounds := self._bounds():
            least, most = bounds
            if self.take("?"):
                item = Repeat(item, least, most, True)
            elif self.python and self.take("+"):
                item = Atomic(Repeat(item, least, most))
            else:
                item = Repeat(item, least, most)
        return item

    def _bounds(self) -> tuple[int, int] | None:
        while self._skipped():
            pass
        for token, bounds in (("*", (0, UNBOUNDED)), ("+", (1, UNBOUNDED)), ("?", (0, 1))):
            if self.take(token):
                return bounds
        if self.peek() != "{":
            return None
        end = self.text.find("}", self.at)
        inside = self.text[self.at + 1 : end] if end > 0 else ""
        low, comma, high = inside.partition(",")
        if not (low + high).isdecimal() or not (low + high).isascii() or len(inside) > 9:
            return None
        if not comma and not low:
            return None
        self.at = end + 1
        least = int(low or 0)
        most = least if not comma else int(high) if high else UNBOUNDED
        if most != UNBOUNDED and most < least:
            raise Unreadable
        return least, most

    def _atom(self, depth: int) -> Tree | None:
        letter = self.next()
        if letter == "(":
            return self._group(depth)
        if letter == "[":
            return Chars(self._set())
        if letter == ".":
            return Chars(ALL if "s" in self.flags else NO_LINE_END)
        if letter == "^":
            return At("line-start" if "m" in self.flags else "start")
        if letter == "$":
            return At("line-end" if "m" in self.flags else "last-line" if self.python else "end")
        if letter == "\\":
            return self._escape()
        if letter in "*+?":
            raise Unreadable
        return self._one(ord(letter))

    def _one(self, code: int) -> Chars:
        ranges: Ranges = ((code, code),)
        return Chars(both_cases(ranges) if "i" in self.flags else ranges)

    def _escape(self) -> Tree:
        letter = self.next()
        if letter in "bB":
            return At("word" if letter == "b" else "not-word")
        if self.python and letter in "AZz":
            return At("start" if letter == "A" else "end")
        if letter in "123456789k" and (letter != "k" or not self.python):
            raise Unreadable
        found = self._class(letter)
        if found is not None:
            return Chars(found)
        return self._one(self._code(letter))

    def _class(self, letter: str) -> Ranges | None:
        found = _CLASSES.get(letter.lower())
        if found is not None:
            return found if letter.islower() else complement(found)
        if letter in "pP" and not self.python and self.take("{"):
            end = self.text.find("}", self.at)
            if end < 0:
                raise Unreadable
            name = self.text[self.at : end]
            self.at = end + 1
            found = DIGITS if name.rpartition("=")[2] in ("N", "Nd", "Number") else LETTERS
            return found if letter == "p" else complement(found)
        return None

    def _code(self, letter: str) -> int:
        """The character that an escape means."""
        if letter in _CONTROLS:
            return _CONTROLS[letter]
        digits = {"x": 2, "u": 4, "U": 8 if self.python else 0}.get(letter, 0)
        if letter == "u" and self.take("{"):
            end = self.text.find("}", self.at)
            digits = end - self.at if end > 0 else 0
            code = self._hex(digits)
            self.at = end + 1
            return code
        if digits:
            return self._hex(digits)
        if letter == "c" and not self.python:
            return ord(self.next()) & 31
        return ord(letter)

    def _hex(self, digits: int) -> int:
        text = self.peek(digits)
        self.at += digits
        try:
            code = int(text, 16)
        except ValueError:
            raise Unreadable from None
        if code > LAST:
            raise Unreadable
        return code

    def _set(self) -> Ranges:
        negative = self.take("^")
        parts: list[tuple[int, int]] = []
        first = True
        while True:
            letter = self.next()
            if letter == "]" and not (first and self.python):
                break
            first = False
            low = self._member(letter, parts)
            if self.peek() == "-" and self.peek(2) not in ("-]", "-"):
                self.at += 1
                high = self._member(self.next(), parts)
                if low is None or high is None:
                    parts.extend((code, code) for code in (low, high, 45) if code is not None)
                elif low > high:
                    raise Unreadable
                else:
                    parts.append((low, high))
            elif low is not None:
                parts.append((low, low))
        ranges = union(parts)
        if "i" in self.flags:
            ranges = both_cases(ranges)
        return complement(ranges) if negative else ranges

    def _member(self, letter: str, parts: list[tuple[int, int]]) -> int | None:
        """The character that a member of a set is; None for a whole class, which is added."""
        if letter != "\\":
            return ord(letter)
        letter = self.next()
        found = self._class(letter)
        if found is not None:
            parts.extend(found)
            return None
        return 8 if letter == "b" else self._code(letter)

    def _group(self, depth: int) -> Tree | None:
        outer = self.flags
        wrap = "group"
        if self.take("?"):
            wrap = self._kind()
            if wrap in ("comment", "flags"):
                return None
        item = self.choice(depth + 1)
        if not self.take(")"):
            raise Unreadable
        self.flags = outer
        if wrap == "atomic":
            return Atomic(item)
        if wrap.startswith("look"):
            return Look(item, wrap[4] == "a", wrap.endswith("!"))
        return item

    def _kind(self) -> str:
        for token, kind in ((":", "group"), ("=", "looka="), ("!", "looka!"), ("<=", "lookb="), ("<!", "lookb!")):
            if self.take(token):
                return kind
        if self.python and self.take(">"):
            return "atomic"
        if self.python and self.take("#"):
            self.at = self.text.find(")", self.at) + 1
            if not self.at:
                raise Unreadable
            return "comment"
        if self.take("P<" if self.python else "<"):
            self.at = self.text.find(">", self.at) + 1
            if not self.at:
                raise Unreadable
            return "group"
        return self._flags()

    def _flags(self) -> str:
        """``(?i)``, ``(?i-m:``."""
        on = True
        while (letter := self.next()) not in ":)":
            if letter == "-":
                on = False
            elif letter not in _FLAG_NAMES:
                raise Unreadable
            else:
                self.flags = self.flags | {letter} if on else self.flags - {letter}
        return "group" if letter == ":" else "flags"
