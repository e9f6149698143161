"""Turns hits into failures that may be shown and kept: place, masked line, mark. The value ends here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from holdfast.engines.secrets.hit import Hit
from holdfast.estate.repo.blob import Blob
from holdfast.estate.repo.role import role
from holdfast.model.check import Confidence, Persona, Severity
from holdfast.model.place import Place
from holdfast.model.verdict import Fail

_BULLET: Final = "•"
_WIDTH: Final = 8
_BEFORE: Final = 90
_AFTER: Final = 60
_LONG_RUN: Final = re.compile(r"[A-Za-z0-9+/_=~.\-]{20,}")
_PEM_NOISE: Final = re.compile(rb"\\[nrt]|\s+")

Mark = Callable[[bytes], str]


def failures(blob: Blob, hits: Sequence[Hit], mark: Mark) -> Iterator[tuple[str, Fail]]:
    """(check id, failure) for each hit of a blob. ``mark`` names a value without telling it."""
    if not hits:
        return
    lines = _Lines(blob.data)
    where = role(blob.path)
    for hit in hits:
        yield hit.kind.check.id, _failure(blob, hit, hits, lines, mark, where)


class _Lines:
    """Offsets to lines and columns, for ascending or few questions."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    def place(self, path: str, start: int, end: int, route: tuple[str, ...]) -> Place:
        line, column = self._at(start)
        end_line, end_column = self._at(end)
        return Place(path=path, line=line, column=column, end_line=end_line, end_column=end_column, route=route)

    def _at(self, offset: int) -> tuple[int, int]:
        start = self.data.rfind(b"\n", 0, offset) + 1
        return self.data.count(b"\n", 0, offset) + 1, len(self.data[start:offset].decode("utf-8", "replace")) + 1


def _failure(blob: Blob, hit: Hit, hits: Sequence[Hit], lines: _Lines, mark: Mark, where: str) -> Fail:
    check = hit.kind.check
    place = lines.place(blob.path, hit.start, min(hit.end, len(blob.data)), hit.route)
    frame, span = _frame(blob.data, hit, hits)
    severity, confidence, notes = check.severity, check.confidence, []
    if hit.kind.profile == "structure" and hit.kind.multiline and where in ("test", "doc"):
        severity = min(severity, Severity.MEDIUM)
        notes.append(f"in a {where} file, so probably made for it")
    if hit.partner >= 0:
        confidence = Confidence.HIGH
        notes.append(f"its other half stands on line {lines.place(blob.path, hit.partner, hit.partner, ()).line}")
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
    hidden = f", found in {' in '.join(hit.route)}" if hit.route else ""
    size = len(hit.value)
    return f"{hit.kind.check.title} in the text{hidden} ({size} characters)."


def prefix(hit: Hit) -> str:
    """The part of a value that its vendor fixes and that may be shown; empty for values without such a mark."""
    if hit.kind.rank < 3 or hit.kind.fold or hit.kind.profile != "token":
        return ""
    value = hit.value.decode("utf-8", "replace")
    found = [word for word in hit.kind.keywords if value.startswith(word) and len(word) <= len(value) // 3]
    return max(found, key=len, default="")


def _frame(data: bytes, hit: Hit, hits: Sequence[Hit]) -> tuple[str, tuple[int, int]]:
    """The line of a hit with every secret on it masked, cut around the hit, and the span of its mask."""
    start = data.rfind(b"\n", 0, hit.start) + 1
    end = data.find(b"\n", hit.start)
    end = len(data) if end < 0 else end
    low = max(start, hit.start - _BEFORE * 4)
    high = min(end, max(hit.start, min(hit.end, end)) + _AFTER * 4)
    others = [
        (max(item.start, low), min(item.end, high))
        for item in hits
        if item.start < high and item.end > low and item is not hit
    ]
    own = (hit.start, min(hit.end, end))
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
    for start, end in sorted(others):
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
