"""Models to other tools' formats and back: all that a format can hold comes back, and the rest is told."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings

from holdfast.formats import foreignmodel, otm, otmwrite, threatdragon, threatdragonwrite
from holdfast.formats.threatshelves import shelves
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
