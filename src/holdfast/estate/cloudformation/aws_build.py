"""Builds, pipelines and registries of AWS in templates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.blocks import Blocks
from holdfast.estate.facts import (
    Row,
    among,
    either,
    fixed,
    given,
    literals,
    opposite,
    read_rows,
    secret_pairs,
    some,
    switch,
    where,
)
from holdfast.estate.kinds.build import BuildProject, Registry
from holdfast.model.resource import Resource

_ARTIFACTS_OPEN: Final = either(
    switch("Artifacts.EncryptionDisabled"),
    some("SecondaryArtifacts", switch("EncryptionDisabled")),
)

ROWS: Final = (
    Row(
        "AWS::CodeBuild::Project",
        BuildProject,
        {
            "encrypted": where(among("Artifacts.Type", "S3"), opposite(_ARTIFACTS_OPEN), fixed(True)),
            "customer_key": given("EncryptionKey"),
            "logs_encrypted": opposite(switch("LogsConfig.S3Logs.EncryptionDisabled")),
            "privileged": switch("Environment.PrivilegedMode"),
            "logged": either(
                opposite(among("LogsConfig.CloudWatchLogs.Status", "DISABLED")),
                among("LogsConfig.S3Logs.Status", "ENABLED"),
            ),
            "tls_checked": opposite(switch("Source.InsecureSsl")),
            "secret_literals": secret_pairs(
                "Environment.EnvironmentVariables", "Name", "Value", among("Type", "PLAINTEXT", default=True)
            ),
        },
    ),
    Row(
        "AWS::CodeBuild::ReportGroup",
        BuildProject,
        {
            "encrypted": opposite(switch("ExportConfig.S3Destination.EncryptionDisabled")),
            "customer_key": where(
                given("ExportConfig.S3Destination"), given("ExportConfig.S3Destination.EncryptionKey"), fixed(True)
            ),
        },
    ),
    Row("AWS::CodeBuild::SourceCredential", BuildProject, {"secret_literals": literals("Token")}),
    Row(
        "AWS::CodePipeline::Pipeline",
        BuildProject,
        {
            "encrypted": fixed(True),
            "customer_key": either(
                given("ArtifactStore.EncryptionKey"),
                some("ArtifactStores", given("ArtifactStore.EncryptionKey")),
            ),
            "secret_literals": literals("Stages.Actions.Configuration.OAuthToken"),
        },
    ),
    Row(
        "AWS::CodePipeline::Webhook",
        BuildProject,
        {"secret_literals": literals("AuthenticationConfiguration.SecretToken")},
    ),
    Row(
        "AWS::ImageBuilder::InfrastructureConfiguration",
        BuildProject,
        {
            "logged": given("Logging"),
            "session_tokens_required": among("InstanceMetadataOptions.HttpTokens", "required"),
        },
    ),
    Row(
        "AWS::Amplify::App",
        BuildProject,
        {
            "secret_literals": secret_pairs("EnvironmentVariables", "Name", "Value"),
        },
    ),
    Row("AWS::CodeArtifact::Domain", Registry, {"customer_key": given("EncryptionKey")}),
    Row(
        "AWS::ECR::Repository",
        Registry,
        {
            "customer_key": among("EncryptionConfiguration.EncryptionType", "KMS", "KMS_DSSE"),
            "immutable": among("ImageTagMutability", "IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"),
            "scanned": switch("ImageScanningConfiguration.ScanOnPush"),
        },
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every build, pipeline and registry."""
    yield from read_rows(ROWS, blocks, "aws")
