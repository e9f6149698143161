"""Targets of assignments: destructuring of arrays and objects, with defaults and the rest."""

from __future__ import annotations

from collections.abc import Mapping

from tree_sitter import Node

from holdfast.estate.javascript.literals import key
from holdfast.estate.javascript.lower import COMMENTS, Handler, Lower
from holdfast.estate.kinds import code


def _target(lower: Lower, node: Node | None, whole: Node) -> code.Expr:
    if node is None:
        return code.Opaque(whole.start_byte, whole.end_byte)
    return lower.target(node, declare=False)


def _array(lower: Lower, node: Node) -> code.Expr:
    items: list[code.Expr] = []
    empty = True
    for child in node.children:
        if child.type == ",":
            if empty:  # nothing takes this place
                items.append(code.Opaque(child.start_byte, child.start_byte))
            empty = True
        elif child.is_named and child.type not in COMMENTS:
            items.append(_target(lower, child, node))
            empty = False
    return code.Sequence(node.start_byte, node.end_byte, "list", tuple(items))


def _object(lower: Lower, node: Node) -> code.Expr:
    entries: list[tuple[code.Expr | None, code.Expr]] = []
    for child in node.named_children:
        kind = child.type
        if kind == "pair_pattern":
            value = _target(lower, child.child_by_field_name("value"), child)
            entries.append((key(lower, child.child_by_field_name("key")), value))
        elif kind == "rest_pattern":
            rest = _rest(lower, child)
            entries.append((None, rest.value if type(rest) is code.Spread else rest))
        elif kind == "object_assignment_pattern":
            entries.append(_short_default(lower, child))
        elif kind == "shorthand_property_identifier_pattern":
            entries.append((code.Const(child.start_byte, child.end_byte, lower.text(child)), _short(lower, child)))
    return code.Mapping(node.start_byte, node.end_byte, tuple(entries))


def _short(lower: Lower, node: Node) -> code.Expr:
    name = lower.text(node)
    lower.assigned.add(name)
    return code.Name(node.start_byte, node.end_byte, name)


def _short_default(lower: Lower, node: Node) -> tuple[code.Expr, code.Expr]:
    """``{a = 1}``: the key and the target with its default."""
    left = node.child_by_field_name("left")
    target = _target(lower, left, node)
    name = "" if left is None else lower.text(left)
    made = code.Defaulted(node.start_byte, node.end_byte, target, lower.field(node, "right"))
    return code.Const(node.start_byte, node.end_byte, name), made


def _default(lower: Lower, node: Node) -> code.Expr:
    target = _target(lower, node.child_by_field_name("left"), node)
    return code.Defaulted(node.start_byte, node.end_byte, target, lower.field(node, "right"))


def _rest(lower: Lower, node: Node) -> code.Expr:
    inner = [child for child in node.named_children if child.type not in COMMENTS]
    return code.Spread(node.start_byte, node.end_byte, _target(lower, inner[0] if inner else None, node))


def _inner(lower: Lower, node: Node) -> code.Expr:
    inner = [child for child in node.named_children if child.type not in COMMENTS]
    return _target(lower, inner[0] if inner else None, node)


TARGETS: Mapping[str, Handler] = {
    "array_pattern": _array,
    "object_pattern": _object,
    "shorthand_property_identifier_pattern": _short,
    "assignment_pattern": _default,
    "rest_pattern": _rest,
    "parenthesized_expression": _inner,
    "non_null_expression": _inner,
    "as_expression": _inner,
    "satisfies_expression": _inner,
}
