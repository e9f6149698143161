"""Whom policies on resources and roles let in.

Source: "IAM JSON policy elements: Principal" and "The confused deputy problem", AWS Identity and Access Management user
guide.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from holdfast.checks.cloud.statements import (
    EVERYTHING,
    allowing,
    covers,
    decide,
    everywhere,
    limited,
    listed,
    said,
    spelled,
)
from holdfast.estate.kinds.identity import Condition, PolicyStatement, Principal
from holdfast.model.judgement import Breach, Judge, NotHere
from holdfast.model.value import Known, Unknown, Value, need


def guarding(statement: PolicyStatement) -> str:
    """What a statement guards; raises NotHere for anything but a permission on a resource."""
    to = "identity" if statement.attached is None else need(statement.attached)
    if to in ("identity", "trust"):
        raise NotHere
    allowing(statement)
    return to


def _trusting(statement: PolicyStatement) -> None:
    if statement.attached is None or need(statement.attached) != "trust":
        raise NotHere
    allowing(statement)


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
    decide(each.name for each in found if each.type in ("any", "aws"))
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
    allowing(statement)
    found = () if statement.not_principals is None else need(statement.not_principals)
    if found:
        yield Breach(found[0].name.place, "it allows everyone but those that it names, without an account too")


def all_actions_on_resource(statement: PolicyStatement) -> Iterator[Breach]:
    """A resource lets somebody do everything with it."""
    to = guarding(statement)
    if to in _BY_NATURE or to == "key":
        raise NotHere
    actions = listed(statement.actions)
    found = [each for each in spelled(actions) if each.value in EVERYTHING or each.value.endswith(":*")]
    if not found:
        decide(actions)
    else:
        yield said(found, "it allows {} on the " + to)


def open_endpoint(statement: PolicyStatement) -> Iterator[Breach]:
    """A private way to a service lets every request through."""
    if guarding(statement) != "endpoint":
        raise NotHere
    found = [each for each in spelled(listed(statement.actions)) if each.value in EVERYTHING]
    if found and everyone(statement) and everywhere(statement) and not limited(statement):
        yield said(found, "it lets every request of everyone through")


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
    texts = [each.key for each in conditions] + ([name.value] if isinstance(name, Known) else [])
    shared = any(host in text for host in _REPOSITORIES for text in texts)
    audience = any(each.key.lower().endswith((":aud", ":amr", ":app_id", ":azp")) for each in conditions)
    if shared or not audience:
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
        decide(names)
        return
    asked = {"aws:multifactorauthpresent", *_TYING}
    if not any(condition.key.lower() in asked for condition in _conditions(statement)):
        yield said(found, "the whole account {} may take on this role, and need not name an external id")


_PERSON: Final = re.compile(r"^(?:\*|\d{12}|arn:[^:]*:iam::[^:]*:(?:root|user/.+))$")
_FACTOR: Final = frozenset({"aws:multifactorauthpresent", "aws:multifactorauthage"})
_MACHINE: Final = frozenset({"sts:externalid", "aws:sourcevpc", "aws:sourcevpce", "aws:viaawsservice"})
"""Conditions that only programs meet, which have no second factor."""


def asks_no_factor(statement: PolicyStatement) -> Iterator[Breach]:
    """People may become a role without a second factor.

    A comparison that counts only where the key is there (``BoolIfExists``) lets in lasting keys, which have none.
    """
    _trusting(statement)
    names = [each.name for each in _principals(statement) if each.type in ("aws", "any")]
    found = [each for each in spelled(names) if _PERSON.match(each.value)]
    if not found:
        decide(names)
        return
    for each in _conditions(statement):
        key, operator = each.key.lower(), each.operator.lower()
        if key in _MACHINE:
            raise NotHere
        if key in _FACTOR and not operator.endswith("ifexists"):
            if operator.startswith("numeric"):
                return
            decide(each.values)
            if any(value.value.lower() == "true" for value in spelled(each.values)):
                return
    yield said(found, "{} may take on this role without a second factor")


_SOURCE: Final = frozenset(
    {"aws:sourcearn", "aws:sourceaccount", "aws:sourceorgid", "aws:sourceorgpaths", "aws:sourceowner"}
)
_OWN: Final = frozenset(
    {*_SOURCE, "aws:principalorgid", "lambda:eventsourcetoken", "kms:calleraccount", "aws:principalaccount"}
)
_ALONE: Final = re.compile(
    r"^(?:edgelambda|replicator\.lambda|ec2|ecs-tasks|lambda|ssm|codebuild|eks|elasticloadbalancing|"
    r"logdelivery\.elasticloadbalancing)\."
)
"""Services that act for the account alone, or whose own guide has no condition on whom they act for."""
_LOOKING: Final = frozenset({"s3:getbucketacl", "s3:getbucketlocation", "s3:listbucket"})
"""What a service asks a bucket before it writes: a stranger gains nothing by it."""


def deputy(statement: PolicyStatement) -> Iterator[Breach]:
    """A service may use a resource for whoever asks it to."""
    to = guarding(statement)
    services = [each.name for each in _principals(statement) if each.type == "service"]
    found = [each for each in spelled(services) if not _ALONE.match(each.value)]
    actions = spelled(listed(statement.actions))
    if not services or (actions and _LOOKING.issuperset(each.value.lower() for each in actions)):
        raise NotHere
    if found and not tied(_conditions(statement), _OWN, ("kms:encryptioncontext", "kms:viaservice")):
        yield said(found, "{} may use the " + to + " for whoever asks it to")


JUDGES: Final[Mapping[str, Judge]] = {
    "public": public,
    "everyone-but": everyone_but,
    "all-actions-on-resource": all_actions_on_resource,
    "open-endpoint": open_endpoint,
    "trusts-everyone": trusts_everyone,
    "trusts-any-token": trusts_any_token,
    "trusts-account": trusts_account,
    "asks-no-factor": asks_no_factor,
    "deputy": deputy,
}
