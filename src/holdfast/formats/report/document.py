"""Machine-readable documents: one way to turn plain data into JSON text."""

from __future__ import annotations

import json
from typing import Any

from holdfast.formats.report.plain import encodable


def written(value: Any) -> str:
    """Write plain data as indented JSON in pure ASCII, ending in a line end.

    Keys keep the order they were put in. Lone surrogates, which no strict reader accepts, become visible escapes.
    """
    return json.dumps(_clean(value), indent=2, ensure_ascii=True, allow_nan=False) + "\n"


def line(value: Any) -> str:
    """Write plain data as JSON on one line, else as ``written`` does."""
    return json.dumps(_clean(value), ensure_ascii=True, allow_nan=False, separators=(",", ":")) + "\n"


def _clean(value: Any) -> Any:
    if isinstance(value, str):
        return encodable(value)
    if isinstance(value, dict):
        return {encodable(key): _clean(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    return value
