"""What statements of policies allow, and to whom.

Source: "IAM JSON policy elements reference", AWS Identity and Access Management user guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Final

from holdfast.estate.kinds.identity import PolicyStatement
from holdfast.model.judgement import Breach, Judge, NotHere
from holdfast.model.value import Known, NotKnown, Unknown, Value, need

EVERYTHING: Final = frozenset({"*", "*:*"})
_BROAD: Final = re.compile(r"^(?:\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:\*|[\w\-]+[/:]\*))$")


def identity(statement: PolicyStatement) -> None:
    """Raise NotHere for anything but a permission of an identity."""
    if statement.attached is None or need(statement.attached) != "identity":
        raise NotHere
    allowing(statement)


def allowing(statement: PolicyStatement) -> None:
    """Raise NotHere for a statement that denies."""
    if statement.allow is None or not need(statement.allow):
        raise NotHere


def listed(value: Value[tuple[Value[str], ...]] | None) -> tuple[Value[str], ...]:
    """The elements of a list; none where it is not here. Raises NotKnown for a list that is unknown."""
    return () if value is None else need(value)


def spelled(values: Iterable[Value[str]]) -> list[Known[str]]:
    """Those that are known."""
    return [each for each in values if isinstance(each, Known)]


def decide(values: Iterable[Value[str]]) -> None:
    """Raise NotKnown where an element is unknown that no other resource gives."""
    for each in values:
        if isinstance(each, Unknown) and not each.refs:
            raise NotKnown(each)


def everywhere(statement: PolicyStatement) -> Known[str] | None:
    """The target that means every resource; None for none. Raises NotKnown where an unknown one might."""
    targets = listed(statement.targets)
    for each in spelled(targets):
        if each.value == "*":
            return each
    decide(targets)
    return None


def broad(statement: PolicyStatement) -> bool:
    """Whether it reaches all resources of a type at least."""
    targets = listed(statement.targets)
    if any(_BROAD.match(each.value) for each in spelled(targets)):
        return True
    decide(targets)
    return False


def limited(statement: PolicyStatement) -> bool:
    """Whether it has a condition at all."""
    return statement.conditions is not None and bool(need(statement.conditions))


def _shown(values: Iterable[str]) -> str:
    found = list(dict.fromkeys(values))
    return ", ".join(found[:4]) + (f" and {len(found) - 4} more" if len(found) > 4 else "")


def said(found: list[Known[str]], says: str) -> Breach:
    """A breach at the first of some values; ``{}`` in what it says stands for all of them."""
    return Breach(found[0].place, says.format(_shown(each.value for each in found)), found[0].trail)


def administrator(statement: PolicyStatement) -> Iterator[Breach]:
    """Everything on everything."""
    identity(statement)
    actions = listed(statement.actions)
    found = [each for each in spelled(actions) if each.value in EVERYTHING]
    if not found:
        decide(actions)
    elif everywhere(statement) and not limited(statement):
        yield said(found, "it allows every action on every resource")


def all_actions(statement: PolicyStatement) -> Iterator[Breach]:
    """Every action on some resources."""
    identity(statement)
    actions = listed(statement.actions)
    found = [each for each in spelled(actions) if each.value in EVERYTHING]
    if not found:
        decide(actions)
    elif not everywhere(statement):
        yield said(found, "it allows every action on what it names")


_SERVICE: Final = re.compile(r"^[\w\-]+:\*$")
_HARMLESS: Final = frozenset({"xray:*", "pricing:*", "health:*", "tag:*", "ssmmessages:*", "ec2messages:*"})
"""Services that hold nothing and know no resources, and what every managed machine needs."""


def whole_service(statement: PolicyStatement) -> Iterator[Breach]:
    """Every action of a service on everything."""
    identity(statement)
    actions = listed(statement.actions)
    found = [each for each in spelled(actions) if _SERVICE.match(each.value) and each.value not in _HARMLESS]
    if not found:
        decide(actions)
    elif everywhere(statement) and not limited(statement):
        yield said(found, "it allows {} on every resource")


_SECRETS: Final = (
    *("secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue", "ssm:GetParameter", "ssm:GetParameters"),
    *("ssm:GetParametersByPath", "s3:GetObject", "kms:Decrypt", "dynamodb:Scan", "dynamodb:Query", "dynamodb:GetItem"),
    *("rds-data:ExecuteStatement", "codecommit:GitPull", "lambda:GetFunction"),
    *("ec2:GetPasswordData", "redshift:GetClusterCredentials", "athena:GetQueryResults", "logs:FilterLogEvents"),
)


def covers(pattern: str, action: str) -> bool:
    """Whether an action with wildcards takes in another one; letter case does not count."""
    return fnmatchcase(action.lower(), pattern.lower().replace("[", "[[]"))


def _narrow(action: str) -> bool:
    """Neither everything nor a whole service, of which other checks speak."""
    return action not in EVERYTHING and not action.endswith(":*")


def reads_everything(statement: PolicyStatement) -> Iterator[Breach]:
    """Data and secrets wherever they lie can be read."""
    identity(statement)
    actions = listed(statement.actions)
    found = [
        each
        for each in spelled(actions)
        if _narrow(each.value) and any(covers(each.value, action) for action in _SECRETS)
    ]
    if not found:
        decide(actions)
    elif everywhere(statement) and not limited(statement):
        yield said(found, "it allows {} on every resource")


_DATA: Final = frozenset(
    {
        *("s3", "dynamodb", "sqs", "sns", "kms", "secretsmanager", "ssm", "lambda", "rds", "ecr", "kinesis", "ec2"),
        *("elasticloadbalancing", "cloudformation", "ecs", "eks", "route53", "acm", "events", "states", "glue"),
        *("redshift", "firehose", "elasticache", "es", "backup", "cloudtrail", "config", "guardduty", "logs"),
    }
)
_CHANGES: Final = re.compile(
    r"^(?:Put|Delete|Create|Update|Send|Publish|Encrypt|ReEncrypt|Generate|Invoke|Start|Stop|Terminate|Modify|Attach|"
    r"Detach|Reboot|Restore|Write|BatchWrite|Upload|Remove|Add|Set|Run|Execute|Purge|Schedule|Disable|Authorize|"
    r"Revoke|Register|Deregister|Change|Import|Replace|Reset|Release|Associate|Disassociate|Receive)"
)
# Actions that know no resource, or that every function in a network and every program that writes logs needs.
_UNAVOIDABLE: Final = re.compile(
    r"^(?:ec2:(?:Create|Delete|Attach|Detach|Assign|Unassign|Modify)\w*NetworkInterface\w*|"
    r"ec2:(?:Unassign|Assign)\w*|logs:(?:CreateLog(?:Group|Stream|Delivery)|PutLogEvents|\w*LogDelivery|"
    r"PutResourcePolicy)|s3:CreateJob|ssm:UpdateInstanceInformation|cloudwatch:PutMetricData)$"
)


def changes_everything(statement: PolicyStatement) -> Iterator[Breach]:
    """Whatever there is of a type can be changed."""
    identity(statement)
    actions = listed(statement.actions)
    found = [each for each in spelled(actions) if _narrow(each.value) and _changes(each.value)]
    if not found:
        decide(actions)
    elif everywhere(statement) and not limited(statement):
        yield said(found, "it allows {} on every resource")


def _changes(action: str) -> bool:
    service, _, verb = action.partition(":")
    return service.lower() in _DATA and bool(_CHANGES.match(verb)) and not _UNAVOIDABLE.match(action)


def passes_any_role(statement: PolicyStatement) -> Iterator[Breach]:
    """Any role can be handed to a service."""
    yield from _on_roles(statement, "iam:PassRole", "iam:passedtoservice", "it allows {} for every role")


def takes_any_role(statement: PolicyStatement) -> Iterator[Breach]:
    """Any role that trusts the account can be taken on."""
    yield from _on_roles(statement, "sts:AssumeRole", "", "it allows {} for every role")


def _on_roles(statement: PolicyStatement, action: str, key: str, says: str) -> Iterator[Breach]:
    identity(statement)
    actions = listed(statement.actions)
    found = [each for each in spelled(actions) if _narrow(each.value) and covers(each.value, action)]
    if not found:
        decide(actions)
        return
    conditions = need(statement.conditions) if statement.conditions is not None else ()
    if broad(statement) and not any(not key or condition.key.lower() == key for condition in conditions):
        yield said(found, says)


def all_but(statement: PolicyStatement) -> Iterator[Breach]:
    """Everything but a few actions is allowed."""
    identity(statement)
    found = listed(statement.not_actions)
    if found:
        first = found[0]
        spared = f"every action but {_shown(each.value for each in spelled(found)) or 'those that it names'}"
        yield Breach(first.place, f"it allows {spared}", first.trail if isinstance(first, Known) else ())


def all_targets_but(statement: PolicyStatement) -> Iterator[Breach]:
    """Everything but a few resources is in reach."""
    identity(statement)
    found = listed(statement.not_targets)
    if found:
        yield Breach(found[0].place, "it allows its actions on every resource but those that it names")


JUDGES: Final[Mapping[str, Judge]] = {
    "administrator": administrator,
    "all-actions": all_actions,
    "whole-service": whole_service,
    "reads-everything": reads_everything,
    "changes-everything": changes_everything,
    "passes-any-role": passes_any_role,
    "takes-any-role": takes_any_role,
    "all-but": all_but,
    "all-targets-but": all_targets_but,
}
