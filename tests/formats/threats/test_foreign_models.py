"""Models of other tools: what people wrote there becomes stories and treatments, and no document breaks a reader."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.formats import foreignmodel, otm
from holdfast.formats.threatmodel import examine
from holdfast.formats.threatmodelwrite import written
from holdfast.model.errors import ConfigError
from holdfast.model.system import Sort, Way

from .test_exchange import TODAY, from_dragon, from_otm


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
