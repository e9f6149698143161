"""Tells from the text of a function alone whether it can matter, so that most functions are never lowered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from holdfast.formats.codetriggers import BARE, CALLED, MEMBER, PATTERN, RECEIVERS, SINK, SOURCE, vague

__all__ = ["HANDS", "PATTERN", "SINK", "SOURCE", "Waker"]

HANDS: Final = 8
"""A name of a call that hands functions to a framework stands there, used in whatever way."""

_CHAIN: Final = re.compile(rb"[\w.$]+(?:<[\w\s.,|\[\]<>]{1,120}>(?=\())?\(?")
"""Names with their attributes, as ``self.request.args`` or ``.execute(`` behind a closed parenthesis; types that are
given to a call stand before its parenthesis."""
_WORD: Final = re.compile(r"[A-Za-z_$][\w$]*")
_MOST: Final = 400_000
Use = tuple[int, frozenset[str], str]
"""Bits of kinds; modules of which one must be imported, none where it counts everywhere; what the chain begins with."""


class Waker:
    """What to look for in one language."""

    def __init__(self, packed: Iterable[Mapping[str, list[list[Any]]]], handing: frozenset[str]) -> None:
        """Take the uses of names of each pack, and the names of calls that hand functions to a framework."""
        self._handing = handing
        self._uses: dict[str, list[list[Any]]] = {}
        for part in packed:
            for word, uses in part.items():
                self._uses[word] = [*self._uses.get(word, ()), *uses]
        self._known = handing | self._uses.keys()
        self._memo: dict[bytes, tuple[Use, ...]] = {}
        self._idle: set[bytes] = set()
        """Chains that use nothing: most of a program, so they are taken away at once."""

    def words(self, bit: int) -> frozenset[str]:
        """Every word that counts in some use of a kind."""
        return frozenset(word for word, uses in self._uses.items() if any(use[0] & bit for use in uses))

    def look(self, data: bytes, start: int, end: int, modules: frozenset[str]) -> int:
        """What the text between two offsets uses: bits of SOURCE, SINK, PATTERN and HANDS.

        ``modules`` are the first segments of what the file imports.
        """
        memo, bits = self._memo, 0
        for chain in set(_CHAIN.findall(data, start, end)) - self._idle:
            found = memo.get(chain)
            if found is None:
                found = self._kept(chain)
            for kinds, needed, head in found:
                if kinds & ~bits and (
                    not needed or head in needed or (head not in modules and not modules.isdisjoint(needed))
                ):
                    bits |= kinds
        return bits

    def _kept(self, chain: bytes) -> tuple[Use, ...]:
        if len(self._memo) + len(self._idle) >= _MOST:
            self._memo.clear()
            self._idle.clear()
        found = tuple(self._judge(chain.decode("utf-8", "replace")))
        if found:
            self._memo[chain] = found
        else:
            self._idle.add(chain)
        return found

    def _judge(self, chain: str) -> Iterable[Use]:
        words = _WORD.findall(chain)
        if self._known.isdisjoint(words):
            return ()
        called = chain.endswith("(")
        parts = chain.rstrip("(").partition("<")[0].split(".")
        last = len(parts) - 1
        found: dict[frozenset[str], int] = {}
        if not self._handing.isdisjoint(words):
            found[frozenset()] = HANDS
        for at, word in enumerate(parts):
            for bits, form, before, modules in self._uses.get(word, ()):
                if form & (BARE if at else MEMBER) or (before and (not at or parts[at - 1] != before)):
                    continue
                if form & CALLED:
                    if not (called and at == last) and vague(word):
                        continue
                elif called and at == last and vague(word):
                    continue
                free = at and (not vague(word) or parts[at - 1] in RECEIVERS)
                needed = frozenset() if free else frozenset(modules)
                found[needed] = found.get(needed, 0) | bits
        return [(bits, needed, parts[0]) for needed, bits in found.items()]
