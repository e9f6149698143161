"""Events of serverless functions that make them reachable: which way, and who may call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.estate.blocks import Block
from holdfast.estate.cloudformation.names import CREATED
from holdfast.estate.cloudformation.shape import block, there
from holdfast.model.tree import at, fields, flag
from holdfast.model.value import How, Known, Tree, Unknown

_IMPLIED: Final = {
    "Api": ("ServerlessRestApi", "AWS::Serverless::Api", "RestApiId"),
    "HttpApi": ("ServerlessHttpApi", "AWS::Serverless::HttpApi", "ApiId"),
}


def implied_interfaces(functions: list[Block], shared: Tree) -> Iterator[Block]:
    """The interfaces that SAM makes for events that name none, with the properties of ``Globals``."""
    for sort, (name, type, owner) in _IMPLIED.items():
        event = next((tree for each in functions for _, tree in _events(each, sort) if not _names(tree, owner)), None)
        if event is not None:
            attrs = at(shared, sort)
            names = attrs.value if isinstance(attrs, Known) and isinstance(attrs.value, dict) else {}
            yield block(type, name, Known(dict(names), event.place), event.place)


def routes(function: Block, interfaces: Mapping[str, Block]) -> Iterator[Block]:
    """One method or route for each event of a function that is a call over HTTP."""
    for sort, (implied, _, owner) in _IMPLIED.items():
        for name, event in _events(function, sort):
            own = at(event, "Properties", owner)
            named = own.refs[0] if own.refs else implied
            auth = interfaces[named].attrs if named in interfaces else Known({}, event.place)
            method, path = at(event, "Properties", "Method"), at(event, "Properties", "Path")
            attrs: dict[str, Tree] = {owner: Unknown(CREATED, event.place, (named,))}
            allowed = _authorization(event, at(auth, "Auth"), sort)
            if sort == "Api":
                attrs |= {"HttpMethod": method, "AuthorizationType": allowed, "ApiKeyRequired": _key(event, auth)}
                yield block("AWS::ApiGateway::Method", f"{function.name}{name}", Known(attrs, event.place), event.place)
            else:
                attrs |= {"RouteKey": _route(method, path, event), "AuthorizationType": allowed}
                yield block(
                    "AWS::ApiGatewayV2::Route", f"{function.name}{name}", Known(attrs, event.place), event.place
                )


def _events(function: Block, sort: str) -> Iterator[tuple[str, Tree]]:
    for name, event in fields(at(function.attrs, "Events")):
        tree = at(event, "Type")
        if isinstance(tree, Known) and tree.value == sort:
            yield name, event


def _names(event: Tree, owner: str) -> bool:
    return there(event, "Properties", owner)


def _route(method: Tree, path: Tree, event: Tree) -> Tree:
    if isinstance(method, Unknown) or isinstance(path, Unknown):
        return Unknown("its route is not known", event.place)
    if path.value is None:
        return Known("$default", event.place, How.DEFAULT)
    word = "ANY" if method.value is None else str(method.value).upper()
    return Known(f"{word} {path.value}", path.place, How.COMPUTED)


def _key(event: Tree, interface: Tree) -> Tree:
    own = at(event, "Properties", "Auth", "ApiKeyRequired")
    return flag(own if there(own) else at(interface, "Auth", "ApiKeyRequired"), False)


def _authorization(event: Tree, auth: Tree, sort: str) -> Tree:
    """``NONE``, ``AWS_IAM``, ``JWT``, ``COGNITO_USER_POOLS`` or ``CUSTOM``: the event's own, else the interface's."""
    own = at(event, "Properties", "Auth", "Authorizer")
    chosen = own if there(own) else at(auth, "DefaultAuthorizer")
    if isinstance(chosen, Unknown):
        return chosen
    if chosen.value is None:
        return Known("NONE", event.place, How.DEFAULT)
    name = str(chosen.value)
    if name in ("NONE", "AWS_IAM"):
        return chosen
    declared = at(auth, "Authorizers", name)
    if sort == "HttpApi":
        word = "JWT" if there(declared, "JwtConfiguration") else "CUSTOM"
    else:
        word = "COGNITO_USER_POOLS" if there(declared, "UserPoolArn") else "CUSTOM"
    return chosen._replace(value=word)
