"""Security to Quality defect Ratio: what part of all defects concerns security."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Final

from holdfast.loop.indicators.books import MAGIC_NUMBERS, Books, Window, ratio
from holdfast.loop.trails import moment
from holdfast.model.event import Defect, DefectKind
from holdfast.model.kpi import Kpi, Point

NAME: Final = "security-to-quality-ratio"
FEWEST: Final = 20
"""Below so many defects a share says nothing, and is not shown."""
_COUNTED: Final = (DefectKind.SECURITY, DefectKind.FUNCTIONAL, DefectKind.PERFORMANCE)


def measured(books: Books, window: Window) -> Kpi:
    """The security defects of the trackers that were opened in the window, divided by all defects opened in it."""
    counts = _counts(books, window)
    whole = sum(counts[kind] for kind in _COUNTED)
    return Kpi(
        id=NAME,
        title="Security to Quality defect Ratio",
        value=_share(counts),
        unit="share",
        numerator=float(counts[DefectKind.SECURITY]),
        denominator=float(whole),
        window=window.shown,
        definition=(
            "Security defects divided by functional, performance and security defects, as the trackers name them, "
            f"opened in the window. Hidden where there are fewer than {FEWEST}."
        ),
        source=MAGIC_NUMBERS,
        gaps=tuple(_gaps(books, whole)),
        parts=tuple((kind.value, float(counts[kind])) for kind in DefectKind if counts[kind]),
        trend=tuple(_point(books, name, month) for name, month in window.months()),
    )


def entries(books: Books) -> list[Defect]:
    """Each defect as the last import of its tracker tells it."""
    last: dict[tuple[str, str, str], Defect] = {}
    for event in sorted(books.trackers, key=lambda item: moment(item.at)):
        for defect in event.defects:
            last[event.subject, event.source, defect.key] = defect
    return [last[key] for key in sorted(last)]


def _counts(books: Books, window: Window) -> Counter[DefectKind]:
    return Counter(defect.kind for defect in entries(books) if window.holds(defect.opened))


def _share(counts: Counter[DefectKind]) -> float | None:
    whole = sum(counts[kind] for kind in _COUNTED)
    return ratio(counts[DefectKind.SECURITY], whole) if whole >= FEWEST else None


def _point(books: Books, name: str, month: Window) -> Point:
    counts = _counts(books, month)
    whole = sum(counts[kind] for kind in _COUNTED)
    security = float(counts[DefectKind.SECURITY])
    return Point(period=name, value=_share(counts), numerator=security, denominator=float(whole))


def _gaps(books: Books, whole: int) -> Iterator[str]:
    if not books.trackers:
        yield "no tracker was imported: `holdfast kpi import FILE`"
    elif whole < FEWEST:
        yield f"only {whole} defects were opened in the window: fewer than {FEWEST} say nothing"
