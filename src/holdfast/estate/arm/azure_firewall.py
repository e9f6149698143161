"""Network security groups of Azure, each rule by itself, and the firewalls of its services."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.azure_ports import Names, group, rules, service_rule
from holdfast.estate.blocks import Blocks
from holdfast.estate.facts import Frame
from holdfast.model.resource import Resource
from holdfast.model.tree import at

_NAMES: Final = Names(
    access="access",
    direction="direction",
    protocol="protocol",
    sources=("sourceAddressPrefix", "sourceAddressPrefixes"),
    targets=("destinationAddressPrefix", "destinationAddressPrefixes"),
    ports=("destinationPortRange", "destinationPortRanges"),
)
_SERVICES: Final = (
    *("Microsoft.Sql/servers/firewallRules", "Microsoft.Synapse/workspaces/firewallRules"),
    *("Microsoft.DBforPostgreSQL/servers/firewallRules", "Microsoft.DBforPostgreSQL/flexibleServers/firewallRules"),
    *("Microsoft.DBforMySQL/servers/firewallRules", "Microsoft.DBforMySQL/flexibleServers/firewallRules"),
    "Microsoft.DBforMariaDB/servers/firewallRules",
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every group and rule."""
    frame = Frame("azure", blocks.language)
    for block in blocks.of("Microsoft.Network/networkSecurityGroups"):
        yield from group(
            block, frame, "securityRules", at(block.attrs, "properties", "securityRules"), "properties", _NAMES
        )
    for block in blocks.of("Microsoft.Network/networkSecurityGroups/securityRules"):
        yield from rules(block, frame, at(block.attrs, "properties"), _NAMES, "")
    for block in blocks.of(*_SERVICES):
        yield service_rule(block, frame, at(block.attrs, "properties"), "startIpAddress", "endIpAddress")
    for block in blocks.of("Microsoft.Cache/redis/firewallRules"):
        yield service_rule(block, frame, at(block.attrs, "properties"), "startIP", "endIP")
