"""Databases, caches, warehouses, search and other keepers of data of Azure.

Source: template reference of Microsoft.Sql, Microsoft.DBforPostgreSQL, Microsoft.DocumentDB and others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import (
    Fact,
    Frame,
    Row,
    among,
    amount,
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
from holdfast.estate.kinds.analytics import DataJob, DataMover, DataStore
from holdfast.estate.kinds.audit import ThreatDetection
from holdfast.estate.kinds.database import Cache, Database, DatabaseSettings, SearchDomain, Warehouse
from holdfast.estate.kinds.messaging import Broker
from holdfast.estate.links import linked
from holdfast.model.resource import Resource
from holdfast.model.tree import at, flag
from holdfast.model.value import Known, Unknown, Value

_SINGLE: Final[dict[str, Fact]] = {
    "encrypted": fixed(True),
    "tls_required": switch("properties.sslEnforcement", default=True),
    "backup_days": amount("properties.storageProfile.backupRetentionDays", 7),
    "geo_backup": switch("properties.storageProfile.geoRedundantBackup"),
    "secret_literals": literals("properties.administratorLoginPassword"),
}
_FLEXIBLE: Final[dict[str, Fact]] = {
    "encrypted": fixed(True),
    "customer_key": among("properties.dataEncryption.type", "AzureKeyVault"),
    "backup_days": amount("properties.backup.backupRetentionDays", 7),
    "geo_backup": switch("properties.backup.geoRedundantBackup"),
    "multi_zone": among("properties.highAvailability.mode", "ZoneRedundant"),
    "secret_literals": literals("properties.administratorLoginPassword"),
}


def _keyed(path: str, *words: str) -> dict[str, Fact]:
    return {"encrypted": fixed(True), "customer_key": among(path, *words) if words else given(path)}


_ALERTS: Final = {"enabled": switch("properties.state")}
ROWS: Final = (
    Row("Microsoft.DBforMySQL/servers", Database, _SINGLE),
    Row("Microsoft.DBforPostgreSQL/servers", Database, _SINGLE),
    Row("Microsoft.DBforMariaDB/servers", Database, _SINGLE),
    Row("Microsoft.DBforPostgreSQL/flexibleServers", Database, _FLEXIBLE),
    Row("Microsoft.DBforMySQL/flexibleServers", Database, _FLEXIBLE),
    Row(
        "Microsoft.Sql/managedInstances",
        Database,
        {
            "public": switch("properties.publicDataEndpointEnabled"),
            "encrypted": fixed(True),
            "identity_auth": given("properties.administrators"),
            "multi_zone": switch("properties.zoneRedundant"),
            "secret_literals": literals("properties.administratorLoginPassword"),
        },
    ),
    Row(
        "Microsoft.DocumentDB/databaseAccounts",
        Database,
        {
            **_keyed("properties.keyVaultKeyUri"),
            "multi_zone": either(
                some("properties.locations", switch("isZoneRedundant")), switch("properties.enableAutomaticFailover")
            ),
        },
    ),
    Row(
        "Microsoft.Cache/redis",
        Cache,
        {
            "encrypted": fixed(True),
            "tls_required": opposite(switch("properties.enableNonSslPort")),
            "auth_required": opposite(switch("properties.redisConfiguration.authnotrequired")),
        },
    ),
    Row(
        "Microsoft.Synapse/workspaces",
        Warehouse,
        {
            **_keyed("properties.encryption.cmk"),
            "secret_literals": literals("properties.sqlAdministratorLoginPassword"),
        },
    ),
    Row("Microsoft.Kusto/clusters", Warehouse, {"encrypted": switch("properties.enableDiskEncryption")}),
    Row(
        "Microsoft.Search/searchServices",
        SearchDomain,
        _keyed("properties.encryptionWithCmk.enforcement", "Enabled"),
    ),
    Row("Microsoft.Sql/servers/securityAlertPolicies", ThreatDetection, _ALERTS),
    Row("Microsoft.Sql/servers/databases/securityAlertPolicies", ThreatDetection, _ALERTS),
    Row("Microsoft.ServiceBus/namespaces", Broker, _keyed("properties.encryption.keySource", "Microsoft.KeyVault")),
    Row("Microsoft.EventHub/namespaces", Broker, _keyed("properties.encryption.keySource", "Microsoft.KeyVault")),
    Row(
        "Microsoft.CognitiveServices/accounts",
        DataStore,
        _keyed("properties.encryption.keySource", "Microsoft.KeyVault"),
    ),
    Row(
        "Microsoft.AppConfiguration/configurationStores", DataStore, _keyed("properties.encryption.keyVaultProperties")
    ),
    Row("Microsoft.MachineLearningServices/workspaces", DataStore, _keyed("properties.encryption.status", "Enabled")),
    Row("Microsoft.Batch/batchAccounts", DataStore, _keyed("properties.encryption.keySource", "Microsoft.KeyVault")),
    Row("Microsoft.DataFactory/factories", DataMover, _keyed("properties.encryption.keyName")),
    Row(
        "Microsoft.Databricks/workspaces",
        DataJob,
        {
            **_keyed("properties.encryption.entities.managedServices"),
            "public": opposite(switch("properties.parameters.enableNoPublicIp.value", default=True)),
        },
    ),
)
_SERVER: Final = {
    "identity_auth": given("properties.administrators"),
    "secret_literals": literals("properties.administratorLoginPassword"),
}
_AUDITED: Final = linked(
    ("Microsoft.Sql/servers/auditingSettings", "parent"), ("Microsoft.Sql/servers/extendedAuditingSettings", "parent")
)
_TRANSPARENT: Final = "Microsoft.Sql/servers/databases/transparentDataEncryption"
_SETTINGS: Final = tuple(
    f"Microsoft.DBfor{engine}/{server}/configurations"
    for engine in ("PostgreSQL", "MySQL", "MariaDB")
    for server in ("servers", "flexibleServers")
)
_RECORDING: Final = frozenset(
    {"log_checkpoints", "log_connections", "log_disconnections", "log_duration", "audit_log_enabled"}
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Everything that keeps data and answers for it, with its settings."""
    yield from read_rows(ROWS, blocks, "azure")
    frame = Frame("azure", blocks.language)
    for block in blocks.of("Microsoft.Sql/servers"):
        row = Row(block.type, Database, _SERVER)
        yield resource(row, frame, block.address, block.place, block.attrs, logged=_AUDITED(blocks, block))
    for block in blocks.of("Microsoft.Sql/servers/databases"):
        row = Row(block.type, Database, {"multi_zone": switch("properties.zoneRedundant")})
        yield resource(row, frame, block.address, block.place, block.attrs, encrypted=_encrypted(blocks, block))
    for block in blocks.of(*_SETTINGS):
        yield resource(
            Row(block.type, DatabaseSettings, {}), frame, block.address, block.place, block.attrs, **_setting(block)
        )


def _encrypted(blocks: Blocks, block: Block) -> Value[bool]:
    """A database is encrypted unless its own setting says otherwise."""
    for other in blocks.pointing(block, _TRANSPARENT, "parent"):
        return either(switch("properties.state"), switch("properties.status"))(other.attrs)
    return fixed(True)(block.attrs)


def _setting(block: Block) -> dict[str, Any]:
    """What one parameter says; only some of them are about security."""
    name, value = at(block.attrs, "name"), at(block.attrs, "properties", "value")
    if isinstance(name, Unknown) or not isinstance(name, Known):
        return {}
    called = str(name.value).rpartition("/")[2]
    if called == "require_secure_transport":
        return {"tls_required": flag(value, True)}
    return {"audit_logged": flag(value, True)} if called in _RECORDING else {}
