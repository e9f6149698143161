"""Builds, pipelines and registries of AWS."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import (
    Frame,
    Row,
    among,
    either,
    fixed,
    given,
    literals,
    opposite,
    read_rows,
    resource,
    secret_entries,
    secret_pairs,
    some,
    switch,
    where,
)
from holdfast.estate.kinds.build import BuildProject, Registry
from holdfast.model.resource import Resource
from holdfast.model.tree import at
from holdfast.model.value import How, Known, Unknown, Value

_LOGS: Final = either(
    opposite(among("logs_config.cloudwatch_logs.status", "DISABLED")),
    among("logs_config.s3_logs.status", "ENABLED"),
)
_ARTIFACTS_OPEN: Final = either(
    switch("artifacts.encryption_disabled"),
    some("secondary_artifacts", switch("encryption_disabled")),
)

ROWS: Final = (
    Row(
        "aws_codebuild_project",
        BuildProject,
        {
            "encrypted": where(among("artifacts.type", "S3"), opposite(_ARTIFACTS_OPEN), fixed(True)),
            "customer_key": given("encryption_key"),
            "logs_encrypted": opposite(switch("logs_config.s3_logs.encryption_disabled")),
            "privileged": switch("environment.privileged_mode"),
            "logged": _LOGS,
            "tls_checked": opposite(switch("source.insecure_ssl")),
            "secret_literals": secret_pairs(
                "environment.environment_variable", "name", "value", among("type", "PLAINTEXT", default=True)
            ),
        },
    ),
    Row(
        "aws_codebuild_report_group",
        BuildProject,
        {
            "encrypted": opposite(switch("export_config.s3_destination.encryption_disabled")),
            "customer_key": where(
                given("export_config.s3_destination"),
                given("export_config.s3_destination.encryption_key"),
                fixed(True),
            ),
        },
    ),
    Row("aws_codebuild_source_credential", BuildProject, {"secret_literals": literals("token")}),
    Row(
        "aws_codepipeline",
        BuildProject,
        {
            "encrypted": fixed(True),
            "customer_key": given("artifact_store.encryption_key"),
            "secret_literals": literals("stage.action.configuration.OAuthToken"),
        },
    ),
    Row(
        "aws_codepipeline_webhook",
        BuildProject,
        {"secret_literals": literals("authentication_configuration.secret_token")},
    ),
    Row(
        "aws_imagebuilder_infrastructure_configuration",
        BuildProject,
        {
            "logged": given("logging"),
            "session_tokens_required": among("instance_metadata_options.http_tokens", "required"),
        },
    ),
    Row("aws_codeartifact_domain", Registry, {"customer_key": given("encryption_key")}),
    Row(
        "aws_amplify_app",
        BuildProject,
        {
            "secret_literals": secret_entries("environment_variables"),
        },
    ),
    Row("aws_amplify_branch", BuildProject, {"secret_literals": secret_entries("environment_variables")}),
)
_ECR: Final = Row(
    "aws_ecr_repository",
    Registry,
    {
        "customer_key": among("encryption_configuration.encryption_type", "KMS", "KMS_DSSE"),
        "immutable": among("image_tag_mutability", "IMMUTABLE", "IMMUTABLE_WITH_EXCLUSION"),
    },
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every build, pipeline and registry."""
    yield from read_rows(ROWS, blocks, "aws")
    frame = Frame("aws", blocks.language)
    for block in blocks.of("aws_ecr_repository"):
        yield resource(_ECR, frame, block.address, block.place, block.attrs, scanned=_scanned(blocks, block))


def _scanned(blocks: Blocks, block: Block) -> Value[bool]:
    """Its own switch, or a rule of the whole registry."""
    own = switch("image_scanning_configuration.scan_on_push")(block.attrs)
    if isinstance(own, Known) and not own.value:
        for registry in blocks.of("aws_ecr_registry_scanning_configuration"):
            kind = at(registry.attrs, "scan_type")
            if isinstance(kind, Unknown):
                return kind
            rules = some("rule", among("scan_frequency", "SCAN_ON_PUSH", "CONTINUOUS_SCAN"))(registry.attrs)
            if kind.value == "ENHANCED" or isinstance(rules, Unknown) or rules.value:
                return Known(True, registry.place, How.COMPUTED) if isinstance(rules, Known) else rules
    return own
