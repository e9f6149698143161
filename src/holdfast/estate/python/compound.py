"""Statements that hold other statements."""

from __future__ import annotations

from tree_sitter import Node

from holdfast.estate.kinds.code import (
    Block,
    Broken,
    Expr,
    For,
    Handler,
    If,
    Name,
    Sequence,
    Statement,
    Try,
    While,
    With,
)
from holdfast.estate.python.grammar import BLOCKS, CLAUSES, SKIPPED, ids, one, parts
from holdfast.estate.python.lowering import Lowering

LONGEST_CHAIN = 60
"""Branches of one ``if`` that may nest; the further ones stand one behind the other."""

_ELSE = one("else_clause")
_ELIF = one("elif_clause")
_EXCEPT = one("except_clause")
_FINALLY = one("finally_clause")
_AS_KINDS = ids("as_pattern")
_PARENTHESES = one("parenthesized_expression")
_WITH_CLAUSE = one("with_clause")
_WORDS = SKIPPED | ids("if", "elif", "while", "for", "in", "async", "with", "except", "as", "*")


def head(node: Node) -> list[Node]:
    """The expressions in the first line of a statement or clause."""
    return [
        kid
        for kid in node.children
        if kid.kind_id not in _WORDS and kid.kind_id not in BLOCKS and kid.kind_id not in CLAUSES
    ]


def body(low: Lowering, node: Node) -> Block:
    """The block of a statement or clause."""
    for kid in node.children:
        if kid.kind_id in BLOCKS:
            return low.block(kid)
    return ()


def clause(low: Lowering, node: Node, kind: int) -> Block:
    """The block of a statement's clause of this kind."""
    for kid in node.children:
        if kid.kind_id == kind:
            return body(low, kid)
    return ()


def if_(low: Lowering, node: Node, made: list[Statement]) -> None:
    """``if``, with each ``elif`` inside the one before."""
    branches = [node, *[kid for kid in node.children if kid.kind_id == _ELIF]]
    other = clause(low, node, _ELSE)
    end = node.end_byte
    for branch in reversed(branches[LONGEST_CHAIN:]):
        other = (If(branch.start_byte, branch.end_byte, low.expr(head(branch)[0]), body(low, branch)), *other)
    for branch in reversed(branches[:LONGEST_CHAIN]):
        other = (If(branch.start_byte, end, low.expr(head(branch)[0]), body(low, branch), other),)
    made.extend(other)


def while_(low: Lowering, node: Node, made: list[Statement]) -> None:
    """``while``."""
    test = low.expr(head(node)[0])
    made.append(While(node.start_byte, node.end_byte, test, body(low, node), clause(low, node, _ELSE)))


def for_(low: Lowering, node: Node, made: list[Statement]) -> None:
    """``for``, ``async for``."""
    target, source = head(node)
    aim, values = low.expr(target), low.expr(source)
    made.append(For(node.start_byte, node.end_byte, aim, values, body(low, node), clause(low, node, _ELSE)))


def try_(low: Lowering, node: Node, made: list[Statement]) -> None:
    """``try`` with ``except`` or ``except*``."""
    tried = body(low, node)
    handlers = tuple([_handler(low, kid) for kid in node.children if kid.kind_id == _EXCEPT])
    other, final = clause(low, node, _ELSE), clause(low, node, _FINALLY)
    made.append(Try(node.start_byte, node.end_byte, tried, handlers, other, final))


def _handler(low: Lowering, node: Node) -> Handler:
    """One ``except``. ``except A, b`` is Python 2's ``as`` where ``b`` looks like a variable, and else two types."""
    types: list[Expr] = []
    target: Expr | None = None
    for kid in head(node):
        if kid.kind_id in _AS_KINDS:
            error, name = _as(low, kid)
            types.append(error)
            target = name
        else:
            types.append(low.expr(kid))
    if len(types) == 2 and target is None and isinstance(types[1], Name) and types[1].id[:1].islower():
        target = types.pop()
    flat = [item for kind in types for item in (kind.items if isinstance(kind, Sequence) else (kind,))]
    return Handler(node.start_byte, node.end_byte, tuple(flat), target, body(low, node))


def _as(low: Lowering, node: Node) -> tuple[Expr, Expr | None]:
    """``value as target``."""
    kids = [kid for kid in node.children if kid.kind_id not in _WORDS]
    return low.expr(kids[0]), low.expr(kids[-1]) if len(kids) > 1 else None


def with_(low: Lowering, node: Node, made: list[Statement]) -> None:
    """``with``; several items are one inside the other."""
    items = [item for kid in node.children if kid.kind_id == _WITH_CLAUSE for item in parts(kid)]
    if not items:
        made.append(Broken(node.start_byte, node.end_byte))
        return
    opened: list[tuple[int, Expr, Expr | None]] = []
    for item in items:
        value = parts(item)[0]
        if value.kind_id == _PARENTHESES and parts(value)[0].kind_id in _AS_KINDS:
            value = parts(value)[0]
        opened.append(
            (item.start_byte, *(_as(low, value) if value.kind_id in _AS_KINDS else (low.expr(value), None))),
        )
    inside = body(low, node)
    for start, value_of, target in reversed(opened):
        inside = (With(start, node.end_byte, value_of, target, inside),)
    made.extend(inside)


COMPOUNDS = {
    "if_statement": if_,
    "while_statement": while_,
    "for_statement": for_,
    "try_statement": try_,
    "with_statement": with_,
}
