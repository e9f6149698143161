"""Relational, document, graph and ledger databases of AWS, with their snapshots and settings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.aws_engines import tls_parameter
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import (
    Fact,
    Frame,
    Row,
    among,
    amount,
    contains,
    fixed,
    given,
    literals,
    opposite,
    parameter,
    read_rows,
    resource,
    switch,
    word,
)
from holdfast.estate.kinds.database import Database, DatabaseSettings, DatabaseSnapshot
from holdfast.model.resource import Resource
from holdfast.model.tree import at, flag, present, text
from holdfast.model.value import How, Known, Tree, Unknown, Value

_CLUSTER: Final = {
    "encrypted": switch("storage_encrypted"),
    "customer_key": given("kms_key_id"),
    "backup_days": amount("backup_retention_period", 1),
    "deletion_protected": switch("deletion_protection"),
    "final_snapshot": opposite(switch("skip_final_snapshot")),
    "logged": given("enabled_cloudwatch_logs_exports"),
    "secret_literals": literals("master_password"),
}


def _days(attrs: Tree) -> Value[float | None]:
    """Lightsail keeps backups for seven days, or makes none."""
    kept = flag(at(attrs, "backup_retention_enabled"), True)
    return kept if isinstance(kept, Unknown) else Known(7.0 if kept.value else 0.0, kept.place, kept.how, kept.trail)


_LIGHTSAIL: Final = {
    "public": switch("publicly_accessible"),
    "backup_days": _days,
    "secret_literals": literals("master_password"),
}


def _parameter(called: str, inner: Fact, default: bool) -> Fact:
    return parameter("parameter", "name", "value", called, inner, default)


_ON: Final = opposite(among("", "disabled", "0", "none"))
ROWS: Final = (
    Row("aws_rds_shard_group", Database, {"public": switch("publicly_accessible")}),
    Row("aws_rds_integration", Database, {"encrypted": fixed(True), "customer_key": given("kms_key_id")}),
    Row(
        "aws_docdb_cluster_parameter_group",
        DatabaseSettings,
        {"tls_required": _parameter("tls", _ON, True), "audit_logged": _parameter("audit_logs", _ON, False)},
    ),
    Row(
        "aws_neptune_cluster_parameter_group",
        DatabaseSettings,
        {
            "tls_required": _parameter("neptune_enforce_ssl", switch(""), True),
            "audit_logged": _parameter("neptune_enable_audit_log", switch(""), False),
        },
    ),
    Row(
        "aws_rds_cluster_instance",
        Database,
        {
            "public": switch("publicly_accessible"),
            "insights_customer_key": given("performance_insights_kms_key_id"),
            "monitored": opposite(among("monitoring_interval", "0", default=True)),
            "authority": word("ca_cert_identifier"),
            "patched": switch("auto_minor_version_upgrade", default=True),
        },
    ),
    Row(
        "aws_rds_global_cluster",
        Database,
        {"encrypted": switch("storage_encrypted"), "deletion_protected": switch("deletion_protection")},
    ),
    Row(
        "aws_db_proxy",
        Database,
        {"tls_required": switch("require_tls"), "identity_auth": among("auth.iam_auth", "REQUIRED")},
    ),
    Row(
        "aws_docdb_cluster",
        Database,
        {**_CLUSTER, "audit_logged": contains("enabled_cloudwatch_logs_exports", "audit")},
    ),
    Row("aws_docdb_global_cluster", Database, {"encrypted": switch("storage_encrypted")}),
    Row(
        "aws_docdb_cluster_instance",
        Database,
        {"patched": switch("auto_minor_version_upgrade", default=True)},
    ),
    Row(
        "aws_docdbelastic_cluster",
        Database,
        {
            "encrypted": fixed(True),
            "customer_key": given("kms_key_id"),
            "backup_days": amount("backup_retention_period", 1),
            "secret_literals": literals("admin_user_password"),
        },
    ),
    Row(
        "aws_neptune_cluster",
        Database,
        {
            "encrypted": switch("storage_encrypted"),
            "customer_key": given("kms_key_arn"),
            "backup_days": amount("backup_retention_period", 1),
            "deletion_protected": switch("deletion_protection"),
            "final_snapshot": opposite(switch("skip_final_snapshot")),
            "snapshots_tagged": switch("copy_tags_to_snapshot"),
            "identity_auth": switch("iam_database_authentication_enabled"),
            "logged": given("enable_cloudwatch_logs_exports"),
            "audit_logged": contains("enable_cloudwatch_logs_exports", "audit"),
        },
    ),
    Row(
        "aws_neptune_cluster_instance",
        Database,
        {
            "public": switch("publicly_accessible"),
            "patched": switch("auto_minor_version_upgrade", default=True),
        },
    ),
    Row(
        "aws_neptune_global_cluster",
        Database,
        {"encrypted": switch("storage_encrypted"), "deletion_protected": switch("deletion_protection")},
    ),
    Row(
        "aws_neptunegraph_graph",
        Database,
        {
            "public": switch("public_connectivity"),
            "encrypted": fixed(True),
            "customer_key": given("kms_key_identifier"),
            "deletion_protected": switch("deletion_protection", default=True),
        },
    ),
    Row(
        "aws_qldb_ledger",
        Database,
        {
            "encrypted": fixed(True),
            "customer_key": opposite(among("kms_key", "AWS_OWNED_KMS_KEY", default=True)),
            "deletion_protected": switch("deletion_protection", default=True),
            "identity_auth": among("permissions_mode", "STANDARD"),
        },
    ),
    Row(
        "aws_dsql_cluster",
        Database,
        {
            "encrypted": fixed(True),
            "customer_key": opposite(among("kms_encryption_key", "AWS_OWNED_KMS_KEY", default=True)),
            "deletion_protected": switch("deletion_protection_enabled"),
        },
    ),
    Row(
        "aws_timestreamwrite_database",
        Database,
        {"encrypted": fixed(True), "customer_key": given("kms_key_id")},
    ),
    Row(
        "aws_timestreaminfluxdb_db_instance",
        Database,
        {
            "public": switch("publicly_accessible"),
            "logged": given("log_delivery_configuration"),
            "multi_zone": among("deployment_type", "WITH_MULTIAZ_STANDBY"),
            "secret_literals": literals("password"),
        },
    ),
    Row("aws_lightsail_database", Database, _LIGHTSAIL),
    Row(
        "aws_db_snapshot",
        DatabaseSnapshot,
        {"public": contains("shared_accounts", "all")},
    ),
    Row("aws_db_cluster_snapshot", DatabaseSnapshot, {"public": contains("shared_accounts", "all")}),
    Row(
        "aws_db_snapshot_copy",
        DatabaseSnapshot,
        {"public": contains("shared_accounts", "all"), "customer_key": given("kms_key_id")},
    ),
    Row("aws_rds_cluster_snapshot_copy", DatabaseSnapshot, {"public": contains("shared_accounts", "all")}),
    Row(
        "aws_db_instance_automated_backups_replication",
        DatabaseSnapshot,
        {"customer_key": given("kms_key_id")},
    ),
    Row(
        "aws_rds_export_task",
        DatabaseSnapshot,
        {"encrypted": fixed(True), "customer_key": given("kms_key_id")},
    ),
)

_INSTANCE: Final = Row(
    "aws_db_instance",
    Database,
    {
        "public": switch("publicly_accessible"),
        "customer_key": given("kms_key_id"),
        "identity_auth": switch("iam_database_authentication_enabled"),
        "logged": given("enabled_cloudwatch_logs_exports"),
        "monitored": opposite(among("monitoring_interval", "0", default=True)),
        "final_snapshot": opposite(switch("skip_final_snapshot")),
        "snapshots_tagged": switch("copy_tags_to_snapshot"),
        "deletion_protected": switch("deletion_protection"),
        "multi_zone": switch("multi_az"),
        "patched": switch("auto_minor_version_upgrade", default=True),
        "authority": word("ca_cert_identifier"),
        "secret_literals": literals("password"),
    },
)
_RDS_CLUSTER: Final = Row(
    "aws_rds_cluster",
    Database,
    {
        **_CLUSTER,
        "encrypted": switch("storage_encrypted"),
        "identity_auth": switch("iam_database_authentication_enabled"),
        "snapshots_tagged": switch("copy_tags_to_snapshot"),
    },
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every database, snapshot and set of parameters."""
    yield from read_rows(ROWS, blocks, "aws")
    frame = Frame("aws", blocks.language)
    for block in blocks.of("aws_db_instance"):
        yield resource(_INSTANCE, frame, block.address, block.place, block.attrs, **_instance(blocks, block))
    for block in blocks.of("aws_rds_cluster"):
        yield resource(_RDS_CLUSTER, frame, block.address, block.place, block.attrs, **_cluster(blocks, block))
    for type in ("aws_db_parameter_group", "aws_rds_cluster_parameter_group"):
        for block in blocks.of(type):
            row = Row(type, DatabaseSettings, {})
            yield resource(row, frame, block.address, block.place, block.attrs, tls_required=_demands_tls(block))


def _instance(blocks: Blocks, block: Block) -> dict[str, Any]:
    """What a replica and an instance of a cluster take over from elsewhere is not here."""
    source = present(at(block.attrs, "replicate_source_db"))
    replica = isinstance(source, Unknown) or source.value
    facts: dict[str, Any] = {"encrypted": _stored_encrypted(blocks, block), "insights_customer_key": _insights(block)}
    facts["backup_days"] = None if replica else amount("backup_retention_period", 0)(block.attrs)
    if replica:
        facts |= {"final_snapshot": None, "multi_zone": None, "deletion_protected": None}
    return facts


def _stored_encrypted(blocks: Blocks, block: Block) -> Value[bool]:
    """Its own switch; without one, as what it is made from."""
    own = at(block.attrs, "storage_encrypted")
    if isinstance(own, Known) and own.value is None:
        for name in ("replicate_source_db", "snapshot_identifier", "restore_to_point_in_time"):
            source = at(block.attrs, name)
            there = present(source)
            if isinstance(there, Unknown) or there.value:
                origin = blocks.target(source, block.type)
                if origin is not None and origin.address != block.address:
                    return flag(at(origin.attrs, "storage_encrypted"), False)
                return Unknown("it is as encrypted as what it is made from", source.place)
    return flag(own, False)


def _cluster(blocks: Blocks, block: Block) -> dict[str, Any]:
    mode = text(at(block.attrs, "engine_mode"))
    facts: dict[str, Any] = {"encrypted": _stored_encrypted(blocks, block)}
    if isinstance(mode, Known) and mode.value == "serverless":
        facts["encrypted"] = Known(True, mode.place, How.DEFAULT)
        facts |= {"logged": None, "identity_auth": None}
    engine = text(at(block.attrs, "engine"))
    if isinstance(engine, Known) and (engine.value or "").endswith("mysql"):
        facts["audit_logged"] = contains("enabled_cloudwatch_logs_exports", "audit")(block.attrs)
    source = present(at(block.attrs, "replication_source_identifier"))
    if isinstance(source, Unknown) or source.value:
        facts["secret_literals"] = None
    return facts


def _insights(block: Block) -> Value[bool] | None:
    on = switch("performance_insights_enabled")(block.attrs)
    if isinstance(on, Known) and not on.value:
        return None
    return given("performance_insights_kms_key_id")(block.attrs)


def _demands_tls(block: Block) -> Value[bool] | None:
    family = text(at(block.attrs, "family"))
    known = None if isinstance(family, Unknown) or family.value is None else tls_parameter(family.value)
    return None if known is None else _parameter(known[0], switch(""), known[1])(block.attrs)
