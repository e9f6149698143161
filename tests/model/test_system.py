"""What a model of a system says of itself: boundaries that are crossed, and the class of data."""

from __future__ import annotations

from holdfast.model.system import Asset, Boundary, Element, Flow, Level, Sort, System
from holdfast.model.terms import TERMS

CARD = Asset(id="card", name="Card numbers", level=Level.CONFIDENTIAL, tags=("pci",))
NAME = Asset(id="name", name="Names", level=Level.RESTRICTED, tags=("pii",))
USER = Element(id="user", name="Customer", sort=Sort.ENTITY)
API = Element(id="api", name="API", sort=Sort.PROCESS, boundary="namespace")
TABLE = Element(id="db", name="Database", sort=Sort.STORE, boundary="network", data=("card", "name"))
ORDER = Flow(id="order", name="Order", start="user", end="api", data=("name",))
STORED = Flow(id="stored", name="Stored", start="api", end="db", data=())
SHOP = System(
    name="shop",
    assets=(CARD, NAME),
    boundaries=(Boundary(id="network", name="Network"), Boundary(id="namespace", name="Shop", inside="network")),
    elements=(USER, API, TABLE),
    flows=(ORDER, STORED),
)


def test_boundaries_stand_around_each_other() -> None:
    assert SHOP.around(API) == ("namespace", "network")
    assert SHOP.around(USER) == ()


def test_a_flow_crosses_what_stands_around_one_of_its_ends_only() -> None:
    assert SHOP.crossed(ORDER) == ("namespace", "network")
    assert SHOP.crossed(STORED) == ("namespace",)


def test_boundaries_that_stand_around_each_other_in_a_circle_end() -> None:
    circle = (Boundary(id="a", name="A", inside="b"), Boundary(id="b", name="B", inside="a"))
    assert System(name="odd", boundaries=circle).around(Element(id="x", name="X", sort=Sort.PROCESS, boundary="a")) == (
        "a",
        "b",
    )


def test_the_highest_class_counts() -> None:
    assert SHOP.level(TABLE) is Level.CONFIDENTIAL
    assert SHOP.level(STORED) is None


def test_every_fact_has_a_question_and_more_than_one_answer() -> None:
    sorts = {*Sort, "flow"}
    wrong = [
        name
        for name, term in TERMS.items()
        if not (term.asks.endswith("?") and len(term.values) > 1 and "unknown" not in term.values and term.on)
        or not set(term.on) <= sorts
    ]
    assert wrong == []
