"""Disks, snapshots, images, file systems and backups of AWS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.aws_tls import tls_demanded
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import (
    Frame,
    Row,
    among,
    amount,
    both,
    contains,
    either,
    every,
    fixed,
    given,
    literals,
    matching,
    opposite,
    read_rows,
    resource,
    some,
    switch,
    where,
)
from holdfast.estate.kinds.storage import (
    AccessPoint,
    BackupPlan,
    BackupVault,
    Disk,
    FileSystem,
    MachineImage,
    Snapshot,
)
from holdfast.estate.links import linked
from holdfast.estate.terraform.document import document
from holdfast.model.resource import Resource
from holdfast.model.tree import absent, at, flag, present
from holdfast.model.value import Unknown, Value

_ALL: Final = "all"
_POLICY: Final = linked(("aws_efs_file_system_policy", "file_system_id"))
"""Without a policy whoever reaches the file system in the network mounts it as root."""
_EVERY_ADDRESS: Final = ("0.0.0.0/0", "::/0")

ROWS: Final = (
    Row(
        "aws_ebs_snapshot_copy",
        Snapshot,
        {"encrypted": switch("encrypted"), "customer_key": given("kms_key_id")},
    ),
    Row("aws_ebs_snapshot_import", Snapshot, {"encrypted": switch("encrypted"), "customer_key": given("kms_key_id")}),
    Row("aws_ami_launch_permission", MachineImage, {"public": among("group", _ALL)}),
    Row("aws_ami_copy", MachineImage, {"encrypted": switch("encrypted"), "customer_key": given("kms_key_id")}),
    Row(
        "aws_ami",
        MachineImage,
        {"encrypted": every("ebs_block_device", either(switch("encrypted"), given("snapshot_id")), default=True)},
    ),
    Row(
        "aws_imagebuilder_distribution_configuration",
        MachineImage,
        {
            "public": some(
                "distribution",
                some("ami_distribution_configuration", contains("launch_permission.user_groups", _ALL)),
            ),
            "encrypted": fixed(True),
            "customer_key": every(
                "distribution",
                where(
                    given("ami_distribution_configuration"),
                    given("ami_distribution_configuration.kms_key_id"),
                    fixed(True),
                ),
            ),
        },
    ),
    Row(
        "aws_imagebuilder_image_recipe",
        MachineImage,
        {
            "encrypted": every(
                "block_device_mapping", where(given("ebs"), switch("ebs.encrypted"), fixed(True)), default=True
            )
        },
    ),
    Row(
        "aws_imagebuilder_container_recipe",
        MachineImage,
        {
            "encrypted": every(
                "instance_configuration.block_device_mapping",
                where(given("ebs"), switch("ebs.encrypted"), fixed(True)),
                default=True,
            ),
            "customer_key": given("kms_key_id"),
        },
    ),
    Row(
        "aws_imagebuilder_component",
        MachineImage,
        {"encrypted": fixed(True), "customer_key": given("kms_key_id")},
    ),
    Row(
        "aws_efs_access_point",
        AccessPoint,
        {
            "user_enforced": given("posix_user"),
            "path_enforced": matching("root_directory.path", r"^/.+", default=False),
        },
    ),
    Row(
        "aws_s3_access_point",
        AccessPoint,
        {
            "private": given("vpc_configuration"),
            "public_blocked": where(
                given("public_access_block_configuration"),
                both(
                    *(
                        switch(f"public_access_block_configuration.{name}", default=True)
                        for name in (
                            *("block_public_acls", "block_public_policy"),
                            *("ignore_public_acls", "restrict_public_buckets"),
                        )
                    )
                ),
                fixed(True),
            ),
        },
    ),
    Row(
        "aws_fsx_lustre_file_system",
        FileSystem,
        {
            "encrypted": fixed(True),
            "customer_key": where(among("deployment_type", "SCRATCH_1", "SCRATCH_2"), fixed(True), given("kms_key_id")),
            "backup_days": where(
                among("deployment_type", "PERSISTENT_1", "PERSISTENT_2"),
                amount("automatic_backup_retention_days", 0),
                fixed(None),
            ),
            "logged": opposite(among("log_configuration.level", "DISABLED", default=True)),
        },
    ),
    Row(
        "aws_fsx_windows_file_system",
        FileSystem,
        {
            "encrypted": fixed(True),
            "customer_key": given("kms_key_id"),
            "backup_days": amount("automatic_backup_retention_days", 7),
            "logged": opposite(among("audit_log_configuration.file_access_audit_log_level", "DISABLED", default=True)),
            "multi_zone": among("deployment_type", "MULTI_AZ_1"),
            "secret_literals": literals("self_managed_active_directory.password"),
        },
    ),
    Row(
        "aws_fsx_ontap_file_system",
        FileSystem,
        {
            "encrypted": fixed(True),
            "customer_key": given("kms_key_id"),
            "backup_days": amount("automatic_backup_retention_days", 0),
            "multi_zone": among("deployment_type", "MULTI_AZ_1", "MULTI_AZ_2"),
            "secret_literals": literals("fsx_admin_password"),
        },
    ),
    Row(
        "aws_fsx_openzfs_file_system",
        FileSystem,
        {
            "encrypted": fixed(True),
            "customer_key": given("kms_key_id"),
            "backup_days": amount("automatic_backup_retention_days", 0),
            "multi_zone": among("deployment_type", "MULTI_AZ_1"),
        },
    ),
    Row(
        "aws_fsx_ontap_storage_virtual_machine",
        FileSystem,
        {
            "secret_literals": literals(
                "svm_admin_password",
                "active_directory_configuration.self_managed_active_directory_configuration.password",
            )
        },
    ),
    Row("aws_storagegateway_gateway", FileSystem, {"secret_literals": literals("smb_guest_password")}),
    Row(
        "aws_storagegateway_cached_iscsi_volume",
        Disk,
        {"encrypted": fixed(True), "customer_key": switch("kms_encrypted")},
    ),
    Row(
        "aws_dlm_lifecycle_policy",
        Snapshot,
        {
            "encrypted": every("policy_details.schedule", every("cross_region_copy_rule", switch("encrypted"))),
            "customer_key": every("policy_details.schedule", every("cross_region_copy_rule", given("cmk_arn"))),
        },
    ),
    Row("aws_fsx_file_cache", FileSystem, {"encrypted": fixed(True), "customer_key": given("kms_key_id")}),
    Row(
        "aws_storagegateway_nfs_file_share",
        FileSystem,
        {
            "public": contains("client_list", *_EVERY_ADDRESS),
            "encrypted": fixed(True),
            "customer_key": switch("kms_encrypted"),
            "logged": given("audit_destination_arn"),
        },
    ),
    Row(
        "aws_storagegateway_smb_file_share",
        FileSystem,
        {
            "auth_required": opposite(among("authentication", "GuestAccess")),
            "encrypted": fixed(True),
            "customer_key": switch("kms_encrypted"),
            "logged": given("audit_destination_arn"),
        },
    ),
    Row("aws_backup_logically_air_gapped_vault", BackupVault, {"locked": fixed(True)}),
    Row(
        "aws_backup_plan",
        BackupPlan,
        {"backup_days": amount("rule.lifecycle.delete_after")},
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Everything that keeps blocks and files."""
    yield from read_rows(ROWS, blocks, "aws")
    frame = Frame("aws", blocks.language)
    for block in blocks.of("aws_ebs_volume"):
        yield _made(_DISK, frame, block, encrypted=_disk_encrypted(blocks, block))
    for block in blocks.of("aws_ebs_snapshot"):
        volume = blocks.target(at(block.attrs, "volume_id"), "aws_ebs_volume")
        if volume is not None:
            encrypted = _disk_encrypted(blocks, volume)
            row = Row(block.type, Snapshot, {})
            yield resource(row, frame, block.address, block.place, block.attrs, encrypted=_at(encrypted, block))
    for block in blocks.of("aws_efs_file_system"):
        yield _made(_EFS, frame, block, **_efs(blocks, block))
    for block in blocks.of("aws_backup_vault"):
        yield _made(_VAULT, frame, block, locked=_LOCK(blocks, block))


_DISK: Final = Row("aws_ebs_volume", Disk, {"customer_key": given("kms_key_id")})
_EFS: Final = Row(
    "aws_efs_file_system",
    FileSystem,
    {
        "encrypted": switch("encrypted"),
        "customer_key": given("kms_key_id"),
        "multi_zone": opposite(given("availability_zone_name")),
    },
)
_VAULT: Final = Row("aws_backup_vault", BackupVault, {"customer_key": given("kms_key_arn")})


_LOCK: Final = linked(("aws_backup_vault_lock_configuration", "backup_vault_name"))


def _made(row: Row, frame: Frame, block: Block, **more: Any) -> Resource:
    return resource(row, frame, block.address, block.place, block.attrs, **more)


def _at(value: Value[bool], block: Block) -> Value[bool]:
    """A fact that a block takes over from another one, at the block itself."""
    return value._replace(place=block.place)


def _disk_encrypted(blocks: Blocks, block: Block) -> Value[bool]:
    """Its own switch, else that of the account, else that of the snapshot that it is made from."""
    own = at(block.attrs, "encrypted")
    if isinstance(own, Unknown) or own.value is not None:
        return flag(own, False)
    for account in blocks.of("aws_ebs_encryption_by_default"):
        return flag(at(account.attrs, "enabled"), True)
    snapshot = present(at(block.attrs, "snapshot_id"))
    if isinstance(snapshot, Unknown) or snapshot.value:
        return Unknown("it is as encrypted as the snapshot that it is made from", snapshot.place)
    return flag(own, False)


def _efs(blocks: Blocks, block: Block) -> dict[str, Value[Any] | None]:
    """Backups and access, which Terraform writes apart; one in a single zone is backed up by itself."""
    backups = blocks.pointing(block, "aws_efs_backup_policy", "file_system_id")
    policies = blocks.pointing(block, "aws_efs_file_system_policy", "file_system_id")
    documents = [document(at(each.attrs, "policy")) for each in policies]
    return {
        "backed_up": flag(at(backups[0].attrs, "backup_policy", "status"), False)
        if backups
        else given("availability_zone_name")(block.attrs),
        "tls_required": tls_demanded(documents, absent(block.attrs)),
        "identity_asked": _POLICY(blocks, block),
    }
