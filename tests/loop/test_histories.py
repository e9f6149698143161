"""When findings were open: tables, and what must be true of any history."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.loop.controls import statuses
from holdfast.loop.histories import Lives, histories
from holdfast.loop.trails import Trail
from holdfast.model.errors import LedgerError
from holdfast.model.history import History, Span
from holdfast.model.observation import Evidence, Strength
from tests.loop.test_controls import CONTROL, HISTORY, NOW, START, A, B, row


def at(day: float) -> str:
    return (START + timedelta(days=day)).isoformat()


def spans(*rows: Evidence) -> list[tuple[str, str]]:
    """Times during which the one failure of some rows was open."""
    (found,) = histories(rows, NOW)
    return [(span.opened, span.closed) for span in found.spans]


OPEN = [(at(1), "")]
TABLE = {
    "found once": ([row(1, "fail")], OPEN),
    "found twice": ([row(1, "fail"), row(2, "fail")], OPEN),
    "gone": ([row(1, "fail"), row(2, "ok")], [(at(1), at(2))]),
    "gone by another complete scope": ([row(1, "fail"), row(2, "ok", "everything")], [(at(1), at(2))]),
    "the first look without it counts": ([row(1, "fail"), row(2, "ok"), row(3, "ok")], [(at(1), at(2))]),
    "a part closes nothing of the whole": ([row(1, "fail"), row(2, "ok", "part")], OPEN),
    "a part is closed by itself": ([row(1, "fail", "part"), row(2, "ok", "part")], [(at(1), at(2))]),
    "open in two scopes, closed in one": (
        [row(1, "fail"), row(1.1, "fail", "part"), row(2, "ok", "part")],
        OPEN,
    ),
    "open in two scopes, closed in both": (
        [row(1, "fail"), row(1.1, "fail", "part"), row(2, "ok", "part"), row(3, "ok")],
        [(at(1), at(3))],
    ),
    "came back": ([row(1, "fail"), row(2, "ok"), row(3, "fail")], [(at(1), at(2)), (at(3), "")]),
    "found by the run that says ok": (
        [row(1, "fail"), row(2, "ok"), replace(row(2, "fail"), sequence=2001)],
        OPEN,
    ),
    "doubted by the run that says ok": (
        [row(1, "fail"), row(2, "ok"), replace(row(2, "unsure"), sequence=2001)],
        OPEN,
    ),
    "doubted and found by the run that says ok": (
        [
            row(1, "fail"),
            row(2, "ok"),
            replace(row(2, "crash"), sequence=2001),
            replace(row(2, "fail"), sequence=2002),
        ],
        OPEN,
    ),
    "doubted, then gone": (
        [row(1, "fail"), row(2, "ok"), replace(row(2, "unsure"), sequence=2001), row(3, "ok")],
        [(at(1), at(3))],
    ),
    "nothing of its kind is there any more": ([row(1, "fail"), row(2, "not here")], [(at(1), at(2))]),
    "nothing is there, and it was found": ([row(1, "fail"), row(1, "not here")], OPEN),
    "a claim": ([row(1, "fail"), replace(row(2, "ok"), strength=Strength.CLAIM)], OPEN),
    "an ok about nothing": ([row(1, "fail"), replace(row(2, "ok"), count=0)], OPEN),
    "an ok from the future": ([row(1, "fail"), row(400, "ok")], OPEN),
    "imported late": ([row(3, "fail"), replace(row(1, "fail"), sequence=9000)], OPEN),
    "imported late, and gone between": (
        [row(3, "fail"), replace(row(2, "ok"), sequence=9001), replace(row(1, "fail"), sequence=9000)],
        [(at(1), at(2)), (at(3), "")],
    ),
}


@pytest.mark.parametrize(("rows", "expected"), TABLE.values(), ids=TABLE.keys())
def test_when_it_was_open(rows: list[Evidence], expected: list[tuple[str, str]]) -> None:
    assert spans(*rows) == expected


def test_it_stands_as_it_was_last_seen() -> None:
    first = replace(row(1, "fail"), place="a.py:1:1", severity="low", says="was so")
    last = replace(row(2, "fail"), place="b.py:9:1", severity="high", says="is so")
    assert histories([last, first], NOW) == [
        History(
            fingerprint="f",
            check=A.id,
            subject="repo:shop",
            place="b.py:9:1",
            severity="high",
            says="is so",
            spans=(Span(opened=at(1)),),
            last_seen=at(2),
        )
    ]


def test_failures_and_subjects_and_checks_stand_apart() -> None:
    rows = [
        row(1, "fail", fingerprint="f1"),
        row(1.5, "fail", fingerprint="f2"),
        replace(row(1.6, "fail", fingerprint="f1"), subject="repo:other"),
        row(1.7, "fail", name="b", fingerprint="f1"),
        row(2, "ok"),
    ]
    found = {(item.check, item.subject, item.fingerprint): item.open for item in histories(rows, NOW)}
    assert found == {
        (A.id, "repo:shop", "f1"): False,
        (A.id, "repo:shop", "f2"): False,
        (A.id, "repo:other", "f1"): True,
        (B.id, "repo:shop", "f1"): True,
    }


def test_how_often_it_came_back() -> None:
    (found,) = histories([row(1, "fail"), row(2, "ok"), row(3, "fail"), row(4, "ok"), row(5, "fail")], NOW)
    assert (found.open, found.reopened) == (True, 2)


def test_evidence_without_a_time_is_refused() -> None:
    with pytest.raises(LedgerError, match="no time"):
        histories([replace(row(1, "fail"), seen_at="soon")], NOW)


def ordered(rows: list[Evidence]) -> list[Evidence]:
    return [replace(item, sequence=number) for number, item in enumerate(rows)]


@given(HISTORY)
def test_what_is_open_is_what_keeps_the_control_failing(rows: list[Evidence]) -> None:
    rows = ordered(rows)
    failing = {
        (one.check, one.subject, one.fingerprint)
        for item in statuses([CONTROL], rows, [A, B], NOW)
        for one in item.failures
    }
    assert {(item.check, item.subject, item.fingerprint) for item in histories(rows, NOW) if item.open} == failing


@given(HISTORY)
def test_spans_never_overlap_and_never_end_before_they_began(rows: list[Evidence]) -> None:
    for item in histories(ordered(rows), NOW):
        moments = [moment for span in item.spans for moment in (span.opened, span.closed) if moment]
        assert moments == sorted(moments)
        assert all(span.closed for span in item.spans[:-1])
        assert item.last_seen >= item.spans[-1].opened


@given(HISTORY)
def test_the_order_of_arrival_does_not_matter(rows: list[Evidence]) -> None:
    rows = ordered(rows)
    by_name = {(item.check, item.subject, item.fingerprint): item for item in histories(rows, NOW)}
    for item in histories(rows[::-1], NOW):
        assert by_name[item.check, item.subject, item.fingerprint] == item


@given(HISTORY, st.integers(0, 14))
def test_a_fold_goes_on_where_it_was_kept(rows: list[Evidence], stop: int) -> None:
    rows = [replace(item, check=A.id, subject="repo:shop") for item in ordered(rows)]
    trail, lives = Trail(), Lives()
    for number, item in enumerate(rows):
        if number == stop:
            kept = json.loads(json.dumps([trail.kept(), lives.kept()]))
            trail, lives = Trail.restored(A.id, "repo:shop", kept[0]), Lives.restored(kept[1])
        lives.step(trail, item)
    whole, all_lives = Trail(), Lives()
    for item in rows:
        all_lives.step(whole, item)
    assert (trail.kept(), lives.kept()) == (whole.kept(), all_lives.kept())
