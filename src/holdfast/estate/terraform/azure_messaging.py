"""Services of Azure that carry, keep or work on data, and have no page of their own.

All of them encrypt with keys of the platform; what can be chosen is whose key does it.
Source: documentation of the provider, arguments of each type.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.azure_facts import on
from holdfast.estate.blocks import Blocks
from holdfast.estate.facts import Fact, Frame, Row, amount, either, fixed, given, literals, opposite, switch
from holdfast.estate.kinds.analytics import DataJob, DataMover, DataStore
from holdfast.estate.kinds.messaging import Broker
from holdfast.estate.kinds.storage import BackupPlan
from holdfast.estate.links import emitted, linked
from holdfast.model.resource import Resource

_KEPT: Final = {"encrypted": fixed(True)}


def _keyed(*paths: str) -> dict[str, Fact]:
    return {**_KEPT, "customer_key": either(*(given(path) for path in paths))}


ROWS: Final = (
    Row("azurerm_servicebus_namespace", Broker, _keyed("customer_managed_key")),
    Row("azurerm_cognitive_account", DataStore, _keyed("customer_managed_key")),
    Row("azurerm_ai_services", DataStore, _keyed("customer_managed_key")),
    Row("azurerm_app_configuration", DataStore, _keyed("encryption.key_vault_key_identifier")),
    Row("azurerm_machine_learning_workspace", DataStore, _keyed("encryption.key_id")),
    Row("azurerm_batch_account", DataStore, _keyed("encryption.key_vault_key_id")),
    Row("azurerm_healthcare_service", DataStore, _keyed("cosmosdb_key_vault_key_versionless_id")),
    Row("azurerm_data_factory", DataMover, _keyed("customer_managed_key_id")),
    Row(
        "azurerm_databricks_workspace",
        DataJob,
        {
            **_keyed("managed_services_cmk_key_vault_key_id", "managed_disk_cmk_key_vault_key_id"),
            "public": opposite(switch("custom_parameters.no_public_ip", default=True)),
        },
    ),
    Row(
        "azurerm_machine_learning_compute_instance", DataJob, {"public": switch("node_public_ip_enabled", default=True)}
    ),
    Row(
        "azurerm_machine_learning_compute_cluster", DataJob, {"public": switch("node_public_ip_enabled", default=True)}
    ),
    Row(
        "azurerm_hdinsight_hadoop_cluster",
        DataJob,
        {
            **_KEPT,
            "tls_required": on("encryption_in_transit_enabled"),
            "secret_literals": literals("gateway.password", "roles.head_node.password", "roles.worker_node.password"),
        },
    ),
    Row(
        "azurerm_hdinsight_spark_cluster",
        DataJob,
        {
            **_KEPT,
            "tls_required": on("encryption_in_transit_enabled"),
            "secret_literals": literals("gateway.password", "roles.head_node.password", "roles.worker_node.password"),
        },
    ),
    Row("azurerm_backup_policy_vm", BackupPlan, {"backup_days": amount("retention_daily.count")}),
    Row("azurerm_backup_policy_file_share", BackupPlan, {"backup_days": amount("retention_daily.count")}),
)
_HUB: Final = (Row("azurerm_eventhub_namespace", Broker, _KEPT),)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every such service."""
    frame = Frame("azure", blocks.language)
    yield from emitted(ROWS, frame, blocks)
    key = linked(("azurerm_eventhub_namespace_customer_managed_key", "eventhub_namespace_id"))
    yield from emitted(_HUB, frame, blocks, customer_key=key)
