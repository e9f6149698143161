"""Which item of one model is which of another: what a draft knows and a model does not is a difference of sets."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from holdfast.model.system import Boundary, Element, Flow, Sort, System
from holdfast.threats.match import joined, lacking, matched
from tests.worlds.seeded import COMPOSE, KUBERNETES, TERRAFORM, element, system

FILES = {"docker-compose.yml": COMPOSE, "web/Dockerfile": "FROM a\n", "api/Dockerfile": "FROM a\n"}


def test_a_model_knows_all_of_its_own_draft() -> None:
    found = system(FILES)
    more = lacking(found, found)
    assert not (more.elements or more.flows or more.boundaries or more.assets)


def test_what_is_taken_out_is_lacking_again() -> None:
    found = system(FILES)
    without = replace(
        found,
        elements=tuple(each for each in found.elements if each.id != "db"),
        flows=tuple(each for each in found.flows if each.end != "db"),
    )
    more = lacking(without, found)
    assert [each.id for each in more.elements] == ["db"]
    assert [(each.start, each.end) for each in more.flows] == [("api", "db")]
    whole = joined(without, more)
    assert {each.id for each in whole.elements} == {each.id for each in found.elements}
    assert not lacking(whole, found).elements


def test_a_renamed_element_is_known_by_its_source() -> None:
    found = system(FILES)
    renamed = replace(
        found,
        elements=tuple(
            replace(each, id="orders", name="Orders") if each.id == "db" else each for each in found.elements
        ),
        flows=tuple(replace(each, id="reads", end="orders") if each.end == "db" else each for each in found.flows),
    )
    assert matched(found, renamed).elements["db"] == "orders"
    more = lacking(renamed, found)
    assert not more.elements and not more.flows


def test_a_renamed_element_is_known_when_lines_move() -> None:
    found = system(FILES)
    renamed = replace(
        found,
        elements=tuple(
            replace(each, id="backend", name="Backend") if each.id == "api" else each for each in found.elements
        ),
        flows=(),
    )
    moved = system({**FILES, "docker-compose.yml": f"# one more line\n{COMPOSE}"})
    assert matched(moved, renamed).elements["api"] == "backend"


def test_what_is_lacking_speaks_of_the_model_in_its_own_ids() -> None:
    found = system({"deploy/all.yaml": KUBERNETES})
    other = System(
        name="x",
        boundaries=(Boundary(id="prod", name="Production", kind="cluster", source=element_zone(found)),),
        elements=(replace(element(found, "api"), id="backend", boundary="prod"),),
    )
    more = lacking(other, found)
    assert {each.boundary for each in more.elements} <= {"prod", "internet"}
    assert ("web", "backend") in {(each.start, each.end) for each in more.flows}
    assert ("backend", "db") in {(each.start, each.end) for each in more.flows}


def element_zone(found: System) -> tuple[str, ...]:
    return next(each.source for each in found.boundaries if each.kind == "cluster")


def test_a_taken_id_is_not_used_twice() -> None:
    mine = System(name="x", elements=(Element(id="db", name="My own", sort=Sort.ENTITY),))
    more = lacking(mine, system(FILES))
    ids = [each.id for each in (*mine.elements, *more.elements)]
    assert len(set(ids)) == len(ids)
    ends = {name for each in more.flows for name in (each.start, each.end)}
    assert ends <= set(ids)


_IDS = st.sampled_from(["a", "b", "c", "d"])
_ELEMENTS = st.lists(
    st.builds(
        Element,
        id=_IDS,
        name=st.sampled_from(["A", "B"]),
        sort=st.sampled_from(list(Sort)),
        source=st.lists(st.sampled_from(["f:1", "f:2", "g:1"]), min_size=1, max_size=2).map(tuple),
    ),
    unique_by=lambda each: each.id,
    max_size=4,
).map(tuple)


@st.composite
def systems(draw: st.DrawFn) -> System:
    elements = draw(_ELEMENTS)
    names = [each.id for each in elements]
    pairs = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(names)), max_size=4)) if names else []
    flows = tuple(Flow(id=f"{a}-{b}", name="", start=a, end=b) for a, b in dict.fromkeys(pairs))
    return System(name="x", elements=elements, flows=flows)


@given(systems(), systems())
def test_a_model_with_what_it_lacked_lacks_nothing(model: System, drafted: System) -> None:
    more = lacking(model, drafted)
    whole = joined(model, more)
    ids = [each.id for each in whole.elements] + [each.id for each in whole.flows]
    assert len(set(ids)) == len(ids)
    assert {name for each in whole.flows for name in (each.start, each.end)} <= {each.id for each in whole.elements}
    known = matched(drafted, whole)
    assert len(known.elements) == len(drafted.elements)


def test_of_two_in_one_place_each_is_the_one_of_its_name() -> None:
    first, second = (Element(id=name, name=name.upper(), sort=Sort.ENTITY, source=("f:1",)) for name in "ac")
    mine = System(name="x", elements=(replace(first, id="b", source=("f:2",)),))
    whole = joined(mine, lacking(mine, System(name="x", elements=(first, second))))
    assert matched(System(name="x", elements=(first, second)), whole).elements == {"a": "b", "c": "c"}


@given(systems())
def test_an_equal_model_matches_item_by_item(model: System) -> None:
    known = matched(model, model)
    assert known.elements == {each.id: each.id for each in model.elements}
    assert known.flows == {each.id: each.id for each in model.flows}


def test_terraform_that_grows_brings_only_what_is_new() -> None:
    one = system({"main.tf": TERRAFORM})
    more = 'resource "aws_sqs_queue" "mails" { name = "mails" }\n'
    assert [each.id for each in lacking(one, system({"main.tf": TERRAFORM + more})).elements] == ["mails-queue"]
