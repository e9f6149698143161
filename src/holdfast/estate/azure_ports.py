"""Rules of Azure's network security groups and of the firewalls of its services, as every language writes them.

Source: "Azure network security groups overview", security rules; service tags.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from holdfast.estate.blocks import Block
from holdfast.estate.facts import Frame
from holdfast.estate.firewall import gathered, protocol
from holdfast.estate.kinds.network import FirewallGroup, FirewallRule
from holdfast.estate.links import part
from holdfast.model.resource import Resource
from holdfast.model.tree import absent, at, items, mapped, present, text
from holdfast.model.value import How, Known, Tree, Unknown, Value

AZURE: Final = "every customer of Azure"
"""The peer of a rule that lets in whatever runs on the platform, whoever's it is."""
_RANGE: Final = re.compile(r"\s*([0-9]{1,5})(?:\s*-\s*([0-9]{1,5}))?\s*")
_EVERYONE: Final = frozenset({"*", "internet", "any"})
_HALF: Final = 2**31


class Names(NamedTuple):
    """How a language names the parts of a rule."""

    access: str
    direction: str
    protocol: str
    sources: tuple[str, ...]
    targets: tuple[str, ...]
    ports: tuple[str, ...]


def group(block: Block, frame: Frame, name: str, listed: Tree, inner: str, names: Names) -> Iterator[Resource]:
    """A group and its rules; ``inner`` is where each keeps what it says."""
    if isinstance(listed, Unknown):
        facts: dict[str, Any] = dict.fromkeys(("inbound", "allow", "peers", "protocol", "from_port", "to_port"), listed)
        layer = Known("group", block.place)
        yield part(block, f"{name}[*]", listed, FirewallRule, frame, layer=layer, **facts)
    for number, tree in enumerate(items(listed)):
        yield from rules(block, frame, at(tree, inner) if inner else tree, names, f"{name}[{number}]")
    count: Value[float] = listed if isinstance(listed, Unknown) else Known(float(len(items(listed))), block.place)
    yield part(block, "", block.attrs, FirewallGroup, frame, default=Known(False, block.place), rules=count)


def rules(block: Block, frame: Frame, tree: Tree, names: Names, name: str) -> Iterator[Resource]:
    """A rule, once for each of its ranges of ports."""
    inbound = _is(at(tree, names.direction), "inbound")
    sort = "sources" if not (isinstance(inbound, Known) and inbound.value is False) else "targets"
    lists = names.sources if sort == "sources" else names.targets
    ports = _ports(tree, names.ports)
    for number, entry in enumerate(ports):
        low, high = _limits(entry)
        label = f"{name}.ports[{number}]" if len(ports) > 1 else name
        yield part(
            *(block, label.lstrip("."), tree, FirewallRule, frame),
            layer=Known("group", block.place),
            inbound=inbound,
            allow=_is(at(tree, names.access), "allow"),
            peers=_peers(tree, lists),
            protocol=_protocol(at(tree, names.protocol), low),
            from_port=low,
            to_port=high,
            serves_web=Known(False, block.place),
            described=present(at(tree, "description")),
        )


def _is(tree: Tree, word: str) -> Value[bool]:
    return mapped(tree, lambda value: str(value).strip().lower() == word)


def _ports(tree: Tree, names: tuple[str, ...]) -> list[Tree]:
    found: list[Tree] = []
    for name in names:
        value = at(tree, name)
        if isinstance(value, Unknown):
            found.append(value)
        else:
            found += [each for each in items(value) if not (isinstance(each, Known) and each.value == "")]
    return found or [absent(tree)]


def _limits(entry: Tree) -> tuple[Value[float | None], Value[float | None]]:
    """The first and the last port of an entry; none where all are meant."""
    if isinstance(entry, Unknown):
        return entry, entry
    found = _RANGE.fullmatch(str(entry.value))
    if found is None:
        nothing: Value[float | None] = Known(None, entry.place, entry.how)
        return nothing, nothing
    return Known(float(found[1]), entry.place), Known(float(found[2] or found[1]), entry.place)


def _peers(tree: Tree, names: tuple[str, ...]) -> Value[tuple[Value[str], ...]]:
    """Address ranges; ``*`` and ``Internet`` are everyone."""
    told = gathered([at(tree, name) for name in names], tree)
    if isinstance(told, Unknown):
        return told
    return told._replace(value=tuple(_range(each) for each in told.value))


def _range(peer: Value[str]) -> Value[str]:
    if isinstance(peer, Known) and peer.value.strip().lower() in _EVERYONE:
        return peer._replace(value="0.0.0.0/0")
    return peer


def _protocol(tree: Tree, port: Value[float | None]) -> Value[str | None]:
    """A protocol; ``*`` beside a port means those protocols that have ports."""
    if not isinstance(tree, Known) or tree.value != "*":
        return protocol(tree)
    whole = isinstance(port, Known) and port.value is None
    return Known("all" if whole else "tcp_udp", tree.place, tree.how, tree.trail)


def service_rule(block: Block, frame: Frame, tree: Tree, low: str, high: str) -> Resource:
    """A rule of the firewall of a service, which lets in the addresses from one to another."""
    return part(
        *(block, "", tree, FirewallRule, frame),
        layer=Known("service", block.place),
        inbound=Known(True, block.place),
        allow=Known(True, block.place),
        peers=_between(at(tree, low), at(tree, high)),
    )


def _between(low: Tree, high: Tree) -> Value[tuple[Value[str], ...]]:
    start, end = text(low), text(high)
    if isinstance(start, Unknown):
        return start
    if isinstance(end, Unknown):
        return end
    try:
        first, last = (ipaddress.IPv4Address((each.value or "").strip()) for each in (start, end))
    except ValueError:
        return Unknown("its addresses cannot be read", start.place)
    if int(first) == int(last) == 0:
        peer = AZURE
    elif int(last) - int(first) >= _HALF:
        peer = "0.0.0.0/0"
    else:
        peer = f"{first}-{last}"
    return Known((Known(peer, end.place, How.EXPLICIT, end.trail),), end.place)
