"""Many patterns over bytes in one pass, by Hyperscan where its package loads, else by literals and ``re``.

Both ways answer the same question: at which positions may which pattern match? The answer may hold too much, never too
little; whoever asks confirms with ``re`` in a bounded stretch around each position.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple, Protocol

_SIZE: Final = 8
Positions = list[tuple[int, int]]


class Pattern(NamedTuple):
    """One pattern in the common subset, its number, whether letter case matters, and literals for the slow way."""

    text: str
    number: int
    caseless: bool
    keywords: tuple[str, ...]
    """One of these is in every match; empty: the pattern itself is searched for."""
    fold: bool
    """Keywords are compared in lower case."""
    part: int = 0
    """Patterns of one part are compiled together; those that start at nearly every character are faster apart."""


class Matcher(Protocol):
    """Finds candidate positions."""

    @property
    def name(self) -> str:
        """Which way it goes: ``hyperscan`` or ``re``."""
        ...

    def positions(self, data: bytes) -> Positions:
        """(number, position) pairs: for each true match at least one position inside of it, in any order."""


class HyperscanMatcher:
    """A pass of each compiled Hyperscan database (block mode, end offsets)."""

    name: Final = "hyperscan"

    def __init__(self, databases: Sequence[Any]) -> None:
        """Take the compiled or loaded databases."""
        self._scans = [database.scan for database in databases]
        self._found: Positions = []
        append = self._found.append

        def record(number: int, _start: int, end: int, _flags: int, _context: object) -> None:
            append((number, end - 1))

        self._record = record

    def positions(self, data: bytes) -> Positions:
        """(number, last position of the match) pairs."""
        found = self._found
        found.clear()
        for scan in self._scans:
            scan(data, self._record)
        return found


class LiteralMatcher:
    """The portable way: find each literal, or run the expression itself where it has none."""

    name: Final = "re"

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        """Prepare the literals."""
        self._exact: dict[bytes, list[int]] = {}
        self._folded: dict[bytes, list[int]] = {}
        self._expressions: list[tuple[int, re.Pattern[bytes]]] = []
        for item in patterns:
            table = self._folded if item.fold or item.caseless else self._exact
            for word in item.keywords:
                key = word.lower() if table is self._folded else word
                table.setdefault(key.encode(), []).append(item.number)
            if not item.keywords:
                flags = re.IGNORECASE if item.caseless else 0
                self._expressions.append((item.number, re.compile(item.text.encode(), flags)))

    def positions(self, data: bytes) -> Positions:
        """(number, last position of the literal or of the match) pairs."""
        found: Positions = []
        lowered = data.lower()
        for table, text in ((self._exact, data), (self._folded, lowered)):
            for word, numbers in table.items():
                at = text.find(word)
                while at >= 0:
                    last = at + len(word) - 1
                    found.extend((number, last) for number in numbers)
                    at = text.find(word, at + 1)
        for number, expression in self._expressions:
            match = expression.search(data)
            while match is not None:  # matches may overlap: the end of one is the beginning of the next
                found.append((number, match.end() - 1))
                match = expression.search(data, match.start() + 1)
        return found


def load(saved: bytes) -> HyperscanMatcher | None:
    """A matcher from saved databases; None when this machine cannot use them (other version or processor)."""
    try:
        import hyperscan

        databases = []
        for part in _parts(saved):
            database = hyperscan.loadb(part, hyperscan.HS_MODE_BLOCK)
            database.scratch = hyperscan.Scratch(database)
            databases.append(database)
    except Exception:  # the package raises its own error types, or ImportError: each means "build it anew"
        return None
    return HyperscanMatcher(databases) if databases else None


def _parts(saved: bytes) -> Iterator[bytes]:
    """The databases one behind the other. Raises ValueError when the last one is cut."""
    at = 0
    while at < len(saved):
        size = int.from_bytes(saved[at : at + _SIZE], "big")
        part = saved[at + _SIZE : at + _SIZE + size]
        if len(part) < size:
            raise ValueError("cut")
        yield part
        at += _SIZE + size


def build(patterns: Sequence[Pattern]) -> tuple[Matcher, bytes]:
    """Compile the patterns; the matcher and its saved form (empty for the portable way)."""
    try:
        import hyperscan
    except ImportError:
        return LiteralMatcher(patterns), b""
    databases = []
    saved = b""
    for part in sorted({item.part for item in patterns}):
        own = [item for item in patterns if item.part == part]
        database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
        database.compile(
            expressions=[item.text.encode() for item in own],
            ids=[item.number for item in own],
            elements=len(own),
            flags=[hyperscan.HS_FLAG_CASELESS if item.caseless else 0 for item in own],
        )
        databases.append(database)
        dumped = hyperscan.dumpb(database)
        saved += len(dumped).to_bytes(_SIZE, "big") + dumped
    return HyperscanMatcher(databases), saved


def refusal(pattern: Pattern) -> str:
    """Why the engine that would be used does not take a pattern; empty when it does, or where there is only ``re``."""
    try:
        import hyperscan
    except ImportError:
        return ""
    database = hyperscan.Database(mode=hyperscan.HS_MODE_BLOCK)
    flags = hyperscan.HS_FLAG_CASELESS if pattern.caseless else 0
    try:
        database.compile(expressions=[pattern.text.encode()], ids=[0], elements=1, flags=[flags])
    except hyperscan.error as error:
        return str(error)
    return ""


def version() -> str:
    """Name and version of the engine that would be used, as part of a cache key."""
    try:
        import hyperscan
    except ImportError:
        return "re"
    return f"hyperscan-{getattr(hyperscan, '__version__', '')}"
