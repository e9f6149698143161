"""The picture of a model: nothing covers anything, people's places stay, the same model gives the same picture."""

from __future__ import annotations

import sys
from dataclasses import replace
from itertools import combinations
from xml.etree import ElementTree

import pytest
from hypothesis import given, settings

from holdfast.formats.report.dataflow import arranged, svg
from holdfast.formats.report.dataflow_boxes import Box, stretches
from holdfast.formats.report.dataflow_layout import Plan
from holdfast.formats.report.dataflow_text import cut, width, wrapped
from holdfast.model.errors import HoldfastError
from holdfast.model.system import Element, Flow, Sort, System
from holdfast.model.threat import Band, Handling, Standing, Stride

from .strategies import systems
from .systems import bank, rating, shop, small, standings, threat

SIZES = pytest.mark.parametrize("system", [small(), shop(), bank()], ids=["3", "12", "30"])
SVG = "{http://www.w3.org/2000/svg}"


def drawing(system: System) -> Plan:
    return arranged(system, standings(system))


def covered(plan: Plan) -> list[tuple[str, str]]:
    boxes = [*plan.elements.items(), *plan.labels.items()]
    return [(one, other) for (one, a), (other, b) in combinations(boxes, 2) if a.hits(b)]


def tangled(system: System, plan: Plan) -> list[tuple[str, str]]:
    """Boundaries that hold what is not theirs, do not hold what is, or overlap with one that they have no part in."""
    inside = {item.id: {item.id} for item in system.boundaries}
    for item in system.boundaries:
        name = item.inside
        while name:
            inside[name].add(item.id)
            name = next(other.inside for other in system.boundaries if other.id == name)
    wrong = []
    for name, box in plan.boundaries.items():
        for element in system.elements:
            own = element.boundary in inside[name]
            spot = plan.elements[element.id]
            if box.holds(spot) is not own or (not own and box.hits(spot)):
                wrong.append((name, element.id))
        for other, area in plan.boundaries.items():
            if other == name:
                continue
            nested = other in inside[name] or name in inside[other]
            if (nested and not (box.holds(area) or area.holds(box))) or (not nested and box.hits(area)):
                wrong.append((name, other))
    return wrong


@SIZES
def test_no_box_or_label_covers_another(system: System) -> None:
    assert covered(drawing(system)) == []


@SIZES
def test_boundaries_hold_what_is_theirs_and_nothing_else(system: System) -> None:
    plan = drawing(system)
    assert tangled(system, plan) == []
    assert set(plan.boundaries) == {name for item in system.elements for name in system.around(item)}


@SIZES
def test_lines_run_over_no_box_that_they_do_not_connect(system: System) -> None:
    plan = drawing(system)
    boxes = {**plan.elements, **plan.labels}
    over = [
        (flow.id, name)
        for flow in system.flows
        for line in plan.routes[flow.id]
        for thin in stretches(line)
        for name, box in boxes.items()
        if name not in (flow.start, flow.end, flow.id) and thin.hits(box)
    ]
    assert over == []


@SIZES
def test_lines_lead_from_the_start_through_the_label_to_the_end(system: System) -> None:
    plan = drawing(system)
    for flow in system.flows:
        to, on = plan.routes[flow.id]
        ends = [(to[0], plan.elements[flow.start]), (to[-1], plan.labels[flow.id])]
        ends += [(on[0], plan.labels[flow.id]), (on[-1], plan.elements[flow.end])]
        assert all(Box(*point, 0, 0).hits(box, 1.5) for point, box in ends)


@SIZES
def test_everything_lies_on_the_sheet(system: System) -> None:
    plan = drawing(system)
    sheet = Box(-1, -1, plan.width + 2, plan.height + 2)
    assert all(sheet.holds(box) for box in (*plan.elements.values(), *plan.labels.values(), *plan.boundaries.values()))
    assert all(sheet.holds(thin) for pair in plan.routes.values() for line in pair for thin in stretches(line))


@SIZES
def test_the_same_model_gives_the_same_picture(system: System) -> None:
    assert svg(system, standings(system)) == svg(system, standings(system))


@SIZES
def test_a_saved_layout_is_drawn_as_it_was(system: System) -> None:
    plan = drawing(system)
    saved = {name: (box.x, box.y) for name, box in {**plan.elements, **plan.labels}.items()}
    again = arranged(system, standings(system), saved)
    assert again.elements == plan.elements
    assert again.labels == plan.labels
    assert again.boundaries == plan.boundaries


@settings(max_examples=60, deadline=None)
@given(systems())
def test_no_system_is_drawn_with_boxes_on_one_another(system: System) -> None:
    plan = arranged(system)
    assert covered(plan) == []
    assert tangled(system, plan) == []
    ElementTree.fromstring(svg(system))  # noqa: S314 - our own text


def test_what_people_placed_stays_there_and_what_is_new_finds_a_free_place() -> None:
    system = shop()
    plan = drawing(system)
    saved = {name: (box.x, box.y) for name, box in {**plan.elements, **plan.labels}.items()}
    saved["logs"] = (2000.0, 40.0)
    grown = replace(
        system,
        elements=(*system.elements, Element(id="mail", name="Mail", sort=Sort.PROCESS, boundary="cluster")),
        flows=(*system.flows, Flow(id="worker-mail", name="Tells", start="worker", end="mail")),
    )
    again = arranged(grown, standings(system), saved)
    left = plan.elements["db"].x - plan.elements["vault"].x
    assert again.elements["db"].x - again.elements["vault"].x == left
    moved = again.elements["logs"].x - again.elements["db"].x
    assert moved == 2000.0 - plan.elements["db"].x
    assert covered(again) == []


def test_a_place_of_something_that_is_gone_is_left_alone() -> None:
    assert arranged(small(), placed={"gone": (1.0, 2.0)}) == arranged(small())


def test_a_flow_without_ends_is_not_drawn() -> None:
    system = replace(small(), flows=(*small().flows, Flow(id="lost", name="Lost", start="page", end="nowhere")))
    assert set(arranged(system).labels) == {flow.id for flow in small().flows}


def test_nothing_is_a_picture_too() -> None:
    picture = svg(System(name="Empty"))
    assert "0 elements, 0 flows" in picture
    ElementTree.fromstring(picture)  # noqa: S314 - our own text


def test_more_than_is_drawn_is_refused_with_a_way_out() -> None:
    many = tuple(Element(id=f"e{at}", name="E", sort=Sort.STORE) for at in range(601))
    with pytest.raises(HoldfastError, match="601 elements") as caught:
        svg(System(name="Many", elements=many))
    assert "mermaid" in caught.value.advice


def test_without_the_library_the_error_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "graphlay", None)
    with pytest.raises(HoldfastError, match="not installed") as caught:
        svg(small())
    assert "holdfast[diagram]" in caught.value.advice


def on(name: str, band: Band, handling: Handling) -> Standing:
    own = threat("some-rule", name, Stride.TAMPERING, band)
    return Standing(threat=own, handling=handling, current=rating(band), residual=rating(Band.LOW))


def test_counts_by_band_and_state_stand_on_each_element() -> None:
    threats = (
        on("page", Band.HIGH, Handling.PROVEN),
        on("page", Band.HIGH, Handling.OPEN),
        on("page", Band.LOW, Handling.OPEN),
        on("guest-page", Band.MEDIUM, Handling.CLAIMED),
    )
    root = ElementTree.fromstring(svg(small(), threats))  # noqa: S314 - our own text
    groups = {group.get("class", ""): group for group in root.iter(f"{SVG}g")}
    page = groups["element process is-open"]
    texts = [text.text for text in page.iter(f"{SVG}text")]
    assert texts == ["Page", "web", "H2", "L1", "2", "1"]
    assert [use.get("href") for use in page.iter(f"{SVG}use")] == ["#df-open", "#df-proven"]
    assert page[0].text == "Page, process: 3 threats: 2 high, 1 low; 2 open, 1 proven"


def test_the_picture_is_told_to_who_does_not_see_it() -> None:
    root = ElementTree.fromstring(svg(shop(), standings(shop())))  # noqa: S314 - our own text
    assert root.get("role") == "img"
    title, told = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert title is not None
    assert told is not None
    assert root.get("aria-labelledby") == f"{title.get('id')} {told.get('id')}"
    assert title.text == "Data-flow diagram of Tea shop"
    assert "Orders, store in Cloud account, confidential data, 3 threats" in (told.text or "")
    assert "Customer to Reverse proxy: Buys tea, across Internet, Cluster, Cloud account" in (told.text or "")


def test_hostile_names_stay_text() -> None:
    bad = '</text><script>alert(1)</script>" onload="x\u202e\x1b[31m'
    system = small()
    hostile = replace(
        system,
        name=bad,
        elements=tuple(replace(item, name=bad, technologies=(bad,)) for item in system.elements),
        flows=tuple(replace(item, name=bad, protocol=bad) for item in system.flows),
        boundaries=tuple(replace(item, name=bad, kind=bad) for item in system.boundaries),
    )
    picture = svg(hostile)
    root = ElementTree.fromstring(picture)  # noqa: S314 - our own text
    assert not list(root.iter(f"{SVG}script"))
    assert all("onload" not in item.attrib for item in root.iter())
    assert "\u202e" not in picture
    assert "\x1b" not in picture


def test_both_light_and_dark_pages_are_drawn_for() -> None:
    assert "prefers-color-scheme: dark" in svg(small())
    assert "<style>" not in svg(small(), alone=False)


def test_text_is_cut_to_the_room_that_it_has() -> None:
    assert cut("short", 200, 12) == "short"
    long = cut("W" * 80, 100, 12)
    assert long.endswith("…")
    assert width(long, 12) <= 100
    lines = wrapped("one two three four five six seven eight nine ten", 60, 12, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")
    assert all(width(line, 12) <= 72 for line in lines)
