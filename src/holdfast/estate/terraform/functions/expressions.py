"""Regular expressions of the language, which are those of RE2, on an engine that goes back and tries again.

What that engine could try for long is refused, and the rest is paid for before it runs.
"""

from __future__ import annotations

import re
from typing import Final

from holdfast.estate.terraform.values import Bad

LONGEST: Final = 500
TRIES: Final = 10_000_000
"""So many ways may be tried at most; a step pays for a hundred."""

_REPEATS = re.compile(
    r"\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|(\((?:\?(?:P<\w+>|[imsU-]*:?))?)|(\))|([*+?]|\{\d+(?:,\d*)?\})|\|",
    re.DOTALL,
)
_CLASS = re.compile(r"\\.|(\[\^?)(\]?(?:\\.|\[:\w+:\]|[^\]\\])*)\]", re.DOTALL)
_UNKNOWN = re.compile(r"\(\?(?:=|!|<|P=|P>)|\\[1-9GkC]")
_CLASSES: Final = {
    "alnum": "0-9A-Za-z",
    "alpha": "A-Za-z",
    "blank": r"\t ",
    "digit": "0-9",
    "lower": "a-z",
    "upper": "A-Z",
    "space": r"\t\n\v\f\r ",
    "punct": r"!-/:-@\[-`{-~",
    "word": r"\w",
    "xdigit": "0-9A-Fa-f",
}


def expression(pattern: str) -> re.Pattern[str]:
    """The compiled expression. Raises Bad where it is none, or one that could be tried for long."""
    _bounds(pattern)
    turned = _CLASS.sub(_class, pattern)
    try:
        return re.compile(turned.replace(r"\z", r"\Z"), re.ASCII)
    except (re.error, RecursionError, OverflowError):
        raise Bad("an expression can't be read") from None


def _class(match: re.Match[str]) -> str:
    """A class of letters with the names that it may have replaced, and nothing in it that only Python knows."""
    inside = match[2]
    if inside is None:
        return match[0]
    named = re.sub(r"\[:(\w+):\]", lambda found: _CLASSES.get(found[1], found[0]), inside)
    return match[1] + re.sub(r"(?<!\\)[\[&|~]", r"\\\g<0>", named).replace("--", r"-\-") + "]"


def price(pattern: str, text: str) -> int:
    """What searching a text may cost in steps. Raises Bad where that is too much."""
    tries = len(text) + 1
    for bound in _bounds(pattern):
        tries *= min(bound, len(text) + 1)
        if tries > TRIES:
            raise Bad("a text is too long to be searched for this expression")
    return tries // 100


def _bounds(pattern: str) -> list[int]:
    """How often each repetition may repeat. Raises Bad for repetitions and choices inside of a repeated group."""
    if len(pattern) > LONGEST or _UNKNOWN.search(pattern):
        raise Bad("an expression is too involved")
    bounds: list[int] = []
    open_: list[bool] = []  # of each group that is open: whether it repeats or chooses inside
    varied_until = -1
    for match in _REPEATS.finditer(pattern):
        if match[1]:
            open_.append(False)
        elif match[2]:
            if open_ and open_.pop():
                varied_until = match.end()
        elif match[3]:
            if varied_until == match.start() and match[3] != "?":
                raise Bad("an expression is too involved")
            bounds.append(_most(match[3]))
            open_ = [True] * len(open_)
        elif match[0] == "|":
            open_ = [True] * len(open_)
    return bounds


def _most(repeat: str) -> int:
    if repeat == "?":
        return 2
    numbers = repeat.strip("{}").split(",")
    return int(numbers[-1]) + 1 if numbers[-1].isdigit() else 1 << 30
