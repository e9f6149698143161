"""Networks of AWS: what connects, and what is recorded about it."""

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
from holdfast.model.tree import at, flag, texts

_NETWORKS: Final = (
    Row("aws_vpc", Network, {"default": fixed(False)}),
    Row("aws_default_vpc", Network, {"default": fixed(True)}),
)
_FIREWALLS: Final = (
    Row(
        "aws_networkfirewall_firewall",
        NetworkFirewall,
        {
            "deletion_protected": switch("delete_protection"),
            "customer_key": among("encryption_configuration.type", "CUSTOMER_KMS"),
        },
    ),
)
_ROWS: Final = (
    Row("aws_flow_log", FlowLog, {"refused_logged": among("traffic_type", "ALL", "REJECT", default=True)}),
    Row("aws_subnet", Subnet, {"assigns_public_ip": switch("map_public_ip_on_launch")}),
    Row("aws_default_subnet", Subnet, {"assigns_public_ip": switch("map_public_ip_on_launch", default=True)}),
    Row("aws_vpc_endpoint_service", NetworkLink, {"auto_accepts": opposite(switch("acceptance_required", True))}),
    Row("aws_ec2_transit_gateway", NetworkLink, {"auto_accepts": among("auto_accept_shared_attachments", "enable")}),
    Row(
        "aws_networkfirewall_firewall_policy",
        FirewallPolicy,
        {
            "passes_by_default": either(
                contains("firewall_policy.stateless_default_actions", "aws:pass"),
                contains("firewall_policy.stateless_fragment_default_actions", "aws:pass"),
            )
        },
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Networks, subnets, the links between them, and firewalls that inspect."""
    frame = Frame("aws", blocks.language)
    logs = linked(("aws_flow_log", "vpc_id"))
    yield from emitted(_NETWORKS, frame, blocks, flow_logged=logs)
    yield from emitted(
        _FIREWALLS, frame, blocks, logged=linked(("aws_networkfirewall_logging_configuration", "firewall_arn"))
    )
    yield from emitted(_ROWS, frame, blocks)
    for block in blocks.of("aws_vpn_connection"):
        yield from _tunnels(block, frame)


def _tunnels(block: Block, frame: Frame) -> Iterator[Resource]:
    """Both lines of a connection, where anything is said about them."""
    for name in ("tunnel1", "tunnel2"):
        ciphers = [
            texts(at(block.attrs, f"{name}_phase{phase}_{what}_algorithms"))
            for phase in (1, 2)
            for what in ("encryption", "integrity")
        ]
        groups = [texts(at(block.attrs, f"{name}_phase{phase}_dh_group_numbers")) for phase in (1, 2)]
        yield part(
            *(block, name, block.attrs, VpnTunnel, frame),
            ike_versions=texts(at(block.attrs, f"{name}_ike_versions")),
            dh_groups=joined(groups),
            ciphers=joined(ciphers),
            logged=flag(at(block.attrs, f"{name}_log_options", "cloudwatch_log_options", "log_enabled"), False),
        )
