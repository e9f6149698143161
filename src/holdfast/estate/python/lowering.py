"""What carries a stretch of a file from its parse to the kinds of code: depth, and the tables of who knows what.

The functions of the tables stand in ``expressions``, ``definitions``, ``statements`` and ``patterns``; ``tables``
puts them together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from sys import intern

from tree_sitter import Node

from holdfast.estate.kinds.code import Block, Broken, Expr, Name, Opaque, Statement
from holdfast.estate.python.grammar import BLOCKS, CLAUSES, COMPOUND, ERROR, IDENTIFIER

DEEPEST = 160
"""Levels of nesting; what is deeper is opaque. Real code stays below 60."""

Express = Callable[["Lowering", Node], Expr]
State = Callable[["Lowering", Node, list[Statement]], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tables:
    """By number of a kind: what makes an expression of it, and what adds a statement."""

    expressions: Mapping[int, Express]
    statements: Mapping[int, State]


class Lowering:
    """Lowers nodes of one text. Not shared and not kept."""

    __slots__ = ("damaged", "data", "depth", "express", "in_class", "later", "state")

    def __init__(self, data: bytes, tables: Tables, later: Callable[[int, int], Block], *, damaged: bool) -> None:
        """``later`` makes the body of the function that stands from one byte to another."""
        self.data = data
        self.express = tables.expressions
        self.state = tables.statements
        self.later = later
        self.damaged = damaged
        """Whether the parse has problems, so that each statement has to be asked."""
        self.depth = 0
        self.in_class = False

    def text(self, node: Node) -> str:
        """The source of a short node, one string for all that are equal."""
        return intern(self.data[node.start_byte : node.end_byte].decode(errors="replace"))

    def expr(self, node: Node) -> Expr:
        """The value that a node means."""
        kind = node.kind_id
        if kind == IDENTIFIER:
            start, end = node.start_byte, node.end_byte
            return Name(start, end, intern(self.data[start:end].decode(errors="replace")))
        made = self.express.get(kind)
        if made is None or self.depth > DEEPEST:
            return Opaque(node.start_byte, node.end_byte)
        self.depth += 1
        value = made(self, node)
        self.depth -= 1
        return value

    def exprs(self, nodes: list[Node]) -> tuple[Expr, ...]:
        """The values of several nodes."""
        expr = self.expr
        return tuple([expr(node) for node in nodes])

    def block(self, node: Node) -> Block:
        """The statements of a block or a module."""
        made: list[Statement] = []
        if self.depth > DEEPEST:
            return (Broken(node.start_byte, node.end_byte),)
        self.depth += 1
        self._statements(node, made)
        self.depth -= 1
        return tuple(made)

    def _statements(self, node: Node, made: list[Statement], *, whole: bool = False) -> None:
        """Add what a node's children mean; ``whole``: only those without a problem."""
        state, damaged = self.state, self.damaged
        for child in node.children:
            if damaged and child.has_error:
                if not whole:
                    self._damaged(child, made)
                continue
            add = state.get(child.kind_id)
            if add is not None:
                self._try(add, child, made)

    def _try(self, add: State, node: Node, made: list[Statement]) -> None:
        """Add a statement; as a broken one where the parser gives it a shape that Python does not have."""
        depth, before = self.depth, len(made)
        try:
            add(self, node, made)
        except (LookupError, ValueError):
            self.depth = depth
            made[before:] = [Broken(node.start_byte, node.end_byte)]

    def _damaged(self, node: Node, made: list[Statement]) -> None:
        """Keep the whole statements inside one that has a problem."""
        kind, depth = node.kind_id, self.depth
        if kind in COMPOUND and not any(_in_head(child) and child.has_error for child in node.children):
            self._try(self.state[kind], node, made)
            return
        made.append(Broken(node.start_byte, node.end_byte))
        if depth > DEEPEST:
            return
        self.depth += 1
        for child in node.children:
            if child.kind_id == ERROR or not _in_head(child):
                self._statements(child, made)
        if kind == ERROR:
            self._statements(node, made, whole=True)
        self.depth = depth


def _in_head(node: Node) -> bool:
    return node.kind_id not in BLOCKS and node.kind_id not in CLAUSES
