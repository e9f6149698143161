"""What CPython's own parser finds in a file, and what the reader finds, counted so that both can be compared."""

from __future__ import annotations

import ast
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields

from holdfast.estate.kinds import code

_HALF = re.compile("[\ud800-\udfff]")
_KINDS: dict[type[ast.AST], str] = {
    ast.Call: "call", ast.FunctionDef: "function", ast.AsyncFunctionDef: "function", ast.Lambda: "function",
    ast.ClassDef: "class", ast.alias: "import", ast.Attribute: "attribute", ast.ListComp: "comprehension",
    ast.SetComp: "comprehension", ast.DictComp: "comprehension", ast.GeneratorExp: "comprehension",
    ast.Yield: "yield", ast.YieldFrom: "yield", ast.Await: "await", ast.ExceptHandler: "handler", ast.If: "if",
    ast.For: "for", ast.AsyncFor: "for", ast.While: "while", ast.withitem: "with", ast.Raise: "raise",
    ast.NamedExpr: "assigned", ast.IfExp: "conditional", ast.match_case: "case", ast.arg: "parameter",
}  # fmt: skip
_OWN_KINDS: dict[type[code.Node], str] = {
    code.Call: "call", code.Function: "function", code.Class: "class", code.Import: "import", code.Attr: "attribute",
    code.Comprehension: "comprehension", code.Yield: "yield", code.Await: "await", code.Handler: "handler",
    code.If: "if", code.For: "for", code.While: "while", code.With: "with", code.Raise: "raise",
    code.Assigned: "assigned", code.Conditional: "conditional", code.Case: "case", code.Parameter: "parameter",
    code.Broken: "broken",
}  # fmt: skip
Count = Counter[tuple[str, object]]


def nodes(value: object) -> Iterator[code.Node]:
    """Every node once, the bodies of functions too."""
    waiting, seen = [value], set()
    while waiting:
        value = waiting.pop()
        if isinstance(value, tuple):
            waiting.extend(value)
        elif isinstance(value, code.Node) and id(value) not in seen:
            seen.add(id(value))
            yield value
            waiting.extend(getattr(value, one.name) for one in fields(value) if one.name != "made")
            if isinstance(value, code.Function):
                waiting.append(value.body)


def read_by_holdfast(module: code.Module) -> Count:
    """Kinds and constants in a module."""
    kept = list(nodes(module.body))
    found: Count = Counter((_OWN_KINDS[type(node)], "") for node in kept if type(node) in _OWN_KINDS)
    found.update(("text", node.value) for node in kept if isinstance(node, code.Const) and _is_text(node.value))
    return found


def read_by_python(tree: ast.AST) -> Count:
    """The same of CPython's tree. A conversion and a format in an f-string are calls."""
    found: Count = Counter()
    for node in ast.walk(tree):
        kind = _KINDS.get(type(node))
        if kind:
            found[kind, ""] += 1
        elif isinstance(node, ast.FormattedValue):
            found["call", ""] += node.conversion in (ord("r"), ord("a"))
            found["call", ""] += isinstance(node.format_spec, ast.JoinedStr) and bool(node.format_spec.values)
        elif isinstance(node, ast.MatchClass):
            found.update(("text", name) for name in node.kwd_attrs)
        elif isinstance(node, ast.Constant) and _is_text(node.value):
            found["text", _HALF.sub("\ufffd", node.value) if isinstance(node.value, str) else node.value] += 1
    return +found


def _is_text(value: object) -> bool:
    return isinstance(value, str | bytes)
