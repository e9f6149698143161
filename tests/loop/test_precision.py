"""How often a rule was right: distinct findings, and the last decision about each."""

from __future__ import annotations

from holdfast.loop.precision import Precision, precision
from holdfast.model.decision import Choice, Decision, Person

IDS = {"weak-hash": "HF-1", "sql-injection": "HF-2"}


def _decided(fingerprint: str, reason: str, choice: Choice = Choice.IGNORE, day: int = 1) -> Decision:
    at = f"2026-01-{day:02d}T00:00:00+00:00"
    by = Person(name="Ada")
    return Decision(choice=choice, fingerprint=fingerprint, check="weak-hash", path="a.py", by=by, at=at, reason=reason)


def test_findings_count_once_whoever_tells_of_them() -> None:
    found = precision([("HF-1", "a"), ("weak-hash", "a"), ("HF-1", "b"), ("sql-injection", "c")], [], IDS)
    assert found == {"HF-1": Precision(reported=2, false=0), "HF-2": Precision(reported=1, false=0)}
    assert precision([], [], IDS) == {}


def test_a_dismissal_counts_as_false_when_its_reason_says_so() -> None:
    decisions = [
        _decided("a", "a false positive: the file is ours"),
        _decided("b", "we accept it until May"),
        _decided("c", "False alarm", Choice.BASELINE),
        _decided("d", "falsely named"),
        _decided("e", "false", Choice.ROTATED),
    ]
    (found,) = precision([("HF-1", name) for name in "abcdef"], decisions, IDS).values()
    assert (found.reported, found.false) == (6, 2)
    assert round(found.share, 2) == 0.67


def test_the_last_decision_about_a_finding_counts() -> None:
    decisions = [_decided("a", "true", Choice.REOPENED, day=3), _decided("a", "false alarm", day=2)]
    assert precision([], decisions, IDS) == {"HF-1": Precision(reported=1, false=0)}
