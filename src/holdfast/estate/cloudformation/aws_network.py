"""Networks of AWS in templates: what connects, and what is recorded about it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import Frame, Row, among, contains, either, fixed, opposite, switch
from holdfast.estate.firewall import joined
from holdfast.estate.kinds.network import (
    FirewallPolicy,
    FlowLog,
    Network,
    NetworkFirewall,
    NetworkLink,
    Subnet,
    VpnTunnel,
)
from holdfast.estate.links import emitted, linked, part
from holdfast.model.resource import Resource
from holdfast.model.tree import at, flag, items, texts
from holdfast.model.value import Known, Tree, Unknown, Value

_NETWORKS: Final = (Row("AWS::EC2::VPC", Network, {"default": fixed(False)}),)
_FIREWALLS: Final = (
    Row("AWS::NetworkFirewall::Firewall", NetworkFirewall, {"deletion_protected": switch("DeleteProtection")}),
)
_ROWS: Final = (
    Row("AWS::EC2::FlowLog", FlowLog, {"refused_logged": among("TrafficType", "ALL", "REJECT", default=True)}),
    Row("AWS::EC2::Subnet", Subnet, {"assigns_public_ip": switch("MapPublicIpOnLaunch")}),
    Row(
        "AWS::EC2::VPCEndpointService",
        NetworkLink,
        {"auto_accepts": opposite(switch("AcceptanceRequired", True))},
    ),
    Row("AWS::EC2::TransitGateway", NetworkLink, {"auto_accepts": among("AutoAcceptSharedAttachments", "enable")}),
    Row(
        "AWS::NetworkFirewall::FirewallPolicy",
        FirewallPolicy,
        {
            "passes_by_default": either(
                contains("FirewallPolicy.StatelessDefaultActions", "aws:pass"),
                contains("FirewallPolicy.StatelessFragmentDefaultActions", "aws:pass"),
            )
        },
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Networks, subnets, the links between them, and firewalls that inspect."""
    frame = Frame("aws", blocks.language)
    yield from emitted(_NETWORKS, frame, blocks, flow_logged=linked(("AWS::EC2::FlowLog", "ResourceId")))
    yield from emitted(
        _FIREWALLS, frame, blocks, logged=linked(("AWS::NetworkFirewall::LoggingConfiguration", "FirewallArn"))
    )
    yield from emitted(_ROWS, frame, blocks)
    for block in blocks.of("AWS::EC2::VPNConnection"):
        for number, tree in enumerate(items(at(block.attrs, "VpnTunnelOptionsSpecifications"))):
            yield _tunnel(block, frame, tree, f"tunnel[{number}]")


def _tunnel(block: Block, frame: Frame, tree: Tree, name: str) -> Resource:
    ciphers = [
        _values(at(tree, f"Phase{phase}{what}Algorithms")) for phase in (1, 2) for what in ("Encryption", "Integrity")
    ]
    return part(
        *(block, name, tree, VpnTunnel, frame),
        ike_versions=_values(at(tree, "IKEVersions")),
        dh_groups=joined([_values(at(tree, f"Phase{phase}DHGroupNumbers")) for phase in (1, 2)]),
        ciphers=joined(ciphers),
        logged=flag(at(tree, "LogOptions", "CloudwatchLogOptions", "LogEnabled"), False),
    )


def _values(tree: Tree) -> Value[tuple[Value[str], ...]]:
    """What a list of ``{Value: x}`` holds."""
    if isinstance(tree, Unknown):
        return tree
    return texts(Known([at(each, "Value") for each in items(tree)], tree.place, tree.how, tree.trail))
