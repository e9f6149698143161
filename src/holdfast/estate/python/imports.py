"""Imports."""

from __future__ import annotations

from tree_sitter import Node

from holdfast.estate.kinds.code import Import, Statement
from holdfast.estate.python.grammar import ids, one, parts
from holdfast.estate.python.lowering import Lowering

_ALIASED = one("aliased_import")
_EVERYTHING = one("wildcard_import")
_WORDS = ids("import", "from", "as")


def modules(low: Lowering, node: Node, made: list[Statement]) -> None:
    """``import a.b``, which binds ``a``, and ``import a.b as c``, which binds ``a.b``."""
    for child in _named(node):
        start, end = child.start_byte, child.end_byte
        if child.kind_id == _ALIASED:
            name, local = _named(child)
            made.append(Import(start, end, low.text(local), _dotted(low, name)))
        else:
            first = _dotted(low, child).partition(".")[0]
            made.append(Import(start, end, first, first))


def members(low: Lowering, node: Node, made: list[Statement]) -> None:
    """``from a import b as c``."""
    source, *names = _named(node)
    module = _dotted(low, source)
    for child in names:
        start, end = child.start_byte, child.end_byte
        if child.kind_id == _ALIASED:
            name, local = _named(child)
            made.append(Import(start, end, low.text(local), module, _dotted(low, name)))
        elif child.kind_id == _EVERYTHING:
            made.append(Import(start, end, "*", module, "*"))
        else:
            name_of = _dotted(low, child)
            made.append(Import(start, end, name_of, module, name_of))


def _named(node: Node) -> list[Node]:
    return [child for child in parts(node) if child.kind_id not in _WORDS]


def _dotted(low: Lowering, node: Node) -> str:
    """The name without the blanks that may stand around its dots."""
    text = low.text(node)
    return text if text.isidentifier() else "".join(text.replace("\\", " ").split())


IMPORTS = {"import_statement": modules, "import_from_statement": members, "future_import_statement": members}
