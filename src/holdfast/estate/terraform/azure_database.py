"""Databases, caches, warehouses and search of Azure.

Everything is encrypted with keys of the platform; SQL databases alone can be told not to be. Backups are always made,
for seven days unless somebody says otherwise. Source: documentation of the provider, arguments and defaults of each.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.azure_facts import first, on
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import (
    Frame,
    Row,
    among,
    amount,
    both,
    either,
    fixed,
    given,
    literals,
    opposite,
    read_rows,
    resource,
    some,
    switch,
)
from holdfast.estate.kinds.audit import ThreatDetection
from holdfast.estate.kinds.database import Cache, Database, DatabaseSettings, SearchDomain, Warehouse
from holdfast.estate.links import linked
from holdfast.model.resource import Resource
from holdfast.model.tree import at, flag, text
from holdfast.model.value import Known, Unknown, Value

_SINGLE: Final = {
    "encrypted": fixed(True),
    "tls_required": first(
        lambda path: among(path, "Enabled") if path == "ssl_enforcement" else switch(path, default=True),
        *("ssl_enforcement_enabled", "ssl_enforcement"),
    ),
    "backup_days": amount("backup_retention_days", 7),
    "geo_backup": switch("geo_redundant_backup_enabled"),
    "secret_literals": literals("administrator_login_password"),
}
_FLEXIBLE: Final = {
    "encrypted": fixed(True),
    "customer_key": given("customer_managed_key.key_vault_key_id"),
    "backup_days": amount("backup_retention_days", 7),
    "geo_backup": switch("geo_redundant_backup_enabled"),
    "multi_zone": among("high_availability.mode", "ZoneRedundant"),
    "secret_literals": literals("administrator_password"),
}
ROWS: Final = (
    Row("azurerm_mysql_server", Database, _SINGLE),
    Row("azurerm_postgresql_server", Database, _SINGLE),
    Row("azurerm_mariadb_server", Database, _SINGLE),
    Row(
        "azurerm_postgresql_flexible_server",
        Database,
        {**_FLEXIBLE, "identity_auth": switch("authentication.active_directory_auth_enabled")},
    ),
    Row("azurerm_mysql_flexible_server", Database, _FLEXIBLE),
    Row(
        "azurerm_mssql_database",
        Database,
        {
            "encrypted": switch("transparent_data_encryption_enabled", default=True),
            "backup_days": amount("short_term_retention_policy.retention_days", 7),
            "geo_backup": both(
                switch("geo_backup_enabled", default=True), opposite(among("storage_account_type", "Local", "Zone"))
            ),
            "multi_zone": switch("zone_redundant"),
        },
    ),
    Row(
        "azurerm_mssql_managed_instance",
        Database,
        {
            "public": switch("public_data_endpoint_enabled"),
            "encrypted": fixed(True),
            "identity_auth": given("azure_active_directory_administrator"),
            "multi_zone": switch("zone_redundant_enabled"),
            "secret_literals": literals("administrator_login_password"),
        },
    ),
    Row(
        "azurerm_cosmosdb_account",
        Database,
        {
            "encrypted": fixed(True),
            "customer_key": given("key_vault_key_id"),
            "multi_zone": either(some("geo_location", switch("zone_redundant")), switch("automatic_failover_enabled")),
        },
    ),
    Row(
        "azurerm_redis_cache",
        Cache,
        {
            "encrypted": fixed(True),
            "tls_required": opposite(on("non_ssl_port_enabled", "enable_non_ssl_port")),
            "auth_required": first(
                lambda path: switch(path, default=True),
                "redis_configuration.authentication_enabled",
                "redis_configuration.enable_authentication",
            ),
        },
    ),
    Row(
        "azurerm_managed_redis",
        Cache,
        {
            "encrypted": fixed(True),
            "customer_key": given("customer_managed_key"),
            "tls_required": opposite(among("default_database.client_protocol", "Plaintext")),
        },
    ),
    Row(
        "azurerm_redis_enterprise_database",
        Cache,
        {"encrypted": fixed(True), "tls_required": opposite(among("client_protocol", "Plaintext"))},
    ),
    Row(
        "azurerm_synapse_workspace",
        Warehouse,
        {
            "encrypted": fixed(True),
            "customer_key": given("customer_managed_key"),
            "private_routing": switch("managed_virtual_network_enabled"),
            "secret_literals": literals("sql_administrator_login_password"),
        },
    ),
    Row(
        "azurerm_synapse_sql_pool",
        Warehouse,
        {"encrypted": on("transparent_data_encryption_enabled", "data_encrypted")},
    ),
    Row("azurerm_kusto_cluster", Warehouse, {"encrypted": on("disk_encryption_enabled", "enable_disk_encryption")}),
    Row(
        "azurerm_search_service",
        SearchDomain,
        {"encrypted": fixed(True), "customer_key": switch("customer_managed_key_enforcement_enabled")},
    ),
    Row("azurerm_mssql_server_security_alert_policy", ThreatDetection, {"enabled": among("state", "Enabled")}),
    Row("azurerm_mssql_database_security_alert_policy", ThreatDetection, {"enabled": among("state", "Enabled")}),
)
_SERVER: Final = {
    "identity_auth": given("azuread_administrator"),
    "secret_literals": literals("administrator_login_password"),
}
_SETTINGS: Final = (
    *("azurerm_postgresql_configuration", "azurerm_postgresql_flexible_server_configuration"),
    *("azurerm_mysql_configuration", "azurerm_mysql_flexible_server_configuration", "azurerm_mariadb_configuration"),
)
_RECORDING: Final = frozenset(
    {"log_checkpoints", "log_connections", "log_disconnections", "log_duration", "audit_log_enabled"}
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Everything that answers queries, and its settings."""
    yield from read_rows(ROWS, blocks, "azure")
    frame = Frame("azure", blocks.language)
    for type in ("azurerm_mssql_server", "azurerm_sql_server"):
        for block in blocks.of(type):
            facts: dict[str, Any] = {"logged": _audited(blocks, block)}
            yield resource(Row(type, Database, _SERVER), frame, block.address, block.place, block.attrs, **facts)
    for type in _SETTINGS:
        for block in blocks.of(type):
            row = Row(type, DatabaseSettings, {})
            yield resource(row, frame, block.address, block.place, block.attrs, **_setting(block))


_AUDITING: Final = linked(
    ("azurerm_mssql_server_extended_auditing_policy", "server_id"),
    ("azurerm_mssql_server_microsoft_support_auditing_policy", "server_id"),
    ("azurerm_monitor_diagnostic_setting", "target_resource_id"),
)


def _audited(blocks: Blocks, block: Block) -> Value[bool] | None:
    inside = given("extended_auditing_policy")(block.attrs)
    if isinstance(inside, Known) and inside.value:
        return inside
    told = _AUDITING(blocks, block)
    if isinstance(told, Known) and not told.value:
        for each in blocks.of("azurerm_mssql_database_extended_auditing_policy"):
            database = blocks.target(at(each.attrs, "database_id"), "azurerm_mssql_database")
            owner = blocks.target(at(database.attrs, "server_id"), block.type) if database else None
            if owner is not None and owner.address == block.address:
                return Known(True, each.place)
    return told


def _setting(block: Block) -> dict[str, Any]:
    """What one parameter says; only some of them are about security."""
    name, value = text(at(block.attrs, "name")), at(block.attrs, "value")
    if isinstance(name, Unknown) or isinstance(name.value, type(None)):
        return {}
    if name.value == "require_secure_transport":
        return {"tls_required": flag(value, True)}
    if name.value in _RECORDING:
        return {"audit_logged": flag(value, True)}
    if name.value == "tls_version" or name.value == "ssl_min_protocol_version":
        return {"min_tls": text(value)}
    return {}
