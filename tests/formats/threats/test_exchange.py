"""Models to other tools' formats and back: all that a format can hold comes back, and the rest is told."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.formats import foreignmodel, otm, otmwrite, threatdragon, threatdragonwrite
from holdfast.formats.threatmodel import examine
from holdfast.formats.threatmodelwrite import written
from holdfast.formats.threatshelves import shelves
from holdfast.model.errors import ConfigError
from holdfast.model.exchange import Imported, Loss
from holdfast.model.system import Element, Flow, Sort, System, Treatment, Way
from holdfast.model.threat import Band, Handling, Standing, Stride

from .schemas import OTM, THREAT_DRAGON
from .strategies import systems
from .systems import bank, rating, shop, small, standings, threat

TODAY = "2026-11-30"
SIZES = pytest.mark.parametrize("system", [small(), shop(), bank()], ids=["3", "12", "30"])


def to_dragon(system: System, threats: tuple[Standing, ...] = ()) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(threatdragonwrite.write(system, threats).text)
    return document


def from_dragon(document: Any) -> Imported:
    content = json.dumps(document).encode()
    return threatdragon.read("model.json", foreignmodel.document("model.json", content), TODAY)


def from_otm(document: Any) -> Imported:
    return otm.read(foreignmodel.document("model.otm", json.dumps(document).encode()), TODAY)


def lost(losses: tuple[Loss, ...], what: str) -> list[str]:
    return [loss.where for loss in losses if loss.what == what]


FACTS = {"holds-logs": ("yes",), "encrypted-at-rest": ("platform-key",), "encrypted-in-transit": ("tls",)}
FACTS["network"] = ("public",)
WORDS = {Sort.PROCESS: ("web", "payment")}


def dragon_holds(system: System) -> System:
    """What of a model the format of Threat Dragon can hold."""

    def facts(item: Element | Flow) -> tuple[tuple[str, str], ...]:
        order = ["holds-logs", "encrypted-at-rest", "encrypted-in-transit", "network"]
        strong = {"managed-key": "platform-key", "client-side": "platform-key", "mtls": "tls"}
        said = {name: strong.get(says, says) for name, says in item.facts}
        return tuple((name, said[name]) for name in order if said.get(name) in FACTS[name])

    return System(
        name=system.name,
        boundaries=system.boundaries,
        elements=tuple(
            Element(
                id=item.id,
                name=item.name,
                sort=item.sort,
                boundary=item.boundary,
                technologies=tuple(word for word in WORDS.get(item.sort, ()) if word in item.technologies),
                facts=facts(item) if item.sort is Sort.STORE else (),
                out_of_scope=item.out_of_scope,
            )
            for item in system.elements
        ),
        flows=tuple(replace(item, data=(), facts=facts(item), source=()) for item in system.flows),
    )


@settings(max_examples=150, deadline=None)
@given(systems())
def test_all_that_threat_dragon_can_hold_comes_back(system: System) -> None:
    assert from_dragon(to_dragon(system)).system == dragon_holds(system)


@settings(max_examples=150, deadline=None)
@given(systems())
def test_a_whole_model_comes_back_from_otm(system: System) -> None:
    back = from_otm(json.loads(otmwrite.write(system).text))
    assert back.system == system
    assert back.losses == ()


def test_decisions_and_stories_come_back_from_otm() -> None:
    system = shop()
    back = from_otm(json.loads(otmwrite.write(system, standings(system)).text)).system
    assert back == system


@SIZES
def test_exports_are_what_the_formats_ask_for(system: System) -> None:
    jsonschema.validate(to_dragon(system, standings(system)), THREAT_DRAGON)
    jsonschema.validate(json.loads(otmwrite.write(system, standings(system)).text), OTM)


@settings(max_examples=50, deadline=None)
@given(systems())
def test_exports_of_any_model_are_what_the_formats_ask_for(system: System) -> None:
    jsonschema.validate(to_dragon(system), THREAT_DRAGON)
    jsonschema.validate(json.loads(otmwrite.write(system).text), OTM)


@settings(max_examples=100, deadline=None)
@given(systems())
def test_everything_that_is_said_is_in_the_export_or_in_its_losses(system: System) -> None:
    exported = threatdragonwrite.write(system)
    told = {(loss.what, loss.where) for loss in exported.losses}
    back = {item.id: item for item in from_dragon(json.loads(exported.text)).system.elements}
    for item in system.elements:
        for name, says in item.facts:
            assert back[item.id].fact(name) == says or (f"{name}: {says}", item.id) in told
        assert {*back[item.id].technologies} == {*item.technologies} or ("technologies", item.id) in told
        assert not item.data or ("data", item.id) in told
        assert not item.source or ("source", item.id) in told
    assert {asset.id for asset in system.assets} <= {where for what, where in told if what == "data and its class"}


def test_what_the_format_has_no_place_for_is_told_with_the_reason() -> None:
    losses = threatdragonwrite.write(shop(), standings(shop())).losses
    assert lost(losses, "an assumption") == ["The bank's network is trusted"]
    assert lost(losses, "an attacker story") == ["steal-cards"]
    assert lost(losses, "encrypted-in-transit: mtls") == ["api-bank"]
    assert lost(losses, "encrypted-at-rest: unknown") == ["db"]
    assert lost(losses, "end date") == ["forged-webhook@api"]
    assert all(loss.why for loss in losses)


@settings(max_examples=60, deadline=None)
@given(systems())
def test_each_shelf_holds_what_is_in_its_boundary_and_nothing_else(system: System) -> None:
    places = shelves(system)
    for item in system.elements:
        spot = places.elements[item.id]
        x, y = spot.x + spot.width / 2, spot.y + spot.height / 2
        around = {
            name
            for name, box in places.boundaries.items()
            if box.x <= x <= box.x + box.width and box.y <= y <= box.y + box.height
        }
        assert around == set(system.around(item))


def treated(way: Way, handling: Handling) -> Standing:
    treatment = Treatment(threat="some-rule@page", way=way, reason="So it was decided", owner="Ada", until="2027-01-01")
    own = threat("some-rule", "page", Stride.TAMPERING, Band.HIGH, treatment=treatment)
    return Standing(threat=own, handling=handling, current=rating(Band.HIGH), residual=rating(Band.LOW))


@pytest.mark.parametrize(
    ("way", "handling", "status"),
    [
        (Way.ACCEPT, Handling.ATTESTED, "Accepted"),
        (Way.TRANSFER, Handling.ATTESTED, "Transferred"),
        (Way.AVOID, Handling.ATTESTED, "Avoided"),
        (Way.ACCEPT, Handling.OPEN, "Open"),
        (Way.MITIGATE, Handling.PROVEN, "Mitigated"),
        (Way.MITIGATE, Handling.CLAIMED, "Open"),
        (Way.MITIGATE, Handling.STALE, "Open"),
        (Way.MITIGATE, Handling.FAILING, "Open"),
    ],
)
def test_a_status_is_a_word_that_stands_or_what_evidence_shows(way: Way, handling: Handling, status: str) -> None:
    document = to_dragon(small(), (treated(way, handling),))
    (page,) = [cell for cell in document["detail"]["diagrams"][0]["cells"] if cell["id"] == "hf-page"]
    assert [item["status"] for item in page["data"]["threats"]] == [status]
    assert page["data"]["hasOpenThreats"] is (status == "Open")


@pytest.mark.parametrize("way", [Way.ACCEPT, Way.TRANSFER, Way.AVOID])
def test_a_decision_comes_back_from_threat_dragon_and_ends_on_the_day(way: Way) -> None:
    back = from_dragon(to_dragon(small(), (treated(way, Handling.ATTESTED),)))
    (found,) = back.system.treatments
    assert (found.threat, found.way, found.reason) == ("some-rule@page", way, "So it was decided")
    assert (found.owner, found.until) == ("nobody named", TODAY)
    assert any("renew" in loss.why for loss in back.losses)


def test_that_evidence_shows_it_is_not_taken_from_another_tool() -> None:
    back = from_dragon(to_dragon(small(), (treated(Way.MITIGATE, Handling.PROVEN),)))
    assert back.system.treatments == ()
    assert lost(back.losses, "status Mitigated") == ["some-rule@page"]


def cell(kind: str, name: str, at: tuple[int, int, int, int] = (0, 0, 100, 50), **data: Any) -> dict[str, Any]:
    x, y, width, height = at
    return {
        "id": f"0adc088b-ebb1-46be-af7b-{abs(hash((kind, name))) % 10**12:012d}",
        "shape": "any",
        "zIndex": 1,
        "position": {"x": x, "y": y},
        "size": {"width": width, "height": height},
        "data": {"type": kind, "name": name, "hasOpenThreats": False, **data},
    }


def dragon(*cells: dict[str, Any], **detail: Any) -> dict[str, Any]:
    diagrams = [{"diagramType": "STRIDE", "id": 0, "title": "One", "thumbnail": "", "version": "2.0", "cells": cells}]
    return {
        "version": "2.0",
        "summary": {"title": "Theirs", "owner": "Cleo"},
        "detail": {"diagrams": diagrams, **detail},
    }


def theirs(status: str, **more: str) -> dict[str, Any]:
    return {
        "id": "7df716cd-a982-48a5-b4ed-800ccb670734",
        "title": "Reading the queue",
        "type": "Information disclosure",
        "severity": "High",
        "status": status,
        "description": "An attacker reads it.\nThen sells it.",
        "mitigation": "Encrypt the queue",
        **more,
    }


def test_a_foreign_threat_becomes_a_story_on_its_element() -> None:
    back = from_dragon(dragon(cell("tm.Store", "The Queue", threats=[theirs("Open")])))
    (story,) = back.system.stories
    assert (story.id, story.goal, story.target) == ("reading-the-queue", "Reading the queue", "the-queue")
    assert [does for does, _ in story.steps] == ["An attacker reads it.", "Then sells it."]
    assert story.likelihood == "High Information disclosure in the tool that it comes from"
    assert story.conditions == ("Not so once: Encrypt the queue",)
    assert back.system.treatments == ()


@pytest.mark.parametrize(
    ("status", "way"),
    [
        ("Accepted", Way.ACCEPT),
        ("Transferred", Way.TRANSFER),
        ("Avoided", Way.AVOID),
        ("Eliminated", Way.AVOID),
        ("Mitigated", Way.MITIGATE),
    ],
)
def test_foreign_statuses_become_treatments(status: str, way: Way) -> None:
    back = from_dragon(dragon(cell("tm.Store", "The Queue", threats=[theirs(status)])))
    (found,) = back.system.treatments
    assert (found.threat, found.way) == ("reading-the-queue@the-queue", way)
    assert found.reason == "Encrypt the queue"
    assert (found.owner, found.until) == (("", "") if way is Way.MITIGATE else ("Cleo", TODAY))


def test_a_status_that_says_not_applicable_asks_for_the_fact() -> None:
    back = from_dragon(dragon(cell("tm.Store", "The Queue", threats=[theirs("NotApplicable")])))
    assert back.system.treatments == ()
    (loss,) = [item for item in back.losses if item.what == "status NotApplicable"]
    assert "fact" in loss.why


def test_boxes_in_boxes_are_boundaries_in_boundaries() -> None:
    outer, inner = (
        cell("tm.BoundaryBox", "Outer", (0, 0, 900, 900)),
        cell("tm.BoundaryBox", "Inner", (10, 10, 300, 300)),
    )
    system = from_dragon(
        dragon(inner, outer, cell("tm.Actor", "A", (50, 50, 10, 10)), cell("tm.Process", "B", (500, 500, 10, 10)))
    ).system
    assert {item.id: item.inside for item in system.boundaries} == {"inner": "outer", "outer": ""}
    assert [(item.id, item.boundary) for item in system.elements] == [("a", "inner"), ("b", "outer")]


def test_what_the_model_has_no_place_for_is_told_on_the_way_in() -> None:
    document = dragon(
        cell("tm.Text", "A remark"),
        cell("tm.Boundary", "A curve"),
        cell("tm.Actor", "Browser", description="Any browser", providesAuthentication=True),
        cell("tm.Flow", "Loose end"),
        contributors=[{"name": "Dora"}],
        reviewer="Emil",
    )
    back = from_dragon(document)
    told = {(loss.what, loss.where) for loss in back.losses}
    assert told >= {
        ("a text", "A remark"),
        ("a boundary that is a line", "A curve"),
        ("description", "browser"),
        ("providesAuthentication", "browser"),
        ("a flow", "Loose end"),
        ("a contributor", "Dora"),
        ("the reviewer", "Emil"),
    }


def test_names_that_are_equal_get_ids_that_are_not() -> None:
    first, second = cell("tm.Process", "Same", (0, 0, 10, 10)), cell("tm.Process", "Same", (50, 0, 10, 10))
    second["id"] = "b394f9f7-07ca-42bc-b616-ad77c6fbfcce"
    assert [item.id for item in from_dragon(dragon(first, second)).system.elements] == ["same", "same-2"]


def test_version_one_is_refused_with_a_way_out() -> None:
    document = {"summary": {"title": "Old"}, "detail": {"diagrams": [{"diagramJson": {"cells": []}}]}}
    with pytest.raises(ConfigError, match="Threat Dragon 1") as caught:
        from_dragon(document)
    assert "save it there" in caught.value.advice


OTM_YAML = b"""
otmVersion: 0.2.0
project: {name: Theirs, id: theirs, owner: Cleo}
assets:
  - {id: cards, name: Cards, risk: {confidentiality: 100, integrity: 80, availability: 50}}
trustZones:
  - {id: f0ba7722-39b6-4c81-8290-a30a248bb8d9, name: Cloud, type: private, risk: {trustRating: 70}}
components:
  - id: c1
    name: Orders
    type: postgres-database
    parent: {trustZone: f0ba7722-39b6-4c81-8290-a30a248bb8d9}
    assets: {stored: [cards, gone]}
    threats: [{threat: t1, state: accepted, mitigations: [{mitigation: m1, state: required}]}]
  - {id: c2, name: Table, type: code-class, parent: {component: c1}}
dataflows:
  - {id: d1, name: Writes, source: c2, destination: c1, bidirectional: true}
  - {id: d2, name: Nowhere, source: c2, destination: c9}
threats:
  - {id: t1, name: Reading orders, categories: [Spoofing], risk: {likelihood: 50, impact: 100}}
mitigations:
  - {id: m1, name: Lock the table, riskReduction: 50}
"""


def test_otm_in_yaml_is_read_and_what_is_lost_is_told() -> None:
    back = otm.read(foreignmodel.document("model.yaml", OTM_YAML), TODAY)
    system = back.system
    assert [(item.id, item.sort, item.boundary) for item in system.elements] == [
        ("c1", Sort.STORE, "cloud"),
        ("c2", Sort.PROCESS, "cloud"),
    ]
    assert system.elements[0].data == ("cards",)
    assert [item.id for item in system.flows] == ["d1"]
    assert [(item.threat, item.way, item.reason) for item in system.treatments] == [
        ("reading-orders@c1", Way.ACCEPT, "Lock the table")
    ]
    told = {(loss.what, loss.where) for loss in back.losses}
    assert told >= {
        ("integrity: 80", "cards"),
        ("trust rating 70", "cloud"),
        ("data gone", "c1"),
        ("the component around it", "c2 in c1"),
        ("bidirectional", "d1"),
        ("a flow", "Nowhere"),
    }


KEYS = (
    "id name type data cells diagrams threats source target cell parent trustZone component risk attributes assets "
    "stored position size x y width height status title threat state way until"
)
JSON = st.recursive(
    st.one_of(st.none(), st.booleans(), st.floats(allow_nan=False), st.integers(), st.text(max_size=8)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(
            st.sampled_from(KEYS.split()),
            inner,
            max_size=5,
        ),
    ),
    max_leaves=25,
)


@settings(max_examples=200, deadline=None)
@given(JSON, JSON, JSON)
def test_no_document_breaks_the_readers_and_what_they_make_is_a_valid_model(one: Any, other: Any, third: Any) -> None:
    dragons = from_dragon(
        {"summary": {"title": one}, "detail": {"diagrams": [{"cells": other}, third], "contributors": one}}
    )
    many = [one, other, third, {"id": "a", "name": "A", "type": one, "threats": [{"threat": "t", "state": other}]}]
    others = from_otm(
        {
            "otmVersion": "0.2",
            "project": {"name": one, "attributes": other},
            **dict.fromkeys(["components", "dataflows", "trustZones", "assets", "threats", "mitigations"], many),
        }
    )
    for back in (dragons, others):
        assert examine("model.yaml", written(back.system).encode()).wrong == ()


@pytest.mark.parametrize(
    "content",
    [b"", b"[]", b"{", b'{"a": ', b"a: [", b"\xff\xfe", b"[" * 100_000, b'{"a":' * 100_000, b"- x\n"],
    ids=["empty", "list", "brace", "cut", "yaml", "bytes", "deep", "deeper", "items"],
)
def test_what_is_no_model_is_an_error_that_names_the_file(content: bytes) -> None:
    with pytest.raises(ConfigError, match=r"model\.json"):
        foreignmodel.document("model.json", content)


def test_a_huge_file_is_refused_before_it_is_read() -> None:
    with pytest.raises(ConfigError, match="16 MiB"):
        foreignmodel.document("model.json", b" " * ((16 << 20) + 1))
