"""Turns hits into failures that may be shown and kept: place, masked line, mark. The value ends here."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from holdfast.engines.secrets.hit import Hit
from holdfast.estate.repo.blob import Blob
from holdfast.estate.repo.role import role
from holdfast.kit.expressions import expression
from holdfast.model.check import Confidence, Persona, Severity
from holdfast.model.place import Place
from holdfast.model.verdict import Fail

_BULLET: Final = "•"
_WIDTH: Final = 8
_BEFORE: Final = 90
_AFTER: Final = 60
_LONG_RUN: Final = expression(r"[A-Za-z0-9+/_=~.\-]{20,}")
_HEADER: Final = expression(r"-----BEGIN [A-Z0-9 ]{3,40}-----|PuTTY-User-Key-File-\d: ?")
_PEM_NOISE: Final = expression(rb"\\[nrt]|\s+")

Mark = Callable[[bytes], str]


def failures(blob: Blob, hits: Sequence[Hit], mark: Mark) -> Iterator[tuple[str, Fail]]:
    """(check id, failure) for each hit of a blob. ``mark`` names a value without telling it."""
    if not hits:
        return
    lines, spans, where = _Lines(blob.data), _Spans(hits), role(blob.path)
    for hit in hits:
        yield hit.kind.check.id, _failure(blob, hit, spans, lines, mark, where)


class _Spot(NamedTuple):
    """An offset with its line and column."""

    offset: int = 0
    line: int = 1
    column: int = 1


class _Lines:
    """Offsets to lines and columns. Counts on from the last place, so that ascending questions cost one pass."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._last = _Spot()

    def place(self, path: str, start: int, end: int, route: tuple[str, ...]) -> Place:
        """The place between two offsets."""
        first = self._last = self._on(self._last if self._last.offset <= start else _Spot(), start)
        last = self._on(first, end)
        return Place(
            path=path, line=first.line, column=first.column, end_line=last.line, end_column=last.column, route=route
        )

    def line(self, offset: int) -> int:
        """The line of an offset."""
        last = self._last
        if offset < last.offset:
            return last.line - self._data.count(b"\n", offset, last.offset)
        return last.line + self._data.count(b"\n", last.offset, offset)

    def _on(self, spot: _Spot, offset: int) -> _Spot:
        line = spot.line + self._data.count(b"\n", spot.offset, offset)
        start = max(spot.offset, self._data.rfind(b"\n", spot.offset, offset) + 1)
        column = len(self._data[start:offset].decode("utf-8", "replace"))
        return _Spot(offset, line, column + (spot.column if line == spot.line else 1))


class _Spans:
    """Where the secrets of a text stand."""

    def __init__(self, hits: Sequence[Hit]) -> None:
        self._spans = sorted((hit.start, hit.end) for hit in hits)
        self._reach = list(accumulate((end for _, end in self._spans), max))

    def within(self, low: int, high: int) -> list[tuple[int, int]]:
        """Those that touch a stretch, cut to it, in order."""
        found = []
        at = bisect_left(self._spans, (high, 0)) - 1
        while at >= 0 and self._reach[at] > low:
            start, end = self._spans[at]
            if end > low:
                found.append((max(start, low), min(end, high)))
            at -= 1
        return found[::-1]


def _failure(blob: Blob, hit: Hit, spans: _Spans, lines: _Lines, mark: Mark, where: str) -> Fail:
    check = hit.kind.check
    place = lines.place(blob.path, hit.start, min(hit.end, len(blob.data)), hit.route)
    frame, span = _frame(blob.data, hit, spans)
    severity, confidence, notes = check.severity, check.confidence, []
    if hit.kind.profile == "structure" and hit.kind.multiline and where in ("test", "doc", "sample"):
        severity = min(severity, Severity.MEDIUM)
        notes.append(f"in a {where} file, so probably made for it")
    if hit.partner >= 0:
        confidence = Confidence.HIGH
        notes.append(f"its other half stands on line {lines.line(hit.partner)}")
    if hit.doubt.note:
        confidence = Confidence.LOW
        notes.append(hit.doubt.note)
    pedantic = hit.doubt.pedantic or hit.kind.pedantic
    return Fail(
        at=place,
        says=_says(hit),
        mark=mark(_PEM_NOISE.sub(b"", hit.value)),
        severity=severity,
        confidence=confidence,
        persona=Persona.PEDANTIC if pedantic else Persona.REGULAR,
        frame=frame,
        mask=span,
        notes=tuple(notes),
    )


def _says(hit: Hit) -> str:
    hidden = f" inside of {' in '.join(hit.route)}" if hit.route else ""
    return f"A value of {len(hit.value):,} characters stands here in clear{hidden}."


def prefix(hit: Hit) -> str:
    """The part of a value that its vendor fixes and that may be shown; empty for values without such a mark."""
    if hit.kind.rank < 3 or hit.kind.fold:
        return ""
    value = hit.value.decode("utf-8", "replace")
    if hit.kind.multiline:
        header = _HEADER.match(value)
        return header[0] if header else ""
    found = [word for word in hit.kind.keywords if value.startswith(word) and len(word) <= len(value) // 3]
    return max(found, key=len, default="")


def _frame(data: bytes, hit: Hit, spans: _Spans) -> tuple[str, tuple[int, int]]:
    """The line of a hit with every secret on it masked, cut around the hit, and the span of its mask."""
    low = max(0, hit.start - _BEFORE * 4)
    low = max(low, data.rfind(b"\n", low, hit.start) + 1)
    high = min(len(data), max(hit.start, hit.end) + _AFTER * 4)
    end = data.find(b"\n", hit.start, high)
    high = end if end >= 0 else high
    own = (hit.start, min(hit.end, high))
    others = spans.within(low, high)
    before = _masked(data, low, own[0], others)[-_BEFORE:]
    after = _masked(data, own[1], high, others)[:_AFTER]
    shown = ("" if hit.route else prefix(hit)) + _BULLET * _WIDTH
    text = before + shown + after
    stripped = text.lstrip()
    shift = len(text) - len(stripped)
    return stripped.rstrip(), (len(before) - shift, len(before) - shift + len(shown))


def _masked(data: bytes, low: int, high: int, others: Sequence[tuple[int, int]]) -> str:
    """Text between two offsets, other hits and every long run that may hide something masked."""
    parts: list[str] = []
    at = low
    for start, end in others:
        if end <= at or start >= high:
            continue
        parts.append(data[at : max(at, start)].decode("utf-8", "replace"))
        parts.append(_BULLET * _WIDTH)
        at = min(end, high)
    parts.append(data[at:high].decode("utf-8", "replace"))
    return _LONG_RUN.sub(_careful, "".join(parts))


def _careful(match: re.Match[str]) -> str:
    """A long run is shown only when it has no digits, as words and paths have none."""
    text = match[0]
    return text if not any(char.isdigit() for char in text) or "://" in text else text[:4] + _BULLET * _WIDTH
