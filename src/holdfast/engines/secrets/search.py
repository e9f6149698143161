"""Looks closely at the positions that the matcher gave: candidates, decoded texts, overlaps, pairs."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from holdfast.engines.secrets.confirm import confirm, expression, weight
from holdfast.engines.secrets.decode import READERS, Derived
from holdfast.engines.secrets.hit import Hit, View
from holdfast.engines.secrets.layers import LAYERS
from holdfast.estate.repo.role import configures, role
from holdfast.kit.multimatch import Matcher, Positions
from holdfast.model.credential import CredentialType

LONG: Final = 8192
"""Longer lines are read in overlapping stretches of this size."""
STEP: Final = 6144
HEAD: Final = 1024
"""How far the expression of a match over several lines may reach."""
DEPTH: Final = 2
"""How many encodings deep a text is decoded."""


class Search:
    """The close look. Holds compiled expressions and nothing about what it saw."""

    def __init__(self, kinds: Sequence[CredentialType], matcher: Matcher) -> None:
        """Take the credential types in the order that the matcher's numbers mean."""
        self._kinds = tuple(kinds)
        self._positions = matcher.positions
        self._compiled: dict[int, re.Pattern[bytes]] = {}

    def hits(self, path: str, text: bytes, found: Positions) -> tuple[list[Hit], int]:
        """Hits in a text, each secret once per place, and how many decoded texts were looked at too."""
        view = View(role(path), configures(path))
        hits, derived = self._read(text, found.copy(), view, DEPTH)
        return (_paired(_distinct(hits), text) if hits else []), derived

    def _read(self, text: bytes, found: Positions, view: View, depth: int) -> tuple[list[Hit], int]:
        hits: list[Hit] = []
        encoded: dict[int, list[int]] = {}
        done: set[tuple[int, int]] = set()
        count = len(self._kinds)
        for number, at in found:
            if number < count:
                self._candidate(text, number, at, view, done, hits)
            elif number < count + len(LAYERS):
                encoded.setdefault(number - count, []).append(at)
        derived = 0
        if depth:
            for number, places in encoded.items():
                for layer in READERS[LAYERS[number].reader](text, sorted(set(places))):
                    derived += 1
                    hits.extend(self._inside(layer, view, depth))
        return hits, derived

    def _inside(self, layer: Derived, view: View, depth: int) -> Iterator[Hit]:
        found = self._positions(layer.text)
        if not found:
            return
        for hit in self._read(layer.text, found.copy(), view, depth - 1)[0]:
            if hit.end > layer.skip and (layer.route != "joined literals" or hit.end <= len(layer.text)):
                yield hit._replace(start=layer.start, end=layer.end, route=(layer.route, *hit.route))

    def _candidate(
        self, text: bytes, number: int, at: int, view: View, done: set[tuple[int, int]], hits: list[Hit]
    ) -> None:
        kind = self._kinds[number]
        if kind.rank < 2 and view.quiet and kind.profile != "structure":
            return
        for start, end, open_end in _stretches(text, at, kind.multiline):
            if (number, start) in done:
                continue
            done.add((number, start))
            for match in self._expression(number).finditer(text, start, end):
                if not (open_end and match.end() == end) and (number, -1 - match.start()) not in done:
                    done.add((number, -1 - match.start()))
                    hit = confirm(kind, match, text, view)
                    if hit is not None:
                        hits.append(hit)

    def _expression(self, number: int) -> re.Pattern[bytes]:
        compiled = self._compiled.get(number)
        if compiled is None:
            compiled = self._compiled[number] = expression(self._kinds[number])
        return compiled


def _stretches(text: bytes, at: int, multiline: bool) -> Iterable[tuple[int, int, bool]]:
    """The stretch or stretches around a position: start, end, and whether the end cuts a line.

    They depend on the line and a fixed grid only, so that any two matchers confirm the same stretches.
    """
    if multiline:
        yield max(0, at - HEAD), min(len(text), at + HEAD), False
        return
    start = text.rfind(b"\n", max(0, at - LONG), at) + 1
    end = text.find(b"\n", at, at + LONG)
    if (start or at < LONG) and end >= 0 and end - start <= LONG:
        yield start, end, False
        return
    first = max(0, (at - LONG) // STEP + 1)
    for cell in range(first, at // STEP + 1):
        yield cell * STEP, min(len(text), cell * STEP + LONG), cell * STEP + LONG < len(text)


def _distinct(hits: list[Hit]) -> list[Hit]:
    """Of hits that overlap, the one that says most; each value once per place."""
    ordered = sorted(hits, key=_says_most)
    kept: list[Hit] = []
    for hit in ordered:
        if not any(hit.start < other.end and other.start < hit.end and _same(hit, other) for other in kept):
            kept.append(hit)
    return sorted(kept, key=lambda hit: (hit.start, hit.kind.check.id, hit.value))


def _says_most(hit: Hit) -> tuple[float, bool, int, int, str, bytes]:
    """Sorts hits, the one that says most first; equal ones alike whatever order the matcher gave them in."""
    return -weight(hit), bool(hit.route), hit.start - hit.end, hit.start, hit.kind.check.id, hit.value


def _same(hit: Hit, other: Hit) -> bool:
    """Two overlapping hits are about one secret unless both were decoded from the same text to different values."""
    if hit.route and other.route and hit.kind.rank >= 2:
        return hit.value in other.value or other.value in hit.value
    return True


def _paired(hits: list[Hit], text: bytes) -> list[Hit]:
    """Let the two halves of a credential know each other when they stand within 30 lines."""
    names = {hit.kind.pairs_with for hit in hits} - {""}
    if not names:
        return hits
    halves = [hit for hit in hits if hit.kind.check.name in names]
    paired = []
    for hit in hits:
        near = [
            other
            for other in halves
            if other.kind.check.name == hit.kind.pairs_with
            and text.count(b"\n", min(hit.start, other.start), max(hit.start, other.start)) <= 30
        ]
        best = min(near, key=lambda other: abs(other.start - hit.start), default=None)
        paired.append(hit if best is None else hit._replace(partner=best.start))
    return paired
