"""Who may do what in AWS: policies, users, keys, directories."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.aws_attributes import Names, rewritable
from holdfast.estate.aws_policy import kind_of
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import Fact, Frame, Row, among, amount, fixed, given, matching, opposite, switch, where, word
from holdfast.estate.kinds.identity import (
    AccessKey,
    Condition,
    IdentityBroker,
    PasswordPolicy,
    PolicyAttachment,
    PolicyStatement,
    Principal,
    UserDirectory,
)
from holdfast.estate.links import emitted, part
from holdfast.estate.terraform.aws_documents import attached, loose
from holdfast.estate.usage import handed_to
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items, mapped, texts
from holdfast.model.value import How, Known, Tree, Unknown, Value

DOCUMENTS: Final = (
    ("aws_iam_policy", "policy", "identity"),
    ("aws_iam_role_policy", "policy", "identity"),
    ("aws_iam_user_policy", "policy", "identity"),
    ("aws_iam_group_policy", "policy", "identity"),
    ("aws_iam_role", "assume_role_policy", "trust"),
    ("aws_ssoadmin_permission_set_inline_policy", "inline_policy", "identity"),
    ("aws_lambda_layer_version_permission", "policy", "function"),
    ("aws_vpc_endpoint", "policy", "endpoint"),
    ("aws_vpc_endpoint_policy", "policy", "endpoint"),
    ("aws_api_gateway_rest_api", "policy", "api"),
    ("aws_api_gateway_rest_api_policy", "policy", "api"),
    ("aws_cloudwatch_event_bus_policy", "policy", "event bus"),
    ("aws_cloudwatch_log_resource_policy", "policy_document", "log group"),
    ("aws_cloudwatch_log_destination_policy", "access_policy", "log destination"),
    ("aws_codebuild_resource_policy", "policy", "build project"),
    ("aws_ses_identity_policy", "policy", "mail identity"),
    ("aws_sesv2_email_identity_policy", "policy", "mail identity"),
    ("aws_networkfirewall_resource_policy", "policy", "network firewall"),
    ("aws_vpclattice_auth_policy", "policy", "service network"),
    ("aws_acmpca_policy", "policy", "certificate authority"),
)
"""Type, attribute, and what the document is for."""
_GROUPED: Final = (("aws_iam_role", "inline_policy"),)
_ATTACHMENTS: Final = (
    ("aws_iam_role_policy_attachment", "policy_arn", False),
    ("aws_iam_group_policy_attachment", "policy_arn", False),
    ("aws_iam_user_policy_attachment", "policy_arn", True),
    ("aws_iam_policy_attachment", "policy_arn", False),
    ("aws_ssoadmin_managed_policy_attachment", "managed_policy_arn", False),
)
_ROWS: Final = (
    Row(
        "aws_iam_account_password_policy",
        PasswordPolicy,
        {
            "of_customers": fixed(False),
            "min_length": amount("minimum_password_length", 6),
            "needs_lower": switch("require_lowercase_characters"),
            "needs_upper": switch("require_uppercase_characters"),
            "needs_number": switch("require_numbers"),
            "needs_symbol": switch("require_symbols"),
            "remembered": amount("password_reuse_prevention", 0),
            "max_age_days": amount("max_password_age", 0),
        },
    ),
    Row(
        "aws_cognito_user_pool",
        UserDirectory,
        {
            "mfa": word("mfa_configuration", "OFF"),
            "attacks_blocked": among("user_pool_add_ons.advanced_security_mode", "ENFORCED"),
            "deletion_protected": among("deletion_protection", "ACTIVE"),
        },
    ),
    Row(
        "aws_cognito_identity_pool",
        IdentityBroker,
        {
            "admits_guests": switch("allow_unauthenticated_identities"),
            "classic_flow": switch("allow_classic_flow"),
        },
    ),
)


_ATTRIBUTES: Final = Names(
    "aws_cognito_user_pool", "user_pool_id", "write_attributes", "schema", "name", "mutable", changes=False
)
_KEYS: Final = (
    Row(
        "aws_iam_access_key",
        AccessKey,
        {
            "of_root": matching("user", r"^root$"),
            "active": among("status", "Active", default=True),
            "secret_in_state": opposite(given("pgp_key")),
        },
    ),
)
_HOLDERS: Final = (
    *("aws_instance", "aws_launch_template", "aws_launch_configuration", "aws_lightsail_instance"),
    *("aws_lambda_function", "aws_codebuild_project", "aws_ecs_task_definition", "aws_batch_job_definition"),
    *("aws_elastic_beanstalk_environment", "aws_apprunner_service", "aws_amplify_app", "aws_glue_job"),
    *("aws_ssm_parameter", "aws_s3_object", "aws_s3_bucket_object", "aws_dynamodb_table_item"),
)
"""What shows its settings or content to whoever may look at it."""


def _is_kept_safe(block: Block) -> bool:
    """Whether a resource keeps what it holds encrypted and apart, which is where a secret belongs."""
    type = at(block.attrs, "type")
    return block.type == "aws_ssm_parameter" and not (
        isinstance(type, Known) and type.value in ("String", "StringList")
    )


def _asks(characters: str) -> Fact:
    """Whether passwords need some characters: all of them where nobody says anything about passwords."""
    return where(given("password_policy"), switch(f"password_policy.require_{characters}"), fixed(True))


_POOL_PASSWORDS: Final = Row(
    "aws_cognito_user_pool",
    PasswordPolicy,
    {
        "of_customers": fixed(True),
        "min_length": amount("password_policy.minimum_length", 8),
        "needs_lower": _asks("lowercase"),
        "needs_upper": _asks("uppercase"),
        "needs_number": _asks("numbers"),
        "needs_symbol": _asks("symbols"),
    },
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Policies with their statements, attachments, users, keys, password rules, directories."""
    frame = Frame("aws", blocks.language)
    yield from _policies(blocks)
    yield from loose(blocks)
    for block in blocks.of("aws_lambda_permission"):
        yield _permission(block, frame)
    for type, path, to_user in _ATTACHMENTS:
        for block in blocks.of(type):
            yield _attachment(block, frame, at(block.attrs, path), "", to_user)
    for block in blocks.of("aws_iam_role"):
        for number, arn in enumerate(items(at(block.attrs, "managed_policy_arns"))):
            yield _attachment(block, frame, arn, f"managed_policy_arns[{number}]", False)
    for block in blocks.of("aws_iam_user_policy"):
        own = Known("a policy of its own", block.place)
        yield part(block, "", block.attrs, PolicyAttachment, frame, policy=own, to_user=Known(True, block.place))
    yield from emitted(_KEYS, frame, blocks, handed_to=handed_to(_HOLDERS, _is_kept_safe))
    yield from emitted(_ROWS, frame, blocks)
    for block in blocks.of("aws_cognito_user_pool_client"):
        written = rewritable(blocks, block, _ATTRIBUTES)
        yield part(block, "", block.attrs, UserDirectory, frame, rewritable=written)
    for block in blocks.of(_POOL_PASSWORDS.type):
        facts = {name: fact(block.attrs) for name, fact in _POOL_PASSWORDS.facts.items()}
        yield part(block, "password_policy", block.attrs, PasswordPolicy, frame, **facts)


def _policies(blocks: Blocks) -> Iterator[Resource]:
    for type, path, to in DOCUMENTS:
        for block in blocks.of(type):
            yield from attached(blocks, block, (path,), to)
    for block in blocks.of("aws_iam_role"):
        for number in range(len(items(at(block.attrs, "inline_policy")))):
            yield from attached(
                blocks, block, ("inline_policy", number, "policy"), "identity", f"inline_policy[{number}]"
            )


def _permission(block: Block, frame: Frame) -> Resource:
    """One call that a function allows others, as a statement of its policy."""
    attrs = block.attrs
    conditions = []
    for name, operator, key in _CONDITIONS:
        value = at(attrs, name)
        if isinstance(value, Unknown) or value.value is not None:
            named: tuple[Value[str], ...] = (mapped(value, str),)
            conditions.append(Condition(operator=operator, key=key, values=named))
    who = mapped(at(attrs, "principal"), str)
    return part(
        *(block, "", attrs, PolicyStatement, frame),
        attached=Known("function", block.place),
        allow=Known(True, block.place),
        actions=texts(at(attrs, "action")),
        not_actions=Known((), block.place),
        targets=texts(at(attrs, "function_name")),
        not_targets=Known((), block.place),
        principals=who
        if isinstance(who, Unknown)
        else Known((Principal(type=kind_of(who.value), name=who),), who.place),
        not_principals=Known((), block.place),
        conditions=Known(tuple(conditions), block.place),
    )


_CONDITIONS: Final = (
    ("source_arn", "ArnLike", "AWS:SourceArn"),
    ("source_account", "StringEquals", "AWS:SourceAccount"),
    ("principal_org_id", "StringEquals", "aws:PrincipalOrgID"),
    ("event_source_token", "StringEquals", "lambda:EventSourceToken"),
)


def _attachment(block: Block, frame: Frame, arn: Tree, name: str, to_user: bool) -> Resource:
    direct = to_user or (block.type == "aws_iam_policy_attachment" and bool(items(at(block.attrs, "users"))))
    return part(
        *(block, name, block.attrs, PolicyAttachment, frame),
        policy=_bare(arn),
        to_user=Known(direct, block.place),
    )


def _bare(arn: Tree) -> Value[str | None]:
    """The name of a policy; one that is made here is named by its address, and is looked at by itself."""
    if isinstance(arn, Unknown) and arn.refs:
        return Known(arn.refs[0], arn.place, How.COMPUTED, (), arn.refs)
    return mapped(arn, lambda value: str(value).rsplit("/", 1)[-1])
