"""Jobs, query services, models and movers of data of AWS in templates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.aws_emr import security_settings
from holdfast.estate.aws_sessions import session_settings, task_logged
from holdfast.estate.blocks import Blocks
from holdfast.estate.facts import (
    Frame,
    Row,
    among,
    both,
    contains,
    either,
    fixed,
    given,
    literals,
    opposite,
    read_rows,
    resource,
    secret_entries,
    switch,
    where,
)
from holdfast.estate.kinds.analytics import DataJob, DataMover
from holdfast.model.resource import Resource
from holdfast.model.tree import at
from holdfast.model.value import Known

_KEPT: Final = {"encrypted": fixed(True), "customer_key": given("KmsKeyId")}
_KEPT_ARN: Final = {"encrypted": fixed(True), "customer_key": given("KmsKeyArn")}
_GLUE: Final = "EncryptionConfiguration"
_CATALOG: Final = "DataCatalogEncryptionSettings"
_AIRFLOW_LOGS: Final = ("DagProcessing", "Scheduler", "Task", "Webserver", "Worker")
_WEAK_POLICIES: Final = (
    "TransferSecurityPolicy-2018-11",
    "TransferSecurityPolicy-2020-06",
    "TransferSecurityPolicy-FIPS-2020-06",
)

JOBS: Final = (
    Row(
        "AWS::Glue::DataCatalogEncryptionSettings",
        DataJob,
        {
            "encrypted": among(
                f"{_CATALOG}.EncryptionAtRest.CatalogEncryptionMode", "SSE-KMS", "SSE-KMS-WITH-SERVICE-ROLE"
            ),
            "settings_enforced": switch(f"{_CATALOG}.ConnectionPasswordEncryption.ReturnConnectionPasswordEncrypted"),
        },
    ),
    Row(
        "AWS::Glue::SecurityConfiguration",
        DataJob,
        {
            "encrypted": among(f"{_GLUE}.S3Encryptions.S3EncryptionMode", "SSE-KMS", "SSE-S3"),
            "logs_encrypted": among(f"{_GLUE}.CloudWatchEncryption.CloudWatchEncryptionMode", "SSE-KMS"),
            "bookmarks_encrypted": among(f"{_GLUE}.JobBookmarksEncryption.JobBookmarksEncryptionMode", "CSE-KMS"),
        },
    ),
    Row(
        "AWS::Glue::Job",
        DataJob,
        {"secured": given("SecurityConfiguration"), "secret_literals": secret_entries("DefaultArguments")},
    ),
    Row("AWS::Glue::Crawler", DataJob, {"secured": given("CrawlerSecurityConfiguration")}),
    Row("AWS::Glue::DevEndpoint", DataJob, {"secured": given("SecurityConfiguration")}),
    Row(
        "AWS::Glue::Connection",
        DataMover,
        {
            "tls_required": either(
                switch("ConnectionInput.ConnectionProperties.JDBC_ENFORCE_SSL"),
                opposite(among("ConnectionInput.ConnectionType", "JDBC")),
            ),
            "secret_literals": secret_entries("ConnectionInput.ConnectionProperties"),
        },
    ),
    Row("AWS::Glue::MLTransform", DataJob, {"encrypted": fixed(True), "customer_key": given("TransformEncryption")}),
    Row(
        "AWS::Athena::WorkGroup",
        DataJob,
        {
            "encrypted": given("WorkGroupConfiguration.ResultConfiguration.EncryptionConfiguration"),
            "settings_enforced": switch("WorkGroupConfiguration.EnforceWorkGroupConfiguration", default=True),
            "logged": switch("WorkGroupConfiguration.PublishCloudWatchMetricsEnabled", default=True),
        },
    ),
    Row(
        "AWS::EMR::Cluster",
        DataJob,
        {
            "secured": given("SecurityConfiguration"),
            "logged": given("LogUri"),
            "secret_literals": literals(
                "KerberosAttributes.KdcAdminPassword",
                "KerberosAttributes.ADDomainJoinPassword",
                "KerberosAttributes.CrossRealmTrustPrincipalPassword",
            ),
        },
    ),
    Row("AWS::EMR::Studio", DataJob, {"encrypted": fixed(True), "customer_key": given("EncryptionKeyArn")}),
    Row(
        "AWS::MWAA::Environment",
        DataJob,
        {
            "encrypted": fixed(True),
            "customer_key": given("KmsKey"),
            "public": among("WebserverAccessMode", "PUBLIC_ONLY"),
            "logged": both(*(switch(f"LoggingConfiguration.{each}Logs.Enabled") for each in _AIRFLOW_LOGS)),
            "secret_literals": secret_entries("AirflowConfigurationOptions"),
        },
    ),
    Row("AWS::SageMaker::EndpointConfig", DataJob, _KEPT),
    Row(
        "AWS::SageMaker::Domain",
        DataJob,
        {**_KEPT, "public": among("AppNetworkAccessType", "PublicInternetOnly", default=True)},
    ),
    Row("AWS::SageMaker::Model", DataJob, {"isolated": switch("EnableNetworkIsolation")}),
    Row(
        "AWS::SageMaker::FeatureGroup",
        DataJob,
        {
            "encrypted": fixed(True),
            "customer_key": where(
                given("OnlineStoreConfig"),
                given("OnlineStoreConfig.SecurityConfig.KmsKeyId"),
                given("OfflineStoreConfig.S3StorageConfig.KmsKeyId"),
            ),
        },
    ),
    *(
        Row(
            f"AWS::SageMaker::{name}JobDefinition",
            DataJob,
            {
                "tls_required": switch("NetworkConfig.EnableInterContainerTrafficEncryption"),
                "isolated": switch("NetworkConfig.EnableNetworkIsolation"),
                "encrypted": fixed(True),
                "customer_key": given(f"{name}JobOutputConfig.KmsKeyId"),
                "disk_encrypted": given("JobResources.ClusterConfig.VolumeKmsKeyId"),
            },
        )
        for name in ("DataQuality", "ModelBias", "ModelExplainability", "ModelQuality")
    ),
    Row(
        "AWS::Comprehend::DocumentClassifier",
        DataJob,
        {
            "encrypted": fixed(True),
            "customer_key": given("ModelKmsKeyId"),
            "disk_encrypted": given("VolumeKmsKeyId"),
        },
    ),
)

MOVERS: Final = (
    Row(
        "AWS::DMS::ReplicationInstance",
        DataMover,
        {
            "public": switch("PubliclyAccessible", default=True),
            "encrypted": fixed(True),
            "customer_key": given("KmsKeyId"),
            "patched": switch("AutoMinorVersionUpgrade", default=True),
        },
    ),
    Row(
        "AWS::DMS::Endpoint",
        DataMover,
        {
            "encrypted": fixed(True),
            "customer_key": given("KmsKeyId"),
            "tls_required": where(
                among(
                    "EngineName",
                    *("mysql", "aurora", "aurora-postgresql", "postgres", "mariadb", "oracle", "sqlserver"),
                    *("mongodb", "docdb", "db2", "sybase", "babelfish"),
                ),
                opposite(among("SslMode", "none", default=True)),
                fixed(True),
            ),
            "secret_literals": literals("Password", "KafkaSettings.SaslPassword", "RedisSettings.AuthPassword"),
        },
    ),
    Row(
        "AWS::DMS::ReplicationConfig",
        DataMover,
        {"encrypted": fixed(True), "customer_key": given("ComputeConfig.KmsKeyId")},
    ),
    Row(
        "AWS::Transfer::Server",
        DataMover,
        {
            "public": among("EndpointType", "PUBLIC", default=True),
            "tls_required": opposite(contains("Protocols", "FTP")),
            "weak_tls": among("SecurityPolicyName", *_WEAK_POLICIES, default=True),
            "logged": either(given("LoggingRole"), given("StructuredLogDestinations")),
        },
    ),
    Row("AWS::AppFlow::Flow", DataMover, {"encrypted": fixed(True), "customer_key": given("KMSArn")}),
    Row("AWS::AppFlow::ConnectorProfile", DataMover, {"encrypted": fixed(True), "customer_key": given("KMSArn")}),
    Row(
        "AWS::DataSync::LocationObjectStorage",
        DataMover,
        {
            "tls_required": among("ServerProtocol", "HTTPS", default=True),
            "secret_literals": literals("SecretKey"),
        },
    ),
    Row("AWS::DataSync::LocationSMB", DataMover, {"secret_literals": literals("Password")}),
    Row("AWS::DataSync::LocationFSxWindows", DataMover, {"secret_literals": literals("Password")}),
    Row("AWS::DataSync::LocationEFS", DataMover, {"tls_required": among("InTransitEncryption", "TLS1_2")}),
    Row("AWS::DataSync::Task", DataMover, {"logged": given("CloudWatchLogGroupArn")}),
    Row("AWS::SES::ConfigurationSet", DataMover, {"tls_required": among("DeliveryOptions.TlsPolicy", "REQUIRE")}),
    Row(
        "AWS::QuickSight::DataSource",
        DataMover,
        {
            "tls_required": opposite(switch("SslProperties.DisableSsl")),
            "secret_literals": literals("Credentials.CredentialPair.Password"),
        },
    ),
)


_SESSION: Final = among("DocumentType", "Session")


def read(blocks: Blocks) -> Iterator[Resource]:
    """Everything that works on data or carries it."""
    yield from read_rows((*JOBS, *MOVERS), blocks, "aws")
    frame = Frame("aws", blocks.language)
    for block in blocks.of("AWS::DMS::ReplicationTask"):
        logged = task_logged(at(block.attrs, "ReplicationTaskSettings"))
        yield resource(Row(block.type, DataMover, {}), frame, block.address, block.place, block.attrs, logged=logged)
    for block in blocks.of("AWS::SSM::Document"):
        sort = _SESSION(block.attrs)
        if isinstance(sort, Known) and sort.value:
            facts = session_settings(at(block.attrs, "Content"))
            row = Row(block.type, DataMover, {})
            yield resource(row, frame, block.address, block.place, block.attrs, **facts)
    for block in blocks.of("AWS::EMR::SecurityConfiguration"):
        facts = security_settings(at(block.attrs, "SecurityConfiguration"))
        yield resource(Row(block.type, DataJob, {}), frame, block.address, block.place, block.attrs, **facts)
