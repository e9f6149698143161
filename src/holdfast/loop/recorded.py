"""Threats as the ledger keeps them, read back to see how they stand today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date

from holdfast.loop.handling import Ground, Known, standing, still_open
from holdfast.loop.register import Stand
from holdfast.loop.trails import moment
from holdfast.model.event import Analysis, ThreatRow
from holdfast.model.history import History
from holdfast.model.system import Treatment, Way
from holdfast.model.threat import Band, Rating, Stride, Threat


def stands(analyses: Iterable[Analysis], states: Known, histories: Iterable[History], now: str) -> tuple[Stand, ...]:
    """The threats that the last analysis of each subject names, and how evidence handles them today."""
    opened, today = still_open(histories), moment(now).date()
    return tuple(stand for item in latest(analyses) for stand in _stands(item, states, opened, today))


def latest(analyses: Iterable[Analysis]) -> list[Analysis]:
    """The last analysis of each subject, by subject."""
    last: dict[str, Analysis] = {}
    for item in sorted(analyses, key=lambda item: moment(item.at)):
        last[item.subject] = item
    return [last[subject] for subject in sorted(last)]


def _stands(item: Analysis, states: Known, opened: Mapping[tuple[str, str], History], today: date) -> Iterator[Stand]:
    for row in item.threats:
        where = tuple(Ground(*pair) for pair in row.grounds) or (Ground(item.subject, row.paths),)
        yield Stand(item.subject, standing(_threat(row), where, states, opened, today), where)


def _threat(row: ThreatRow) -> Threat:
    """A threat as far as the ledger keeps it."""
    stride, way = Stride.TAMPERING, Way.MITIGATE
    with suppress(ValueError):
        stride = Stride(row.stride)
    with suppress(ValueError):
        way = Way(row.treatment)
    band = Band(row.severity) if row.severity in set(Band) else Band.CRITICAL
    treated = way is not Way.MITIGATE or row.owner
    treatment = Treatment(threat=row.id, way=way, owner=row.owner, reason=row.reason, until=row.until)
    return Threat(
        id=row.id,
        rule=row.id.partition("@")[0],
        title=row.title,
        stride=stride,
        on=row.element,
        why="",
        says="",
        inherent=Rating(likelihood=row.likelihood, impact=row.impact, band=band),
        countered=row.countered,
        controls=row.controls,
        treatment=treatment if treated else None,
    )
