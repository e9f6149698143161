"""Functions, lambdas, classes and their parameters."""

from __future__ import annotations

from functools import partial
from typing import Literal

from tree_sitter import Node

from holdfast.estate.kinds.code import (
    Block,
    Class,
    Define,
    Expr,
    Function,
    Lambda,
    Opaque,
    Parameter,
    Return,
    Statement,
)
from holdfast.estate.python.expressions import arguments
from holdfast.estate.python.grammar import BLOCKS, IDENTIFIER, TRIVIA, ids, one, parts
from holdfast.estate.python.lowering import Lowering

FUNCTION = one("function_definition")
CLASS = one("class_definition")
_DECORATOR = one("decorator")
_PARAMETERS = ids("parameters", "lambda_parameters")
_TYPE = one("type")
_ARGUMENTS = one("argument_list")
_ASYNC = ids("async")
_YIELD = one("yield")
_OWN = ids("function_definition", "lambda")
_MARKS = ids(":", "=")

_REST_LIST = one("list_splat_pattern")
_REST_MAPPING = one("dictionary_splat_pattern")
_FROM_HERE_BY_NAME = one("keyword_separator")
_TO_HERE_BY_POSITION = one("positional_separator")
_TYPED = one("typed_parameter")
_DEFAULT = one("default_parameter")
_TYPED_DEFAULT = one("typed_default_parameter")

Kind = Literal["function", "method", "static", "class", "property", "getter", "setter", "arrow"]
_KINDS: dict[str, Kind] = {
    "staticmethod": "static",
    "classmethod": "class",
    "property": "property",
    "cached_property": "property",
    "setter": "setter",
    "getter": "getter",
}
_OF_CLASS = frozenset({"__new__", "__init_subclass__", "__class_getitem__"})


def function(low: Lowering, node: Node, made: list[Statement], decorators: tuple[Expr, ...] = (), at: int = -1) -> None:
    """``def``: the body stays where it is until somebody asks for it."""
    start, end = node.start_byte, node.end_byte
    name, returns, asynchronous = "", None, False
    given: tuple[Parameter, ...] = ()
    for child in node.children:
        kind = child.kind_id
        if kind == IDENTIFIER:
            name = low.text(child)
        elif kind in _PARAMETERS:
            given = parameters(low, child)
        elif kind == _TYPE:
            returns = low.expr(child)
        elif kind in _ASYNC:
            asynchronous = True
    generator = low.data.find(b"yield", start, end) >= 0 and yields(node)
    kind_of = _kind(name, decorators) if low.in_class else "function"
    later = partial(low.later, start, end)
    defined = Function(start, end, name, given, later, decorators, returns, asynchronous, generator, kind_of)
    made.append(Define(start if at < 0 else at, end, defined))


def _kind(name: str, decorators: tuple[Expr, ...]) -> Kind:
    for decorator in decorators:
        kind = _KINDS.get(getattr(decorator, "name", "") or getattr(decorator, "id", ""))
        if kind:
            return kind
    return "class" if name in _OF_CLASS else "method"


def yields(node: Node) -> bool:
    """Whether a function's own body yields."""
    waiting = [child for child in node.children if child.kind_id in BLOCKS or child.kind_id not in _PARAMETERS]
    while waiting:
        node = waiting.pop()
        kind = node.kind_id
        if kind == _YIELD:
            return True
        if kind not in _OWN:
            waiting.extend(node.children)
    return False


def parameters(low: Lowering, node: Node) -> tuple[Parameter, ...]:
    """The parameters of a function or lambda."""
    made: list[Parameter] = []
    by_name = False
    for child in parts(node):
        kind = child.kind_id
        if kind == _FROM_HERE_BY_NAME:
            by_name = True
        elif kind != _TO_HERE_BY_POSITION:
            made.append(_parameter(low, child, by_name))
            by_name = by_name or made[-1].rest == "*"
    return tuple(made)


def _parameter(low: Lowering, node: Node, by_name: bool) -> Parameter:
    start, end, kind = node.start_byte, node.end_byte, node.kind_id
    if kind == IDENTIFIER:
        return Parameter(start, end, low.expr(node), None, None, "", by_name)
    annotation, default, target = None, None, node
    if kind in (_TYPED, _DEFAULT, _TYPED_DEFAULT):
        kids = [kid for kid in node.children if kid.kind_id not in TRIVIA and kid.kind_id not in _MARKS]
        target = kids[0]
        if kind != _DEFAULT:
            annotation = low.expr(kids[1])
        if kind != _TYPED:
            default = low.expr(kids[-1])
    if target.kind_id == _REST_LIST or target.kind_id == _REST_MAPPING:
        rest: Literal["*", "**"] = "*" if target.kind_id == _REST_LIST else "**"
        return Parameter(start, end, low.expr(parts(target)[-1]), annotation, default, rest)
    return Parameter(start, end, low.expr(target), annotation, default, "", by_name)


def unnamed(low: Lowering, node: Node) -> Expr:
    """``lambda``: short, so its body is made at once."""
    start, end = node.start_byte, node.end_byte
    given: tuple[Parameter, ...] = ()
    body: Expr = Opaque(start, end)
    for child in parts(node):
        if child.kind_id in _PARAMETERS:
            given = parameters(low, child)
        elif child.is_named:
            body = low.expr(child)
    block: Block = (Return(body.start, body.end, body),)
    generator = low.data.find(b"yield", start, end) >= 0 and yields(node)
    return Lambda(start, end, Function(start, end, "", given, lambda: block, generator=generator, made=block))


def class_(low: Lowering, node: Node, made: list[Statement], decorators: tuple[Expr, ...] = (), at: int = -1) -> None:
    """``class``: its body is made at once, its methods' bodies are not."""
    name = ""
    bases: tuple[Expr, ...] = ()
    keywords: tuple[tuple[str | None, Expr], ...] = ()
    body: Block = ()
    for child in node.children:
        kind = child.kind_id
        if kind == IDENTIFIER:
            name = low.text(child)
        elif kind == _ARGUMENTS:
            bases, keywords = arguments(low, child)
        elif kind in BLOCKS:
            outside, low.in_class = low.in_class, True
            body = low.block(child)
            low.in_class = outside
    made.append(
        Class(node.start_byte if at < 0 else at, node.end_byte, name, bases, keywords, decorators, body),
    )


def decorated(low: Lowering, node: Node, made: list[Statement]) -> None:
    """``@decorator`` above a function or class."""
    decorators: list[Expr] = []
    for child in node.children:
        kind = child.kind_id
        if kind == _DECORATOR:
            decorators.append(low.expr(parts(child)[-1]))
        elif kind == FUNCTION:
            function(low, child, made, tuple(decorators), node.start_byte)
        elif kind == CLASS:
            class_(low, child, made, tuple(decorators), node.start_byte)


LAMBDAS = {"lambda": unnamed}
DEFINITIONS = {"function_definition": function, "class_definition": class_, "decorated_definition": decorated}
