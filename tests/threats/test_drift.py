"""What changed between two models: gained, lost, crossed, raised, weaker, ended."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.model.drift import LATER_IS_WORSE
from holdfast.model.system import Asset, Boundary, Element, Flow, Level, Sort, System, Treatment, Way
from holdfast.model.terms import TERMS
from holdfast.threats.drift import borne_out, contradicted, drift, is_worse

CARDS = Asset(id="cards", name="Card data", level=Level.CONFIDENTIAL)
NAMES = Asset(id="names", name="Names", level=Level.INTERNAL)
BEFORE = System(
    name="x",
    assets=(CARDS, NAMES),
    boundaries=(Boundary(id="inside", name="Inside", kind="cluster"), Boundary(id="internet", name="Internet")),
    elements=(
        Element(id="caller", name="Caller", sort=Sort.ENTITY, boundary="internet"),
        Element(id="api", name="API", sort=Sort.PROCESS, boundary="inside", data=("names",)),
        Element(id="db", name="DB", sort=Sort.STORE, boundary="inside", facts=(("encrypted-at-rest", "managed-key"),)),
    ),
    flows=(Flow(id="api-db", name="API to DB", start="api", end="db"),),
    treatments=(Treatment(threat="a@api", way=Way.ACCEPT, owner="Ada", until="2026-06-01"),),
)


def test_nothing_changed() -> None:
    assert not drift(BEFORE, BEFORE, "2026-01-01").any


def test_a_flow_over_a_boundary_is_a_crossing() -> None:
    now = replace(BEFORE, flows=(*BEFORE.flows, Flow(id="new", name="new", start="caller", end="api")))
    found = drift(BEFORE, now)
    assert [each.id for each in found.flows_gained] == ["new"]
    (crossing,) = found.crossings
    assert crossing.boundaries == ("Internet", "Inside")


def test_an_element_that_moves_makes_its_flows_cross() -> None:
    moved = tuple(replace(each, boundary="internet") if each.id == "db" else each for each in BEFORE.elements)
    found = drift(BEFORE, replace(BEFORE, elements=moved))
    assert [each.flow.id for each in found.crossings] == ["api-db"]
    assert not found.gained and not found.flows_gained


def test_data_of_a_higher_class_is_told_with_its_name() -> None:
    now = tuple(replace(each, data=("names", "cards")) if each.id == "api" else each for each in BEFORE.elements)
    (raised,) = drift(BEFORE, replace(BEFORE, elements=now)).raised
    assert (raised.before, raised.now, raised.because) == ("internal", "confidential", ("Card data",))


@pytest.mark.parametrize("now", ["platform-key", "no", "unknown", ""])
def test_a_protection_that_is_weaker_or_not_said_is_lost(now: str) -> None:
    facts = (("encrypted-at-rest", now),) if now else ()
    elements = tuple(replace(each, facts=facts) if each.id == "db" else each for each in BEFORE.elements)
    (shift,) = drift(BEFORE, replace(BEFORE, elements=elements)).shifts
    assert shift.lost


def test_treatments_end_by_their_date_and_by_being_taken_out() -> None:
    assert [each.threat for each in drift(BEFORE, BEFORE, "2026-06-02").lapsed] == ["a@api"]
    assert [each.threat for each in drift(BEFORE, replace(BEFORE, treatments=()), "2026-01-01").lapsed] == ["a@api"]
    assert not drift(BEFORE, BEFORE, "2026-06-01").lapsed


def test_what_the_code_says_worse_contradicts_and_nothing_else_does() -> None:
    def code(value: str) -> System:
        facts = (("encrypted-at-rest", value),)
        made = tuple(replace(each, facts=facts) if each.id == "db" else each for each in BEFORE.elements)
        return replace(BEFORE, elements=made)

    (shift,) = contradicted(BEFORE, code("no"))
    assert (shift.before, shift.now) == ("managed-key", "no")
    assert not contradicted(BEFORE, code("unknown"))
    assert not contradicted(BEFORE, code("client-side"))
    assert not contradicted(code("unknown"), code("no")), "what the model does not claim cannot be contradicted"
    known = borne_out(BEFORE, [shift]).element("db")
    assert known is not None and known.fact("encrypted-at-rest") == "no"


FACTS = st.sampled_from(sorted(TERMS))


@given(FACTS, st.data())
def test_no_change_is_worse_in_both_directions(fact: str, data: st.DataObject) -> None:
    values = st.sampled_from(["", "unknown", *TERMS[fact].values])
    one, other = data.draw(values), data.draw(values)
    assert not (is_worse(fact, one, other) and is_worse(fact, other, one))
    assert not is_worse(fact, one, one)


def test_facts_that_are_worse_when_they_hold_are_known_terms() -> None:
    assert TERMS.keys() >= LATER_IS_WORSE
    assert is_worse("public", "no", "yes") and is_worse("public", "", "yes")
    assert is_worse("exposure", "internal", "internet")
    assert not is_worse("uploads", "yes", "no")
