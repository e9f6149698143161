"""How far threats are handled: tables, and what must be true whatever the evidence is."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.loop.controls import statuses
from holdfast.loop.handling import grounds, standings
from holdfast.model.activity import Control
from holdfast.model.check import Check, Confidence, Severity
from holdfast.model.decision import Person
from holdfast.model.event import Choose, Ruling
from holdfast.model.history import History, Span
from holdfast.model.observation import Evidence, Strength
from holdfast.model.system import Element, Flow, Sort, System, Treatment, Way
from holdfast.model.threat import Analysed, Band, Handling, Rating, Standing, Stride, Threat

START = datetime(2026, 3, 1, tzinfo=UTC)
NOW = "2026-03-10T00:00:00+00:00"
SHOP = "repo:shop"


def control(name: str) -> Control:
    return Control(id=name, title=name, states=name, activity="code", stride=("tampering",))


def check(name: str, *proves: str) -> Check:
    return Check(
        id=f"HF-{name}",
        name=name,
        title=name,
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
        engine="sast",
        proves=proves,
    )


CONTROLS = [control("bound"), control("logged")]
CHECKS = [check("sql", "bound"), check("log", "logged")]

SYSTEM = System(
    name="Shop",
    elements=(
        Element(id="customer", name="Customer", sort=Sort.ENTITY),
        Element(id="api", name="API", sort=Sort.PROCESS, paths=("api/**",)),
        Element(id="db", name="DB", sort=Sort.STORE),
        Element(id="far", name="Far", sort=Sort.PROCESS, subject="repo:far"),
    ),
    flows=(
        Flow(id="customer-api", name="Buys", start="customer", end="api"),
        Flow(id="api-far", name="Calls", start="api", end="far"),
    ),
)


def threat(on: str = "api", *, controls: tuple[str, ...] = ("bound",), **more: object) -> Threat:
    made = Threat(
        id=f"sql-injection@{on}",
        rule="sql-injection",
        title="Queries are bent",
        stride=Stride.TAMPERING,
        on=on,
        why="is asked",
        says="reads all",
        inherent=Rating(likelihood=6.5, impact=7.0, band=Band.CRITICAL),
        controls=controls,
    )
    return replace(made, **more)  # type: ignore[arg-type]


def row(day: float, verdict: str, name: str = "sql", **more: object) -> Evidence:
    made = Evidence(
        sequence=int(day * 1000),
        hash="",
        seen_at=(START + timedelta(days=day)).isoformat(),
        activity="code",
        subject=SHOP,
        scope="all",
        complete=True,
        strength=Strength.SCAN,
        check=f"HF-{name}",
        verdict=verdict,
        fingerprint="f" if verdict == "fail" else "",
        place="api/app.py:3:1" if verdict == "fail" else "",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def standing(*rows: Evidence, of: Threat | None = None, accepted: Ruling | None = None) -> Standing:
    item = of or threat()
    states = statuses(CONTROLS, rows, CHECKS, NOW)
    histories = [
        History(
            fingerprint=each.fingerprint,
            check=each.check,
            subject=each.subject,
            place=each.place,
            severity="high",
            says="",
            spans=(Span(opened=each.seen_at),),
            last_seen=each.seen_at,
        )
        for each in rows
        if each.verdict == "fail"
    ]
    words = {item.id: accepted} if accepted else {}
    analysed = Analysed(threats=(item,))
    (found,) = standings(SYSTEM, analysed, states, subject=SHOP, now=NOW, histories=histories, accepted=words)
    return found


OK, FAIL = row(1, "ok"), row(2, "fail")
ELSEWHERE = row(2, "fail", place="web/app.py:3:1", fingerprint="g")
BOTH = threat(controls=("bound", "logged"))
CLAIM = threat(countered="parameterised-queries: yes")


def treated(way: Way, *, owner: str = "Ada", reason: str = "it pays", until: str = "2026-12-31") -> Threat:
    treatment = Treatment(threat="sql-injection@api", way=way, owner=owner, reason=reason, until=until)
    return threat(treatment=treatment)


CASES = {
    "nothing at all": ((), threat(), Handling.OPEN),
    "a claim alone": ((), CLAIM, Handling.CLAIMED),
    "proven": ((OK,), threat(), Handling.PROVEN),
    "proven, and the model states the weakness": ((OK,), threat(seen=("validates-input: no",)), Handling.OPEN),
    "proven, stated and countered": ((OK,), replace(CLAIM, seen=("validates-input: no",)), Handling.PROVEN),
    "proven outweighs a claim": ((OK,), CLAIM, Handling.PROVEN),
    "a failure in its files": ((OK, FAIL), threat(), Handling.FAILING),
    "a failure outweighs a claim": ((OK, FAIL), CLAIM, Handling.FAILING),
    "a failure in other files, all read": ((OK, ELSEWHERE), threat(), Handling.PROVEN),
    "a failure in other files, not all read": ((ELSEWHERE,), threat(), Handling.OPEN),
    "a failure in other files of an element that is all": ((OK, ELSEWHERE), threat("db"), Handling.FAILING),
    "a failure nobody knows where": ((OK, row(2, "fail", place="")), threat(), Handling.FAILING),
    "one of two controls": ((OK,), BOTH, Handling.OPEN),
    "both controls": ((OK, row(1, "ok", "log")), BOTH, Handling.PROVEN),
    "nothing of its kind is there": ((row(1, "not here"),), threat(), Handling.OPEN),
    "nothing of its kind was there, long ago": ((row(-60, "not here"),), threat(), Handling.OPEN),
    "too long ago": ((row(-60, "ok"),), threat(), Handling.STALE),
    "another subject": ((row(1, "ok", subject="repo:other"),), threat(), Handling.OPEN),
    "evidence here says nothing of far away": ((OK,), threat("far"), Handling.OPEN),
    "evidence about far away": ((row(1, "ok", subject="repo:far"),), threat("far"), Handling.PROVEN),
    "a flow from outside rests on what is inside": ((OK,), threat("customer-api"), Handling.PROVEN),
    "a flow rests on both of its ends": ((OK,), threat("api-far"), Handling.OPEN),
    "both ends": ((OK, row(1, "ok", subject="repo:far")), threat("api-far"), Handling.PROVEN),
    "no control": ((OK,), threat(controls=()), Handling.OPEN),
    "transferred": ((), treated(Way.TRANSFER), Handling.ATTESTED),
    "avoided": ((), treated(Way.AVOID), Handling.ATTESTED),
    "accepted by the model": ((), treated(Way.ACCEPT), Handling.ATTESTED),
    "a word on its last day": ((), treated(Way.ACCEPT, until="2026-03-10"), Handling.ATTESTED),
    "a word that is over": ((), treated(Way.ACCEPT, until="2026-03-09"), Handling.OPEN),
    "a word of nobody": ((), treated(Way.TRANSFER, owner=" "), Handling.OPEN),
    "a word without a reason": ((), treated(Way.TRANSFER, reason=""), Handling.OPEN),
    "a word without an end": ((), treated(Way.TRANSFER, until=""), Handling.OPEN),
    "a word until never": ((), treated(Way.TRANSFER, until="never"), Handling.OPEN),
    "a word against what fails": ((OK, FAIL), treated(Way.ACCEPT), Handling.FAILING),
    "mitigation is no word": ((), treated(Way.MITIGATE), Handling.OPEN),
}


@pytest.mark.parametrize("name", CASES)
def test_cases(name: str) -> None:
    rows, item, expected = CASES[name]
    found = standing(*rows, of=item)
    assert found.handling is expected
    assert bool(found.gaps) is (expected not in (Handling.PROVEN, Handling.ATTESTED) or item.treatment is not None)


def test_an_approved_acceptance_counts_while_a_control_fails() -> None:
    ruling = Ruling(
        subject=SHOP,
        at=NOW,
        risk="R-00000000",
        origin="threat:sql-injection@api",
        choice=Choose.ACCEPT,
        by=Person(name="Bo"),
    )
    found = standing(OK, FAIL, accepted=ruling)
    assert found.handling is Handling.ATTESTED
    assert [item.fingerprint for item in found.failures] == ["f"]


def test_only_the_failures_of_its_own_files_are_shown() -> None:
    found = standing(OK, FAIL, ELSEWHERE)
    assert [item.fingerprint for item in found.failures] == ["f"]
    assert found.gaps == ("bound: 1 open, the first at api/app.py:3:1",)


def test_controls_of_a_treatment_replace_those_of_the_rule() -> None:
    treatment = Treatment(threat="*", controls=("logged",))
    assert standing(OK, of=threat(treatment=treatment)).handling is Handling.OPEN
    assert standing(row(1, "ok", "log"), of=threat(treatment=treatment)).handling is Handling.PROVEN


def test_proof_lowers_what_is_left_and_never_below_the_residual_risk() -> None:
    none, half, whole = standing(of=BOTH), standing(OK, of=BOTH), standing(OK, row(1, "ok", "log"), of=BOTH)
    assert none.current.likelihood >= half.current.likelihood >= whole.current.likelihood
    assert none.current.band is Band.CRITICAL
    assert whole.current == whole.residual
    assert none.residual == whole.residual


def test_grounds_of_an_unknown_element_are_the_whole_subject() -> None:
    assert [(ground.subject, ground.paths) for ground in grounds(SYSTEM, "nobody", SHOP)] == [(SHOP, ())]


ROWS = st.lists(
    st.builds(
        row,
        st.floats(-60, 9),
        st.sampled_from(["ok", "fail", "unsure", "crash", "not here"]),
        st.sampled_from(["sql", "log"]),
        subject=st.sampled_from([SHOP, "repo:far", "repo:other"]),
        place=st.sampled_from(["api/a.py:1:1", "web/a.py:1:1", ""]),
        fingerprint=st.sampled_from(["f", "g"]),
        complete=st.booleans(),
        scope=st.sampled_from(["all", "part"]),
    ),
    max_size=8,
)
THREATS = st.sampled_from(
    [threat(), BOTH, CLAIM, threat("db"), threat("far"), threat("api-far"), treated(Way.ACCEPT), threat(controls=())]
)
GOOD = (Handling.PROVEN, Handling.ATTESTED, Handling.STALE)


def numbered(rows: list[Evidence]) -> list[Evidence]:
    return [replace(item, sequence=at) for at, item in enumerate(sorted(rows, key=lambda item: item.seen_at), 1)]


@given(
    rows=ROWS,
    item=THREATS,
    place=st.sampled_from(["api/a.py:1:1", "web/a.py:1:1"]),
    name=st.sampled_from(["sql", "log"]),
)
def test_more_failing_evidence_never_lowers_a_risk(rows: list[Evidence], item: Threat, place: str, name: str) -> None:
    before = standing(*numbered(rows), of=item)
    worse = row(9.5, "fail", name, place=place, fingerprint="new", sequence=10_000)
    after = standing(*numbered(rows), worse, of=item)
    assert after.current.likelihood >= before.current.likelihood
    assert after.current.band.rank >= before.current.band.rank
    assert not (after.handling in GOOD and before.handling not in GOOD)


@given(rows=ROWS, item=THREATS)
def test_without_an_ok_nothing_is_proven(rows: list[Evidence], item: Threat) -> None:
    found = standing(*(each for each in numbered(rows) if each.verdict != "ok"), of=item)
    assert found.handling not in (Handling.PROVEN, Handling.STALE)
    assert found.current == standing(of=item).current


@given(rows=ROWS, item=THREATS)
def test_evidence_about_another_subject_changes_nothing(rows: list[Evidence], item: Threat) -> None:
    known = [each for each in numbered(rows) if each.subject != "repo:other"]
    assert standing(*numbered(rows), of=item) == standing(*known, of=item)


@given(rows=ROWS, item=THREATS, data=st.data())
def test_the_order_of_independent_rows_does_not_matter(rows: list[Evidence], item: Threat, data: st.DataObject) -> None:
    ordered = numbered(rows)
    assert standing(*data.draw(st.permutations(ordered)), of=item).handling is standing(*ordered, of=item).handling
