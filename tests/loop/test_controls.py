"""Which controls hold: tables of histories, and what must be true of any history."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.loop.controls import statuses
from holdfast.model.activity import Control
from holdfast.model.check import Check, Confidence, Severity
from holdfast.model.errors import LedgerError
from holdfast.model.observation import Evidence, Observation, Run, Strength
from holdfast.model.posture import ControlState, ControlStatus
from holdfast.model.scope import Scope
from holdfast.model.verdict import Crash, Ok
from holdfast.store.memory import MemoryLedger

START = datetime(2026, 3, 1, tzinfo=UTC)
NOW = "2026-03-10T00:00:00Z"
CONTROL = Control(id="clean", title="Clean", states="No secret stands in the code", activity="hooks", stride=("I",))


def check(name: str, *proves: str) -> Check:
    return Check(
        id=f"HF-{name}",
        name=name,
        title=name,
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
        engine="secrets",
        proves=proves or ("clean",),
    )


A, B = check("a"), check("b")


def row(day: float, verdict: str, scope: str = "all", name: str = "a", fingerprint: str = "f") -> Evidence:
    """Evidence seen on a day; scope ``all`` and ``everything`` are complete ones."""
    return Evidence(
        sequence=int(day * 1000),
        hash="",
        seen_at=(START + timedelta(days=day)).isoformat(),
        activity="hooks",
        subject="repo:shop",
        scope=scope,
        complete=scope in ("all", "everything"),
        strength=Strength.SCAN,
        check=f"HF-{name}",
        verdict=verdict,
        fingerprint=fingerprint if verdict == "fail" else "",
    )


def status(*rows: Evidence, checks: tuple[Check, ...] = (A,), now: str = NOW) -> ControlStatus:
    (found,) = statuses([CONTROL], rows, checks, now)
    return found


PROVEN, FAILING = ControlState.PROVEN, ControlState.FAILING
STALE, UNPROVEN = ControlState.STALE, ControlState.UNPROVEN
CLAIMED = ControlState.CLAIMED

HISTORIES = {
    "nothing at all": ([], UNPROVEN),
    "a complete ok": ([row(1, "ok")], PROVEN),
    "an ok of a part": ([row(1, "ok", "part")], UNPROVEN),
    "many parts are no whole": ([row(1, "ok", "part"), row(2, "ok", "other part")], UNPROVEN),
    "a failure": ([row(1, "fail")], FAILING),
    "a failure of a part": ([row(1, "fail", "part")], FAILING),
    "a doubt": ([row(1, "unsure")], UNPROVEN),
    "a crash": ([row(1, "crash")], UNPROVEN),
    "a verdict nobody knows": ([row(1, "ok"), row(2, "perhaps")], UNPROVEN),
    "a failure after an ok": ([row(1, "ok"), row(2, "fail")], FAILING),
    "a failure of a part after an ok": ([row(1, "ok"), row(2, "fail", "part")], FAILING),
    "a crash after an ok": ([row(1, "ok"), row(2, "crash")], UNPROVEN),
    "closed by the same scope": ([row(1, "fail"), row(2, "ok")], PROVEN),
    "closed by another complete scope": ([row(1, "fail"), row(2, "ok", "everything")], PROVEN),
    "closed on its part, whole proven before": ([row(1, "ok"), row(2, "fail", "part"), row(3, "ok", "part")], PROVEN),
    "closed on its part, whole never read": ([row(1, "fail", "part"), row(2, "ok", "part")], UNPROVEN),
    "a part closes nothing of the whole": ([row(1, "fail"), row(2, "ok", "part")], FAILING),
    "a part closes nothing of another": ([row(1, "fail", "part"), row(2, "ok", "other part")], FAILING),
    "a doubt is closed alike": ([row(1, "unsure"), row(2, "ok")], PROVEN),
    "a crash closes no failure": ([row(1, "fail"), row(2, "crash")], FAILING),
    "ok beside a failure of the same run": ([row(1, "ok"), row(1.001, "fail")], FAILING),
    "fixed and found again": ([row(1, "fail"), row(2, "ok"), row(3, "fail")], FAILING),
    "storage out of order of time": ([replace(row(1, "fail"), sequence=9000), row(2, "ok")], PROVEN),
    "a late import of an early ok": ([row(2, "fail"), replace(row(1, "ok"), sequence=9000)], FAILING),
    "old": ([row(-22, "ok")], STALE),
    "just fresh": ([row(-21, "ok")], PROVEN),
    "old failures stay": ([row(-300, "fail")], FAILING),
    "a claim": ([replace(row(1, "ok"), strength=Strength.CLAIM)], CLAIMED),
    "a claim beside a doubt": ([row(1, "unsure"), replace(row(2, "ok"), strength=Strength.CLAIM)], UNPROVEN),
    "a claim adds nothing to a proof": ([row(1, "ok"), replace(row(2, "ok"), strength=Strength.CLAIM)], PROVEN),
    "a claim closes nothing": ([row(1, "fail"), replace(row(2, "ok"), strength=Strength.CLAIM)], FAILING),
    "an ok about nothing": ([replace(row(1, "ok"), count=0)], UNPROVEN),
    "an ok about nothing closes nothing": ([row(1, "fail"), replace(row(2, "ok"), count=0)], FAILING),
    "an ok from the future": ([row(10, "ok")], UNPROVEN),
    "a clock that is a little fast": ([row(9.002, "ok")], PROVEN),
    "a failure from the future": ([row(1, "ok"), row(400, "fail")], FAILING),
    "nothing of its kind there": ([row(1, "fail"), row(2, "not here")], ControlState.NOT_HERE),
    "nothing there, said beside a failure": ([row(1, "fail"), row(1, "not here")], FAILING),
    "a check that is unknown": ([row(1, "ok"), row(2, "fail", name="gone")], PROVEN),
}


@pytest.mark.parametrize(("rows", "state"), HISTORIES.values(), ids=HISTORIES.keys())
def test_histories(rows: list[Evidence], state: ControlState) -> None:
    assert status(*rows).state == state


def test_a_crash_in_the_run_that_says_ok_keeps_older_failures_open() -> None:
    ledger = MemoryLedger()
    scope = Scope(subject="repo:shop", origin="worktree", digest="all", complete=True)
    seen = (
        Observation(check="HF-a", verdict=Crash(error="too slow")),
        Observation(check="HF-a", verdict=Ok(count=9)),
    )
    clock = (START + timedelta(days=2)).isoformat()
    ledger.append(Run(activity="hooks", scope=scope, seen_at=clock, tool="1", rules="r", observations=seen))
    later = [replace(item, sequence=item.sequence + 2000) for item in ledger.evidence()]

    assert status(row(1, "fail"), *later).state == FAILING
    assert status(row(1, "fail"), *later, row(3, "ok")).state == PROVEN


def test_two_runs_in_one_second_count_one_after_the_other() -> None:
    first, second = row(1, "fail"), row(1, "ok")
    assert status(replace(first, sequence=2), replace(second, sequence=4)).state == PROVEN
    assert status(replace(first, sequence=4), replace(second, sequence=2)).state == FAILING


def test_every_check_must_have_looked() -> None:
    found = status(row(1, "ok"), checks=(A, B))
    assert (found.state, found.gaps) == (UNPROVEN, ("never looked: b",))
    assert status(row(1, "ok"), row(2, "ok", name="b"), checks=(A, B)).state == PROVEN


def test_the_oldest_and_weakest_proof_counts() -> None:
    strong = replace(row(2, "ok", name="b"), strength=Strength.DRILL)
    found = status(row(1, "ok"), strong, checks=(A, B))
    assert (found.seen_at, found.strength) == (row(1, "ok").seen_at, Strength.SCAN)
    mixed = status(row(-200, "ok"), strong, checks=(A, B))
    assert (mixed.state, mixed.gaps) == (STALE, ("looked too long ago: a",))


def test_a_control_that_no_check_proves_is_unproven() -> None:
    found = status(row(1, "ok"), checks=(check("a", "other"),))
    assert (found.state, found.subject, found.gaps) == (UNPROVEN, "", ("no check proves it yet",))


def test_open_failures_are_named() -> None:
    one, two = row(1, "fail", fingerprint="f1"), row(1.5, "fail", fingerprint="f2")
    found = status(two, one, row(2, "fail", "part", fingerprint="f3"))
    assert [item.fingerprint for item in found.failures] == ["f1", "f2", "f3"]
    assert found.gaps == ("found something: a", "never read the whole subject: a")
    assert (found.seen_at, found.strength) == ("", None)


def test_many_silent_checks_fill_one_line() -> None:
    checks = tuple(check(f"c{number}") for number in range(200))
    (gap,) = status(checks=checks).gaps
    assert gap == "never looked: c0, c1, c2 and 197 more"


def test_how_long_proof_is_fresh_is_the_activity_s_word() -> None:
    (found,) = statuses([CONTROL], [row(1, "ok")], [A], NOW, fresh_days={"hooks": 3})
    assert found.state == STALE


def test_subjects_stand_apart() -> None:
    other = replace(row(2, "fail"), subject="repo:other")
    found = statuses([CONTROL], [row(1, "ok"), other], [A], NOW)
    assert [(item.subject, item.state) for item in found] == [("repo:other", FAILING), ("repo:shop", PROVEN)]


def test_evidence_without_a_time_is_refused() -> None:
    with pytest.raises(LedgerError, match="no time"):
        status(replace(row(1, "ok"), seen_at="soon"))


def test_a_check_of_another_tool_counts_where_it_spoke_and_nowhere_else() -> None:
    theirs = check("zap")
    other = replace(row(2, "ok", name="zap"), subject="url:shop")

    def told(*rows: Evidence, own: tuple[Check, ...] = (A,)) -> dict[str, ControlState]:
        found = statuses([CONTROL], rows, own, NOW, foreign=[theirs])
        return {item.subject: item.state for item in found}

    assert told(row(1, "ok")) == {"repo:shop": PROVEN}
    assert told(row(1, "ok"), row(1, "ok", name="zap")) == {"repo:shop": PROVEN}
    assert told(row(1, "ok"), row(1, "fail", name="zap")) == {"repo:shop": FAILING}
    assert told(row(1, "ok"), row(1, "ok", "part", name="zap")) == {"repo:shop": PROVEN}
    assert told(row(1, "ok"), other) == {"repo:shop": PROVEN, "url:shop": UNPROVEN}
    assert told(other, own=()) == {"url:shop": PROVEN}
    assert told(row(1, "fail"), row(2, "ok", name="zap")) == {"repo:shop": FAILING}


def test_a_check_of_our_own_is_not_taken_for_another_tool_s() -> None:
    (found,) = statuses([CONTROL], [row(1, "ok")], [A, B], NOW, foreign=[B])
    assert (found.state, found.gaps) == (UNPROVEN, ("never looked: b",))


EVIDENCE = st.builds(
    replace,
    st.builds(
        row,
        st.floats(-60, 12).map(lambda day: round(day, 1)),
        st.sampled_from(["ok", "ok", "fail", "unsure", "crash"]),
        st.sampled_from(["all", "everything", "part", "other part"]),
        st.sampled_from(["a", "b"]),
        st.sampled_from(["f1", "f2"]),
    ),
    sequence=st.integers(1, 40),
    subject=st.sampled_from(["repo:shop", "repo:other"]),
    strength=st.sampled_from([Strength.CLAIM, Strength.SCAN, Strength.DRILL]),
    count=st.integers(0, 3),
)
HISTORY = st.lists(EVIDENCE, max_size=14)
BAD = EVIDENCE.filter(lambda item: item.verdict != "ok")
RANK = {PROVEN: 4, STALE: 3, CLAIMED: 2, UNPROVEN: 1, FAILING: 0}


def by_subject(rows: list[Evidence]) -> dict[str, ControlStatus]:
    return {item.subject: item for item in statuses([CONTROL], rows, [A, B], NOW)}


@given(HISTORY, BAD)
def test_more_trouble_never_improves_a_state(rows: list[Evidence], trouble: Evidence) -> None:
    before, after = by_subject(rows), by_subject([*rows, trouble])
    assert all(RANK[after[subject].state] <= RANK[item.state] for subject, item in before.items() if subject)


@given(HISTORY)
def test_only_complete_and_real_evidence_about_the_subject_proves(rows: list[Evidence]) -> None:
    for subject, item in by_subject(rows).items():
        if item.state in (PROVEN, STALE):
            good = [
                one
                for one in rows
                if (one.subject, one.verdict, one.complete) == (subject, "ok", True)
                and one.count
                and one.strength != Strength.CLAIM
            ]
            assert {one.check for one in good} == {A.id, B.id}
            assert not item.failures


@given(HISTORY)
def test_other_subjects_change_nothing(rows: list[Evidence]) -> None:
    shop = [item for item in rows if item.subject == "repo:shop"]
    assert by_subject(rows).get("repo:shop") == by_subject(shop).get("repo:shop")


@given(HISTORY, EVIDENCE)
def test_a_smaller_scope_never_closes_a_failure_outside_of_it(rows: list[Evidence], later: Evidence) -> None:
    later = replace(later, verdict="ok", complete=False, scope="part", sequence=99)
    open_before = {one for item in by_subject(rows).values() for one in item.failures if one.scope != "part"}
    open_after = {one for item in by_subject([*rows, later]).values() for one in item.failures}
    assert open_before <= open_after


@given(HISTORY)
def test_the_order_of_arrival_does_not_matter(rows: list[Evidence]) -> None:
    rows = [replace(item, sequence=number) for number, item in enumerate(rows)]
    assert by_subject(rows) == by_subject(rows[::-1])
