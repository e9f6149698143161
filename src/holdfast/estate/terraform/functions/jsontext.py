"""JSON as the language writes it: sorted keys, no blanks, and the signs of HTML escaped."""

from __future__ import annotations

import json
from typing import Any

from holdfast.estate.terraform.values import as_text


def json_text(value: Any) -> str:
    """A content as JSON."""
    if value is None:
        return "null"
    if isinstance(value, bool | int | float):
        return as_text(value)
    if isinstance(value, str):
        text = json.dumps(value, ensure_ascii=False)
        for sign, code in (
            ("<", "\\u003c"),
            (">", "\\u003e"),
            ("&", "\\u0026"),
            ("\u2028", "\\u2028"),
            ("\u2029", "\\u2029"),
        ):
            text = text.replace(sign, code)
        return text
    if isinstance(value, list):
        return f"[{','.join(json_text(each) for each in value)}]"
    return "{" + ",".join(f"{json_text(name)}:{json_text(value[name])}" for name in sorted(value)) + "}"
