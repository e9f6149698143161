"""Reads the keys of a mapping one by one, and gathers all that is wrong with the place and the nearest valid word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Collection, Iterator, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from holdfast.model.value import Tree, Unknown

MOST_TEXT: Final = 4000
"""Characters of one text."""
MOST_ITEMS: Final = 2000
"""Entries of one list or mapping."""
_WORDS: Final = 12
"""So many valid words are listed when none is near."""
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")


class Wrong(NamedTuple):
    """One thing that is wrong in a file."""

    line: int
    says: str
    advice: str = ""


class Notes:
    """Gathers what is wrong."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.found: list[Wrong] = []

    def add(self, line: int, says: str, advice: str = "") -> None:
        """Note one thing."""
        self.found.append(Wrong(line, says, advice))

    def unknown(self, line: int, says: str, word: str, valid: Collection[str]) -> None:
        """Note a word that is not one of the valid ones, with the nearest of them."""
        self.add(line, says, nearest(word, valid))


def nearest(word: str, valid: Collection[str]) -> str:
    """Advice on a word that is not valid: the nearest one that is, or a few of them."""
    near = difflib.get_close_matches(word, list(valid), 1, 0.6)
    if near:
        return f"Did you mean {near[0]!r}?"
    if not valid:
        return "There is none yet."
    some = sorted(valid)[:_WORDS] if len(valid) > _WORDS else list(valid)
    return f"One of: {', '.join(some)}{' …' if len(valid) > len(some) else ''}."


def entries(tree: Tree | None, what: str, notes: Notes) -> Iterator[tuple[str, Tree]]:
    """Keys and trees of a mapping; nothing where it is absent. ``what`` names it in messages."""
    value = _content(tree, what, notes)
    if value is None or tree is None:
        return
    if not isinstance(value, dict):
        notes.add(tree.place.line, f"{what} is a mapping of names to what they are")
        return
    if len(value) > MOST_ITEMS:
        notes.add(tree.place.line, f"{what} has more than {MOST_ITEMS} entries; the rest is not read")
    yield from list(value.items())[:MOST_ITEMS]


def elements(tree: Tree | None, what: str, notes: Notes) -> list[Tree]:
    """The trees of a list; a single text counts as a list of one."""
    value = _content(tree, what, notes)
    if value is None or tree is None:
        return []
    if isinstance(value, dict):
        notes.add(tree.place.line, f"{what} is a list")
        return []
    if not isinstance(value, list):
        return [tree]
    if len(value) > MOST_ITEMS:
        notes.add(tree.place.line, f"{what} has more than {MOST_ITEMS} items; the rest is not read")
    return value[:MOST_ITEMS]


def word(tree: Tree | None, what: str, notes: Notes) -> str:
    """A scalar as text: booleans are ``yes`` and ``no``; empty where it is absent."""
    value = _content(tree, what, notes)
    if value is None or tree is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | dict):
        notes.add(tree.place.line, f"{what} is a text, not a {'list' if isinstance(value, list) else 'mapping'}")
        return ""
    text = str(value)
    if len(text) > MOST_TEXT:
        notes.add(tree.place.line, f"{what} is longer than {MOST_TEXT} characters")
    return text[:MOST_TEXT]


def _content(tree: Tree | None, what: str, notes: Notes) -> Any:
    if isinstance(tree, Unknown):
        notes.add(tree.place.line, f"{what} cannot be read: {tree.why}")
        return None
    return tree.value if tree is not None else None


class Fields:
    """One mapping, of which each key is asked for; ``end`` notes the keys that nobody knows."""

    def __init__(self, tree: Tree, what: str, notes: Notes) -> None:
        """Take the mapping and its name for messages."""
        self.what, self.notes, self.line = what, notes, tree.place.line
        self._trees = dict(entries(tree, what, notes))
        self._asked: set[str] = set()

    def __contains__(self, key: str) -> bool:
        return key in self._trees

    def tree(self, key: str) -> Tree | None:
        """The tree of a key; None where it is absent."""
        self._asked.add(key)
        return self._trees.get(key)

    def at(self, key: str) -> int:
        """The line of a key, or of the mapping."""
        found = self._trees.get(key)
        return found.place.line if found is not None else self.line

    def text(self, key: str, default: str = "") -> str:
        """A text; the default where it is absent or empty."""
        return word(self.tree(key), f"{key} of {self.what}", self.notes).strip() or default

    def needed(self, key: str, example: str) -> str:
        """A text that has to be there; empty and noted where it is not."""
        found = self.text(key)
        if not found:
            self.notes.add(self.line, f"{self.what} has no {key}", f"For example `{key}: {example}`.")
        return found

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of texts; a single one is a list of one."""
        what = f"{key} of {self.what}"
        return tuple(
            text
            for each in elements(self.tree(key), what, self.notes)
            if (text := word(each, what, self.notes).strip())
        )

    def choice(self, key: str, words: Sequence[str], default: str) -> str:
        """One of some words."""
        found = self.text(key, default)
        if found not in words:
            self.notes.unknown(self.at(key), f"{key} of {self.what} cannot be {found!r}", found, words)
            return default
        return found

    def day(self, key: str) -> str:
        """A date, ISO 8601; empty where it is absent or none."""
        found = self.text(key)
        if found and not is_day(found):
            self.notes.add(self.at(key), f"{key} of {self.what} is no date: {found!r}", "Write YYYY-MM-DD.")
            return ""
        return found

    def flag(self, key: str) -> bool:
        """Yes or no; absent is no."""
        return self.choice(key, ("yes", "no"), "no") == "yes"

    def rest(self) -> list[tuple[str, Tree]]:
        """The keys that nobody has asked for so far."""
        return [(key, tree) for key, tree in self._trees.items() if key not in self._asked]

    def end(self, *also: str) -> None:
        """Note every key that nobody asked for; ``also`` are valid ones for the advice."""
        for key, tree in self.rest():
            says = f"{self.what} has no key {key!r}"
            self.notes.unknown(tree.place.line, says, key, sorted({*self._asked, *also}))


def is_day(text: str) -> bool:
    """Whether a text is a date, ISO 8601."""
    if not _DATE.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
