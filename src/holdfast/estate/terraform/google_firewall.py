"""Firewall rules of Google Cloud: each list of ports of each permission by itself.

Rules let in nobody whom they do not name; rules for outgoing traffic without a destination mean every address. Source:
"VPC firewall rules" and "Firewall policy rules", documentation of Google Cloud.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import Frame
from holdfast.estate.firewall import gathered, protocol
from holdfast.estate.kinds.network import FirewallRule
from holdfast.estate.links import part
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items, mapped, present, text
from holdfast.model.value import How, Known, Tree, Unknown, Value

_POLICIES: Final = (
    *("google_compute_firewall_policy_rule", "google_compute_network_firewall_policy_rule"),
    "google_compute_region_network_firewall_policy_rule",
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every permission and refusal of every rule."""
    frame = Frame("google", blocks.language)
    for block in blocks.of("google_compute_firewall"):
        for name in ("allow", "deny"):
            listed = at(block.attrs, name)
            let = Known(name == "allow", block.place)
            if isinstance(listed, Unknown):
                yield _rule(block, frame, f"{name}[*]", listed, let, listed, listed, _peers(block.attrs, block.attrs))
            for number, tree in enumerate(items(listed)):
                yield from _ports(
                    *(block, frame, f"{name}[{number}]", tree, let, at(tree, "protocol")),
                    _peers(block.attrs, block.attrs),
                )
    for block in blocks.of(*_POLICIES):
        yield from _policy(block, frame)


def _policy(block: Block, frame: Frame) -> Iterator[Resource]:
    match = at(block.attrs, "match")
    allow: Value[bool] = mapped(at(block.attrs, "action"), lambda value: str(value).lower() == "allow")
    peers = _peers(match, block.attrs)
    for number, tree in enumerate(items(at(match, "layer4_configs"))):
        name = f"layer4_configs[{number}]"
        yield from _ports(block, frame, name, tree, allow, at(tree, "ip_protocol"), peers)


def _outbound(attrs: Tree) -> Value[bool]:
    return mapped(text(at(attrs, "direction"), "INGRESS"), lambda value: str(value).upper() == "EGRESS")


def _peers(holder: Tree, attrs: Tree) -> Value[Any]:
    """Ranges on the other side; what goes out without one may go everywhere."""
    out = _outbound(attrs)
    if isinstance(out, Unknown):
        return out
    names = ("destination_ranges", "dest_ip_ranges") if out.value else ("source_ranges", "src_ip_ranges")
    found = gathered([at(holder, name) for name in names], holder)
    if out.value and isinstance(found, Known) and not found.value:
        return Known((Known("0.0.0.0/0", found.place, How.DEFAULT),), found.place, How.DEFAULT)
    return found


def _ports(
    block: Block, frame: Frame, name: str, tree: Tree, allow: Value[bool], spoken: Tree, peers: Value[Any]
) -> Iterator[Resource]:
    listed = at(tree, "ports")
    ports = items(listed)
    if isinstance(listed, Unknown) or not ports:
        yield _rule(block, frame, name, tree, allow, spoken, listed, peers)
    for number, each in enumerate(ports):
        yield _rule(block, frame, f"{name} ports[{number}]", tree, allow, spoken, each, peers)


def _rule(
    block: Block, frame: Frame, name: str, tree: Tree, allow: Value[bool], spoken: Tree, ports: Tree, peers: Value[Any]
) -> Resource:
    out = _outbound(block.attrs)
    off = at(block.attrs, "disabled")
    disabled = isinstance(off, Known) and str(off.value).lower() == "true"
    spans = Known(None, tree.place) if isinstance(ports, Known) and not isinstance(ports.value, str | int) else ports
    return part(
        *(block, name, tree, FirewallRule, frame),
        layer=Known("group", block.place),
        inbound=out if isinstance(out, Unknown) else out._replace(value=not out.value),
        allow=Known(False, off.place) if disabled else allow,
        peers=peers,
        protocol=protocol(spoken),
        from_port=mapped(spans, lambda value: None if value is None else float(str(value).split("-")[0])),
        to_port=mapped(spans, lambda value: None if value is None else float(str(value).split("-")[-1])),
        serves_web=Known(False, block.place),
        described=present(at(block.attrs, "description")),
    )
