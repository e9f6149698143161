"""Rules of one firewall group that say the same twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from holdfast.checks.cloud.ports import Network, all_ports, network, ports_of
from holdfast.estate.kinds.network import FirewallGroup, FirewallRule
from holdfast.model.judgement import Breach, Judge, NotHere
from holdfast.model.value import Known, NotKnown, Unknown, need

_MOST: Final = 200
"""So many ranges of a group are compared with each other."""


class _Opening(NamedTuple):
    """One range that a rule lets through, and what it may reach."""

    range: Network
    peer: Known[str]
    inbound: bool
    protocol: str
    ports: tuple[int, int] | None

    @property
    def told(self) -> str:
        """What it opens, as a person says it."""
        if self.ports is None or all_ports(*self.ports):
            what = "every port" if self.protocol == "all" else f"all of {self.protocol}"
        else:
            first, last = self.ports
            what = f"{self.protocol} port {first}" if first == last else f"{self.protocol} ports {first}-{last}"
        return f"{what} from {self.range}"

    def within(self, other: _Opening) -> bool:
        """Whether another one takes all of it in."""
        if self.inbound != other.inbound or other.protocol not in ("all", self.protocol):
            return False
        if other.protocol != "all" and not _inside(self.ports, other.ports):
            return False
        mine, theirs = self.range, other.range
        return mine.version == theirs.version and theirs.supernet_of(mine)  # type: ignore[arg-type]


def _inside(ports: tuple[int, int] | None, others: tuple[int, int] | None) -> bool:
    """Whether some ports lie among others; a protocol without ports is compared by itself."""
    if ports is None or others is None:
        return ports == others
    return others[0] <= ports[0] and ports[1] <= others[1]


def overlapping(group: FirewallGroup) -> Iterator[Breach]:
    """A range is let through that another rule of the group lets through already."""
    if group.members is None:
        raise NotHere
    openings: list[_Opening] = []
    unknown: Unknown | None = None
    for rule in need(group.members):
        try:
            openings += _openings(rule)
        except NotKnown as error:
            unknown = unknown or error.unknown
    found = list(_twice(openings[:_MOST]))
    if not found and unknown:
        raise NotKnown(unknown)
    yield from found


def _openings(rule: FirewallRule) -> Iterator[_Opening]:
    """Every known range that a rule lets through. Raises NotKnown for what decides and is not known."""
    if rule.peers is None or rule.protocol is None or rule.inbound is None:
        return
    inbound, protocol = need(rule.inbound), need(rule.protocol) or "all"
    if protocol in ("icmp", "icmpv6"):
        return
    ports = ports_of(rule)
    for peer in need(rule.peers):
        if isinstance(peer, Unknown):
            if not peer.refs:
                raise NotKnown(peer)
        elif (range := network(peer.value)) is not None:
            yield _Opening(range, peer, inbound, protocol, ports)


def _twice(openings: Sequence[_Opening]) -> Iterator[Breach]:
    for index, each in enumerate(openings):
        for position, other in enumerate(openings):
            # Of two that are the same, the later one is said to be too much.
            if position == index or not each.within(other) or (position > index and other.within(each)):
                continue
            says = f"it opens {each.told}, and {other.told} already"
            yield Breach(each.peer.place, says, each.peer.trail, f"{each.range}")
            break


JUDGES: Final[Mapping[str, Judge]] = {"rules-overlap": overlapping}
