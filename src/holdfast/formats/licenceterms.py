"""Licence expressions: read, written in one way, and decided by what is allowed of their parts.

Source: SPDX Specification 2.3, annex D "SPDX license expressions", and the SPDX License List.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

_TOKEN: Final = re.compile(r"\s*(\(|\)|[A-Za-z0-9.+:\-]+)")
_OPERATORS: Final = ("AND", "OR", "WITH")
_REFERENCE: Final = re.compile(r"(?:DocumentRef-[A-Za-z0-9.\-]+:)?LicenseRef-[A-Za-z0-9.\-]+\Z")
_MOST: Final = 4000
"""Characters of an expression that is read."""
_DEPTH: Final = 64
NONE: Final = ("NONE", "NOASSERTION")
"""Words in place of an expression: there is none, and nobody says."""


class Known(NamedTuple):
    """One entry of the SPDX License List."""

    id: str
    name: str
    osi: bool
    """The Open Source Initiative approved it."""
    deprecated: bool


class One(NamedTuple):
    """One licence of an expression."""

    id: str
    plus: bool = False
    """Or any later version."""
    exception: str = ""

    def __str__(self) -> str:
        return f"{self.id}{'+' if self.plus else ''}{f' WITH {self.exception}' if self.exception else ''}"


class Many(NamedTuple):
    """Terms that hold together, or of which one may be chosen."""

    operator: str
    """``AND`` or ``OR``."""
    terms: tuple[Term, ...]

    def __str__(self) -> str:
        inner = (
            f"({term})" if isinstance(term, Many) and self.operator == "AND" and term.operator == "OR" else str(term)
            for term in self.terms
        )
        return f" {self.operator} ".join(inner)


Term = One | Many


@lru_cache(maxsize=1)
def _list() -> tuple[Mapping[str, Known], Mapping[str, str]]:
    """Licences and exceptions by their ids in lower case."""
    found = json.loads((Path(__file__).parent / "spdx_licences.json").read_text(encoding="utf-8"))
    licences = {row[0].lower(): Known(row[0], row[1], bool(row[2]), bool(row[3])) for row in found["licences"]}
    return licences, {row[0].lower(): row[0] for row in found["exceptions"]}


def known() -> Mapping[str, Known]:
    """The SPDX License List by id in lower case."""
    return _list()[0]


def is_known(text: str) -> bool:
    """Whether a text is the id of one licence of the list, in its own writing."""
    found = known().get(text.lower())
    return found is not None and found.id == text


@lru_cache(maxsize=4096)
def parse(text: str) -> Term:
    """Read an expression; ids come out as the list writes them. Raises ValueError with what is wrong."""
    if len(text) > _MOST:
        raise ValueError(f"a licence expression has at most {_MOST:,} characters")
    words = list(_words(text))
    if not words:
        raise ValueError("a licence expression is empty")
    term, at = _either(words, 0, 0)
    if at != len(words):
        raise ValueError(f"{words[at]!r} is not expected there")
    return term


def is_expression(text: str) -> bool:
    """Whether a text is a valid expression of licences that are known, or named by a LicenseRef."""
    try:
        parse(text)
    except ValueError:
        return False
    return True


def ones(term: Term) -> Iterator[One]:
    """Every licence in an expression."""
    if isinstance(term, One):
        yield term
    else:
        for each in term.terms:
            yield from ones(each)


def choices(term: Term) -> Iterator[frozenset[One]]:
    """The ways to keep an expression: of each, every licence in it. Bounded: an expression is short."""
    if isinstance(term, One):
        yield frozenset((term,))
    elif term.operator == "OR":
        for each in term.terms:
            yield from choices(each)
    else:
        found: list[frozenset[One]] = [frozenset()]
        for each in term.terms:
            found = [way | more for way in found for more in choices(each)][:_MOST]
        yield from found


def holds(term: Term, allowed: Callable[[One], bool]) -> bool:
    """Whether an expression can be kept with what is allowed: all of what holds together, one of what may be chosen."""
    if isinstance(term, One):
        return allowed(term)
    test = all if term.operator == "AND" else any
    return test(holds(each, allowed) for each in term.terms)


def _words(text: str) -> Iterator[str]:
    at = 0
    while at < len(text):
        match = _TOKEN.match(text, at)
        if match is None:
            if text[at:].strip():
                raise ValueError(f"{text[at:].strip()[:20]!r} is not expected there")
            return
        yield match[1]
        at = match.end()


def _either(words: list[str], at: int, depth: int) -> tuple[Term, int]:
    return _several("OR", _both, words, at, depth)


def _both(words: list[str], at: int, depth: int) -> tuple[Term, int]:
    return _several("AND", _single, words, at, depth)


def _several(
    operator: str, inner: Callable[[list[str], int, int], tuple[Term, int]], words: list[str], at: int, depth: int
) -> tuple[Term, int]:
    term, at = inner(words, at, depth)
    terms: list[Term] = [term]
    while at < len(words) and words[at].upper() == operator:
        term, at = inner(words, at + 1, depth)
        terms.append(term)
    if len(terms) == 1:
        return terms[0], at
    flat: dict[Term, None] = {}
    for each in terms:
        same = isinstance(each, Many) and each.operator == operator
        flat.update(dict.fromkeys(each.terms if isinstance(each, Many) and same else (each,)))
    return Many(operator, tuple(flat)), at


def _single(words: list[str], at: int, depth: int) -> tuple[Term, int]:
    if at >= len(words):
        raise ValueError("a licence is missing at the end")
    if depth > _DEPTH:
        raise ValueError("brackets are nested too deep")
    word = words[at]
    if word == "(":
        term, at = _either(words, at + 1, depth + 1)
        if at >= len(words) or words[at] != ")":
            raise ValueError("a bracket is not closed")
        return term, at + 1
    if word == ")" or word.upper() in _OPERATORS:
        raise ValueError(f"{word!r} is not expected there")
    one = _one(word)
    if at + 2 < len(words) and words[at + 1].upper() == "WITH":
        exception = _list()[1].get(words[at + 2].lower())
        if exception is None:
            raise ValueError(f"there is no licence exception {words[at + 2]!r}")
        return one._replace(exception=exception), at + 3
    return one, at + 1


def _one(word: str) -> One:
    if _REFERENCE.match(word):
        return One(word)
    found = known().get(word.lower())
    if found is not None:
        return One(found.id)
    found = known().get(word[:-1].lower()) if word.endswith("+") else None
    if found is not None:
        return One(found.id, plus=True)
    raise ValueError(f"there is no licence {word!r}")
