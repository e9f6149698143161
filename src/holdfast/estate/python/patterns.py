"""``match``: which values a case asks for, and what it binds."""

from __future__ import annotations

from tree_sitter import Node

from holdfast.estate.kinds.code import (
    Case,
    Const,
    Expr,
    Mapping,
    Name,
    Opaque,
    Sequence,
    Spread,
    Statement,
    Switch,
    Unary,
)
from holdfast.estate.python.compound import body
from holdfast.estate.python.expressions import member
from holdfast.estate.python.grammar import BLOCKS, IDENTIFIER, ids, one, parts
from holdfast.estate.python.lowering import DEEPEST, Lowering

_CASE = one("case_clause")
_PATTERN = one("case_pattern")
_GUARD = one("if_clause")
_WORDS = ids("match", "case", "as", "|", "=", "*", "**")
_MINUS = ids("-")
_ANYTHING = ids("_")
_COMMA = ids(",")
_NAME = one("dotted_name")
_AS = ids("as_pattern")
_UNION = one("union_pattern")
_ITEMS = ids("list_pattern", "tuple_pattern")
_DICT = one("dict_pattern")
_CLASS = one("class_pattern")
_KEYWORD = one("keyword_pattern")
_REST = one("splat_pattern")
_VALUES = ids("string", "concatenated_string", "integer", "float", "true", "false", "none")
_ITSELF = frozenset({"str", "bytes", "int", "float", "bool", "list", "tuple", "dict", "set", "frozenset", "bytearray"})

Shape = tuple[tuple[Expr, ...], tuple[Expr, ...]]
"""What is asked (nothing: it always matches) and the targets that the subject is bound to."""


def match(low: Lowering, node: Node, made: list[Statement]) -> None:
    """``match subject``."""
    subjects: list[Node] = []
    cases: list[Case] = []
    for child in parts(node):
        if child.kind_id in BLOCKS:
            cases.extend([_case(low, kid) for kid in child.children if kid.kind_id == _CASE])
        elif child.kind_id not in _WORDS:
            subjects.append(child)
    subject = low.expr(subjects[0])
    if len(subjects) > 1 or low.data[subjects[-1].end_byte : subjects[-1].end_byte + 1] == b",":
        subject = Sequence(subjects[0].start_byte, subjects[-1].end_byte, "tuple", low.exprs(subjects))
    made.append(Switch(node.start_byte, node.end_byte, subject, tuple(cases)))


def _case(low: Lowering, node: Node) -> Case:
    patterns = [kid for kid in node.children if kid.kind_id == _PATTERN]
    guard = None
    for kid in node.children:
        if kid.kind_id == _GUARD:
            guard = low.expr(parts(kid)[-1])
    if len(patterns) == 1 and not any(kid.kind_id in _COMMA for kid in node.children):
        tests, targets = shape(low, patterns[0])
    else:
        tests, targets = _unpacked(low, node, patterns)
    return Case(node.start_byte, node.end_byte, tests, guard, targets, body(low, node))


def shape(low: Lowering, node: Node) -> Shape:
    """What a pattern asks and binds."""
    kind = node.kind_id
    if low.depth > DEEPEST:
        return _unsure(node), ()
    low.depth += 1
    try:
        if kind == _PATTERN:
            return _alternative(low, [kid for kid in parts(node) if kid.kind_id not in _WORDS], node)
        if kind == _UNION:
            return _union(low, node)
        if kind in _AS:
            kids = [kid for kid in parts(node) if kid.kind_id not in _WORDS]
            tests, targets = shape(low, kids[0])
            return tests, (*targets, low.expr(kids[-1]))
        if kind in _ITEMS:
            kids = [kid for kid in parts(node) if kid.kind_id == _PATTERN]
            if len(kids) == 1 and low.data[node.start_byte] == ord("(") and not _comma(node):
                return shape(low, kids[0])
            return _unpacked(low, node, kids)
        if kind == _DICT:
            return _unsure(node), (_mapping(low, node),)
        if kind == _CLASS:
            return _instance(low, node)
        if kind == _NAME:
            return _name(low, node)
        if kind in _VALUES:
            return (low.expr(node),), ()
        return _unsure(node), ()
    finally:
        low.depth -= 1


def _unsure(node: Node, *parts_of: Expr) -> tuple[Expr, ...]:
    return (Opaque(node.start_byte, node.end_byte, parts_of),)


def _comma(node: Node) -> bool:
    return any(kid.kind_id in _COMMA for kid in node.children)


def _alternative(low: Lowering, kids: list[Node], node: Node) -> Shape:
    """One alternative: a number may have a sign before it, and ``_`` is no name."""
    if not kids or kids[0].kind_id in _ANYTHING:
        return (), ()
    if kids[0].kind_id in _MINUS:
        if len(kids) != 2:
            return _unsure(node), ()
        return (Unary(kids[0].start_byte, kids[1].end_byte, "-", low.expr(kids[1])),), ()
    return shape(low, kids[0])


def _union(low: Lowering, node: Node) -> Shape:
    tests: list[Expr] = []
    targets: list[Expr] = []
    sign: list[Node] = []
    always = False
    for kid in parts(node):
        if kid.kind_id in _MINUS:
            sign = [kid]
        elif kid.kind_id not in _WORDS:
            asked, bound = _alternative(low, [*sign, kid], node)
            sign = []
            always = always or not asked
            tests.extend(asked)
            targets.extend(bound)
    return () if always else tuple(tests), tuple(targets)


def _name(low: Lowering, node: Node) -> Shape:
    """A plain name is bound, a dotted one is a value."""
    names = [kid for kid in node.children if kid.kind_id == IDENTIFIER]
    if len(names) > 1:
        return (member(low, node),), ()
    return (), () if low.text(names[0]) == "_" else (low.expr(names[0]),)


def _inside(low: Lowering, node: Node) -> Expr:
    """The target for one item; where several names are bound to it, the last one."""
    kids = parts(node)
    if kids and kids[0].kind_id == _REST:
        names = [kid for kid in parts(kids[0]) if kid.kind_id not in _WORDS]
        name = low.expr(names[0]) if names and names[0].kind_id not in _ANYTHING else _nothing(node)
        return Spread(node.start_byte, node.end_byte, name)
    _, targets = shape(low, node)
    return targets[-1] if targets else _nothing(node)


def _nothing(node: Node) -> Name:
    return Name(node.start_byte, node.end_byte, "_")


def _unpacked(low: Lowering, node: Node, items: list[Node]) -> Shape:
    targets = tuple([_inside(low, item) for item in items])
    return _unsure(node), (Sequence(node.start_byte, node.end_byte, "list", targets),)


def _mapping(low: Lowering, node: Node) -> Mapping:
    entries: list[tuple[Expr | None, Expr]] = []
    key: Expr | None = None
    for kid in parts(node):
        if kid.kind_id == _REST:
            entries.append((None, low.expr(kid.children[-1])))
        elif kid.kind_id == _PATTERN and key is not None:
            entries.append((key, _inside(low, kid)))
            key = None
        elif kid.kind_id not in _MINUS:
            key = low.expr(kid)
    return Mapping(node.start_byte, node.end_byte, tuple(entries))


def _instance(low: Lowering, node: Node) -> Shape:
    """``Class(a, key=b)``: its parts by position or by name."""
    kids = parts(node)
    of = member(low, kids[0])
    if isinstance(of, Name) and of.id in _ITSELF and len(kids) == 2:
        return _unsure(node, of), shape(low, kids[1])[1]
    entries: list[tuple[Expr | None, Expr]] = []
    for at, kid in enumerate(kids[1:]):
        inside = parts(kid)
        if inside and inside[0].kind_id == _KEYWORD:
            name, *value = [part for part in parts(inside[0]) if part.kind_id not in _WORDS]
            key: Expr = Const(name.start_byte, name.end_byte, low.text(name))
            target = _alternative(low, value, kid)[1]
            entries.append((key, target[-1] if target else _nothing(kid)))
        else:
            entries.append((Const(kid.start_byte, kid.start_byte, at), _inside(low, kid)))
    return _unsure(node, of), (Mapping(node.start_byte, node.end_byte, tuple(entries)),) if entries else ()


MATCHES = {"match_statement": match}
