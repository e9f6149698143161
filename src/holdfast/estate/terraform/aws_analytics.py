"""Jobs, query services, models and movers of data of AWS."""

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
from holdfast.estate.kinds.analytics import DataJob, DataMover, DataStore
from holdfast.estate.terraform.document import document
from holdfast.model.resource import Resource
from holdfast.model.tree import at
from holdfast.model.value import Known

_KEPT: Final = {"encrypted": fixed(True), "customer_key": given("kms_key_id")}
_KEPT_ARN: Final = {"encrypted": fixed(True), "customer_key": given("kms_key_arn")}
_KEPT_PLAIN: Final = {"encrypted": fixed(True), "customer_key": given("kms_key")}
_GLUE: Final = "encryption_configuration"
_CATALOG: Final = "data_catalog_encryption_settings"
_AIRFLOW_LOGS: Final = ("dag_processing", "scheduler", "task", "webserver", "worker")
_SECURED: Final = {"secured": given("security_configuration")}
_WEAK_POLICIES: Final = (
    "TransferSecurityPolicy-2018-11",
    "TransferSecurityPolicy-2020-06",
    "TransferSecurityPolicy-FIPS-2020-06",
)

JOBS: Final = (
    Row(
        "aws_glue_data_catalog_encryption_settings",
        DataJob,
        {
            "encrypted": among(
                f"{_CATALOG}.encryption_at_rest.catalog_encryption_mode", "SSE-KMS", "SSE-KMS-WITH-SERVICE-ROLE"
            ),
            "settings_enforced": switch(
                f"{_CATALOG}.connection_password_encryption.return_connection_password_encrypted"
            ),
        },
    ),
    Row(
        "aws_glue_security_configuration",
        DataJob,
        {
            "encrypted": among(f"{_GLUE}.s3_encryption.s3_encryption_mode", "SSE-KMS", "SSE-S3"),
            "logs_encrypted": among(f"{_GLUE}.cloudwatch_encryption.cloudwatch_encryption_mode", "SSE-KMS"),
            "bookmarks_encrypted": among(f"{_GLUE}.job_bookmarks_encryption.job_bookmarks_encryption_mode", "CSE-KMS"),
        },
    ),
    Row("aws_glue_job", DataJob, {**_SECURED, "secret_literals": secret_entries("default_arguments")}),
    Row("aws_glue_crawler", DataJob, _SECURED),
    Row("aws_glue_dev_endpoint", DataJob, _SECURED),
    Row(
        "aws_glue_connection",
        DataMover,
        {
            "tls_required": either(
                switch("connection_properties.JDBC_ENFORCE_SSL"),
                opposite(among("connection_type", "JDBC", default=True)),
            ),
            "secret_literals": secret_entries("connection_properties"),
        },
    ),
    Row("aws_glue_ml_transform", DataJob, {"encrypted": fixed(True), "customer_key": given("transform_encryption")}),
    Row(
        "aws_athena_workgroup",
        DataJob,
        {
            "encrypted": given("configuration.result_configuration.encryption_configuration"),
            "settings_enforced": switch("configuration.enforce_workgroup_configuration", default=True),
            "logged": switch("configuration.publish_cloudwatch_metrics_enabled", default=True),
        },
    ),
    Row("aws_athena_database", DataJob, {"encrypted": given("encryption_configuration")}),
    Row(
        "aws_emr_cluster",
        DataJob,
        {
            "secured": given("security_configuration"),
            "logged": given("log_uri"),
            "secret_literals": literals(
                "kerberos_attributes.kdc_admin_password",
                "kerberos_attributes.ad_domain_join_password",
                "kerberos_attributes.cross_realm_trust_principal_password",
            ),
        },
    ),
    Row(
        "aws_emr_block_public_access_configuration",
        DataJob,
        {
            "public": opposite(switch("block_public_security_group_rules", default=True)),
        },
    ),
    Row("aws_emr_studio", DataJob, {"encrypted": fixed(True), "customer_key": given("encryption_key_arn")}),
    Row(
        "aws_mwaa_environment",
        DataJob,
        {
            **_KEPT_PLAIN,
            "public": among("webserver_access_mode", "PUBLIC_ONLY"),
            "logged": both(*(switch(f"logging_configuration.{each}_logs.enabled") for each in _AIRFLOW_LOGS)),
            "secret_literals": secret_entries("airflow_configuration_options"),
        },
    ),
    Row(
        "aws_sagemaker_endpoint_configuration",
        DataJob,
        {"encrypted": fixed(True), "customer_key": given("kms_key_arn")},
    ),
    Row(
        "aws_sagemaker_domain",
        DataJob,
        {
            **_KEPT,
            "public": among("app_network_access_type", "PublicInternetOnly", default=True),
        },
    ),
    Row("aws_sagemaker_model", DataJob, {"isolated": switch("enable_network_isolation")}),
    Row(
        "aws_sagemaker_feature_group",
        DataJob,
        {
            "encrypted": fixed(True),
            "customer_key": where(
                given("online_store_config"),
                given("online_store_config.security_config.kms_key_id"),
                given("offline_store_config.s3_storage_config.kms_key_id"),
            ),
        },
    ),
    Row(
        "aws_sagemaker_data_quality_job_definition",
        DataJob,
        {
            "tls_required": switch("network_config.enable_inter_container_traffic_encryption"),
            "isolated": switch("network_config.enable_network_isolation"),
            "encrypted": fixed(True),
            "customer_key": given("data_quality_job_output_config.kms_key_id"),
            "disk_encrypted": given("job_resources.cluster_config.volume_kms_key_id"),
        },
    ),
    Row(
        "aws_sagemaker_flow_definition",
        DataJob,
        {"encrypted": fixed(True), "customer_key": given("output_config.kms_key_id")},
    ),
    Row(
        "aws_comprehend_entity_recognizer",
        DataJob,
        {
            "encrypted": fixed(True),
            "customer_key": given("model_kms_key_id"),
            "disk_encrypted": given("volume_kms_key_id"),
        },
    ),
    Row(
        "aws_comprehend_document_classifier",
        DataJob,
        {
            "encrypted": fixed(True),
            "customer_key": given("model_kms_key_id"),
            "disk_encrypted": given("volume_kms_key_id"),
        },
    ),
    Row(
        "aws_kinesis_analytics_application",
        DataJob,
        {"logged": given("cloudwatch_logging_options")},
    ),
    Row("aws_kinesisanalyticsv2_application", DataJob, {"logged": given("cloudwatch_logging_options")}),
)

MOVERS: Final = (
    Row(
        "aws_dms_replication_instance",
        DataMover,
        {
            "public": switch("publicly_accessible"),
            "encrypted": fixed(True),
            "customer_key": given("kms_key_arn"),
            "patched": switch("auto_minor_version_upgrade"),
        },
    ),
    Row(
        "aws_dms_endpoint",
        DataMover,
        {
            "encrypted": fixed(True),
            "customer_key": given("kms_key_arn"),
            "tls_required": where(
                among(
                    "engine_name",
                    *("mysql", "aurora", "aurora-postgresql", "postgres", "mariadb", "oracle", "sqlserver"),
                    *("mongodb", "docdb", "db2", "sybase", "babelfish"),
                ),
                opposite(among("ssl_mode", "none", default=True)),
                fixed(True),
            ),
            "secret_literals": literals(
                "password",
                "kafka_settings.sasl_password",
                "redis_settings.auth_password",
            ),
        },
    ),
    Row(
        "aws_dms_s3_endpoint",
        DataMover,
        {
            "encrypted": fixed(True),
            "customer_key": either(given("server_side_encryption_kms_key_id"), given("kms_key_arn")),
        },
    ),
    Row(
        "aws_dms_replication_config",
        DataMover,
        {
            **_KEPT_ARN,
            "customer_key": given("compute_config.kms_key_id"),
        },
    ),
    Row(
        "aws_transfer_server",
        DataMover,
        {
            "public": among("endpoint_type", "PUBLIC", default=True),
            "tls_required": opposite(contains("protocols", "FTP")),
            "weak_tls": among("security_policy_name", *_WEAK_POLICIES, default=True),
            "logged": either(given("logging_role"), given("structured_log_destinations")),
        },
    ),
    Row("aws_appflow_flow", DataMover, {"encrypted": fixed(True), "customer_key": given("kms_arn")}),
    Row(
        "aws_appflow_connector_profile",
        DataMover,
        {
            "encrypted": fixed(True),
            "customer_key": given("kms_arn"),
        },
    ),
    Row(
        "aws_datasync_location_object_storage",
        DataMover,
        {
            "tls_required": among("server_protocol", "HTTPS", default=True),
            "secret_literals": literals("secret_key"),
        },
    ),
    Row("aws_datasync_location_smb", DataMover, {"secret_literals": literals("password")}),
    Row("aws_datasync_location_fsx_windows_file_system", DataMover, {"secret_literals": literals("password")}),
    Row("aws_datasync_task", DataMover, {"logged": given("cloudwatch_log_group_arn")}),
    Row("aws_datasync_location_efs", DataMover, {"tls_required": among("in_transit_encryption", "TLS1_2")}),
    Row("aws_sesv2_configuration_set", DataMover, {"tls_required": among("delivery_options.tls_policy", "REQUIRE")}),
    Row("aws_ses_configuration_set", DataMover, {"tls_required": among("delivery_options.tls_policy", "Require")}),
    Row(
        "aws_directory_service_directory",
        DataStore,
        {"secret_literals": literals("password")},
    ),
    Row(
        "aws_quicksight_data_source",
        DataMover,
        {
            "tls_required": opposite(switch("ssl_properties.disable_ssl")),
            "secret_literals": literals("credentials.credential_pair.password"),
        },
    ),
)


_SESSION: Final = among("document_type", "Session")


def read(blocks: Blocks) -> Iterator[Resource]:
    """Everything that works on data or carries it."""
    yield from read_rows((*JOBS, *MOVERS), blocks, "aws")
    frame = Frame("aws", blocks.language)
    for block in blocks.of("aws_dms_replication_task"):
        logged = task_logged(document(at(block.attrs, "replication_task_settings")))
        yield resource(Row(block.type, DataMover, {}), frame, block.address, block.place, block.attrs, logged=logged)
    for block in blocks.of("aws_ssm_document"):
        sort = _SESSION(block.attrs)
        if isinstance(sort, Known) and sort.value:
            facts = session_settings(document(at(block.attrs, "content")))
            row = Row(block.type, DataMover, {})
            yield resource(row, frame, block.address, block.place, block.attrs, **facts)
    for block in blocks.of("aws_emr_security_configuration"):
        row = Row("aws_emr_security_configuration", DataJob, {})
        facts = security_settings(document(at(block.attrs, "configuration")))
        yield resource(row, frame, block.address, block.place, block.attrs, **facts)
