"""The facts of one pack in one language, found by name and by guess; a noun is made of a row when it is met first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final

from holdfast.engines.code.bookwords import guess, needs
from holdfast.formats import codefacts
from holdfast.formats.coderules import pattern_of
from holdfast.model.coderule import CodeRule

_MAKERS: Final[Mapping[str, Callable[[codefacts.Row], Any]]] = {
    "source": codefacts.source,
    "sink": codefacts.sink,
    "sanitiser": codefacts.sanitiser,
    "carrier": codefacts.carrier,
    "render": codefacts.render,
    "entry": codefacts.entry,
}


class Table:
    """The facts of one pack in one language."""

    def __init__(self, packed: Mapping[str, Any], rules: Mapping[str, CodeRule]) -> None:
        """Take the packed facts, and the rules that are in force by the ids of their checks."""
        self.facts: list[codefacts.Row] = packed.get("facts", [])
        self.nameless: Sequence[int] = packed.get("nameless", ())
        self.exact: Mapping[str, list[int]] = packed.get("exact", {})
        self._packed: Mapping[str, list[tuple[str, int]]] = packed.get("guesses", {})
        self._guesses: dict[str, tuple[tuple[re.Pattern[str], int, int], ...]] = {}
        self._rules = rules
        self._nouns: dict[int, Any] = {}

    def numbers(self, candidates: Iterable[str], looseness: int) -> Iterator[int]:
        """The numbers of the facts about any of some names; guesses as far as so little is known of the value."""
        for name in candidates:
            found = self.exact.get(name)
            if found:
                yield from found
            guesses = self._bucket(name.rpartition(".")[2])
            if self._anything.fullmatch(name):
                guesses = (*guesses, *self._bucket("*"))
            for expression, least, number in guesses:
                if least <= looseness and expression.fullmatch(name):
                    yield number

    def named(self, how: str, word: str) -> Iterator[int]:
        """The numbers of the patterns for a word that is no reference: a setting, a key."""
        yield from self.exact.get(f"{how}:{word}", ())
        for expression, _, number in self._bucket(f"{how}:*"):
            if expression.fullmatch(f"{how}:{word}"):
                yield number

    @cached_property
    def _anything(self) -> re.Pattern[str]:
        """What fits any guess whose last segment may be many words: few names do, so all are asked together."""
        return re.compile("|".join(f"(?:{expression.pattern})" for expression, _, _ in self._bucket("*")) or "(?!)")

    def _bucket(self, word: str) -> tuple[tuple[re.Pattern[str], int, int], ...]:
        found = self._guesses.get(word)
        if found is None:
            rows = self._packed.get(word)
            if not rows:
                return ()
            found = tuple((guess(one), needs(one), number) for one, number in rows)
            self._guesses[word] = found
        return found

    def noun(self, number: int) -> Any:
        """What a row means; of a pattern the rule too, None where that is switched off."""
        if number in self._nouns:
            return self._nouns[number]
        row = self.facts[number]
        if row[0] == "pattern":
            rule = self._rules.get(row[1])
            made: Any = (rule, pattern_of(row[2:])) if rule else None
        else:
            made = _MAKERS[row[0]](row)
        self._nouns[number] = made
        return made
