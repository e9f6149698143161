"""Use case: keep what a scan saw in the ledger, verify the ledger, and fold it into the posture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from holdfast.app import attest
from holdfast.app.codefails import beside
from holdfast.app.ledgers import Place, opened, placed
from holdfast.app.measured import measures
from holdfast.app.origins import find_target
from holdfast.app.policy import Policies, environment
from holdfast.app.projections import catch_up
from holdfast.app.projections import rebuild as fold_again
from holdfast.app.scan import Scanned
from holdfast.model.decision import Decision
from holdfast.model.errors import UsageError
from holdfast.model.event import Event
from holdfast.model.finding import State
from holdfast.model.observation import Observation, Run
from holdfast.model.verdict import Crash, Nothing, Ok, Unsure
from holdfast.store.ledger import Ledger, StoredRun

_SECRETS_ACTIVITY: Final = "pre-commit-hooks"
_JUDGED_ACTIVITIES: Final = {"iac": "iac-analysis", "pipeline": "iac-analysis", "container": "container-hardening"}
"""Engine to the activity that its checks make evidence for."""
_CODE_ACTIVITY: Final = "static-analysis"
_PACKAGE_ACTIVITY: Final = "dependencies"
_PLAN_ACTIVITY: Final = "iac-configuration"
"""What a plan that is about to be carried out makes evidence for, whatever engine judged it."""


def record(done: Scanned) -> str:
    """Append a scan's observations to the ledger; one sentence for people. A scan of nothing leaves nothing.

    Raises LedgerError when they cannot be stored.
    """
    report = done.report
    if not report.tally.files:
        return "Nothing was read, so nothing was recorded."
    ledger = opened(placed(done.root, done.policy))
    try:
        receipts = [ledger.append(run) for run in _runs(done)]
        head = attest.store(ledger, done.decisions, receipts[-1].head) if receipts else ""
        for measure in measures(done) if receipts else ():
            head = ledger.record(measure).head
        catch_up(ledger)
    finally:
        ledger.close()
    if not receipts:
        return "Nothing was judged, so nothing was recorded."
    rows = sum(receipt.rows for receipt in receipts)
    return f"Recorded {rows} observations; the ledger's head is now {head}."


def _runs(done: Scanned) -> Iterator[Run]:
    """What a scan saw, by the activity that it belongs to."""
    report = done.report
    planned = report.change is not None
    seen: dict[str, list[Observation]] = {}
    if not planned:
        seen[_SECRETS_ACTIVITY] = list(_observations(done))
    for engine, activity in _JUDGED_ACTIVITIES.items():
        seen.setdefault(_PLAN_ACTIVITY if planned else activity, []).extend(judgements(done, engine))
    seen[_CODE_ACTIVITY] = list(analyses(done))
    seen[_PACKAGE_ACTIVITY] = list(inspections(done))
    books = {_SECRETS_ACTIVITY: report.rules}
    if done.code is not None:
        books[_CODE_ACTIVITY] = done.code.book.digest
    if done.packages is not None:
        books[_PACKAGE_ACTIVITY] = done.packages.advisories.digest
    judged = done.infrastructure.book.digest if done.infrastructure is not None else report.rules
    for activity, rows in seen.items():
        if rows:
            yield Run(
                activity=activity,
                scope=report.scope,
                seen_at=report.seen_at,
                tool=f"holdfast {report.tool}",
                rules=books.get(activity, judged),
                observations=tuple(rows),
            )


def _observations(done: Scanned) -> Iterator[Observation]:
    """At the ledger's grain: one ok per check, and one row per failure, per doubt and per crash behind it.

    The ok of a check closes what an earlier run of the same scope left open; this run's other rows open it again. What
    a person accepted, or what the policy hides, is no failure, and no proof either: it leaves the check unsure. What is
    attested as rotated stands where it stood: a failure, which the decision in the ledger closes.
    """
    report = done.report
    faults = [item for item in report.skipped if item.fault and not item.unanswered]
    for check in report.checks:
        if check.engine != "secrets":
            continue
        yield Observation(check=check.id, verdict=Ok(count=report.tally.files))
        yield from _doubts(check.id, done)
        if faults:
            error = f"{len(faults)} not read, the first {faults[0].path}: {faults[0].why}"
            yield Observation(check=check.id, verdict=Crash(error=error))
    for finding in report.findings:
        is_open = finding.state is not State.SUPPRESSED or finding.attested
        if finding.check.engine == "secrets" and is_open:
            yield Observation(check=finding.check.id, verdict=finding.fail, fingerprint=finding.fingerprint)


def _doubts(check: str, done: Scanned) -> Iterator[Observation]:
    """What keeps the ok of a check from being proof: a person accepted a finding of it, or the policy hides one."""
    accepted = (item for item in done.report.findings if item.state is State.SUPPRESSED and not item.attested)
    if any(item.check.id == check for item in accepted):
        yield Observation(check=check, verdict=Unsure(why="a finding of it was accepted"))
    if check in done.withheld:
        yield Observation(check=check, verdict=Unsure(why="the policy hides a finding of it"))


def judgements(done: Scanned, engine: str) -> Iterator[Observation]:
    """What the judged checks of an engine said about the resources of a scan.

    A check that met nothing of its kind is *not here*, if all was read. A finding that nobody accepted fails whoever it
    is shown to: what a reader does not want to see is no proof.
    """
    estate = done.infrastructure
    if estate is None:
        return
    shown = {item.fingerprint: item for item in done.report.findings if item.check.engine == engine}
    for rule in sorted(estate.book, key=lambda rule: rule.check.id):
        name = rule.check.id
        numbers = estate.survey.counts.get(name)
        if rule.check.engine != engine:
            continue
        ok, fail, unsure, crash, _ = numbers or (0, 0, 0, 0, 0)
        if ok + fail + unsure + crash == 0:
            if numbers is not None or not estate.survey.gaps:
                yield Observation(check=name, verdict=Nothing())
            continue
        yield Observation(check=name, verdict=Ok(count=ok + fail + unsure + crash))
        yield from _doubts(name, done)
        if fail and name not in {item.check.id for item in shown.values()}:
            yield Observation(check=name, verdict=Unsure(why="the policy hides what it found"))
    for row in estate.survey.rows:
        if row.verdict in ("unsure", "crash") and estate.book.rule(row.check).check.engine == engine:
            at = row.at.place()
            verdict = Unsure(why=row.says, at=at) if row.verdict == "unsure" else Crash(error=row.says, at=at)
            yield Observation(check=row.check, verdict=verdict)
    for finding in shown.values():
        if finding.state is not State.SUPPRESSED:
            yield Observation(check=finding.check.id, verdict=finding.fail, fingerprint=finding.fingerprint)


def analyses(done: Scanned) -> Iterator[Observation]:
    """What the checks of code said about what was analysed.

    Code for tests and data that only the own user brings in are no matter of a control: what is found there is shown
    to whoever asks, and neither proves nor refutes. What could not be read in a language leaves its checks unsure.
    """
    code = done.code
    if code is None:
        return
    lost = dict(code.lost())
    for rule in code.book.rules.values():
        name = rule.check.id
        files = sum(code.files.get(language, 0) for language in rule.languages)
        if not files:
            yield Observation(check=name, verdict=Nothing())
            continue
        yield Observation(check=name, verdict=Ok(count=files))
        yield from _doubts(name, done)
        for language in rule.languages:
            if language in lost:
                yield Observation(check=name, verdict=Unsure(why=lost[language]))
    for finding in done.report.findings:
        if finding.check.engine == "sast" and finding.state is not State.SUPPRESSED and not beside(finding.fail):
            yield Observation(check=finding.check.id, verdict=finding.fail, fingerprint=finding.fingerprint)


def inspections(done: Scanned) -> Iterator[Observation]:
    """What the checks of packages said. A package that could not be looked up leaves them unsure, a file a crash."""
    packages = done.packages
    if packages is None:
        return
    for check in packages.judged:
        if not packages.count:
            yield Observation(check=check.id, verdict=Nothing())
            continue
        if check in packages.ran:
            yield Observation(check=check.id, verdict=Ok(count=packages.count))
        yield from _doubts(check.id, done)
        for why in packages.doubts(check.id):
            yield Observation(check=check.id, verdict=Unsure(why=why))
        if packages.lost:
            first = packages.lost[0]
            error = f"{len(packages.lost)} not read or looked up, the first {first.path}: {first.why}"
            yield Observation(check=check.id, verdict=Crash(error=error))
    for finding in done.report.findings:
        if finding.check.engine == "sca" and finding.state is not State.SUPPRESSED:
            yield Observation(check=finding.check.id, verdict=finding.fail, fingerprint=finding.fingerprint)


def ledger_place(folder: Path) -> Place:
    """Where the ledger of a repository stands by its policy."""
    target = find_target(folder)
    return placed(target.root, Policies(target.root, {}, environment()).root)


def existing(folder: Path) -> Ledger:
    """The ledger of a repository, to be read. Raises UsageError where there is none."""
    place = ledger_place(folder)
    if not place.exists():
        raise UsageError(f"there is no ledger at {place}", advice="`holdfast scan --record` starts one.")
    return opened(place, read_only=True)


def rebuild(folder: Path) -> tuple[int, int]:
    """Throw away what is folded from the ledger and fold it again: entries, and how many of them were wrong or missing.

    Raises UsageError when there is no ledger, LedgerError when it cannot be read or written.
    """
    place = ledger_place(folder)
    existing(folder).close()
    ledger = opened(place)
    try:
        return fold_again(ledger)
    finally:
        ledger.close()


class Entry(NamedTuple):
    """One thing that the ledger holds: a run, a decision or an event of another form."""

    sequence: int
    hash: str
    run: StoredRun | None = None
    decision: Decision | None = None
    event: Event | None = None


def entries(folder: Path) -> list[Entry]:
    """Everything in the ledger but the rows of its runs, oldest first."""
    ledger = existing(folder)
    try:
        found = [Entry(row.sequence, row.hash, run=row) for row in ledger.runs()]
        found += [Entry(row.sequence, row.hash, decision=row.decision) for row in ledger.decisions()]
        found += [Entry(row.sequence, row.hash, event=row.event) for row in ledger.events()]
        return sorted(found, key=lambda row: row.sequence)
    finally:
        ledger.close()
