"""Whether a file belongs to an element of the model, by the globs that the model gives for it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

TESTS: Final = r"(?:unit|integration|functional)?[\-_]?tests?|testing|testdata|specs?|fixtures?|mocks?|e2e"
"""Words in the names of what serves tests, as a part of an expression."""
_MOST: Final = 1024
"""Characters of a glob that are read; a longer one matches nothing."""


def within(path: str, globs: Sequence[str]) -> bool:
    """Whether a path lies in one of the globs; without any, everything does.

    ``**`` stands for any folders, ``*`` and ``?`` for characters of one name. A folder stands for all that is in it. A
    path that is not known might lie anywhere, so it lies inside.
    """
    return not globs or not path or any(_pattern(glob).fullmatch(path) for glob in globs)


def file_of(place: str) -> str:
    """The path in a place of the ledger."""
    head, _, last = place.rpartition(":")
    while head and last.isdigit():
        place = head
        head, _, last = place.rpartition(":")
    return place


@lru_cache(4096)
def _pattern(glob: str) -> re.Pattern[str]:
    if len(glob) > _MOST:
        return re.compile(r"(?!)")
    text = glob.removeprefix("./").rstrip("/")
    made, at = "", 0
    while at < len(text):
        if text.startswith("**/", at):
            made, at = made + "(?:[^/]+/)*", at + 3
        elif text.startswith("**", at):
            made, at = made + ".*", at + 2
        else:
            made, at = made + {"*": "[^/]*", "?": "[^/]"}.get(text[at], re.escape(text[at])), at + 1
    return re.compile(made + "(?:/.*)?", re.DOTALL)
