"""Versions of Homebrew's formulae, in tokens; a number on one side alone is passed over while it is zero.

Source: https://docs.brew.sh/Formula-Cookbook and the behaviour of its ``Version``.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from holdfast.formats.versions.order import Compared, bounded

_TOKEN: Final = re.compile(
    r"(?P<alpha>alpha[0-9]*|a[0-9]+)|(?P<beta>beta[0-9]*|b[0-9]+)|(?P<pre>pre[0-9]*)|(?P<rc>rc[0-9]*)"
    r"|(?P<patch>p[0-9]*)|(?P<post>\.post[0-9]+)|(?P<number>[0-9]+)|(?P<text>[a-z]+[0-9]*)",
    re.IGNORECASE,
)
_DIGITS: Final = re.compile(r"[0-9]+")
_RANK: Final = {"alpha": 0, "beta": 1, "pre": 2, "rc": 3, "null": 4, "text": 5, "patch": 6, "post": 7, "number": 8}
_REVISION: Final = re.compile(r"(.+)_([0-9]+)")


class _Token(NamedTuple):
    kind: str
    number: int = 0
    text: str = ""


_NULL: Final = _Token("null")


def key(text: str) -> Homebrew:
    """The key of a version, which may end in ``_`` and a revision. Raises ValueError for an empty one."""
    text = bounded(text)
    found = _REVISION.fullmatch(text)
    version, revision = (found[1], int(found[2])) if found else (text, 0)
    tokens = tuple(_token(one) for one in _TOKEN.finditer(version))
    return Homebrew((version.upper().startswith("HEAD"), tokens, revision))


class Homebrew(Compared):
    """Whether it is the newest commit; the tokens; the revision of the formula."""

    __slots__ = ()

    def compare(self, other: Homebrew) -> int:
        """Below zero, zero or above zero."""
        (head, tokens, revision), (other_head, other_tokens, other_revision) = self.form, other.form
        if head or other_head:
            return int(head) - int(other_head)
        return _tokens(tokens, other_tokens) or (revision > other_revision) - (revision < other_revision)

    def __hash__(self) -> int:
        head, tokens, revision = self.form
        if head:
            return hash(head)
        return hash((tuple(token for token in tokens if token != _Token("number")), revision))


def _token(found: re.Match[str]) -> _Token:
    kind = found.lastgroup or "text"
    digits = _DIGITS.search(found[0])
    return _Token(kind, int(digits[0]) if digits else 0, found[0] if kind == "text" else "")


def _tokens(one: tuple[_Token, ...], other: tuple[_Token, ...]) -> int:
    left = right = 0
    while left < len(one) or right < len(other):
        first = one[left] if left < len(one) else _NULL
        second = other[right] if right < len(other) else _NULL
        if first == second:
            left, right = left + 1, right + 1
        elif first.kind == "number" and second.kind != "number":
            if first.number:
                return 1
            left += 1
        elif second.kind == "number" and first.kind != "number":
            if second.number:
                return -1
            right += 1
        else:
            return 1 if (_RANK[first.kind], *first[1:]) > (_RANK[second.kind], *second[1:]) else -1
    return 0
