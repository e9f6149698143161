"""Storage accounts of Azure with their containers and shares; disks, snapshots and backups.

What the platform and the provider do today when nobody says anything: everything is encrypted with keys of the
platform, accounts take HTTPS alone and TLS 1.2 at least, and no container can be opened to everyone (provider 5.0).
Source: documentation of the provider, azurerm_storage_account; "Azure Storage encryption for data at rest".
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.azure_facts import on, unwritten
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import (
    Fact,
    Frame,
    Row,
    among,
    contains,
    either,
    fixed,
    given,
    opposite,
    read_rows,
    resource,
    some,
    switch,
)
from holdfast.estate.kinds.storage import BackupVault, Bucket, Disk, Snapshot
from holdfast.estate.links import linked
from holdfast.model.resource import Resource
from holdfast.model.tree import at
from holdfast.model.value import How, Known, Unknown, Value

ACCOUNT: Final = "azurerm_storage_account"
_NESTED: Final = on("allow_nested_items_to_be_public", "allow_blob_public_access")
_UNSET: Final = unwritten("allow_nested_items_to_be_public", "allow_blob_public_access")
_KEYED: Final = given("customer_managed_key")
_QUEUE_LOGS: Final = "queue_properties.logging"
_ACCOUNT: Final[dict[str, Fact]] = {
    "public_acls_blocked": opposite(_NESTED),
    "public_block_set": opposite(_UNSET),
    "encrypted": fixed(True),
    "website": given("static_website"),
    "cors_open": some("blob_properties.cors_rule", contains("allowed_origins", "*")),
    "versioned": either(switch("blob_properties.versioning_enabled"), given("blob_properties.delete_retention_policy")),
    "replicated": opposite(among("account_replication_type", "LRS", "ZRS")),
}
_BLOBS: Final = frozenset({"versioned", "public_acls_blocked", "public_block_set", "cors_open", "website"})
_CUSTOMER_KEY: Final = given("disk_encryption_set_id")
_ENCRYPTED: Final = opposite(some("encryption_settings", opposite(switch("enabled", default=True))))
ROWS: Final = (
    Row(
        "azurerm_managed_disk",
        Disk,
        {
            "encrypted": _ENCRYPTED,
            "customer_key": either(
                _CUSTOMER_KEY,
                given("secure_vm_disk_encryption_set_id"),
                given("encryption_settings.key_encryption_key"),
            ),
        },
    ),
    Row(
        "azurerm_snapshot",
        Snapshot,
        {"encrypted": _ENCRYPTED, "customer_key": given("encryption_settings.key_encryption_key")},
    ),
    Row(
        "azurerm_recovery_services_vault",
        BackupVault,
        {
            "customer_key": given("encryption.key_id"),
            "locked": among("immutability", "Locked"),
            "recoverable": switch("soft_delete_enabled", default=True),
        },
    ),
    Row(
        "azurerm_data_protection_backup_vault",
        BackupVault,
        {"locked": among("immutability", "Locked"), "recoverable": opposite(among("soft_delete", "Off"))},
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Everything that keeps bytes."""
    frame = Frame("azure", blocks.language)
    yield from read_rows(ROWS, blocks, "azure")
    for block in blocks.of(ACCOUNT):
        row = Row(ACCOUNT, Bucket, _ACCOUNT)
        yield resource(row, frame, block.address, block.place, block.attrs, **_account(blocks, block))
    for block in blocks.of("azurerm_storage_container"):
        row = Row("azurerm_storage_container", Bucket, {})
        yield resource(row, frame, block.address, block.place, block.attrs, **_container(blocks, block))


def _account(blocks: Blocks, block: Block) -> dict[str, Any]:
    """What stands in other resources; and what an account for files alone does not have."""
    facts: dict[str, Any] = {"customer_key": _customer_key(blocks, block)}
    kind = at(block.attrs, "account_kind")
    if isinstance(kind, Known) and kind.value == "FileStorage":
        facts |= dict.fromkeys(_BLOBS)
    if logged := _logged(blocks, block):
        facts["logged"] = logged
    return facts


def _customer_key(blocks: Blocks, block: Block) -> Value[bool]:
    inside = _KEYED(block.attrs)
    if isinstance(inside, Unknown) or inside.value:
        return inside
    return linked(("azurerm_storage_account_customer_managed_key", "storage_account_id"))(blocks, block) or inside


def _logged(blocks: Blocks, block: Block) -> Value[bool] | None:
    """Whether requests are logged: by the account's own logs of queues, or a diagnostic setting of a service of it."""
    told = at(block.attrs, *_QUEUE_LOGS.split("."))
    if isinstance(told, Known) and told.value is None:
        found = blocks.pointing(block, "azurerm_storage_account_queue_properties", "storage_account_id")
        found += blocks.pointing(block, "azurerm_monitor_diagnostic_setting", "target_resource_id")
        return Known(bool(found), found[0].place if found else block.place, How.COMPUTED)
    if isinstance(told, Unknown):
        return told
    parts = [switch(f"{_QUEUE_LOGS}.{name}")(block.attrs) for name in ("read", "write", "delete")]
    off = next((each for each in parts if isinstance(each, Unknown) or not each.value), None)
    return off or Known(True, told.place)


def _container(blocks: Blocks, block: Block) -> dict[str, Any]:
    return {"public": _public(blocks, block), "public_write": Known(False, block.place, How.DEFAULT)}


def _public(blocks: Blocks, block: Block) -> Value[bool]:
    """Whether a container is open; an account that refuses open containers closes it."""
    told = among("container_access_type", "blob", "container")(block.attrs)
    if isinstance(told, Unknown) or not told.value:
        return told
    for name in ("storage_account_name", "storage_account_id"):
        account = blocks.target(at(block.attrs, name), ACCOUNT)
        if account is None or _unsaid(account):
            continue
        nested = _NESTED(account.attrs)
        if isinstance(nested, Unknown):
            return nested
        if not nested.value:
            return Known(False, told.place, How.COMPUTED)
    return told


def _unsaid(account: Block) -> bool:
    """Nobody said whether its containers may be opened; versions of the provider differ in what that means."""
    unset = _UNSET(account.attrs)
    return isinstance(unset, Known) and unset.value
