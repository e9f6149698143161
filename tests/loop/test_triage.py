"""Triage is a fold over one scan and the steps since."""

from __future__ import annotations

from collections.abc import Sequence

from holdfast.loop.triage import Move, Queue, Step, harmless, settled
from holdfast.model.check import Check, Confidence, Severity
from holdfast.model.finding import Finding, State
from holdfast.model.place import Place
from holdfast.model.verdict import Fail

CHECK = Check(
    id="HF-SEC-900",
    name="made-up",
    title="Made up",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    engine="secrets",
    proves=(),
)


def finding(name: str, line: int, mark: str = "aa", state: State = State.NEW) -> Finding:
    place = Place(path="a.py", line=line, end_line=line + 1)
    fail = Fail(at=place, says="", mark=mark, severity=CHECK.severity, confidence=CHECK.confidence)
    return Finding(fingerprint=name, check=CHECK, fail=fail, state=state)


def step(name: str, *closes: str, move: Move = Move.IGNORE, **lines: int) -> Step:
    return Step(move=move, fingerprint=name, closes=frozenset(closes), lines=lines)


def names(found: Sequence[Finding]) -> list[str]:
    return [item.fingerprint for item in found]


QUEUE = Queue(findings=(finding("a", 1), finding("b", 5), finding("c", 9), finding("d", 2, state=State.KNOWN)))


def test_only_what_nobody_accepted_is_asked_about() -> None:
    assert names(QUEUE.open) == ["a", "b", "c"]
    assert names(QUEUE.then(step("a", "a", "c")).open) == ["b"]
    assert Queue(findings=()).current is None


def test_a_later_finding_stands_where_the_last_step_put_it() -> None:
    queue = QUEUE.then(step("a", "a", a=2, b=6, c=10)).then(step("b", "b", b=7, c=11))
    assert queue.current is not None
    assert (queue.current.fail.at.line, queue.current.fail.at.end_line) == (11, 12)
    back = queue.without(1)
    assert back.current is not None
    assert (back.current.fingerprint, back.current.fail.at.line) == ("b", 6)


def test_undo_passes_over_what_was_done_in_an_editor() -> None:
    queue = QUEUE.then(step("a", "a")).then(step("b", "c", move=Move.EDIT))
    number = queue.last()
    assert number == 0
    assert names(queue.without(number).open) == ["a", "b"]
    assert QUEUE.last() is None
    assert queue.count(Move.IGNORE) == 1


def test_equal_secrets_are_told_apart_by_their_order() -> None:
    before = [finding("a", 1), finding("b", 5), finding("c", 9, "bb")]
    after = [finding("x", 3, state=State.SUPPRESSED), finding("y", 7), finding("z", 8, "cc")]
    assert settled(before, after) == (frozenset({"a", "c"}), {"a": 3, "b": 7})


def test_a_change_that_takes_something_away_is_not_harmless() -> None:
    old = [finding("a", 1), finding("b", 2, state=State.SUPPRESSED)]
    assert harmless(old, [finding("a", 9, state=State.SUPPRESSED), finding("b", 3, state=State.SUPPRESSED)])
    assert not harmless(old, [finding("a", 9), finding("b", 3)])
    assert not harmless(old, old[1:])
