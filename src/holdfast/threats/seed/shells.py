"""Machines whose shell or remote desktop the internet reaches, by the firewalls that their templates name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from holdfast.estate.kinds.compute import Instance
from holdfast.estate.kinds.network import FirewallGroup, FirewallRule
from holdfast.model.resource import Resource
from holdfast.model.system import Sort
from holdfast.model.tree import at as reach
from holdfast.model.value import How, Known
from holdfast.threats.seed.draft import Piece
from holdfast.threats.seed.values import fact, known
from holdfast.threats.seed.words import at

_SHELLS: Final = (22, 3389, 5985, 5986)
_EVERYBODY: Final = frozenset({"0.0.0.0/0", "::/0", "*", "internet", "any"})


def say(parts: Iterable[Resource], refs: Mapping[str, set[str]], by_bare: Mapping[str, Piece]) -> None:
    """State ``shell-exposure`` of machines. ``refs`` are the addresses that each address refers to."""
    listed = list(parts)
    groups = {each.address: each for each in listed if isinstance(each, FirewallGroup)}
    opened = {address: rule for address, each in groups.items() if (rule := _open(known(each.members) or ()))}
    for each in listed:
        if isinstance(each, FirewallRule) and _open([each]):
            opened |= {ref: each for ref in refs.get(each.address, ()) if ref in groups}
    for bare, piece in by_bare.items():
        rule = next((opened[ref] for ref in sorted(refs.get(bare, ())) if ref in opened), None)
        if rule is None or piece.sort is not Sort.PROCESS or "virtual-machine" not in piece.technologies:
            continue
        piece.say("shell-exposure", "internet")
        source = at(rule.place.path, rule.place.line)
        if source not in piece.source:
            piece.source.append(source)
        own = [part for part in listed if isinstance(part, Instance) and part.address.partition("[")[0] == bare]
        if piece.facts.get("exposure") == "internal" and any(_anywhere(part) for part in own):
            piece.facts["exposure"] = "internet"
            piece.guessed.add("exposure")


def _open(rules: Iterable[FirewallRule]) -> FirewallRule | None:
    """The first rule that lets everybody in to a shell."""
    return next((each for each in rules if _shell(each)), None)


def _shell(rule: FirewallRule) -> bool:
    if known(rule.inbound) is False or known(rule.allow) is False:
        return False
    peers = {str(known(peer)).lower() for peer in known(rule.peers) or ()}
    low, high = known(rule.from_port), known(rule.to_port)
    if peers.isdisjoint(_EVERYBODY) or not isinstance(low, int | float):
        return False
    top = high if isinstance(high, int | float) else low
    return any(low <= port <= top for port in _SHELLS) and known(rule.protocol) not in ("udp", "icmp")


def _anywhere(machine: Instance) -> bool:
    """Whether a machine stands in the network that is there by default, which gives public addresses."""
    address = fact(machine, "public_ip")
    subnet = reach(machine.raw, "subnet_id")
    return (
        isinstance(address, Known) and address.how is How.DEFAULT and isinstance(subnet, Known) and subnet.value is None
    )
