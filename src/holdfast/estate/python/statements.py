"""Simple statements of Python 3, and those that only Python 2 had."""

from __future__ import annotations

from tree_sitter import Node

from holdfast.estate.kinds.code import (
    Assert,
    Assign,
    Attr,
    Break,
    Call,
    Const,
    Continue,
    Declare,
    Delete,
    Evaluate,
    Expr,
    Index,
    Name,
    Raise,
    Return,
    Scope,
    Sequence,
    Statement,
)
from holdfast.estate.python.grammar import IDENTIFIER, ids, one, parts
from holdfast.estate.python.lowering import Lowering

_ASSIGNMENT = one("assignment")
_AUGMENTED = one("augmented_assignment")
_TYPE = one("type")
_LIST = one("expression_list")
_EQUALS = ids("=")
_CHEVRON = one("chevron")
_FROM = ids("from")
_WORDS = ids("assert", "return", "del", "raise", "exec", "in", "print", "global", "nonlocal")
_GENERIC = one("generic_type")


def said(node: Node) -> list[Node]:
    """The parts of a statement without its keywords."""
    return [child for child in parts(node) if child.kind_id not in _WORDS]


def expression(low: Lowering, node: Node, made: list[Statement]) -> None:
    """An expression for its effect, or an assignment; several with commas are a tuple."""
    kids = parts(node)
    first = kids[0]
    if first.kind_id == _ASSIGNMENT:
        assignment(low, first, made)
    elif first.kind_id == _AUGMENTED:
        augmented(low, first, made)
    elif len(kids) == 1:
        made.append(Evaluate(node.start_byte, node.end_byte, low.expr(first)))
    else:
        value = Sequence(first.start_byte, kids[-1].end_byte, "tuple", low.exprs(kids))
        made.append(Evaluate(node.start_byte, node.end_byte, value))


def assignment(low: Lowering, node: Node, made: list[Statement]) -> None:
    """``a = b = value``, ``a: T = value``, ``a: T``."""
    start, end = node.start_byte, node.end_byte
    targets: list[Expr] = []
    annotation = None
    while True:
        kids = [kid for kid in parts(node) if kid.kind_id not in _EQUALS]
        targets.append(low.expr(kids[0]))
        if kids[1:] and kids[1].kind_id == _TYPE:
            annotation = low.expr(kids.pop(1))
        if len(kids) == 1:
            made.append(Declare(start, end, targets[0], annotation))
            return
        if kids[1].kind_id != _ASSIGNMENT:
            break
        node = kids[1]
    value = _right(low, kids[1], made)
    made.extend([Assign(start, end, target, value, "", annotation) for target in targets])


def _right(low: Lowering, node: Node, made: list[Statement]) -> Expr:
    """The value of an assignment; what the grammar allows as one and Python does not comes before it."""
    if node.kind_id == _AUGMENTED:
        augmented(low, node, made)
        return low.expr(parts(node)[0])
    return low.expr(node)


def augmented(low: Lowering, node: Node, made: list[Statement]) -> None:
    """``a += value``."""
    target, op, right = parts(node)
    value = low.expr(right)
    made.append(Assign(node.start_byte, node.end_byte, low.expr(target), value, low.text(op)[:-1]))


def returned(low: Lowering, node: Node, made: list[Statement]) -> None:
    """``return``."""
    kids = said(node)
    made.append(Return(node.start_byte, node.end_byte, low.expr(kids[0]) if kids else None))


def deleted(low: Lowering, node: Node, made: list[Statement]) -> None:
    """``del a, b`` is two."""
    for kid in said(node):
        for target in parts(kid) if kid.kind_id == _LIST else (kid,):
            made.append(Delete(node.start_byte, node.end_byte, low.expr(target)))


def raised(low: Lowering, node: Node, made: list[Statement]) -> None:
    """``raise``; a cause is evaluated before. ``raise Error, text`` of Python 2 is a call."""
    kids = [kid for kid in said(node) if kid.kind_id not in _FROM]
    start, end = node.start_byte, node.end_byte
    value: Expr | None = None
    if kids and kids[0].kind_id == _LIST:
        error, *given = parts(kids[0])
        value = Call(kids[0].start_byte, kids[0].end_byte, low.expr(error), low.exprs(given[:1]))
    elif kids:
        value = low.expr(kids[0])
    if len(kids) > 1:
        cause = low.expr(kids[1])
        if not isinstance(cause, Name) and not (isinstance(cause, Const) and cause.value is None):
            made.append(Evaluate(cause.start, cause.end, cause))
    made.append(Raise(start, end, value))


def asserted(low: Lowering, node: Node, made: list[Statement]) -> None:
    """``assert test, message``."""
    kids = said(node)
    message = low.expr(kids[1]) if len(kids) > 1 else None
    made.append(Assert(node.start_byte, node.end_byte, low.expr(kids[0]), message))


def scope(low: Lowering, node: Node, made: list[Statement]) -> None:
    """``global`` and ``nonlocal``."""
    names = tuple([low.text(kid) for kid in said(node) if kid.kind_id == IDENTIFIER])
    made.append(Scope(node.start_byte, node.end_byte, names, low.data[node.start_byte] == ord("g")))


def stop(low: Lowering, node: Node, made: list[Statement]) -> None:
    """``break``."""
    made.append(Break(node.start_byte, node.end_byte))


def onward(low: Lowering, node: Node, made: list[Statement]) -> None:
    """``continue``."""
    made.append(Continue(node.start_byte, node.end_byte))


def alias(low: Lowering, node: Node, made: list[Statement]) -> None:
    """``type Name[T] = value``. The grammar takes ``type(a).b = value`` for one too."""
    start, end = node.start_byte, node.end_byte
    name, value = [kid for kid in node.children if kid.kind_id == _TYPE]
    inside = parts(name)[0]
    if inside.kind_id == _GENERIC:
        inside = parts(inside)[0]
    target = low.expr(inside)
    if inside.kind_id != IDENTIFIER:
        called = target
        while isinstance(called, Attr | Index) and isinstance(called.base, Attr | Index):
            called = called.base
        if isinstance(called, Attr | Index):
            base = called.base
            called.base = Call(start, base.end, Name(start, start + 4, "type"), (base,))
    made.append(Assign(start, end, target, low.expr(value)))


def printed(low: Lowering, node: Node, made: list[Statement]) -> None:
    """``print >>file, value`` of Python 2: the call that it is in Python 3."""
    start, end = node.start_byte, node.end_byte
    args: list[Expr] = []
    keywords: list[tuple[str | None, Expr]] = []
    for kid in said(node):
        if kid.kind_id == _CHEVRON:
            keywords.append(("file", low.expr(kid.children[-1])))
        else:
            args.append(low.expr(kid))
    call = Call(start, end, Name(start, start + 5, "print"), tuple(args), tuple(keywords))
    made.append(Evaluate(start, end, call))


def executed(low: Lowering, node: Node, made: list[Statement]) -> None:
    """``exec code in names`` of Python 2: the call that it is in Python 3."""
    start, end = node.start_byte, node.end_byte
    call = Call(start, end, Name(start, start + 4, "exec"), low.exprs(said(node)))
    made.append(Evaluate(start, end, call))


SIMPLE = {
    "expression_statement": expression,
    "return_statement": returned,
    "delete_statement": deleted,
    "raise_statement": raised,
    "assert_statement": asserted,
    "global_statement": scope,
    "nonlocal_statement": scope,
    "break_statement": stop,
    "continue_statement": onward,
    "type_alias_statement": alias,
    "print_statement": printed,
    "exec_statement": executed,
}
