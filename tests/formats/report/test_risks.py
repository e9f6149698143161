"""The register for other programs: CSV that no spreadsheet computes, JSON, Markdown, and OSCAL by its schema."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats.report.oscal import poam
from holdfast.formats.report.risks import COLUMNS, document, markdown, safe, table
from holdfast.model.decision import Person
from holdfast.model.errors import UsageError
from holdfast.model.noun import facts
from holdfast.model.risk import Risk, RiskState, RiskStep
from holdfast.model.threat import Band

NOW = "2026-03-10T12:00:00+00:00"
RISK = Risk(
    id="R-00c0ffee",
    origin="threat:sql-injection@api",
    subject="repo:shop",
    title="Queries are bent",
    state=RiskState.ACCEPTED,
    inherent=Band.CRITICAL,
    current=Band.HIGH,
    residual=Band.LOW,
    stride="tampering",
    element="api",
    controls=("injection-free-queries", "least-privilege"),
    owner=Person(name="Ada", email="ada@shop.test"),
    due="2026-04-01",
    accepted_by=Person(name="Bo"),
    until="2026-06-01",
    reason="it is rebuilt in May",
    since="2026-03-01T00:00:00+00:00",
    evidence=(4, 9),
    findings=("f1", "f2"),
    gaps=("one open",),
    story=(
        RiskStep(at="2026-03-01T00:00:00+00:00", says="the threat model names it"),
        RiskStep(at="2026-03-05T00:00:00Z", says="accepted until 2026-06-01", by="Bo"),
    ),
)
BARE = Risk(
    id="R-00000001",
    origin="finding:f",
    subject="repo:shop",
    title="x",
    state=RiskState.OPEN,
    inherent=Band.HIGH,
    current=Band.HIGH,
    residual=Band.NOTE,
)


def test_csv_has_fixed_columns_and_a_row_for_each_risk() -> None:
    rows = list(csv.reader(io.StringIO(table([RISK, BARE]))))
    assert tuple(rows[0]) == COLUMNS
    assert COLUMNS[:6] == ("id", "state", "current", "inherent", "residual", "title")
    told = dict(zip(COLUMNS, rows[1], strict=True))
    assert (told["owner"], told["accepted_by"]) == ("Ada <ada@shop.test>", "Bo")
    assert (told["controls"], told["evidence"]) == ("injection-free-queries; least-privilege", "4; 9")
    assert len(rows) == 3


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", " =1", "\n=cmd|' /C calc'!A0"])
def test_no_cell_is_a_formula(cell: str) -> None:
    assert safe(cell).startswith("'")


@given(st.text())
def test_any_cell_survives_a_reader_and_starts_harmlessly(text: str) -> None:
    out = io.StringIO()
    csv.writer(out).writerow([safe(text), "next"])
    (row,) = list(csv.reader(io.StringIO(out.getvalue(), newline="")))
    assert row[1] == "next"
    assert not row[0].lstrip().startswith(("=", "+", "-", "@"))


def test_json_says_everything() -> None:
    told = json.loads(document([RISK]))
    assert told["schema"] == "holdfast-risks/1"
    (row,) = told["risks"]
    assert (row["state"], row["owner"]["name"], row["story"][1]["by"]) == ("accepted", "Ada", "Bo")


def test_markdown_keeps_hostile_text_in_its_cell() -> None:
    hostile = Risk(**{name: getattr(BARE, name) for name in facts(Risk)} | {"title": "a|b <img src=x>\n\x1b[31m"})
    line = markdown([hostile]).splitlines()[2]
    assert line.count("|") - line.count("\\|") == 9
    assert "<img" not in line.replace("\\<", "")
    assert "\x1b" not in line


TEXTS = st.text(max_size=30)
RISKS = st.builds(
    Risk,
    id=st.from_regex(r"R-[0-9a-f]{8}", fullmatch=True),
    origin=TEXTS,
    subject=TEXTS,
    title=TEXTS,
    state=st.sampled_from(RiskState),
    inherent=st.sampled_from(Band),
    current=st.sampled_from(Band),
    residual=st.sampled_from(Band),
    stride=TEXTS,
    element=TEXTS,
    controls=st.lists(TEXTS, max_size=3).map(tuple),
    owner=st.none() | st.builds(Person, name=TEXTS, email=TEXTS),
    due=st.sampled_from(["", "2026-04-01"]),
    findings=st.lists(TEXTS, max_size=3, unique=True).map(tuple),
    gaps=st.lists(TEXTS, max_size=2).map(tuple),
    story=st.lists(st.builds(RiskStep, at=st.just(NOW), says=TEXTS, by=TEXTS), max_size=3).map(tuple),
)


@given(risks=st.lists(RISKS, min_size=1, max_size=4, unique_by=lambda risk: risk.id), system=TEXTS)
def test_the_plan_follows_the_official_schema_whatever_the_texts_are(risks: list[Risk], system: str) -> None:
    bindings = pytest.importorskip("oscal_bindings.v1", reason="oscal-bindings is not installed")
    text = poam(risks, system=system, tool="holdfast 1", now=NOW)
    told = bindings.parse_plan_of_action_and_milestones(text).plan_of_action_and_milestones
    assert len(told.poam_items) == len(told.risks) == len(risks)


def test_the_plan_says_what_the_register_says() -> None:
    plan = json.loads(poam([RISK], system="Shop", tool="holdfast 1", now=NOW))["plan-of-action-and-milestones"]
    (risk,) = plan["risks"]
    assert plan["metadata"]["oscal-version"] == "1.1.2"
    assert (risk["status"], risk["deadline"]) == ("deviation-approved", "2026-04-01T00:00:00+00:00")
    assert {item["name"]: item["value"] for item in risk["props"]}["rows"] == "4 9"
    assert [facet["value"] for facet in risk["characterizations"][0]["facets"]] == ["critical", "high", "low"]
    people = {party["uuid"]: party["name"] for party in plan["metadata"]["parties"]}
    assert people[risk["risk-log"]["entries"][1]["logged-by"][0]["party-uuid"]] == "Bo"
    known = {item["uuid"] for item in plan["observations"]}
    assert {item["observation-uuid"] for item in risk["related-observations"]} == known
    assert plan["poam-items"][0]["related-risks"] == [{"risk-uuid": risk["uuid"]}]


def test_the_same_register_gives_the_same_plan() -> None:
    first, second = (poam([RISK, BARE], system="Shop", tool="holdfast 1", now=NOW) for _ in range(2))
    assert first == second


def test_an_empty_register_is_no_plan() -> None:
    with pytest.raises(UsageError, match="no risk"):
        poam([], system="Shop", tool="holdfast 1", now=NOW)
