"""Expressions of HCL, by descent; bounded in depth. Source: the HCL native syntax specification."""

from __future__ import annotations

from typing import Final

from holdfast.formats.hcl.nodes import (
    Binary,
    Call,
    Conditional,
    For,
    Literal,
    Node,
    Object,
    Splat,
    Step,
    Traversal,
    Tuple,
    Unary,
    Variable,
)
from holdfast.formats.hcl.scan import HEREDOC, MARK, NAME, NEWLINE, NUMBER, QUOTE, TEXT, Scanner, SyntaxFault
from holdfast.formats.hcl.templates import heredoc, quoted

DEPTH: Final = 60
"""Brackets in brackets; deeper is a fault."""

_LEVELS: Final = {
    "||": 1,
    "&&": 2,
    **dict.fromkeys(("==", "!="), 3),
    **dict.fromkeys(("<", ">", "<=", ">="), 4),
    **dict.fromkeys(("+", "-"), 5),
    **dict.fromkeys(("*", "/", "%"), 6),
}
_WORDS: Final = {"true": True, "false": False, "null": None}


def expression(scanner: Scanner) -> Node:
    """The expression that the scanner stands at; it is left behind it. Raises SyntaxFault where there is none."""
    scanner.depth += 1
    if scanner.depth > DEPTH:
        raise SyntaxFault("nested too deeply", scanner.start)
    node = _operand(scanner)
    if scanner.kind == MARK:
        if scanner.word in _LEVELS:
            node = _binary(scanner, node, 1)
        if scanner.word == "?":
            scanner.next()
            yes = expression(scanner)
            scanner.take(":")
            no = expression(scanner)
            node = Conditional(node.start, no.end, node, yes, no)
    scanner.depth -= 1
    return node


def _binary(scanner: Scanner, first: Node, level: int) -> Node:
    """All operators of at least a level, behind an operand that was read."""
    rest: list[tuple[str, Node]] = []
    while scanner.kind == MARK and (binds := _LEVELS.get(scanner.word, 0)) >= level:
        if binds > level:
            if rest:
                operator, last = rest[-1]
                rest[-1] = (operator, _binary(scanner, last, level + 1))
            else:
                first = _binary(scanner, first, level + 1)
            continue
        operator = scanner.next()
        rest.append((operator, _operand(scanner)))
    return Binary(first.start, rest[-1][1].end, first, tuple(rest)) if rest else first


def _operand(scanner: Scanner) -> Node:
    """A value with its signs before and its steps behind."""
    signs: list[tuple[str, int]] = []
    while scanner.kind == MARK and scanner.word in ("!", "-"):
        signs.append((scanner.word, scanner.start))
        scanner.next()
    if len(signs) > DEPTH:
        raise SyntaxFault("nested too deeply", scanner.start)
    node = _primary(scanner)
    if scanner.word == "." or scanner.word == "[":
        node = _traversal(scanner, node)
    for sign, start in reversed(signs):
        node = Unary(start, node.end, sign, node)
    return node


def _primary(scanner: Scanner) -> Node:
    kind, word, start, end = scanner.kind, scanner.word, scanner.start, scanner.end
    if kind == NAME:
        scanner.next()
        if scanner.word in ("(", "::"):
            return _call(scanner, word, start)
        return Literal(start, end, _WORDS[word]) if word in _WORDS else Variable(start, end, word)
    if kind == TEXT:
        scanner.next()
        return Literal(start, end, word[1:-1])
    if kind == NUMBER:
        scanner.next()
        return Literal(start, end, number(word))
    if kind == QUOTE:
        return quoted(scanner, expression)
    if kind == HEREDOC:
        return heredoc(scanner, expression)
    if word == "(":
        was = scanner.open(lines=False)
        node = expression(scanner)
        scanner.close(")", was)
        return node
    if word == "[":
        return _tuple(scanner)
    if word == "{":
        return _object(scanner)
    raise scanner.fault("a value")


def number(word: str) -> int | float:
    """The number that a word writes: whole where it can be."""
    if word.isdigit():
        return int(word) if len(word) <= 400 else float(word[:400])
    value = float(word)
    return int(value) if value.is_integer() and abs(value) < 1e300 else value


def _call(scanner: Scanner, name: str, start: int) -> Node:
    while scanner.word == "::":
        scanner.next()
        name = f"{name}::{scanner.name()}"
    if scanner.word != "(":
        raise scanner.fault('"("')
    was = scanner.open(lines=False)
    args: list[Node] = []
    spread = False
    while scanner.word != ")":
        args.append(expression(scanner))
        if scanner.word == "...":
            scanner.next()
            spread = True
            break
        if scanner.word != ",":
            break
        scanner.next()
    return Call(start, scanner.close(")", was), name, tuple(args), spread)


def _traversal(scanner: Scanner, base: Node) -> Node:
    """Steps behind a value. Behind ``[*]`` all of them belong to each element, behind ``.*`` only names do."""
    steps: list[Step] = []
    into, outside = steps, steps
    while scanner.word in (".", "["):
        if scanner.word == "[":
            into = outside
            was = scanner.open(lines=False)
            if scanner.word == "*":
                scanner.next()
                scanner.close("]", was)
                into.append(splat := Splat([]))
                into = outside = splat.steps
            else:
                into.append(expression(scanner))
                scanner.close("]", was)
            continue
        scanner.next()
        if scanner.kind == NAME:
            into.append(scanner.next())
        elif scanner.word == "*":
            scanner.next()
            into.append(splat := Splat([]))
            into = splat.steps
        elif scanner.kind == NUMBER:
            into.extend(Literal(scanner.start, scanner.end, number(part)) for part in scanner.word.split("."))
            scanner.next()
        else:
            raise scanner.fault("a name")
    return Traversal(base.start, scanner.before, base, steps)


def _tuple(scanner: Scanner) -> Node:
    start = scanner.start
    was = scanner.open(lines=False)
    if scanner.kind == NAME and scanner.word == "for":
        return _for(scanner, start, "]", was)
    items: list[Node] = []
    while scanner.word != "]":
        items.append(expression(scanner))
        if scanner.word != ",":
            break
        scanner.next()
    return Tuple(start, scanner.close("]", was), tuple(items))


def _object(scanner: Scanner) -> Node:
    start = scanner.start
    was = scanner.open(lines=True)
    _skip_lines(scanner)
    if scanner.kind == NAME and scanner.word == "for":
        scanner.lines = False
        return _for(scanner, start, "}", was)
    items: list[tuple[Node, Node]] = []
    while scanner.word != "}":
        key = _key(scanner)
        if scanner.word not in ("=", ":"):
            raise scanner.fault('"="')
        scanner.next()
        _skip_lines(scanner)
        items.append((key, expression(scanner)))
        if scanner.word == ",":
            scanner.next()
        elif scanner.kind != NEWLINE:
            break
        _skip_lines(scanner)
    return Object(start, scanner.close("}", was), tuple(items))


def _skip_lines(scanner: Scanner) -> None:
    while scanner.kind == NEWLINE:
        scanner.next()


def _key(scanner: Scanner) -> Node:
    """A key of an object: a bare name stands for itself, in brackets for what it holds."""
    bare = scanner.kind == NAME
    word = scanner.word
    key = expression(scanner)
    if bare and (isinstance(key, Variable) or (isinstance(key, Literal) and word in _WORDS)):
        return Literal(key.start, key.end, word)
    return key


def _for(scanner: Scanner, start: int, closing: str, was: bool) -> Node:
    scanner.next()
    key: str | None = None
    value = scanner.name()
    if scanner.word == ",":
        scanner.next()
        key, value = value, scanner.name()
    scanner.take("in")
    over = expression(scanner)
    scanner.take(":")
    key_out: Node | None = None
    out = expression(scanner)
    group = False
    if closing == "}":
        scanner.take("=>")
        key_out, out = out, expression(scanner)
        if scanner.word == "...":
            scanner.next()
            group = True
    test: Node | None = None
    if scanner.kind == NAME and scanner.word == "if":
        scanner.next()
        test = expression(scanner)
    return For(start, scanner.close(closing, was), (key, value), over, (key_out, out), test, group)
