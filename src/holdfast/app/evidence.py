"""Use case: keep what a scan saw in the ledger, verify the ledger, and fold it into the posture."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from holdfast.activities import ACTIVITIES
from holdfast.app.origins import find_target
from holdfast.app.policy import Policies, environment
from holdfast.app.rulebook import types
from holdfast.app.scan import Scanned
from holdfast.loop.catalogue import CONTROLS
from holdfast.loop.posture import posture as fold
from holdfast.model.errors import UsageError
from holdfast.model.finding import State
from holdfast.model.observation import Observation, Run
from holdfast.model.posture import ActivityStatus
from holdfast.model.verdict import Crash, Ok, Unsure
from holdfast.store.ledger import Health, Ledger, StoredRun

_SECRETS_ACTIVITY = "pre-commit-hooks"


def record(done: Scanned) -> str:
    """Append a scan's observations to the ledger; one sentence for people. A scan of nothing leaves nothing.

    Raises LedgerError when they cannot be stored.
    """
    report = done.report
    if not report.tally.files:
        return "Nothing was read, so nothing was recorded."
    run = Run(
        activity=_SECRETS_ACTIVITY,
        scope=report.scope,
        seen_at=report.seen_at,
        tool=f"holdfast {report.tool}",
        rules=report.rules,
        observations=tuple(_observations(done)),
    )
    ledger = _open(done.root / done.policy.ledger, read_only=False)
    try:
        receipt = ledger.append(run)
    finally:
        ledger.close()
    return f"Recorded {receipt.rows} observations; the ledger's head is now {receipt.head}."


def _observations(done: Scanned) -> Iterator[Observation]:
    """At the ledger's grain: one ok per check, and one row per failure, per doubt and per crash behind it.

    The ok of a check closes what an earlier run of the same scope left open; this run's other rows open it again. What
    a person accepted, or what the policy hides, is no failure, and no proof either: it leaves the check unsure.
    """
    report = done.report
    open_ones = [item for item in report.findings if item.state is not State.SUPPRESSED]
    accepted = {item.check.id for item in report.findings if item.state is State.SUPPRESSED}
    faults = [item for item in report.skipped if item.fault]
    for check in report.checks:
        yield Observation(check=check.id, verdict=Ok(count=report.tally.files))
        if check.id in accepted:
            yield Observation(check=check.id, verdict=Unsure(why="a finding of it was accepted"))
        if check.id in done.withheld:
            yield Observation(check=check.id, verdict=Unsure(why="the policy hides a finding of it"))
        if faults:
            error = f"{len(faults)} not read, the first {faults[0].path}: {faults[0].why}"
            yield Observation(check=check.id, verdict=Crash(error=error))
    for finding in open_ones:
        yield Observation(check=finding.check.id, verdict=finding.fail, fingerprint=finding.fingerprint)


def _open(path: Path, *, read_only: bool = True) -> Ledger:
    from holdfast.store.sqlite import SqliteLedger

    return SqliteLedger(path, read_only=read_only)


def ledger_path(folder: Path) -> Path:
    """Where the ledger of a repository stands by its policy."""
    target = find_target(folder)
    return target.root / Policies(target.root, {}, environment()).root.ledger


def _existing(folder: Path) -> Ledger:
    path = ledger_path(folder)
    if not path.exists():
        raise UsageError(f"there is no ledger at {path}", advice="`holdfast scan --record` starts one.")
    return _open(path)


def verify(folder: Path, head: str = "") -> Health:
    """Walk the whole chain. Raises UsageError when there is no ledger, LedgerError when it cannot be read."""
    ledger = _existing(folder)
    try:
        return ledger.verify(head)
    finally:
        ledger.close()


def runs(folder: Path) -> list[StoredRun]:
    """Headers of every run in the ledger, oldest first."""
    ledger = _existing(folder)
    try:
        return list(ledger.runs())
    finally:
        ledger.close()


def posture(folder: Path) -> list[ActivityStatus]:
    """The state of the 21 activities by the evidence in the ledger; without a ledger none has any."""
    path = ledger_path(folder)
    evidence = []
    if path.exists():
        ledger = _open(path)
        try:
            evidence = list(ledger.evidence())
        finally:
            ledger.close()
    checks = [kind.check for kind in types(find_target(folder).root)]
    now = datetime.now(UTC).isoformat(timespec="seconds")
    return fold(ACTIVITIES, CONTROLS, evidence, checks, now)
