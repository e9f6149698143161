"""Specific Coverage Metric: how much of what the system does was touched by security testing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.loop.indicators.books import MAGIC_NUMBERS, Books, Window, ratio
from holdfast.model.kpi import Kpi

NAME: Final = "specific-coverage-metric"


def measured(books: Books, window: Window) -> Kpi:
    """Flows, routes and packages that were tested, divided by those that are known; unknown without an inventory."""
    told = [item for item in books.coverage if item.known]
    known = sum(item.known or 0 for item in told)
    tested = sum(min(item.tested, item.known or 0) for item in told)
    gaps = tuple(_gaps(books))
    return Kpi(
        id=NAME,
        title="Specific Coverage Metric",
        value=ratio(tested, known),
        unit="share",
        numerator=float(tested),
        denominator=float(known) if known else None,
        window=window.shown,
        definition=(
            "The share of the functionality that security testing touched: flows of the threat model, routes of the "
            "code and packages that were tested, divided by those that are known. What a scanner read is never the "
            "denominator."
        ),
        source=MAGIC_NUMBERS,
        gaps=gaps,
        parts=tuple((f"{item.sort} tested", ratio(item.tested, item.known)) for item in told),
    )


def _gaps(books: Books) -> Iterator[str]:
    for item in books.coverage:
        if item.why:
            yield f"{item.sort}: {item.why}"
        elif item.sort == "routes":
            yield "routes: known only from the analysis that also counts as their test"
    missing = {"flows", "routes", "packages"} - {item.sort for item in books.coverage}
    for sort in sorted(missing):
        yield f"{sort}: nobody keeps an inventory"
