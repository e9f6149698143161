"""Tables, caches, warehouses, search and other stores of AWS in templates."""

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
    every,
    fields_of,
    fixed,
    given,
    literals,
    matching,
    opposite,
    parameter,
    read_rows,
    resource,
    switch,
    where,
    word,
)
from holdfast.estate.kinds.analytics import DataStore
from holdfast.estate.kinds.database import Cache, DatabaseSettings, SearchDomain, Table, Warehouse
from holdfast.model.resource import Resource
from holdfast.model.tree import at, flag, text
from holdfast.model.value import Known, Value

_VALKEY: Final = among("Engine", "valkey")
_KEPT: Final = {"encrypted": fixed(True), "customer_key": given("KmsKeyId")}
_KEPT_ARN: Final = {"encrypted": fixed(True), "customer_key": given("KmsKeyArn")}
_LOGS: Final = "LogPublishingOptions"


def _search(options: str) -> dict[str, Any]:
    return {
        "public": opposite(given("VPCOptions")),
        "encrypted": switch("EncryptionAtRestOptions.Enabled"),
        "customer_key": given("EncryptionAtRestOptions.KmsKeyId"),
        "nodes_encrypted": switch("NodeToNodeEncryptionOptions.Enabled"),
        "tls_required": switch("DomainEndpointOptions.EnforceHTTPS"),
        "min_tls": word("DomainEndpointOptions.TLSSecurityPolicy", "Policy-Min-TLS-1-0-2019-07"),
        "auth_required": switch("AdvancedSecurityOptions.Enabled"),
        "logged": fields_of(_LOGS, switch("Enabled")),
        "audit_logged": switch(f"{_LOGS}.AUDIT_LOGS.Enabled"),
        "multi_zone": switch(f"{options}.ZoneAwarenessEnabled"),
        "secret_literals": literals("AdvancedSecurityOptions.MasterUserOptions.MasterUserPassword"),
    }


ROWS: Final = (
    Row(
        "AWS::DynamoDB::Table",
        Table,
        {
            "encrypted": fixed(True),
            "customer_key": switch("SSESpecification.SSEEnabled"),
            "backed_up": switch("PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled"),
            "deletion_protected": switch("DeletionProtectionEnabled"),
        },
    ),
    Row(
        "AWS::DynamoDB::GlobalTable",
        Table,
        {
            "encrypted": fixed(True),
            "customer_key": switch("SSESpecification.SSEEnabled"),
            "backed_up": every(
                "Replicas", switch("PointInTimeRecoverySpecification.PointInTimeRecoveryEnabled"), default=False
            ),
            "deletion_protected": every("Replicas", switch("DeletionProtectionEnabled"), default=False),
        },
    ),
    Row(
        "AWS::Cassandra::Table",
        Table,
        {
            "encrypted": fixed(True),
            "customer_key": among("EncryptionSpecification.EncryptionType", "CUSTOMER_MANAGED_KMS_KEY"),
            "backed_up": switch("PointInTimeRecoveryEnabled"),
        },
    ),
    Row(
        "AWS::DAX::Cluster",
        Cache,
        {
            "encrypted": switch("SSESpecification.SSEEnabled"),
            "tls_required": among("ClusterEndpointEncryptionType", "TLS"),
        },
    ),
    Row(
        "AWS::ElastiCache::ReplicationGroup",
        Cache,
        {
            "encrypted": where(_VALKEY, switch("AtRestEncryptionEnabled", True), switch("AtRestEncryptionEnabled")),
            "customer_key": given("KmsKeyId"),
            "tls_required": where(
                _VALKEY,
                switch("TransitEncryptionEnabled", True),
                both(switch("TransitEncryptionEnabled"), opposite(among("TransitEncryptionMode", "preferred"))),
            ),
            "auth_required": either(given("AuthToken"), given("UserGroupIds")),
            "backup_days": amount("SnapshotRetentionLimit", 0),
            "multi_zone": switch("AutomaticFailoverEnabled"),
            "logged": given("LogDeliveryConfigurations"),
            "patched": switch("AutoMinorVersionUpgrade", default=True),
            "secret_literals": literals("AuthToken"),
        },
    ),
    Row(
        "AWS::ElastiCache::ServerlessCache",
        Cache,
        {
            **_KEPT,
            "tls_required": fixed(True),
            "auth_required": where(among("Engine", "memcached"), fixed(True), given("UserGroupId")),
            "backup_days": where(among("Engine", "memcached"), fixed(None), amount("SnapshotRetentionLimit", 0)),
        },
    ),
    Row(
        "AWS::ElastiCache::User",
        Cache,
        {
            "auth_required": either(
                matching("AccessString", r"^\s*off\b"),
                opposite(
                    either(switch("NoPasswordRequired"), among("AuthenticationMode.Type", "no-password-required"))
                ),
            ),
            "secret_literals": literals("Passwords", "AuthenticationMode.Passwords"),
        },
    ),
    Row(
        "AWS::MemoryDB::Cluster",
        Cache,
        {
            "encrypted": fixed(True),
            "customer_key": given("KmsKeyId"),
            "tls_required": switch("TLSEnabled", default=True),
            "auth_required": opposite(among("ACLName", "open-access")),
            "backup_days": amount("SnapshotRetentionLimit", 0),
            "multi_zone": opposite(among("NumReplicasPerShard", "0")),
            "patched": switch("AutoMinorVersionUpgrade", default=True),
        },
    ),
    Row("AWS::MemoryDB::User", Cache, {"secret_literals": literals("AuthenticationMode.Passwords")}),
    Row(
        "AWS::Redshift::Cluster",
        Warehouse,
        {
            "public": switch("PubliclyAccessible"),
            "encrypted": switch("Encrypted", default=True),
            "customer_key": given("KmsKeyId"),
            "logged": given("LoggingProperties"),
            "backup_days": amount("AutomatedSnapshotRetentionPeriod", 1),
            "final_snapshot": among("DeletionPolicy", "Snapshot", "Retain", "RetainExceptOnCreate"),
            "private_routing": switch("EnhancedVpcRouting"),
            "patched": switch("AllowVersionUpgrade", default=True),
            "default_admin": among("MasterUsername", "awsuser"),
            "secret_literals": literals("MasterUserPassword"),
        },
    ),
    Row(
        "AWS::RedshiftServerless::Namespace",
        Warehouse,
        {
            **_KEPT,
            "logged": given("LogExports"),
            "default_admin": among("AdminUsername", "admin", "awsuser"),
            "secret_literals": literals("AdminUserPassword"),
        },
    ),
    Row(
        "AWS::RedshiftServerless::Workgroup",
        Warehouse,
        {"public": switch("PubliclyAccessible"), "private_routing": switch("EnhancedVpcRouting")},
    ),
    Row(
        "AWS::Redshift::ClusterParameterGroup",
        DatabaseSettings,
        {
            "tls_required": parameter(
                "Parameters", "ParameterName", "ParameterValue", "require_ssl", switch(""), default=True
            ),
            "audit_logged": parameter(
                *("Parameters", "ParameterName", "ParameterValue", "enable_user_activity_logging"),
                inner=switch(""),
                default=False,
            ),
        },
    ),
    Row("AWS::Elasticsearch::Domain", SearchDomain, _search("ElasticsearchClusterConfig")),
    Row("AWS::OpenSearchService::Domain", SearchDomain, _search("ClusterConfig")),
    Row(
        "AWS::Kendra::Index",
        DataStore,
        {"encrypted": fixed(True), "customer_key": given("ServerSideEncryptionConfiguration.KmsKeyId")},
    ),
    Row(
        "AWS::HealthLake::FHIRDatastore",
        DataStore,
        {
            "encrypted": fixed(True),
            "customer_key": among("SseConfiguration.KmsEncryptionConfig.CmkType", "CUSTOMER_MANAGED_KMS_KEY"),
        },
    ),
    Row(
        "AWS::CloudTrail::EventDataStore",
        DataStore,
        {**_KEPT, "deletion_protected": switch("TerminationProtectionEnabled", default=True)},
    ),
    Row("AWS::Scheduler::Schedule", DataStore, _KEPT_ARN),
    Row("AWS::CodeCommit::Repository", DataStore, _KEPT),
    Row(
        "AWS::Bedrock::DataSource",
        DataStore,
        {"encrypted": fixed(True), "customer_key": given("ServerSideEncryptionConfiguration.KmsKeyArn")},
    ),
    Row(
        "AWS::Bedrock::Flow",
        DataStore,
        {"encrypted": fixed(True), "customer_key": given("CustomerEncryptionKeyArn")},
    ),
    Row(
        "AWS::Connect::InstanceStorageConfig",
        DataStore,
        {
            "encrypted": fixed(True),
            "customer_key": either(
                given("S3Config.EncryptionConfig"),
                given("KinesisVideoStreamConfig.EncryptionConfig"),
                among("StorageType", "KINESIS_STREAM", "KINESIS_FIREHOSE"),
            ),
        },
    ),
    Row(
        "AWS::S3Tables::TableBucket",
        DataStore,
        {
            "encrypted": fixed(True),
            "customer_key": among("EncryptionConfiguration.SSEAlgorithm", "aws:kms"),
        },
    ),
    Row("AWS::Location::Tracker", DataStore, _KEPT),
    Row("AWS::Location::GeofenceCollection", DataStore, _KEPT),
    Row("AWS::FinSpace::Environment", DataStore, _KEPT),
    Row(
        "AWS::CustomerProfiles::Domain",
        DataStore,
        {"encrypted": fixed(True), "customer_key": given("DefaultEncryptionKey")},
    ),
    Row(
        "AWS::Bedrock::Agent",
        DataStore,
        {"encrypted": fixed(True), "customer_key": given("CustomerEncryptionKeyArn")},
    ),
    Row("AWS::Bedrock::Guardrail", DataStore, _KEPT_ARN),
    Row("AWS::APS::Workspace", DataStore, {**_KEPT_ARN, "logged": given("LoggingConfiguration")}),
    Row(
        "AWS::QBusiness::Application",
        DataStore,
        {"encrypted": fixed(True), "customer_key": given("EncryptionConfiguration.KmsKeyId")},
    ),
    Row("AWS::DirectoryService::MicrosoftAD", DataStore, {"secret_literals": literals("Password")}),
    Row("AWS::DirectoryService::SimpleAD", DataStore, {"secret_literals": literals("Password")}),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every store that is no bucket, disk or database."""
    yield from read_rows(ROWS, blocks, "aws")
    frame = Frame("aws", blocks.language)
    for block in blocks.of("AWS::OpenSearchServerless::SecurityPolicy"):
        row = Row(block.type, SearchDomain, {})
        facts = collection_policy(at(block.attrs, "Type"), at(block.attrs, "Policy"))
        yield resource(row, frame, block.address, block.place, block.attrs, **facts)
    for block in blocks.of("AWS::ElastiCache::CacheCluster"):
        row = Row(block.type, Cache, {"patched": switch("AutoMinorVersionUpgrade", default=True)})
        yield resource(row, frame, block.address, block.place, block.attrs, **_cache_cluster(block))


def _cache_cluster(block: Block) -> dict[str, Value[Any] | None]:
    """Memcached can demand TLS; Redis alone keeps snapshots."""
    engine = text(at(block.attrs, "Engine"))
    if isinstance(engine, Known) and engine.value == "memcached":
        return {
            "tls_required": flag(at(block.attrs, "TransitEncryptionEnabled"), False),
            "multi_zone": among("AZMode", "cross-az")(block.attrs),
        }
    return {
        "backup_days": amount("SnapshotRetentionLimit", 0)(block.attrs),
        "logged": given("LogDeliveryConfigurations")(block.attrs),
    }
