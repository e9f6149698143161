"""Tables, caches, warehouses, search and other stores of AWS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.aws_collections import collection_policy
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import (
    Frame,
    Row,
    among,
    amount,
    both,
    either,
    fixed,
    given,
    literals,
    matching,
    opposite,
    parameter,
    read_rows,
    resource,
    some,
    switch,
    where,
    word,
)
from holdfast.estate.kinds.analytics import DataStore
from holdfast.estate.kinds.database import Cache, DatabaseSettings, SearchDomain, Table, Warehouse
from holdfast.estate.terraform.document import document
from holdfast.model.resource import Resource
from holdfast.model.tree import at, flag, present, text
from holdfast.model.value import How, Known, Unknown, Value

_VALKEY: Final = among("engine", "valkey")
_KEPT: Final = {"encrypted": fixed(True), "customer_key": given("kms_key_id")}
_KEPT_ARN: Final = {"encrypted": fixed(True), "customer_key": given("kms_key_arn")}
_SEARCH: Final = {
    "public": opposite(given("vpc_options")),
    "encrypted": switch("encrypt_at_rest.enabled"),
    "customer_key": given("encrypt_at_rest.kms_key_id"),
    "nodes_encrypted": switch("node_to_node_encryption.enabled"),
    "tls_required": where(
        given("domain_endpoint_options"), switch("domain_endpoint_options.enforce_https", default=True), fixed(False)
    ),
    "min_tls": word("domain_endpoint_options.tls_security_policy", "Policy-Min-TLS-1-0-2019-07"),
    "auth_required": switch("advanced_security_options.enabled"),
    "logged": some("log_publishing_options", switch("enabled", default=True)),
    "audit_logged": some(
        "log_publishing_options", both(among("log_type", "AUDIT_LOGS"), switch("enabled", default=True))
    ),
    "multi_zone": switch("cluster_config.zone_awareness_enabled"),
    "secret_literals": literals("advanced_security_options.master_user_options.master_user_password"),
}

ROWS: Final = (
    Row(
        "aws_dynamodb_table",
        Table,
        {
            "encrypted": fixed(True),
            "customer_key": switch("server_side_encryption.enabled"),
            "backed_up": switch("point_in_time_recovery.enabled"),
            "deletion_protected": switch("deletion_protection_enabled"),
        },
    ),
    Row("aws_dynamodb_table_replica", Table, {**_KEPT_ARN, "backed_up": switch("point_in_time_recovery")}),
    Row(
        "aws_keyspaces_table",
        Table,
        {
            "encrypted": fixed(True),
            "customer_key": among("encryption_specification.type", "CUSTOMER_MANAGED_KMS_KEY"),
            "backed_up": among("point_in_time_recovery.status", "ENABLED"),
        },
    ),
    Row(
        "aws_dax_cluster",
        Cache,
        {
            "encrypted": switch("server_side_encryption.enabled"),
            "tls_required": among("cluster_endpoint_encryption_type", "TLS"),
        },
    ),
    Row(
        "aws_elasticache_serverless_cache",
        Cache,
        {
            **_KEPT,
            "tls_required": fixed(True),
            "auth_required": where(among("engine", "memcached"), fixed(True), given("user_group_id")),
            "backup_days": where(among("engine", "memcached"), fixed(None), amount("snapshot_retention_limit", 0)),
        },
    ),
    Row(
        "aws_elasticache_user",
        Cache,
        {
            "auth_required": either(
                matching("access_string", r"^\s*off\b"),
                opposite(
                    either(switch("no_password_required"), among("authentication_mode.type", "no-password-required"))
                ),
            ),
            "secret_literals": literals("passwords", "authentication_mode.passwords"),
        },
    ),
    Row(
        "aws_memorydb_cluster",
        Cache,
        {
            **_KEPT_ARN,
            "tls_required": switch("tls_enabled", default=True),
            "auth_required": opposite(among("acl_name", "open-access")),
            "backup_days": amount("snapshot_retention_limit", 0),
            "multi_zone": opposite(among("num_replicas_per_shard", "0")),
            "patched": switch("auto_minor_version_upgrade", default=True),
        },
    ),
    Row("aws_memorydb_user", Cache, {"secret_literals": literals("authentication_mode.passwords")}),
    Row("aws_memorydb_snapshot", DataStore, _KEPT_ARN),
    Row(
        "aws_redshiftserverless_namespace",
        Warehouse,
        {
            **_KEPT,
            "logged": given("log_exports"),
            "default_admin": among("admin_username", "admin", "awsuser"),
            "secret_literals": literals("admin_user_password"),
        },
    ),
    Row(
        "aws_redshiftserverless_workgroup",
        Warehouse,
        {"public": switch("publicly_accessible"), "private_routing": switch("enhanced_vpc_routing")},
    ),
    Row("aws_redshift_snapshot_copy_grant", DataStore, _KEPT),
    Row(
        "aws_redshift_parameter_group",
        DatabaseSettings,
        {
            "tls_required": parameter("parameter", "name", "value", "require_ssl", switch(""), default=True),
            "audit_logged": parameter(
                "parameter", "name", "value", "enable_user_activity_logging", switch(""), default=False
            ),
        },
    ),
    Row("aws_elasticsearch_domain", SearchDomain, _SEARCH),
    Row("aws_opensearch_domain", SearchDomain, _SEARCH),
    Row(
        "aws_cloudsearch_domain",
        SearchDomain,
        {
            "tls_required": switch("endpoint_options.enforce_https"),
            "min_tls": word("endpoint_options.tls_security_policy", "Policy-Min-TLS-1-2-2019-07"),
            "multi_zone": switch("multi_az"),
        },
    ),
    Row(
        "aws_kendra_index",
        DataStore,
        {"encrypted": fixed(True), "customer_key": given("server_side_encryption_configuration.kms_key_id")},
    ),
    Row(
        "aws_healthlake_fhir_datastore",
        DataStore,
        {
            "encrypted": fixed(True),
            "customer_key": among("sse_configuration.kms_encryption_config.cmk_type", "CUSTOMER_MANAGED_KMS_KEY"),
        },
    ),
    Row(
        "aws_cloudtrail_event_data_store",
        DataStore,
        {**_KEPT, "deletion_protected": switch("termination_protection_enabled", default=True)},
    ),
    Row("aws_scheduler_schedule", DataStore, _KEPT_ARN),
    Row("aws_codecommit_repository", DataStore, _KEPT),
    Row(
        "aws_xray_encryption_config",
        DataStore,
        {"encrypted": fixed(True), "customer_key": among("type", "KMS")},
    ),
    Row(
        "aws_bedrockagent_data_source",
        DataStore,
        {"encrypted": fixed(True), "customer_key": given("server_side_encryption_configuration.kms_key_arn")},
    ),
    Row(
        "aws_ssm_document",
        DataStore,
        {"public": among("permissions.account_ids", "all")},
    ),
    Row("aws_location_tracker", DataStore, _KEPT),
    Row("aws_location_geofence_collection", DataStore, _KEPT),
    Row("aws_finspace_kx_environment", DataStore, _KEPT),
    Row(
        "aws_connect_instance_storage_config",
        DataStore,
        {
            "encrypted": fixed(True),
            "customer_key": either(
                given("storage_config.s3_config.encryption_config"),
                given("storage_config.kinesis_video_stream_config.encryption_config"),
                among("storage_config.storage_type", "KINESIS_STREAM", "KINESIS_FIREHOSE"),
            ),
        },
    ),
    Row(
        "aws_customerprofiles_domain",
        DataStore,
        {"encrypted": fixed(True), "customer_key": given("default_encryption_key")},
    ),
    Row(
        "aws_auditmanager_account_registration", DataStore, {"encrypted": fixed(True), "customer_key": given("kms_key")}
    ),
    Row(
        "aws_bedrockagent_agent",
        DataStore,
        {"encrypted": fixed(True), "customer_key": given("customer_encryption_key_arn")},
    ),
    Row("aws_bedrock_guardrail", DataStore, _KEPT_ARN),
    Row(
        "aws_bedrock_custom_model",
        DataStore,
        {"encrypted": fixed(True), "customer_key": given("custom_model_kms_key_id")},
    ),
    Row("aws_prometheus_workspace", DataStore, {**_KEPT_ARN, "logged": given("logging_configuration")}),
    Row(
        "aws_s3tables_table_bucket",
        DataStore,
        {"encrypted": fixed(True), "customer_key": among("encryption_configuration.sse_algorithm", "aws:kms")},
    ),
    Row(
        "aws_qbusiness_application",
        DataStore,
        {
            "encrypted": fixed(True),
            "customer_key": given("encryption_configuration.kms_key_id"),
        },
    ),
)

_REDSHIFT: Final = Row(
    "aws_redshift_cluster",
    Warehouse,
    {
        "public": switch("publicly_accessible"),
        "encrypted": switch("encrypted", default=True),
        "customer_key": given("kms_key_id"),
        "backup_days": amount("automated_snapshot_retention_period", 1),
        "final_snapshot": opposite(switch("skip_final_snapshot")),
        "private_routing": switch("enhanced_vpc_routing"),
        "patched": switch("allow_version_upgrade", default=True),
        "default_admin": among("master_username", "awsuser"),
        "secret_literals": literals("master_password"),
    },
)
_REPLICATION_GROUP: Final = Row(
    "aws_elasticache_replication_group",
    Cache,
    {
        "encrypted": where(_VALKEY, switch("at_rest_encryption_enabled", True), switch("at_rest_encryption_enabled")),
        "customer_key": given("kms_key_id"),
        "tls_required": where(
            _VALKEY,
            switch("transit_encryption_enabled", True),
            both(
                switch("transit_encryption_enabled"),
                opposite(among("transit_encryption_mode", "preferred")),
            ),
        ),
        "auth_required": either(given("auth_token"), given("user_group_ids")),
        "backup_days": amount("snapshot_retention_limit", 0),
        "multi_zone": switch("automatic_failover_enabled"),
        "logged": given("log_delivery_configuration"),
        "patched": switch("auto_minor_version_upgrade", default=True),
        "secret_literals": literals("auth_token"),
    },
)
_CACHE_CLUSTER: Final = Row(
    "aws_elasticache_cluster", Cache, {"patched": switch("auto_minor_version_upgrade", default=True)}
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every store that is no bucket, disk or database."""
    yield from read_rows(ROWS, blocks, "aws")
    frame = Frame("aws", blocks.language)
    for block in blocks.of("aws_redshift_cluster"):
        yield resource(
            _REDSHIFT, frame, block.address, block.place, block.attrs, logged=_redshift_logged(blocks, block)
        )
    for block in blocks.of("aws_opensearchserverless_security_policy"):
        row = Row(block.type, SearchDomain, {})
        facts = collection_policy(at(block.attrs, "type"), document(at(block.attrs, "policy")))
        yield resource(row, frame, block.address, block.place, block.attrs, **facts)
    for block in blocks.of("aws_elasticache_replication_group"):
        more: dict[str, Value[Any] | None] = {}
        if _follows(block):
            more = dict.fromkeys(("encrypted", "customer_key", "tls_required", "auth_required"))
        yield resource(_REPLICATION_GROUP, frame, block.address, block.place, block.attrs, **more)
    for block in blocks.of("aws_elasticache_cluster"):
        yield resource(_CACHE_CLUSTER, frame, block.address, block.place, block.attrs, **_cache_cluster(block))


def _redshift_logged(blocks: Blocks, block: Block) -> Value[bool]:
    if blocks.pointing(block, "aws_redshift_logging", "cluster_identifier"):
        return Known(True, block.place, How.COMPUTED)
    return switch("logging.enable")(block.attrs)


def _follows(block: Block) -> bool:
    """Whether it takes over what the first group of a global one has."""
    lead = present(at(block.attrs, "global_replication_group_id"))
    return isinstance(lead, Unknown) or lead.value


def _cache_cluster(block: Block) -> dict[str, Value[Any] | None]:
    """Facts of a cluster that stands alone; one that belongs to a replication group is described there."""
    group = present(at(block.attrs, "replication_group_id"))
    if isinstance(group, Unknown) or group.value:
        return {}
    engine = text(at(block.attrs, "engine"))
    if isinstance(engine, Known) and engine.value == "memcached":
        return {
            "tls_required": flag(at(block.attrs, "transit_encryption_enabled"), False),
            "multi_zone": among("az_mode", "cross-az")(block.attrs),
        }
    return {
        "backup_days": amount("snapshot_retention_limit", 0)(block.attrs),
        "logged": given("log_delivery_configuration")(block.attrs),
    }
