"""Expressions of Python as expressions of the kinds of code."""

from __future__ import annotations

from sys import intern

from tree_sitter import Node

from holdfast.estate.kinds.code import (
    Assigned,
    Attr,
    Await,
    Binary,
    Boolean,
    Call,
    Clause,
    Compare,
    Comprehension,
    Conditional,
    Const,
    Expr,
    Index,
    Mapping,
    Opaque,
    Sequence,
    Slice,
    Spread,
    Unary,
    Yield,
)
from holdfast.estate.python.grammar import SKIPPED, bare, by_id, ids, one, parts
from holdfast.estate.python.literals import number
from holdfast.estate.python.lowering import Lowering

LONGEST_CHAIN = 40
"""Operators of one chain that may nest; the sum of more is nested evenly, as no rule asks in which order."""

_BINARY = one("binary_operator")
_BOOLEAN = one("boolean_operator")
_GENERATOR = one("generator_expression")
_KEYWORD = one("keyword_argument")
_SPREAD_MAPPING = one("dictionary_splat")
_PAIR = one("pair")
_SLICE = one("slice")
_FOR = one("for_in_clause")
_FROM = ids("from")
_COLON = ids(":")
_IN = ids("in", "for", "async")
_AND = ids("and")

_OPERATORS = {
    number: op
    for op in ("+", "-", "*", "/", "//", "%", "**", "@", "<<", ">>", "&", "|", "^", "~", "not")
    for number in ids(op)
}
_COMPARISONS = by_id(
    {op: op for op in ("==", "!=", "<", "<=", ">", ">=", "in", "not in", "is", "is not")} | {"<>": "!="}
)
_SETS = {"set": "set", "list": "list", "tuple": "tuple"}


def attribute(low: Lowering, node: Node) -> Expr:
    """``base.name``."""
    kids = node.children
    return Attr(node.start_byte, node.end_byte, low.expr(kids[0]), low.text(kids[-1]))


def call(low: Lowering, node: Node) -> Expr:
    """``func(arguments)``."""
    kids = node.children
    if len(kids) != 2:
        kids = bare(kids)
    func = low.expr(kids[0])
    args, keywords = arguments(low, kids[1])
    return Call(node.start_byte, node.end_byte, func, args, keywords)


def arguments(low: Lowering, node: Node) -> tuple[tuple[Expr, ...], tuple[tuple[str | None, Expr], ...]]:
    """What is given by position, and by name."""
    if node.kind_id == _GENERATOR:
        return (low.expr(node),), ()
    args: list[Expr] = []
    keywords: list[tuple[str | None, Expr]] = []
    for child in node.children:
        kind = child.kind_id
        if kind in SKIPPED:
            continue
        if kind == _KEYWORD:
            kids = child.children
            keywords.append((low.text(kids[0]), low.expr(kids[-1])))
        elif kind == _SPREAD_MAPPING:
            keywords.append((None, low.expr(child.children[-1])))
        else:
            args.append(low.expr(child))
    return tuple(args), tuple(keywords)


def subscript(low: Lowering, node: Node) -> Expr:
    """``base[key]``, ``base[a, b]`` and ``base[a:b]``."""
    base, *keys = parts(node)
    start, end = node.start_byte, node.end_byte
    if len(keys) != 1 or b"," in low.data[keys[-1].end_byte : end]:
        items = tuple([_piece(low, key) for key in keys])
        return Index(start, end, low.expr(base), Sequence(keys[0].start_byte, keys[-1].end_byte, "tuple", items))
    if keys[0].kind_id != _SLICE:
        return Index(start, end, low.expr(base), low.expr(keys[0]))
    return Slice(start, end, low.expr(base), *_bounds(low, keys[0]))


def _piece(low: Lowering, node: Node) -> Expr:
    if node.kind_id != _SLICE:
        return low.expr(node)
    given = tuple([bound for bound in _bounds(low, node) if bound is not None])
    return Opaque(node.start_byte, node.end_byte, given)


def _bounds(low: Lowering, node: Node) -> tuple[Expr | None, Expr | None, Expr | None]:
    found: list[Expr | None] = [None, None, None]
    at = 0
    for child in bare(node.children):
        if child.kind_id in _COLON:
            at += 1
        else:
            found[min(at, 2)] = low.expr(child)
    return found[0], found[1], found[2]


def binary(low: Lowering, node: Node) -> Expr:
    """``a + b``: a chain that leans to the left is followed without nesting calls."""
    chain: list[tuple[str, Node, int]] = []
    while True:
        kids = node.children
        if len(kids) != 3:
            kids = bare(kids)
        chain.append((_OPERATORS[kids[1].kind_id], kids[2], node.end_byte))
        if kids[0].kind_id != _BINARY:
            break
        node = kids[0]
    start = kids[0].start_byte
    made = low.expr(kids[0])
    chain.reverse()
    if len(chain) > LONGEST_CHAIN:
        operands = [made, *[low.expr(right) for _, right, _ in chain]]
        if all(op == "+" for op, _, _ in chain):
            return _sum(operands)
        return Opaque(start, operands[-1].end, tuple(operands))
    for op, right, end in chain:
        made = Binary(start, end, op, made, low.expr(right))
    return made


def _sum(operands: list[Expr]) -> Expr:
    while len(operands) > 1:
        paired: list[Expr] = [
            Binary(left.start, right.end, "+", left, right)
            for left, right in zip(operands[::2], operands[1::2], strict=False)
        ]
        operands = paired + operands[len(paired) * 2 :]
    return operands[0]


def boolean(low: Lowering, node: Node) -> Expr:
    """``a and b and c`` is one Boolean."""
    start, end = node.start_byte, node.end_byte
    rights: list[Node] = []
    left, op, right = bare(node.children)
    while True:
        rights.append(right)
        if left.kind_id != _BOOLEAN:
            break
        further = bare(left.children)
        if further[1].kind_id != op.kind_id:
            break
        left, _, right = further
    values = (low.expr(left), *[low.expr(value) for value in reversed(rights)])
    return Boolean(start, end, "and" if op.kind_id in _AND else "or", values)


def comparison(low: Lowering, node: Node) -> Expr:
    """``a < b``, and ``a < b < c`` as both."""
    kids = bare(node.children)
    left = low.expr(kids[0])
    made: list[Expr] = []
    for at in range(1, len(kids) - 1, 2):
        right = low.expr(kids[at + 1])
        made.append(Compare(left.start, right.end, _COMPARISONS[kids[at].kind_id], left, right))
        left = right
    if len(made) == 1:
        return made[0]
    return Boolean(node.start_byte, node.end_byte, "and", tuple(made))


def unary(low: Lowering, node: Node) -> Expr:
    """``-a``, ``not a``."""
    kids = bare(node.children)
    return Unary(node.start_byte, node.end_byte, _OPERATORS[kids[0].kind_id], low.expr(kids[-1]))


def conditional(low: Lowering, node: Node) -> Expr:
    """``a if test else b``."""
    kids = bare(node.children)
    then, test, other = low.expr(kids[0]), low.expr(kids[2]), low.expr(kids[4])
    return Conditional(node.start_byte, node.end_byte, test, then, other)


def inner(low: Lowering, node: Node) -> Expr:
    """What stands in parentheses, or the one part of a wrapper."""
    return low.expr(parts(node)[0])


def sequence(low: Lowering, node: Node) -> Expr:
    """A list, a tuple with or without parentheses, a set, and such on the left of an assignment."""
    kind = node.type
    sort = "list" if kind.startswith("list") else "set" if kind == "set" else "tuple"
    return Sequence(node.start_byte, node.end_byte, sort, low.exprs(parts(node)))  # type: ignore[arg-type]


def mapping(low: Lowering, node: Node) -> Expr:
    """A dict."""
    entries: list[tuple[Expr | None, Expr]] = []
    for child in parts(node):
        if child.kind_id == _PAIR:
            kids = child.children
            if len(kids) != 3:
                kids = parts(child)
            entries.append((low.expr(kids[0]), low.expr(kids[-1])))
        else:
            entries.append((None, low.expr(child.children[-1])))
    return Mapping(node.start_byte, node.end_byte, tuple(entries))


def spread(low: Lowering, node: Node) -> Expr:
    """``*x``."""
    return Spread(node.start_byte, node.end_byte, low.expr(parts(node)[-1]))


def comprehension(low: Lowering, node: Node) -> Expr:
    """``[a for a in b if c]`` and its kin."""
    body, *rest = parts(node)
    clauses: list[Clause] = []
    for part in rest:
        kids = [kid for kid in parts(part) if kid.kind_id not in _IN]
        if part.kind_id == _FOR:
            source = low.expr(kids[1])
            if len(kids) > 2:  # Python 2 allows several without parentheses
                source = Sequence(kids[1].start_byte, kids[-1].end_byte, "tuple", low.exprs(kids[1:]))
            clauses.append(Clause(part.start_byte, part.end_byte, low.expr(kids[0]), source, ()))
        else:
            last = clauses.pop()
            last.tests = (*last.tests, low.expr(kids[-1]))
            clauses.append(last)
    kind = node.type.partition("_")[0]
    key = None
    if body.kind_id == _PAIR:
        pair = parts(body)
        kind, key, body = "dict", low.expr(pair[0]), pair[-1]
    element = low.expr(body)
    return Comprehension(node.start_byte, node.end_byte, kind, element, key, tuple(clauses))  # type: ignore[arg-type]


def awaited(low: Lowering, node: Node) -> Expr:
    """``await x``."""
    return Await(node.start_byte, node.end_byte, low.expr(parts(node)[-1]))


def yielded(low: Lowering, node: Node) -> Expr:
    """``yield``, ``yield x``, ``yield from x``."""
    kids = bare(node.children)
    value = low.expr(kids[-1]) if len(kids) > 1 else None
    return Yield(node.start_byte, node.end_byte, value, len(kids) > 1 and kids[1].kind_id in _FROM)


def named(low: Lowering, node: Node) -> Expr:
    """``(name := value)``."""
    kids = bare(node.children)
    return Assigned(node.start_byte, node.end_byte, low.expr(kids[0]), low.expr(kids[-1]))


def numeral(low: Lowering, node: Node) -> Expr:
    """A number that rules may compare; a complex one is none."""
    start, end = node.start_byte, node.end_byte
    value = number(low.data[start:end].decode(errors="replace"))
    return Opaque(start, end) if value is None else Const(start, end, value)


def fixed(low: Lowering, node: Node) -> Expr:
    """``True``, ``False``, ``None``."""
    start, end = node.start_byte, node.end_byte
    return Const(start, end, {84: True, 70: False, 78: None}[low.data[start]])


def generic(low: Lowering, node: Node) -> Expr:
    """``list[int]`` where a type is meant."""
    base, arguments = parts(node)
    items = low.exprs(parts(arguments))
    key = items[0] if len(items) == 1 else Sequence(arguments.start_byte, arguments.end_byte, "tuple", items)
    return Index(node.start_byte, node.end_byte, low.expr(base), key)


def member(low: Lowering, node: Node) -> Expr:
    """``a.b`` where a type or a value is meant that the grammar takes for a dotted name."""
    names = [kid for kid in bare(node.children) if kid.is_named]
    made = low.expr(names[0])
    for name in names[1:]:
        made = Attr(names[0].start_byte, name.end_byte, made, intern(low.text(name)))
    return made


EXPRESSIONS = {
    "attribute": attribute,
    "call": call,
    "subscript": subscript,
    "binary_operator": binary,
    "union_type": binary,
    "boolean_operator": boolean,
    "comparison_operator": comparison,
    "unary_operator": unary,
    "not_operator": unary,
    "conditional_expression": conditional,
    "parenthesized_expression": inner,
    "type": inner,
    "list": sequence,
    "tuple": sequence,
    "set": sequence,
    "expression_list": sequence,
    "pattern_list": sequence,
    "list_pattern": sequence,
    "tuple_pattern": sequence,
    "dictionary": mapping,
    "list_splat": spread,
    "list_splat_pattern": spread,
    "parenthesized_list_splat": spread,
    "splat_type": spread,
    "list_comprehension": comprehension,
    "set_comprehension": comprehension,
    "dictionary_comprehension": comprehension,
    "generator_expression": comprehension,
    "await": awaited,
    "yield": yielded,
    "named_expression": named,
    "integer": numeral,
    "float": numeral,
    "true": fixed,
    "false": fixed,
    "none": fixed,
    "generic_type": generic,
    "member_type": member,
    "dotted_name": member,
    "as_pattern_target": inner,
    "constrained_type": inner,
}
