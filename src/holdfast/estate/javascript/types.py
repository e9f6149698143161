"""Types, as far as they are annotations: the name of a class, and what it is generic over."""

from __future__ import annotations

from tree_sitter import Node

from holdfast.estate.javascript.lower import COMMENTS, Lower
from holdfast.estate.kinds import code

DEEP = 12
EMPTY = frozenset(("undefined", "null", "void", "never"))


def annotation(lower: Lower, node: Node | None, depth: int = 0) -> code.Expr | None:
    """The type as an expression; None where it names no class."""
    if node is None or depth > DEEP:
        return None
    kind = node.type
    if kind in ("type_identifier", "identifier", "predefined_type"):
        return code.Name(node.start_byte, node.end_byte, lower.text(node))
    inner = [child for child in node.named_children if child.type not in COMMENTS]
    if kind in ("nested_type_identifier", "nested_identifier"):
        return _dotted(lower, node, inner, depth)
    if kind == "generic_type":
        return _generic(lower, node, depth)
    if kind == "array_type" and inner:
        base = code.Name(node.start_byte, node.end_byte, "Array")
        item = annotation(lower, inner[0], depth + 1)
        return base if item is None else code.Index(node.start_byte, node.end_byte, base, item)
    if kind in ("union_type", "intersection_type"):
        return _united(lower, inner, depth)
    if kind in ("type_annotation", "parenthesized_type", "readonly_type", "optional_type") and inner:
        return annotation(lower, inner[0], depth + 1)
    return None


def _dotted(lower: Lower, node: Node, inner: list[Node], depth: int) -> code.Expr | None:
    base = annotation(lower, inner[0], depth + 1) if len(inner) > 1 else None
    return None if base is None else code.Attr(node.start_byte, node.end_byte, base, lower.text(inner[-1]))


def _generic(lower: Lower, node: Node, depth: int) -> code.Expr | None:
    base = annotation(lower, node.child_by_field_name("name"), depth + 1)
    given = node.child_by_field_name("type_arguments")
    if base is None or given is None:
        return base
    args = [made for child in given.named_children if (made := annotation(lower, child, depth + 1)) is not None]
    if not args:
        return base
    key = args[0] if len(args) == 1 else code.Sequence(given.start_byte, given.end_byte, "tuple", tuple(args))
    return code.Index(node.start_byte, node.end_byte, base, key)


def _united(lower: Lower, inner: list[Node], depth: int) -> code.Expr | None:
    """``T | null`` is T; what may be one of several classes is none."""
    made = [each for child in inner if (each := annotation(lower, child, depth + 1)) is not None]
    kept = [each for each in made if not (type(each) is code.Name and each.id in EMPTY)]
    return kept[0] if len(kept) == 1 else None
