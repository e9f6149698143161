"""Ansible's modules for AWS, in the kinds that templates of AWS have too.

Defaults are the modules' own where they send one, else the platform's. Source: the documentation of the collections
amazon.aws and community.aws.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.ansible.ports import apart, limits
from holdfast.estate.aws_policy import Holder, policy
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import (
    Fact,
    Frame,
    Row,
    among,
    amount,
    either,
    fixed,
    given,
    literals,
    opposite,
    resource,
    secret_entries,
    switch,
    where,
    word,
)
from holdfast.estate.firewall import gathered, port, protocol
from holdfast.estate.kinds.audit import Trail
from holdfast.estate.kinds.build import Registry
from holdfast.estate.kinds.compute import Function, Instance
from holdfast.estate.kinds.database import Database, Table, Warehouse
from holdfast.estate.kinds.edge import LoadBalancer
from holdfast.estate.kinds.keys import Key
from holdfast.estate.kinds.messaging import Queue
from holdfast.estate.kinds.network import FirewallGroup, FirewallRule
from holdfast.estate.kinds.storage import Bucket, Disk, FileSystem
from holdfast.estate.links import part
from holdfast.estate.machine import script_secrets
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items, present
from holdfast.model.value import Known, Tree, Unknown, Value

_BLOCK: Final = "public_access"
_PUBLIC: Final = ("public-read", "public-read-write", "authenticated-read")


def _blocked(name: str) -> Fact:
    """One of the four settings: the platform blocks by default; a module that sets one unsets what it leaves out."""
    open_ = switch("delete_public_access")
    return where(open_, fixed(False), where(given(_BLOCK), switch(f"{_BLOCK}.{name}"), fixed(True)))


_DATABASE: Final[dict[str, Fact]] = {
    "encrypted": switch("storage_encrypted"),
    "customer_key": given("kms_key_id"),
    "identity_auth": switch("enable_iam_database_authentication"),
    "backup_days": amount("backup_retention_period", 1),
    "final_snapshot": opposite(switch("skip_final_snapshot")),
    "deletion_protected": switch("deletion_protection"),
    "secret_literals": literals("master_user_password", "password"),
}
ROWS: Final = (
    Row(
        "s3_bucket",
        Bucket,
        {
            "acl": word("acl"),
            "public": among("acl", *_PUBLIC),
            "public_write": among("acl", "public-read-write"),
            "public_acls_blocked": _blocked("block_public_acls"),
            "public_acls_ignored": _blocked("ignore_public_acls"),
            "public_policy_blocked": _blocked("block_public_policy"),
            "public_restricted": _blocked("restrict_public_buckets"),
            "public_block_set": given(_BLOCK),
            "acls_disabled": among("object_ownership", "BucketOwnerEnforced", default=True),
            "encrypted": fixed(True),
            "customer_key": among("encryption", "aws:kms", "aws:kms:dsse"),
            "versioned": switch("versioning"),
        },
    ),
    Row(
        "rds_instance",
        Database,
        {
            **_DATABASE,
            "public": switch("publicly_accessible"),
            "monitored": given("monitoring_interval"),
            "multi_zone": switch("multi_az"),
            "patched": switch("auto_minor_version_upgrade", default=True),
            "snapshots_tagged": switch("copy_tags_to_snapshot"),
            "logged": given("enable_cloudwatch_logs_exports"),
        },
    ),
    Row("rds_cluster", Database, {**_DATABASE, "logged": given("enable_cloudwatch_logs_exports")}),
    Row(
        "ec2_instance",
        Instance,
        {
            "token_required": either(
                among("metadata_options.http_tokens", "required"), among("metadata_options.http_endpoint", "disabled")
            ),
            "metadata_hops": amount("metadata_options.http_put_response_hop_limit", 1),
            "public_ip": either(switch("network.assign_public_ip"), switch("network_interfaces.assign_public_ip")),
            "secret_literals": script_secrets("user_data"),
            "monitored": switch("detailed_monitoring"),
            "has_role": either(given("iam_instance_profile"), given("instance_role")),
            "termination_protected": switch("termination_protection"),
        },
    ),
    Row("ec2_vol", Disk, {"encrypted": switch("encrypted"), "customer_key": given("kms_key_id")}),
    Row("efs", FileSystem, {"encrypted": switch("encrypt"), "customer_key": given("kms_key_id")}),
    Row(
        "sqs_queue",
        Queue,
        {"encrypted": fixed(True), "customer_key": given("kms_master_key_id")},
    ),
    Row(
        "cloudtrail",
        Trail,
        {
            "logged": switch("enable_logging", default=True),
            "multi_region": switch("is_multi_region_trail"),
            "global_events": switch("include_global_events", default=True),
            "integrity_checked": switch("enable_log_file_validation"),
            "customer_key": given("kms_key_id"),
            "watched": given("cloudwatch_logs_log_group_arn"),
        },
    ),
    Row(
        "kms_key",
        Key,
        {"rotated": switch("enable_key_rotation"), "enabled": switch("enabled", default=True)},
    ),
    Row(
        "ecs_ecr",
        Registry,
        {
            "immutable": among("image_tag_mutability", "immutable"),
            "scanned": switch("scan_on_push"),
            "customer_key": given("encryption_configuration.kms_key"),
        },
    ),
    Row(
        "lambda",
        Function,
        {
            "runtime": word("runtime"),
            "secret_literals": secret_entries("environment_variables"),
            "has_variables": given("environment_variables"),
            "customer_key": given("kms_key_arn"),
            "traced": among("tracing_mode", "Active"),
            "failures_kept": given("dead_letter_arn"),
            "in_network": given("vpc_subnet_ids"),
        },
    ),
    Row(
        "elb_application_lb",
        LoadBalancer,
        {
            "public": among("scheme", "internet-facing", default=True),
            "access_logged": switch("access_logs_enabled"),
            "deletion_protected": switch("deletion_protection"),
            "drops_invalid_headers": switch("http_drop_invalid_header_fields"),
            "desync_guarded": opposite(among("http_desync_mitigation_mode", "monitor")),
        },
    ),
    Row(
        "redshift",
        Warehouse,
        {
            "public": switch("publicly_accessible"),
            "encrypted": switch("encrypted"),
            "backup_days": amount("automated_snapshot_retention_period", 1),
            "final_snapshot": opposite(switch("skip_final_cluster_snapshot")),
            "patched": switch("allow_version_upgrade", default=True),
        },
    ),
    Row("dynamodb_table", Table, {"encrypted": fixed(True)}),
)
_ALIASES: Final = {
    "ec2_group": "ec2_security_group",
    "aws_s3_bucket": "s3_bucket",
    "rds": "rds_instance",
    "aws_kms": "kms_key",
    "aws_s3": "s3_object",
}
_POLICIES: Final = (
    ("iam_policy", ("policy_json", "policy_document"), "identity"),
    ("iam_managed_policy", ("policy",), "identity"),
    ("iam_role", ("assume_role_policy_document",), "trust"),
    ("s3_bucket", ("policy",), "bucket"),
    ("sqs_queue", ("policy",), "queue"),
    ("sns_topic", ("policy",), "topic"),
    ("kms_key", ("policy",), "key"),
    ("ecs_ecr", ("policy",), "registry"),
)
_GROUP: Final = "ec2_security_group"
MODULES: Final = frozenset(
    {*(row.type for row in ROWS), *_ALIASES, *(name for name, _, _ in _POLICIES), _GROUP, "s3_object", "iam_user"}
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Everything of AWS that a task makes."""
    frame = Frame("aws", blocks.language)
    rows = {row.type: row for row in ROWS}
    for block in blocks.all:
        name = _ALIASES.get(block.type, block.type)
        if name in rows:
            yield resource(rows[name]._replace(type=block.type), frame, block.address, block.place, block.attrs)
        if name == _GROUP:
            yield from _group(block, frame)
        for module, paths, attached in _POLICIES:
            if name == module:
                yield from _policies(block, paths, attached)


def _policies(block: Block, paths: tuple[str, ...], attached: str) -> Iterator[Resource]:
    holder = Holder(block.address, block.type, "ansible", block.place)
    for path in paths:
        document = at(block.attrs, path)
        if isinstance(document, Unknown) or document.value is not None:
            yield from policy(document, holder, attached)


def _group(block: Block, frame: Frame) -> Iterator[Resource]:
    count = 0
    for name, inbound in (("rules", True), ("rules_egress", False)):
        listed = at(block.attrs, name)
        for number, tree in enumerate([listed] if isinstance(listed, Unknown) else items(listed)):
            count += 1
            for label, ports in apart(at(tree, "ports")):
                yield _rule(block, frame, tree, ports, f"{name}[{number}]{label}", inbound)
    rules: Value[float | None] = Known(float(count), block.place)
    yield part(block, "", block.attrs, FirewallGroup, frame, default=Known(False, block.place), rules=rules)


def _rule(block: Block, frame: Frame, tree: Tree, ports: Tree, name: str, inbound: bool) -> Resource:
    low, high = _ports(tree, ports)
    return part(
        *(block, name, tree, FirewallRule, frame),
        layer=Known("group", block.place),
        inbound=Known(inbound, tree.place),
        allow=Known(True, tree.place),
        peers=gathered([at(tree, "cidr_ip"), at(tree, "cidr_ipv6")], tree),
        protocol=protocol(at(tree, "proto")),
        from_port=low,
        to_port=high,
        serves_web=Known(False, block.place),
        described=present(at(tree, "rule_desc")),
    )


def _ports(tree: Tree, ports: Tree) -> tuple[Value[float | None], Value[float | None]]:
    """An entry of ``ports``, or ``from_port`` and ``to_port``."""
    if isinstance(ports, Known) and ports.value is None:
        return port(at(tree, "from_port")), port(at(tree, "to_port"))
    return limits(ports)
