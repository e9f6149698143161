"""What persons say about controls, and what that is worth beside evidence."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.loop.vouched import about, vouched, words
from holdfast.model.activity import Control
from holdfast.model.decision import Choice, Decision, Person
from holdfast.model.posture import ControlState, ControlStatus

TODAY = date(2026, 3, 10)
REVIEWED = Control(
    id="reviewed", title="Reviewed", states="It is.", activity="peer-review", stride=("tampering",), awaits="a report"
)
CLEAN = Control(id="clean", title="Clean", states="It is.", activity="hooks", stride=("tampering",))


def decision(
    choice: Choice = Choice.ATTESTED,
    *,
    control: str = "reviewed",
    subject: str = "repo:shop",
    at: str = "2026-03-01T10:00:00+00:00",
    until: str = "2026-06-30",
    by: str = "Ada",
    name: str = "",
) -> Decision:
    return Decision(
        choice=choice,
        fingerprint=name or about(control, subject),
        check=control,
        path=subject,
        by=Person(name=by),
        at=at,
        reason="minutes of the meeting",
        until="" if choice is Choice.WITHDRAWN else until,
    )


def status(state: ControlState, control: Control = CLEAN, subject: str = "repo:shop") -> ControlStatus:
    return ControlStatus(control=control, subject=subject, state=state)


def state(found: list[ControlStatus], control: str, subject: str) -> ControlState | None:
    return next((item.state for item in found if (item.control.id, item.subject) == (control, subject)), None)


def test_a_word_stands_where_nothing_else_is_known() -> None:
    found = vouched([REVIEWED], [status(ControlState.UNPROVEN, REVIEWED, "")], words([decision()], TODAY))
    assert [(item.subject, item.state) for item in found] == [("repo:shop", ControlState.ATTESTED)]
    assert found[0].word == decision()


@pytest.mark.parametrize("known", list(ControlState))
def test_a_word_never_hides_what_evidence_shows(known: ControlState) -> None:
    said = words([decision(control="clean")], TODAY)
    (found,) = vouched([CLEAN], [status(known)], said)
    weaker = (ControlState.UNPROVEN, ControlState.CLAIMED, ControlState.STALE)
    assert found.state is (ControlState.ATTESTED if known in weaker else known)


def test_a_word_about_one_subject_says_nothing_about_another() -> None:
    known = [status(ControlState.UNPROVEN, subject=name) for name in ("repo:other", "repo:shop")]
    found = vouched([CLEAN], known, words([decision(control="clean")], TODAY))
    assert state(found, "clean", "repo:other") is ControlState.UNPROVEN
    assert state(found, "clean", "repo:shop") is ControlState.ATTESTED


def test_it_ends_on_its_day_and_says_so() -> None:
    said = [decision(until="2026-03-10")]
    assert state(vouched([REVIEWED], [], words(said, TODAY)), "reviewed", "repo:shop") is ControlState.ATTESTED
    (found,) = vouched([REVIEWED], [], words(said, date(2026, 3, 11)))
    assert found.state is ControlState.UNPROVEN
    assert found.gaps[0] == "the word of Ada ended on 2026-03-10"


def test_the_last_word_counts() -> None:
    later = decision(Choice.WITHDRAWN, at="2026-03-02T10:00:00+00:00")
    assert not words([decision(), later], TODAY).holding
    assert words([later, decision(at="2026-03-03T10:00:00+00:00")], TODAY).holding


@pytest.mark.parametrize(
    "broken",
    [
        decision(until="someday"),
        decision(until=""),
        decision(at="yesterday"),
        decision(by=""),
        decision(name=about("reviewed", "repo:other")),
        decision(Choice.ROTATED),
    ],
)
def test_a_record_that_does_not_fit_does_not_count(broken: Decision) -> None:
    assert not words([broken], TODAY).holding


@given(st.permutations([decision(at=f"2026-03-0{day}T10:00:00+00:00", by=f"P{day}") for day in range(1, 6)]))
def test_the_order_in_which_words_were_stored_does_not_matter(said: list[Decision]) -> None:
    assert words(said, TODAY).holding["reviewed", "repo:shop"].by.name == "P5"
