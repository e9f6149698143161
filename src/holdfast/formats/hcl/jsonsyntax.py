"""JSON as syntax with positions: documents inside of values, and configuration that is written in JSON.

Source: the JSON syntax specification of HCL.
"""

from __future__ import annotations

import json
import re
from typing import Final

from holdfast.formats.hcl.expressions import number
from holdfast.formats.hcl.nodes import (
    Attribute,
    Block,
    Body,
    Embedded,
    Fault,
    File,
    Literal,
    Node,
    Object,
    Source,
    Tuple,
)
from holdfast.formats.hcl.parse import parse_expression, parse_template
from holdfast.formats.hcl.scan import SyntaxFault
from holdfast.model.place import Place

HOLE: Final = "\ue000"
"""Stands in a document for something unknown; alone, it is a value."""
DEPTH: Final = 100

_TOKEN = re.compile(
    r'[ \t\r\n\ufeff]*+(?:("(?:[^"\\\x00-\x1f]++|\\.)*+")|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(true|false|null)'
    r"|([{}\[\],:])|(" + HOLE + r")|(\Z)|(.))",
    re.DOTALL,
)
_TEXT, _NUMBER, _WORD, _MARK, _HOLE, _END = range(1, 7)
_WORDS: Final = {"true": True, "false": False, "null": None}
_Token = tuple[int, str, int, int]


def value(text: str) -> Node:
    """The syntax of a JSON text. Raises SyntaxFault for what is none, and where it is nested too deeply."""
    node, end = _value(text, _token(text, 0), 0)
    after = _token(text, end)
    if after[0] != _END:
        raise SyntaxFault("something stands behind the document", after[2])
    return node


def _token(text: str, offset: int) -> _Token:
    match = _TOKEN.match(text, offset)
    assert match is not None and match.lastindex  # noqa: S101 - the last two cases take anything
    kind = match.lastindex
    return kind, match[kind], match.start(kind), match.end(kind)


def _value(text: str, token: _Token, depth: int) -> tuple[Node, int]:
    kind, word, start, end = token
    if depth > DEPTH:
        raise SyntaxFault("nested too deeply", start)
    if kind == _TEXT:
        return Literal(start, end, _unescaped(word, start)), end
    if kind == _NUMBER:
        sign = -1 if word.startswith("-") else 1
        return Literal(start, end, sign * number(word.lstrip("-"))), end
    if kind == _WORD:
        return Literal(start, end, _WORDS[word]), end
    if kind == _HOLE:
        return Literal(start, end, HOLE), end
    if word == "[":
        return _array(text, start, end, depth)
    if word == "{":
        return _object(text, start, end, depth)
    raise SyntaxFault(f'"{word[:20]}" where a value should stand', start)


def _unescaped(word: str, start: int) -> str:
    try:
        return str(json.loads(word)) if "\\" in word else word[1:-1]
    except ValueError:
        raise SyntaxFault("a text is not written as JSON has it", start) from None


def _array(text: str, start: int, end: int, depth: int) -> tuple[Node, int]:
    items: list[Node] = []
    token = _token(text, end)
    while token[1] != "]":
        node, end = _value(text, token, depth + 1)
        items.append(node)
        token = _token(text, end)
        if token[1] == ",":
            token = _token(text, token[3])
        elif token[1] != "]":
            raise SyntaxFault('a "," or "]" is missing', token[2])
    return Tuple(start, token[3], tuple(items)), token[3]


def _object(text: str, start: int, end: int, depth: int) -> tuple[Node, int]:
    items: list[tuple[Node, Node]] = []
    token = _token(text, end)
    while token[1] != "}":
        if token[0] != _TEXT:
            raise SyntaxFault("a name is missing", token[2])
        key = Literal(token[2], token[3], _unescaped(token[1], token[2]))
        colon = _token(text, token[3])
        if colon[1] != ":":
            raise SyntaxFault('a ":" is missing', colon[2])
        node, end = _value(text, _token(text, colon[3]), depth + 1)
        items.append((key, node))
        token = _token(text, end)
        if token[1] == ",":
            token = _token(text, token[3])
        elif token[1] != "}":
            raise SyntaxFault('a "," or "}" is missing', token[2])
    return Object(start, token[3], tuple(items)), token[3]


# Configuration

_LABELS: Final = {"resource": 2, "data": 2, "ephemeral": 2, "variable": 1, "output": 1, "module": 1, "provider": 1}


class _Spot(Source):
    """A text that was written inside of another: all of it stands where that one has it."""

    __slots__ = ("_spot",)

    def __init__(self, text: str, spot: Place) -> None:
        super().__init__(spot.path, text)
        self._spot = spot

    def place(self, start: int, end: int) -> Place:
        return self._spot


def parse(path: str, text: str) -> File:
    """Read one file of configuration in JSON. Raises nothing for any text."""
    source = Source(path, text)
    file = File(source, Body())
    try:
        node = value(text)
    except (SyntaxFault, RecursionError) as error:
        at = error.at if isinstance(error, SyntaxFault) else 0
        file.faults.append(Fault(getattr(error, "why", "nested too deeply"), at, at))
        return file
    for name, key, inner in _pairs(node):
        if path.endswith(".tfvars.json"):
            file.body.attributes[name] = Attribute(name, inner, key.start, inner.end)
        elif name in _LABELS:
            _blocks(file, name, (), _LABELS[name], key, inner)
        elif name == "locals":
            file.body.blocks.append(_block(source, name, (), key, inner))
    return file


def _pairs(node: Node) -> list[tuple[str, Node, Node]]:
    """Names, keys and values of an object, or of each object in a list."""
    if isinstance(node, Tuple):
        return [pair for each in node.items if isinstance(each, Object) for pair in _pairs(each)]
    if not isinstance(node, Object):
        return []
    return [(str(key.value), key, inner) for key, inner in node.items if isinstance(key, Literal) and key.value != "//"]


def _blocks(file: File, type_: str, labels: tuple[str, ...], deep: int, key: Node, node: Node) -> None:
    if deep:
        for name, inner_key, inner in _pairs(node):
            _blocks(file, type_, (*labels, name), deep - 1, inner_key, inner)
        return
    for each in node.items if isinstance(node, Tuple) else (node,):
        file.body.blocks.append(_block(file.source, type_, labels, key, each))


def _block(source: Source, type_: str, labels: tuple[str, ...], key: Node, node: Node) -> Block:
    body = Body()
    for name, at, inner in _pairs(node):
        made = _embedded(source, inner, words=type_ == "variable" and name == "type")
        if type_ == "variable" and name == "default":
            made = inner
        if name == "dynamic":
            body.blocks.extend(_dynamic(source, inner))
        else:
            body.attributes[name] = Attribute(name, made, at.start, inner.end)
    return Block(type_, labels, body, key.start, node.end)


def _dynamic(source: Source, node: Node) -> list[Block]:
    made = []
    for name, key, inner in _pairs(node):
        for each in inner.items if isinstance(inner, Tuple) else (inner,):
            block = _block(source, "dynamic", (name,), key, each)
            block.body.blocks = [
                _block(source, "content", (), at, what) for n, at, what in _pairs(each) if n == "content"
            ]
            block.body.attributes.pop("content", None)
            made.append(block)
    return made


def _embedded(source: Source, node: Node, words: bool = False) -> Node:
    """A value whose texts are templates; with ``words`` a text is an expression itself."""
    if isinstance(node, Tuple):
        return Tuple(node.start, node.end, tuple(_embedded(source, each) for each in node.items))
    if isinstance(node, Object):
        pairs = tuple((_embedded(source, key), _embedded(source, each)) for key, each in node.items)
        return Object(node.start, node.end, pairs)
    if not isinstance(node, Literal) or not isinstance(node.value, str):
        return node
    if not words and "${" not in node.value and "%{" not in node.value:
        return node
    spot = _Spot(node.value, source.place(node.start, node.end))
    try:
        inner = parse_expression(node.value)[1] if words else parse_template(spot)
    except (SyntaxFault, RecursionError):
        return Literal(node.start, node.end, node.value)
    return inner if words else Embedded(node.start, node.end, inner, spot)
