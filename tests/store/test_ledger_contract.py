"""What every ledger promises, asked of each of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.model.check import Confidence, Severity
from holdfast.model.decision import Choice, Decision, Person
from holdfast.model.errors import LedgerError
from holdfast.model.observation import Observation, Run, Strength
from holdfast.model.place import Place
from holdfast.model.scope import Scope
from holdfast.model.verdict import Crash, Fail, Ok, Unsure
from holdfast.store.ledger import Ledger
from holdfast.store.memory import MemoryLedger
from holdfast.store.sqlite import SqliteLedger

SHOP = Scope(subject="repo:shop", origin="worktree", digest="d1", complete=True)


@pytest.fixture(params=["memory", "sqlite"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    made: Ledger = MemoryLedger() if request.param == "memory" else SqliteLedger(tmp_path / "l.sqlite")
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


def test_equal_runs_make_the_same_chain_everywhere(tmp_path: Path) -> None:
    runs = [run_of(ok("A"), fail("B", "f")), run_of(), run_of(fail("A", "g"))]
    memory, file = MemoryLedger(), SqliteLedger(tmp_path / "l.sqlite")
    assert [memory.append(run) for run in runs] == [file.append(run) for run in runs]
    assert list(memory.evidence()) == list(file.evidence())
    file.close()


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
