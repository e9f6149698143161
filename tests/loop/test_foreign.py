"""What a report of another tool opens, closes and proves; and what it must not, however it is written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.loop.controls import statuses
from holdfast.loop.foreign import Adopted, adopt
from holdfast.loop.mapping import Book, book, mapped, plain
from holdfast.model.activity import Control
from holdfast.model.check import Check, Confidence, Severity
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost
from holdfast.model.observation import Evidence, Observation, Run, Strength
from holdfast.model.place import Place
from holdfast.model.posture import ControlState
from holdfast.model.scope import Scope
from holdfast.model.verdict import Fail, Ok
from holdfast.store.memory import MemoryLedger

SUBJECT = "repo:shop"
OTHER = "repo:other"
QUERIES = Control(id="queries", title="", states="", activity="static-analysis", stride=())
TLS = Control(id="tls", title="", states="", activity="static-analysis", stride=())


def ours(name: str, proves: tuple[str, ...], **more: object) -> Check:
    check = Check(
        id=f"HF-{name}",
        name=name,
        title=name,
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
        engine="sast",
        proves=proves,
    )
    return replace(check, **more)  # type: ignore[arg-type]


KNOWN = book(
    [
        ours("sql", ("queries",), cwe=(89,), aliases=("B608",)),
        ours("old-tls", ("tls",), cwe=(326,), topics=("encryption-in-transit",)),
        ours("wide", ("queries",), cwe=(20,)),
        ours("wider", ("tls",), cwe=(20,)),
        ours("widest", (), cwe=(20,)),
    ],
    ("queries", "tls", "no-known-vulnerable-packages"),
)


def item(rule: str = "sql", path: str = "a.py", answer: Answer = Answer.FAIL, **more: object) -> Item:
    made = Item(rule=rule, kind="sast", answer=answer, place=Place(path=path, line=3), cwe=(89,))
    return replace(made, **more)  # type: ignore[arg-type]


def look(*items: Item, looked: Iterable[str] = (), **more: object) -> Look:
    paths = frozenset(looked)
    return replace(Look(items=items, looked=paths, count=len(paths)), **more)  # type: ignore[arg-type]


class Story:
    """Reports that come in one after the other, and the ledger behind them."""

    def __init__(self, known: Book = KNOWN) -> None:
        self.ledger = MemoryLedger()
        self.known = known
        self.day = 0
        self.checks: dict[str, Check] = {}

    def report(self, found: Look, *, tool: str = "lint", subject: str = SUBJECT, gone: str = "") -> Adopted:
        self.day += 1
        made = adopt(
            Foreign(format="x", tool=tool, looks=(found,)),
            found,
            subject,
            list(self.ledger.evidence()),
            known=self.known,
            seen_at=f"2026-11-{self.day:02d}T00:00:00+00:00",
            digest=str(self.day),
            gone=lambda path: path == gone,
        )
        for run in made.runs:
            self.ledger.append(run)
            self.checks |= {check.id: check for check in run.checks}
        return made

    def open(self, control: Control = QUERIES, subject: str = SUBJECT) -> list[Evidence]:
        rows = list(self.ledger.evidence())
        found = statuses([control], rows, list(self.checks.values()), "2026-11-28T00:00:00+00:00")
        return [row for status in found if status.subject == subject for row in status.failures]

    def state(self, control: Control = QUERIES) -> ControlState:
        rows = list(self.ledger.evidence())
        (found,) = statuses([control], rows, list(self.checks.values()), "2026-11-28T00:00:00+00:00")
        return found.state


def test_a_failure_is_open_until_the_same_tool_looks_there_again() -> None:
    story = Story()
    first = story.report(look(item(), looked=["a.py"]))
    assert (first.fresh, first.again) == (1, 0)
    second = story.report(look(item(), looked=["a.py"]))
    assert (second.fresh, second.again) == (0, 1)
    assert len(story.open()) == 1
    third = story.report(look(looked=["a.py", "b.py"]))
    assert [row.place for row in third.closed] == ["a.py:3:1"]
    assert story.open() == []


@pytest.mark.parametrize(
    "found",
    [
        look(),
        look(looked=["b.py"]),
        look(item("other", "a.py"), looked=[]),
        look(looked=["a.py"], applied=frozenset({"other"})),
        look(item("other", "a.py", Answer.OK), looked=["a.py"], states=True),
        look(item("sql", "b.py", Answer.OK), states=True),
    ],
    ids=["empty", "fewer files", "no word of files", "rule left out", "rule not answered", "passed elsewhere"],
)
def test_what_was_not_looked_at_again_stays_open(found: Look) -> None:
    story = Story()
    story.report(look(item(), looked=["a.py"]))
    made = story.report(found)
    assert made.closed == ()
    assert [row.check for row in made.left] == ["lint:sql"]
    assert "lint:sql" in {row.check for row in story.open()}


def test_neither_another_tool_nor_another_subject_closes_anything() -> None:
    story = Story()
    story.report(look(item(), looked=["a.py"]))
    story.report(look(looked=["a.py"]), tool="other")
    story.report(look(item("sql", "a.py", Answer.OK), looked=["a.py"], whole=True, states=True), tool="other")
    story.report(look(looked=["a.py"]), subject=OTHER)
    assert len(story.open()) == 1


def test_one_place_that_was_not_looked_at_keeps_all_of_its_check_open() -> None:
    story = Story()
    story.report(look(item(path="a.py"), item(path="b.py"), looked=["a.py", "b.py"]))
    made = story.report(look(looked=["a.py"]))
    assert len(made.left) == 2
    assert len(story.open()) == 2
    assert len(story.report(look(looked=["a.py"]), gone="b.py").closed) == 2


def test_what_is_silent_about_a_place_closes_it_but_proves_nothing() -> None:
    story = Story()
    story.report(look(item(), looked=["a.py"]))
    story.report(look(looked=["a.py"], whole=True))
    assert story.open() == []
    assert story.state() is ControlState.UNPROVEN


def test_only_what_is_stated_on_the_whole_subject_proves() -> None:
    passed = item(answer=Answer.OK)
    for found, state in (
        (look(passed, states=True, whole=True), ControlState.PROVEN),
        (look(passed, states=True), ControlState.UNPROVEN),
        (look(passed, states=True, whole=True, strength=Strength.CLAIM), ControlState.CLAIMED),
        (look(replace(passed, answer=Answer.UNSURE), states=True, whole=True), ControlState.UNPROVEN),
    ):
        story = Story()
        story.report(found)
        assert story.state() is state


def test_a_report_that_says_it_is_ours_opens_but_neither_proves_nor_closes_what_we_saw() -> None:
    story = Story()
    scope = Scope(subject=SUBJECT, origin="worktree", digest="all", complete=True)
    at = Place(path="a.py")
    wrong = Fail(at=at, says="", mark="m", severity=Severity.HIGH, confidence=Confidence.HIGH)
    seen = Observation(check="HF-sql", verdict=wrong, fingerprint="hf1:1")
    run = Run(activity="x", scope=scope, seen_at="2026-11-01T00:00:00+00:00", tool="t", rules="r", observations=(seen,))
    story.ledger.append(run)
    story.checks["HF-sql"] = ours("sql", ("queries",))
    story.day = 3
    passed = item("HF-sql", answer=Answer.OK)
    story.report(look(passed, looked=["a.py"], states=True, whole=True), tool="holdfast")
    assert [row.fingerprint for row in story.open()] == ["hf1:1"]
    story.report(look(item("HF-sql", parts=("holdfast/v1=hf1:2",))), tool="holdfast")
    assert [row.fingerprint for row in story.open()] == ["hf1:1", "hf1:2"]


def test_a_report_with_an_entry_that_could_not_be_read_is_not_whole() -> None:
    found = look(item(answer=Answer.OK), states=True, whole=True)
    broken = Foreign(format="x", tool="lint", looks=(found,), lost=(Lost(where="results[3]", why="no rule"),))
    seen_at = "2026-11-01T00:00:00+00:00"
    (run,) = adopt(broken, found, SUBJECT, [], known=KNOWN, seen_at=seen_at, digest="d").runs
    assert not run.scope.complete


def test_a_failure_keeps_its_identity_over_moved_lines_and_another_order() -> None:
    first, second = item(path="a.py"), item(path="b.py")
    moved = [replace(each, place=replace(each.place, line=each.place.line + 40)) for each in (second, first)]
    story = Story()
    story.report(look(first, second))
    made = story.report(look(*moved))
    assert (made.fresh, made.again, made.left) == (0, 2, ())


def test_an_older_report_that_comes_late_closes_nothing_newer() -> None:
    story = Story()
    story.day = 9
    story.report(look(item(), looked=["a.py"]))
    story.day = 1
    assert story.report(look(looked=["a.py"])).closed == ()
    assert len(story.open()) == 1


@given(st.lists(st.sampled_from(["a.py", "b.py", "c.py"]), unique=True), st.integers(0, 3))
def test_more_failures_never_improve_a_state(paths: list[str], more: int) -> None:
    less = Story()
    less.report(look(*(item(path=path) for path in paths)))
    worse = Story()
    worse.report(look(*(item(path=path) for path in (*paths, *(f"{number}.py" for number in range(more))))))
    assert len(worse.open()) == len(less.open()) + more
    assert worse.state() is ControlState.FAILING or worse.state() is less.state()


@pytest.mark.parametrize(
    ("given", "controls", "by"),
    [
        (item(cwe=(), controls=("tls",)), ("tls",), "property"),
        (item("B608", cwe=()), ("queries",), "alias"),
        (item(cwe=(), aliases=("b608",)), ("queries",), "alias"),
        (item("x", cwe=(89,)), ("queries",), "cwe"),
        (item("x", cwe=(564,)), ("queries",), "cwe"),
        (item("x", cwe=(), topics=("encryption-in-transit",)), ("tls",), "topic"),
        (item("x", kind="sca"), ("no-known-vulnerable-packages",), "kind"),
        (item("x", cwe=(20,)), ("queries", "tls"), "cwe"),
        (item("x", cwe=(1,)), (), ""),
        (item("x", kind="event"), (), ""),
    ],
)
def test_a_check_of_another_tool_is_mapped_to_controls(given: Item, controls: tuple[str, ...], by: str) -> None:
    found = mapped(given, KNOWN, {})
    assert (found.controls, found.by) == (controls, by)


def test_a_threat_that_a_report_names_means_the_controls_that_counter_it() -> None:
    named = item("x", cwe=(), threats=("replay@web",))
    assert mapped(named, KNOWN, {"replay@web": ("tls",)}).controls == ("tls",)
    assert mapped(named, KNOWN, {}).controls == ()
    (row,) = Story().report(look(named)).rows
    assert row.unknown == ("replay@web",)


def test_one_rule_has_several_spellings() -> None:
    assert {plain(name) for name in ("AVD-KSV-0012", "KSV-012", "ksv012", "KSV12")} == {"ksv12"}
    assert plain("CKV_AWS_16") != plain("CKV_AWS_160")


def test_what_another_tool_passed_on_a_part_takes_nothing_away_from_our_own_proof() -> None:
    story = Story()
    own = ours("sql", ("queries",))
    scope = Scope(subject=SUBJECT, origin="worktree", digest="all", complete=True)
    seen = Observation(check=own.id, verdict=Ok(count=4))
    run = Run(activity="x", scope=scope, seen_at="2026-11-20T00:00:00+00:00", tool="t", rules="r", observations=(seen,))
    story.ledger.append(run)

    def state() -> ControlState:
        rows = list(story.ledger.evidence())
        foreign = list(story.checks.values())
        (found,) = statuses([QUERIES], rows, [own], "2026-11-28T00:00:00+00:00", foreign=foreign)
        return found.state

    assert state() is ControlState.PROVEN
    story.report(look(item(answer=Answer.OK), looked=["a.py"], states=True))
    assert state() is ControlState.PROVEN
    story.report(look(item(), looked=["a.py"], states=True))
    assert state() is ControlState.FAILING
    story.report(look(item(answer=Answer.OK), looked=["a.py"], states=True))
    assert state() is ControlState.PROVEN
