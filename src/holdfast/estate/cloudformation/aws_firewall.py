"""Security groups and network lists of AWS in templates, each rule by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import Frame
from holdfast.estate.firewall import gathered, port, protocol
from holdfast.estate.kinds.network import FirewallGroup, FirewallRule
from holdfast.estate.links import part
from holdfast.estate.usage import users
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items, mapped, present
from holdfast.model.value import How, Known, Tree, Unknown, Value

_GROUP: Final = "AWS::EC2::SecurityGroup"
_WAYS: Final = (("SecurityGroupIngress", True), ("SecurityGroupEgress", False))
_BALANCERS: Final = (
    ("AWS::ElasticLoadBalancingV2::LoadBalancer", "SecurityGroups"),
    ("AWS::ElasticLoadBalancing::LoadBalancer", "SecurityGroups"),
)
_NAMES_GROUPS: Final = re.compile(r"SecurityGroups?(?:$|Ids?$|Names?$)|^GroupId$")
_RULES: Final = ("AWS::EC2::SecurityGroupIngress", "AWS::EC2::SecurityGroupEgress")
_RANGES: Final = ("CidrIp", "CidrIpv6", "CidrBlock", "Ipv6CidrBlock")


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every firewall rule and group of AWS."""
    frame = Frame("aws", blocks.language)
    web = _web_groups(blocks)
    groups = list(blocks.of(_GROUP))
    held = users(blocks, _NAMES_GROUPS, _belongs) if groups else None
    for block in groups:
        used = held.of(block, "GroupName") if held else None
        yield from _group(block, frame, block.address in web, used)
    for type, inbound in _WAYS:
        for block in blocks.of(f"AWS::EC2::{type}"):
            group = blocks.target(at(block.attrs, "GroupId"), _GROUP)
            yield _rule(block, frame, block.attrs, "", inbound, group is not None and group.address in web)
    for block in blocks.of("AWS::EC2::NetworkAclEntry"):
        yield _entry(block, frame)
    for block in blocks.of("AWS::Lightsail::Instance"):
        for number, tree in enumerate(items(at(block.attrs, "Networking", "Ports"))):
            yield _lightsail(block, frame, tree, f"port[{number}]")


def _belongs(block: Block, name: str) -> bool:
    """Whether a property names the group that a rule belongs to."""
    return name in ("GroupId", "GroupName") and block.type in _RULES


def _group(block: Block, frame: Frame, web: bool, used: Value[bool] | None) -> Iterator[Resource]:
    rules: list[FirewallRule] = []
    unknown: Unknown | None = None
    for name, inbound in _WAYS:
        listed = at(block.attrs, name)
        if isinstance(listed, Unknown):
            unknown = listed
            yield _unknown_rule(block, frame, f"{name}[*]", inbound, listed)
        for number, tree in enumerate(items(listed)):
            rules.append(_rule(block, frame, tree, f"{name}[{number}]", inbound, web))
    yield from rules
    facts = {"members": unknown or Known(tuple(rules), block.place), "used": used}
    yield part(block, "", block.attrs, FirewallGroup, frame, default=Known(False, block.place, How.DEFAULT), **facts)


def _unknown_rule(block: Block, frame: Frame, name: str, inbound: bool, tree: Unknown) -> FirewallRule:
    facts: dict[str, Any] = dict.fromkeys(("peers", "protocol", "from_port", "to_port"), tree)
    return part(
        block,
        name,
        tree,
        FirewallRule,
        frame,
        layer=Known("group", block.place),
        inbound=Known(inbound, block.place),
        allow=Known(True, block.place),
        **facts,
    )


def _rule(block: Block, frame: Frame, tree: Tree, name: str, inbound: bool, web: bool) -> FirewallRule:
    if isinstance(tree, Unknown):
        return _unknown_rule(block, frame, name, inbound, tree)
    return part(
        block,
        name,
        tree,
        FirewallRule,
        frame,
        layer=Known("group", block.place),
        inbound=Known(inbound, block.place),
        allow=Known(True, block.place),
        peers=gathered([at(tree, range) for range in _RANGES], tree),
        protocol=protocol(at(tree, "IpProtocol")),
        from_port=port(at(tree, "FromPort")),
        to_port=port(at(tree, "ToPort")),
        serves_web=Known(web, block.place),
        described=present(at(tree, "Description")),
        within_group=_within(block, tree),
    )


def _within(block: Block, tree: Tree) -> Value[bool]:
    """Whether a rule names the group that it belongs to as the one that it lets in."""
    if block.type not in _RULES:
        return Known(False, tree.place, How.DEFAULT)
    owner, source = at(tree, "GroupId"), at(tree, "SourceSecurityGroupId")
    there = isinstance(source, Unknown) or source.value is not None
    if there and not owner.refs and isinstance(source, Unknown):
        return source
    same = bool(set(owner.refs) & set(source.refs)) or (
        isinstance(owner, Known) and isinstance(source, Known) and owner.value == source.value
    )
    return Known(there and same, source.place if there else tree.place)


def _entry(block: Block, frame: Frame) -> Resource:
    attrs = block.attrs
    outbound = at(attrs, "Egress")
    allow: Value[bool] = mapped(at(attrs, "RuleAction"), lambda word: str(word).lower() == "allow")
    return part(
        block,
        "",
        attrs,
        FirewallRule,
        frame,
        layer=Known("subnet", block.place),
        inbound=mapped(outbound, lambda word: str(word).lower() != "true"),
        allow=allow,
        peers=gathered([at(attrs, range) for range in _RANGES], attrs),
        protocol=protocol(at(attrs, "Protocol")),
        from_port=port(at(attrs, "PortRange", "From")),
        to_port=port(at(attrs, "PortRange", "To")),
    )


def _lightsail(block: Block, frame: Frame, tree: Tree, name: str) -> Resource:
    """A port of a small machine; nobody who names no range means everybody."""
    peers = gathered([at(tree, "Cidrs"), at(tree, "Ipv6Cidrs")], tree)
    if isinstance(peers, Known) and not peers.value and not items(at(tree, "CidrListAliases")):
        peers = Known((Known("0.0.0.0/0", tree.place),), tree.place, How.DEFAULT)
    return part(
        block,
        name,
        tree,
        FirewallRule,
        frame,
        layer=Known("group", block.place),
        inbound=Known(True, block.place),
        allow=Known(True, block.place),
        peers=peers,
        protocol=protocol(at(tree, "Protocol")),
        from_port=port(at(tree, "FromPort")),
        to_port=port(at(tree, "ToPort")),
        serves_web=Known(False, block.place),
    )


def _web_groups(blocks: Blocks) -> set[str]:
    """Names of the groups of load balancers."""
    trees = (tree for type, name in _BALANCERS for block in blocks.of(type) for tree in items(at(block.attrs, name)))
    return {group.address for tree in trees if (group := blocks.target(tree, _GROUP))}
