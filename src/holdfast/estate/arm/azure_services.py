"""How services of Azure are reached and signed in to, whatever else they are.

Source: template reference of each provider, default values of its properties.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from holdfast.estate.azure_facts import open_unless, tls, unwritten, when
from holdfast.estate.blocks import Blocks
from holdfast.estate.facts import Frame, among, both, opposite, switch
from holdfast.estate.kinds.service import ServiceEndpoint
from holdfast.estate.links import part
from holdfast.model.resource import Resource
from holdfast.model.value import Tree


class Door(NamedTuple):
    """A type of service, and what is known of its endpoint."""

    type: str
    facts: Mapping[str, Callable[[Tree], Any]]


_PUBLIC: Final = opposite(among("properties.publicNetworkAccess", "Disabled"))
_KEYS: Final = opposite(switch("properties.disableLocalAuth"))
_ACLS: Final = open_unless("properties.networkAcls.defaultAction", _PUBLIC)
_RULES: Final = open_unless("properties.networkRuleSet.defaultAction", _PUBLIC)
_MINIMUM: Final = tls("properties.minimumTlsVersion")
_SERVER: Final = {"public": _PUBLIC, "min_tls": tls("properties.minimalTlsVersion")}
_FLEXIBLE: Final = {
    "public": both(
        unwritten("properties.network.delegatedSubnetResourceId"),
        opposite(among("properties.network.publicNetworkAccess", "Disabled")),
    )
}
_BUS: Final = {"min_tls": _MINIMUM, "shared_keys": _KEYS}

DOORS: Final = (
    Door(
        "Microsoft.Storage/storageAccounts",
        {
            "public": _ACLS,
            "tls_required": switch("properties.supportsHttpsTrafficOnly", default=True),
            "min_tls": _MINIMUM,
            "shared_keys": switch("properties.allowSharedKeyAccess", default=True),
        },
    ),
    Door("Microsoft.KeyVault/vaults", {"public": _ACLS}),
    Door("Microsoft.Sql/servers", _SERVER),
    Door("Microsoft.Sql/managedInstances", {"min_tls": tls("properties.minimalTlsVersion")}),
    Door("Microsoft.DBforPostgreSQL/servers", _SERVER),
    Door("Microsoft.DBforMySQL/servers", _SERVER),
    Door("Microsoft.DBforMariaDB/servers", _SERVER),
    Door("Microsoft.DBforPostgreSQL/flexibleServers", _FLEXIBLE),
    Door("Microsoft.DBforMySQL/flexibleServers", _FLEXIBLE),
    Door(
        "Microsoft.DocumentDB/databaseAccounts",
        {
            "public": both(
                *(unwritten("properties.ipRules"), opposite(switch("properties.isVirtualNetworkFilterEnabled"))),
                _PUBLIC,
            ),
            "min_tls": tls("properties.minimalTlsVersion"),
            "shared_keys": _KEYS,
        },
    ),
    Door("Microsoft.Cache/redis", {"public": both(unwritten("properties.subnetId"), _PUBLIC), "min_tls": _MINIMUM}),
    Door("Microsoft.Synapse/workspaces", {"public": _PUBLIC}),
    Door("Microsoft.DataFactory/factories", {"public": _PUBLIC}),
    Door("Microsoft.Databricks/workspaces", {"public": _PUBLIC}),
    Door("Microsoft.Kusto/clusters", {"public": _PUBLIC}),
    Door("Microsoft.ContainerRegistry/registries", {"public": _RULES}),
    Door("Microsoft.CognitiveServices/accounts", {"public": _ACLS, "shared_keys": _KEYS}),
    Door(
        "Microsoft.Search/searchServices",
        {"public": both(unwritten("properties.networkRuleSet.ipRules"), _PUBLIC), "shared_keys": _KEYS},
    ),
    Door("Microsoft.Batch/batchAccounts", {"public": _PUBLIC}),
    Door("Microsoft.Automation/automationAccounts", {"public": switch("properties.publicNetworkAccess", default=True)}),
    Door(
        "Microsoft.ServiceBus/namespaces",
        {**_BUS, "public": when(among("sku.name", "Premium"), _PUBLIC)},
    ),
    Door("Microsoft.EventHub/namespaces", {**_BUS, "public": _PUBLIC}),
    Door(
        "Microsoft.EventGrid/topics",
        {"public": both(unwritten("properties.inboundIpRules"), _PUBLIC), "shared_keys": _KEYS},
    ),
    Door(
        "Microsoft.EventGrid/domains",
        {"public": both(unwritten("properties.inboundIpRules"), _PUBLIC), "shared_keys": _KEYS},
    ),
    Door(
        "Microsoft.Devices/IotHubs",
        {
            "public": open_unless("properties.networkRuleSets.defaultAction", _PUBLIC),
            "min_tls": tls("properties.minTlsVersion"),
            "shared_keys": _KEYS,
        },
    ),
    Door("Microsoft.MachineLearningServices/workspaces", {"public": _PUBLIC}),
    Door("Microsoft.AppConfiguration/configurationStores", {"public": _PUBLIC, "shared_keys": _KEYS}),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """The endpoint of every service."""
    frame = Frame("azure", blocks.language)
    for door in DOORS:
        for block in blocks.of(door.type):
            facts = {name: fact(block.attrs) for name, fact in door.facts.items()}
            yield part(block, "endpoint", block.attrs, ServiceEndpoint, frame, **facts)
