"""Who may do what in AWS, in templates: policies, users, keys, directories."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.aws_attributes import Names, rewritable
from holdfast.estate.aws_policy import Holder, kind_of, policy
from holdfast.estate.blocks import Block, Blocks
from holdfast.estate.facts import Fact, Frame, Row, among, amount, fixed, given, matching, switch, where, word
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
from holdfast.estate.usage import handed_to
from holdfast.model.resource import Resource
from holdfast.model.tree import at, items, mapped, texts
from holdfast.model.value import How, Known, Tree, Unknown, Value

DOCUMENTS: Final = (
    ("AWS::IAM::Policy", "PolicyDocument", "identity"),
    ("AWS::IAM::ManagedPolicy", "PolicyDocument", "identity"),
    ("AWS::IAM::RolePolicy", "PolicyDocument", "identity"),
    ("AWS::IAM::UserPolicy", "PolicyDocument", "identity"),
    ("AWS::IAM::GroupPolicy", "PolicyDocument", "identity"),
    ("AWS::IAM::Role", "AssumeRolePolicyDocument", "trust"),
    ("AWS::SSO::PermissionSet", "InlinePolicy", "identity"),
    ("AWS::EC2::VPCEndpoint", "PolicyDocument", "endpoint"),
    ("AWS::ApiGateway::RestApi", "Policy", "api"),
    ("AWS::Events::EventBusPolicy", "Statement", "event bus"),
    ("AWS::Logs::ResourcePolicy", "PolicyDocument", "log group"),
    ("AWS::VpcLattice::AuthPolicy", "Policy", "service network"),
)
"""Type, property, and what the document is for."""
_HOLDERS: Final = ("AWS::IAM::Role", "AWS::IAM::User", "AWS::IAM::Group")
_SAM: Final = ("AWS::Serverless::Function", "AWS::Serverless::StateMachine")
_ROWS: Final = (
    Row(
        "AWS::Cognito::UserPool",
        UserDirectory,
        {
            "mfa": word("MfaConfiguration", "OFF"),
            "attacks_blocked": among("UserPoolAddOns.AdvancedSecurityMode", "ENFORCED"),
            "deletion_protected": among("DeletionProtection", "ACTIVE"),
        },
    ),
    Row(
        "AWS::Cognito::IdentityPool",
        IdentityBroker,
        {"admits_guests": switch("AllowUnauthenticatedIdentities"), "classic_flow": switch("AllowClassicFlow")},
    ),
)

_ATTRIBUTES: Final = Names(
    "AWS::Cognito::UserPool", "UserPoolId", "WriteAttributes", "Schema", "Name", "Mutable", changes=True
)
_KEYS: Final = (
    Row(
        "AWS::IAM::AccessKey",
        AccessKey,
        {
            "of_root": matching("UserName", r"^root$"),
            "active": among("Status", "Active", default=True),
            "secret_in_state": fixed(False),
        },
    ),
)
_TARGETS: Final = (
    *("AWS::EC2::Instance", "AWS::EC2::LaunchTemplate", "AWS::AutoScaling::LaunchConfiguration"),
    *("AWS::Lambda::Function", "AWS::CodeBuild::Project", "AWS::ECS::TaskDefinition", "AWS::Batch::JobDefinition"),
    *("AWS::ElasticBeanstalk::Environment", "AWS::AppRunner::Service", "AWS::SSM::Parameter", "AWS::Glue::Job"),
)
"""What shows its settings to whoever may look at it; a parameter of a template is never encrypted."""


def _asks(characters: str) -> Fact:
    """Whether passwords need some characters: all of them where nobody says anything about passwords."""
    return where(given("Policies.PasswordPolicy"), switch(f"Policies.PasswordPolicy.{characters}"), fixed(True))


_PASSWORDS: Final = {
    "of_customers": fixed(True),
    "min_length": amount("Policies.PasswordPolicy.MinimumLength", 8),
    "needs_lower": _asks("RequireLowercase"),
    "needs_upper": _asks("RequireUppercase"),
    "needs_number": _asks("RequireNumbers"),
    "needs_symbol": _asks("RequireSymbols"),
}
_CONDITIONS: Final = (
    ("SourceArn", "ArnLike", "AWS:SourceArn"),
    ("SourceAccount", "StringEquals", "AWS:SourceAccount"),
    ("PrincipalOrgID", "StringEquals", "aws:PrincipalOrgID"),
    ("EventSourceToken", "StringEquals", "lambda:EventSourceToken"),
)


def read(blocks: Blocks) -> Iterator[Resource]:
    """Policies with their statements, attachments, users, keys, password rules, directories."""
    frame = Frame("aws", blocks.language)
    yield from _policies(blocks)
    for block in blocks.of("AWS::Lambda::Permission"):
        yield _permission(block, frame)
    yield from _attachments(blocks, frame)
    yield from _own_policies(blocks, frame)
    for block in blocks.of("AWS::Cognito::UserPoolClient"):
        written = rewritable(blocks, block, _ATTRIBUTES)
        yield part(block, "", block.attrs, UserDirectory, frame, rewritable=written)
    yield from emitted(_KEYS, frame, blocks, handed_to=handed_to(_TARGETS, lambda _: False))
    yield from emitted(_ROWS, frame, blocks)
    for block in blocks.of("AWS::Cognito::UserPool"):
        facts = {name: fact(block.attrs) for name, fact in _PASSWORDS.items()}
        yield part(block, "password policy", block.attrs, PasswordPolicy, frame, **facts)


def _policies(blocks: Blocks) -> Iterator[Resource]:
    for type, name, to in DOCUMENTS:
        for block in blocks.of(type):
            tree = at(block.attrs, name)
            if name == "Statement" and isinstance(tree, Known) and tree.value is not None:
                tree = Known({"Statement": tree}, tree.place)
            yield from policy(tree, _holder(blocks, block), to)
    for block in blocks.of(*_HOLDERS):
        for number, tree in enumerate(items(at(block.attrs, "Policies"))):
            yield from policy(at(tree, "PolicyDocument"), _holder(blocks, block), "identity", f"Policies[{number}]")
    for block in blocks.of(*_SAM):
        for number, tree in enumerate(items(at(block.attrs, "Policies"))):
            if isinstance(tree, Known) and isinstance(tree.value, dict) and "Statement" in tree.value:
                yield from policy(tree, _holder(blocks, block), "identity", f"Policies[{number}]")


def _holder(blocks: Blocks, block: Block) -> Holder:
    return Holder(block.address, block.type, blocks.language, block.place)


def _permission(block: Block, frame: Frame) -> Resource:
    """One call that a function allows others, as a statement of its policy."""
    attrs = block.attrs
    conditions = []
    for name, operator, key in _CONDITIONS:
        value = at(attrs, name)
        if isinstance(value, Unknown) or value.value is not None:
            conditions.append(Condition(operator=operator, key=key, values=(mapped(value, str),)))
    who = mapped(at(attrs, "Principal"), str)
    named: Value[tuple[Principal, ...]]
    named = who if isinstance(who, Unknown) else Known((Principal(type=kind_of(who.value), name=who),), who.place)
    return part(
        *(block, "", attrs, PolicyStatement, frame),
        attached=Known("function", block.place),
        allow=Known(True, block.place),
        actions=texts(at(attrs, "Action")),
        not_actions=Known((), block.place),
        targets=texts(at(attrs, "FunctionName")),
        not_targets=Known((), block.place),
        principals=named,
        not_principals=Known((), block.place),
        conditions=Known(tuple(conditions), block.place),
    )


def _attachments(blocks: Blocks, frame: Frame) -> Iterator[Resource]:
    for block in blocks.of(*_HOLDERS):
        for number, arn in enumerate(items(at(block.attrs, "ManagedPolicyArns"))):
            yield _attachment(block, frame, arn, f"ManagedPolicyArns[{number}]")
    for block in blocks.of("AWS::SSO::PermissionSet"):
        for number, arn in enumerate(items(at(block.attrs, "ManagedPolicies"))):
            yield _attachment(block, frame, arn, f"ManagedPolicies[{number}]")
    for block in blocks.of(*_SAM):
        for number, arn in enumerate(items(at(block.attrs, "Policies"))):
            if isinstance(arn, Unknown) or isinstance(arn.value, str):
                yield _attachment(block, frame, arn, f"Policies[{number}]")


def _attachment(block: Block, frame: Frame, arn: Tree, name: str) -> Resource:
    named: Value[str | None]
    if isinstance(arn, Unknown) and arn.refs:
        named = Known(arn.refs[0], arn.place, How.COMPUTED, (), arn.refs)
    else:
        named = mapped(arn, lambda value: str(value).rsplit("/", 1)[-1])
    to_user = Known(block.type == "AWS::IAM::User", arn.place)
    return part(block, name, arn, PolicyAttachment, frame, policy=named, to_user=to_user)


def _own_policies(blocks: Blocks, frame: Frame) -> Iterator[Resource]:
    """Policies that are written for single users."""
    for block in blocks.of("AWS::IAM::User"):
        listed = at(block.attrs, "Policies")
        if isinstance(listed, Known) and listed.value:
            yield _own(block, frame, listed)
    for type, name in (("AWS::IAM::Policy", "Users"), ("AWS::IAM::ManagedPolicy", "Users")):
        for block in blocks.of(type):
            users = at(block.attrs, name)
            if isinstance(users, Known) and users.value:
                yield _own(block, frame, users)
    for block in blocks.of("AWS::IAM::UserPolicy"):
        yield _own(block, frame, at(block.attrs, "UserName"))


def _own(block: Block, frame: Frame, tree: Tree) -> Resource:
    own = Known("a policy of its own", tree.place)
    return part(block, "user", tree, PolicyAttachment, frame, policy=own, to_user=Known(True, tree.place))
