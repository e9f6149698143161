"""Regular expressions of other languages (RE2, POSIX) as Python understands them."""

from __future__ import annotations

import re
import warnings
from typing import Final

_CLASSES: Final = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "blank": r" \t",
    "digit": "0-9",
    "lower": "a-z",
    "punct": r"!-/:-@\[-`{-~",
    "space": r"\s",
    "upper": "A-Z",
    "word": r"\w",
    "xdigit": "0-9A-Fa-f",
}
_CLASS: Final = re.compile(r"\[:(\w+):\]")
_LITERAL: Final = re.compile(r"\\Q(.*?)(?:\\E|$)", re.DOTALL)
_SET: Final = re.compile(r"\\.|\[(?P<no>\^?)(?P<first>\]?)(?P<inner>(?:\\.|[^\]\\])*)\]", re.DOTALL)
_FLAGS: Final = re.compile(r"\(\?([ims]+)\)")


def python(text: str) -> str:
    """The expression in Python's syntax. Raises ValueError for what Python has no word for."""
    found = _LITERAL.sub(lambda match: re.escape(match[1]), text)
    found = _CLASS.sub(_class, found).replace(r"\z", r"\Z")
    found = _SET.sub(_plain_set, found)
    flags = _FLAGS.search(found)
    if flags is not None and flags.start():  # Python wants flags at the start; RE2 lets them hold from here on
        found = f"{found[: flags.start()]}(?{flags[1]}:{found[flags.end() :]})"
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", FutureWarning)  # what Python will read otherwise one day
            re.compile(found)
    except (re.error, RecursionError, OverflowError, FutureWarning) as error:
        raise ValueError(f"Python does not understand the expression: {error}") from error
    return found


def _plain_set(match: re.Match[str]) -> str:
    """A set without what Python may one day read as a set inside of a set."""
    if match[0].startswith("\\"):
        return match[0]
    inner = re.sub(r"(?<!\\)([\[&|~])", r"\\\1", match["inner"])
    return f"[{match['no']}{match['first']}{inner}]"


def _class(match: re.Match[str]) -> str:
    if match[1] not in _CLASSES:
        raise ValueError(f"there is no character class [:{match[1]}:]")
    return _CLASSES[match[1]]
