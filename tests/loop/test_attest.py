"""Whose word about a leaked secret counts, until when, and what it closes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from holdfast.loop.attest import closed, standing
from holdfast.loop.controls import statuses
from holdfast.model.check import Confidence, Severity
from holdfast.model.decision import Choice, Decision, Person
from holdfast.model.finding import Finding, State, Suppression
from holdfast.model.observation import Evidence
from holdfast.model.place import Place
from holdfast.model.posture import ControlState
from holdfast.model.verdict import Fail
from tests.loop.test_controls import CONTROL, NOW, A, row

TODAY = date(2026, 3, 10)


def said(choice: Choice = Choice.ROTATED, day: int = 1, fingerprint: str = "f", until: str = "") -> Decision:
    return Decision(
        choice=choice,
        fingerprint=fingerprint,
        check="a",
        path="app.py",
        by=Person(name="Ada L"),
        at=f"2026-03-{day:02}T10:00:00+00:00",
        reason="new key",
        until=until,
    )


def finding(fingerprint: str = "f", state: State = State.NEW) -> Finding:
    fail = Fail(at=Place(path="app.py"), says="x", mark="m", severity=Severity.HIGH, confidence=Confidence.HIGH)
    return Finding(fingerprint=fingerprint, check=A, fail=fail, state=state)


WORDS = {
    "nobody said anything": ([], False),
    "rotated": ([said()], True),
    "dead by its vendor": ([said(Choice.DEAD)], True),
    "about another finding": ([said(fingerprint="g")], False),
    "accepted in the work tree only": ([said(Choice.BASELINE)], False),
    "ends today": ([said(until="2026-03-10")], True),
    "ended yesterday": ([said(until="2026-03-09")], False),
    "taken back": ([said(), said(Choice.REOPENED, 2)], False),
    "taken back and said again": ([said(), said(Choice.REOPENED, 2), said(day=3)], True),
    "an older word comes in later": ([said(Choice.REOPENED, 2), said()], False),
    "both in one second": ([said(), said(Choice.REOPENED)], False),
    "renewed after its end": ([said(until="2026-03-02"), said(day=3, until="2026-12-31")], True),
    "an acceptance later on changes nothing": ([said(), said(Choice.BASELINE, 4)], True),
    "no date": ([replace(said(), at="then")], False),
    "no end date": ([replace(said(), until="some day")], False),
}


@pytest.mark.parametrize("name", WORDS)
def test_the_last_word_counts(name: str) -> None:
    decisions, holds = WORDS[name]
    told = standing([(item, "here") for item in decisions], TODAY)
    (found,), _ = closed([finding()], told)
    assert (found.state is State.SUPPRESSED, found.attested) == (holds, holds)
    (status,) = statuses([CONTROL], history(), [A], NOW, said=told)
    assert status.state is (ControlState.ATTESTED if holds else ControlState.FAILING)


def history(subject: str = "history:shop") -> list[Evidence]:
    return [replace(item, subject=subject) for item in (row(1, "ok"), row(1.001, "fail"))]


def test_a_report_can_tell_who_when_and_why() -> None:
    told = standing([(said(until="2026-12-31"), "row 9 of the ledger")], TODAY)
    (found,), notices = closed([finding(state=State.KNOWN)], told)
    assert found.suppression == Suppression(
        by="attestation (Ada L, 2026-03-01)", place="row 9 of the ledger", reason="new key", until="2026-12-31"
    )
    assert not notices


def test_what_is_over_is_told_where_it_matters() -> None:
    told = standing([(said(until="2026-03-09"), "x"), (said(fingerprint="g", until="2026-03-09"), "x")], TODAY)
    _, notices = closed([finding()], told)
    (notice,) = notices
    assert "2026-03-09" in notice.says
    assert "Ada L" in notice.says


def test_what_a_comment_accepts_keeps_its_reason() -> None:
    accepted = replace(finding(state=State.SUPPRESSED), suppression=Suppression(by="comment", place="app.py:1"))
    (found,), _ = closed([accepted], standing([(said(), "x")], TODAY))
    assert (found.suppression, found.attested) == (accepted.suppression, False)


def test_in_a_work_tree_it_closes_nothing() -> None:
    told = standing([(said(), "x")], TODAY)
    (status,) = statuses([CONTROL], history("repo:shop"), [A], NOW, said=told)
    assert (status.state, len(status.failures), status.attested) == (ControlState.FAILING, 1, ())


def test_attested_is_as_weak_as_the_rest() -> None:
    told = standing([(said(), "x")], TODAY)
    rows = [*history(), replace(row(2, "fail", fingerprint="g"), subject="history:shop")]
    (status,) = statuses([CONTROL], rows, [A], NOW, said=told)
    assert status.state is ControlState.FAILING
    rows[-1] = replace(row(2, "unsure"), subject="history:shop")
    assert statuses([CONTROL], rows, [A], NOW, said=told)[0].state is ControlState.UNPROVEN
    (old,) = statuses([CONTROL], history(), [A], "2026-09-10T00:00:00Z", said=told)
    assert old.state is ControlState.STALE
    assert [item.fingerprint for item in old.attested] == ["f"]
