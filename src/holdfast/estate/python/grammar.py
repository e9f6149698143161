"""The grammar, and the numbers of its node kinds: to compare numbers is cheaper than to compare names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeVar

import tree_sitter_python
from tree_sitter import Language, Node

LANGUAGE = Language(tree_sitter_python.language())

Value = TypeVar("Value")


def ids(*names: str) -> frozenset[int]:
    """The numbers of kinds with these names: a kind may have several, and a token has its text as name."""
    wanted = frozenset(names)
    return frozenset(n for n in range(LANGUAGE.node_kind_count) if LANGUAGE.node_kind_for_id(n) in wanted)


def one(name: str) -> int:
    """The number of the named kind that has just this one."""
    number = LANGUAGE.id_for_node_kind(name, True)
    if number is None:
        raise LookupError(name)
    return number


def by_id(table: Mapping[str, Value]) -> dict[int, Value]:
    """A table by name, turned into one by number."""
    return {number: value for name, value in table.items() for number in ids(name)}


IDENTIFIER = one("identifier")
BLOCKS = ids("block")
CLAUSES = ids("elif_clause", "else_clause", "except_clause", "finally_clause", "case_clause")
COMPOUND = ids(
    "if_statement", "for_statement", "while_statement", "try_statement", "with_statement", "match_statement",
    "function_definition", "class_definition", "decorated_definition",
)  # fmt: skip
ERROR = 0xFFFF

SKIPPED = ids("(", ")", ",", "[", "]", "{", "}", ";", ":", "comment", "line_continuation")
"""What stands between the parts of an expression."""

TRIVIA = ids("comment", "line_continuation")


def bare(nodes: Iterable[Node]) -> list[Node]:
    """Without comments and the like, which may stand anywhere."""
    return [node for node in nodes if node.kind_id not in TRIVIA]


def parts(node: Node) -> list[Node]:
    """The children that mean something: no brackets, commas or comments."""
    return [child for child in node.children if child.kind_id not in SKIPPED]
