"""What libraries and rules say about a name: looked up by its whole text, through its classes, and by guesses.

Facts are plain rows of a pack; nouns are made of the rows that a look-up meets. Answers are remembered.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, TypeVar

from holdfast.engines.code.bookwords import handing, read_segments, segment
from holdfast.engines.code.knowledge import (
    AssignFacts,
    CallFacts,
    DecoratorFacts,
    NameFacts,
    Names,
    ReadFacts,
    Shape,
    Triggers,
)
from holdfast.engines.code.table import Table
from holdfast.engines.code.waking import PATTERN, SINK, SOURCE, Waker
from holdfast.formats import codefacts
from holdfast.formats.coderules import CodePack
from holdfast.model.coderule import CodeRule, Entry, Sink, Source

T = TypeVar("T")

_MOST: Final = 200_000
"""How many answers of a kind are remembered; names come from what is scanned."""
_MOST_SEGMENTS: Final = 40
_NO_CALL, _NO_READ, _NO_ASSIGN, _NO_DECORATOR = CallFacts(), ReadFacts(), AssignFacts(), DecoratorFacts()
_NO_NAME: Final = NameFacts()


class Book:
    """Libraries and rules of one language."""

    def __init__(self, language: str, packs: Sequence[CodePack], off: Collection[str] = ()) -> None:
        """Take the packs, the shipped one first, and the names or ids of rules that are switched off."""
        self.language = language
        self.rules: tuple[CodeRule, ...] = tuple(
            rule
            for pack in packs
            for rule in pack.rules
            if language in rule.languages and rule.check.id not in off and rule.check.name not in off
        )
        packed = [pack.table(language) for pack in packs]
        known = {rule.check.id: rule for rule in self.rules}
        self._packed = packed
        self._tables = tuple(Table(table, known) for table in packed if table)
        self._types: Mapping[str, str] = _joined(table.get("types", {}) for table in packed)
        self._bases: Mapping[str, list[str]] = _joined(table.get("bases", {}) for table in packed)
        self._above: dict[str, Names] = {}
        self._plain: dict[str, str] = {}
        self._calls: dict[Names, CallFacts] = {}
        self._own_calls: dict[Names, CallFacts] = {}
        self._reads: dict[Names, ReadFacts] = {}
        self._read_words: dict[str, bool] = {}
        self._words_of: dict[tuple[str, str], tuple[Shape, ...]] = {}
        self._assigns: dict[Names, AssignFacts] = {}
        self._decorators: dict[Names, DecoratorFacts] = {}
        self._naming: dict[str, NameFacts] = {}
        self._overrides: dict[Names, tuple[Entry, ...]] = {}
        self._flows: dict[tuple[str, str], tuple[CodeRule, ...]] = {}

    @cached_property
    def triggers(self) -> Triggers:
        """Every word that can matter somewhere; ``waker`` tells more precisely where."""
        return Triggers(*map(self.waker.words, (SOURCE, SINK, PATTERN)))

    @cached_property
    def waker(self) -> Waker:
        """Tells which functions can matter."""
        return Waker(table.get("wakes", {}) for table in self._packed)

    def facts(self) -> Iterator[tuple[str, str, Any]]:
        """Library, what it is written for, and the noun that look-ups answer with, for every fact of a library."""
        for packed, table in zip((packed for packed in self._packed if packed), self._tables, strict=True):
            at = 0
            for library, count in packed.get("homes", ()):
                for number in range(at, at + count):
                    row = table.facts[number]
                    yield library, f"{row[0]} {row[1] or row[2] or row[3] or row[4]}", table.noun(number)
                at += count

    @cached_property
    def named(self) -> tuple[Entry, ...]:
        """Entries that are known by the names of their parameters only."""
        return tuple(entry for entry in self._entries if not (entry.decorated or entry.overrides or entry.passed_to))

    @cached_property
    def handing(self) -> frozenset[bytes]:
        """Names of calls, as far as they say enough, that hand functions to a framework."""
        return handing(entry.passed_to for entry in self._entries)

    @cached_property
    def annotated(self) -> tuple[Entry, ...]:
        """Entries that say what a parameter with some annotation is."""
        return tuple(entry for entry in self._entries if entry.annotated)

    @cached_property
    def _entries(self) -> tuple[Entry, ...]:
        return tuple(
            table.noun(number) for table in self._tables for number, row in enumerate(table.facts) if row[0] == "entry"
        )

    def call(self, names: Names, own: bool = False) -> CallFacts:
        """About calling it, or making an instance of it; of a function of the project's own nobody has to guess."""
        memo = self._own_calls if own else self._calls
        found = memo.get(names)
        if found is None:
            found = self._kept(memo, names, self._call(names, own))
        return found

    def _call(self, names: Names, own: bool) -> CallFacts:
        rows = self._found(names, own)
        if not rows:
            return _NO_CALL
        return CallFacts(
            sources=_chosen(rows, "source", 2, "call"),
            sinks=_chosen(rows, "sink", 2, "call"),
            sanitisers=_chosen(rows, "sanitiser", 2, "call"),
            guards=_chosen(rows, "sanitiser", 2, "guard"),
            carriers=_chosen(rows, "carrier", 0, "carrier"),
            renders=_chosen(rows, "render", 0, "render"),
            patterns=_chosen(rows, "pattern", 3, "call"),
            entries=tuple(noun for row, noun in rows if row[0] == "entry" and row[4]),
        )

    def read(self, names: Names) -> ReadFacts:
        """About reading it."""
        found = self._reads.get(names)
        if found is None:
            rows = self._found(names)
            made = ReadFacts(
                sources=_chosen(rows, "source", 2, "read"),
                patterns=_chosen(rows, "pattern", 3, "read"),
                sanitisers=_chosen(rows, "sanitiser", 2, "read"),
            )
            found = self._kept(self._reads, names, made if rows else _NO_READ)
        return found

    def reads(self, word: str) -> bool:
        """Whether anything is known about reading a name that ends in this word."""
        found = self._read_words.get(word)
        if found is None:
            exact, guesses = self._read_segments
            made = word in exact or any(each.fullmatch(word) for each in guesses)
            found = self._kept(self._read_words, word, made)
        return found

    @cached_property
    def _read_segments(self) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
        segments = read_segments(row for table in self._tables for row in table.facts)
        exact = frozenset(one for one in segments if "*" not in one)
        return exact, tuple(re.compile(segment(one)) for one in segments - exact)

    def assign(self, names: Names) -> AssignFacts:
        """About assigning to it."""
        found = self._assigns.get(names)
        if found is None:
            rows = self._found(names)
            made = AssignFacts(
                sinks=_chosen(rows, "sink", 2, "assign"),
                patterns=_chosen(rows, "pattern", 3, "assign"),
            )
            found = self._kept(self._assigns, names, made if rows else _NO_ASSIGN)
        return found

    def decorated(self, names: Names) -> DecoratorFacts:
        """About what stands below this decorator."""
        found = self._decorators.get(names)
        if found is None:
            rows = self._found(names)
            made = DecoratorFacts(
                entries=tuple(noun for row, noun in rows if row[0] == "entry" and row[2]),
                returns=_chosen(rows, "sink", 2, "return"),
                patterns=_chosen(rows, "pattern", 3, "decorated"),
            )
            found = self._kept(self._decorators, names, made if rows else _NO_DECORATOR)
        return found

    def overrides(self, names: Names) -> tuple[Entry, ...]:
        """Entries that a method is, asked with its name in each outside ancestor."""
        found = self._overrides.get(names)
        if found is None:
            made = tuple(noun for row, noun in self._found(names) if row[0] == "entry" and row[3])
            found = self._kept(self._overrides, names, made)
        return found

    def setting(self, name: str) -> tuple[Shape, ...]:
        """Patterns for an assignment to this name at the top of a module or class."""
        return self._shapes("setting", name)

    def key(self, name: str) -> tuple[Shape, ...]:
        """Patterns for this key of a dict or object literal, and for this keyword of a call."""
        return self._shapes("key", name)

    def imported(self, module: str) -> tuple[Shape, ...]:
        """Patterns for the import of a module, of a module around it, or of a name in it."""
        parts = module.split(".")
        outer = (".".join(parts[: at + 1]) for at in range(min(len(parts), _MOST_SEGMENTS)))
        return tuple(shape for name in outer for shape in self._shapes("import", name))

    def naming(self, word: str) -> NameFacts:
        """About a variable, parameter, attribute or constant key of this name, and the return of such a function."""
        found = self._naming.get(word)
        if found is None:
            facts = [noun for noun in self._nameless if noun.how == "name" and re.search(noun.pattern, word)]
            sources = tuple(noun for noun in facts if isinstance(noun, Source))
            made = NameFacts(sources, tuple(noun for noun in facts if isinstance(noun, Sink)))
            found = self._kept(self._naming, word, made if facts else _NO_NAME)
        return found

    @cached_property
    def _nameless(self) -> tuple[Source | Sink, ...]:
        return tuple(table.noun(number) for table in self._tables for number in table.nameless)

    @cached_property
    def compared(self) -> tuple[Sink, ...]:
        """Sinks that are either side of an equation."""
        return tuple(noun for noun in self._nameless if isinstance(noun, Sink) and noun.how == "compare")

    def handler(self) -> tuple[Shape, ...]:
        """Patterns for the handlers of exceptions."""
        return self._handlers

    @cached_property
    def _handlers(self) -> tuple[Shape, ...]:
        found = (
            table.noun(number)
            for table in self._tables
            for number, row in enumerate(table.facts)
            if row[0] == "pattern" and row[3] == "handler"
        )
        return tuple(shape for shape in found if shape)

    def _shapes(self, how: str, word: str) -> tuple[Shape, ...]:
        found = self._words_of.get((how, word))
        if found is None:
            nouns = [table.noun(number) for table in self._tables for number in table.named(how, word)]
            found = self._kept(self._words_of, (how, word), tuple(shape for shape in nouns if shape))
        return found

    def type(self, name: str) -> str:
        """The reference of the class that this value, or the result of ``name()``, is an instance of; or empty."""
        return self._type(self._canonical(name))

    def _type(self, name: str) -> str:
        """The same for a name whose beginning is resolved already."""
        found = self._types.get(name)
        if found:
            return found
        owner, _, member = name.rpartition(".")
        for above in self.bases(owner) if owner else ():
            found = self._types.get(f"{above}.{member}")
            if found:
                return found
        return name[:-2] if member.endswith("()") and member[0].isupper() and "(" not in member[:-2] else ""

    def bases(self, name: str) -> Names:
        """All ancestors of a class that libraries tell of, nearest first."""
        if name not in self._bases:
            return ()
        found = self._above.get(name)
        if found is None:
            seen = {name: None}
            queue = [name]
            for each in queue:
                fresh = [base for base in self._bases.get(each, ()) if base not in seen]
                seen |= dict.fromkeys(fresh)
                queue += fresh
            found = self._above[name] = tuple(seen)[1:]
        return found

    def flows(self, sink: str, origin: str) -> tuple[CodeRule, ...]:
        """Rules for data of this origin in a sink of this kind."""
        found = self._flows.get((sink, origin))
        if found is None:
            found = self._flows[sink, origin] = tuple(
                rule
                for rule in self.rules
                if rule.flow and sink in rule.flow.sinks and origin in (*rule.flow.origins, *rule.flow.local)
            )
        return found

    def _canonical(self, name: str) -> str:
        """A name with the class in place of each value at its beginning whose class is known."""
        found = self._plain.get(name)
        if found is None:
            parts = name.split(".")
            if len(parts) > _MOST_SEGMENTS:
                found = name
            else:
                found = parts[0]
                for part in parts[1:]:
                    found = f"{self._type(found) or found}.{part}"
            found = self._kept(self._plain, name, found)
        return found

    def _found(self, names: Names, own: bool = False) -> list[tuple[codefacts.Row, Any]]:
        """Rows about any of some names with their nouns, each once, the best name first."""
        candidates: dict[str, None] = {}
        for name in names:
            plain = self._canonical(name)
            candidates[plain] = None
            candidates[name] = None
            owner, _, member = plain.rpartition(".")
            candidates |= dict.fromkeys(f"{above}.{member}" for above in self.bases(owner))
            candidates |= dict.fromkeys(self.bases(plain))
        best = self._canonical(names[0]) if names else ""
        looseness = 0 if own else 2 if any(mark in best for mark in ("?", "()", "[]")) else 1
        found = []
        for table in self._tables:
            for number in dict.fromkeys(table.numbers(candidates, looseness)):
                noun = table.noun(number)
                if noun is not None:
                    found.append((table.facts[number], noun))
        return found

    def _kept(self, memo: dict[Any, T], key: Any, value: T) -> T:
        if len(memo) >= _MOST:
            memo.clear()
        memo[key] = value
        return value


def _chosen(rows: Sequence[tuple[codefacts.Row, Any]], kind: str, place: int, way: str) -> tuple[Any, ...]:
    return tuple(noun for row, noun in rows if row[0] == kind and row[place] == way)


def _joined(parts: Iterable[Mapping[str, T]]) -> Mapping[str, T]:
    """One mapping; the one itself where there is just one."""
    found = [part for part in parts if part]
    if len(found) == 1:
        return found[0]
    return {key: value for part in found for key, value in part.items()}


class Books:
    """All languages of some packs; a language is read when it is asked for."""

    def __init__(self, packs: Sequence[CodePack], off: Collection[str] = ()) -> None:
        """Take the packs, the shipped one first, and the names or ids of rules that are switched off."""
        self._packs, self._off = packs, off
        self.languages = tuple(dict.fromkeys(name for pack in packs for name in pack.languages))
        self._books: dict[str, Book] = {}

    def of(self, language: str) -> Book:
        """The book of one language. Raises KeyError for one that no pack knows."""
        if language not in self.languages:
            raise KeyError(language)
        if language not in self._books:
            self._books[language] = Book(language, self._packs, self._off)
        return self._books[language]
