"""Functions: their parameters at once, their bodies when somebody asks."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Literal

from tree_sitter import Node

from holdfast.estate.javascript.lower import COMMENTS, Handler, Lower, Source, Tables
from holdfast.estate.javascript.types import annotation
from holdfast.estate.kinds import code

Kind = Literal["function", "method", "static", "getter", "setter", "arrow"]
REST = "arguments of the call"
"""A name that no program can write."""


class Body:
    """Makes the body of one function. It holds a place in the text and no part of the parse."""

    __slots__ = ("after", "end", "lead", "names", "source", "start", "tables")

    def __init__(self, lower: Lower, node: Node, names: frozenset[str], lead: code.Block, after: code.Block) -> None:
        self.source: Source = lower.source
        self.tables: Tables = lower.tables
        self.start, self.end = node.start_byte, node.end_byte
        self.names = names
        self.lead = lead
        self.after = after

    def __call__(self) -> code.Block:
        """The body; nothing but a Broken where it is nested deeper than this machine can go."""
        node = self.source.seek(self.source, self.start, self.end)
        if node is None:
            return (code.Broken(self.start, self.end),)
        lower = Lower(self.source, self.tables)
        lower.declared.update(self.names)
        try:
            made = _block(lower, node)
        except RecursionError:
            return (code.Broken(self.start, self.end),)
        free = lower.assigned - lower.declared
        scope = (code.Scope(self.start, self.start, tuple(sorted(free)), False),) if free else ()
        return (*scope, *self.lead, *_after_super(made, self.after))


def _block(lower: Lower, node: Node) -> code.Block:
    if node.type == "statement_block":
        return lower.block(node.children)
    value = lower.expr(node)
    return (*lower.pending, code.Return(node.start_byte, node.end_byte, value))


def _after_super(body: code.Block, fields: code.Block) -> code.Block:
    """Fields get their values when the object of the base class is made."""
    if not fields:
        return body
    for number, statement in enumerate(body):
        if type(statement) is code.Evaluate and type(statement.value) is code.Call:
            func = statement.value.func
            if type(func) is code.Name and func.id == "super":
                return (*body[: number + 1], *fields, *body[number + 1 :])
    return (*fields, *body)


def function(
    lower: Lower,
    node: Node,
    *,
    name: str,
    kind: Kind,
    decorators: tuple[code.Expr, ...] = (),
    fields: code.Block = (),
) -> code.Function:
    """A function of any form. ``fields`` are the values that a constructor gives its object."""
    names, parameters, lead = _parameters(lower, node)
    body = node.child_by_field_name("body")
    if kind != "arrow" and body is not None and lower.source.says_arguments(body.start_byte, body.end_byte):
        parameters, lead = _arguments(node, parameters, lead)
    words = [child.type for child in node.children if not child.is_named]
    return code.Function(
        node.start_byte,
        node.end_byte,
        name,
        tuple(parameters),
        _nothing if body is None else Body(lower, body, frozenset(names | {"arguments"}), tuple(lead), fields),
        decorators,
        annotation(lower, node.child_by_field_name("return_type")),
        "async" in words,
        "*" in words,
        kind,
    )


def _nothing() -> code.Block:
    return ()


def _parameters(lower: Lower, node: Node) -> tuple[set[str], list[code.Parameter], list[code.Statement]]:
    """The names that the parameters bind, the parameters, and what they do to ``this``."""
    outer = lower.declared
    lower.declared = names = set[str]()
    made: list[code.Parameter] = []
    lead: list[code.Statement] = []
    single = node.child_by_field_name("parameter")
    if single is not None:
        made.append(code.Parameter(single.start_byte, single.end_byte, lower.target(single, declare=True)))
    listed = node.child_by_field_name("parameters")
    for child in () if listed is None else listed.named_children:
        if child.type in COMMENTS or child.type == "ERROR":
            continue
        pattern = child.child_by_field_name("pattern") or child
        if pattern.type == "this":  # only its type is declared here
            continue
        parameter = _parameter(lower, child, pattern)
        made.append(parameter)
        if type(parameter.target) is code.Name and _is_property(child):
            lead.append(_property(parameter.target))
    lower.declared = outer
    return names, made, lead


def _parameter(lower: Lower, node: Node, pattern: Node) -> code.Parameter:
    default = node.child_by_field_name("value")
    rest: Literal["", "*"] = ""
    if pattern.type == "assignment_pattern":
        default = pattern.child_by_field_name("right")
        pattern = pattern.child_by_field_name("left") or pattern
    if pattern.type == "rest_pattern":
        rest = "*"
        pattern = next((child for child in pattern.named_children if child.type not in COMMENTS), pattern)
    return code.Parameter(
        node.start_byte,
        node.end_byte,
        lower.target(pattern, declare=True),
        annotation(lower, node.child_by_field_name("type")),
        None if default is None else lower.expr(default),
        rest,
        decorators=tuple(decorators(lower, node)),
    )


def _is_property(node: Node) -> bool:
    """``constructor(private users: Users)``."""
    return any(child.type in ("accessibility_modifier", "override_modifier", "readonly") for child in node.children)


def _property(name: code.Name) -> code.Statement:
    this = code.Name(name.start, name.end, "this")
    return code.Assign(name.start, name.end, code.Attr(name.start, name.end, this, name.id), name)


def _arguments(
    node: Node, parameters: list[code.Parameter], lead: list[code.Statement]
) -> tuple[list[code.Parameter], list[code.Statement]]:
    """``arguments`` becomes a list of what the parameters and one more, of the rest, were given."""
    at = node.start_byte
    targets = [each.target for each in parameters]
    if not all(type(target) is code.Name for target in targets):
        return parameters, lead
    items: list[code.Expr] = list(targets)
    if parameters and parameters[-1].rest:
        items[-1] = code.Spread(at, at, items[-1])
    else:
        rest = code.Name(at, at, REST)
        parameters = [*parameters, code.Parameter(at, at, rest, rest="*")]
        items.append(code.Spread(at, at, rest))
    made = code.Sequence(at, at, "list", tuple(items))
    return parameters, [code.Assign(at, at, code.Name(at, at, "arguments"), made, declares=True), *lead]


def decorators(lower: Lower, node: Node) -> Iterator[code.Expr]:
    """The decorators that stand in a node."""
    for child in node.named_children:
        if child.type == "decorator":
            inner = [part for part in child.named_children if part.type not in COMMENTS]
            if inner:
                yield lower.expr(inner[0])


def named(lower: Lower, node: Node) -> str:
    """The name of a function or class; empty for one without."""
    name = node.child_by_field_name("name")
    return "" if name is None else lower.text(name)


def _value(lower: Lower, node: Node) -> code.Expr:
    kind: Kind = "arrow" if node.type == "arrow_function" else "function"
    made = function(lower, node, name=named(lower, node), kind=kind)
    return code.Lambda(node.start_byte, node.end_byte, made)


def _method(lower: Lower, node: Node) -> code.Expr:
    made = function(lower, node, name=named(lower, node), kind=method_kind(node))
    return code.Lambda(node.start_byte, node.end_byte, made)


def method_kind(node: Node) -> Kind:
    """What a method of a class or object is."""
    words = [child.type for child in node.children if not child.is_named]
    if "get" in words:
        return "getter"
    if "set" in words:
        return "setter"
    return "static" if "static" in words else "method"


FUNCTIONS: Mapping[str, Handler] = {
    "function_expression": _value,
    "function_declaration": _value,
    "generator_function": _value,
    "generator_function_declaration": _value,
    "arrow_function": _value,
    "method_definition": _method,
}
