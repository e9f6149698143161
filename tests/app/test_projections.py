"""Projections say what a fold over the whole ledger says, however the ledger grew."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.app.projections import Projections, catch_up, rebuild
from holdfast.loop.controls import states, statuses
from holdfast.loop.histories import histories
from holdfast.loop.posture import posture, stand
from holdfast.loop.since import held, spells
from holdfast.model.activity import Activity, Control, Phase
from holdfast.model.check import Check, Confidence, Severity
from holdfast.model.errors import LedgerError
from holdfast.model.observation import NOT_HERE, Observation, Run, Strength
from holdfast.model.place import Place
from holdfast.model.scope import Scope
from holdfast.model.verdict import Crash, Fail, Nothing, Ok, Unsure, Verdict
from holdfast.store.ledger import Ledger, Part
from holdfast.store.memory import MemoryLedger
from holdfast.store.postgres import PostgresLedger
from holdfast.store.sqlite import SqliteLedger
from tests.worlds.postgres import emptied

START = datetime(2026, 3, 1, tzinfo=UTC)
NOW = "2026-03-10T00:00:00+00:00"
NAMES = ("trails", "quiet", "histories", "made", "course", "checks")


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


A, B, THEIRS = check("A", "clean"), check("B", "clean", "safe"), check("zap:1", "safe")
CONTROLS = [Control(id=name, title=name, states=name, activity="hooks", stride=()) for name in ("clean", "safe")]
ACTIVITY = Activity(
    number=4,
    id="hooks",
    title="Hooks",
    phase=Phase.PRE_COMMIT,
    asks="?",
    verb="scan",
    built=True,
    controls=("clean", "safe"),
)


def verdict(word: str, mark: str = "f") -> Verdict:
    at = Place(path=f"{mark}.py")
    said = Fail(at=at, says="Bad", mark=mark, severity=Severity.HIGH, confidence=Confidence.HIGH)
    words: dict[str, Verdict] = {
        "ok": Ok(count=3),
        "fail": said,
        "unsure": Unsure(why="a template", at=at),
        "crash": Crash(error="boom", at=at),
        NOT_HERE: Nothing(),
    }
    return words[word]


def seen(word: str, name: str = "A", mark: str = "f") -> Observation:
    return Observation(check=name, verdict=verdict(word, mark), fingerprint=mark if word == "fail" else "")


def run(day: float, *observations: Observation, subject: str = "repo:shop", scope: str = "all") -> Run:
    return Run(
        activity="hooks",
        scope=Scope(subject=subject, origin="worktree", digest=scope, complete=scope == "all"),
        seen_at=(START + timedelta(days=day)).isoformat(),
        tool="1",
        rules="r",
        observations=observations,
    )


def kept(ledger: Ledger) -> list[Part]:
    return sorted(part for name in NAMES for part in ledger.projection(name))


def anew(ledger: Ledger) -> list[Part]:
    """What is kept after all was folded again from the first row, which has to be what was kept before."""
    made, wrong = rebuild(ledger)
    assert wrong == 0
    found = kept(ledger)
    assert made == len(found)
    return found


def agree(ledger: Ledger, now: str = NOW) -> None:
    """The folds over the ledger's evidence say the same as its projections."""
    rows = list(ledger.evidence())
    view = Projections(ledger, now)
    known = [A, B]
    folded = view.trails({"A", "B", "zap:1"})
    foreign = view.checks()
    assert states(CONTROLS, folded, known, now, foreign=foreign) == statuses(
        CONTROLS, rows, known, now, foreign=foreign
    )
    assert stand([ACTIVITY], CONTROLS, folded, view.made(), known, now, foreign=foreign) == posture(
        [ACTIVITY], CONTROLS, rows, known, now, foreign=foreign
    )
    by_name = {(item.check, item.subject, item.fingerprint): item for item in histories(rows, now)}
    assert {(item.check, item.subject, item.fingerprint): item for item in view.histories()} == by_name
    for days in (2, 30):
        fresh = {"hooks": days}
        proven = spells(CONTROLS, view.courses({"A", "B", "zap:1"}), known, now, fresh_days=fresh, foreign=foreign)
        assert proven == held(CONTROLS, rows, known, now, fresh_days=fresh, foreign=foreign)
    for by_subject in folded.values():
        for trail in by_subject.values():
            ends = [row for row in (trail.proof, trail.absent, trail.claim) if row]
            assert all(row in rows for row in ends)


@pytest.fixture(params=["memory", "sqlite", "postgres"])
def ledger(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Ledger]:
    made: Ledger
    if request.param == "postgres":
        made = PostgresLedger(emptied(request.getfixturevalue("postgres")))
    else:
        made = MemoryLedger() if request.param == "memory" else SqliteLedger(tmp_path / "l.sqlite")
    yield made
    made.close()


def test_an_empty_ledger_has_none(ledger: Ledger) -> None:
    view = Projections(ledger, NOW)
    assert (view.trails({"A"}), view.histories(), view.made(), view.checks()) == ({}, [], {}, [])
    assert rebuild(ledger) == (0, 0)


def test_they_catch_up_run_by_run(ledger: Ledger) -> None:
    for item in (
        run(1, seen("ok"), seen("fail"), seen("ok", "B")),
        run(2, seen("ok"), seen("ok", "B")),
        run(2.5, seen("fail", "B", "g"), scope="part"),
        run(3, seen("ok"), seen("unsure")),
        run(3, seen("ok"), subject="repo:other"),
    ):
        ledger.append(item)
        catch_up(ledger)
        agree(ledger)
    assert kept(ledger) == anew(ledger)


def test_runs_that_leave_the_same_are_kept_as_one_stretch(ledger: Ledger) -> None:
    for day in range(9):
        ledger.append(run(day, seen("ok"), seen("ok", "B"), *([seen("fail", "B")] if day in (4, 5) else [])))
        catch_up(ledger)
    course = Projections(ledger, NOW).courses({"A", "B"})["repo:shop"]
    assert [stretch[1:4] for stretch in course.lines["A"]] == [(0, 8, 1)]
    assert [stretch[1:4] for stretch in course.lines["B"]] == [(0, 3, 1), (4, 5, 0), (6, 8, 1)]
    assert [look.run for look in course.looks(course.lines["B"])] == list(range(9))
    assert kept(ledger) == anew(ledger)


def test_a_run_in_two_parts_is_one(ledger: Ledger) -> None:
    ledger.append(run(1, seen("ok"), seen("fail")))
    catch_up(ledger)
    ledger.append(run(1, seen("ok"), seen("ok", "B")))
    agree(ledger)
    course = Projections(ledger, NOW).courses({"A", "B"})["repo:shop"]
    assert len(course.runs) == 1
    assert [stretch[1:4] for stretch in course.lines["A"]] == [(0, 0, 1)]
    assert kept(ledger) == anew(ledger)


def test_what_comes_late_is_put_where_it_belongs(ledger: Ledger) -> None:
    ledger.append(run(3, seen("ok"), seen("fail")))
    ledger.append(run(1, seen("ok"), subject="repo:other"))
    catch_up(ledger)
    ledger.append(run(1, seen("fail"), seen("fail", "B", "g")))
    ledger.append(run(2, seen("ok"), subject="repo:other"))
    ledger.append(run(2, seen("ok"), seen("ok", "B")))
    catch_up(ledger)
    agree(ledger)
    assert kept(ledger) == anew(ledger)
    (life,) = (item for item in Projections(ledger, NOW).histories() if item.check == "A")
    assert [span.opened[:10] for span in life.spans] == ["2026-03-02", "2026-03-04"]


def test_what_is_from_the_future_closes_nothing_before_its_time(ledger: Ledger) -> None:
    ledger.append(run(1, seen("ok"), seen("fail"), seen("ok", "B")))
    ledger.append(run(20, seen("ok"), seen("ok", "B")))
    catch_up(ledger)
    agree(ledger)
    assert [item.open for item in Projections(ledger, NOW).histories()] == [True]
    later = (START + timedelta(days=21)).isoformat()
    agree(ledger, later)
    assert [item.open for item in Projections(ledger, later).histories()] == [False]


def test_checks_of_other_tools_are_known_as_they_were_last_described(ledger: Ledger) -> None:
    ledger.append(replace(run(1, seen("ok", "zap:1")), checks=(replace(THEIRS, title="old"),)))
    catch_up(ledger)
    ledger.append(replace(run(2, seen("ok", "zap:1")), checks=(THEIRS,)))
    assert Projections(ledger, NOW).checks() == [THEIRS]
    agree(ledger)
    assert kept(ledger) == anew(ledger)


def test_a_reader_that_may_not_write_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with contextlib.closing(SqliteLedger(path)) as ledger:
        ledger.append(run(1, seen("ok"), seen("fail"), seen("ok", "B")))
        catch_up(ledger)
        ledger.append(replace(run(2, seen("ok"), seen("ok", "zap:1")), checks=(THEIRS,)))
        ledger.append(run(1.5, seen("ok"), seen("fail", "B", "g"), subject="repo:other"))
        ledger.append(run(1, seen("ok"), seen("unsure", "B"), subject="repo:other"))
        ledger.append(run(40, seen("ok"), subject="repo:third"))
    before = path.read_bytes()
    with contextlib.closing(SqliteLedger(path, read_only=True)) as ledger:
        agree(ledger)
        agree(ledger, (START + timedelta(days=50)).isoformat())
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    "damage",
    [
        "UPDATE projections SET body = 'not JSON'",
        "UPDATE projections SET body = '[1]'",
        "UPDATE projected SET form = 'of another time'",
        "UPDATE projected SET head = 'ff'",
        "UPDATE projected SET sequence = 99",
        "DELETE FROM projected",
    ],
)
def test_what_is_of_no_use_is_made_again(tmp_path: Path, damage: str) -> None:
    path = tmp_path / "l.sqlite"
    with contextlib.closing(SqliteLedger(path)) as ledger:
        ledger.append(run(1, seen("ok"), seen("fail"), seen("ok", "B")))
        catch_up(ledger)
        right = kept(ledger)
        with contextlib.closing(sqlite3.connect(path)) as db, db:
            db.execute(damage)
        ledger.append(run(1, seen("ok", "zap:1")))
        agree(ledger)
        assert {part for part in right if part.name not in ("made", "quiet", "course")} <= set(kept(ledger))
        assert ledger.verify().ok


def test_a_wrong_entry_is_told_and_mended(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with contextlib.closing(SqliteLedger(path)) as ledger:
        ledger.append(run(1, seen("ok"), seen("fail")))
        catch_up(ledger)
        right = kept(ledger)
        with contextlib.closing(sqlite3.connect(path)) as db, db:
            db.execute("UPDATE projections SET body = replace(body, 'f.py', 'g.py') WHERE name = 'trails'")
        made, wrong = rebuild(ledger)
        assert (made, wrong, kept(ledger)) == (len(right), 2, right)


def test_an_unreadable_entry_is_told_where_nothing_is_new(tmp_path: Path) -> None:
    path = tmp_path / "l.sqlite"
    with contextlib.closing(SqliteLedger(path)) as ledger:
        ledger.append(run(1, seen("ok"), seen("fail")))
        catch_up(ledger)
        with contextlib.closing(sqlite3.connect(path)) as db, db:
            db.execute("UPDATE projections SET body = '[1]' WHERE name = 'trails'")
        with pytest.raises(LedgerError, match="projection") as caught:
            Projections(ledger, NOW).trails({"A"})
    assert "rebuild" in caught.value.advice


def test_only_the_first_of_two_may_keep_what_it_read(ledger: Ledger) -> None:
    ledger.append(run(1, seen("ok")))
    catch_up(ledger)
    mark = ledger.folded()
    assert mark is not None
    right = kept(ledger)
    assert not ledger.project(None, mark, [Part("trails", "x", "y", "[]")], anew=None)
    assert not ledger.project(replace(mark, sequence=7), mark, [Part("trails", "x", "y", "[]")], anew=())
    assert kept(ledger) == right
    assert ledger.project(mark, mark, [Part("trails", "x", "y", "[]")], anew=())
    assert len(kept(ledger)) == len(right) + 1
    assert ledger.project(mark, mark, right, anew=("x",))
    assert kept(ledger) == right


OBSERVED = st.builds(
    seen,
    st.sampled_from(["ok", "ok", "fail", "fail", "unsure", "crash", NOT_HERE]),
    st.sampled_from(["A", "B", "zap:1"]),
    st.sampled_from(["f", "g"]),
)
RUNS = st.lists(
    st.builds(
        lambda item, strength, checks: replace(item, strength=strength, checks=checks),
        st.builds(
            lambda day, rows, subject, scope: run(day, *rows, subject=subject, scope=scope),
            st.integers(0, 12),
            st.lists(OBSERVED, max_size=4),
            st.sampled_from(["repo:shop", "repo:other"]),
            st.sampled_from(["all", "part"]),
        ),
        st.sampled_from([Strength.SCAN, Strength.SCAN, Strength.CLAIM, Strength.TEST]),
        st.sampled_from([(), (), (THEIRS,)]),
    ),
    max_size=7,
)


@settings(max_examples=150, deadline=None)
@given(RUNS, st.sets(st.integers(0, 6)))
def test_however_it_grew_they_say_what_the_evidence_says(runs: list[Run], stops: set[int]) -> None:
    ledger = MemoryLedger()
    for number, item in enumerate(runs):
        ledger.append(item)
        if number in stops:
            catch_up(ledger)
    agree(ledger)
    assert kept(ledger) == anew(ledger)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(runs=RUNS, stop=st.integers(0, 6))
def test_two_kinds_of_ledger_keep_the_same(tmp_path: Path, runs: list[Run], stop: int) -> None:
    path = tmp_path / f"{next(NUMBERS)}.sqlite"
    memory = MemoryLedger()
    with contextlib.closing(SqliteLedger(path)) as file:
        for number, item in enumerate(runs):
            for ledger in (memory, file):
                ledger.append(item)
                if number == stop:
                    catch_up(ledger)
        catch_up(memory)
        catch_up(file)
        assert kept(memory) == kept(file)
        assert memory.folded() == file.folded()


NUMBERS = count()
EVENTS = st.permutations(
    [
        run(1, seen("ok"), seen("fail")),
        run(1, seen("ok", "B"), seen("unsure", "B"), subject="repo:other"),
        replace(run(1, seen("ok", "zap:1"), subject="url:shop"), checks=(THEIRS,)),
    ]
)


@settings(max_examples=20, deadline=None)
@given(EVENTS)
def test_the_order_of_independent_runs_does_not_matter(runs: list[Run]) -> None:
    ledger = MemoryLedger()
    for item in runs:
        ledger.append(item)
        catch_up(ledger)
    view = Projections(ledger, NOW)
    told = [
        (item.control.id, item.subject, item.state, item.gaps)
        for item in states(CONTROLS, view.trails({"A", "B", "zap:1"}), [A, B], NOW, foreign=view.checks())
    ]
    assert [(control, subject, str(state)) for control, subject, state, _ in told] == [
        ("clean", "repo:other", "unproven"),
        ("clean", "repo:shop", "failing"),
        ("safe", "repo:other", "unproven"),
        ("safe", "url:shop", "unproven"),
    ]
    assert {subject: item.rows for subject, item in view.made()["hooks"].items()} == {
        "repo:shop": 2,
        "repo:other": 2,
        "url:shop": 1,
    }
