"""Use case: keep an analysis in the ledger: which threats there are, and what it shows of the practice."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Final

from holdfast import __version__
from holdfast.app.ledgers import opened
from holdfast.app.threats import HANDLED as HANDLINGS
from holdfast.app.threats import Told
from holdfast.formats.threatmodel import PATH
from holdfast.loop.handling import against, grounds
from holdfast.model.event import Analysis, ThreatRow
from holdfast.model.observation import Observation, Run
from holdfast.model.scope import Scope
from holdfast.model.system import Sort
from holdfast.model.threat import Standing
from holdfast.model.verdict import Crash, Ok, Unsure, Verdict
from holdfast.threats.checks import ANSWERED, CLASSED, HANDLED, SESSIONS

ACTIVITY: Final = "threat-modelling"
_WEIGHTS: Final = {"low": 0.25, "medium": 0.5, "high": 0.75, "critical": 1.0}
"""Weight of a system for the business, by its criticality."""
_SESSION_DAYS: Final = 365


def record(found: Told) -> str:
    """Append the analysis, and what it observed; one sentence for people. Raises LedgerError.

    Where rules broke nobody knows which threats there are: then what was recorded before stands.
    """
    broken = len(found.analysed.faults)
    ledger = opened(found.ledger.ledger)
    try:
        if not broken:
            ledger.record(analysis(found))
        receipt = ledger.append(_run(found))
    finally:
        ledger.close()
    if broken:
        rules = f"{broken} rule{'s' * (broken > 1)}"
        return f"No threats were recorded, as {rules} broke; the ledger's head is now {receipt.head}."
    return f"Recorded {len(found.standings)} threats; the ledger's head is now {receipt.head}."


def analysis(found: Told) -> Analysis:
    """What the ledger keeps of an analysis."""
    return Analysis(
        subject=found.ledger.subject,
        at=found.ledger.now,
        model=_digest(found),
        tool=f"holdfast {__version__}",
        rules=found.analysed.digest,
        criticality=_WEIGHTS[found.system.context.criticality],
        threats=tuple(_row(found, item) for item in found.standings),
        flows=len(found.system.flows),
        elements=len(found.system.elements),
    )


def _row(found: Told, item: Standing) -> ThreatRow:
    threat = item.threat
    treatment = threat.treatment
    where = grounds(found.system, threat.on, found.ledger.subject)
    tags = {tag for asset in found.system.assets if asset.id in threat.data for tag in asset.tags}
    return ThreatRow(
        id=threat.id,
        title=threat.title,
        stride=threat.stride.value,
        severity=threat.inherent.band.value,
        element=threat.on,
        controls=against(threat),
        treatment=treatment.way.value if treatment else "mitigate",
        data=tuple(sorted(tags)),
        likelihood=threat.inherent.likelihood,
        impact=threat.inherent.impact,
        grounds=tuple((ground.subject, ground.paths) for ground in where),
        countered=threat.countered,
        owner=treatment.owner if treatment else "",
        reason=treatment.reason if treatment else "",
        until=treatment.until if treatment else "",
    )


def _digest(found: Told) -> str:
    return hashlib.sha256(found.text.encode()).hexdigest()[:16]


def _run(found: Told) -> Run:
    digest = hashlib.sha256(f"{PATH} {found.analysed.digest}".encode()).hexdigest()[:16]
    return Run(
        activity=ACTIVITY,
        scope=Scope(subject=found.ledger.subject, origin="threatmodel", digest=digest, complete=True),
        seen_at=found.ledger.now,
        tool=f"holdfast {__version__}",
        rules=found.analysed.digest,
        observations=tuple(_observations(found)),
    )


def _observations(found: Told) -> Iterator[Observation]:
    """One verdict for each check; a rule that broke leaves what hangs on all rules undecided."""
    for check, verdict in (
        (HANDLED, _handled(found)),
        (ANSWERED, _answered(found)),
        (SESSIONS, _sessions(found)),
        (CLASSED, _classed(found)),
    ):
        yield Observation(check=check.id, verdict=verdict)
    for fault in found.analysed.faults[:20]:
        yield Observation(check=HANDLED.id, verdict=Crash(error=f"rule {fault.rule} broke: {fault.error}"))


def _handled(found: Told) -> Verdict:
    left = [item for item in found.standings if item.handling not in HANDLINGS]
    if left or found.analysed.faults:
        return Unsure(why=f"{len(left)} of {len(found.standings)} threats are not shown to be handled")
    return Ok(count=max(len(found.standings), 1))


def _answered(found: Told) -> Verdict:
    asked = found.analysed.questions
    if asked:
        return Unsure(why=f"{len(asked)} questions have no answer, the first about {asked[0].fact} of {asked[0].on}")
    return Ok(count=max(found.analysed.rules, 1))


def _sessions(found: Told) -> Verdict:
    today = date.fromisoformat(found.ledger.now[:10])
    oldest = (today - timedelta(days=_SESSION_DAYS)).isoformat()
    recent = [item for item in found.system.sessions if oldest <= item.at <= today.isoformat() and len(item.who) > 1]
    if not recent:
        return Unsure(why="the model tells of no session of two people or more in the last year")
    return Ok(count=len(recent))


def _classed(found: Told) -> Verdict:
    stores = [item.id for item in found.system.elements if item.sort is Sort.STORE and not item.out_of_scope]
    bare = {item.id for item in found.system.elements if not item.data} & set(stores)
    bare |= {item.id for item in found.system.flows if not item.data and not item.out_of_scope}
    if bare or not found.system.assets:
        return Unsure(why=f"{len(bare)} stores and flows name no data, the first {min(bare, default='')}".rstrip())
    return Ok(count=len(stores) + len(found.system.flows) or 1)
