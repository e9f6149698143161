"""A noun behaves as a frozen, slotted dataclass with keywords only."""

from __future__ import annotations

import copy
import dataclasses
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest

from holdfast.model.noun import fact, facts, noun, sheet


@noun
class Quick:
    """One of ours."""

    name: str
    size: int = 3
    parts: list[int] = fact(default_factory=list, compare=False, repr=False)

    @property
    def twice(self) -> int:
        """A fact that is made of others."""
        return 2 * self.size


@dataclass(frozen=True, slots=True, kw_only=True)
class Plain:
    """Its twin."""

    name: str
    size: int = 3
    parts: list[int] = field(default_factory=list, compare=False, repr=False)

    @property
    def twice(self) -> int:
        """A fact that is made of others."""
        return 2 * self.size


@noun
class Quicker(Quick):
    """Inherits."""

    color: str = "red"


TWINS: list[Callable[..., Any]] = [Quick, Plain]


@pytest.mark.parametrize("made", TWINS)
@pytest.mark.parametrize("before", [0, 100])
def test_it_does_what_its_twin_does(made: Callable[..., Any], before: int) -> None:
    for _ in range(before):  # many of them are made in another way than the first ones
        made(name="x")
    one, two = made(name="a"), made(name="a", parts=[1])
    assert (one.name, one.size, one.parts, two.parts, one.twice) == ("a", 3, [], [1], 6)
    assert one.parts is not made(name="a").parts
    assert one == two
    assert hash(one) == hash(two)
    assert one != made(name="b")
    assert repr(one).endswith("(name='a', size=3)")
    assert [(item.name, item.type) for item in dataclasses.fields(one)] == [
        *(("name", "str"), ("size", "int"), ("parts", "list[int]"))
    ]
    assert dataclasses.replace(two, size=4) == made(name="a", size=4)
    assert dataclasses.asdict(two) == {"name": "a", "size": 3, "parts": [1]}
    assert copy.deepcopy(two) == two
    assert not hasattr(one, "__dict__")
    with pytest.raises(dataclasses.FrozenInstanceError):
        one.name = "b"
    with pytest.raises(dataclasses.FrozenInstanceError):
        del one.name
    for wrong in ({}, {"name": "a", "more": 1}):
        with pytest.raises(TypeError):
            made(**wrong)
    with pytest.raises(TypeError):
        made("a")


def test_it_inherits() -> None:
    assert dataclasses.is_dataclass(Quicker(name="x"))
    for _ in range(100):
        one = Quicker(name="a", color="blue")
        assert (one.name, one.size, one.parts, one.color) == ("a", 3, [], "blue")
    assert [item.name for item in dataclasses.fields(Quicker)] == ["name", "size", "parts", "color"]
    assert isinstance(one, Quick)
    assert Quick(name="a") != Quicker(name="a")


def test_a_plain_dataclass_can_inherit_from_it() -> None:
    @dataclass(frozen=True, slots=True, kw_only=True)
    class Heavy(Quick):
        color: str = "red"

    assert Heavy(name="a") == Heavy(name="a", size=3, color="red")


@sheet
class Tally:
    """One that is filled in."""

    name: str = ""
    rows: list[int] = fact(default_factory=list)


def test_a_sheet_is_filled_in_and_equals_itself_only() -> None:
    one, two = Tally(name="a"), Tally(name="a")
    one.rows.append(1)
    two.name = "b"
    assert (one.name, one.rows, two.name, two.rows) == ("a", [1], "b", [])
    assert one != Tally(name="a", rows=[1])
    assert dataclasses.replace(one, name="c").rows is one.rows
    assert not hasattr(one, "__dict__")


def test_its_facts_are_known_without_the_module_that_makes_dataclasses() -> None:
    assert {name: item.type for name, item in facts(Quicker).items()} == {
        "name": "str",
        "size": "int",
        "parts": "list[int]",
        "color": "str",
    }


def test_a_field_of_dataclasses_is_refused() -> None:
    with pytest.raises(TypeError, match="`fact`"):

        @noun
        class Wrong:
            parts: list[int] = field(default_factory=list)
