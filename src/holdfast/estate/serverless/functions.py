"""Functions of a service, and what the framework makes around them, in CloudFormation's words.

Source: the framework's reference of ``serverless.yml``, version 3, and its guide to resources for the names.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.model.place import Place
from holdfast.model.tree import at, fields, flag, items
from holdfast.model.value import How, Known, Tree, Unknown

ROLE: Final = "IamRoleLambdaExecution"
_SAME: Final = {
    "Handler": "handler",
    "FunctionName": "name",
    "ReservedConcurrentExecutions": "reservedConcurrency",
    "FileSystemConfigs": "fileSystemConfig",
}
_SHARED: Final = {
    "Runtime": "runtime",
    "MemorySize": "memorySize",
    "Timeout": "timeout",
    "KmsKeyArn": "kmsKeyArn",
    "Layers": "layers",
    "Tags": "tags",
}
_WORD: Final = re.compile(r"[^A-Za-z0-9]")
_SPELLED: Final = {"-": "Dash", "_": "Underscore"}


def logical(name: str) -> str:
    """The name of a function as the framework puts it into logical ids."""
    spelled = _WORD.sub(lambda found: _SPELLED.get(found[0], ""), name)
    return spelled[:1].upper() + spelled[1:]


def there(tree: Tree) -> bool:
    """Whether something stands there, known or not."""
    return isinstance(tree, Unknown) or tree.value is not None


def entry(type: str, properties: Mapping[str, Tree], place: Place) -> Tree:
    """A resource as a template has it."""
    return Known({"Type": Known(type, place), "Properties": Known(dict(properties), place)}, place)


def reference(name: str, place: Place) -> Tree:
    """``{"Ref": name}``."""
    return Known({"Ref": Known(name, place)}, place)


def functions(service: Tree) -> Iterator[tuple[str, Tree]]:
    """Every function with its name; the section may also be a list of such sections."""
    for section in items(at(service, "functions")):
        yield from fields(section)


def resources(service: Tree) -> Iterator[tuple[str, Tree]]:
    """Logical ids and resources of all functions, their roles and their addresses."""
    provider = at(service, "provider")
    shared = False
    for name, function in functions(service):
        if isinstance(function, Unknown) or not isinstance(function.value, dict):
            continue
        properties, place = _properties(function, provider), function.place
        own = at(function, "iamRoleStatements")
        if there(at(function, "role")):
            properties["Role"] = at(function, "role")
        elif there(own):
            role = f"{logical(name)}Role"
            properties["Role"] = reference(role, place)
            yield role, _role(own, Known(None, place), own.place)
        else:
            properties["Role"], shared = reference(ROLE, place), True
        yield f"{logical(name)}LambdaFunction", entry("AWS::Lambda::Function", properties, place)
        yield from _url(name, at(function, "url"))
    given = at(provider, "iam", "role")
    if shared and not (isinstance(given, Known) and isinstance(given.value, str)) and not there(at(provider, "role")):
        yield ROLE, _shared_role(provider)


def _properties(function: Tree, provider: Tree) -> dict[str, Tree]:
    found = {goal: at(function, source) for goal, source in _SAME.items() if there(at(function, source))}
    for goal, source in _SHARED.items():
        tree = at(function, source)
        tree = tree if there(tree) else at(provider, source)
        if there(tree):
            found[goal] = tree
    variables = _merged(at(provider, "environment"), at(function, "environment"))
    if there(variables):
        found["Environment"] = Known({"Variables": variables}, variables.place)
    network = at(function, "vpc")
    network = network if there(network) else at(provider, "vpc")
    if there(network):
        found["VpcConfig"] = _renamed(network, {"securityGroupIds": "SecurityGroupIds", "subnetIds": "SubnetIds"})
    if there(at(function, "onError")):
        target = at(function, "onError")
        found["DeadLetterConfig"] = Known({"TargetArn": target}, target.place)
    traced = at(function, "tracing")
    traced = traced if there(traced) else at(provider, "tracing", "lambda")
    if there(traced):
        found["TracingConfig"] = Known({"Mode": _mode(traced)}, traced.place)
    return found


def _mode(traced: Tree) -> Tree:
    if isinstance(traced, Unknown) or not isinstance(traced.value, bool):
        return traced
    return traced._replace(value="Active" if traced.value else "PassThrough")


def _merged(below: Tree, above: Tree) -> Tree:
    if not there(above) or isinstance(below, Unknown):
        return below
    if isinstance(above, Unknown) or not isinstance(below.value, dict) or not isinstance(above.value, dict):
        return above
    return Known({**below.value, **above.value}, above.place)


def _renamed(tree: Tree, names: Mapping[str, str]) -> Tree:
    if isinstance(tree, Unknown) or not isinstance(tree.value, dict):
        return tree
    return Known({names.get(name, name): each for name, each in tree.value.items()}, tree.place)


def _url(name: str, url: Tree) -> Iterator[tuple[str, Tree]]:
    """The address of a function of its own: ``url: true``, or with an authorizer."""
    if not there(url) or (isinstance(url, Known) and url.value is False):
        return
    who = at(url, "authorizer")
    properties: dict[str, Tree] = {
        "TargetFunctionArn": reference(f"{logical(name)}LambdaFunction", url.place),
        "AuthType": _auth(who, url),
    }
    if there(at(url, "cors")):
        properties["Cors"] = cors(at(url, "cors"))
    yield f"{logical(name)}LambdaFunctionUrl", entry("AWS::Lambda::Url", properties, url.place)


def _auth(who: Tree, url: Tree) -> Tree:
    if isinstance(who, Unknown) or isinstance(url, Unknown):
        return Unknown("its authorizer is not known", url.place)
    if who.value is None:
        return Known("NONE", url.place, How.DEFAULT)
    return who._replace(value=str(who.value).upper())


def cors(tree: Tree) -> Tree:
    """Who may call from a browser: ``true`` is everyone."""
    everyone = isinstance(tree, Known) and tree.value is True
    if everyone:
        return Known({"AllowOrigins": Known([Known("*", tree.place)], tree.place)}, tree.place)
    names = {"allowedOrigins": "AllowOrigins", "allowedMethods": "AllowMethods", "allowedHeaders": "AllowHeaders"}
    return _renamed(tree, {**names, "allowCredentials": "AllowCredentials", "origins": "AllowOrigins"})


def _shared_role(provider: Tree) -> Tree:
    """The role of all functions that have none of their own."""
    statements = at(provider, "iam", "role", "statements")
    if not there(statements):
        statements = at(provider, "iamRoleStatements")
    managed = at(provider, "iam", "role", "managedPolicies")
    if not there(managed):
        managed = at(provider, "iamManagedPolicies")
    return _role(statements, managed, statements.place)


def _role(statements: Tree, managed: Tree, place: Place) -> Tree:
    def known(value: object) -> Tree:
        return Known(value, place, How.DEFAULT)

    trust = {
        "Effect": known("Allow"),
        "Principal": known({"Service": known("lambda.amazonaws.com")}),
        "Action": known("sts:AssumeRole"),
    }
    properties: dict[str, Tree] = {"AssumeRolePolicyDocument": known({"Statement": known([known(trust)])})}
    if there(managed):
        properties["ManagedPolicyArns"] = managed
    if there(statements):
        document = Known({"Statement": statements}, statements.place)
        policy = Known({"PolicyName": known("statements"), "PolicyDocument": document}, statements.place)
        properties["Policies"] = Known([policy], statements.place)
    return entry("AWS::IAM::Role", properties, place)


def private(event: Tree) -> Tree:
    """Whether a call needs a key of the interface."""
    return flag(at(event, "private"), False)
