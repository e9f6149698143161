"""Threats as the ledger keeps them: written down from an analysis, and read back to see how they stand today."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from typing import Final

from holdfast.loop.handling import Ground, Known, against, grounds, standing, still_open
from holdfast.loop.register import Stand
from holdfast.loop.trails import moment
from holdfast.model.event import Analysis, ThreatRow
from holdfast.model.history import History
from holdfast.model.system import System, Treatment, Way
from holdfast.model.threat import Analysed, Band, Rating, Stride, Threat

CRITICALITIES: Final[Mapping[str, float]] = {"low": 0.25, "medium": 0.5, "high": 0.75, "critical": 1.0}
"""What a system's criticality for the business weighs in the risk trend."""


def analysis(system: System, analysed: Analysed, *, subject: str, at: str, model: str, tool: str) -> Analysis:
    """What the ledger keeps of an analysis of a subject; ``model`` is the digest of the model's text."""
    return Analysis(
        subject=subject,
        at=at,
        model=model,
        tool=tool,
        rules=analysed.digest,
        criticality=CRITICALITIES.get(system.context.criticality, 1.0),
        threats=tuple(_row(system, threat, subject) for threat in analysed.threats),
        flows=sum(1 for flow in system.flows if not flow.out_of_scope),
        elements=sum(1 for element in system.elements if not element.out_of_scope),
    )


def _row(system: System, threat: Threat, subject: str) -> ThreatRow:
    where = grounds(system, threat.on, subject)
    treatment = threat.treatment or Treatment(threat=threat.id)
    tags = {tag for asset in system.assets if asset.id in threat.data for tag in asset.tags}
    return ThreatRow(
        id=threat.id,
        title=threat.title,
        stride=threat.stride.value,
        severity=threat.inherent.band.value,
        element=threat.on,
        controls=against(threat),
        paths=where[0].paths if len(where) == 1 else (),
        treatment=treatment.way.value,
        data=tuple(sorted(tags)),
        likelihood=threat.inherent.likelihood,
        impact=threat.inherent.impact,
        grounds=tuple((ground.subject, ground.paths) for ground in where),
        countered=threat.countered,
        owner=treatment.owner,
        reason=treatment.reason,
        until=treatment.until,
    )


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
