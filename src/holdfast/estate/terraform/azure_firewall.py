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
    sources=("source_address_prefix", "source_address_prefixes"),
    targets=("destination_address_prefix", "destination_address_prefixes"),
    ports=("destination_port_range", "destination_port_ranges"),
)
_SERVICES: Final = (
    *("azurerm_mssql_firewall_rule", "azurerm_sql_firewall_rule", "azurerm_synapse_firewall_rule"),
    *("azurerm_postgresql_firewall_rule", "azurerm_postgresql_flexible_server_firewall_rule"),
    *("azurerm_mysql_firewall_rule", "azurerm_mysql_flexible_server_firewall_rule"),
    *("azurerm_mariadb_firewall_rule", "azurerm_mongo_cluster_firewall_rule"),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every group and rule."""
    frame = Frame("azure", blocks.language)
    for block in blocks.of("azurerm_network_security_group"):
        yield from group(block, frame, "security_rule", at(block.attrs, "security_rule"), "", _NAMES)
    for block in blocks.of("azurerm_network_security_rule"):
        yield from rules(block, frame, block.attrs, _NAMES, "")
    for block in blocks.of(*_SERVICES):
        yield service_rule(block, frame, block.attrs, "start_ip_address", "end_ip_address")
    for block in blocks.of("azurerm_redis_firewall_rule"):
        yield service_rule(block, frame, block.attrs, "start_ip", "end_ip")
