"""Whether a scan may pass: one table of exit codes."""

from __future__ import annotations

import pytest

from holdfast.loop.gate import gate
from holdfast.model.check import Check, Confidence, Severity
from holdfast.model.errors import ExitCode
from holdfast.model.finding import Finding, State
from holdfast.model.place import Place
from holdfast.model.policy import Policy
from holdfast.model.report import GateResult, Skipped, Tally
from holdfast.model.verdict import Fail

CHECK = Check(
    id="HF-SEC-001",
    name="some-key",
    title="Some key",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    engine="secrets",
    proves=("clean",),
)
PASSED, REFUSED, NOTHING, INCOMPLETE = ExitCode.PASSED, ExitCode.REFUSED, ExitCode.NOTHING, ExitCode.INCOMPLETE


def finding(severity: str = "high", state: str = "new") -> Finding:
    fail = Fail(
        at=Place(path="a.py"), says="x", mark="aaaaaa", severity=Severity[severity.upper()], confidence=Confidence.HIGH
    )
    return Finding(fingerprint=f"{severity} {state}", check=CHECK, fail=fail, state=State(state))


def answer(
    *found: Finding,
    files: int = 1,
    faults: int = 0,
    passed_over: int = 0,
    unanswered: int = 0,
    stopped: str = "",
    allow_empty: bool = False,
    policy: Policy | None = None,
) -> GateResult:
    skipped = [
        Skipped(path=f"{number}", why="unreadable", fault=number < faults) for number in range(faults + passed_over)
    ]
    skipped += [Skipped(path="a", why="not asked", fault=True, unanswered=True)] * unanswered
    tally = Tally(files=files)
    return gate(policy or Policy(), found, skipped, tally, allow_empty=allow_empty, stopped=stopped)


TABLE = {
    "clean": (answer(), PASSED),
    "new and bad enough": (answer(finding()), REFUSED),
    "worse": (answer(finding("critical")), REFUSED),
    "not bad enough": (answer(finding("medium"), finding("info")), PASSED),
    "known": (answer(finding("critical", "known")), PASSED),
    "accepted": (answer(finding("critical", "suppressed")), PASSED),
    "one new among known": (answer(finding("high", "known"), finding()), REFUSED),
    "one unread": (answer(faults=1), INCOMPLETE),
    "unread as allowed, and one without an answer": (
        answer(faults=2, unanswered=1, policy=Policy(max_unread=9)),
        INCOMPLETE,
    ),
    "left out on purpose": (answer(passed_over=9), PASSED),
    "refused beats unread": (answer(finding(), faults=1), REFUSED),
    "stopped": (answer(stopped="the time is over"), INCOMPLETE),
    "refused beats stopped": (answer(finding(), stopped="the time is over"), REFUSED),
    "nothing": (answer(files=0), NOTHING),
    "nothing, allowed": (answer(files=0, allow_empty=True), PASSED),
    "nothing, all left out": (answer(files=0, passed_over=3), NOTHING),
    "unread beats nothing": (answer(files=0, faults=1), INCOMPLETE),
    "unread beats nothing allowed": (answer(files=0, faults=1, allow_empty=True), INCOMPLETE),
    "stopped before anything": (answer(files=0, stopped="interrupted", allow_empty=True), INCOMPLETE),
    "as many unread as allowed": (answer(faults=2, policy=Policy(max_unread=2)), PASSED),
    "one more than allowed": (answer(faults=3, policy=Policy(max_unread=2)), INCOMPLETE),
    "a lower line": (answer(finding("low"), policy=Policy(fail_on="low")), REFUSED),
    "a higher line": (answer(finding("high"), policy=Policy(fail_on="critical")), PASSED),
}


@pytest.mark.parametrize(("given", "code"), TABLE.values(), ids=TABLE)
def test_the_table(given: GateResult, code: ExitCode) -> None:
    assert given.code is code
    assert given.says
    assert given.rule


def test_the_answer_names_what_refused_and_which_rule() -> None:
    policy = Policy(fail_on="medium", origins={"gate.fail_on": "holdfast.toml:4"})
    given = answer(finding("medium"), finding("high", "known"), finding("low"), policy=policy)
    assert given.refused == ("medium new",)
    assert given.rule == 'gate.fail_on = "medium" (holdfast.toml:4)'
    assert "1 new finding at medium or above" in given.says


def test_a_scan_of_nothing_never_says_passed() -> None:
    assert "Passed" not in answer(files=0, allow_empty=True).says


def test_why_it_stopped_is_said() -> None:
    assert "the time is over" in answer(stopped="the time is over").says
