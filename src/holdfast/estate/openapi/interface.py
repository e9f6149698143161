"""One description of a programming interface, read into an ``Interface``."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.estate.kinds.interface import Interface, Operation
from holdfast.estate.openapi.schema import Field, Schemas, is_address, is_file, text
from holdfast.formats import jsontree, yamltree
from holdfast.kit.expressions import expression
from holdfast.model.place import Place
from holdfast.model.reading import Gap
from holdfast.model.tree import at, fields, items
from holdfast.model.value import Known, Tree

_HEAD: Final = expression(rb"(?m)^[ \t]*[\"']?(?:openapi|swagger)[\"']?[ \t]*:[ \t]*[\"']?[23]\.")
_ENDS: Final = (".json", ".yaml", ".yml")
_LOOKED_AT: Final = 65_536
_METHODS: Final = ("get", "put", "post", "delete", "patch", "head", "options", "trace")
_MOST: Final = 2_000
"""Operations of one description."""


def may_be(path: str, data: bytes) -> bool:
    """Whether a file is such a description, by a look at its beginning."""
    return path.endswith(_ENDS) and bool(_HEAD.search(data[:_LOOKED_AT]))


def interface(path: str, data: bytes) -> Interface | Gap:
    """What a description says; a gap where it cannot be read. Raises nothing for any content."""
    parsed = jsontree.parse(path, data) if path.endswith(".json") else yamltree.parse(path, data)
    tree = next((each for each in parsed.trees if _is_one(each)), None)
    if tree is None:
        gap = next((each for each in parsed.gaps if isinstance(each, Gap)), None)
        return gap or Gap(why="it describes no interface", place=Place(path=path))
    schemas = Schemas(tree)
    schemes = dict(_schemes(tree))
    return Interface(
        place=tree.place,
        title=text(tree, "info", "title"),
        servers=tuple(_servers(tree)),
        schemes=tuple(schemes.items()),
        operations=tuple(_operations(tree, schemas, schemes)),
        calls=tuple(_calls(tree)),
    )


def _is_one(tree: Tree) -> bool:
    return isinstance(tree, Known) and isinstance(tree.value, dict) and bool({"openapi", "swagger"} & tree.value.keys())


def _servers(tree: Tree) -> Iterator[str]:
    for each in items(at(tree, "servers")):
        if address := text(each, "url"):
            yield address
    host = text(tree, "host")
    for scheme in items(at(tree, "schemes")) if host else ():
        if isinstance(scheme, Known):
            yield f"{scheme.value}://{host}{text(tree, 'basePath')}"


def _schemes(tree: Tree) -> Iterator[tuple[str, str]]:
    """Security schemes, and what each asks for."""
    named = [*fields(at(tree, "components", "securitySchemes")), *fields(at(tree, "securityDefinitions"))]
    for name, each in named:
        kind, scheme, place = (text(each, word).lower() for word in ("type", "scheme", "in"))
        if kind == "mutualtls":
            yield name, "mtls"
        elif kind == "basic" or (kind == "http" and scheme in ("basic", "digest")):
            yield name, "password"
        elif kind == "apikey" and place == "cookie":
            yield name, "session"
        elif kind in ("http", "apikey", "oauth2", "openidconnect"):
            yield name, "token"


def _operations(tree: Tree, schemas: Schemas, schemes: dict[str, str]) -> Iterator[Operation]:
    whole = _secured(at(tree, "security"), schemes)
    number = 0
    for field, called_back in (("paths", False), ("webhooks", True)):
        for path, item in fields(at(tree, field)):
            item = schemas.resolved(item)
            shared = items(at(item, "parameters"))
            for method, each in fields(item):
                if method.lower() not in _METHODS:
                    continue
                number += 1
                if number > _MOST:
                    return
                own = at(each, "security")
                secured = whole if isinstance(own, Known) and own.value is None else _secured(own, schemes)
                yield _operation(f"{method.upper()} {path}", each, shared, schemas, secured, called_back)


def _secured(tree: Tree, schemes: dict[str, str]) -> tuple[str, ...]:
    """Names of schemes of which one must be met; none where one of the choices asks for nothing."""
    choices = items(tree)
    named = [[name for name, _ in fields(each)] for each in choices]
    if not named or not all(named):
        return ()
    return tuple(dict.fromkeys(name for names in named for name in names if name in schemes or not schemes))


def _operation(
    name: str, tree: Tree, shared: list[Tree], schemas: Schemas, secured: tuple[str, ...], called_back: bool
) -> Operation:
    taken: list[Field] = []
    parameters = [schemas.resolved(each) for each in (*shared, *items(at(tree, "parameters")))]
    for each in parameters:
        if text(each, "in") == "body":
            taken += schemas.fields(at(each, "schema"))
        elif text(each, "name"):
            schema = schemas.resolved(at(each, "schema"))
            kind = text(schema, "type") or text(each, "type")
            taken.append(Field(text(each, "name"), kind, text(schema, "format") or text(each, "format")))
    body = schemas.resolved(at(tree, "requestBody"))
    formats = [name for name, _ in fields(at(body, "content"))]
    for _media, each in fields(at(body, "content")):
        taken += schemas.fields(at(each, "schema"))
    formats += [str(each.value) for each in items(at(tree, "consumes")) if isinstance(each, Known)]
    given: list[Field] = []
    for _status, answer in fields(at(tree, "responses")):
        answer = schemas.resolved(answer)
        given += schemas.fields(at(answer, "schema"))
        for _media, each in fields(at(answer, "content")):
            given += schemas.fields(at(each, "schema"))
    files = any(map(is_file, taken)) or any("multipart/form-data" in each or "octet-stream" in each for each in formats)
    return Operation(
        name=name[:200],
        place=tree.place,
        secured=secured,
        fields=tuple(dict.fromkeys(field.name for field in (*taken, *given))),
        takes_files=files,
        takes_address=any(map(is_address, taken)),
        formats=tuple(dict.fromkeys(formats)),
        called_back=called_back,
    )


def _calls(tree: Tree) -> Iterator[str]:
    """Addresses that operations call back, as they are written: expressions of what the caller sent, mostly."""
    for _path, item in fields(at(tree, "paths")):
        for _method, each in fields(item):
            for _name, back in fields(at(each, "callbacks")):
                yield from (address for address, _ in fields(back))
