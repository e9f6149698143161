"""What libraries and rules say about a name: looked up by its whole text, through its classes, and by guesses.

Facts are plain rows of a pack; nouns are made of the rows that a look-up meets. Answers are remembered.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
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
from holdfast.engines.code.memo import Memo
from holdfast.engines.code.table import Table
from holdfast.engines.code.waking import PATTERN, SINK, SOURCE, Waker
from holdfast.formats import codefacts
from holdfast.formats.coderules import CodePack
from holdfast.model.coderule import CodeRule, Entry, Sink, Source

T = TypeVar("T")

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
        self._canonical: Callable[[str], str] = Memo(self._make_canonical).__getitem__
        self._type: Callable[[str], str] = Memo(self._make_type).__getitem__
        self.call: Callable[[Names], CallFacts] = Memo(self._call).__getitem__
        """About calling it, or making an instance of it."""
        self.call_own: Callable[[Names], CallFacts] = Memo(self._call_own).__getitem__
        """The same of a function of the project's own, of which nobody has to guess."""
        self.read: Callable[[Names], ReadFacts] = Memo(self._read).__getitem__
        """About reading it."""
        self.reads: Callable[[str], bool] = Memo(self._reads).__getitem__
        """Whether anything is known about reading a name that ends in this word."""
        self.assign: Callable[[Names], AssignFacts] = Memo(self._assign).__getitem__
        """About assigning to it."""
        self.decorated: Callable[[Names], DecoratorFacts] = Memo(self._decorated).__getitem__
        """About what stands below this decorator."""
        self.overrides: Callable[[Names], tuple[Entry, ...]] = Memo(self._overrides).__getitem__
        """Entries that a method is, asked with its name in each outside ancestor."""
        self.setting: Callable[[str], tuple[Shape, ...]] = Memo(self._setting).__getitem__
        """Patterns for an assignment to this name at the top of a module or class."""
        self.key: Callable[[str], tuple[Shape, ...]] = Memo(self._key).__getitem__
        """Patterns for this key of a dict or object literal, and for this keyword of a call."""
        self.imported: Callable[[str], tuple[Shape, ...]] = Memo(self._imported).__getitem__
        """Patterns for the import of a module, of a module around it, or of a name in it."""
        self.naming: Callable[[str], NameFacts] = Memo(self._naming).__getitem__
        """About a variable, parameter, attribute or constant key of this name, and the return of such a function."""
        self.type: Callable[[str], str] = Memo(self._type_of).__getitem__
        """The reference of the class that this value, or the result of ``name()``, is an instance of; or empty."""
        self._flows: Mapping[tuple[str, str], tuple[CodeRule, ...]] = Memo(self._make_flows)

    @cached_property
    def triggers(self) -> Triggers:
        """Every word that can matter somewhere; ``waker`` tells more precisely where."""
        return Triggers(*map(self.waker.words, (SOURCE, SINK, PATTERN)))

    @cached_property
    def waker(self) -> Waker:
        """Tells which functions can matter."""
        calls = handing(entry.passed_to for entry in self._entries)
        return Waker((table.get("wakes", {}) for table in self._packed), calls)

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
    def first_parameters(self) -> frozenset[str]:
        """Names of first parameters of which an entry that is known by names only may have one."""
        return frozenset(entry.names[0] for entry in self.named if entry.names)

    @cached_property
    def annotated(self) -> tuple[Entry, ...]:
        """Entries that say what a parameter with some annotation is."""
        return tuple(entry for entry in self._entries if entry.annotated)

    @cached_property
    def _entries(self) -> tuple[Entry, ...]:
        return tuple(
            table.noun(number) for table in self._tables for number, row in enumerate(table.facts) if row[0] == "entry"
        )

    def _call_own(self, names: Names) -> CallFacts:
        return self._call(names, True)

    def _call(self, names: Names, own: bool = False) -> CallFacts:
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

    def _read(self, names: Names) -> ReadFacts:
        rows = self._found(names)
        if not rows:
            return _NO_READ
        return ReadFacts(
            sources=_chosen(rows, "source", 2, "read"),
            patterns=_chosen(rows, "pattern", 3, "read"),
            sanitisers=_chosen(rows, "sanitiser", 2, "read"),
        )

    def _reads(self, word: str) -> bool:
        exact, guesses = self._read_segments
        return word in exact or any(each.fullmatch(word) for each in guesses)

    @cached_property
    def _read_segments(self) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
        return _split(read_segments(row for table in self._tables for row in table.facts))

    def _assign(self, names: Names) -> AssignFacts:
        rows = self._found(names)
        if not rows:
            return _NO_ASSIGN
        return AssignFacts(
            sinks=_chosen(rows, "sink", 2, "assign"),
            patterns=_chosen(rows, "pattern", 3, "assign"),
        )

    def _decorated(self, names: Names) -> DecoratorFacts:
        rows = self._found(names)
        if not rows:
            return _NO_DECORATOR
        return DecoratorFacts(
            entries=tuple(noun for row, noun in rows if row[0] == "entry" and row[2]),
            returns=_chosen(rows, "sink", 2, "return"),
            patterns=_chosen(rows, "pattern", 3, "decorated"),
        )

    def _overrides(self, names: Names) -> tuple[Entry, ...]:
        exact, guesses = self._overridden
        word = names[0].rpartition(".")[2]
        if word not in exact and not any(each.fullmatch(word) for each in guesses):
            return ()
        return tuple(noun for row, noun in self._found(names) if row[0] == "entry" and row[3])

    @cached_property
    def _overridden(self) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
        return _split({part.rpartition(".")[2] for each in self._entries for part in each.overrides.split("|")})

    def _setting(self, name: str) -> tuple[Shape, ...]:
        return self._shapes("setting", name)

    def _key(self, name: str) -> tuple[Shape, ...]:
        return self._shapes("key", name)

    def _imported(self, module: str) -> tuple[Shape, ...]:
        parts = module.split(".")
        outer = (".".join(parts[: at + 1]) for at in range(min(len(parts), _MOST_SEGMENTS)))
        return tuple(shape for name in outer for shape in self._shapes("import", name))

    def _naming(self, word: str) -> NameFacts:
        facts = [noun for expression, noun in self._said_by_names if expression.search(word)]
        if not facts:
            return _NO_NAME
        sources = tuple(noun for noun in facts if isinstance(noun, Source))
        return NameFacts(sources, tuple(noun for noun in facts if isinstance(noun, Sink)))

    @cached_property
    def _said_by_names(self) -> tuple[tuple[re.Pattern[str], Source | Sink], ...]:
        return tuple((re.compile(noun.pattern), noun) for noun in self._nameless if noun.how == "name")

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
        nouns = [table.noun(number) for table in self._tables for number in table.named(how, word)]
        return tuple(shape for shape in nouns if shape)

    def _type_of(self, name: str) -> str:
        return self._type(self._canonical(name))

    def _make_type(self, name: str) -> str:
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
        return self._flows[sink, origin]

    def _make_flows(self, asked: tuple[str, str]) -> tuple[CodeRule, ...]:
        sink, origin = asked
        return tuple(
            rule
            for rule in self.rules
            if rule.flow and sink in rule.flow.sinks and origin in (*rule.flow.origins, *rule.flow.local)
        )

    def _make_canonical(self, name: str) -> str:
        """A name with the class in place of each value at its beginning whose class is known."""
        owner, _, last = name.rpartition(".")
        if not owner or name.count(".") >= _MOST_SEGMENTS:
            return name
        plain = self._canonical(owner)
        return f"{self._type(plain) or plain}.{last}"

    def _found(self, names: Names, own: bool = False) -> list[tuple[codefacts.Row, Any]]:
        """Rows about any of some names with their nouns, each once, the best name first."""
        candidates: dict[str, None] = {}
        for name in names:
            plain = self._canonical(name)
            candidates[plain] = None
            candidates[name] = None
            owner, _, member = plain.rpartition(".")
            for above in self.bases(owner):
                candidates[f"{above}.{member}"] = None
            for above in self.bases(plain):
                candidates[above] = None
        best = self._canonical(names[0]) if names else ""
        looseness = 0 if own else 2 if any(mark in best for mark in ("?", "()", "[]")) else 1
        found = []
        for table in self._tables:
            for number in dict.fromkeys(table.numbers(candidates, looseness)):
                noun = table.noun(number)
                if noun is not None:
                    found.append((table.facts[number], noun))
        return found


def _chosen(rows: Sequence[tuple[codefacts.Row, Any]], kind: str, place: int, way: str) -> tuple[Any, ...]:
    return tuple(noun for row, noun in rows if row[0] == kind and row[place] == way)


def _split(segments: Collection[str]) -> tuple[frozenset[str], tuple[re.Pattern[str], ...]]:
    """Segments that are words, and what the others mean."""
    exact = frozenset(one for one in segments if "*" not in one)
    return exact, tuple(re.compile(segment(one)) for one in segments if one not in exact)


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
