"""Events of functions that are calls over HTTP, and the interfaces that the framework makes for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.serverless.functions import cors, entry, functions, logical, private, reference, there
from holdfast.model.tree import at, fields, items
from holdfast.model.value import How, Known, Tree, Unknown

_REST: Final = "ApiGatewayRestApi"
_HTTP: Final = "HttpApi"


def resources(service: Tree) -> Iterator[tuple[str, Tree]]:
    """Logical ids and resources of interfaces, their stages, and one method or route for each event."""
    provider = at(service, "provider")
    seen: dict[str, Tree] = {}
    for name, function in functions(service):
        for number, (sort, event) in enumerate(_calls(function)):
            seen.setdefault(sort, event)
            if sort == "http":
                yield f"ApiGatewayMethod{logical(name)}{number}", _method(event)
            else:
                yield f"HttpApiRoute{logical(name)}{number}", _route(event, provider)
    if "http" in seen and not there(at(provider, "apiGateway", "restApiId")):
        yield from _rest(provider, seen["http"])
    if "httpApi" in seen and not there(at(provider, "httpApi", "id")):
        yield from _http(provider, seen["httpApi"])


def _calls(function: Tree) -> Iterator[tuple[str, Tree]]:
    for event in items(at(function, "events")):
        for sort, detail in fields(event):
            if sort in ("http", "httpApi"):
                yield sort, detail


def _method(event: Tree) -> Tree:
    who = at(event, "authorizer")
    verb = at(event, "method")
    if isinstance(event, Known) and isinstance(event.value, str):
        verb = event._replace(value=event.value.split(" ")[0])
    properties: dict[str, Tree] = {
        "RestApiId": reference(_REST, event.place),
        "HttpMethod": verb._replace(value=str(verb.value).upper()) if isinstance(verb, Known) else verb,
        "AuthorizationType": _rest_auth(who, event),
        "ApiKeyRequired": private(event),
    }
    return entry("AWS::ApiGateway::Method", properties, event.place)


def _rest_auth(who: Tree, event: Tree) -> Tree:
    if isinstance(who, Unknown) or isinstance(event, Unknown):
        return Unknown("its authorizer is not known", event.place)
    if who.value is None:
        return Known("NONE", event.place, How.DEFAULT)
    sort = at(who, "type")
    word = str(sort.value).upper() if isinstance(sort, Known) and sort.value is not None else ""
    if word in ("AWS_IAM", "COGNITO_USER_POOLS") or str(who.value).upper() == "AWS_IAM":
        return Known(word or "AWS_IAM", who.place)
    where = who if isinstance(who.value, str) else at(who, "arn")
    pool = isinstance(where, Known) and ":userpool/" in str(where.value)
    return Known("COGNITO_USER_POOLS" if pool else "CUSTOM", who.place)


def _route(event: Tree, provider: Tree) -> Tree:
    if isinstance(event, Known) and isinstance(event.value, str):
        key: Tree = event
    else:
        method, path = at(event, "method"), at(event, "path")
        if isinstance(method, Unknown) or isinstance(path, Unknown):
            key = Unknown("its route is not known", event.place)
        else:
            word = "ANY" if method.value in (None, "*") else str(method.value).upper()
            key = Known(f"{word} {path.value}" if path.value else "$default", event.place, How.COMPUTED)
    properties = {
        "ApiId": reference(_HTTP, event.place),
        "RouteKey": key,
        "AuthorizationType": _http_auth(at(event, "authorizer"), event, provider),
    }
    return entry("AWS::ApiGatewayV2::Route", properties, event.place)


def _http_auth(who: Tree, event: Tree, provider: Tree) -> Tree:
    if isinstance(who, Unknown) or isinstance(event, Unknown):
        return Unknown("its authorizer is not known", event.place)
    if who.value is None:
        return Known("NONE", event.place, How.DEFAULT)
    name, sort = at(who, "name"), at(who, "type")
    label = str(who.value if isinstance(who.value, str) else name.value if isinstance(name, Known) else "")
    kind = str(sort.value).lower() if isinstance(sort, Known) and sort.value is not None else ""
    if "aws_iam" in (kind, label.lower()):
        return Known("AWS_IAM", who.place)
    declared = at(provider, "httpApi", "authorizers", label, "type")
    kind = kind or (str(declared.value).lower() if isinstance(declared, Known) and declared.value else "")
    return Known("CUSTOM" if kind in ("request", "custom") else "JWT", who.place)


def _rest(provider: Tree, event: Tree) -> Iterator[tuple[str, Tree]]:
    place = event.place
    properties: dict[str, Tree] = {}
    endpoint = at(provider, "endpointType")
    if isinstance(endpoint, Known) and isinstance(endpoint.value, str):
        types = Known([endpoint._replace(value=endpoint.value.upper())], endpoint.place)
        properties["EndpointConfiguration"] = Known({"Types": types}, endpoint.place)
    policy = at(provider, "apiGateway", "resourcePolicy")
    if there(policy):
        properties["Policy"] = Known({"Statement": policy}, policy.place)
    if there(at(provider, "apiGateway", "disableDefaultEndpoint")):
        properties["DisableExecuteApiEndpoint"] = at(provider, "apiGateway", "disableDefaultEndpoint")
    yield _REST, entry("AWS::ApiGateway::RestApi", properties, place)
    stage: dict[str, Tree] = {"RestApiId": reference(_REST, place)}
    if there(at(provider, "tracing", "apiGateway")):
        stage["TracingEnabled"] = at(provider, "tracing", "apiGateway")
    stage |= _logs(at(provider, "logs", "restApi"), "AccessLogSetting")
    yield "ApiGatewayStage", entry("AWS::ApiGateway::Stage", stage, place)


def _http(provider: Tree, event: Tree) -> Iterator[tuple[str, Tree]]:
    place = event.place
    properties: dict[str, Tree] = {"ProtocolType": Known("HTTP", place, How.DEFAULT)}
    shared = at(provider, "httpApi", "cors")
    if there(shared) and not (isinstance(shared, Known) and shared.value is False):
        properties["CorsConfiguration"] = cors(shared)
    yield _HTTP, entry("AWS::ApiGatewayV2::Api", properties, place)
    stage: dict[str, Tree] = {"ApiId": reference(_HTTP, place)}
    stage |= _logs(at(provider, "logs", "httpApi"), "AccessLogSettings")
    yield "HttpApiStage", entry("AWS::ApiGatewayV2::Stage", stage, place)


def _logs(logs: Tree, name: str) -> dict[str, Tree]:
    """Where calls are logged: the framework makes a group for it, unless ``accessLogging`` is false."""
    off = at(logs, "accessLogging")
    if not there(logs) or False in (logs.value if isinstance(logs, Known) else None, _content(off)):
        return {}
    if isinstance(logs, Unknown):
        return {name: logs}
    return {name: Known({"DestinationArn": Known("${LogGroup.Arn}", logs.place, How.COMPUTED)}, logs.place)}


def _content(tree: Tree) -> object:
    return tree.value if isinstance(tree, Known) and isinstance(tree.value, bool) else None
