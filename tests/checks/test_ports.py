"""Who is everyone, and which ports matter."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.checks.cloud.ports import JUDGES, NAMED, world
from holdfast.estate.kinds.network import FirewallRule
from holdfast.model.judgement import NotHere
from holdfast.model.place import Place
from holdfast.model.value import Known, NotKnown, Unknown, Value

HERE = Place(path="main.tf")
UNKNOWN = Unknown('variable "x" has no value', HERE)


def peers(*texts: str | Unknown) -> Value[tuple[Value[str], ...]]:
    return Known(tuple(each if isinstance(each, Unknown) else Known(each, HERE) for each in texts), HERE)


def rule(first: float | None, last: float | None, *texts: str | Unknown, protocol: str = "tcp") -> FirewallRule:
    return FirewallRule(
        address="g ingress[0]",
        type="g",
        provider="aws",
        language="terraform",
        place=HERE,
        layer=Known("group", HERE),
        inbound=Known(True, HERE),
        allow=Known(True, HERE),
        peers=peers(*texts),
        protocol=Known(protocol, HERE),
        from_port=Known(first, HERE),
        to_port=Known(last, HERE),
    )


def failing(made: FirewallRule) -> set[str]:
    found = set()
    for name, judge in JUDGES.items():
        try:
            if list(judge(made)):
                found.add(name)
        except NotHere:
            continue
    return found


@pytest.mark.parametrize("text", ["0.0.0.0/0", "::/0", "0::/0", "2000::/3", " 0.0.0.0/0 "])
def test_everyone_has_several_spellings(text: str) -> None:
    assert world(peers("10.0.0.0/8", text)) is not None


def test_two_halves_are_everyone_and_one_is_not() -> None:
    assert world(peers("0.0.0.0/1", "128.0.0.0/1")) is not None
    assert world(peers("0.0.0.0/1")) is None
    assert world(peers("0.0.0.0/1", "::/1")) is None


def test_an_unknown_range_may_be_everyone_unless_another_resource_gives_it() -> None:
    with pytest.raises(NotKnown):
        world(peers(UNKNOWN))
    assert world(peers(Unknown("known only after apply", HERE, ("aws_vpc.a",)))) is None
    assert world(peers(UNKNOWN, "0.0.0.0/0")) is not None


@given(st.ip_addresses(v=4), st.integers(min_value=9, max_value=32))
def test_a_narrow_range_is_neither_everyone_nor_wide(address: ipaddress.IPv4Address, bits: int) -> None:
    assert failing(rule(22, 22, f"{address}/{bits}")) == set()


@given(st.integers(min_value=0, max_value=65535), st.integers(min_value=0, max_value=65535))
def test_each_open_range_is_told_by_its_ports_alone(one: int, other: int) -> None:
    first, last = sorted((one, other))
    found = failing(rule(first, last, "0.0.0.0/0"))
    if last - first >= 100:
        assert len(found) == 1
    if first == last and first in NAMED:
        assert len(found) == 1


@given(st.text(max_size=20))
def test_what_is_no_range_is_nobody(text: str) -> None:
    if "/" not in text:
        assert failing(rule(22, 22, text)) == set()


def test_one_unknown_range_is_unsure_for_the_ports_that_it_may_open_alone() -> None:
    unsure = set()
    for name, judge in JUDGES.items():
        try:
            list(judge(rule(22, 22, UNKNOWN)))
        except NotKnown:
            unsure.add(name)
        except NotHere:
            continue
    assert unsure == {"ssh-open", "wide-peers"}
