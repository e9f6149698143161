"""What every ledger promises, asked of each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.model.check import Check, Confidence, Severity
from holdfast.model.decision import Choice, Decision, Person
from holdfast.model.errors import LedgerError
from holdfast.model.event import (
    Analysis,
    Choose,
    Defect,
    DefectKind,
    Defects,
    Event,
    Matter,
    Measure,
    Ruling,
    ThreatRow,
)
from holdfast.model.observation import Observation, Run, Strength
from holdfast.model.place import Place
from holdfast.model.scope import Scope
from holdfast.model.verdict import Crash, Fail, Ok, Unsure
from holdfast.store.ledger import Ledger
from holdfast.store.memory import MemoryLedger
from holdfast.store.postgres import PostgresLedger
from holdfast.store.sqlite import SqliteLedger
from tests.worlds.postgres import emptied

SHOP = Scope(subject="repo:shop", origin="worktree", digest="d1", complete=True)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    made: Ledger
    if request.param == "postgres":
        made = PostgresLedger(emptied(request.getfixturevalue("postgres")))
    else:
        made = MemoryLedger() if request.param == "memory" else SqliteLedger(tmp_path / "l.sqlite")
    yield made
    made.close()


def run_of(*observations: Observation, scope: Scope = SHOP, activity: str = "hooks") -> Run:
    return Run(
        activity=activity,
        scope=scope,
        seen_at="2026-03-01T10:00:00Z",
        tool="0.1",
        rules="r1",
        observations=observations,
        strength=Strength.TEST,
    )


def ok(check: str, count: int = 1) -> Observation:
    return Observation(check=check, verdict=Ok(count=count))


def fail(check: str, fingerprint: str, path: str = "src/app.py") -> Observation:
    verdict = Fail(
        at=Place(path=path, line=7, column=3),
        says="A token stands here",
        mark="mark-of-it",
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
        frame="the frame stays out",
    )
    return Observation(check=check, verdict=verdict, fingerprint=fingerprint)


def test_a_run_comes_back_as_evidence(ledger: Ledger) -> None:
    broken = Observation(check="C", verdict=Crash(error="boom", at=Place(path="x.py")))
    doubt = Observation(check="C", verdict=Unsure(why="a template"))
    receipt = ledger.append(run_of(fail("A", "f1"), ok("A", 2), ok("B"), broken, ok("A", 3), doubt))

    rows = list(ledger.evidence())

    assert [(row.check, row.verdict, row.count, row.place, row.says) for row in rows] == [
        ("A", "ok", 5, "", ""),
        ("B", "ok", 1, "", ""),
        ("A", "fail", 1, "src/app.py:7:3", "A token stands here"),
        ("C", "crash", 1, "x.py:1:1", "boom"),
        ("C", "unsure", 1, "", "a template"),
    ]
    assert (rows[2].fingerprint, rows[2].severity) == ("f1", "high")
    assert {(row.activity, row.subject, row.scope, row.complete, row.strength, row.seen_at) for row in rows} == {
        ("hooks", "repo:shop", "d1", True, Strength.TEST, "2026-03-01T10:00:00Z")
    }
    assert (receipt.run, receipt.rows, receipt.head) == (1, 5, rows[-1].hash)
    assert [row.sequence for row in rows] == [2, 3, 4, 5, 6]


def test_headers_of_runs_come_back(ledger: Ledger) -> None:
    ledger.append(run_of(ok("A")))
    ledger.append(run_of(scope=replace(SHOP, origin="staged", complete=False)))

    first, second = ledger.runs()

    assert (first.sequence, first.scope, first.tool, first.rules, first.rows) == (1, SHOP, "0.1", "r1", 1)
    assert (second.sequence, second.scope.origin, second.scope.complete, second.rows) == (3, "staged", False, 0)


def test_evidence_is_chosen_by_check_activity_and_subject(ledger: Ledger) -> None:
    other = replace(SHOP, subject="repo:other")
    ledger.append(run_of(ok("A"), fail("B", "A")))
    ledger.append(run_of(ok("A"), ok("B"), scope=other))
    ledger.append(run_of(ok("A"), activity="ci"))

    assert [row.sequence for row in ledger.evidence(check="A")] == [2, 5, 8]
    assert [row.sequence for row in ledger.evidence(activity="ci")] == [8]
    assert [row.sequence for row in ledger.evidence(subject="repo:other")] == [5, 6]
    assert [row.sequence for row in ledger.evidence(check="B", activity="hooks", subject="repo:shop")] == [3]
    assert list(ledger.evidence(check="nothing")) == []


def test_an_empty_ledger_is_in_order_and_has_nothing(ledger: Ledger) -> None:
    health = ledger.verify()
    assert (health.ok, health.rows, health.head, health.broken_at) == (True, 0, "", None)
    assert not list(ledger.evidence())
    assert not list(ledger.runs())


def test_a_known_head_must_still_be_in_the_chain(ledger: Ledger) -> None:
    early = ledger.append(run_of(ok("A"))).head
    late = ledger.append(run_of(ok("A"))).head
    assert ledger.verify(early).ok
    assert ledger.verify(late).head == late
    lost = ledger.verify("0" * 64)
    assert not lost.ok
    assert lost.broken_at is None
    assert "0" * 64 in lost.says


@pytest.mark.parametrize("seen_at", ["yesterday", "", "2026-03-01T10:00:00", "2026-03-01T10:00:00+02:00"])
def test_a_run_without_a_time_in_utc_is_refused(ledger: Ledger, seen_at: str) -> None:
    with pytest.raises(LedgerError, match="cannot be recorded"):
        ledger.append(replace(run_of(ok("A")), seen_at=seen_at))
    assert ledger.verify().rows == 0


def test_a_run_without_a_subject_is_refused(ledger: Ledger) -> None:
    with pytest.raises(LedgerError):
        ledger.append(run_of(ok("A"), scope=replace(SHOP, subject="")))


def test_equal_runs_make_the_same_chain_everywhere(ledger: Ledger) -> None:
    runs = [run_of(ok("A"), fail("B", "f")), run_of(), run_of(fail("A", "g"))]
    memory = MemoryLedger()
    assert [memory.append(run) for run in runs] == [ledger.append(run) for run in runs]
    assert list(memory.evidence()) == list(ledger.evidence())
    assert list(memory.rows()) == list(ledger.rows())


def test_rows_are_taken_as_they_are_or_not_at_all(ledger: Ledger) -> None:
    other = MemoryLedger()
    other.append(run_of(ok("A"), fail("B", "f")))
    other.record(MEASURE)
    bodies = [body for _, body, _ in other.rows()]
    assert ledger.take(bodies).head == other.verify().head
    assert (ledger.size(), ledger.hash_of(4), ledger.hash_of(9)) == (4, other.hash_of(4), "")
    for wrong in ([*bodies, '["ok","A",1]'], bodies[:2], ['["prophecy"]'], [bodies[0].replace(",", ", ")]):
        with pytest.raises(LedgerError, match="row"):
            ledger.take(wrong)
    assert ledger.verify().rows == 4


TEXT = st.text(st.characters(codec=None, exclude_categories=()), max_size=12)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(path=TEXT.filter(bool), check=TEXT, fingerprint=TEXT, subject=TEXT.filter(bool))
def test_any_text_survives(ledger: Ledger, path: str, check: str, fingerprint: str, subject: str) -> None:
    ledger.append(run_of(fail(check, fingerprint, path), scope=replace(SHOP, subject=subject)))
    row = list(ledger.evidence(check=check, subject=subject))[-1]
    assert (row.check, row.fingerprint, row.subject) == (check, fingerprint, subject)
    assert row.place == f"{path}:7:3"
    assert ledger.verify().ok


def decision(fingerprint: str = "hf1:f", choice: Choice = Choice.ROTATED, **more: str) -> Decision:
    about = {"check": "a-token", "path": "src/app.py", "at": "2026-03-02T10:00:00+00:00", "reason": "rotated"} | more
    return Decision(choice=choice, fingerprint=fingerprint, by=Person(name="Ada L", email="a@example.org"), **about)


def test_decisions_come_back_between_runs(ledger: Ledger) -> None:
    ledger.append(run_of(ok("A"), fail("A", "hf1:f")))
    receipt = ledger.decide(decision(until="2027-01-01"))
    ledger.append(run_of(ok("A")))
    last = ledger.decide(decision(choice=Choice.REOPENED))

    first, second = ledger.decisions()

    assert first.decision == decision(until="2027-01-01")
    assert (first.sequence, first.hash, receipt.run, receipt.rows) == (4, receipt.head, 4, 0)
    assert (second.decision.choice, second.hash) == (Choice.REOPENED, last.head)
    assert [row.sequence for row in ledger.evidence()] == [2, 3, 6]
    assert [run.sequence for run in ledger.runs()] == [1, 5]
    health = ledger.verify(receipt.head)
    assert (health.ok, health.rows, health.runs, health.decisions, health.head) == (True, 7, 2, 2, last.head)


@pytest.mark.parametrize("at", ["yesterday", "2026-03-02T10:00:00"])
def test_a_decision_without_a_finding_or_a_time_in_utc_is_refused(ledger: Ledger, at: str) -> None:
    with pytest.raises(LedgerError, match="cannot be recorded"):
        ledger.decide(decision(at=at))
    with pytest.raises(LedgerError, match="cannot be recorded"):
        ledger.decide(decision(fingerprint=""))
    assert ledger.verify().rows == 0


def test_a_reason_that_looks_like_a_row_stays_a_reason(ledger: Ledger) -> None:
    odd = decision(reason='["run","A"] "A" \n ["ok","A",1]')
    ledger.append(run_of(ok("A")))
    ledger.decide(odd)
    assert [item.decision for item in ledger.decisions()] == [odd]
    assert [row.sequence for row in ledger.evidence(check="A")] == [2]
    assert ledger.verify().ok


AT = "2026-03-02T10:00:00+00:00"
THREAT = ThreatRow(
    id="unsigned-log@db",
    title="Nobody can tell who changed it",
    stride="repudiation",
    severity="high",
    element="db",
    controls=("audit-log", "clock"),
    paths=("src/**", "deploy/*.yaml"),
    treatment="transfer",
    data=("pci",),
    likelihood=4.5,
    impact=7.25,
    grounds=(("repo:audit", ("src/**",)), ("repo:shop", ())),
    countered="holds-logs: yes",
    owner="Ada",
    reason="the insurer pays",
    until="2026-09-01",
)
ANALYSIS = Analysis(
    subject="repo:shop",
    at=AT,
    model="m1",
    tool="holdfast 1",
    rules="r1",
    criticality=0.75,
    threats=(THREAT, replace(THREAT, id="flood@web", controls=(), paths=(), data=())),
    flows=4,
    elements=7,
)
MEASURE = Measure(subject="repo:shop", at=AT, name="hook-seconds", value=0.25, unit="s", origin="staged")
FIRST = Defect(key="SHOP-1", kind=DefectKind.SECURITY, opened="2026-01-01", closed="2026-02-01", severity="high")
DEFECTS = Defects(
    subject="repo:shop",
    at=AT,
    source="jira:SHOP",
    defects=(FIRST, Defect(key="SHOP-2", kind=DefectKind.OTHER, opened="2026-01-02T03:04:05Z", component="web")),
)
MATTER = Matter(
    subject="repo:shop",
    at=AT,
    origin="incident:INC-7",
    title="Cards were read",
    severity="critical",
    controls=("audit-log",),
    element="db",
)
RULING = Ruling(
    subject="repo:shop",
    at=AT,
    risk="R-00c0ffee",
    origin="threat:unsigned-log@db",
    choice=Choose.ACCEPT,
    by=Person(name="Bo", email="bo@shop.test"),
    reason="it is rebuilt in May",
    author=Person(name="Ada"),
    until="2026-06-01",
    band="high",
    signature="-----BEGIN SSH SIGNATURE-----\n…",
)


def test_events_come_back_as_they_were(ledger: Ledger) -> None:
    ledger.append(run_of(ok("A")))
    receipts = [ledger.record(event) for event in (ANALYSIS, MEASURE, DEFECTS, MATTER, RULING)]
    ledger.decide(decision())
    ledger.append(run_of(ok("A")))

    stored = list(ledger.events())

    assert [item.event for item in stored] == [ANALYSIS, MEASURE, DEFECTS, MATTER, RULING]
    assert [(item.sequence, item.hash) for item in stored] == [(receipt.run, receipt.head) for receipt in receipts]
    assert [receipt.run for receipt in receipts] == [3, 4, 5, 6, 7]
    assert [item.event for item in ledger.events(after=3)] == [MEASURE, DEFECTS, MATTER, RULING]
    assert list(ledger.events(after=99)) == []
    assert [row.sequence for row in ledger.evidence()] == [2, 10]
    assert [run.sequence for run in ledger.runs()] == [1, 9]
    health = ledger.verify()
    assert (health.ok, health.runs, health.decisions, health.events) == (True, 2, 1, 5)
    assert health.says == "10 rows of 2 runs, 1 decision and 5 events are in order"


@pytest.mark.parametrize(
    "event",
    [
        replace(ANALYSIS, subject=""),
        replace(ANALYSIS, at="2026-03-02"),
        replace(ANALYSIS, criticality=float("nan")),
        replace(MEASURE, name=""),
        replace(MEASURE, value=float("inf")),
        replace(MEASURE, at="2026-03-02T10:00:00+02:00"),
        replace(DEFECTS, subject=""),
        replace(MATTER, origin=""),
        replace(RULING, risk=""),
        replace(DEFECTS, defects=(replace(FIRST, opened=""),)),
        replace(DEFECTS, defects=(replace(FIRST, closed="last week"),)),
    ],
)
def test_an_event_that_says_not_what_or_when_is_refused(ledger: Ledger, event: Event) -> None:
    with pytest.raises(LedgerError) as caught:
        ledger.record(event)
    assert caught.value.advice
    assert ledger.verify().rows == 0


FOREIGN = Check(
    id="zap:10038",
    name="zap-10038",
    title="Content security policy header not set",
    severity=Severity.MEDIUM,
    confidence=Confidence.HIGH,
    engine="zap",
    proves=("security-headers",),
    cwe=(693,),
    topics=("waf-protection",),
    aliases=("10038", "csp"),
)


def test_checks_of_other_tools_ride_on_their_run(ledger: Ledger) -> None:
    bare = replace(FOREIGN, id="zap:1", proves=(), cwe=(), topics=(), aliases=())
    receipt = ledger.append(replace(run_of(ok("zap:10038"), fail("zap:1", "f")), checks=(FOREIGN, bare)))

    assert [item.check for item in ledger.checks()] == [FOREIGN, bare]
    assert [item.sequence for item in ledger.checks()] == [2, 3]
    assert [(row.sequence, row.check) for row in ledger.evidence()] == [(4, "zap:10038"), (5, "zap:1")]
    assert [row.sequence for row in ledger.evidence(check="zap:10038")] == [4]
    assert (receipt.rows, next(ledger.runs()).rows) == (4, 4)
    assert ledger.verify().ok


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(name=TEXT.filter(bool), title=TEXT, value=st.floats(allow_nan=False, allow_infinity=False), paths=st.lists(TEXT))
def test_any_text_survives_in_events(ledger: Ledger, name: str, title: str, value: float, paths: list[str]) -> None:
    threat = replace(THREAT, title=title, paths=tuple(paths))
    measure = replace(MEASURE, name=name, value=value, origin=title)
    analysis = replace(ANALYSIS, subject=name, threats=(threat,))
    defects = replace(DEFECTS, source=title, defects=(replace(FIRST, key=name, component=title),))
    before = ledger.verify().rows
    for event in (measure, analysis, defects):
        ledger.record(event)
    assert [item.event for item in ledger.events(after=before)] == [measure, analysis, defects]
    assert ledger.verify().ok
