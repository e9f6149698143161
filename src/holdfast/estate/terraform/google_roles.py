"""Who has which role on Google Cloud: members, bindings and whole policies, on whatever they are set.

Every type of resource that can be shared has the same three types beside it (``…_iam_member``, ``…_iam_binding``,
``…_iam_policy``), so they are found by their names. Buckets, images and functions tell it about themselves. Source:
"Allow policies", documentation of Google Cloud; documentation of the provider.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from holdfast.estate.aws_policy import parsed
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import Frame, Row, fixed, given, matching, opposite, switch
from holdfast.estate.google_facts import only
from holdfast.estate.kinds.audit import AccountSetting
from holdfast.estate.kinds.identity import AccessKey, IdentityBroker
from holdfast.estate.kinds.roles import RoleGrant
from holdfast.estate.links import emitted, part
from holdfast.estate.terraform.google_storage import members
from holdfast.model.resource import Resource
from holdfast.model.tree import absent, at, items, mapped, present, text
from holdfast.model.value import Known, Tree, Unknown, Value

_TYPE: Final = re.compile(r"^google_(.+)_iam_(member|binding|policy)$")
_ELSEWHERE: Final = frozenset({"storage_bucket", "storage_managed_folder", "compute_image"})
"""What tells about itself to whom single roles on it are given."""
_WORDS: Final = {
    "storage_bucket": "bucket",
    "compute_image": "image",
    "project": "project",
    "folder": "folder",
    "organization": "organization",
    "billing_account": "billing account",
    "service_account": "service account",
    "cloud_run_service": "run service",
    "cloud_run_v2_service": "run service",
    "cloud_run_v2_job": "run service",
    "cloudfunctions_function": "function",
    "cloudfunctions2_function": "function",
    "kms_crypto_key": "key",
    "kms_key_ring": "key ring",
    "secret_manager_secret": "secret",
    "secret_manager_regional_secret": "secret",
    "pubsub_topic": "topic",
    "pubsub_subscription": "subscription",
    "artifact_registry_repository": "image registry",
    "bigquery_dataset": "dataset",
    "bigquery_table": "table",
    "compute_instance": "machine",
    "compute_disk": "disk",
    "compute_snapshot": "snapshot",
    "compute_subnetwork": "subnet",
}
"""Middle of a type to the word for what is shared; others are called by their type."""


_SHARED: Final = matching(
    "oidc.issuer_uri",
    r"token\.actions\.githubusercontent\.com|//gitlab\.com|//app\.terraform\.io|//oidc\.circleci\.com"
    r"|//api\.bitbucket\.org|//agent\.buildkite\.com",
)
"""Issuers of tokens for everybody's pipelines."""

_ROWS: Final = (
    Row(
        "google_service_account_key",
        AccessKey,
        {"active": fixed(True), "secret_in_state": opposite(given("public_key_data"))},
    ),
    Row("google_storage_hmac_key", AccessKey, {"active": fixed(True), "secret_in_state": fixed(True)}),
    Row("google_apikeys_key", AccessKey, {"restricted": given("restrictions")}),
    Row(
        "google_iam_workload_identity_pool_provider",
        IdentityBroker,
        {"restricted": only(_SHARED, given("attribute_condition"))},
    ),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Grants of roles, keys of accounts, pools of foreign identities, records of access."""
    frame = Frame("google", blocks.language)
    for block in blocks.all:
        match = _TYPE.match(block.type) if block.mode == "resource" else None
        if match and (match[1] not in _ELSEWHERE or match[2] == "policy"):
            scope = _WORDS.get(match[1], match[1].replace("_", " "))
            yield from _policy(blocks, block, frame, scope) if match[2] == "policy" else _grants(block, frame, scope)
    for block in blocks.of("google_bigquery_dataset_access"):
        yield from _access(block, frame)
    for block in blocks.of("google_project_iam_audit_config", "google_folder_iam_audit_config"):
        yield _recorded(block, frame)
    for block in blocks.of("google_organization_iam_audit_config"):
        yield _recorded(block, frame)
    yield from emitted(_ROWS, frame, blocks)
    for block in blocks.of("google_compute_project_metadata"):
        yield from _sign_in(block, frame)


def _grants(block: Block, frame: Frame, scope: str) -> Iterator[Resource]:
    yield _grant(block, frame, scope, "", block.attrs)


def _grant(block: Block, frame: Frame, scope: str, name: str, tree: Tree) -> Resource:
    whole = at(tree, "members")
    who: Value[tuple[Value[str], ...]]
    if isinstance(whole, Unknown):
        who = whole
    else:
        named = members(tree)
        who = Known(tuple(mapped(each, str) for each in named), (named[0] if named else absent(tree)).place)
    return part(
        *(block, name, tree, RoleGrant, frame),
        scope=Known(scope, block.place),
        role=text(at(tree, "role")),
        members=who,
        limited=present(at(tree, "condition")),
    )


def _policy(blocks: Blocks, block: Block, frame: Frame, scope: str) -> Iterator[Resource]:
    """A whole policy: the bindings of the data source that wrote it, or of its JSON."""
    data = at(block.attrs, "policy_data")
    source = blocks.target(data, "google_iam_policy")
    document = source.attrs if source else parsed(data)
    name = "binding" if source else "bindings"
    listed = at(document, name)
    if isinstance(listed, Unknown):
        yield part(
            *(block, "binding[*]", block.attrs, RoleGrant, frame),
            scope=Known(scope, block.place),
            role=listed,
            members=listed,
            limited=listed,
        )
    for number, tree in enumerate(items(listed)):
        yield _grant(block, frame, scope, f"binding[{number}]", tree)


def _access(block: Block, frame: Frame) -> Iterator[Resource]:
    """Access to a dataset as the older resource gives it."""
    attrs = block.attrs
    named = [at(attrs, name) for name in ("special_group", "iam_member", "user_by_email", "group_by_email", "domain")]
    found: list[Tree] = [each for each in named if isinstance(each, Unknown) or each.value]
    who: tuple[Value[str], ...] = tuple(mapped(each, str) for each in found)
    yield part(
        *(block, "", attrs, RoleGrant, frame),
        scope=Known("dataset", block.place),
        role=text(at(attrs, "role")),
        members=Known(who, (found[0] if found else attrs).place),
        limited=present(at(attrs, "condition")),
    )


def _recorded(block: Block, frame: Frame) -> Resource:
    """A record of who reads and changes data; somebody may be left out of it."""
    spared = [at(each, "exempted_members") for each in items(at(block.attrs, "audit_log_config"))]
    unknown = next((each for each in spared if isinstance(each, Unknown)), None)
    found = next((each for each in spared if isinstance(each, Known) and items(each)), None)
    safe: Value[bool] = Known(False, found.place, found.how, found.trail) if found else Known(True, block.place)
    return part(
        *(block, "", block.attrs, AccountSetting, frame),
        setting=Known("record of everybody's access to data", block.place),
        safe=unknown if unknown and not found else safe,
    )


def _sign_in(block: Block, frame: Frame) -> Iterator[Resource]:
    """Settings that all machines of a project take over."""
    metadata = at(block.attrs, "metadata")
    asked = at(metadata, "enable-oslogin")
    if isinstance(asked, Unknown) or asked.value is not None:
        yield part(
            *(block, "enable-oslogin", block.attrs, AccountSetting, frame),
            setting=Known("sign-in to machines by identity (OS Login)", block.place),
            safe=switch("enable-oslogin")(metadata),
        )
