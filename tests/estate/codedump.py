"""The kinds of code as short text, so that a test shows what a frontend makes of a program."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields

from holdfast.estate.kinds import code


def dump(body: Iterable[code.Node]) -> str:
    """One line for each statement: ``(Kind field field …)``; names and constants as they are."""
    return "\n".join(text(node) for node in body)


def text(value: object) -> str:
    """One node, or what stands in a field of one."""
    match value:
        case code.Name():
            return value.id
        case code.Const():
            return repr(value.value)
        case code.Evaluate():
            return text(value.value)
        case code.Define():
            return text(value.function)
        case code.Attr():
            return f"{text(value.base)}.{value.name}"
        case code.Function():
            marks = [word for word in ("asynchronous", "generator") if getattr(value, word)]
            kind = [] if value.kind == "function" else [value.kind]
            shown = [text(item) for item in (*value.decorators, *value.parameters)]
            returns = [] if value.returns is None else ["->", text(value.returns)]
            return f"({' '.join(['def', value.name or 'λ', *kind, *marks, *shown, *returns])}: {text(value.body)})"
        case code.Parameter():
            return _parameter(value)
        case code.Node():
            return _node(value)
        case tuple():
            return f"[{' '.join(text(item) for item in value)}]"
    return str(value) if isinstance(value, str) else repr(value)


def _parameter(value: code.Parameter) -> str:
    annotation = "" if value.annotation is None else f":{text(value.annotation)}"
    default = "" if value.default is None else f"={text(value.default)}"
    return f"{'!' if value.keyword_only else ''}{value.rest}{text(value.target)}{annotation}{default}"


def _node(node: code.Node) -> str:
    values = [getattr(node, one.name) for one in fields(node) if one.name not in ("start", "end")]
    while values and (values[-1] in ("", (), False) or values[-1] is None):
        values.pop()
    return f"({' '.join([type(node).__name__, *map(text, values)])})"
