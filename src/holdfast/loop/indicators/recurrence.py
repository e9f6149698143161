"""Rate of Defect Recurrence: how many of the defects that were closed came back."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.loop.indicators.books import MAGIC_NUMBERS, Books, Window, closed, ratio
from holdfast.model.history import History
from holdfast.model.kpi import Kpi, Point

NAME: Final = "rate-of-defect-recurrence"


def measured(books: Books, window: Window) -> Kpi:
    """The defects that were opened again in the window, divided by those closed before its end; also by CWE."""
    back, closings = _counts(books, window)
    return Kpi(
        id=NAME,
        title="Rate of Defect Recurrence",
        value=ratio(back, closings),
        unit="share",
        numerator=float(back),
        denominator=float(closings),
        window=window.shown,
        definition=(
            "Defects that were opened again in the window, divided by the closures before its end; the same defect is "
            "one with the same fingerprint, which moves and reformatting do not change."
        ),
        source=MAGIC_NUMBERS,
        gaps=() if closings else ("nothing was closed before the end of the window",),
        parts=(*_by_cwe(books, window), ("same weakness in the same file", float(_soft(books, window)))),
        trend=tuple(_point(books, name, month) for name, month in window.months()),
    )


def _point(books: Books, name: str, month: Window) -> Point:
    back, closings = _counts(books, month)
    return Point(period=name, value=ratio(back, closings), numerator=float(back), denominator=float(closings))


def _counts(books: Books, window: Window) -> tuple[int, int]:
    pairs = [_count(history, window) for history in books.real(window.end)]
    return sum(back for back, _ in pairs), sum(closings for _, closings in pairs)


def _count(history: History, window: Window) -> tuple[int, int]:
    """How often one defect came back in a window, and how often it was closed before its end."""
    back = sum(1 for span in history.spans[1:] if window.holds(span.opened))
    return back, sum(1 for span in history.spans if closed(span, window.end))


def _by_cwe(books: Books, window: Window) -> Iterator[tuple[str, float | None]]:
    found: dict[int, tuple[int, int]] = {}
    for history in books.real(window.end):
        for number in books.cwe.get(history.check, ()):
            back, closings = _count(history, window)
            so_far = found.get(number, (0, 0))
            found[number] = so_far[0] + back, so_far[1] + closings
    for number, (back, closings) in sorted(found.items()):
        if closings:
            yield f"CWE-{number}", ratio(back, closings)


def _soft(books: Books, window: Window) -> int:
    """New defects of a weakness that had been closed in the same file before."""
    real = list(books.real(window.end))
    gone: dict[tuple[str, str, int], list[str]] = {}
    for history in real:
        for key in _keys(books, history):
            gone.setdefault(key, []).extend(span.closed for span in history.spans if closed(span, window.end))
    return sum(
        1
        for history in real
        if window.holds(history.spans[0].opened)
        and any(when <= history.spans[0].opened for key in _keys(books, history) for when in gone.get(key, ()))
    )


def _keys(books: Books, history: History) -> Iterator[tuple[str, str, int]]:
    path = history.place.rsplit(":", 2)[0]
    for number in books.cwe.get(history.check, ()):
        yield history.subject, path, number
