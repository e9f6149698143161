"""The register of risks: where they come from, what decides their state, and what must hold whatever happened."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.loop.handling import Ground, known
from holdfast.loop.register import Account, Stand, accepted, register, risk_id
from holdfast.loop.rulings import refusal, same
from holdfast.model.activity import Control
from holdfast.model.check import Check, Confidence, Severity
from holdfast.model.decision import Person
from holdfast.model.event import Analysis, Choose, Matter, Ruling, ThreatRow
from holdfast.model.history import History, Span
from holdfast.model.observation import Strength
from holdfast.model.posture import ControlState, ControlStatus
from holdfast.model.risk import Risk, RiskState
from holdfast.model.system import Treatment, Way
from holdfast.model.threat import Band, Handling, Rating, Standing, Stride, Threat

SHOP = "repo:shop"
NOW = "2026-03-10T12:00:00+00:00"
ADA, BO, CY = Person(name="Ada", email="ada@x.test"), Person(name="Bo", email="bo@x.test"), Person(name="Cy")
HIGH = Rating(likelihood=5.0, impact=7.0, band=Band.HIGH)
LOW = Rating(likelihood=2.0, impact=3.0, band=Band.LOW)
CHECK = Check(
    id="HF-1",
    name="sql",
    title="Bent query",
    severity=Severity.HIGH,
    confidence=Confidence.HIGH,
    engine="sast",
    proves=("bound",),
)
THREAT = "sql-injection@api"
ORIGIN = f"threat:{THREAT}"
ID = risk_id(SHOP, ORIGIN)


def history(name: str = "f", *, place: str = "api/a.py:3:1", severity: str = "high", closed: str = "") -> History:
    span = Span(opened="2026-03-02T00:00:00+00:00", closed=closed)
    return History(
        fingerprint=name,
        check="HF-1",
        subject=SHOP,
        place=place,
        severity=severity,
        says="a query is bent",
        spans=(span,),
        last_seen=span.opened,
    )


def stand(handling: Handling = Handling.OPEN, *, current: Rating = HIGH, treatment: Treatment | None = None) -> Stand:
    threat = Threat(
        id=THREAT,
        rule="sql-injection",
        title="Queries are bent",
        stride=Stride.TAMPERING,
        on="api",
        why="is asked",
        says="reads all",
        inherent=HIGH,
        controls=("bound",),
        treatment=treatment,
    )
    standing = Standing(threat=threat, handling=handling, current=current, residual=LOW)
    return Stand(SHOP, standing, (Ground(SHOP, ("api/**",)),))


def analysis(at: str, *names: str) -> Analysis:
    rows = tuple(
        ThreatRow(id=name, title="Queries are bent", stride="tampering", severity="high", element="api")
        for name in names
    )
    return Analysis(subject=SHOP, at=f"2026-03-{at}T00:00:00+00:00", model="m", tool="t", rules="r", threats=rows)


def ruling(choice: Choose, *, at: str = "05", by: Person = BO, risk: str = ID, **more: object) -> Ruling:
    made = Ruling(
        subject=SHOP,
        at=f"2026-03-{at}T00:00:00+00:00",
        risk=risk,
        origin=ORIGIN,
        choice=choice,
        by=by,
        reason="because",
        author=ADA if choice is Choose.ACCEPT else None,
        until="2026-06-01" if choice is Choose.ACCEPT else "",
        band="high" if choice is Choose.ACCEPT else "",
    )
    return replace(made, **more)  # type: ignore[arg-type]


def account(**more: object) -> Account:
    return replace(Account(now=NOW, checks={"HF-1": CHECK}), **more)  # type: ignore[arg-type]


def only(**more: object) -> Risk:
    (found,) = register(account(**more))
    return found


ACCEPT = ruling(Choose.ACCEPT)


def test_ids_are_the_same_everywhere_and_differ_by_subject_and_origin() -> None:
    assert re.fullmatch(r"R-[0-9a-f]{8}", ID)
    assert len({ID, risk_id("repo:other", ORIGIN), risk_id(SHOP, "threat:other@api")}) == 3


def test_a_threat_is_a_risk_with_its_ratings() -> None:
    risk = only(stands=[stand()], analyses=[analysis("02", THREAT), analysis("03", THREAT)])
    assert (risk.id, risk.origin, risk.state) == (ID, ORIGIN, RiskState.OPEN)
    assert (risk.inherent, risk.current, risk.residual) == (Band.HIGH, Band.HIGH, Band.LOW)
    assert risk.since == "2026-03-02T00:00:00+00:00"


@pytest.mark.parametrize("handling", Handling)
def test_a_threat_is_treated_by_proof_alone(handling: Handling) -> None:
    expected = RiskState.TREATED if handling is Handling.PROVEN else RiskState.OPEN
    assert only(stands=[stand(handling)]).state is expected


def test_a_finding_in_the_files_of_a_threat_is_part_of_its_risk() -> None:
    risk = only(stands=[stand(Handling.FAILING)], histories=[history()])
    assert risk.findings == ("f",)
    assert any("sql finds it at api/a.py:3:1" in step.says for step in risk.story)


def test_what_was_decided_about_a_finding_is_told_by_the_threat_that_it_joins() -> None:
    word = replace(ACCEPT, risk=risk_id(SHOP, "finding:f"), origin="finding:f")
    assert only(histories=[history()], rulings=[word]).state is RiskState.ACCEPTED
    joined = only(stands=[stand()], histories=[history()], rulings=[word])
    assert joined.state is RiskState.OPEN
    assert joined.gaps[0] == "Bo accepted the finding at api/a.py:3:1 alone, until 2026-06-01, and not this threat"
    assert "of the finding at api/a.py:3:1: because" in joined.story[-1].says
    gone = only(stands=[stand()], histories=[history(closed="2026-03-08T00:00:00+00:00")], rulings=[word])
    assert not any("alone" in gap for gap in gone.gaps)


def test_a_finding_in_other_files_is_a_risk_of_its_own() -> None:
    risks = register(account(stands=[stand()], histories=[history(place="web/a.py:3:1")]))
    assert {risk.origin for risk in risks} == {ORIGIN, "finding:f"}


def test_findings_below_the_line_are_no_risks() -> None:
    assert register(account(histories=[history(severity="medium")])) == []
    assert only(histories=[history(severity="medium")], line="medium").current is Band.MEDIUM


def test_a_finding_of_an_unknown_severity_is_not_left_out() -> None:
    assert only(histories=[history(severity="dreadful")]).current is Band.CRITICAL


def test_a_finding_is_closed_by_the_check_and_opened_again_by_it() -> None:
    gone = history(closed="2026-03-04T00:00:00+00:00")
    risk = only(histories=[gone])
    assert (risk.state, risk.current, risk.gone) == (RiskState.CLOSED, Band.NOTE, True)
    back = replace(gone, spans=(*gone.spans, Span(opened="2026-03-06T00:00:00+00:00")))
    again = only(histories=[back])
    assert (again.id, again.state) == (risk.id, RiskState.OPEN)
    assert [step.says for step in again.story][-1].startswith("sql finds it again")


def test_no_word_closes_a_finding() -> None:
    risk = only(histories=[history()])
    close = ruling(Choose.CLOSE, risk=risk.id)
    assert "evidence does not show" in refusal(close, risk, account().today)
    assert only(histories=[history()], rulings=[close]).state is RiskState.OPEN


def test_a_threat_that_the_model_no_longer_names_waits_for_a_person() -> None:
    analyses = [analysis("02", THREAT), analysis("04")]
    risk = only(analyses=analyses)
    assert (risk.state, risk.gone) == (RiskState.OPEN, True)
    close = ruling(Choose.CLOSE)
    assert refusal(close, risk, account().today) == ""
    closed = only(analyses=analyses, rulings=[close])
    assert (closed.state, closed.reason, closed.current) == (RiskState.CLOSED, "because", Band.NOTE)


def test_a_closed_threat_that_is_named_again_is_open_again() -> None:
    analyses = [analysis("02", THREAT), analysis("04"), analysis("06", THREAT)]
    risk = only(analyses=analyses, stands=[stand()], rulings=[ruling(Choose.CLOSE)])
    assert risk.state is RiskState.OPEN
    assert "evidence has turned" in risk.gaps[0]


def test_a_threat_cannot_be_closed_before_an_analysis_without_it_is_recorded() -> None:
    risk = only(analyses=[analysis("02", THREAT)])
    assert not risk.gone
    assert refusal(ruling(Choose.CLOSE), risk, account().today)
    assert only(analyses=[analysis("02", THREAT)], rulings=[ruling(Choose.CLOSE)]).state is RiskState.OPEN


def test_an_acceptance_holds_until_its_day() -> None:
    for until, state in (("2026-03-10", RiskState.ACCEPTED), ("2026-03-09", RiskState.OPEN)):
        risk = only(stands=[stand()], rulings=[replace(ACCEPT, until=until)])
        assert risk.state is state
    assert "ended on 2026-03-09" in risk.gaps[0]
    held = only(stands=[stand()], rulings=[ACCEPT])
    assert (held.accepted_by, held.until, held.reason) == (BO, "2026-06-01", "because")
    assert accepted(account(rulings=[ACCEPT]), [held]) == {THREAT: ACCEPT}


UNFIT = {
    "asked for by the approver": replace(ACCEPT, author=BO),
    "asked for by the approver under another address": replace(ACCEPT, author=Person(name=" bo ", email="b@y.test")),
    "asked for by the approver under another name": replace(ACCEPT, author=Person(name="Robert", email="BO@x.test")),
    "asked for by nobody": replace(ACCEPT, author=None),
    "without a reason": replace(ACCEPT, reason=" "),
    "without an end": replace(ACCEPT, until=""),
    "until no day": replace(ACCEPT, until="soon"),
    "of no band": replace(ACCEPT, band="awful"),
}


@pytest.mark.parametrize("name", UNFIT)
def test_what_is_no_acceptance(name: str) -> None:
    risk = only(stands=[stand()])
    assert refusal(UNFIT[name], risk, account().today)
    told = only(stands=[stand()], rulings=[UNFIT[name]])
    assert told.state is RiskState.OPEN
    assert "does not count" in told.gaps[0]


def test_the_owner_of_a_risk_cannot_accept_it() -> None:
    assign = ruling(Choose.ASSIGN, at="04", by=CY, owner=BO, until="2026-04-01")
    risk = only(stands=[stand()], rulings=[assign])
    assert (risk.owner, risk.due) == (BO, "2026-04-01")
    assert "owns the risk" in refusal(ACCEPT, risk, account().today)
    assert only(stands=[stand()], rulings=[assign, ACCEPT]).state is RiskState.OPEN
    treatment = Treatment(threat=THREAT, way=Way.ACCEPT, owner="Bo")
    assert only(stands=[stand(treatment=treatment)], rulings=[ACCEPT]).state is RiskState.OPEN


def test_an_acceptance_ends_when_the_risk_gets_worse() -> None:
    worse = Rating(likelihood=8.0, impact=8.0, band=Band.CRITICAL)
    risk = only(stands=[stand(current=worse)], rulings=[ACCEPT])
    assert risk.state is RiskState.OPEN
    assert risk.gaps[0] == "it was accepted as high and is critical now"


def test_a_later_word_outweighs_an_earlier_one_and_proof_outweighs_both() -> None:
    reopen = ruling(Choose.REOPEN, at="06")
    assert only(stands=[stand()], rulings=[reopen, ACCEPT]).state is RiskState.OPEN
    assert only(stands=[stand()], rulings=[reopen, replace(ACCEPT, at="2026-03-07T00:00:00Z")]).state is (
        RiskState.ACCEPTED
    )
    assert only(stands=[stand(Handling.PROVEN)], rulings=[ACCEPT]).state is RiskState.TREATED


def status(state: ControlState, seen_at: str) -> ControlStatus:
    control = Control(id="bound", title="Bound", states="bound", activity="code", stride=())
    return ControlStatus(control=control, subject=SHOP, state=state, seen_at=seen_at, strength=Strength.SCAN)


MATTER = Matter(
    subject=SHOP,
    at="2026-03-05T00:00:00+00:00",
    origin="incident:INC-7",
    title="Cards were read",
    severity="critical",
    controls=("bound",),
)


@pytest.mark.parametrize(
    ("state", "seen", "expected"),
    [
        (ControlState.PROVEN, "2026-03-06T00:00:00+00:00", RiskState.TREATED),
        (ControlState.PROVEN, "2026-03-04T00:00:00+00:00", RiskState.OPEN),
        (ControlState.ATTESTED, "2026-03-06T00:00:00+00:00", RiskState.OPEN),
        (ControlState.FAILING, "2026-03-06T00:00:00+00:00", RiskState.OPEN),
    ],
)
def test_a_matter_is_treated_by_what_was_proven_after_it(state: ControlState, seen: str, expected: RiskState) -> None:
    states = known([status(state, seen)])
    risk = only(matters=[MATTER], states=states)
    assert risk.state is expected
    close = ruling(Choose.CLOSE, risk=risk.id)
    assert bool(refusal(close, risk, account().today)) is (expected is RiskState.OPEN)
    closed = only(matters=[MATTER], states=states, rulings=[close])
    assert closed.state is (RiskState.CLOSED if expected is RiskState.TREATED else RiskState.OPEN)


def test_a_later_telling_of_a_matter_replaces_the_earlier() -> None:
    later = replace(MATTER, at="2026-03-06T00:00:00+00:00", title="All cards were read")
    risk = only(matters=[later, MATTER])
    assert (risk.title, risk.since) == ("All cards were read", MATTER.at)


def test_a_matter_without_controls_cannot_be_closed() -> None:
    risk = only(matters=[replace(MATTER, controls=())])
    assert "no control is named" in refusal(ruling(Choose.CLOSE, risk=risk.id), risk, account().today)


def test_persons_are_the_same_by_name_or_address_and_in_doubt() -> None:
    assert same(ADA, Person(name="A. Lovelace", email="ADA@x.test"))
    assert same(ADA, Person(name="ada"))
    assert not same(ADA, BO)
    assert not same(Person(name="Ada"), Person(name="Bo"))


RULINGS = st.lists(
    st.builds(
        ruling,
        st.sampled_from(Choose),
        at=st.sampled_from(["01", "04", "05", "06"]),
        by=st.sampled_from([ADA, BO, CY]),
        owner=st.sampled_from([None, ADA, BO]),
        author=st.sampled_from([None, ADA, BO]),
        until=st.sampled_from(["", "2026-03-09", "2026-06-01", "soon"]),
        band=st.sampled_from(["", "high", "critical", "awful"]),
    ),
    max_size=6,
    unique_by=lambda item: (item.at, item.choice),
)


@given(rulings=RULINGS, handling=st.sampled_from([item for item in Handling if item is not Handling.PROVEN]))
def test_words_alone_never_treat_or_close(rulings: list[Ruling], handling: Handling) -> None:
    risk = only(stands=[stand(handling)], rulings=rulings)
    assert risk.state in (RiskState.OPEN, RiskState.ACCEPTED)
    if risk.state is RiskState.ACCEPTED:
        assert risk.accepted_by is not None
        assert risk.owner is None or not same(risk.accepted_by, risk.owner)


@given(rulings=RULINGS)
def test_words_never_change_a_rating_for_better_while_it_is_there(rulings: list[Ruling]) -> None:
    plain, told = only(stands=[stand()]), only(stands=[stand()], rulings=rulings)
    assert (told.inherent, told.current, told.residual) == (plain.inherent, plain.current, plain.residual)


@given(names=st.lists(st.sampled_from("abc"), unique=True), extra=st.sampled_from(["web/a.py:1:1", "api/a.py:1:1"]))
def test_more_findings_never_take_a_risk_away(names: list[str], extra: str) -> None:
    some = [history(name) for name in names]
    before = {risk.id: risk for risk in register(account(stands=[stand()], histories=some))}
    after = {
        risk.id: risk for risk in register(account(stands=[stand()], histories=[*some, history("x", place=extra)]))
    }
    assert before.keys() <= after.keys()
    assert all(after[name].current.rank >= risk.current.rank for name, risk in before.items())


@given(data=st.data(), rulings=RULINGS)
def test_the_order_in_which_it_is_handed_over_does_not_matter(data: st.DataObject, rulings: list[Ruling]) -> None:
    whole = account(
        stands=[stand()],
        histories=[history("f"), history("g", place="web/b.py:1:1"), history("h", place="web/c.py:1:1")],
        analyses=[analysis("02", THREAT, "other@api"), analysis("04", THREAT)],
        matters=[MATTER, replace(MATTER, origin="drill:1")],
    )
    mixed = replace(
        whole,
        histories=data.draw(st.permutations(whole.histories)),
        analyses=data.draw(st.permutations(whole.analyses)),
        matters=data.draw(st.permutations(whole.matters)),
    )
    assert register(replace(mixed, rulings=rulings)) == register(replace(whole, rulings=rulings))
