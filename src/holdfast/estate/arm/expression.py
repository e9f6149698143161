"""The expressions of Azure's templates, ``[concat(parameters('a'), 'b')]``, as small trees.

Source: Microsoft's reference of template syntax and expressions.
"""

from __future__ import annotations

import re
from typing import Final, NamedTuple, TypeAlias

MOST_DEPTH: Final = 40
MOST_LENGTH: Final = 24_576
"""The platform's own bound for one expression."""
_TOKEN: Final = re.compile(r"\s*+(?:('(?:[^']++|'')*+')|(-?[0-9]++)|([A-Za-z_][A-Za-z0-9_]*+)|([().,\[\]?])|(\S))")


class BadExpression(Exception):  # noqa: N818 - an answer more than a fault
    """The text is no expression."""


class Literal(NamedTuple):
    """A text or a number."""

    value: str | int


class Call(NamedTuple):
    """A function with its arguments."""

    name: str
    """In small letters, as the platform does not tell apart; with its namespace before a dot."""
    arguments: tuple[Node, ...]


class Step(NamedTuple):
    """A member or an element of something."""

    base: Node
    key: Node


Node: TypeAlias = Literal | Call | Step


def parse(text: str) -> Node:
    """The tree of an expression, given without its outer brackets. Raises BadExpression."""
    if len(text) > MOST_LENGTH:
        raise BadExpression
    parser = _Parser([found.groups() for found in _TOKEN.finditer(text)])
    node = parser.node(0)
    if parser.at != len(parser.tokens):
        raise BadExpression
    return node


class _Parser:
    def __init__(self, tokens: list[tuple[str | None, ...]]) -> None:
        self.tokens = tokens
        self.at = 0

    def _next(self) -> tuple[str | None, ...]:
        if self.at >= len(self.tokens):
            raise BadExpression
        self.at += 1
        return self.tokens[self.at - 1]

    def _sign(self, *signs: str) -> bool:
        """Step over a sign if it is the next token."""
        if self.at < len(self.tokens) and self.tokens[self.at][3] in signs:
            self.at += 1
            return True
        return False

    def node(self, depth: int) -> Node:
        """One value with everything that is reached through it."""
        if depth > MOST_DEPTH:
            raise BadExpression
        text, digits, name, _, _ = self._next()
        if text is not None:
            found: Node = Literal(text[1:-1].replace("''", "'"))
        elif digits is not None and len(digits) <= 19:
            found = Literal(int(digits))
        elif name is not None:
            found = self._call(name, depth)
        else:
            raise BadExpression
        return self._steps(found, depth)

    def _call(self, name: str, depth: int) -> Node:
        while self._sign("."):
            member = self._next()[2]
            if member is None:
                raise BadExpression
            name += f".{member}"
        if not self._sign("("):
            raise BadExpression
        arguments: list[Node] = []
        while not self._sign(")"):
            if arguments and not self._sign(","):
                raise BadExpression
            arguments.append(self.node(depth + 1))
        return Call(name.lower(), tuple(arguments))

    def _steps(self, found: Node, depth: int) -> Node:
        steps = 0
        while self._sign("?", ".", "["):
            steps += 1
            if steps + depth > MOST_DEPTH:
                raise BadExpression
            sign = self.tokens[self.at - 1][3]
            if sign == "?":
                continue
            if sign == ".":
                self._sign("?")
                name = self._next()[2]
                if name is None:
                    raise BadExpression
                found = Step(found, Literal(name))
            else:
                self._sign("?")
                found = Step(found, self.node(depth + 1))
                if not self._sign("]"):
                    raise BadExpression
        return found


def source(node: Node) -> str:
    """An expression as it is written, without spaces: what names something whose name is not known."""
    if isinstance(node, Literal):
        return f"'{node.value}'" if isinstance(node.value, str) else str(node.value)
    if isinstance(node, Step):
        inner = node.key.value if isinstance(node.key, Literal) else source(node.key)
        return f"{source(node.base)}.{inner}"
    return f"{node.name}({','.join(source(each) for each in node.arguments)})"
