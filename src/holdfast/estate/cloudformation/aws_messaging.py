"""Streams, queues, topics and brokers of AWS in templates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.blocks import Blocks
from holdfast.estate.facts import (
    Fact,
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
from holdfast.model.resource import Resource

_DIRECT: Final = opposite(
    either(
        given("KinesisStreamSourceConfiguration"),
        given("MSKSourceConfiguration"),
        among("DeliveryStreamType", "KinesisStreamAsSource", "MSKAsSource"),
    )
)


_DESTINATIONS: Final = (
    *("ExtendedS3", "S3", "Redshift", "Elasticsearch", "Amazonopensearchservice", "AmazonOpenSearchServerless"),
    *("Splunk", "HttpEndpoint", "Snowflake", "Iceberg"),
)


def _delivered(path: str) -> Fact:
    return either(*(switch(f"{path}.{sink}.Enabled") for sink in ("CloudWatchLogs", "Firehose", "S3")))


ROWS: Final = (
    Row("AWS::SES::EmailIdentity", MailDomain, {"signed": switch("DkimAttributes.SigningEnabled", True)}),
    Row(
        "AWS::Kinesis::Stream",
        Stream,
        {"encrypted": given("StreamEncryption"), "customer_key": given("StreamEncryption.KeyId")},
    ),
    Row(
        "AWS::KinesisFirehose::DeliveryStream",
        Stream,
        {
            "encrypted": where(_DIRECT, given("DeliveryStreamEncryptionConfigurationInput"), fixed(True)),
            "customer_key": where(
                _DIRECT,
                among("DeliveryStreamEncryptionConfigurationInput.KeyType", "CUSTOMER_MANAGED_CMK"),
                fixed(True),
            ),
            "logged": either(
                *(switch(f"{name}DestinationConfiguration.CloudWatchLoggingOptions.Enabled") for name in _DESTINATIONS)
            ),
            "secret_literals": literals(
                "RedshiftDestinationConfiguration.Password",
                "HttpEndpointDestinationConfiguration.EndpointConfiguration.AccessKey",
                "SplunkDestinationConfiguration.HECToken",
                "SnowflakeDestinationConfiguration.PrivateKey",
            ),
        },
    ),
    Row("AWS::KinesisVideo::Stream", Stream, {"encrypted": fixed(True), "customer_key": given("KmsKeyId")}),
    Row(
        "AWS::SQS::Queue",
        Queue,
        {
            "encrypted": either(given("KmsMasterKeyId"), switch("SqsManagedSseEnabled", default=True)),
            "customer_key": given("KmsMasterKeyId"),
        },
    ),
    Row(
        "AWS::SNS::Topic",
        Topic,
        {
            "encrypted": given("KmsMasterKeyId"),
            "customer_key": opposite(among("KmsMasterKeyId", "alias/aws/sns", default=True)),
        },
    ),
    Row("AWS::SNS::Subscription", Topic, {"tls_required": opposite(among("Protocol", "http"))}),
    Row("AWS::Events::EventBus", Topic, {"encrypted": fixed(True), "customer_key": given("KmsKeyIdentifier")}),
    Row(
        "AWS::AmazonMQ::Broker",
        Broker,
        {
            "public": switch("PubliclyAccessible"),
            "encrypted": fixed(True),
            "customer_key": both(
                given("EncryptionOptions.KmsKeyId"), opposite(switch("EncryptionOptions.UseAwsOwnedKey"))
            ),
            "logged": switch("Logs.General"),
            "audit_logged": where(among("EngineType", "RabbitMQ"), fixed(True), switch("Logs.Audit")),
            "multi_zone": among("DeploymentMode", "ACTIVE_STANDBY_MULTI_AZ", "CLUSTER_MULTI_AZ"),
            "patched": switch("AutoMinorVersionUpgrade"),
            "secret_literals": literals("Users.Password", "LdapServerMetadata.ServiceAccountPassword"),
        },
    ),
    Row(
        "AWS::MSK::Cluster",
        Broker,
        {
            "public": among("BrokerNodeGroupInfo.ConnectivityInfo.PublicAccess.Type", "SERVICE_PROVIDED_EIPS"),
            "encrypted": fixed(True),
            "customer_key": given("EncryptionInfo.EncryptionAtRest.DataVolumeKMSKeyId"),
            "tls_required": among("EncryptionInfo.EncryptionInTransit.ClientBroker", "TLS", default=True),
            "nodes_encrypted": switch("EncryptionInfo.EncryptionInTransit.InCluster", default=True),
            "auth_required": where(
                given("ClientAuthentication"),
                opposite(switch("ClientAuthentication.Unauthenticated.Enabled")),
                fixed(False),
            ),
            "logged": _delivered("LoggingInfo.BrokerLogs"),
        },
    ),
    Row(
        "AWS::KafkaConnect::Connector",
        Broker,
        {
            "tls_required": among("KafkaClusterEncryptionInTransit.EncryptionType", "TLS"),
            "auth_required": among("KafkaClusterClientAuthentication.AuthenticationType", "IAM"),
            "logged": _delivered("LogDelivery.WorkerLogDelivery"),
        },
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Everything that carries messages."""
    yield from read_rows(ROWS, blocks, "aws")
