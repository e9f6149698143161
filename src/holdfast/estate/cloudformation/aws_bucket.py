"""Buckets of AWS in templates; see ``terraform.aws_bucket`` for what the platform does by itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.aws_tls import tls_demanded
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import (
    Frame,
    Row,
    among,
    both,
    contains,
    either,
    fixed,
    given,
    matching,
    read_rows,
    resource,
    some,
    switch,
    word,
)
from holdfast.estate.kinds.storage import AccessPoint, Bucket
from holdfast.model.resource import Resource
from holdfast.model.tree import absent, at
from holdfast.model.value import How, Known, Tree, Value

_BUCKET: Final = "AWS::S3::Bucket"
_BLOCK: Final = "PublicAccessBlockConfiguration"
_ENABLED: Final = switch("Status")
_FLAGS: Final = (
    ("public_acls_blocked", "BlockPublicAcls"),
    ("public_policy_blocked", "BlockPublicPolicy"),
    ("public_acls_ignored", "IgnorePublicAcls"),
    ("public_restricted", "RestrictPublicBuckets"),
)
_ACL: Final = (
    *("PublicRead", "PublicReadWrite", "AuthenticatedRead"),
    *("public-read", "public-read-write", "authenticated-read"),
)

_ROW: Final = Row(
    _BUCKET,
    Bucket,
    {
        "acl": word("AccessControl", "Private"),
        "public": among("AccessControl", *_ACL),
        "public_write": among("AccessControl", "PublicReadWrite", "public-read-write"),
        "acls_disabled": among("OwnershipControls.Rules.ObjectOwnership", "BucketOwnerEnforced", default=True),
        "website": given("WebsiteConfiguration"),
        "cors_open": some("CorsConfiguration.CorsRules", contains("AllowedOrigins", "*")),
        "encrypted": fixed(True),
        "encryption_written": given("BucketEncryption"),
        "customer_key": some(
            "BucketEncryption.ServerSideEncryptionConfiguration",
            matching("ServerSideEncryptionByDefault.SSEAlgorithm", "^aws:kms"),
        ),
        "versioned": either(switch("ObjectLockEnabled"), among("VersioningConfiguration.Status", "Enabled")),
        "locked": switch("ObjectLockEnabled"),
        "replicated": some("ReplicationConfiguration.Rules", _ENABLED),
    },
)

POINTS: Final = (
    Row(
        "AWS::Lightsail::Bucket",
        Bucket,
        {
            "public": among("AccessRules.GetObject", "public"),
            "public_write": fixed(False),
            "versioned": switch("ObjectVersioning"),
        },
    ),
    Row(
        "AWS::S3::AccessPoint",
        AccessPoint,
        {
            "private": given("VpcConfiguration"),
            "public_blocked": both(*(switch(f"{_BLOCK}.{name}", default=True) for _, name in _FLAGS)),
        },
    ),
    Row(
        "AWS::EFS::AccessPoint",
        AccessPoint,
        {
            "user_enforced": given("PosixUser"),
            "path_enforced": matching("RootDirectory.Path", "^/.+"),
        },
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every bucket and access point."""
    yield from read_rows(POINTS, blocks, "aws")
    frame = Frame("aws", blocks.language)
    for bucket in blocks.of(_BUCKET):
        yield resource(_ROW, frame, bucket.address, bucket.place, bucket.attrs, **_facts(blocks, bucket))


def _facts(blocks: Blocks, bucket: Block) -> dict[str, Value[Any] | None]:
    facts: dict[str, Value[Any] | None] = {}
    written = given(_BLOCK)(bucket.attrs)
    stands = not isinstance(written, Known) or bool(written.value)
    for name, theirs in _FLAGS:
        facts[name] = switch(f"{_BLOCK}.{theirs}", default=not stands)(bucket.attrs)
    facts["public_block_set"] = written
    ignored = facts["public_acls_ignored"]
    if stands and isinstance(ignored, Known) and ignored.value:
        facts |= dict.fromkeys(("public", "public_write"), Known(False, ignored.place, How.COMPUTED))
    facts["logged"] = _logged(blocks, bucket)
    policies = blocks.pointing(bucket, "AWS::S3::BucketPolicy", "Bucket")
    documents: list[Tree] = [at(each.attrs, "PolicyDocument") for each in policies]
    facts["tls_required"] = tls_demanded(documents, documents[0] if documents else absent(bucket.attrs))
    return facts


def _logged(blocks: Blocks, bucket: Block) -> Value[bool] | None:
    """Whether it has a log; a bucket that others write their logs to needs none."""
    own = given("LoggingConfiguration")(bucket.attrs)
    acl = word("AccessControl")(bucket.attrs)
    receives = isinstance(acl, Known) and acl.value == "LogDeliveryWrite"
    receives = receives or bool(blocks.pointing(bucket, _BUCKET, "LoggingConfiguration", "DestinationBucketName"))
    return None if receives and isinstance(own, Known) and not own.value else own
