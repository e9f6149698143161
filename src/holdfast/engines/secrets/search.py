"""Looks closely at the positions that the matcher gave: candidates, decoded texts, overlaps, pairs."""

from __future__ import annotations

import re
import time
from bisect import bisect
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from holdfast.engines.secrets.confirm import BARE, BLOCK, confirm, weight
from holdfast.engines.secrets.confirm import expression as confirming
from holdfast.engines.secrets.decode import READERS, Derived
from holdfast.engines.secrets.hit import Hit, View
from holdfast.engines.secrets.layers import LAYERS
from holdfast.formats.rules import GAP
from holdfast.kit.expressions import expression
from holdfast.kit.multimatch import Matcher, Positions
from holdfast.model.credential import CredentialType

LONG: Final = 8192
"""Longer lines, and all that may match over several, are read in overlapping stretches of this size."""
STEP: Final = 6144
DEPTH: Final = 2
"""How many encodings deep a text is decoded."""
SECONDS: Final = 20.0
"""How long one text may take; what was found until then counts."""
_OFTEN: Final = 256
_LINES_APART: Final = 30
_FAR: Final = 16_384
_CELL: Final = 256
_VALUE: Final = 12
_FOLLOWS: Final = expression(rb"%b[!-~]{%d}" % (GAP.encode(), _VALUE))
_PART: Final = expression(
    r"(?:\[(?!\^)(?:[!-Z^-~]|\\[!-/:-@^\\\]\[])+\]|[A-Za-z0-9_/:=\-]|\\[!-/:-@])(?:\{(\d+)(?:,\d*)?\})?(?![{*?+|])"
)
"""A part of a pattern that stands for visible characters, at least so many."""


class Search:
    """The close look. Holds compiled expressions and nothing about what it saw."""

    def __init__(self, kinds: Sequence[CredentialType], matcher: Matcher, files: tuple[str, ...] = ()) -> None:
        """Take the credential types in the order that the matcher's numbers mean; each may load itself late.

        ``files`` are the endings of paths for which some type stands aside from the matcher.
        """
        self._kinds = kinds
        self._count = len(kinds)
        self._met: dict[int, CredentialType] = {}
        self._files = files
        self._positions = matcher.positions
        self._compiled: dict[int, re.Pattern[bytes]] = {}
        self._until = 0.0
        self._follows: dict[int, re.Pattern[bytes] | None] = {}

    def hits(self, path: str, text: bytes, found: Positions) -> tuple[list[Hit], int, bool]:
        """Hits in a text, each secret once per place; how many decoded texts were read too; whether time ran out."""
        self._until = time.monotonic() + SECONDS
        view = View(path)
        encoded: list[tuple[int, int]] = []
        hits, derived = self._read(text, found.copy(), view, DEPTH, encoded)
        hits = [hit for hit in hits if not _taken_literally(hit, encoded)]
        hits += self._by_path(text, view)
        return (_paired(_distinct(hits), text) if hits else []), derived, time.monotonic() > self._until

    def _read(
        self, text: bytes, found: Positions, view: View, depth: int, spans: list[tuple[int, int]]
    ) -> tuple[list[Hit], int]:
        """Hits and the number of decoded texts; where a manifest says that a value is encoded is added to ``spans``."""
        hits: list[Hit] = []
        encoded: dict[str, list[int]] = {}
        done: set[tuple[int, int]] = set()
        count = self._count
        for turn, (number, at) in enumerate(found):
            if turn % _OFTEN == _OFTEN - 1 and time.monotonic() > self._until:
                break
            if number < count:
                self._candidate(text, number, at, view, done, hits)
            elif number < count + len(LAYERS):
                encoded.setdefault(LAYERS[number - count].reader, []).append(at)
        derived = 0
        if depth:
            for reader, places in encoded.items():
                for layer in READERS[reader](text, sorted(set(places))):
                    derived += 1
                    if derived % _OFTEN == 0 and time.monotonic() > self._until:
                        break
                    if reader == "manifest":
                        spans.append((layer.start, layer.end))
                    hits.extend(self._inside(layer, view, depth))
        return hits, derived

    def _by_path(self, text: bytes, view: View) -> Iterator[Hit]:
        """Hits of the types that are looked for in this very file."""
        if not (self._files and view.path.endswith(self._files)):
            return
        for number, kind in enumerate(self._kinds):
            if kind.files and view.path.endswith(kind.files):
                for match in self._expression(number).finditer(text, 0, BLOCK):
                    hit = confirm(kind, match, text, view)
                    if hit is not None:
                        yield hit

    def _inside(self, layer: Derived, view: View, depth: int) -> Iterator[Hit]:
        found = self._positions(layer.text)
        if not found:
            return
        for hit in self._read(layer.text, found.copy(), view, depth - 1, [])[0]:
            if hit.end > layer.skip and (layer.route != "joined literals" or hit.end <= len(layer.text)):
                yield hit._replace(start=layer.start, end=layer.end, route=(layer.route, *hit.route))

    def _candidate(
        self, text: bytes, number: int, at: int, view: View, done: set[tuple[int, int]], hits: list[Hit]
    ) -> None:
        kind = self._met.get(number) or self._meet(number)
        if kind.rank < 2 and (
            (view.quiet and kind.profile != "structure") or (kind.check.name in BARE and not view.bare)
        ):
            return
        follows = self._follows[number] if number in self._follows else self._learn(number)
        if follows and not follows.match(text, at + 1):
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

    def far(self, number: int) -> bool:
        """Whether what the matcher numbers so may begin a credential over many lines, or a manifest."""
        if number < self._count:
            return (self._met.get(number) or self._meet(number)).multiline
        layer = number - self._count
        return layer < len(LAYERS) and LAYERS[layer].reader == "manifest"

    def _meet(self, number: int) -> CredentialType:
        kind = self._met[number] = self._kinds[number]
        return kind

    def _learn(self, number: int) -> re.Pattern[bytes] | None:
        """What stands behind the name in every match of a type, if that is known: most names have no value there."""
        kind = self._kinds[number]
        found = _FOLLOWS if kind.contextual and _width(kind.core.partition(f"{GAP}(")[2]) >= _VALUE else None
        self._follows[number] = found
        return found

    def _expression(self, number: int) -> re.Pattern[bytes]:
        compiled = self._compiled.get(number)
        if compiled is None:
            compiled = self._compiled[number] = confirming(self._met.get(number) or self._meet(number))
        return compiled


def _width(pattern: str) -> int:
    """How many visible characters a match begins with, as far as that is plain to see."""
    if "|" in pattern.partition("(?:")[0]:
        return 0
    width = at = 0
    while part := _PART.match(pattern, at):
        width, at = width + int(part[1] or 1), part.end()
    return width


def _stretches(text: bytes, at: int, multiline: bool) -> Iterable[tuple[int, int, bool]]:
    """The stretch or stretches around a position: start, end, and whether the end cuts a line.

    They depend on the line and a fixed grid only, so that any two matchers confirm the same stretches. What is longer
    than two of them have in common may be missed.
    """
    start = text.rfind(b"\n", max(0, at - LONG), at) + 1
    end = text.find(b"\n", at, at + LONG)
    if not multiline and (start or at < LONG) and end >= 0 and end - start <= LONG:
        yield max(0, start - 1), end, False
        return
    first = max(0, (at - LONG) // STEP + 1)
    for cell in range(first, at // STEP + 1):
        yield cell * STEP, min(len(text), cell * STEP + LONG), cell * STEP + LONG < len(text)


def _taken_literally(hit: Hit, encoded: list[tuple[int, int]]) -> bool:
    """A value that is encoded by definition was taken for the secret itself."""
    return hit.kind.rank < 2 and not hit.route and any(start < hit.end and hit.start < end for start, end in encoded)


def _distinct(hits: list[Hit]) -> list[Hit]:
    """Of hits that overlap, the one that says most; each value once per place."""
    kept: list[Hit] = []
    cells: dict[int, list[Hit]] = {}
    for hit in sorted(hits, key=_says_most):
        where = range(hit.start // _CELL, max(hit.start, hit.end - 1) // _CELL + 1)
        if any(_covers(other, hit) for cell in where for other in cells.get(cell, ())):
            continue
        kept.append(hit)
        for cell in where:
            cells.setdefault(cell, []).append(hit)
    return sorted(kept, key=lambda hit: (hit.start, hit.kind.check.id, hit.value))


def _says_most(hit: Hit) -> tuple[float, bool, int, int, str, bytes]:
    """Sorts hits, the one that says most first; equal ones alike whatever order the matcher gave them in."""
    return -weight(hit), bool(hit.route), hit.start - hit.end, hit.start, hit.kind.check.id, hit.value


def _covers(other: Hit, hit: Hit) -> bool:
    return hit.start < other.end and other.start < hit.end and _same(hit, other)


def _same(hit: Hit, other: Hit) -> bool:
    """Two overlapping hits are about one secret unless both were decoded from the same text to different values."""
    if hit.route and other.route and hit.kind.rank >= 2:
        return hit.value in other.value or other.value in hit.value
    return True


def _paired(hits: list[Hit], text: bytes) -> list[Hit]:
    """Let the two halves of a credential know each other when they stand within 30 lines."""
    names = {hit.kind.pairs_with for hit in hits} - {""}
    halves = {name: [hit.start for hit in hits if hit.kind.check.name == name] for name in names}
    return [
        hit._replace(partner=_nearest(hit.start, halves[hit.kind.pairs_with], text)) if hit.kind.pairs_with else hit
        for hit in hits
    ]


def _nearest(start: int, others: list[int], text: bytes) -> int:
    """The offset of the next of ``others`` (ascending) within 30 lines of ``start``; -1 when there is none."""
    at = bisect(others, start)
    near = sorted(others[max(0, at - 1) : at + 1], key=lambda other: abs(other - start))
    for other in near:
        low, high = min(start, other), max(start, other)
        if high - low < _FAR and text.count(b"\n", low, high) <= _LINES_APART:
            return other
    return -1
