"""Segments: rows of one ledger become rows of another, once; what is torn or hostile changes nothing."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.app import segments
from holdfast.app.projections import Projections
from holdfast.loop.histories import histories
from holdfast.model.errors import LedgerError, UsageError
from holdfast.model.event import Measure, Merged, Seal
from holdfast.store.sqlite import SqliteLedger
from tests.app.test_projections import NOW, THEIRS, run, seen
from tests.app.test_sealing import LEDGER, bodies, rewritten
from tests.store.test_ledger_decisions import decided

MEASURE = Measure(subject="repo:shop", at="2026-03-02T10:00:00Z", name="scan-seconds", value=1.5, unit="s")


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """A pipeline's folder; its ledger: a run in rows 1 to 3, a decision, an event, a run in rows 6 to 8."""
    made = tmp_path / "runner"
    made.mkdir()
    with contextlib.closing(SqliteLedger(made / LEDGER)) as ledger:
        ledger.append(run(1, seen("ok"), seen("fail")))
        ledger.decide(decided())
        ledger.record(MEASURE)
        ledger.append(replace(run(2, seen("ok", "zap:1")), checks=(THEIRS,)))
    return made


@pytest.fixture
def team(tmp_path: Path) -> Path:
    """A folder with a ledger of its own, of one run."""
    made = tmp_path / "team"
    made.mkdir()
    with contextlib.closing(SqliteLedger(made / LEDGER)) as ledger:
        ledger.append(run(1.5, seen("ok"), seen("unsure")))
    return made


def exported(root: Path, name: str = "segment", **part: int) -> Path:
    target = root.parent / name
    segments.export(root, target, **part)
    return target


def counts(root: Path) -> tuple[int, int, int]:
    with contextlib.closing(SqliteLedger(root / LEDGER, read_only=True)) as ledger:
        health = ledger.verify()
        assert health.ok, health.says
        return health.runs, health.decisions, health.events


def test_everything_arrives_once(runner: Path, team: Path) -> None:
    file = exported(runner)
    (first,) = segments.take(team, [file])
    assert (first.items, first.new) == (4, 4)
    assert counts(team) == (3, 1, 2)
    before = bodies(team)
    (second,) = segments.take(team, [file])
    assert (second.items, second.new, second.head) == (4, 0, first.head)
    assert bodies(team) == before
    (third,) = segments.merge(team, [runner / LEDGER])
    assert (third.source, third.new) == (runner / LEDGER, 0)
    assert bodies(team) == before


def test_the_head_it_came_from_is_kept(runner: Path, team: Path) -> None:
    (taken,) = segments.take(team, [exported(runner)])
    with contextlib.closing(SqliteLedger(runner / LEDGER, read_only=True)) as ledger:
        head, first = ledger.hash_of(8), ledger.hash_of(1)
    with contextlib.closing(SqliteLedger(team / LEDGER, read_only=True)) as ledger:
        (merged,) = (item.event for item in ledger.events() if isinstance(item.event, Merged))
    assert taken.head == head
    assert (merged.subject, merged.first, merged.last, merged.head) == (f"ledger:{first}", 1, 8, head)


def test_evidence_that_arrives_late_counts_in_its_time(runner: Path, team: Path) -> None:
    segments.take(team, [exported(runner)])
    with contextlib.closing(SqliteLedger(team / LEDGER)) as ledger:
        view = Projections(ledger, NOW)
        assert view.checks() == [THEIRS]
        assert view.histories() == histories(ledger.evidence(), NOW)
        assert [item.open for item in view.histories()] == [True], "the later ok doubted in its own run"


def test_a_part_and_then_the_whole(runner: Path, team: Path) -> None:
    assert segments.take(team, [exported(runner, "one", run=6)])[0].new == 1
    assert segments.take(team, [exported(runner, "rest", since=3), exported(runner, "all")])[1].new == 1
    assert counts(team) == (3, 1, 4)
    assert [item.new for item in segments.take(team, [exported(runner, "again", since=4)])] == [0]


@pytest.mark.parametrize("part", [{"since": 2}, {"since": 8}, {"since": 99}, {"run": 2}, {"run": 4}])
def test_a_part_that_is_none_is_told(runner: Path, part: dict[str, int]) -> None:
    with pytest.raises(UsageError) as caught:
        segments.export(runner, runner.parent / "segment", **part)
    assert caught.value.advice
    assert not (runner.parent / "segment").exists()


def test_a_file_that_is_there_is_not_overwritten(runner: Path) -> None:
    target = runner.parent / "segment"
    target.write_text("mine")
    with pytest.raises(LedgerError, match="there already"):
        segments.export(runner, target)
    assert target.read_text() == "mine"


def test_a_ledger_is_begun_with_what_arrives(runner: Path, tmp_path: Path) -> None:
    fresh = tmp_path / "fresh"
    fresh.mkdir()
    segments.take(fresh, [exported(runner)])
    assert counts(fresh) == (2, 1, 2)
    (back,) = segments.merge(runner, [fresh / LEDGER])
    assert back.new == 1, "only that it was taken is new to the one it came from"
    (again,) = segments.merge(fresh, [runner / LEDGER])
    assert again.items - again.new == 5


def test_seals_stay_with_the_chain_that_they_are_about(runner: Path, team: Path) -> None:
    seal = Seal(subject="ledger:x", at="2026-03-02T10:00:00Z", sequence=1, head="h", key="k", signature="s")
    with contextlib.closing(SqliteLedger(runner / LEDGER)) as ledger:
        ledger.record(seal)
    assert segments.take(team, [exported(runner)])[0].items == 4
    assert counts(team) == (3, 1, 2)


def test_a_ledger_that_was_written_anew_is_told(runner: Path, team: Path) -> None:
    segments.take(team, [exported(runner)])
    rows = bodies(runner)
    rewritten(runner, [*rows[:1], *(body.replace('"fail"', '"crash"') for body in rows[1:])])
    before = bodies(team)
    rewritten(runner, [rows[0], rows[1], '["crash","A","f.py:1:1","boom"]', *rows[3:]])
    with pytest.raises(LedgerError, match="row 8 of that ledger is another one"):
        segments.take(team, [exported(runner, "anew")])
    assert bodies(team) == before


DAMAGE: dict[str, tuple[Callable[[list[str]], list[str]], str]] = {
    "empty": (lambda lines: [], ":1:"),
    "no header": (lambda lines: lines[1:], ":1:"),
    "a header that is a list": (lambda lines: ["[]", *lines[1:]], ":1:"),
    "another form": (lambda lines: [lines[0].replace("segment/1", "segment/9"), *lines[1:]], ":1:"),
    "a bad hash": (lambda lines: [lines[0].replace('"before": "', '"before": "zz'), *lines[1:]], ":1:"),
    "cut at the end": (lambda lines: lines[:-1], ":8:"),
    "cut inside of a run": (lambda lines: lines[:3], ":3:"),
    "a row twice": (lambda lines: [*lines, lines[-1]], ":10:"),
    "a row changed": (lambda lines: [*lines[:3], lines[3].replace("f.py", "g.py"), *lines[4:]], ":9:"),
    "a row replaced": (lambda lines: [*lines[:3], '["prophecy"]', *lines[4:]], ":4:"),
    "a row that is no list": (lambda lines: [*lines[:2], '"ok"', *lines[3:]], ":3:"),
    "a row with spaces": (lambda lines: [*lines[:2], lines[2].replace(",", ", "), *lines[3:]], ":3:"),
    "a count below nothing": (lambda lines: [*lines[:2], '["ok","A",-3]', *lines[3:]], ":3:"),
    "a count that is text": (lambda lines: [*lines[:2], '["ok","A","3"]', *lines[3:]], ":3:"),
    "a check that is a number": (lambda lines: [*lines[:2], '["ok",7,3]', *lines[3:]], ":3:"),
    "a verdict that is none": (lambda lines: [*lines[:2], '["okay","A",3]', *lines[3:]], ":3:"),
    "a run without a time": (lambda lines: [lines[0], lines[1].replace("2026-03-02T", "x"), *lines[2:]], ":2:"),
    "nested deeply": (lambda lines: [lines[0], "[" * 100_000, *lines[2:]], ":2:"),
    "not ASCII": (lambda lines: [*lines[:2], '["ok","Ä",3]', *lines[3:]], ":3:"),
}


@pytest.mark.parametrize(("damage", "place"), DAMAGE.values(), ids=DAMAGE.keys())
def test_what_is_torn_or_wrong_changes_nothing(
    runner: Path, team: Path, damage: Callable[[list[str]], list[str]], place: str
) -> None:
    good = exported(runner, "good")
    bad = runner.parent / "bad"
    bad.write_text("".join(f"{line}\n" for line in damage(good.read_text().splitlines())), encoding="utf-8")
    before = bodies(team)
    with pytest.raises(LedgerError) as caught:
        segments.take(team, [good, bad])
    assert f"{bad}{place}" in str(caught.value)
    assert caught.value.advice
    assert bodies(team) == before


def test_a_segment_cut_at_any_byte_changes_nothing(runner: Path, team: Path) -> None:
    whole = exported(runner).read_bytes()
    before = bodies(team)
    torn = runner.parent / "torn"
    for length in range(0, len(whole), 7):
        torn.write_bytes(whole[:length])
        with pytest.raises(LedgerError, match="torn"):
            segments.take(team, [torn])
    assert bodies(team) == before


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(line=st.integers(1, 8), value=st.recursive(st.none() | st.booleans() | st.integers() | st.text(), st.lists))
def test_a_row_of_anything_is_told(runner: Path, team: Path, line: int, value: object) -> None:
    good = exported(runner, "any") if not (runner.parent / "any").exists() else runner.parent / "any"
    lines = good.read_text().splitlines()
    odd = json.dumps(value, separators=(",", ":"))
    bad = runner.parent / "odd"
    bad.write_text("\n".join([*lines[:line], odd, *lines[line + 1 :]]) + "\n")
    with pytest.raises(LedgerError, match=r"odd:\d+"):
        segments.take(team, [bad])
    assert counts(team) == (1, 0, 0)


def test_a_ledger_that_is_not_in_order_is_not_merged(runner: Path, team: Path) -> None:
    rows = bodies(runner)
    rewritten(runner, rows[:2])
    with pytest.raises(LedgerError, match="not taken"):
        segments.merge(team, [runner / LEDGER])
    assert counts(team) == (1, 0, 0)
