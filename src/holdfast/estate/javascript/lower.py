"""What all parts of lowering share: the text, the tables of handlers, the depth, and the names of one function."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Mapping
from functools import cached_property
from typing import Any, NamedTuple, TypeAlias

from tree_sitter import Node

from holdfast.estate.kinds import code

DEPTH_LIMIT = 160
"""Nested nodes of one function. What lies deeper becomes an Opaque: no person writes it."""
COMMENTS = frozenset(("comment", "html_comment"))

Handler: TypeAlias = "Callable[[Lower, Node], code.Expr]"
StatementHandler: TypeAlias = "Callable[[Lower, Node], list[code.Statement]]"
Wrap: TypeAlias = "Callable[[code.Block], code.Block]"


class Tables(NamedTuple):
    """Who lowers which node of the grammar, by its type."""

    expressions: Mapping[str, Handler]
    statements: Mapping[str, StatementHandler]
    targets: Mapping[str, Handler]


class Source:
    """The text of one file, and how to come by the node of a stretch of it."""

    def __init__(
        self, path: str, data: bytes, seek: Callable[[Source, int, int], Node | None], typed: str = ""
    ) -> None:
        self.path = path
        self.data = data
        self.seek = seek
        self.typed = typed

    @cached_property
    def _arguments(self) -> list[int]:
        found, at = [], self.data.find(b"arguments")
        while at >= 0:
            found.append(at)
            at = self.data.find(b"arguments", at + 9)
        return found

    def says_arguments(self, start: int, end: int) -> bool:
        """Whether the word ``arguments`` stands in a stretch."""
        at = bisect_left(self._arguments, start)
        return at < len(self._arguments) and self._arguments[at] < end


class Lower:
    """Lowers the nodes of one function, or the top of one file."""

    __slots__ = ("assigned", "data", "declared", "depth", "pending", "source", "tables")

    def __init__(self, source: Source, tables: Tables) -> None:
        self.source = source
        self.data = source.data
        self.tables = tables
        self.depth = 0
        self.pending: list[code.Statement] = []
        """Imports that an expression asked for; they go before the statement that holds it."""
        self.declared: set[str] = set()
        self.assigned: set[str] = set()

    def text(self, node: Node) -> str:
        """The text of a node."""
        return self.data[node.start_byte : node.end_byte].decode("utf-8", "replace")

    def expr(self, node: Node) -> code.Expr:
        """An expression."""
        handler = self.tables.expressions.get(node.type, opaque)
        if self.depth > DEPTH_LIMIT:
            return code.Opaque(node.start_byte, node.end_byte)
        self.depth += 1
        made = handler(self, node)
        self.depth -= 1
        return made

    def exprs(self, node: Node) -> tuple[code.Expr, ...]:
        """The expressions in a list of arguments or items."""
        expr = self.expr
        return tuple([expr(child) for child in node.named_children if child.type not in COMMENTS])

    def field(self, node: Node, name: str) -> code.Expr:
        """The expression in a field that must be there; broken code may lack it."""
        child = node.child_by_field_name(name)
        return code.Opaque(node.start_byte, node.end_byte) if child is None else self.expr(child)

    def target(self, node: Node, *, declare: bool) -> code.Expr:
        """What is assigned to; notes the names that it binds."""
        if node.type == "identifier":
            name = self.text(node)
            (self.declared if declare else self.assigned).add(name)
            return code.Name(node.start_byte, node.end_byte, name)
        handler = self.tables.targets.get(node.type)
        if handler is None or self.depth > DEPTH_LIMIT:
            return self.expr(node)
        self.depth += 1
        outer = self.declared, self.assigned
        if declare:  # the handlers know one set only
            self.assigned = self.declared
        made = handler(self, node)
        self.declared, self.assigned = outer
        self.depth -= 1
        return made

    def statement(self, node: Node) -> list[code.Statement]:
        """The statements that one of the source makes, with the imports that it needs first."""
        handler = self.tables.statements.get(node.type)
        if handler is None or self.depth > DEPTH_LIMIT:
            return []
        self.depth += 1
        before = self.pending
        self.pending = []
        made = handler(self, node)
        if self.pending:
            made = self.pending + made
        self.pending = before
        self.depth -= 1
        return made

    def block(self, nodes: list[Node]) -> code.Block:
        """Statements in the order of execution: imports and functions are there before anything runs."""
        imports: list[code.Statement] = []
        functions: list[code.Statement] = []
        others: list[code.Statement] = []
        for node in nodes:
            kind = node.type
            if kind in COMMENTS or not node.is_named:
                continue
            made = self._sound(node) if node.has_error else self.statement(node)
            if kind == "import_statement":
                imports += made
                continue
            for statement in made:
                (functions if type(statement) is code.Define else others).append(statement)
        return (*imports, *functions, *others)

    def _sound(self, node: Node) -> list[code.Statement]:
        """A statement with a problem somewhere: lost if that is in the statement itself and not in a block of it."""
        if node.type == "ERROR":
            kept = [child for child in node.named_children if child.type in self.tables.statements]
            return [code.Broken(node.start_byte, node.end_byte), *self.block(kept)]
        if _spoilt(node):
            return [code.Broken(node.start_byte, node.end_byte)]
        return self.statement(node)

    def body(self, node: Node | None) -> code.Block:
        """The body of a loop or branch: a block or one statement."""
        if node is None:
            return ()
        return self.block(node.children if node.type == "statement_block" else [node])


BLOCKS = frozenset(("statement_block", "class_body", "switch_body"))


def _spoilt(node: Node) -> bool:
    stack = [node]
    while stack:
        for child in stack.pop().children:
            if child.is_error:
                return True
            if child.has_error and child.type not in BLOCKS:
                stack.append(child)
    return False


def opaque(lower: Lower, node: Node) -> code.Expr:
    """What no rule needs, with the expressions inside."""
    known = lower.tables.expressions
    parts = tuple(lower.expr(child) for child in node.named_children if child.type in known)
    return code.Opaque(node.start_byte, node.end_byte, parts)


def operator(node: Node) -> str:
    """The operator of an expression."""
    found: Any = node.child_by_field_name("operator")
    return "" if found is None else str(found.type)
