"""Expressions between ``${{`` and ``}}``: where they stand in a text, and what each of them is made of.

The grammar is that of the page "Evaluate expressions in workflows and actions" of GitHub's documentation. Anything
else is no expression; whoever asks gets None and no exception. Depth and length are bounded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final, NamedTuple, TypeAlias

MOST_DEPTH: Final = 40
MOST_LENGTH: Final = 20_000


class Literal(NamedTuple):
    """A text, number, boolean or null, as a text."""

    value: str


class Context(NamedTuple):
    """A path into what the platform knows, in lower case: ``("github", "event", "issue", "title")``.

    ``*`` stands for every element, ``?`` for an index that is worked out.
    """

    path: tuple[str, ...]


class Call(NamedTuple):
    """A function, its name in lower case, with its arguments."""

    name: str
    arguments: tuple[Node, ...]


class Operation(NamedTuple):
    """An operator with one or two operands; ``[]`` for an index into something that is no context."""

    operator: str
    operands: tuple[Node, ...]


Node: TypeAlias = "Literal | Context | Call | Operation"


class Found(NamedTuple):
    """One expression in a text."""

    start: int
    """Where its ``${{`` starts."""
    end: int
    """Behind its ``}}``."""
    body: str
    """What stands between, without white space around."""


_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>[-+]?(?:0[xX][0-9a-fA-F]+|0o[0-7]+|(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)(?![\w-]))"
    r"|(?P<text>'(?:[^']|'')*')|(?P<name>[A-Za-z_][\w-]*)|(?P<sign>&&|\|\||==|!=|<=|>=|[<>!()\[\].,*]))"
)
_BINDING: Final = {"||": 1, "&&": 2, "==": 3, "!=": 3, "<": 4, "<=": 4, ">": 4, ">=": 4}


def find(text: str) -> Iterator[Found]:
    """The expressions in a text, in order; one that is not closed is none."""
    at = text.find("${{")
    while at >= 0:
        end = _close(text, at + 3)
        if end < 0:
            return
        yield Found(at, end, text[at + 3 : end - 2].strip())
        at = text.find("${{", end)


def _close(text: str, at: int) -> int:
    """The position behind the ``}}`` that closes an expression; inside of quotes there is none. -1 for none."""
    while True:
        end = text.find("}}", at)
        quote = text.find("'", at)
        if end < 0 or quote < 0 or end < quote:
            return end + 2 if end >= 0 else -1
        behind = text.find("'", quote + 1)
        if behind < 0:
            return end + 2
        at = behind + 1


def parse(body: str) -> Node | None:
    """The meaning of what stands between the braces; None where it is no expression."""
    if len(body) > MOST_LENGTH:
        return None
    tokens = _tokens(body)
    if not tokens:
        return None
    reader = _Reader(tokens)
    try:
        node = reader.binary(0, 0)
    except _WrongError:
        return None
    return node if reader.at == len(tokens) else None


class _WrongError(Exception):
    """It is no expression."""


def _tokens(body: str) -> list[tuple[str, str]] | None:
    found: list[tuple[str, str]] = []
    at = 0
    end = len(body.rstrip())
    while at < end:
        match = _TOKEN.match(body, at)
        if match is None or match.lastgroup is None:
            return None
        found.append((match.lastgroup, match[match.lastgroup]))
        at = match.end()
    return found


class _Reader:
    """Reads tokens by precedence."""

    def __init__(self, tokens: list[tuple[str, str]]) -> None:
        self.tokens = tokens
        self.at = 0

    def peek(self) -> str:
        """The next sign, or nothing where a name, number or text is next."""
        if self.at < len(self.tokens) and self.tokens[self.at][0] == "sign":
            return self.tokens[self.at][1]
        return ""

    def take(self) -> tuple[str, str]:
        if self.at >= len(self.tokens):
            raise _WrongError
        self.at += 1
        return self.tokens[self.at - 1]

    def expect(self, sign: str) -> None:
        if self.take() != ("sign", sign):
            raise _WrongError

    def binary(self, least: int, depth: int) -> Node:
        """Operands with operators that bind at least as firmly as ``least``."""
        node = self.unary(depth + 1)
        while (binding := _BINDING.get(self.peek(), 0)) > least:
            operator = self.take()[1]
            node = Operation(operator, (node, self.binary(binding, depth + 1)))
        return node

    def unary(self, depth: int) -> Node:
        if depth > MOST_DEPTH:
            raise _WrongError
        if self.peek() == "!":
            self.take()
            return Operation("!", (self.unary(depth + 1),))
        return self.path(self.primary(depth + 1), depth + 1)

    def primary(self, depth: int) -> Node:
        kind, word = self.take()
        if kind == "sign":
            if word != "(":
                raise _WrongError
            node = self.binary(0, depth)
            self.expect(")")
            return node
        if kind == "text":
            return Literal(word[1:-1].replace("''", "'"))
        if kind == "number" or word.lower() in ("true", "false", "null", "nan", "infinity"):
            return Literal(word)
        if self.peek() == "(":
            self.take()
            return Call(word.lower(), self.arguments(depth))
        return Context((word.lower(),))

    def arguments(self, depth: int) -> tuple[Node, ...]:
        found: list[Node] = []
        if self.peek() == ")":
            self.take()
            return ()
        while True:
            found.append(self.binary(0, depth))
            if self.peek() != ",":
                self.expect(")")
                return tuple(found)
            self.take()

    def path(self, node: Node, depth: int) -> Node:
        """What follows a primary: ``.name``, ``.*``, ``[index]``."""
        while self.peek() in (".", "["):
            step: Node
            if self.take()[1] == ".":
                kind, word = self.take()
                if kind != "name" and word != "*":
                    raise _WrongError
                step = Literal(word)
            elif self.peek() == "*":
                self.take()
                self.expect("]")
                step = Literal("*")
            else:
                step = self.binary(0, depth)
                self.expect("]")
            node = _deeper(node, step)
        return node


def _deeper(node: Node, step: Node) -> Node:
    if isinstance(node, Context):
        if len(node.path) >= MOST_DEPTH:
            raise _WrongError
        return Context((*node.path, step.value.lower() if isinstance(step, Literal) else "?"))
    return Operation("[]", (node, step))


_ONLY_A_FACT: Final = frozenset(
    {"contains", "startswith", "endswith", "hashfiles", "success", "failure", "always", "cancelled"}
)
"""Functions whose answer holds nothing of the texts that they are asked about."""


def flowing(node: Node) -> Iterator[Context]:
    """The contexts whose text may be in what an expression gives: a comparison gives only true or false."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        if isinstance(each, Context):
            yield each
        elif isinstance(each, Call) and each.name not in _ONLY_A_FACT:
            waiting += reversed(each.arguments)
        elif isinstance(each, Operation) and each.operator in ("||", "[]"):
            waiting += reversed(each.operands if each.operator == "||" else each.operands[:1])
        elif isinstance(each, Operation) and each.operator == "&&":
            waiting.append(each.operands[1])


def every(node: Node) -> Iterator[Node]:
    """An expression and all its parts, the outermost first."""
    waiting = [node]
    while waiting:
        each = waiting.pop()
        yield each
        if isinstance(each, Call):
            waiting += reversed(each.arguments)
        elif isinstance(each, Operation):
            waiting += reversed(each.operands)
