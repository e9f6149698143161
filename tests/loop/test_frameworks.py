"""Controls and the numbers of frameworks."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.loop.catalogue import CONTROLS
from holdfast.loop.frameworks import FRAMEWORKS, covered, framework, numbers, worst
from holdfast.model.activity import Control
from holdfast.model.errors import UsageError
from holdfast.model.posture import WORST_FIRST, ControlState, ControlStatus

PCI = framework("pci")


def control(name: str, *named: str) -> Control:
    return Control(id=name, title=name, states="It holds.", activity="hooks", stride=("tampering",), frameworks=named)


def status(of: Control, state: ControlState, subject: str = "repo:shop") -> ControlStatus:
    return ControlStatus(control=of, subject=subject, state=state)


A = control("a", "PCI-DSS-4.0 10.2.1", "NIST-800-53 AU-2")
B = control("b", "PCI-DSS-4.0 10.2.1", "PCI-DSS-4.0 3.5.1")


def test_a_number_is_as_good_as_the_worst_control_that_names_it() -> None:
    found = covered(PCI, [A, B], [status(A, ControlState.PROVEN), status(B, ControlState.STALE)])
    assert [(item.number, item.state) for item in found.requirements] == [
        ("3.5.1", ControlState.STALE),
        ("10.2.1", ControlState.STALE),
    ]
    assert found.requirements[1].controls == (("a", ControlState.PROVEN), ("b", ControlState.STALE))


def test_a_control_counts_by_its_worst_subject() -> None:
    one, other = status(A, ControlState.PROVEN), status(A, ControlState.FAILING, "repo:other")
    assert covered(PCI, [A], [one, other]).requirements[0].state is ControlState.FAILING


def test_nothing_known_is_unproven() -> None:
    assert covered(PCI, [A], []).requirements[0].state is ControlState.UNPROVEN


@given(st.lists(st.sampled_from(list(ControlState)), min_size=1), st.sampled_from(list(ControlState)))
def test_one_state_more_never_makes_it_better(known: list[ControlState], more: ControlState) -> None:
    assert WORST_FIRST.index(worst([*known, more])) <= WORST_FIRST.index(worst(known))


def test_every_number_of_the_catalogue_belongs_to_a_framework_and_back() -> None:
    for item in CONTROLS:
        told = numbers(item)
        assert sum(map(len, told.values())) == len(item.frameworks)
        assert set(told) <= {of.id for of in FRAMEWORKS}
    for of in FRAMEWORKS:
        found = covered(of, CONTROLS, [])
        assert found.requirements, of.id
        assert of.numbers is None or len(found.requirements) <= of.numbers


def test_an_unknown_framework_is_told_with_the_nearest() -> None:
    with pytest.raises(UsageError) as raised:
        framework("iso27002")
    assert "iso27001" in raised.value.advice
