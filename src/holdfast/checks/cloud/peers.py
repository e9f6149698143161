"""Whom firewall rules let in, short of everyone at a port: pings, strangers, addresses that nobody has."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.checks.cloud.ports import all_ports, is_wide, is_world, network, of_sort, ports_of, world
from holdfast.estate.kinds.network import FirewallRule
from holdfast.model.judgement import Breach, Judge, NotHere
from holdfast.model.value import Known, NotKnown, Unknown, need

_UNREACHABLE: Final = 3
"""The type of ICMP that tells a sender to make its packets smaller; without it connections hang."""
_NOBODY: Final = tuple(map(ipaddress.IPv4Network, ("0.0.0.0/8", "127.0.0.0/8", "224.0.0.0/4", "240.0.0.0/4")))
"""No packet from here comes over a network. Source: RFC 6890, special-purpose address registries."""


def icmp(rule: FirewallRule) -> Iterator[Breach]:
    """Everyone may send control messages, such as pings."""
    of_sort(rule, "group", True)
    if rule.peers is None or rule.protocol is None:
        raise NotHere
    if isinstance(rule.protocol, Unknown):
        if world(rule.peers) is None:
            return
        raise NotKnown(rule.protocol)
    kind = need(rule.from_port) if rule.from_port is not None and rule.protocol.value == "icmp" else None
    if rule.protocol.value != "icmp" or kind == _UNREACHABLE:
        return
    peer = world(rule.peers)
    if peer is not None:
        yield Breach(peer.place, f"it lets ICMP from {peer.value} in", peer.trail)


def _known(rule: FirewallRule) -> Iterator[Known[str]]:
    """The ranges that are known. Raises NotHere for rules of another sort, NotKnown where one may be any."""
    of_sort(rule, "group", True)
    if rule.peers is None:
        raise NotHere
    listed = need(rule.peers)
    yield from (each for each in listed if isinstance(each, Known))
    loose = next((each for each in listed if isinstance(each, Unknown) and not each.refs), None)
    if loose is not None:
        raise NotKnown(loose)


def nobody(rule: FirewallRule) -> Iterator[Breach]:
    """A range has no addresses that ever send anything here: a slip, or a rule that nobody needs."""
    for each in _known(rule):
        range = network(each.value)
        if isinstance(range, ipaddress.IPv4Network) and any(range.subnet_of(special) for special in _NOBODY):
            yield Breach(
                each.place, f"it lets {each.value} in, from where no packet ever comes", each.trail, each.value
            )


def strangers(rule: FirewallRule) -> Iterator[Breach]:
    """Every port is open to a part of the internet."""
    for each in _known(rule):
        range = network(each.value)
        if range is None or not range.is_global or is_world(range) or is_wide(range):
            continue
        ports = ports_of(rule)
        if ports is not None and all_ports(*ports):
            says = f"it opens every port to {each.value}, which are addresses of the internet"
            yield Breach(each.place, says, each.trail, each.value)


def own_members(rule: FirewallRule) -> Iterator[Breach]:
    """Every member of a group reaches every port of the others."""
    of_sort(rule, "group", True)
    if rule.within_group is None:
        raise NotHere
    if need(rule.within_group):
        ports = ports_of(rule)
        if ports is not None and all_ports(*ports):
            yield Breach(rule.place, "it opens every port to every member of its own group")


JUDGES: Final[Mapping[str, Judge]] = {
    "icmp-open": icmp,
    "peers-nobody-has": nobody,
    "everything-to-strangers": strangers,
    "everything-within-group": own_members,
}
