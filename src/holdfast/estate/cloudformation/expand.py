"""Serverless templates (SAM) as the plain resources that they stand for, as far as facts about them are read.

Functions become ``AWS::Lambda::Function`` with the role and address they imply; interfaces become ``AWS::ApiGateway``'s
with their stages and methods. The names of implied resources are those of their owner with ``Role``, ``Stage``, ``Url``
behind. Source: the AWS SAM specification, 2016-10-31.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from holdfast.estate.blocks import Block
from holdfast.estate.cloudformation.names import CREATED
from holdfast.estate.cloudformation.routes import implied_interfaces, routes
from holdfast.estate.cloudformation.shape import block, picked, there
from holdfast.model.place import Place
from holdfast.model.tree import at, items
from holdfast.model.value import How, Known, Tree, Unknown

_SHARED: Final = ("Function", "Api", "HttpApi", "SimpleTable", "StateMachine", "LayerVersion")
_FUNCTION: Final = {
    **{
        name: name
        for name in (
            *("FunctionName", "Handler", "Runtime", "MemorySize", "Timeout", "Environment", "VpcConfig", "KmsKeyArn"),
            *("ReservedConcurrentExecutions", "Layers", "Role", "Tags", "FileSystemConfigs", "CodeSigningConfigArn"),
            *("PackageType", "ImageConfig", "LoggingConfig", "DeletionPolicy", "UpdateReplacePolicy"),
        )
    },
    "TracingConfig.Mode": "Tracing",
    "DeadLetterConfig.TargetArn": "DeadLetterQueue.TargetArn",
    "Code.ZipFile": "InlineCode",
    "Code.ImageUri": "ImageUri",
}
_REST: Final = {
    "Name": "Name",
    "DisableExecuteApiEndpoint": "DisableExecuteApiEndpoint",
    "EndpointConfiguration": "EndpointConfiguration",
    "MinimumCompressionSize": "MinimumCompressionSize",
}
_REST_STAGE: Final = {
    "StageName": "StageName",
    "AccessLogSetting": "AccessLogSetting",
    "TracingEnabled": "TracingEnabled",
    "MethodSettings": "MethodSettings",
    "CacheClusterEnabled": "CacheClusterEnabled",
    "ClientCertificateId": "ClientCertificateId",
    "Variables": "Variables",
}
_HTTP: Final = {
    "Name": "Name",
    "CorsConfiguration": "CorsConfiguration",
    "DisableExecuteApiEndpoint": "DisableExecuteApiEndpoint",
}
_HTTP_STAGE: Final = {
    "StageName": "StageName",
    "AccessLogSettings": "AccessLogSettings",
    "DefaultRouteSettings": "DefaultRouteSettings",
    "RouteSettings": "RouteSettings",
}
_TABLE: Final = {
    name: name
    for name in (
        *("TableName", "SSESpecification", "PointInTimeRecoverySpecification", "ProvisionedThroughput", "Tags"),
        *("DeletionPolicy", "UpdateReplacePolicy", "DeletionProtectionEnabled"),
    )
}
_MACHINE: Final = {
    "StateMachineName": "Name",
    "LoggingConfiguration": "Logging",
    "TracingConfiguration": "Tracing",
    "Definition": "Definition",
    "RoleArn": "Role",
    "StateMachineType": "Type",
}


def expanded(blocks: list[Block], shared: Tree) -> list[Block]:
    """Blocks with those of SAM's types replaced by what they stand for; ``shared`` is the section ``Globals``."""
    merged = [_with_shared(each, shared) for each in blocks]
    out = [made for each in merged for made in _TYPES.get(each.type, _same)(each)]
    functions = [each for each in merged if each.type == "AWS::Serverless::Function"]
    interfaces = {
        each.name: each for each in merged if each.type in ("AWS::Serverless::Api", "AWS::Serverless::HttpApi")
    }
    for implied in implied_interfaces(functions, shared):
        interfaces[implied.name] = implied
        out.extend(_TYPES[implied.type](implied))
    out.extend(route for each in functions for route in routes(each, interfaces))
    return out


def _with_shared(each: Block, shared: Tree) -> Block:
    name = each.type.removeprefix("AWS::Serverless::")
    if name not in _SHARED or name == each.type:
        return each
    attrs = _merged(at(shared, name), each.attrs)
    return block(each.type, each.name, attrs, each.place)


def _merged(below: Tree, above: Tree) -> Tree:
    """Mappings name by name, lists one behind the other, and of scalars the upper one."""
    if isinstance(below, Unknown) or isinstance(above, Unknown) or below.value is None:
        return above
    if isinstance(below.value, dict) and isinstance(above.value, dict):
        names = dict(below.value)
        for name, tree in above.value.items():
            names[name] = _merged(names[name], tree) if name in names else tree
        return Known(names, above.place, above.how, above.trail)
    if isinstance(below.value, list) and isinstance(above.value, list):
        return Known([*below.value, *above.value], above.place, above.how, above.trail)
    return above


def _same(each: Block) -> Iterator[Block]:
    yield each


def _function(each: Block) -> Iterator[Block]:
    attrs = picked(each.attrs, _FUNCTION)
    role = f"{each.name}Role"
    if not there(each.attrs, "Role"):
        attrs["Role"] = Unknown(CREATED, each.place, (role,))
        yield _role(role, each)
    yield block("AWS::Lambda::Function", each.name, Known(attrs, each.attrs.place), each.place)
    url = at(each.attrs, "FunctionUrlConfig")
    if there(each.attrs, "FunctionUrlConfig"):
        names = picked(url, {name: name for name in ("AuthType", "Cors", "InvokeMode")})
        names["TargetFunctionArn"] = Unknown(CREATED, url.place, (each.name,))
        yield block("AWS::Lambda::Url", f"{each.name}Url", Known(names, url.place), url.place)


def _role(name: str, each: Block) -> Block:
    """The role that a function or a state machine gets where it names none."""
    policies = at(each.attrs, "Policies")
    place = policies.place
    managed: list[Tree] = []
    inline: list[Tree] = []
    for policy in items(policies):
        if isinstance(policy, Known) and isinstance(policy.value, dict):
            if "Statement" in policy.value:
                inline.append(_named_policy(policy, len(inline)))
        elif isinstance(policy, Known) and isinstance(policy.value, str) and ":" not in policy.value:
            managed.append(policy._replace(value=f"arn:aws:iam::aws:policy/{policy.value}"))
        else:
            managed.append(policy)
    service = "states.amazonaws.com" if each.type.endswith("StateMachine") else "lambda.amazonaws.com"
    names: dict[str, Tree] = {
        "AssumeRolePolicyDocument": _trust(service, place),
        "ManagedPolicyArns": Known(managed, place),
        "Policies": policies._replace(refs=()) if isinstance(policies, Unknown) else Known(inline, place),
    }
    return block("AWS::IAM::Role", name, Known(names, place), place)


def _named_policy(document: Tree, number: int) -> Tree:
    name = Known(f"Policy{number}", document.place, How.COMPUTED)
    return Known({"PolicyName": name, "PolicyDocument": document}, document.place)


def _trust(service: str, place: Place) -> Tree:
    def known(value: object) -> Tree:
        return Known(value, place, How.DEFAULT)

    statement = {
        "Effect": known("Allow"),
        "Principal": known({"Service": known(service)}),
        "Action": known("sts:AssumeRole"),
    }
    return known({"Version": known("2012-10-17"), "Statement": known([known(statement)])})


def _rest(each: Block) -> Iterator[Block]:
    attrs = picked(each.attrs, _REST)
    if there(each.attrs, "Auth", "ResourcePolicy", "CustomStatements"):
        statements = at(each.attrs, "Auth", "ResourcePolicy", "CustomStatements")
        attrs["Policy"] = Known({"Statement": statements}, statements.place)
    endpoint = at(each.attrs, "EndpointConfiguration")
    sort = endpoint if isinstance(endpoint, Known) and isinstance(endpoint.value, str) else at(endpoint, "Type")
    if isinstance(sort, Known) and isinstance(sort.value, str):
        attrs["EndpointConfiguration"] = Known({"Types": Known([sort], sort.place)}, sort.place)
    yield block("AWS::ApiGateway::RestApi", each.name, Known(attrs, each.attrs.place), each.place)
    yield _stage("AWS::ApiGateway::Stage", "RestApiId", each, _REST_STAGE)
    yield from _domain("AWS::ApiGateway::DomainName", each)


def _http(each: Block) -> Iterator[Block]:
    attrs = Known(picked(each.attrs, _HTTP), each.attrs.place)
    yield block("AWS::ApiGatewayV2::Api", each.name, attrs, each.place)
    yield _stage("AWS::ApiGatewayV2::Stage", "ApiId", each, _HTTP_STAGE)
    yield from _domain("AWS::ApiGatewayV2::DomainName", each)


def _stage(type: str, owner: str, each: Block, names: Mapping[str, str]) -> Block:
    attrs = picked(each.attrs, names)
    attrs[owner] = Unknown(CREATED, each.place, (each.name,))
    return block(type, f"{each.name}Stage", Known(attrs, each.attrs.place), each.place)


def _domain(type: str, each: Block) -> Iterator[Block]:
    domain = at(each.attrs, "Domain")
    if not there(each.attrs, "Domain"):
        return
    rest = type == "AWS::ApiGateway::DomainName"
    policy = "SecurityPolicy" if rest else "DomainNameConfigurations.SecurityPolicy"
    attrs = picked(domain, {"DomainName": "DomainName", policy: "SecurityPolicy", "CertificateArn": "CertificateArn"})
    if not rest and "DomainNameConfigurations" in attrs:
        attrs["DomainNameConfigurations"] = Known([attrs["DomainNameConfigurations"]], domain.place)
    yield block(type, f"{each.name}Domain", Known(attrs, domain.place), domain.place)


def _table(each: Block) -> Iterator[Block]:
    yield block("AWS::DynamoDB::Table", each.name, Known(picked(each.attrs, _TABLE), each.attrs.place), each.place)


def _machine(each: Block) -> Iterator[Block]:
    attrs = picked(each.attrs, _MACHINE)
    if not there(each.attrs, "Role"):
        attrs["RoleArn"] = Unknown(CREATED, each.place, (f"{each.name}Role",))
        yield _role(f"{each.name}Role", each)
    yield block("AWS::StepFunctions::StateMachine", each.name, Known(attrs, each.attrs.place), each.place)


_TYPES: Final[Mapping[str, Callable[[Block], Iterator[Block]]]] = {
    "AWS::Serverless::Function": _function,
    "AWS::Serverless::Api": _rest,
    "AWS::Serverless::HttpApi": _http,
    "AWS::Serverless::SimpleTable": _table,
    "AWS::Serverless::StateMachine": _machine,
}
