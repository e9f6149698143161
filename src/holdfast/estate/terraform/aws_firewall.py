"""Security groups and network lists of AWS, each rule by itself."""

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
from holdfast.model.tree import at, flag, items, present, text
from holdfast.model.value import How, Known, Tree, Unknown, Value

_GROUPS: Final = ("aws_security_group", "aws_default_security_group")
_LISTS: Final = ("aws_network_acl", "aws_default_network_acl")
_BALANCERS: Final = ("aws_lb", "aws_alb", "aws_elb")
_RULES: Final = (
    *("aws_security_group_rule", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"),
)
_NAMES_GROUPS: Final = re.compile(r"(?:^|_)security_groups?(?:_|$)")


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every firewall rule and group of AWS."""
    frame = Frame("aws", blocks.language)
    web = _web_groups(blocks)
    groups = list(blocks.of(*_GROUPS))
    held = users(blocks, _NAMES_GROUPS, _belongs) if groups else None
    for block in groups:
        used = held.of(block, "id", "name") if held and block.type == _GROUPS[0] else None
        yield from _group(block, frame, block.address in web, used)
    for block in blocks.of("aws_security_group_rule"):
        way = _is(at(block.attrs, "type"), "ingress")
        yield _rule(block, frame, block.attrs, "", way, _owner(blocks, block) in web)
    for type in ("ingress", "egress"):
        for block in blocks.of(f"aws_vpc_security_group_{type}_rule"):
            way = Known(type == "ingress", block.place)
            yield _rule(block, frame, block.attrs, "", way, _owner(blocks, block) in web)
    for block in blocks.of(*_LISTS):
        for name in ("ingress", "egress"):
            for number, tree in enumerate(items(at(block.attrs, name))):
                yield _entry(block, frame, tree, f"{name}[{number}]", Known(name == "ingress", tree.place))
    for block in blocks.of("aws_network_acl_rule"):
        outbound = at(block.attrs, "egress")
        way = outbound if isinstance(outbound, Unknown) else Known(outbound.value is not True, outbound.place)
        yield _entry(block, frame, block.attrs, "", way)
    for block in blocks.of("aws_lightsail_instance_public_ports"):
        yield from _lightsail(block, frame)


def _belongs(block: Block, name: str) -> bool:
    """Whether an attribute names the group that a rule belongs to."""
    return name == "security_group_id" and block.type in _RULES


def _group(block: Block, frame: Frame, web: bool, used: Value[bool] | None) -> Iterator[Resource]:
    rules: list[FirewallRule] = []
    unknown: Unknown | None = None
    for name in ("ingress", "egress"):
        listed = at(block.attrs, name)
        if isinstance(listed, Unknown):
            unknown = listed
            yield _unknown_rule(block, frame, name, listed)
        for number, tree in enumerate(items(listed)):
            rules.append(_rule(block, frame, tree, f"{name}[{number}]", Known(name == "ingress", tree.place), web))
    yield from rules
    called = text(at(block.attrs, "name"))
    default = block.type == "aws_default_security_group" or (isinstance(called, Known) and called.value == "default")
    count: Value[float] = unknown or Known(float(len(rules)), block.place)
    facts = {"rules": count, "members": unknown or Known(tuple(rules), block.place), "used": used}
    yield part(block, "", block.attrs, FirewallGroup, frame, default=Known(default, block.place), **facts)


def _unknown_rule(block: Block, frame: Frame, name: str, tree: Unknown) -> Resource:
    """Rules that nobody can count stand for one whose peers are unknown."""
    facts: dict[str, Any] = dict.fromkeys(("peers", "protocol", "from_port", "to_port"), tree)
    return part(
        block,
        f"{name}[*]",
        tree,
        FirewallRule,
        frame,
        layer=Known("group", block.place),
        inbound=Known(name == "ingress", block.place),
        allow=Known(True, block.place),
        **facts,
    )


_RANGES: Final = ("cidr_blocks", "ipv6_cidr_blocks", "cidr_ipv4", "cidr_ipv6", "cidr_block", "ipv6_cidr_block")


def _rule(block: Block, frame: Frame, tree: Tree, name: str, inbound: Value[bool], web: bool) -> FirewallRule:
    return part(
        block,
        name,
        tree,
        FirewallRule,
        frame,
        layer=Known("group", block.place),
        inbound=inbound,
        allow=Known(True, block.place),
        peers=gathered([at(tree, range) for range in _RANGES], tree),
        protocol=protocol(_first(tree, "protocol", "ip_protocol")),
        from_port=port(at(tree, "from_port")),
        to_port=port(at(tree, "to_port")),
        serves_web=Known(web, block.place),
        described=present(at(tree, "description")),
        within_group=_within(block, tree),
    )


def _within(block: Block, tree: Tree) -> Value[bool]:
    """Whether a rule lets in the members of its own group: it says so, or names the group that it belongs to."""
    own = at(tree, "self")
    if isinstance(own, Known) and own.value is None and block.type in _RULES:
        owner = at(block.attrs, "security_group_id")
        source = _first(tree, "source_security_group_id", "referenced_security_group_id")
        there = isinstance(source, Unknown) or source.value is not None
        if there and not owner.refs and isinstance(source, Unknown):
            return source
        same = bool(set(owner.refs) & set(source.refs)) or (
            isinstance(owner, Known) and isinstance(source, Known) and owner.value == source.value
        )
        return Known(there and same, source.place if there else tree.place)
    return flag(own, False)


def _entry(block: Block, frame: Frame, tree: Tree, name: str, inbound: Value[bool]) -> Resource:
    return part(
        block,
        name,
        tree,
        FirewallRule,
        frame,
        layer=Known("subnet", block.place),
        inbound=inbound,
        allow=_is(_first(tree, "rule_action", "action"), "allow"),
        peers=gathered([at(tree, range) for range in _RANGES], tree),
        protocol=protocol(at(tree, "protocol")),
        from_port=port(at(tree, "from_port")),
        to_port=port(at(tree, "to_port")),
    )


def _lightsail(block: Block, frame: Frame) -> Iterator[Resource]:
    """Ports of a small machine; nobody who names no range means everybody."""
    for number, tree in enumerate(items(at(block.attrs, "port_info"))):
        ranges = [at(tree, "cidrs"), at(tree, "ipv6_cidrs")]
        peers = gathered(ranges, tree)
        if isinstance(peers, Known) and not peers.value and not items(at(tree, "cidr_list_aliases")):
            peers = Known((Known("0.0.0.0/0", tree.place),), tree.place, How.DEFAULT)
        yield part(
            block,
            f"port_info[{number}]",
            tree,
            FirewallRule,
            frame,
            layer=Known("group", block.place),
            inbound=Known(True, block.place),
            allow=Known(True, block.place),
            peers=peers,
            protocol=protocol(at(tree, "protocol")),
            from_port=port(at(tree, "from_port")),
            to_port=port(at(tree, "to_port")),
            serves_web=Known(False, block.place),
        )


def _first(tree: Tree, *names: str) -> Tree:
    """The first of some attributes that is there."""
    found = at(tree, names[0])
    for name in names:
        value = at(tree, name)
        if isinstance(value, Unknown) or value.value is not None:
            return value
    return found


def _is(tree: Tree, word: str) -> Value[bool]:
    if isinstance(tree, Unknown):
        return tree
    return Known(str(tree.value).lower() == word, tree.place, tree.how, tree.trail)


def _owner(blocks: Blocks, rule: Block) -> str:
    """Address of the group that a rule belongs to; empty where it is not here."""
    group = blocks.target(at(rule.attrs, "security_group_id"), *_GROUPS)
    return group.address if group else ""


def _web_groups(blocks: Blocks) -> set[str]:
    """Addresses of the groups of load balancers."""
    trees = (tree for block in blocks.of(*_BALANCERS) for tree in items(at(block.attrs, "security_groups")))
    return {group.address for tree in trees if (group := blocks.target(tree, *_GROUPS))}
