"""Machine-readable documents: one way to turn plain data into JSON text."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from json.encoder import encode_basestring_ascii as quoted
from typing import Any, Final

from holdfast.formats.report.plain import encodable

_STEP: Final = "  "
_NESTED: Final = frozenset({dict, list, tuple})
"""What takes more than one line, unless it is empty."""
_SURROGATE: Final = "\\ud"
"""How every escape of a surrogate begins, paired or not."""


def written(value: Any) -> str:
    """Write plain data as indented JSON in pure ASCII, ending in a line end.

    Keys keep the order they were put in. Lone surrogates, which no strict reader accepts, become visible escapes.
    """
    text = _indented(value, 0)
    return (_indented(_clean(value), 0) if _SURROGATE in text else text) + "\n"


def line(value: Any) -> str:
    """Write plain data as JSON on one line, else as ``written`` does."""
    return json.dumps(_clean(value), ensure_ascii=True, allow_nan=False, separators=(",", ":")) + "\n"


def _indented(value: Any, depth: int) -> str:
    """The text of a value that stands ``depth`` steps to the right.

    The standard library indents in Python, scalar by scalar; here its encoder in C is handed whole runs of scalars.
    """
    if value.__class__ not in _NESTED or not value:
        return json.dumps(value, allow_nan=False)
    encode, between, end = _level(depth)
    parts: list[str] = []
    if isinstance(value, dict):
        named: dict[str, Any] = {}
        for key, item in value.items():
            if item.__class__ not in _NESTED or not item:
                named[key] = item
                continue
            if named:
                parts.append(encode(named)[1:-1])
                named = {}
            parts.append(f"{quoted(key)}: {_indented(item, depth + 1)}")
        if named:
            parts.append(encode(named)[1:-1])
        return f"{{{between[1:]}{between.join(parts)}{end}}}"
    if any(item.__class__ in _NESTED for item in value):
        parts += [_indented(item, depth + 1) for item in value]
    else:
        parts.append(encode(value)[1:-1])
    return f"[{between[1:]}{between.join(parts)}{end}]"


@cache
def _level(depth: int) -> tuple[Callable[[Any], str], str, str]:
    """What writes scalars of a depth, what stands between two of them, and what stands before the closing bracket."""
    between = f",\n{_STEP * (depth + 1)}"
    return json.JSONEncoder(allow_nan=False, separators=(between, ": ")).encode, between, f"\n{_STEP * depth}"


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, dict):
        return {encodable(key): _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value
