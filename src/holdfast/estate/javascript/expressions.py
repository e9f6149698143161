"""Expressions: names, members, calls, operators and assignments inside of others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal, cast

from tree_sitter import Node

from holdfast.estate.javascript.literals import string, template
from holdfast.estate.javascript.lower import COMMENTS, Handler, Lower, opaque, operator
from holdfast.estate.kinds import code

LONG_SUM = 48
"""Terms of a sum that are kept as nested pairs; a longer one is flat."""
COMPARISONS = {"==": "==", "===": "==", "!=": "!=", "!==": "!="}
LOGIC: Mapping[str, Literal["and", "or", "??"]] = {"&&": "and", "||": "or", "??": "??"}
ARITHMETIC = frozenset(["+", "-", "*", "/", "%", "**", "&", "|", "^", "<<", ">>", ">>>"])
UNARY = {"!": "not", "~": "~", "-": "-", "+": "+", "typeof": "typeof", "void": "void"}


def _name(lower: Lower, node: Node) -> code.Expr:
    return code.Name(node.start_byte, node.end_byte, lower.text(node))


def _inner(lower: Lower, node: Node) -> code.Expr:
    """Parentheses, ``as``, ``satisfies``, ``!`` and the like: what they hold."""
    for child in node.named_children:
        if child.type not in COMMENTS:
            return lower.expr(child)
    return code.Opaque(node.start_byte, node.end_byte)


def _assertion(lower: Lower, node: Node) -> code.Expr:
    inner = [child for child in node.named_children if child.type not in COMMENTS]
    return lower.expr(inner[-1]) if inner else code.Opaque(node.start_byte, node.end_byte)


def _member(lower: Lower, node: Node) -> code.Expr:
    name = node.child_by_field_name("property")
    optional = node.child_by_field_name("optional_chain") is not None
    base = lower.field(node, "object")
    return code.Attr(node.start_byte, node.end_byte, base, "" if name is None else lower.text(name), optional)


def _subscript(lower: Lower, node: Node) -> code.Expr:
    """``a['b']`` is ``a.b`` where the key is a plain word."""
    base = lower.field(node, "object")
    index = node.child_by_field_name("index")
    if index is not None and index.type == "string":
        name = string(lower, index)
        if name and "." not in name and "|" not in name:
            optional = node.child_by_field_name("optional_chain") is not None
            return code.Attr(node.start_byte, node.end_byte, base, name, optional)
    return code.Index(node.start_byte, node.end_byte, base, lower.field(node, "index"))


def _call(lower: Lower, node: Node) -> code.Expr:
    function = node.child_by_field_name("function")
    given = node.child_by_field_name("arguments")
    if given is not None and given.type == "template_string":
        return code.Call(node.start_byte, node.end_byte, lower.field(node, "function"), (template(lower, given),))
    if function is not None and given is not None and function.type in ("identifier", "import"):
        module = imported(lower, node)
        if module:
            return _module(lower, node, module)
        if function.type == "import":
            callee: code.Expr = code.Name(function.start_byte, function.end_byte, "import")
            return code.Call(node.start_byte, node.end_byte, callee, lower.exprs(given))
    func = lower.field(node, "function")
    return code.Call(node.start_byte, node.end_byte, func, () if given is None else lower.exprs(given))


def imported(lower: Lower, node: Node) -> str:
    """The module of ``require('m')`` and ``import('m')``; empty for any other call."""
    function, given = node.child_by_field_name("function"), node.child_by_field_name("arguments")
    if function is None or given is None or (function.type != "import" and lower.text(function) != "require"):
        return ""
    words = [child for child in given.named_children if child.type not in COMMENTS]
    if not words or words[0].type != "string" or (len(words) > 1 and function.type != "import"):
        return ""
    return string(lower, words[0]).removeprefix("node:")


def _module(lower: Lower, node: Node, module: str) -> code.Expr:
    """A module that is used where it is asked for: imported under a name that no program can write."""
    local = f"require({module})"
    if local not in lower.declared:
        lower.declared.add(local)
    lower.pending.append(code.Import(node.start_byte, node.end_byte, local, module))
    return code.Name(node.start_byte, node.end_byte, local)


def _new(lower: Lower, node: Node) -> code.Expr:
    given = node.child_by_field_name("arguments")
    args = () if given is None else lower.exprs(given)
    return code.Call(node.start_byte, node.end_byte, lower.field(node, "constructor"), args, (), True)


def _binary(lower: Lower, node: Node) -> code.Expr:
    """A chain to the left is walked, for a text may be joined of hundreds of parts."""
    op = operator(node)
    spine: list[Node] = []
    left: Node | None = node
    while left is not None and left.type == "binary_expression" and operator(left) == op:
        spine.append(left)
        left = left.child_by_field_name("left")
    if op in LOGIC:
        rights = [lower.field(each, "right") for each in reversed(spine)]
        return code.Boolean(node.start_byte, node.end_byte, LOGIC[op], (_left(lower, spine), *rights))
    if op == "+" and len(spine) > LONG_SUM:
        return _long_sum(lower, node, spine)
    made = _left(lower, spine)
    for each in reversed(spine):
        right = lower.field(each, "right")
        if op in ARITHMETIC:
            made = code.Binary(each.start_byte, each.end_byte, op, made, right)
        else:
            made = code.Compare(each.start_byte, each.end_byte, COMPARISONS.get(op, op), made, right)
    return made


def _left(lower: Lower, spine: list[Node]) -> code.Expr:
    return lower.field(spine[-1], "left")


def _long_sum(lower: Lower, node: Node, spine: list[Node]) -> code.Expr:
    parts = (_left(lower, spine), *(lower.field(each, "right") for each in reversed(spine)))
    for part in parts[:2]:
        if type(part) is code.Const and type(part.value) is str:
            return code.Format(node.start_byte, node.end_byte, parts)
    return code.Opaque(node.start_byte, node.end_byte, parts)


def _unary(lower: Lower, node: Node) -> code.Expr:
    op = operator(node)
    operand = lower.field(node, "argument")
    if op == "void" and type(operand) is code.Const:
        return code.Const(node.start_byte, node.end_byte, None)
    if op == "-" and type(operand) is code.Const and type(operand.value) in (int, float):
        return code.Const(node.start_byte, node.end_byte, -cast(float, operand.value))
    if op not in UNARY:  # delete: in a statement of its own it is one
        return code.Opaque(node.start_byte, node.end_byte, (operand,))
    return code.Unary(node.start_byte, node.end_byte, UNARY[op], operand)


def _update(lower: Lower, node: Node) -> code.Expr:
    argument = node.child_by_field_name("argument")
    if argument is None:
        return code.Opaque(node.start_byte, node.end_byte)
    one = code.Const(node.start_byte, node.end_byte, 1)
    target = lower.target(argument, declare=False)
    return code.Assigned(node.start_byte, node.end_byte, target, one, operator(node)[:1])


def _assignment(lower: Lower, node: Node) -> code.Expr:
    left = node.child_by_field_name("left")
    if left is None:
        return opaque(lower, node)
    value = lower.field(node, "right")
    return code.Assigned(node.start_byte, node.end_byte, lower.target(left, declare=False), value, sign(node))


def sign(node: Node) -> str:
    """``+`` of ``+=``, ``and`` of ``&&=``, nothing of ``=``."""
    op = operator(node)[:-1]
    return LOGIC.get(op, op)


def _conditional(lower: Lower, node: Node) -> code.Expr:
    test, then = lower.field(node, "condition"), lower.field(node, "consequence")
    return code.Conditional(node.start_byte, node.end_byte, test, then, lower.field(node, "alternative"))


def _comma(lower: Lower, node: Node) -> code.Expr:
    """``(a, b)`` is its last one; ``(0, f)`` is plainly ``f``."""
    parts = lower.exprs(node)
    if all(type(part) is code.Const for part in parts[:-1]) and parts:
        return parts[-1]
    start, end = node.start_byte, node.end_byte
    return code.Index(start, end, code.Sequence(start, end, "tuple", parts), code.Const(start, end, len(parts) - 1))


def _spread(lower: Lower, node: Node) -> code.Expr:
    return code.Spread(node.start_byte, node.end_byte, _inner(lower, node))


def _await(lower: Lower, node: Node) -> code.Expr:
    return code.Await(node.start_byte, node.end_byte, _inner(lower, node))


def _yield(lower: Lower, node: Node) -> code.Expr:
    every = any(child.type == "*" for child in node.children)
    inner = [child for child in node.named_children if child.type not in COMMENTS]
    return code.Yield(node.start_byte, node.end_byte, lower.expr(inner[0]) if inner else None, every)


def _meta(lower: Lower, node: Node) -> code.Expr:
    base, _, name = lower.text(node).partition(".")
    start, end = node.start_byte, node.end_byte
    return code.Attr(start, end, code.Name(start, end, base.strip()), name.strip())


EXPRESSIONS: Mapping[str, Handler] = {
    "identifier": _name,
    "this": _name,
    "super": _name,
    "private_property_identifier": _name,
    "member_expression": _member,
    "nested_identifier": _member,
    "subscript_expression": _subscript,
    "call_expression": _call,
    "new_expression": _new,
    "binary_expression": _binary,
    "unary_expression": _unary,
    "update_expression": _update,
    "assignment_expression": _assignment,
    "augmented_assignment_expression": _assignment,
    "ternary_expression": _conditional,
    "sequence_expression": _comma,
    "spread_element": _spread,
    "await_expression": _await,
    "yield_expression": _yield,
    "meta_property": _meta,
    "parenthesized_expression": _inner,
    "as_expression": _inner,
    "satisfies_expression": _inner,
    "non_null_expression": _inner,
    "instantiation_expression": _inner,
    "type_assertion": _assertion,
}
