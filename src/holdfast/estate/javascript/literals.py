"""Literals: strings and templates decoded exactly, numbers, regular expressions, objects and arrays."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tree_sitter import Node

from holdfast.estate.javascript.lower import COMMENTS, Handler, Lower
from holdfast.estate.kinds import code

ESCAPE = re.compile(
    r"\\(?:u\{([0-9A-Fa-f_]{1,16})\}|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|([0-3]?[0-7]{1,2})|(\r\n|[\s\S]))"
)
SIMPLE = {"n": "\n", "t": "\t", "r": "\r", "b": "\b", "f": "\f", "v": "\v"}
CONTINUED = ("\n", "\r", "\r\n", "\u2028", "\u2029")
SURROGATE = re.compile("[\ud800-\udfff]")
DIGITS_LIMIT = 1000
"""Longer numbers are not worth their time."""


def _escaped(match: re.Match[str]) -> str:
    brace, four, two, octal, other = match.groups()
    if other is not None:
        return "" if other in CONTINUED else SIMPLE.get(other, other)
    point = int(brace or four or two, 16) if octal is None else int(octal, 8)
    return chr(point) if point <= 0x10FFFF else "\ufffd"


def decoded(raw: str) -> str:
    """Text between quotes as the program sees it. Half of a surrogate pair alone, which no text can hold, is U+FFFD."""
    if "\\" not in raw:
        return raw
    made = ESCAPE.sub(_escaped, raw)
    if SURROGATE.search(made):
        made = made.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return made


def _string(lower: Lower, node: Node) -> code.Expr:
    return code.Const(node.start_byte, node.end_byte, string(lower, node))


def string(lower: Lower, node: Node) -> str:
    """What a string literal says."""
    return decoded(lower.text(node)[1:-1])


def _template(lower: Lower, node: Node) -> code.Expr:
    made = template(lower, node)
    if not made.parts:
        return code.Const(node.start_byte, node.end_byte, "")
    if len(made.parts) == 1 and type(made.parts[0]) is code.Const:
        return code.Const(node.start_byte, node.end_byte, made.parts[0].value)
    return made


def template(lower: Lower, node: Node) -> code.Format:
    """A template literal with its holes."""
    parts: list[code.Expr] = []
    at = node.start_byte + 1
    for hole in node.named_children:
        if hole.type != "template_substitution":
            continue
        _piece(lower, at, hole.start_byte, parts)
        inner = [child for child in hole.named_children if child.type not in COMMENTS]
        parts += [lower.expr(child) for child in inner]
        at = hole.end_byte
    _piece(lower, at, node.end_byte - 1, parts)
    return code.Format(node.start_byte, node.end_byte, tuple(parts))


def _piece(lower: Lower, start: int, end: int, parts: list[code.Expr]) -> None:
    if start < end:
        raw = lower.data[start:end].decode("utf-8", "replace").replace("\r\n", "\n")
        parts.append(code.Const(start, end, decoded(raw)))


def _number(lower: Lower, node: Node) -> code.Expr:
    text = lower.text(node).replace("_", "")
    if len(text) > DIGITS_LIMIT:
        return code.Opaque(node.start_byte, node.end_byte)
    try:
        return code.Const(node.start_byte, node.end_byte, number(text))
    except ValueError:
        return code.Opaque(node.start_byte, node.end_byte)


def number(text: str) -> int | float:
    """The value of a number literal without separators; a whole number is an int. Raises ValueError."""
    text = text.lower()
    if text[:2] in ("0x", "0o", "0b"):
        return int(text.removesuffix("n"), 0)
    if text.endswith("n"):
        return int(text[:-1])
    if text.isdigit():
        old = len(text) > 1 and text[0] == "0" and not set(text) & {"8", "9"}
        return int(text, 8 if old else 10)
    return float(text)


def _regex(lower: Lower, node: Node) -> code.Expr:
    flags = node.child_by_field_name("flags")
    pattern = node.child_by_field_name("pattern")
    return code.Regex(
        node.start_byte,
        node.end_byte,
        "" if pattern is None else lower.text(pattern),
        "" if flags is None else lower.text(flags),
    )


def _array(lower: Lower, node: Node) -> code.Expr:
    return code.Sequence(node.start_byte, node.end_byte, "list", tuple(items(lower, node)))


def items(lower: Lower, node: Node) -> list[code.Expr]:
    """The items of an array; a hole is undefined."""
    made: list[code.Expr] = []
    empty = True
    for child in node.children:
        kind = child.type
        if kind == ",":
            if empty:
                made.append(code.Const(child.start_byte, child.start_byte, None))
            empty = True
        elif child.is_named and kind not in COMMENTS:
            made.append(lower.expr(child))
            empty = False
    return made


def _object(lower: Lower, node: Node) -> code.Expr:
    entries: list[tuple[code.Expr | None, code.Expr]] = []
    for child in node.named_children:
        kind = child.type
        if kind == "pair":
            entries.append((key(lower, child.child_by_field_name("key")), lower.field(child, "value")))
        elif kind == "shorthand_property_identifier":
            name = lower.text(child)
            start, end = child.start_byte, child.end_byte
            entries.append((code.Const(start, end, name), code.Name(start, end, name)))
        elif kind == "spread_element":
            entries += [(None, lower.expr(inner)) for inner in child.named_children if inner.type not in COMMENTS]
        elif kind == "method_definition":
            entries.append((key(lower, child.child_by_field_name("name")), lower.expr(child)))
    return code.Mapping(node.start_byte, node.end_byte, tuple(entries))


def key(lower: Lower, node: Node | None) -> code.Expr:
    """The key of a property: a constant unless computed."""
    if node is None:
        return code.Opaque(0, 0)
    if node.type == "computed_property_name":
        inner = [child for child in node.named_children if child.type not in COMMENTS]
        return lower.expr(inner[0]) if inner else code.Opaque(node.start_byte, node.end_byte)
    if node.type == "string":
        return _string(lower, node)
    if node.type == "number":
        made = _number(lower, node)
        value = made.value if type(made) is code.Const else None
        return code.Const(node.start_byte, node.end_byte, str(value))
    return code.Const(node.start_byte, node.end_byte, lower.text(node))


def _constant(value: bool | None) -> Handler:
    def handler(lower: Lower, node: Node) -> code.Expr:
        return code.Const(node.start_byte, node.end_byte, value)

    return handler


LITERALS: Mapping[str, Handler] = {
    "string": _string,
    "template_string": _template,
    "number": _number,
    "regex": _regex,
    "array": _array,
    "object": _object,
    "true": _constant(True),
    "false": _constant(False),
    "null": _constant(None),
    "undefined": _constant(None),
}
