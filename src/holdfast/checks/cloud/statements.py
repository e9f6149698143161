"""What statements of policies allow, and to whom.

Source: "IAM JSON policy elements reference" and "The confused deputy problem", AWS Identity and Access Management user
guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Final

from holdfast.estate.kinds.identity import Condition, PolicyStatement, Principal
from holdfast.model.judgement import Breach, Judge, NotHere
from holdfast.model.value import Known, NotKnown, Unknown, Value, need

_EVERYTHING: Final = frozenset({"*", "*:*"})
_BROAD: Final = re.compile(r"^(?:\*|arn:[^:]*:[^:]*:[^:]*:[^:]*:(?:\*|[\w\-]+[/:]\*))$")


def identity(statement: PolicyStatement) -> None:
    """Raise NotHere for anything but a permission of an identity."""
    if statement.attached is None or need(statement.attached) != "identity":
        raise NotHere
    _allowing(statement)


def guarding(statement: PolicyStatement) -> str:
    """What a statement guards; raises NotHere for anything but a permission on a resource."""
    to = "identity" if statement.attached is None else need(statement.attached)
    if to in ("identity", "trust"):
        raise NotHere
    _allowing(statement)
    return to


def _trusting(statement: PolicyStatement) -> None:
    if statement.attached is None or need(statement.attached) != "trust":
        raise NotHere
    _allowing(statement)


def _allowing(statement: PolicyStatement) -> None:
    if statement.allow is None or not need(statement.allow):
        raise NotHere


def listed(value: Value[tuple[Value[str], ...]] | None) -> tuple[Value[str], ...]:
    """The elements of a list; none where it is not here. Raises NotKnown for a list that is unknown."""
    return () if value is None else need(value)


def spelled(values: Iterable[Value[str]]) -> list[Known[str]]:
    """Those that are known."""
    return [each for each in values if isinstance(each, Known)]


def _decide(values: Iterable[Value[str]]) -> None:
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
    _decide(targets)
    return None


def broad(statement: PolicyStatement) -> bool:
    """Whether it reaches all resources of a type at least."""
    targets = listed(statement.targets)
    if any(_BROAD.match(each.value) for each in spelled(targets)):
        return True
    _decide(targets)
    return False


def limited(statement: PolicyStatement) -> bool:
    """Whether it has a condition at all."""
    return statement.conditions is not None and bool(need(statement.conditions))


def _shown(values: Iterable[str]) -> str:
    found = list(dict.fromkeys(values))
    return ", ".join(found[:4]) + (f" and {len(found) - 4} more" if len(found) > 4 else "")


def _said(found: list[Known[str]], says: str) -> Breach:
    return Breach(found[0].place, says.format(_shown(each.value for each in found)), found[0].trail)


def administrator(statement: PolicyStatement) -> Iterator[Breach]:
    """Everything on everything."""
    identity(statement)
    actions = listed(statement.actions)
    found = [each for each in spelled(actions) if each.value in _EVERYTHING]
    if not found:
        _decide(actions)
    elif everywhere(statement) and not limited(statement):
        yield _said(found, "it allows every action on every resource")


def all_actions(statement: PolicyStatement) -> Iterator[Breach]:
    """Every action on some resources."""
    identity(statement)
    actions = listed(statement.actions)
    found = [each for each in spelled(actions) if each.value in _EVERYTHING]
    if not found:
        _decide(actions)
    elif not everywhere(statement):
        yield _said(found, "it allows every action on what it names")


def whole_service(statement: PolicyStatement) -> Iterator[Breach]:
    """Every action of a service on everything."""
    identity(statement)
    actions = listed(statement.actions)
    found = [each for each in spelled(actions) if re.match(r"^[\w\-]+:\*$", each.value)]
    if not found:
        _decide(actions)
    elif everywhere(statement) and not limited(statement):
        yield _said(found, "it allows {} on every resource")


_SECRETS: Final = (
    *("secretsmanager:GetSecretValue", "secretsmanager:BatchGetSecretValue", "ssm:GetParameter", "ssm:GetParameters"),
    *("ssm:GetParametersByPath", "s3:GetObject", "kms:Decrypt", "dynamodb:Scan", "dynamodb:Query", "dynamodb:GetItem"),
    *("rds-data:ExecuteStatement", "codecommit:GitPull", "ecr:GetDownloadUrlForLayer", "lambda:GetFunction"),
    *("ec2:GetPasswordData", "redshift:GetClusterCredentials", "athena:GetQueryResults", "logs:FilterLogEvents"),
)


def covers(pattern: str, action: str) -> bool:
    """Whether an action with wildcards takes in another one; letter case does not count."""
    return fnmatchcase(action.lower(), pattern.lower().replace("[", "[[]"))


def _narrow(action: str) -> bool:
    """Neither everything nor a whole service, of which other checks speak."""
    return action not in _EVERYTHING and not action.endswith(":*")


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
        _decide(actions)
    elif everywhere(statement) and not limited(statement):
        yield _said(found, "it allows {} on every resource")


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
        _decide(actions)
    elif everywhere(statement) and not limited(statement):
        yield _said(found, "it allows {} on every resource")


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
        _decide(actions)
        return
    conditions = need(statement.conditions) if statement.conditions is not None else ()
    if broad(statement) and not any(not key or condition.key.lower() == key for condition in conditions):
        yield _said(found, says)


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


# Keys of conditions that tie a permission to somebody or something; IAM takes them in any letter case.
_TYING: Final = frozenset(
    {
        *("aws:principalorgid", "aws:principalorgpaths", "aws:principalaccount", "aws:principalarn", "aws:sourcearn"),
        *("aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner", "aws:sourcevpc"),
        *("aws:sourcevpce", "aws:vpcsourceip", "aws:sourceip", "aws:userid", "aws:username", "aws:principaltype"),
        *("kms:calleraccount", "s3:dataaccesspointaccount", "s3:dataaccesspointarn", "sns:endpoint", "aws:referer"),
        *("aws:principaltag", "sts:externalid", "lambda:eventsourcetoken", "elasticfilesystem:accesspointarn"),
        *(
            "elasticfilesystem:accessedviamounttarget",
            "aws:viaawsservice",
            "aws:calledvia",
            "aws:principalisawsservice",
        ),
    }
)
_NO_TIE: Final = re.compile(r"not|null|numeric|date", re.IGNORECASE)
_ANYWHERE: Final = frozenset({"*", "0.0.0.0/0", "::/0"})


def tied(conditions: Iterable[Condition], keys: frozenset[str] = _TYING, prefixes: tuple[str, ...] = ()) -> bool:
    """Whether a condition ties the permission to somebody; one that takes any value does not."""
    for condition in conditions:
        key = condition.key.lower()
        known = key in keys or key.split("/")[0] in keys or any(key.startswith(each) for each in prefixes)
        if not known or _NO_TIE.search(condition.operator):
            continue
        if not any(isinstance(each, Known) and each.value in _ANYWHERE for each in condition.values):
            return True
    return False


def _conditions(statement: PolicyStatement) -> tuple[Condition, ...]:
    return () if statement.conditions is None else need(statement.conditions)


def _principals(statement: PolicyStatement) -> tuple[Principal, ...]:
    return () if statement.principals is None else need(statement.principals)


def everyone(statement: PolicyStatement) -> Known[str] | None:
    """The principal that means everyone; None for none. Raises NotKnown where an unknown one might."""
    found = _principals(statement)
    for each in found:
        if isinstance(each.name, Known) and each.name.value == "*" and each.type in ("any", "aws"):
            return each.name
    _decide(each.name for each in found if each.type in ("any", "aws"))
    return None


_BY_NATURE: Final = frozenset({"endpoint", "api", "service network"})
"""Where everyone who gets there is meant, and something else decides who gets there."""


def public(statement: PolicyStatement) -> Iterator[Breach]:
    """Everyone may do something with a resource."""
    to = guarding(statement)
    if to in _BY_NATURE:
        raise NotHere
    name = everyone(statement)
    if name is not None and not tied(_conditions(statement)):
        yield Breach(name.place, f"it lets everyone at the {to}: its principal is *", name.trail)


def everyone_but(statement: PolicyStatement) -> Iterator[Breach]:
    """Everyone but a few may do something."""
    if statement.attached is None or need(statement.attached) == "identity":
        raise NotHere
    _allowing(statement)
    found = () if statement.not_principals is None else need(statement.not_principals)
    if found:
        yield Breach(found[0].name.place, "it allows everyone but those that it names, without an account too")


def all_actions_on_resource(statement: PolicyStatement) -> Iterator[Breach]:
    """A resource lets somebody do everything with it."""
    to = guarding(statement)
    if to in _BY_NATURE or to == "key":
        raise NotHere
    actions = listed(statement.actions)
    found = [each for each in spelled(actions) if each.value in _EVERYTHING or each.value.endswith(":*")]
    if not found:
        _decide(actions)
    else:
        yield _said(found, "it allows {} on the " + to)


def open_endpoint(statement: PolicyStatement) -> Iterator[Breach]:
    """A private way to a service lets every request through."""
    if guarding(statement) != "endpoint":
        raise NotHere
    found = [each for each in spelled(listed(statement.actions)) if each.value in _EVERYTHING]
    if found and everyone(statement) and everywhere(statement) and not limited(statement):
        yield _said(found, "it lets every request of everyone through")


def trusts_everyone(statement: PolicyStatement) -> Iterator[Breach]:
    """Everyone may become a role."""
    _trusting(statement)
    name = everyone(statement)
    if name is not None and not tied(_conditions(statement)):
        yield Breach(name.place, "everyone with an account of the provider may take on this role", name.trail)


_REPOSITORIES: Final = (
    "token.actions.githubusercontent.com",
    "gitlab.com",
    "oidc.eks.",
    "app.terraform.io",
    "oidc.circleci.com",
)
_LOOSE: Final = re.compile(r"^(?:\*|repo:\*.*|project_path:\*.*|organization:\*.*|system:serviceaccount:\*(?::\*)?)$")


def trusts_any_token(statement: PolicyStatement) -> Iterator[Breach]:
    """Whoever an identity provider knows may become a role."""
    _trusting(statement)
    web = [each for each in _principals(statement) if each.type == "federated" and _is_web(each.name)]
    if not web or not _takes_tokens(statement):
        raise NotHere
    conditions = _conditions(statement)
    subjects = [each for each in conditions if each.key.lower().endswith(":sub") and not _NO_TIE.search(each.operator)]
    for subject in subjects:
        for value in subject.values:
            if isinstance(value, Known) and _LOOSE.match(value.value):
                yield Breach(value.place, f"it trusts every subject that fits {value.value}", value.trail)
    if subjects:
        return
    name = web[0].name
    shared = isinstance(name, Unknown) or any(each in name.value for each in _REPOSITORIES)
    audience = any(each.key.lower().endswith((":aud", ":amr", ":app_id", ":azp")) for each in conditions)
    if not audience or (shared and isinstance(name, Known)):
        yield Breach(name.place, "it trusts every token of the identity provider, whoever it was made out to")


def _is_web(name: Value[str]) -> bool:
    """Whether a provider gives web tokens; assertions of SAML are bound to an audience by their sign-in page."""
    if isinstance(name, Unknown):
        return not any("saml" in ref for ref in name.refs)
    return ":saml-provider/" not in name.value


def _takes_tokens(statement: PolicyStatement) -> bool:
    actions = spelled(listed(statement.actions))
    return any(covers(each.value, "sts:AssumeRoleWithWebIdentity") for each in actions)


_ACCOUNT: Final = re.compile(r"^(?:arn:[^:]*:iam::)?(\d{12})(?::root)?$")


def trusts_account(statement: PolicyStatement) -> Iterator[Breach]:
    """Another account as a whole may become a role, without an agreed identifier."""
    _trusting(statement)
    names = [each.name for each in _principals(statement) if each.type == "aws"]
    found = [each for each in spelled(names) if _ACCOUNT.match(each.value)]
    if not found:
        _decide(names)
        return
    asked = {"aws:multifactorauthpresent", *_TYING}
    if not any(condition.key.lower() in asked for condition in _conditions(statement)):
        yield _said(found, "the whole account {} may take on this role, and need not name an external id")


_SOURCE: Final = frozenset(
    {"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner"}
)
_OWN: Final = frozenset(
    {*_SOURCE, "aws:principalorgid", "lambda:eventsourcetoken", "kms:calleraccount", "aws:principalaccount"}
)
_ALONE: Final = re.compile(
    r"^(?:edgelambda|replicator\.lambda|ec2|ecs-tasks|lambda|ssm|codebuild|eks|elasticloadbalancing)\."
)


def deputy(statement: PolicyStatement) -> Iterator[Breach]:
    """A service may use a resource for whoever asks it to."""
    to = guarding(statement)
    services = [each.name for each in _principals(statement) if each.type == "service"]
    found = [each for each in spelled(services) if not _ALONE.match(each.value)]
    if not services:
        raise NotHere
    if found and not tied(_conditions(statement), _OWN, ("kms:encryptioncontext", "kms:viaservice")):
        yield _said(found, "{} may use the " + to + " for whoever asks it to")


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
    "public": public,
    "everyone-but": everyone_but,
    "all-actions-on-resource": all_actions_on_resource,
    "open-endpoint": open_endpoint,
    "trusts-everyone": trusts_everyone,
    "trusts-any-token": trusts_any_token,
    "trusts-account": trusts_account,
    "deputy": deputy,
}
