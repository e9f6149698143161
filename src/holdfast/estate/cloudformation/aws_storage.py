"""Disks, images, file systems and backups of AWS in templates."""

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
    contains,
    every,
    fixed,
    given,
    literals,
    opposite,
    read_rows,
    resource,
    some,
    switch,
    where,
)
from holdfast.estate.kinds.storage import BackupPlan, BackupVault, Disk, FileSystem, MachineImage, Snapshot
from holdfast.model.resource import Resource
from holdfast.model.tree import absent, at, flag, present
from holdfast.model.value import Known, Unknown, Value

_DEVICES: Final = where(given("Ebs"), switch("Ebs.Encrypted"), fixed(True))

ROWS: Final = (
    Row("AWS::FSx::StorageVirtualMachine", FileSystem, {"secret_literals": literals("SvmAdminPassword")}),
    Row(
        "AWS::DLM::LifecyclePolicy",
        Snapshot,
        {
            "encrypted": every("PolicyDetails.Schedules", every("CrossRegionCopyRules", switch("Encrypted"))),
            "customer_key": every("PolicyDetails.Schedules", every("CrossRegionCopyRules", given("CmkArn"))),
        },
    ),
    Row(
        "AWS::Backup::BackupVault",
        BackupVault,
        {"customer_key": given("EncryptionKeyArn"), "locked": given("LockConfiguration")},
    ),
    Row(
        "AWS::Backup::BackupPlan",
        BackupPlan,
        {"backup_days": amount("BackupPlan.BackupPlanRule.Lifecycle.DeleteAfterDays")},
    ),
    Row(
        "AWS::ImageBuilder::ImageRecipe",
        MachineImage,
        {"encrypted": every("BlockDeviceMappings", _DEVICES, default=True)},
    ),
    Row(
        "AWS::ImageBuilder::ContainerRecipe",
        MachineImage,
        {
            "encrypted": every("InstanceConfiguration.BlockDeviceMappings", _DEVICES, default=True),
            "customer_key": given("KmsKeyId"),
        },
    ),
    Row("AWS::ImageBuilder::Component", MachineImage, {"encrypted": fixed(True), "customer_key": given("KmsKeyId")}),
    Row(
        "AWS::ImageBuilder::DistributionConfiguration",
        MachineImage,
        {
            "public": some(
                "Distributions",
                contains("AmiDistributionConfiguration.LaunchPermissionConfiguration.UserGroups", "all"),
            ),
            "encrypted": fixed(True),
            "customer_key": every(
                "Distributions",
                where(
                    given("AmiDistributionConfiguration"), given("AmiDistributionConfiguration.KmsKeyId"), fixed(True)
                ),
            ),
        },
    ),
)
_EFS: Final = Row(
    "AWS::EFS::FileSystem",
    FileSystem,
    {
        "encrypted": switch("Encrypted"),
        "customer_key": given("KmsKeyId"),
        "backed_up": where(given("BackupPolicy"), switch("BackupPolicy.Status"), given("AvailabilityZoneName")),
        "multi_zone": opposite(given("AvailabilityZoneName")),
    },
)
_DISK: Final = Row("AWS::EC2::Volume", Disk, {"customer_key": given("KmsKeyId")})
_FSX: Final = Row(
    "AWS::FSx::FileSystem",
    FileSystem,
    {
        "encrypted": fixed(True),
        "customer_key": given("KmsKeyId"),
        "secret_literals": literals(
            "OntapConfiguration.FsxAdminPassword",
            "WindowsConfiguration.SelfManagedActiveDirectoryConfiguration.Password",
        ),
    },
)
_FSX_BACKUPS: Final = {
    "WindowsConfiguration": 30,
    "OntapConfiguration": 30,
    "OpenZFSConfiguration": 30,
    "LustreConfiguration": 0,
}


def read(blocks: Blocks) -> Iterator[Resource]:
    """Everything that keeps blocks and files."""
    yield from read_rows(ROWS, blocks, "aws")
    frame = Frame("aws", blocks.language)
    for block in blocks.of("AWS::EC2::Volume"):
        yield resource(_DISK, frame, block.address, block.place, block.attrs, encrypted=_disk_encrypted(block))
    for block in blocks.of("AWS::EFS::FileSystem"):
        own = at(block.attrs, "FileSystemPolicy")
        documents = [] if isinstance(own, Known) and own.value is None else [own]
        tls = tls_demanded(documents, absent(block.attrs))
        asked = present(own)
        yield resource(_EFS, frame, block.address, block.place, block.attrs, tls_required=tls, identity_asked=asked)
    for block in blocks.of("AWS::FSx::FileSystem"):
        yield resource(_FSX, frame, block.address, block.place, block.attrs, **_fsx(block))


def _disk_encrypted(block: Block) -> Value[bool]:
    own = at(block.attrs, "Encrypted")
    snapshot = present(at(block.attrs, "SnapshotId"))
    if isinstance(own, Known) and own.value is None and (isinstance(snapshot, Unknown) or snapshot.value):
        return Unknown("it is as encrypted as the snapshot that it is made from", snapshot.place)
    return flag(own, False)


def _fsx(block: Block) -> dict[str, Value[Any] | None]:
    facts: dict[str, Value[Any] | None] = {}
    for name, days in _FSX_BACKUPS.items():
        settings = at(block.attrs, name)
        if isinstance(settings, Known) and settings.value is not None:
            scratch = among("DeploymentType", "SCRATCH_1", "SCRATCH_2", default=name.startswith("Lustre"))(settings)
            if isinstance(scratch, Known) and not scratch.value:
                facts["backup_days"] = amount("AutomaticBackupRetentionDays", days)(settings)
                facts["multi_zone"] = (
                    None if name.startswith("Lustre") else among("DeploymentType", "MULTI_AZ_1", "MULTI_AZ_2")(settings)
                )
    windows = at(block.attrs, "WindowsConfiguration")
    if isinstance(windows, Known) and windows.value is not None:
        facts["logged"] = opposite(among("AuditLogConfiguration.FileAccessAuditLogLevel", "DISABLED", default=True))(
            windows
        )
    return facts
