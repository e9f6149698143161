"""Virtual machines of Azure, clusters, registries and groups of containers.

Source: template reference of Microsoft.Compute, Microsoft.ContainerService and Microsoft.ContainerRegistry.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.azure_facts import for_everyone, unwritten, when
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import (
    Fact,
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
    secret_pairs,
    some,
    switch,
    word,
)
from holdfast.estate.kinds.build import Registry
from holdfast.estate.kinds.compute import Cluster, ContainerService, Instance, NodeGroup
from holdfast.estate.links import part
from holdfast.estate.machine import script_secrets
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items
from holdfast.model.value import How, Known, Unknown, Value


def _machine(above: str) -> dict[str, Any]:
    """Facts of a machine whose profiles stand below a path."""
    linux = f"{above}.osProfile.linuxConfiguration"
    return {
        "secret_literals": script_secrets(f"{above}.osProfile.customData"),
        "password_literals": literals(f"{above}.osProfile.adminPassword"),
        "has_role": given("identity"),
        "password_login": when(given(linux), opposite(switch(f"{linux}.disablePasswordAuthentication"))),
        "host_encrypted": switch(f"{above}.securityProfile.encryptionAtHost"),
        "extensions_allowed": switch(f"{above}.osProfile.allowExtensionOperations", default=True),
        "customer_key": given(f"{above}.storageProfile.osDisk.managedDisk.diskEncryptionSet.id"),
    }


_RANGES: Final = "properties.apiServerAccessProfile.authorizedIPRanges"
_PRIVATE: Final = switch("properties.apiServerAccessProfile.enablePrivateCluster")


def _addon(*names: str) -> Fact:
    return either(*(switch(f"properties.addonProfiles.{name}.enabled") for name in names))


_POOL: Final[dict[str, Fact]] = {
    "public_ip": switch("enableNodePublicIP"),
    "host_encrypted": switch("enableEncryptionAtHost"),
}
ROWS: Final = (
    Row(
        "Microsoft.ContainerService/managedClusters",
        Cluster,
        {
            "public": both(opposite(_PRIVATE), either(unwritten(_RANGES), for_everyone(_RANGES))),
            "private_endpoint": _PRIVATE,
            "customer_key": switch("properties.securityProfile.azureKeyVaultKms.enabled"),
            "version": word("properties.kubernetesVersion"),
            "role_based": switch("properties.enableRBAC", default=True),
            "local_accounts": opposite(switch("properties.disableLocalAccounts")),
            "monitored": either(
                _addon("omsagent", "omsAgent"),
                given("properties.securityProfile.defender.logAnalyticsWorkspaceResourceId"),
            ),
            "network_policy": both(
                given("properties.networkProfile.networkPolicy"),
                opposite(among("properties.networkProfile.networkPolicy", "none")),
            ),
            "policed": _addon("azurepolicy", "azurePolicy"),
            "dashboard": _addon("kubeDashboard", "kubedashboard"),
            "disk_customer_key": given("properties.diskEncryptionSetID"),
        },
    ),
    Row(
        "Microsoft.ContainerRegistry/registries",
        Registry,
        {
            "public": switch("properties.anonymousPullEnabled"),
            "admin_user": switch("properties.adminUserEnabled"),
            "customer_key": among("properties.encryption.status", "enabled"),
            "signed": when(among("sku.name", "Premium"), switch("properties.policies.trustPolicy.status")),
            "quarantined": when(among("sku.name", "Premium"), switch("properties.policies.quarantinePolicy.status")),
        },
    ),
    Row("Microsoft.Compute/virtualMachineScaleSets", Instance, _machine("properties.virtualMachineProfile")),
)
_MACHINE: Final = Row("Microsoft.Compute/virtualMachines", Instance, _machine("properties"))
_GROUP: Final = Row(
    "Microsoft.ContainerInstance/containerGroups",
    ContainerService,
    {"public_ip": among("properties.ipAddress.type", "Public")},
)
_SECRETS: Final = secret_pairs("properties.environmentVariables", "name", "value")


def read(blocks: Blocks) -> Iterator[Resource]:
    """Everything that runs programs, but web applications."""
    yield from read_rows(ROWS, blocks, "azure")
    frame = Frame("azure", blocks.language)
    for block in blocks.of(_MACHINE.type):
        public = _public(blocks, block)
        yield resource(_MACHINE, frame, block.address, block.place, block.attrs, public_ip=public)
    for block in blocks.of("Microsoft.ContainerService/managedClusters"):
        for number, tree in enumerate(items(at(block.attrs, "properties", "agentPoolProfiles"))):
            told = {name: fact(tree) for name, fact in _POOL.items()}
            yield part(block, f"agentPoolProfiles[{number}]", tree, NodeGroup, frame, **told)
    for block in blocks.of("Microsoft.ContainerService/managedClusters/agentPools"):
        told = {name: fact(at(block.attrs, "properties")) for name, fact in _POOL.items()}
        yield part(block, "", block.attrs, NodeGroup, frame, **told)
    for block in blocks.of(_GROUP.type):
        yield resource(_GROUP, frame, block.address, block.place, block.attrs, secret_literals=_variables(block))


def _variables(block: Block) -> Value[Any]:
    """Credentials among the variables of all containers of a group."""
    found: list[Value[str]] = []
    for tree in items(at(block.attrs, "properties", "containers")):
        told = _SECRETS(tree)
        if isinstance(told, Unknown):
            return told
        found += told.value
    return Known(tuple(found), block.place)


def _public(blocks: Blocks, block: Block) -> Value[bool]:
    """Whether one of its network cards gets a public address."""
    for card in items(at(block.attrs, "properties", "networkProfile", "networkInterfaces")):
        interface = blocks.target(at(card, "id"), "Microsoft.Network/networkInterfaces")
        if interface is None:
            continue
        told = some("properties.ipConfigurations", given("properties.publicIPAddress"))(interface.attrs)
        if isinstance(told, Unknown) or told.value:
            return told
    return Known(False, block.place, How.COMPUTED)
