"""Texts: plain ones, joined ones, and those with values inside."""

from __future__ import annotations

from tree_sitter import Node

from holdfast.estate.kinds.code import Call, Const, Expr, Format, Name, Opaque, Scalar
from holdfast.estate.python.grammar import TRIVIA, ids, one, parts
from holdfast.estate.python.literals import constant, piece, split
from holdfast.estate.python.lowering import Lowering

_INTERPOLATION = one("interpolation")
_CONVERSION = one("type_conversion")
_SPECIFIER = one("format_specifier")
_NAMED = one("named_expression")
_NESTED = one("format_expression")
_EQUALS = ids("=")
_CONVERSIONS = {"r": "repr", "a": "ascii"}


def text(low: Lowering, node: Node) -> Expr:
    """One literal text."""
    start, end = node.start_byte, node.end_byte
    raw = low.data[start:end]
    first = raw[0]
    if first == 34 or first == 39:
        if b"\\" not in raw and b"\r" not in raw and raw[1] != first:
            return Const(start, end, raw[1:-1].decode(errors="replace"))
    elif first == 96:  # Python 2: `value`
        return Opaque(start, end)
    else:
        prefix, quotes = split(raw)
        if "f" in prefix or "t" in prefix:
            return _whole(start, end, _pieces(low, node, prefix, len(prefix) + quotes, quotes))
    return Const(start, end, constant(raw))


def joined(low: Lowering, node: Node) -> Expr:
    """Several literal texts that stand one behind the other."""
    made: list[Expr] = []
    for child in node.children:
        if child.kind_id in TRIVIA:
            continue
        value = low.expr(child)
        if isinstance(value, Format):
            made.extend(value.parts)
        else:
            made.append(value)
    return _whole(node.start_byte, node.end_byte, made)


def _whole(start: int, end: int, pieces: list[Expr]) -> Expr:
    """The pieces, neighbouring constants joined; one constant where that is all."""
    made: list[Expr] = []
    for value in pieces:
        if isinstance(value, Const) and value.value == "" and len(pieces) > 1:
            continue
        last = made[-1] if made else None
        if isinstance(value, Const) and isinstance(last, Const):
            both = _add(last.value, value.value)
            if both is not None:
                made[-1] = Const(last.start, value.end, both)
                continue
        made.append(value)
    if not made:
        return Const(start, end, "")
    if len(made) == 1 and isinstance(made[0], Const):
        return Const(start, end, made[0].value)
    return Format(start, end, tuple(made))


def _add(left: Scalar, right: Scalar) -> str | bytes | None:
    if isinstance(left, str) and isinstance(right, str):
        return left + right
    if isinstance(left, bytes) and isinstance(right, bytes):
        return left + right
    return None


def _pieces(low: Lowering, node: Node, prefix: str, opening: int, closing: int) -> list[Expr]:
    """What an f-string is made of; the constants are what stands between the interpolations."""
    made: list[Expr] = []
    at = node.start_byte + opening
    for child in node.children:
        if child.kind_id == _INTERPOLATION or child.kind_id == _NESTED:
            _constant(low, at, child.start_byte, prefix, made)
            made.extend(_interpolated(low, child, prefix))
            at = child.end_byte
    _constant(low, at, node.end_byte - closing, prefix, made)
    return made


def _constant(low: Lowering, start: int, end: int, prefix: str, made: list[Expr]) -> None:
    if start < end:
        made.append(Const(start, end, piece(low.data[start:end], prefix, braces=True)))


def _interpolated(low: Lowering, node: Node, prefix: str) -> list[Expr]:
    """One value: ``!r`` is a call of ``repr``, and a format one of ``format``."""
    kids = node.children
    inside = parts(node)
    if not inside:
        return []
    if inside[0].kind_id == _NAMED:  # the grammar's reading of a value and a format that begins with =
        name_of, _, width = parts(inside[0])
        return [Call(node.start_byte, node.end_byte, _builtin(node, "format"), (low.expr(name_of), low.expr(width)))]
    value = low.expr(inside[0])
    start, end = value.start, value.end
    conversion, equals, spec = "", None, None
    for at, kid in enumerate(kids):
        kind = kid.kind_id
        if kind == _CONVERSION:
            conversion = low.text(kid)[1:]
        elif kind == _SPECIFIER:
            spec = kid
        elif kind in _EQUALS:
            equals = kids[at + 1].start_byte
    name = _CONVERSIONS.get(conversion, "repr" if equals and spec is None and not conversion else "")
    if name:
        value = Call(start, end, _builtin(node, name), (value,))
    if spec is not None:
        value = _formatted(low, value, spec, prefix)
    if equals is None:
        return [value]
    return [Const(kids[0].end_byte, equals, piece(low.data[kids[0].end_byte : equals], "r")), value]


def _formatted(low: Lowering, value: Expr, spec: Node, prefix: str) -> Expr:
    form = _whole(spec.start_byte, spec.end_byte, _pieces(low, spec, prefix, 1, 0))
    if isinstance(form, Const) and form.value == "":
        return value
    return Call(value.start, value.end, _builtin(spec, "format"), (value, form))


def _builtin(node: Node, name: str) -> Name:
    return Name(node.start_byte, node.start_byte, name)


TEXTS = {"string": text, "concatenated_string": joined}
