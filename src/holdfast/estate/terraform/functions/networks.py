"""Functions of IP networks."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from typing import Any, Final

from holdfast.estate.terraform.values import Bad, as_number, as_text

_Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def _network(text: Any) -> _Network:
    if "/" not in as_text(text):
        raise Bad("a network with a prefix is needed")
    return ipaddress.ip_network(as_text(text), strict=False)


def _host(prefix: Any, number: Any) -> str:
    network, host = _network(prefix), int(as_number(number))
    size = network.num_addresses
    if host < 0:
        host += size
    if not 0 <= host < size:
        raise Bad("there is no such host in the network")
    return str(network.network_address + host)


def _netmask(prefix: Any) -> str:
    network = _network(prefix)
    if network.version != 4:
        raise Bad("only IPv4 has netmasks")
    return str(network.netmask)


def _subnet(prefix: Any, bits: Any, number: Any) -> str:
    network, more, index = _network(prefix), int(as_number(bits)), int(as_number(number))
    length = network.prefixlen + more
    if more < 0 or length > network.max_prefixlen or not 0 <= index < 1 << more:
        raise Bad("there is no such subnet")
    start = int(network.network_address) + (index << (network.max_prefixlen - length))
    return f"{type(network.network_address)(start)}/{length}"


def _subnets(prefix: Any, *bits: Any) -> list[str]:
    network = _network(prefix)
    at, end = int(network.network_address), int(network.broadcast_address) + 1
    made = []
    for each in bits:
        length = network.prefixlen + int(as_number(each))
        if not network.prefixlen < length <= network.max_prefixlen:
            raise Bad("there is no such subnet")
        size = 1 << (network.max_prefixlen - length)
        at = -(-at // size) * size
        if at + size > end:
            raise Bad("the network is too small")
        made.append(f"{type(network.network_address)(at)}/{length}")
        at += size
    return made


def _contains(outer: Any, inner: Any) -> bool:
    network, text = _network(outer), as_text(inner)
    other = ipaddress.ip_network(text, strict=False)
    if other.version != network.version:
        raise Bad("an IPv4 and an IPv6 network can't be compared")
    return other.network_address in network and other.broadcast_address in network


FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "cidrcontains": _contains,
    "cidrhost": _host,
    "cidrnetmask": _netmask,
    "cidrsubnet": _subnet,
    "cidrsubnets": _subnets,
}
