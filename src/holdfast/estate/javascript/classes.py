"""Classes, enums and namespaces."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tree_sitter import Node

from holdfast.estate.javascript.functions import decorators, function, method_kind, named
from holdfast.estate.javascript.literals import key
from holdfast.estate.javascript.lower import COMMENTS, Handler, Lower, StatementHandler
from holdfast.estate.javascript.types import annotation
from holdfast.estate.kinds import code

METHODS = frozenset(("arrow_function", "function_expression"))
FIELDS = frozenset(("public_field_definition", "field_definition"))


def made_class(lower: Lower, node: Node, before: tuple[code.Expr, ...] = ()) -> code.Class:
    """A class; ``before`` are decorators that stand in front of ``export``."""
    body = node.child_by_field_name("body")
    members = [] if body is None else [each for each in body.named_children if each.type not in COMMENTS]
    bases = tuple(_bases(lower, node))
    statements = _body(lower, members, bool(bases)) if body is not None else []
    made = (*before, *decorators(lower, node))
    return code.Class(node.start_byte, node.end_byte, named(lower, node), bases, (), made, tuple(statements))


def _bases(lower: Lower, node: Node) -> Iterator[code.Expr]:
    """What it extends, then what it implements."""
    for heritage in node.children:
        if heritage.type != "class_heritage":
            continue
        for child in heritage.named_children:
            if child.type == "extends_clause":
                value = child.child_by_field_name("value")
                if value is not None:
                    yield lower.expr(value)
            elif child.type == "implements_clause":
                types = [annotation(lower, each) for each in child.named_children]
                yield from (_plain(each) for each in types if each is not None)
            elif child.type not in COMMENTS:
                yield lower.expr(child)


def _plain(base: code.Expr) -> code.Expr:
    return base.base if type(base) is code.Index else base


def _body(lower: Lower, members: list[Node], derived: bool) -> list[code.Statement]:
    """Members in order. Values of fields that are made for each object go to the constructor."""
    made: list[code.Statement] = []
    fields: list[code.Statement] = []
    constructor: tuple[Node, tuple[code.Expr, ...]] | None = None
    waiting: list[code.Expr] = []
    for member in members:
        kind = member.type
        if kind == "decorator":  # TypeScript's grammar has those of a method in front of it
            waiting += [lower.expr(child) for child in member.named_children[:1]]
            continue
        before = (*waiting, *decorators(lower, member))
        waiting = []
        if kind == "ERROR":
            made.append(code.Broken(member.start_byte, member.end_byte))
        elif kind in FIELDS:
            made += _field(lower, member, fields)
        elif kind == "class_static_block":
            made += lower.body(member.child_by_field_name("body"))
        elif kind == "method_definition" and named(lower, member) == "constructor":
            constructor = member, before
        elif kind == "method_definition":
            made.append(_method(lower, member, before))
    if constructor is not None:
        made += _constructor(lower, *constructor, tuple(fields))
    elif fields:
        made.append(_invented(members[0], tuple(fields), derived))
    return made


def _method(lower: Lower, node: Node, before: tuple[code.Expr, ...]) -> code.Define:
    made = function(lower, node, name=_label(lower, node), kind=method_kind(node), decorators=before)
    return code.Define(node.start_byte, node.end_byte, made)


def _label(lower: Lower, node: Node) -> str:
    """The name of a member; of a computed one its text, brackets and all."""
    name = node.child_by_field_name("name") or node.child_by_field_name("property")
    made = key(lower, name)
    if type(made) is code.Const:
        return str(made.value)
    return "" if name is None else lower.text(name)


def _field(lower: Lower, node: Node, fields: list[code.Statement]) -> Iterator[code.Statement]:
    start, end = node.start_byte, node.end_byte
    name = _label(lower, node)
    value, typed = node.child_by_field_name("value"), annotation(lower, node.child_by_field_name("type"))
    target = code.Name(start, end, name)
    static = any(child.type == "static" for child in node.children)
    if value is None:
        yield code.Declare(start, end, target, typed)
        return
    if value.type in METHODS:  # an arrow's ``this`` is the object, as a method's is
        made = function(lower, value, name=name, kind="static" if static else "method")
        yield code.Define(start, end, made)
        return
    made_value = lower.expr(value)
    if static or type(made_value) in (code.Const, code.Regex, code.Lambda):
        yield code.Assign(start, end, target, made_value, "", typed, True)
        return
    if typed is not None:
        yield code.Declare(start, end, target, typed)
    fields.append(code.Assign(start, end, code.Attr(start, end, code.Name(start, end, "this"), name), made_value))


def _constructor(
    lower: Lower, node: Node, before: tuple[code.Expr, ...], fields: code.Block
) -> Iterator[code.Statement]:
    made = function(lower, node, name="constructor", kind="method", decorators=before, fields=fields)
    body = made.lower
    for statement in getattr(body, "lead", ()):
        name = statement.value
        if type(name) is code.Name:  # the type of what it puts into ``this``
            typed = next((each.annotation for each in made.parameters if each.target is name), None)
            yield code.Declare(name.start, name.end, name, typed)
    yield code.Define(node.start_byte, node.end_byte, made)


def _invented(first: Node, fields: code.Block, derived: bool) -> code.Define:
    """The constructor of a class that has none: it hands on what it gets."""
    at = first.start_byte
    rest = code.Name(at, at, "args")
    up = code.Call(at, at, code.Name(at, at, "super"), (code.Spread(at, at, rest),))
    body: code.Block = (code.Evaluate(at, at, up), *fields) if derived else fields
    parameters = (code.Parameter(at, at, rest, rest="*"),) if derived else ()
    made = code.Function(at, at, "constructor", parameters, lambda: body, kind="method")
    return code.Define(at, at, made)


def _class_value(lower: Lower, node: Node) -> code.Expr:
    return code.ClassValue(node.start_byte, node.end_byte, made_class(lower, node))


def _class_statement(lower: Lower, node: Node) -> list[code.Statement]:
    made = made_class(lower, node)
    lower.declared.add(made.name)
    return [made]


def _enum(lower: Lower, node: Node) -> list[code.Statement]:
    """An enum is an object of its members; one without a value is one more than that before it."""
    name, body = node.child_by_field_name("name"), node.child_by_field_name("body")
    if name is None or body is None:
        return []
    entries: list[tuple[code.Expr | None, code.Expr]] = []
    following: int | None = 0
    for child in body.named_children:
        if child.type == "enum_assignment":
            value = lower.field(child, "value")
            known = value.value if type(value) is code.Const else None
            following = known + 1 if type(known) is int else None
            entries.append((key(lower, child.child_by_field_name("name")), value))
        elif child.type in ("property_identifier", "string"):
            start, end = child.start_byte, child.end_byte
            number = code.Opaque(start, end) if following is None else code.Const(start, end, following)
            entries.append((key(lower, child), number))
            following = None if following is None else following + 1
    text = lower.text(name)
    lower.declared.add(text)
    value = code.Mapping(body.start_byte, body.end_byte, tuple(entries))
    target = code.Name(name.start_byte, name.end_byte, text)
    return [code.Assign(node.start_byte, node.end_byte, target, value, declares=True)]


CLASS_VALUES: Mapping[str, Handler] = {"class": _class_value, "class_declaration": _class_value}
CLASSES: Mapping[str, StatementHandler] = {
    "class_declaration": _class_statement,
    "abstract_class_declaration": _class_statement,
    "enum_declaration": _enum,
}
