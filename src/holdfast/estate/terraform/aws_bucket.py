"""Buckets of AWS, put together from what newer Terraform writes apart.

What the platform does when nobody says anything: new buckets are encrypted (January 2023), block everything public and
have no access lists (April 2023). Source: "Amazon S3 user guide", default settings for new buckets.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from holdfast.estate.aws_tls import tls_demanded
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import Fact, among, both, contains, either, fixed, given, matching, some, switch
from holdfast.estate.kinds.storage import Bucket
from holdfast.estate.terraform.document import document
from holdfast.model.resource import Resource
from holdfast.model.tree import absent, at, text
from holdfast.model.value import How, Known, Tree, Unknown, Value

BUCKET: Final = "aws_s3_bucket"
_EVERYONE: Final = "groups/global/(?:AllUsers|AuthenticatedUsers)$"
_MAY_WRITE: Final = "^(?:WRITE|WRITE_ACP|FULL_CONTROL)$"
_OPEN: Final = among("acl", "public-read", "public-read-write", "authenticated-read")
_OPEN_TO_WRITE: Final = among("acl", "public-read-write")
_NEW_GRANT: Final = matching("grantee.uri", _EVERYONE)
_OLD_GRANT: Final = matching("uri", _EVERYONE)
_SSE: Final = "apply_server_side_encryption_by_default.sse_algorithm"
_ENABLED: Final = switch("status")
_CORS: Final = some("cors_rule", contains("allowed_origins", "*"))

BLOCKED: Final[dict[str, Fact]] = {
    "public_acls_blocked": switch("block_public_acls"),
    "public_policy_blocked": switch("block_public_policy"),
    "public_acls_ignored": switch("ignore_public_acls"),
    "public_restricted": switch("restrict_public_buckets"),
    "public_block_set": fixed(True),
}


class Apart(NamedTuple):
    """Facts about a bucket that stand in the bucket itself, in a separate resource, or nowhere."""

    type: str
    """The separate resource; its ``bucket`` names the bucket."""
    own: dict[str, Fact]
    """In the separate resource."""
    inside: dict[str, Fact]
    """In the bucket, as Terraform was written before version 4 of the provider; also where neither says anything."""


APART: Final = (
    Apart(
        "aws_s3_bucket_acl",
        {
            "public": either(_OPEN, some("access_control_policy", some("grant", _NEW_GRANT))),
            "public_write": either(
                _OPEN_TO_WRITE,
                some("access_control_policy", some("grant", both(_NEW_GRANT, matching("permission", _MAY_WRITE)))),
            ),
        },
        {
            "public": either(_OPEN, some("grant", _OLD_GRANT)),
            "public_write": either(
                _OPEN_TO_WRITE,
                some("grant", both(_OLD_GRANT, contains("permissions", "WRITE", "WRITE_ACP", "FULL_CONTROL"))),
            ),
        },
    ),
    Apart(
        "aws_s3_bucket_public_access_block",
        BLOCKED,
        {name: fixed(name != "public_block_set") for name in BLOCKED},
    ),
    Apart(
        "aws_s3_bucket_ownership_controls",
        {"acls_disabled": among("rule.object_ownership", "BucketOwnerEnforced")},
        {"acls_disabled": fixed(True)},
    ),
    Apart("aws_s3_bucket_website_configuration", {"website": fixed(True)}, {"website": given("website")}),
    Apart("aws_s3_bucket_cors_configuration", {"cors_open": _CORS}, {"cors_open": _CORS}),
    Apart(
        "aws_s3_bucket_server_side_encryption_configuration",
        {
            "encrypted": fixed(True),
            "encryption_written": fixed(True),
            "customer_key": matching(f"rule.{_SSE}", "^aws:kms"),
        },
        {
            "encrypted": fixed(True),
            "encryption_written": given("server_side_encryption_configuration"),
            "customer_key": matching(f"server_side_encryption_configuration.rule.{_SSE}", "^aws:kms"),
        },
    ),
    Apart(
        "aws_s3_bucket_versioning",
        {
            "versioned": among("versioning_configuration.status", "Enabled"),
            "delete_needs_mfa": switch("versioning_configuration.mfa_delete"),
        },
        {"versioned": switch("versioning.enabled"), "delete_needs_mfa": switch("versioning.mfa_delete")},
    ),
    Apart(
        "aws_s3_bucket_object_lock_configuration",
        {"locked": fixed(True)},
        {"locked": either(switch("object_lock_enabled"), given("object_lock_configuration"))},
    ),
    Apart(
        "aws_s3_bucket_replication_configuration",
        {"replicated": some("rule", _ENABLED)},
        {"replicated": some("replication_configuration", some("rules", _ENABLED))},
    ),
    Apart("aws_s3_bucket_logging", {"logged": given("target_bucket")}, {"logged": given("logging.target_bucket")}),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Every bucket, and every separate setting of a bucket that stands elsewhere."""
    taken: set[int] = set()
    for bucket in blocks.of(BUCKET):
        yield _bucket(blocks, bucket, taken)
    for apart in APART:
        for block in blocks.of(apart.type):
            if id(block) not in taken:
                yield _made(blocks, block, _own(apart, block))
    for block in blocks.of("aws_s3_account_public_access_block"):
        yield _made(blocks, block, {name: fact(block.attrs) for name, fact in BLOCKED.items()})
    for block in blocks.of("aws_s3_object", "aws_s3_bucket_object", "aws_s3_object_copy"):
        acl = text(at(block.attrs, "acl"), "private")
        facts = {"acl": acl, "public": _OPEN(block.attrs), "public_write": _OPEN_TO_WRITE(block.attrs)}
        yield _made(blocks, block, facts)


_Facts = dict[str, Any]


def _bucket(blocks: Blocks, bucket: Block, taken: set[int]) -> Bucket:
    facts: _Facts = {}
    for apart in APART:
        found = _apart(blocks, bucket, apart.type)
        if isinstance(found, Unknown):
            facts |= dict.fromkeys(apart.own, found)
        elif found is None:
            facts |= {name: fact(bucket.attrs) for name, fact in apart.inside.items()}
        else:
            taken.add(id(found))
            facts |= _own(apart, found)
            if apart.type == "aws_s3_bucket_acl":
                facts["acl"] = text(at(found.attrs, "acl"), "private")
    facts.setdefault("acl", text(at(bucket.attrs, "acl"), "private"))
    _account(blocks, facts)
    _shut(facts)
    _locked(facts)
    _log_target(blocks, bucket, facts)
    facts["tls_required"] = _tls(blocks, bucket)
    return _made(blocks, bucket, facts)


def _own(apart: Apart, block: Block) -> _Facts:
    facts: _Facts = {name: fact(block.attrs) for name, fact in apart.own.items()}
    if apart.type == "aws_s3_bucket_acl":
        facts["acl"] = text(at(block.attrs, "acl"), "private")
    return facts


def _apart(blocks: Blocks, bucket: Block, type: str) -> Block | Unknown | None:
    """The separate resource of a bucket; unknown where there is one of which nobody knows whose it is."""
    found = blocks.pointing(bucket, type, "bucket")
    if found:
        return found[0]
    for other in blocks.of(type):
        name = at(other.attrs, "bucket")
        if isinstance(name, Unknown) and not name.refs and other.module == bucket.module:
            return name
    return None


def _account(blocks: Blocks, facts: _Facts) -> None:
    """What a block of everything public in the same account adds."""
    for block in blocks.of("aws_s3_account_public_access_block"):
        for name, fact in BLOCKED.items():
            told = fact(block.attrs)
            if isinstance(told, Known) and told.value:
                facts[name] = told


def _shut(facts: _Facts) -> None:
    """An access list that somebody told the platform to ignore opens nothing."""
    ignored, said = facts["public_acls_ignored"], facts["public_block_set"]
    written = isinstance(said, Known) and said.value and isinstance(ignored, Known)
    if written and ignored.value:
        for name in ("public", "public_write"):
            facts[name] = Known(False, ignored.place, How.COMPUTED)


def _locked(facts: _Facts) -> None:
    """Locked objects are versions; the platform turns both on together."""
    locked, versioned = facts["locked"], facts["versioned"]
    if isinstance(locked, Known) and locked.value and isinstance(versioned, Known) and not versioned.value:
        facts["versioned"] = Known(True, locked.place, How.COMPUTED)


def _log_target(blocks: Blocks, bucket: Block, facts: _Facts) -> None:
    """A bucket that access logs are written to needs no log of its own: it would log itself for ever."""
    acl = facts["acl"]
    receives = isinstance(acl, Known) and acl.value == "log-delivery-write"
    receives = receives or bool(blocks.pointing(bucket, "aws_s3_bucket_logging", "target_bucket"))
    receives = receives or bool(blocks.pointing(bucket, BUCKET, "logging", "target_bucket"))
    logged = facts["logged"]
    if receives and isinstance(logged, Known) and not logged.value:
        facts["logged"] = None


def _tls(blocks: Blocks, bucket: Block) -> Value[bool]:
    inside = at(bucket.attrs, "policy")
    found = [] if isinstance(inside, Known) and inside.value is None else [inside]
    policies = blocks.pointing(bucket, "aws_s3_bucket_policy", "bucket")
    documents: list[Tree] = [document(tree) for tree in [*found, *(at(each.attrs, "policy") for each in policies)]]
    return tls_demanded(documents, at(policies[0].attrs, "policy") if policies else absent(bucket.attrs))


def _made(blocks: Blocks, block: Block, facts: _Facts) -> Bucket:
    return Bucket(
        address=block.address,
        type=block.type,
        provider="aws",
        language=blocks.language,
        place=block.place,
        raw=block.attrs,
        **facts,
    )
