"""Streams, queues, topics and brokers of AWS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import (
    Fact,
    Frame,
    Row,
    among,
    both,
    either,
    fixed,
    given,
    literals,
    opposite,
    read_rows,
    switch,
    where,
)
from holdfast.estate.kinds.messaging import Broker, MailDomain, Queue, Stream, Topic
from holdfast.estate.links import part
from holdfast.model.resource import Resource
from holdfast.model.tree import at
from holdfast.model.value import How, Known, Unknown, Value

_LOG_SINKS: Final = ("cloudwatch_logs", "firehose", "s3")


_DESTINATIONS: Final = (
    *("extended_s3", "s3", "redshift", "elasticsearch", "opensearch", "opensearchserverless", "splunk"),
    *("http_endpoint", "snowflake", "iceberg"),
)


def _delivered(path: str) -> Fact:
    """Whether logs go to at least one of the places that a connector or cluster can write to."""
    return either(*(switch(f"{path}.{sink}.enabled") for sink in _LOG_SINKS))


ROWS: Final = (
    Row(
        "aws_kinesis_stream",
        Stream,
        {"encrypted": among("encryption_type", "KMS"), "customer_key": given("kms_key_id")},
    ),
    Row(
        "aws_kinesis_firehose_delivery_stream",
        Stream,
        {
            "encrypted": where(
                either(given("kinesis_source_configuration"), given("msk_source_configuration")),
                fixed(True),
                switch("server_side_encryption.enabled"),
            ),
            "customer_key": where(
                either(given("kinesis_source_configuration"), given("msk_source_configuration")),
                fixed(True),
                among("server_side_encryption.key_type", "CUSTOMER_MANAGED_CMK"),
            ),
            "logged": either(
                *(switch(f"{name}_configuration.cloudwatch_logging_options.enabled") for name in _DESTINATIONS)
            ),
            "secret_literals": literals(
                "redshift_configuration.password",
                "http_endpoint_configuration.access_key",
                "splunk_configuration.hec_token",
                "snowflake_configuration.private_key",
            ),
        },
    ),
    Row("aws_kinesis_video_stream", Stream, {"encrypted": fixed(True), "customer_key": given("kms_key_id")}),
    Row(
        "aws_sqs_queue",
        Queue,
        {
            "encrypted": either(given("kms_master_key_id"), switch("sqs_managed_sse_enabled", default=True)),
            "customer_key": given("kms_master_key_id"),
        },
    ),
    Row(
        "aws_sns_topic",
        Topic,
        {
            "encrypted": given("kms_master_key_id"),
            "customer_key": opposite(among("kms_master_key_id", "alias/aws/sns", default=True)),
        },
    ),
    Row("aws_sns_topic_subscription", Topic, {"tls_required": opposite(among("protocol", "http"))}),
    Row(
        "aws_mq_broker",
        Broker,
        {
            "public": switch("publicly_accessible"),
            "encrypted": fixed(True),
            "customer_key": both(
                given("encryption_options.kms_key_id"),
                opposite(switch("encryption_options.use_aws_owned_key", default=True)),
            ),
            "logged": switch("logs.general"),
            "audit_logged": where(among("engine_type", "RabbitMQ"), fixed(True), switch("logs.audit")),
            "multi_zone": among("deployment_mode", "ACTIVE_STANDBY_MULTI_AZ", "CLUSTER_MULTI_AZ"),
            "patched": switch("auto_minor_version_upgrade"),
            "secret_literals": literals("user.password", "ldap_server_metadata.service_account_password"),
        },
    ),
    Row(
        "aws_msk_cluster",
        Broker,
        {
            "public": among("broker_node_group_info.connectivity_info.public_access.type", "SERVICE_PROVIDED_EIPS"),
            "encrypted": fixed(True),
            "customer_key": given("encryption_info.encryption_at_rest_kms_key_arn"),
            "tls_required": among("encryption_info.encryption_in_transit.client_broker", "TLS", default=True),
            "nodes_encrypted": switch("encryption_info.encryption_in_transit.in_cluster", default=True),
            "auth_required": where(
                given("client_authentication"),
                opposite(switch("client_authentication.unauthenticated")),
                fixed(False),
            ),
            "logged": _delivered("logging_info.broker_logs"),
        },
    ),
    Row(
        "aws_mskconnect_connector",
        Broker,
        {
            "tls_required": among("kafka_cluster_encryption_in_transit.encryption_type", "TLS"),
            "auth_required": among("kafka_cluster_client_authentication.authentication_type", "IAM"),
            "logged": _delivered("log_delivery.worker_log_delivery"),
        },
    ),
    Row("aws_cloudwatch_event_bus", Topic, {"encrypted": fixed(True), "customer_key": given("kms_key_identifier")}),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Everything that carries messages."""
    yield from read_rows(ROWS, blocks, "aws")
    frame = Frame("aws", blocks.language)
    for block in blocks.of("aws_ses_domain_identity"):
        yield part(block, "", block.attrs, MailDomain, frame, signed=_signed(blocks, block))


def _signed(blocks: Blocks, identity: Block) -> Value[bool]:
    """Whether a signature is set up for a domain: by a reference to it, or for a domain of the same name."""
    domain = at(identity.attrs, "domain")
    unknown: Unknown | None = None
    for block in blocks.of("aws_ses_domain_dkim"):
        theirs = at(block.attrs, "domain")
        same = isinstance(domain, Known) and isinstance(theirs, Known) and domain.value == theirs.value
        if same or identity.address in theirs.refs or set(theirs.refs) & set(domain.refs):
            return Known(True, block.place, How.COMPUTED)
        if isinstance(theirs, Unknown) or isinstance(domain, Unknown):
            unknown = unknown or (theirs if isinstance(theirs, Unknown) else None)
    return unknown or Known(False, identity.place, How.DEFAULT)
