"""Storage accounts of Azure with their containers; disks, snapshots and vaults of backups.

Source: template reference of Microsoft.Storage, Microsoft.Compute and Microsoft.RecoveryServices.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.azure_facts import unwritten
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
    matching,
    opposite,
    read_rows,
    resource,
    some,
    switch,
)
from holdfast.estate.kinds.storage import BackupVault, Bucket, Disk, Snapshot
from holdfast.model.resource import Resource
from holdfast.model.tree import at
from holdfast.model.value import How, Known, Unknown, Value

ACCOUNT: Final = "Microsoft.Storage/storageAccounts"
_SERVICE: Final = f"{ACCOUNT}/blobServices"
_NESTED: Final = switch("properties.allowBlobPublicAccess")
_UNSET: Final = unwritten("properties.allowBlobPublicAccess")
_ACCOUNT: Final[dict[str, Fact]] = {
    "public_acls_blocked": opposite(_NESTED),
    "public_block_set": opposite(_UNSET),
    "encrypted": fixed(True),
    "customer_key": among("properties.encryption.keySource", "Microsoft.Keyvault"),
    "replicated": opposite(matching("sku.name", "_(?:LRS|ZRS)$", default=True)),
}
_BLOBS: Final[dict[str, Fact]] = {
    "versioned": either(switch("properties.isVersioningEnabled"), switch("properties.deleteRetentionPolicy.enabled")),
    "cors_open": some("properties.cors.corsRules", contains("allowedOrigins", "*")),
}
_ENCRYPTED: Final = switch("properties.encryptionSettingsCollection.enabled", default=True)
_CUSTOMER_KEY: Final = given("properties.encryption.diskEncryptionSetId")
ROWS: Final = (
    Row("Microsoft.Compute/disks", Disk, {"encrypted": _ENCRYPTED, "customer_key": _CUSTOMER_KEY}),
    Row("Microsoft.Compute/snapshots", Snapshot, {"encrypted": _ENCRYPTED, "customer_key": _CUSTOMER_KEY}),
    Row(
        "Microsoft.RecoveryServices/vaults",
        BackupVault,
        {
            "customer_key": given("properties.encryption.keyVaultProperties.keyUri"),
            "locked": among("properties.securitySettings.immutabilitySettings.state", "Locked"),
            "recoverable": opposite(
                among("properties.securitySettings.softDeleteSettings.softDeleteState", "Disabled")
            ),
        },
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Everything that keeps bytes."""
    frame = Frame("azure", blocks.language)
    yield from read_rows(ROWS, blocks, "azure")
    for block in blocks.of(ACCOUNT):
        row = Row(ACCOUNT, Bucket, _ACCOUNT)
        yield resource(row, frame, block.address, block.place, block.attrs, **_account(blocks, block))
    for block in blocks.of(f"{_SERVICE}/containers"):
        row = Row(block.type, Bucket, {})
        yield resource(row, frame, block.address, block.place, block.attrs, **_container(blocks, block))


def _account(blocks: Blocks, block: Block) -> dict[str, Any]:
    """Settings of blobs stand in a resource of their own; an account for files alone has none."""
    kind = at(block.attrs, "kind")
    if isinstance(kind, Known) and kind.value == "FileStorage":
        return {"public_acls_blocked": None, "public_block_set": None}
    services = blocks.pointing(block, _SERVICE, "parent")
    attrs = services[0].attrs if services else Known({}, block.place)
    return {name: fact(attrs) for name, fact in _BLOBS.items()}


def _container(blocks: Blocks, block: Block) -> dict[str, Any]:
    return {"public": _public(blocks, block), "public_write": Known(False, block.place, How.DEFAULT)}


def _public(blocks: Blocks, block: Block) -> Value[bool]:
    """Whether a container is open; an account that refuses open containers closes it."""
    told = among("properties.publicAccess", "Blob", "Container")(block.attrs)
    if isinstance(told, Unknown) or not told.value:
        return told
    service = blocks.target(at(block.attrs, "parent"), _SERVICE)
    for tree in (at(service.attrs, "parent") if service else None, at(block.attrs, "dependsOn", 0)):
        account = blocks.target(tree, ACCOUNT) if tree is not None else None
        if account is None:
            continue
        nested = _NESTED(account.attrs)
        if isinstance(nested, Unknown):
            return nested
        if not nested.value:
            return Known(False, told.place, How.COMPUTED)
    return told
