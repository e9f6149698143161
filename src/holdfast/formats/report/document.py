"""Machine-readable documents: one way to turn plain data into JSON text."""

from __future__ import annotations

import json
from collections.abc import Iterable
from functools import cache, lru_cache
from json.encoder import encode_basestring_ascii as quoted
from typing import Any, Final

from holdfast.formats.report.plain import encodable

_STEP: Final = "  "
_FORMS: Final = 512
"""Different sets of keys that are remembered."""
_OTHER: Final = json.JSONEncoder(allow_nan=False).encode
SURROGATE: Final = "\\ud"
"""How every escape of a surrogate begins, paired or not."""


def written(value: Any) -> str:
    """Write plain data as indented JSON in pure ASCII, ending in a line end.

    Keys keep the order they were put in. Lone surrogates, which no strict reader accepts, become visible escapes.
    """
    text = indented(value, 0)
    return (indented(clean(value), 0) if SURROGATE in text else text) + "\n"


def line(value: Any) -> str:
    """Write plain data as JSON on one line, else as ``written`` does."""
    return json.dumps(clean(value), ensure_ascii=True, allow_nan=False, separators=(",", ":")) + "\n"


class Written(str):
    """JSON text in pure ASCII that stands where it will stand already; ``clean`` and ``indented`` leave it alone."""

    __slots__ = ()


def indented(value: Any, depth: int) -> str:
    """The text of a value that stands ``depth`` steps to the right.

    The standard library indents in Python, scalar by scalar. Documents are made of many mappings with the same keys:
    what stands around the values of one is made once, and filled in.
    """
    kind = value.__class__
    if value is None:
        return "null"
    if kind is str:
        return quoted(value)
    if kind is int:
        return repr(value)
    if kind is bool:
        return "true" if value else "false"
    if kind is dict:
        if not value:
            return "{}"
        below = depth + 1
        texts = [quoted(item) if item.__class__ is str else indented(item, below) for item in value.values()]
        return form(tuple(value), depth) % tuple(texts)
    if kind is list or kind is tuple:
        if not value:
            return "[]"
        below = depth + 1
        texts = [quoted(item) if item.__class__ is str else indented(item, below) for item in value]
        return listed(texts, depth)
    return value if kind is Written else _OTHER(value)


def listed(texts: Iterable[str], depth: int) -> str:
    """The text of a list of a depth from those of its elements; there has to be one."""
    between, end = _level(depth)
    return f"[{between[1:]}{between.join(texts)}{end}]"


@lru_cache(_FORMS)
def form(keys: tuple[str, ...], depth: int) -> str:
    """The text of a mapping of a depth with a gap for each value."""
    between, end = _level(depth)
    rows = between.join([f"{quoted(key)}: ".replace("%", "%%") + "%s" for key in keys])
    return f"{{{between[1:]}{rows}{end}}}"


@cache
def _level(depth: int) -> tuple[str, str]:
    """What stands between two values of a depth, and what before the closing bracket."""
    return f",\n{_STEP * (depth + 1)}", f"\n{_STEP * depth}"


def clean(value: Any) -> Any:
    """Plain data without lone surrogates: they become visible escapes."""
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, dict):
        return {encodable(key): clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean(item) for item in value]
    return value
