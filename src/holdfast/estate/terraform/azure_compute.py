"""Virtual machines of Azure, clusters, registries and groups of containers.

The platform encrypts every disk of a machine; what can be chosen is whose key does it, and whether the host encrypts
what it keeps for a while as well. Source: documentation of the provider, azurerm_linux_virtual_machine and others.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.azure_facts import first, for_everyone, on, on_unless, unwritten, when
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import (
    Frame,
    Row,
    among,
    both,
    either,
    given,
    literals,
    opposite,
    read_rows,
    resource,
    secret_entries,
    some,
    switch,
    word,
)
from holdfast.estate.kinds.build import Registry
from holdfast.estate.kinds.compute import Cluster, ContainerService, Instance, NodeGroup
from holdfast.estate.machine import script_secrets
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items
from holdfast.model.value import How, Known, Unknown, Value

_MACHINE: Final = {
    "secret_literals": script_secrets("custom_data", "user_data"),
    "password_literals": literals("admin_password"),
    "has_role": given("identity"),
    "host_encrypted": on("encryption_at_host_enabled"),
    "extensions_allowed": switch("allow_extension_operations", default=True),
    "customer_key": either(given("os_disk.disk_encryption_set_id"), given("os_disk.secure_vm_disk_encryption_set_id")),
}
_LINUX: Final = {**_MACHINE, "password_login": opposite(switch("disable_password_authentication", default=True))}
_OLD: Final = {
    "password_literals": literals("os_profile.admin_password"),
    "secret_literals": script_secrets("os_profile.custom_data"),
    "has_role": given("identity"),
    "password_login": when(
        given("os_profile_linux_config"),
        opposite(switch("os_profile_linux_config.disable_password_authentication")),
    ),
}
MACHINES: Final = (
    Row("azurerm_linux_virtual_machine", Instance, _LINUX),
    Row("azurerm_windows_virtual_machine", Instance, _MACHINE),
    Row("azurerm_virtual_machine", Instance, _OLD),
    Row("azurerm_linux_virtual_machine_scale_set", Instance, _LINUX),
    Row("azurerm_windows_virtual_machine_scale_set", Instance, _MACHINE),
    Row(
        "azurerm_orchestrated_virtual_machine_scale_set", Instance, {"host_encrypted": on("encryption_at_host_enabled")}
    ),
    Row("azurerm_virtual_machine_scale_set", Instance, _OLD),
)

_PRIVATE: Final = on("private_cluster_enabled", "private_link_enabled")
_RANGES: Final = ("api_server_access_profile.authorized_ip_ranges", "api_server_authorized_ip_ranges")
_CLUSTER: Final = {
    "public": both(opposite(_PRIVATE), either(unwritten(*_RANGES), for_everyone(*_RANGES))),
    "private_endpoint": _PRIVATE,
    "customer_key": given("key_management_service.key_vault_key_id"),
    "version": word("kubernetes_version"),
    "role_based": on_unless("role_based_access_control_enabled", "role_based_access_control.enabled"),
    "local_accounts": opposite(switch("local_account_disabled")),
    "monitored": either(
        first(
            lambda path: switch(path) if path.endswith("enabled") else given(path),
            *("addon_profile.oms_agent.enabled", "oms_agent.log_analytics_workspace_id", "oms_agent"),
        ),
        given("microsoft_defender"),
        given("monitor_metrics"),
    ),
    "network_policy": given("network_profile.network_policy"),
    "policed": on("azure_policy_enabled", "addon_profile.azure_policy.enabled"),
    "dashboard": switch("addon_profile.kube_dashboard.enabled"),
    "disk_customer_key": given("disk_encryption_set_id"),
}
_POOL: Final = {
    "public_ip": on("node_public_ip_enabled", "enable_node_public_ip"),
    "host_encrypted": on("host_encryption_enabled", "enable_host_encryption"),
}
ROWS: Final = (
    Row("azurerm_kubernetes_cluster", Cluster, _CLUSTER),
    Row("azurerm_kubernetes_cluster_node_pool", NodeGroup, _POOL),
    Row(
        "azurerm_container_registry",
        Registry,
        {
            "public": switch("anonymous_pull_enabled"),
            "admin_user": switch("admin_enabled"),
            "customer_key": given("encryption.key_vault_key_id"),
            "signed": when(
                among("sku", "Premium"), either(switch("trust_policy_enabled"), switch("trust_policy.enabled"))
            ),
            "quarantined": when(among("sku", "Premium"), switch("quarantine_policy_enabled")),
        },
    ),
    Row(
        "azurerm_container_group",
        ContainerService,
        {
            "public_ip": among("ip_address_type", "Public", default=True),
            "secret_literals": secret_entries("container.environment_variables"),
        },
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Everything that runs programs, but web applications."""
    yield from read_rows(ROWS, blocks, "azure")
    frame = Frame("azure", blocks.language)
    for row in MACHINES:
        for block in blocks.of(row.type):
            public = _public(blocks, block)
            yield resource(row, frame, block.address, block.place, block.attrs, public_ip=public)
    for block in blocks.of("azurerm_kubernetes_cluster"):
        pool = at(block.attrs, "default_node_pool")
        row = Row(block.type, NodeGroup, _POOL)
        if isinstance(pool, Unknown) or pool.value is not None:
            yield resource(row, frame, f"{block.address} default_node_pool", pool.place, at(pool, 0))


def _public(blocks: Blocks, block: Block) -> Value[bool] | None:
    """Whether one of its network cards, or its own template of one, gets a public address."""
    own = some("network_interface", some("ip_configuration", given("public_ip_address")))(block.attrs)
    if isinstance(own, Unknown) or own.value:
        return own
    for card in items(at(block.attrs, "network_interface_ids")):
        interface = blocks.target(card, "azurerm_network_interface")
        if interface is None:
            continue
        told = some("ip_configuration", given("public_ip_address_id"))(interface.attrs)
        if isinstance(told, Unknown) or told.value:
            return told
    return Known(False, block.place, How.COMPUTED)
