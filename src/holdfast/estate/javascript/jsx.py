"""JSX: an element is a call of ``jsx`` with its type, an object of its attributes, and its children."""

from __future__ import annotations

import html
from collections.abc import Mapping

from tree_sitter import Node

from holdfast.estate.javascript.lower import COMMENTS, Handler, Lower
from holdfast.estate.kinds import code

TEXT = frozenset(("jsx_text", "html_character_reference"))


def _element(lower: Lower, node: Node) -> code.Expr:
    opening = node.child_by_field_name("open_tag") if node.type == "jsx_element" else node
    if opening is None:
        return code.Opaque(node.start_byte, node.end_byte)
    start, end = node.start_byte, node.end_byte
    attributes = code.Mapping(opening.start_byte, opening.end_byte, tuple(_attributes(lower, opening)))
    children = [] if opening is node else _children(lower, node)
    callee = code.Name(start, opening.end_byte, "jsx")
    return code.Call(start, end, callee, (_type(lower, opening), attributes, *children))


def _type(lower: Lower, opening: Node) -> code.Expr:
    """A word in lower case is a tag of HTML; no name is a fragment."""
    name = opening.child_by_field_name("name")
    if name is None:
        return code.Const(opening.start_byte, opening.end_byte, "")
    word = lower.text(name)
    if name.type == "identifier" and not word[:1].islower():
        return code.Name(name.start_byte, name.end_byte, word)
    if name.type in ("member_expression", "nested_identifier"):
        return lower.expr(name)
    return code.Const(name.start_byte, name.end_byte, word)


def _attributes(lower: Lower, opening: Node) -> list[tuple[code.Expr | None, code.Expr]]:
    entries: list[tuple[code.Expr | None, code.Expr]] = []
    for child in opening.named_children:
        if child.type == "jsx_attribute":
            parts = [part for part in child.named_children if part.type not in COMMENTS]
            name = code.Const(parts[0].start_byte, parts[0].end_byte, lower.text(parts[0]))
            entries.append((name, _value(lower, parts[1] if len(parts) > 1 else None, name)))
        elif child.type == "jsx_expression":
            made = _expression(lower, child)
            if type(made) is code.Spread:
                entries.append((None, made.value))
    return entries


def _value(lower: Lower, node: Node | None, name: code.Const) -> code.Expr:
    if node is None:
        return code.Const(name.start, name.end, True)
    if node.type == "string":  # no escapes here, but the entities of HTML
        return code.Const(node.start_byte, node.end_byte, html.unescape(lower.text(node)[1:-1]))
    if node.type == "jsx_expression":
        return _expression(lower, node) or code.Const(node.start_byte, node.end_byte, None)
    return lower.expr(node)


def _expression(lower: Lower, node: Node) -> code.Expr | None:
    for child in node.named_children:
        if child.type not in COMMENTS:
            return lower.expr(child)
    return None


def _children(lower: Lower, node: Node) -> list[code.Expr]:
    made: list[code.Expr] = []
    start = end = -1
    for child in node.named_children:
        kind = child.type
        if kind in TEXT:
            start, end = (child.start_byte if start < 0 else start), child.end_byte
            continue
        if start >= 0:
            made += _text(lower, start, end)
            start = -1
        if kind == "jsx_expression":
            inner = _expression(lower, child)
            if inner is not None:
                made.append(inner)
        elif kind in JSX:
            made.append(lower.expr(child))
    return made + _text(lower, start, end) if start >= 0 else made


def _text(lower: Lower, start: int, end: int) -> list[code.Expr]:
    """Text of an element: lines are trimmed and joined by a blank, empty ones are nothing."""
    lines = lower.data[start:end].decode("utf-8", "replace").split("\n")
    last = len(lines) - 1
    kept = []
    for number, line in enumerate(lines):
        line = line.lstrip(" \t\r") if number else line
        line = line.rstrip(" \t\r") if number < last else line
        if line:
            kept.append(line)
    return [code.Const(start, end, html.unescape(" ".join(kept)))] if kept else []


JSX: Mapping[str, Handler] = {
    "jsx_element": _element,
    "jsx_self_closing_element": _element,
    "jsx_fragment": _element,
}
