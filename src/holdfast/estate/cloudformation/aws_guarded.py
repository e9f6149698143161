"""Policies that stand on what keeps, moves and builds data on AWS, in templates: who may use it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.aws_policy import Holder, policy
from holdfast.estate.blocks import Blocks
from holdfast.model.resource import Resource
from holdfast.model.tree import at

DOCUMENTS: Final = (
    ("AWS::S3::BucketPolicy", "PolicyDocument", "bucket"),
    ("AWS::S3::AccessPoint", "Policy", "access point"),
    ("AWS::S3::MultiRegionAccessPointPolicy", "Policy", "access point"),
    ("AWS::S3Tables::TableBucketPolicy", "ResourcePolicy", "bucket"),
    ("AWS::S3Express::BucketPolicy", "PolicyDocument", "bucket"),
    ("AWS::EFS::FileSystem", "FileSystemPolicy", "file system"),
    ("AWS::Backup::BackupVault", "AccessPolicy", "backup vault"),
    ("AWS::DynamoDB::Table", "ResourcePolicy.PolicyDocument", "table"),
    ("AWS::Elasticsearch::Domain", "AccessPolicies", "search domain"),
    ("AWS::OpenSearchService::Domain", "AccessPolicies", "search domain"),
    ("AWS::SQS::QueuePolicy", "PolicyDocument", "queue"),
    ("AWS::SQS::QueueInlinePolicy", "PolicyDocument", "queue"),
    ("AWS::SNS::TopicPolicy", "PolicyDocument", "topic"),
    ("AWS::SNS::TopicInlinePolicy", "PolicyDocument", "topic"),
    ("AWS::Kinesis::ResourcePolicy", "ResourcePolicy", "stream"),
    ("AWS::MSK::ClusterPolicy", "Policy", "broker"),
    ("AWS::KMS::Key", "KeyPolicy", "key"),
    ("AWS::KMS::ReplicaKey", "KeyPolicy", "key"),
    ("AWS::SecretsManager::ResourcePolicy", "ResourcePolicy", "secret"),
    ("AWS::ECR::Repository", "RepositoryPolicyText", "image registry"),
    ("AWS::ECR::RegistryPolicy", "PolicyText", "image registry"),
    ("AWS::ECR::PublicRepository", "RepositoryPolicyText", "image registry"),
    ("AWS::CodeArtifact::Domain", "PermissionsPolicyDocument", "package registry"),
    ("AWS::CodeArtifact::Repository", "PermissionsPolicyDocument", "package registry"),
    ("AWS::Transfer::User", "Policy", "identity"),
)
"""Type, path of the property, and what the document is for."""


def read(blocks: Blocks) -> Iterator[Resource]:
    """The statements of every such policy."""
    for type, path, to in DOCUMENTS:
        for block in blocks.of(type):
            holder = Holder(block.address, block.type, blocks.language, block.place)
            yield from policy(at(block.attrs, *path.split(".")), holder, to)
