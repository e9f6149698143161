"""Policies that stand on what keeps, moves and builds data on AWS: who may use it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.blocks import Blocks
from holdfast.estate.terraform.aws_documents import attached
from holdfast.model.resource import Resource

DOCUMENTS: Final = (
    ("aws_s3_bucket", "policy", "bucket"),
    ("aws_s3_bucket_policy", "policy", "bucket"),
    ("aws_s3_access_point", "policy", "access point"),
    ("aws_s3control_access_point_policy", "policy", "access point"),
    ("aws_s3control_bucket_policy", "policy", "bucket"),
    ("aws_s3tables_table_bucket_policy", "resource_policy", "bucket"),
    ("aws_s3_directory_bucket_policy", "policy", "bucket"),
    ("aws_glacier_vault", "access_policy", "archive"),
    ("aws_glacier_vault_lock", "policy", "archive"),
    ("aws_efs_file_system_policy", "policy", "file system"),
    ("aws_backup_vault_policy", "policy", "backup vault"),
    ("aws_dynamodb_resource_policy", "policy", "table"),
    ("aws_redshift_resource_policy", "policy", "warehouse"),
    ("aws_elasticsearch_domain", "access_policies", "search domain"),
    ("aws_elasticsearch_domain_policy", "access_policies", "search domain"),
    ("aws_opensearch_domain", "access_policies", "search domain"),
    ("aws_opensearch_domain_policy", "access_policies", "search domain"),
    ("aws_cloudsearch_domain_service_access_policy", "access_policy", "search domain"),
    ("aws_sqs_queue", "policy", "queue"),
    ("aws_sqs_queue_policy", "policy", "queue"),
    ("aws_sns_topic", "policy", "topic"),
    ("aws_sns_topic_policy", "policy", "topic"),
    ("aws_kinesis_resource_policy", "policy", "stream"),
    ("aws_msk_cluster_policy", "policy", "broker"),
    ("aws_kms_key", "policy", "key"),
    ("aws_kms_key_policy", "policy", "key"),
    ("aws_kms_external_key", "policy", "key"),
    ("aws_kms_replica_key", "policy", "key"),
    ("aws_secretsmanager_secret", "policy", "secret"),
    ("aws_secretsmanager_secret_policy", "policy", "secret"),
    ("aws_ecr_repository_policy", "policy", "image registry"),
    ("aws_ecr_registry_policy", "policy", "image registry"),
    ("aws_ecrpublic_repository_policy", "policy", "image registry"),
    ("aws_glue_resource_policy", "policy", "data catalogue"),
    ("aws_media_store_container_policy", "policy", "media store"),
    ("aws_transfer_access", "policy", "file transfer"),
    ("aws_transfer_user", "policy", "identity"),
)
"""Type, attribute, and what the document is for."""


def read(blocks: Blocks) -> Iterator[Resource]:
    """The statements of every such policy."""
    for type, path, to in DOCUMENTS:
        for block in blocks.of(type):
            yield from attached(blocks, block, (path,), to)
