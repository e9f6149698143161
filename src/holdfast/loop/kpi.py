"""The key performance indicators: which there are, and all of them over one window."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from holdfast.loop.indicators import friction, quality, rate, reach, recurrence, remediation, trend
from holdfast.loop.indicators.books import Books, Window
from holdfast.model.kpi import Kpi

INDICATORS: Final[Mapping[str, Callable[[Books, Window], Kpi]]] = {
    trend.NAME: trend.measured,
    remediation.NAME: remediation.measured,
    recurrence.NAME: recurrence.measured,
    reach.NAME: reach.measured,
    quality.NAME: quality.measured,
    rate.RATE: rate.rate,
    rate.DENSITY: rate.density,
    friction.COMMIT: friction.commit,
    friction.PIPELINE: friction.pipeline,
    friction.FALSE: friction.dismissed,
    friction.FIRST: friction.first_result,
}
"""By name, in the order in which they are shown."""


def kpis(books: Books, window: Window) -> list[Kpi]:
    """Every indicator over a window. Raises LedgerError for a time that cannot be read."""
    return [measure(books, window) for measure in INDICATORS.values()]
