"""Functions of Azure's templates that need nothing but their arguments, as plain Python values.

They may raise ValueError, TypeError, IndexError, KeyError, AttributeError or OverflowError for what they cannot take.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Final

from holdfast.estate.standins import MOST_TEXT

_SLOT: Final = re.compile(r"\{\{|\}\}|\{([0-9]{1,3})(?::[^{}]*)?\}")
_MOST_RANGE: Final = 10_000


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "True" if value else "False"
    if value is None:
        return ""
    return json.dumps(value, separators=(",", ":")) if isinstance(value, list | dict) else str(value)


def _format(pattern: str, *values: Any) -> str:
    def filled(found: re.Match[str]) -> str:
        return found[0][0] if found[1] is None else _text(values[int(found[1])])

    longest = max((len(_text(value)) for value in values), default=0)
    if len(pattern) + pattern.count("{") * longest > 4 * MOST_TEXT:
        raise ValueError("too long")
    return _bounded(_SLOT.sub(filled, pattern))


def _bounded(text: str) -> str:
    if len(text) > MOST_TEXT:
        raise ValueError("too long")
    return text


def _replace(text: str, old: str, new: str) -> str:
    if text.count(old) * len(new) > MOST_TEXT:
        raise ValueError("too long")
    return _bounded(text.replace(old, new))


def _split(text: str, delimiter: str | list[str]) -> list[str]:
    signs = [delimiter] if isinstance(delimiter, str) else delimiter
    return re.split("|".join(re.escape(sign) for sign in signs), text)


def _substring(text: str, start: int, length: int | None = None) -> str:
    if not 0 <= start <= len(text) or (length is not None and not 0 <= length <= len(text) - start):
        raise ValueError("outside of the text")
    return text[start:] if length is None else text[start : start + length]


def _pad(text: str | int, width: int, sign: str = " ") -> str:
    if not 0 <= width <= 1000:
        raise ValueError("too wide")
    return str(text).rjust(width, sign)


def _contains(where: Any, what: Any) -> bool:
    if isinstance(where, dict):
        return str(what).lower() in {name.lower() for name in where}
    return what in where


def _divided(one: int, other: int) -> int:
    if other == 0:
        raise ValueError("division by nothing")
    return int(one / other)


def _rest(one: int, other: int) -> int:
    return one - other * _divided(one, other)


def _range(start: int, count: int) -> list[int]:
    if not 0 <= count <= _MOST_RANGE:
        raise ValueError("too many")
    return list(range(start, start + count))


def _bool(value: Any) -> bool:
    if isinstance(value, str):
        return {"true": True, "1": True, "false": False, "0": False}[value.lower()]
    return bool(value)


def _product(one: int, other: int) -> int:
    if one.bit_length() + other.bit_length() > 64:
        raise ValueError("too large")
    return one * other


BUILDERS: Final[Mapping[str, Callable[..., Any]]] = {
    "format": _format,
    "string": _text,
    "tolower": lambda text: text.lower(),
    "toupper": lambda text: text.upper(),
    "replace": _replace,
    "trim": lambda text: text.strip(),
    "split": _split,
    "join": lambda parts, sign: _bounded(sign.join(str(part) for part in parts)),
    "base64": lambda text: text,
    "uri": lambda base, path: f"{base.rstrip('/')}/{path.lstrip('/')}",
    "uricomponent": lambda text: text,
}
"""What makes a text, and so may take one with a stand-in. ``base64`` leaves its text in clear: scripts are read."""

PLAIN: Final[Mapping[str, Callable[..., Any]]] = {
    "add": lambda one, other: one + other,
    "sub": lambda one, other: one - other,
    "mul": _product,
    "div": _divided,
    "mod": _rest,
    "min": lambda *values: min(values[0] if isinstance(values[0], list) else values),
    "max": lambda *values: max(values[0] if isinstance(values[0], list) else values),
    "int": lambda value: int(value) if len(str(value)) < 20 else 0,
    "bool": _bool,
    "float": float,
    "equals": lambda one, other: one == other,
    "greater": lambda one, other: one > other,
    "greaterorequals": lambda one, other: one >= other,
    "less": lambda one, other: one < other,
    "lessorequals": lambda one, other: one <= other,
    "not": lambda value: not _bool(value),
    "contains": _contains,
    "startswith": lambda text, start: text.lower().startswith(start.lower()),
    "endswith": lambda text, end: text.lower().endswith(end.lower()),
    "indexof": lambda text, part: text.lower().find(part.lower()) if isinstance(text, str) else text.index(part),
    "lastindexof": lambda text, part: text.lower().rfind(part.lower()),
    "substring": _substring,
    "padleft": _pad,
    "range": _range,
    "base64tostring": lambda text: base64.b64decode(text, validate=True).decode(),
    "json": json.loads,
}
"""What judges its arguments, and so needs them complete."""
