"""How activities stand, from the evidence that they made."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from holdfast.loop.posture import posture
from holdfast.model.activity import Activity, Control, Phase
from holdfast.model.check import Check, Confidence, Severity
from holdfast.model.observation import Evidence, Strength
from holdfast.model.posture import ActivityState, ActivityStatus

NOW = "2026-03-10T12:00:00Z"
OFF, ON, PROVEN = ActivityState.OFF, ActivityState.ON, ActivityState.PROVEN
STALE, FAILING = ActivityState.STALE, ActivityState.FAILING


def activity(name: str, *controls: str, built: bool = True) -> Activity:
    return Activity(
        number=4,
        id=name,
        title=name,
        phase=Phase.PRE_COMMIT,
        asks="Is it clean?",
        verb="scan",
        built=built,
        controls=controls,
    )


def control(name: str) -> Control:
    return Control(id=name, title=name, states="It holds", activity="hooks", stride=())


def check(name: str, *proves: str) -> Check:
    return Check(
        id=name,
        name=name,
        title=name,
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
        engine="secrets",
        proves=proves,
    )


def row(verdict: str = "ok", *, day: int = 9, complete: bool = True, made_by: str = "hooks") -> Evidence:
    return Evidence(
        sequence=day,
        hash="",
        seen_at=f"2026-03-{day:02}T12:00:00Z",
        activity=made_by,
        subject="repo:shop",
        scope="all" if complete else "part",
        complete=complete,
        strength=Strength.SCAN,
        check="a",
        verdict=verdict,
        fingerprint="f" if verdict == "fail" else "",
    )


HOOKS = activity("hooks", "clean")


def status(*rows: Evidence, of: Activity = HOOKS, now: str = NOW) -> ActivityStatus:
    (found,) = posture([of], [control("clean")], rows, [check("a", "clean")], now)
    return found


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        ([], OFF),
        ([row(made_by="ci")], OFF),
        ([row(complete=False)], ON),
        ([row("crash")], ON),
        ([row()], PROVEN),
        ([row("fail")], FAILING),
        ([row("fail", day=8), row()], PROVEN),
        ([row("fail", day=8), row(complete=False)], FAILING),
        ([row(complete=False), row(made_by="ci")], PROVEN),
        ([row(), row("fail", made_by="ci")], FAILING),
    ],
)
def test_states(rows: list[Evidence], state: ActivityState) -> None:
    assert status(*rows).state == state


def test_evidence_is_counted_and_aged() -> None:
    found = status(row(day=3), row(day=7), row(day=9, made_by="ci"))
    assert (found.evidence, found.last_run, found.age_days) == (2, "2026-03-07T12:00:00Z", 3)


def test_nothing_was_run() -> None:
    found = status()
    assert (found.evidence, found.last_run, found.age_days, found.gaps) == (0, "", None, ("it has never run",))
    assert status(of=activity("hooks", built=False)).gaps == ("it is not built yet",)


def test_old_evidence_is_stale() -> None:
    found = status(row(), now="2026-05-01T00:00:00Z")
    assert (found.state, found.age_days) == (STALE, 52)
    assert found.gaps == (
        "its last run is 52 days ago; evidence is fresh for 30",
        "clean: looked too long ago: a",
    )


def test_an_activity_is_not_kept_fresh_by_another_one() -> None:
    late = replace(row(made_by="ci"), seen_at="2026-04-30T00:00:00Z", sequence=50)
    found = status(row(), late, now="2026-05-01T00:00:00Z")
    assert (found.state, found.controls[0].state) == (STALE, "proven")


def test_an_activity_without_controls_is_only_on() -> None:
    found = status(row(), of=activity("hooks"))
    assert (found.state, found.gaps) == (ON, ("no control that it can prove is named yet",))


def test_every_control_must_hold() -> None:
    found = status(row(), of=activity("hooks", "clean", "unheard-of"))
    assert (found.state, found.gaps) == (ON, ("unheard-of: nothing is known on what it looked at",))


def test_every_subject_must_hold() -> None:
    other = replace(row(complete=False), subject="repo:other")
    found = status(row(), other)
    assert (found.state, found.gaps) == (ON, ("clean on repo:other: never read the whole subject: a",))


def test_subjects_of_others_are_no_matter() -> None:
    other = replace(row("fail", made_by="ci"), subject="repo:other")
    assert status(row(), other).state == PROVEN
    assert status(replace(row(), check="b"), replace(other, verdict="ok")).state == ON


def test_all_activities_come_back_in_order() -> None:
    given_ones = [activity("ci"), HOOKS, activity("drills", built=False)]
    found = posture(given_ones, [control("clean")], [row()], [check("a", "clean")], NOW)
    assert [(item.activity, item.state) for item in found] == list(zip(given_ones, [OFF, PROVEN, OFF], strict=True))


ROWS = st.lists(
    st.builds(
        replace,
        st.builds(
            row,
            st.sampled_from(["ok", "fail", "unsure", "crash"]),
            day=st.integers(1, 9),
            complete=st.booleans(),
            made_by=st.sampled_from(["hooks", "ci"]),
        ),
        subject=st.sampled_from(["repo:shop", "repo:other"]),
        sequence=st.integers(1, 30),
    ),
    max_size=10,
)
RANK = {PROVEN: 2, STALE: 1, ON: 1, OFF: 1, FAILING: 0}


@given(ROWS, ROWS.map(lambda rows: [replace(item, verdict="fail") for item in rows]))
def test_more_failures_never_improve_an_activity(rows: list[Evidence], failures: list[Evidence]) -> None:
    before = status(*rows).state
    assume(before is not OFF)  # an activity that has made nothing has no state yet: others' proof becomes its own
    assert RANK[status(*rows, *failures).state] <= RANK[before]


@given(ROWS)
def test_no_evidence_is_never_proven(rows: list[Evidence]) -> None:
    if not any(item.verdict == "ok" and item.complete for item in rows):
        assert status(*rows).state != PROVEN
    assert status(*rows, of=activity("drills", "clean")).state == OFF
