"""How services of Azure are reached and signed in to, whatever else they are.

A service whose firewall lets in nobody until a rule is added is as public as its rules say; what counts here is whether
its door to the internet is there at all. Source: documentation of the provider, arguments and defaults of each type.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from holdfast.estate.azure_facts import first, on_unless, open_unless, tls, unwritten, when
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import Frame, among, both, either, fixed, opposite, switch, where
from holdfast.estate.kinds.service import ServiceEndpoint
from holdfast.estate.links import part
from holdfast.model.resource import Resource
from holdfast.model.tree import at
from holdfast.model.value import Tree, Unknown

_Told = Callable[[Tree], Any]


class Door(NamedTuple):
    """A type of service, and what is known of its endpoint."""

    type: str
    facts: Mapping[str, _Told]
    rules: str = ""
    """The separate resource that holds its network rules, whose default action counts as well."""
    owner: str = ""
    """The attribute by which that names the service."""


_PUBLIC: Final = on_unless("public_network_access_enabled")
_ENABLED: Final = opposite(among("public_network_access", "Disabled"))
_KEYS: Final = on_unless("local_authentication_enabled", "local_auth_enabled")
_NOT_KEYLESS: Final = first(
    lambda path: opposite(switch(path)) if path.endswith("disabled") else switch(path, default=True),
    *("local_authentication_disabled", "local_authentication_enabled"),
)
_SERVER: Final = {
    "public": _PUBLIC,
    "min_tls": tls("ssl_minimal_tls_version_enforced"),
}
_FLEXIBLE: Final = {
    "public": both(
        unwritten("delegated_subnet_id"),
        first(
            lambda path: _ENABLED if path == "public_network_access" else _PUBLIC,
            *("public_network_access_enabled", "public_network_access"),
        ),
    ),
}
_BUS: Final = {
    "min_tls": tls("minimum_tls_version"),
    "shared_keys": _KEYS,
}
_ACLS: Final = open_unless("network_acls.default_action", _PUBLIC)
_CHAT: Final = {"public": on_unless("public_network_access_enabled"), "shared_keys": on_unless("local_auth_enabled")}
_OLD: Final = tuple(
    switch(f"security.{side}_{version}{end}")
    for side, end in (("enable_frontend", ""), ("frontend", "_enabled"))
    for version in ("ssl30", "tls10", "tls11")
)
_GATEWAY: Final = where(either(*_OLD), fixed("1.0"), fixed("1.2"))

DOORS: Final = (
    Door(
        "azurerm_storage_account",
        {
            "public": open_unless("network_rules.default_action", _PUBLIC),
            "tls_required": on_unless("https_traffic_only_enabled", "enable_https_traffic_only"),
            "min_tls": tls("min_tls_version"),
            "shared_keys": on_unless("shared_access_key_enabled"),
        },
        "azurerm_storage_account_network_rules",
        "storage_account_id storage_account_name",
    ),
    Door("azurerm_key_vault", {"public": _ACLS}),
    Door("azurerm_mssql_server", {"public": _PUBLIC, "min_tls": tls("minimum_tls_version")}),
    Door("azurerm_mssql_managed_instance", {"min_tls": tls("minimum_tls_version")}),
    Door("azurerm_postgresql_server", _SERVER),
    Door("azurerm_mysql_server", _SERVER),
    Door("azurerm_mariadb_server", _SERVER),
    Door("azurerm_postgresql_flexible_server", _FLEXIBLE),
    Door("azurerm_mysql_flexible_server", _FLEXIBLE),
    Door(
        "azurerm_cosmosdb_account",
        {
            "public": both(
                *(unwritten("ip_range_filter"), opposite(switch("is_virtual_network_filter_enabled")), _PUBLIC)
            ),
            "min_tls": tls("minimal_tls_version"),
            "shared_keys": _NOT_KEYLESS,
        },
    ),
    Door(
        "azurerm_redis_cache",
        {"public": both(unwritten("subnet_id"), _PUBLIC), "min_tls": tls("minimum_tls_version")},
    ),
    Door("azurerm_managed_redis", {"public": _ENABLED}),
    Door("azurerm_synapse_workspace", {"public": _PUBLIC}),
    Door("azurerm_data_factory", {"public": on_unless("public_network_enabled")}),
    Door("azurerm_databricks_workspace", {"public": _PUBLIC}),
    Door("azurerm_kusto_cluster", {"public": both(unwritten("allowed_ip_ranges"), _PUBLIC)}),
    Door("azurerm_container_registry", {"public": open_unless("network_rule_set.default_action", _PUBLIC)}),
    Door("azurerm_cognitive_account", {"public": _ACLS, "shared_keys": _KEYS}),
    Door("azurerm_ai_services", {"public": open_unless("network_acls.default_action", _ENABLED), "shared_keys": _KEYS}),
    Door("azurerm_search_service", {"public": both(unwritten("allowed_ips"), _PUBLIC), "shared_keys": _KEYS}),
    Door("azurerm_batch_account", {"public": _PUBLIC}),
    Door("azurerm_automation_account", {"public": _PUBLIC, "shared_keys": _KEYS}),
    Door(
        "azurerm_servicebus_namespace",
        {
            **_BUS,
            "public": when(among("sku", "Premium"), open_unless("network_rule_set.default_action", _PUBLIC)),
        },
    ),
    Door(
        "azurerm_eventhub_namespace",
        {**_BUS, "public": open_unless("network_rulesets.default_action", _PUBLIC)},
    ),
    Door("azurerm_eventgrid_topic", {"public": both(unwritten("inbound_ip_rule"), _PUBLIC), "shared_keys": _KEYS}),
    Door("azurerm_eventgrid_domain", {"public": both(unwritten("inbound_ip_rule"), _PUBLIC), "shared_keys": _KEYS}),
    Door(
        "azurerm_iothub",
        {
            "public": open_unless("network_rule_set.default_action", _PUBLIC),
            "min_tls": tls("min_tls_version"),
            "shared_keys": _KEYS,
        },
    ),
    Door(
        "azurerm_machine_learning_workspace",
        {"public": on_unless("public_network_access_enabled", "public_access_behind_virtual_network_enabled")},
    ),
    Door("azurerm_app_configuration", {"public": _ENABLED, "shared_keys": _KEYS}),
    Door("azurerm_signalr_service", _CHAT),
    Door("azurerm_web_pubsub", _CHAT),
    Door("azurerm_purview_account", {"public": on_unless("public_network_enabled")}),
    Door("azurerm_healthcare_service", {"public": _PUBLIC}),
    Door("azurerm_api_management", {"min_tls": _GATEWAY}),
    Door("azurerm_recovery_services_vault", {"public": _PUBLIC}),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """The endpoint of every service, and network rules whose service is out of sight."""
    frame = Frame("azure", blocks.language)
    for door in DOORS:
        found = list(blocks.of(door.type))
        for block in found:
            facts = {name: fact(block.attrs) for name, fact in door.facts.items()}
            if door.rules:
                facts["public"] = _apart(blocks, block, door, facts["public"])
            yield part(block, "endpoint", block.attrs, ServiceEndpoint, frame, **facts)
        for rules in () if found or not door.rules else blocks.of(door.rules):
            yield part(rules, "endpoint", rules.attrs, ServiceEndpoint, frame, public=_open(rules))


def _open(rules: Block) -> Any:
    return opposite(among("default_action", "Deny"))(rules.attrs)


def _apart(blocks: Blocks, block: Block, door: Door, told: Any) -> Any:
    """Network rules that stand in a resource of their own count like those inside."""
    if isinstance(told, Unknown) or not told.value:
        return told
    for owner in door.owner.split():
        for other in blocks.pointing(block, door.rules, owner):
            return _open(other)
    for other in blocks.of(door.rules):
        names = [at(other.attrs, owner) for owner in door.owner.split()]
        lost = next((name for name in names if isinstance(name, Unknown) and not name.refs), None)
        if lost is not None and other.module == block.module:
            return lost
    return told
