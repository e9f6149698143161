"""Relational, document, graph and ledger databases of AWS in templates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.aws_engines import tls_parameter
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import (
    Frame,
    Row,
    among,
    amount,
    contains,
    fixed,
    given,
    literals,
    opposite,
    read_rows,
    resource,
    switch,
    word,
)
from holdfast.estate.kinds.database import Database, DatabaseSettings
from holdfast.model.resource import Resource
from holdfast.model.tree import at, flag, present, text
from holdfast.model.value import Known, Unknown, Value

_FINAL: Final = opposite(among("DeletionPolicy", "Delete"))
"""A stack that is deleted leaves a snapshot of a database of RDS, unless it is told to delete it."""
_KEPT: Final = among("DeletionPolicy", "Snapshot", "Retain", "RetainExceptOnCreate")
"""Of others it leaves nothing, unless it is told to."""
_CLUSTER: Final = {
    "encrypted": switch("StorageEncrypted"),
    "customer_key": given("KmsKeyId"),
    "backup_days": amount("BackupRetentionPeriod", 1),
    "deletion_protected": switch("DeletionProtection"),
    "final_snapshot": _FINAL,
    "logged": given("EnableCloudwatchLogsExports"),
}

ROWS: Final = (
    Row("AWS::RDS::DBShardGroup", Database, {"public": switch("PubliclyAccessible")}),
    Row("AWS::RDS::Integration", Database, {"encrypted": fixed(True), "customer_key": given("KMSKeyId")}),
    Row(
        "AWS::RDS::GlobalCluster",
        Database,
        {"encrypted": switch("StorageEncrypted"), "deletion_protected": switch("DeletionProtection")},
    ),
    Row(
        "AWS::RDS::DBProxy",
        Database,
        {"tls_required": switch("RequireTLS"), "identity_auth": among("Auth.IAMAuth", "REQUIRED")},
    ),
    Row(
        "AWS::DocDB::DBCluster",
        Database,
        {
            **_CLUSTER,
            "final_snapshot": _KEPT,
            "audit_logged": contains("EnableCloudwatchLogsExports", "audit"),
            "secret_literals": literals("MasterUserPassword"),
        },
    ),
    Row(
        "AWS::DocDB::DBInstance",
        Database,
        {"patched": switch("AutoMinorVersionUpgrade", default=True)},
    ),
    Row(
        "AWS::DocDBElastic::Cluster",
        Database,
        {
            "encrypted": fixed(True),
            "customer_key": given("KmsKeyId"),
            "backup_days": amount("BackupRetentionPeriod", 1),
            "secret_literals": literals("AdminUserPassword"),
        },
    ),
    Row(
        "AWS::Neptune::DBCluster",
        Database,
        {
            **_CLUSTER,
            "final_snapshot": _KEPT,
            "identity_auth": switch("IamAuthEnabled"),
            "snapshots_tagged": switch("CopyTagsToSnapshot"),
            "audit_logged": contains("EnableCloudwatchLogsExports", "audit"),
        },
    ),
    Row(
        "AWS::Neptune::DBInstance",
        Database,
        {"patched": switch("AutoMinorVersionUpgrade", default=True)},
    ),
    Row(
        "AWS::NeptuneGraph::Graph",
        Database,
        {
            "public": switch("PublicConnectivity"),
            "encrypted": fixed(True),
            "customer_key": given("KmsKeyIdentifier"),
            "deletion_protected": switch("DeletionProtection", default=True),
        },
    ),
    Row(
        "AWS::QLDB::Ledger",
        Database,
        {
            "encrypted": fixed(True),
            "customer_key": opposite(among("KmsKey", "AWS_OWNED_KMS_KEY", default=True)),
            "deletion_protected": switch("DeletionProtection", default=True),
            "identity_auth": among("PermissionsMode", "STANDARD"),
        },
    ),
    Row(
        "AWS::DSQL::Cluster",
        Database,
        {
            "encrypted": fixed(True),
            "customer_key": opposite(among("KmsEncryptionKey", "AWS_OWNED_KMS_KEY", default=True)),
            "deletion_protected": switch("DeletionProtectionEnabled"),
        },
    ),
    Row(
        "AWS::Timestream::Database",
        Database,
        {"encrypted": fixed(True), "customer_key": given("KmsKeyId")},
    ),
    Row(
        "AWS::Timestream::InfluxDBInstance",
        Database,
        {
            "public": switch("PubliclyAccessible"),
            "logged": given("LogDeliveryConfiguration"),
            "multi_zone": among("DeploymentType", "WITH_MULTIAZ_STANDBY"),
            "secret_literals": literals("Password"),
        },
    ),
    Row(
        "AWS::Lightsail::Database",
        Database,
        {"public": switch("PubliclyAccessible"), "secret_literals": literals("MasterUserPassword")},
    ),
)
_INSTANCE: Final = Row(
    "AWS::RDS::DBInstance",
    Database,
    {
        "public": switch("PubliclyAccessible"),
        "customer_key": given("KmsKeyId"),
        "identity_auth": switch("EnableIAMDatabaseAuthentication"),
        "logged": given("EnableCloudwatchLogsExports"),
        "monitored": opposite(among("MonitoringInterval", "0", default=True)),
        "final_snapshot": _FINAL,
        "snapshots_tagged": switch("CopyTagsToSnapshot"),
        "deletion_protected": switch("DeletionProtection"),
        "multi_zone": switch("MultiAZ"),
        "patched": switch("AutoMinorVersionUpgrade", default=True),
        "authority": word("CACertificateIdentifier"),
        "backup_days": amount("BackupRetentionPeriod", 1),
        "secret_literals": literals("MasterUserPassword"),
    },
)
_RDS_CLUSTER: Final = Row(
    "AWS::RDS::DBCluster",
    Database,
    {
        **_CLUSTER,
        "identity_auth": switch("EnableIAMDatabaseAuthentication"),
        "snapshots_tagged": switch("CopyTagsToSnapshot"),
        "secret_literals": literals("MasterUserPassword"),
    },
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every database and set of parameters."""
    yield from read_rows(ROWS, blocks, "aws")
    frame = Frame("aws", blocks.language)
    for block in blocks.of("AWS::RDS::DBInstance"):
        yield resource(_INSTANCE, frame, block.address, block.place, block.attrs, **_instance(blocks, block))
    for block in blocks.of("AWS::RDS::DBCluster"):
        yield resource(_RDS_CLUSTER, frame, block.address, block.place, block.attrs, **_cluster(blocks, block))
    for type in ("AWS::RDS::DBParameterGroup", "AWS::RDS::DBClusterParameterGroup"):
        for block in blocks.of(type):
            row = Row(type, DatabaseSettings, {})
            yield resource(row, frame, block.address, block.place, block.attrs, tls_required=_demands_tls(block))
    for block in blocks.of("AWS::DocDB::DBClusterParameterGroup"):
        row = Row(
            "AWS::DocDB::DBClusterParameterGroup",
            DatabaseSettings,
            {
                "tls_required": opposite(among("Parameters.tls", "disabled")),
                "audit_logged": opposite(among("Parameters.audit_logs", "disabled", "none", default=True)),
            },
        )
        yield resource(row, frame, block.address, block.place, block.attrs)
    for block in blocks.of("AWS::Neptune::DBClusterParameterGroup"):
        row = Row(
            "AWS::Neptune::DBClusterParameterGroup",
            DatabaseSettings,
            {
                "tls_required": switch("Parameters.neptune_enforce_ssl", default=True),
                "audit_logged": switch("Parameters.neptune_enable_audit_log"),
            },
        )
        yield resource(row, frame, block.address, block.place, block.attrs)


def _instance(blocks: Blocks, block: Block) -> dict[str, Any]:
    """An instance of a cluster takes over what the cluster has; a replica what its source has."""
    facts: dict[str, Any] = {"encrypted": _encrypted(blocks, block), "insights_customer_key": _insights(block)}
    if _there(block, "DBClusterIdentifier") or _aurora(block):
        names = ("encrypted", "customer_key", "backup_days", "deletion_protected", "final_snapshot", "multi_zone")
        facts |= dict.fromkeys((*names, "logged", "identity_auth", "snapshots_tagged"))
    elif _there(block, "SourceDBInstanceIdentifier"):
        facts |= dict.fromkeys(("backup_days", "final_snapshot", "multi_zone", "deletion_protected"))
    return facts


def _cluster(blocks: Blocks, block: Block) -> dict[str, Any]:
    """Aurora for MySQL has an audit log of its own."""
    facts: dict[str, Any] = {"encrypted": _encrypted(blocks, block)}
    engine = text(at(block.attrs, "Engine"))
    if isinstance(engine, Known) and (engine.value or "").endswith("mysql"):
        facts["audit_logged"] = contains("EnableCloudwatchLogsExports", "audit")(block.attrs)
    return facts


def _aurora(block: Block) -> bool:
    engine = text(at(block.attrs, "Engine"))
    return isinstance(engine, Known) and (engine.value or "").lower().startswith("aurora")


def _there(block: Block, name: str) -> bool:
    there = present(at(block.attrs, name))
    return isinstance(there, Unknown) or there.value


def _encrypted(blocks: Blocks, block: Block) -> Value[bool]:
    """Its own switch; without one, as what it is made from."""
    own = at(block.attrs, "StorageEncrypted")
    if isinstance(own, Known) and own.value is None:
        for name in (
            "SourceDBInstanceIdentifier",
            "DBSnapshotIdentifier",
            "SnapshotIdentifier",
            "SourceDBClusterIdentifier",
        ):
            if _there(block, name):
                origin = blocks.target(at(block.attrs, name), block.type)
                if origin is not None and origin.address != block.address:
                    return flag(at(origin.attrs, "StorageEncrypted"), False)
                return Unknown("it is as encrypted as what it is made from", at(block.attrs, name).place)
    return flag(own, False)


def _insights(block: Block) -> Value[bool] | None:
    on = switch("EnablePerformanceInsights")(block.attrs)
    if isinstance(on, Known) and not on.value:
        return None
    return given("PerformanceInsightsKMSKeyId")(block.attrs)


def _demands_tls(block: Block) -> Value[bool] | None:
    family = text(at(block.attrs, "Family"))
    known = None if isinstance(family, Unknown) or family.value is None else tls_parameter(family.value)
    return None if known is None else flag(at(block.attrs, "Parameters", known[0]), known[1])
