"""YAML as ``yamlencode`` writes it: sorted keys, texts in quotes, lines as blocks. Measured with OpenTofu."""

from __future__ import annotations

import json
from typing import Any

from holdfast.estate.terraform.values import as_text


def yaml_text(value: Any) -> str:
    """A content as a YAML document."""
    if isinstance(value, list | dict) and value:
        return "\n".join(_lines(value)) + "\n"
    written = _scalar(value)
    return written + ("\n" if isinstance(value, str | list | dict) else "\n...\n")


def _lines(value: Any) -> list[str]:
    """The lines of a list or mapping that is not empty, without indentation."""
    lines: list[str] = []
    pairs = [("- ", each) for each in value] if isinstance(value, list) else []
    if isinstance(value, dict):
        pairs = [(f"{json.dumps(str(name), ensure_ascii=False)}: ", value[name]) for name in sorted(value)]
    for head, each in pairs:
        if not isinstance(each, list | dict) or not each:
            first, *rest = _scalar(each).split("\n")
            lines += [head + first, *rest]
        elif head == "- ":
            first, *rest = _lines(each)
            lines += [head + first, *(f"  {line}" if line else "" for line in rest)]
        else:
            lead = "" if isinstance(each, list) else "  "
            lines += [head.rstrip(), *(lead + line if line else "" for line in _lines(each))]
    return lines


def _scalar(value: Any) -> str:
    """A scalar, or an empty collection; a text of several lines as a block, two signs deep."""
    if value is None:
        return "null"
    if isinstance(value, list | dict):
        return "[]" if isinstance(value, list) else "{}"
    if not isinstance(value, str):
        return as_text(value)
    if "\n" not in value:
        return json.dumps(value, ensure_ascii=False)
    body = value.removesuffix("\n")
    keep = "-" if body == value else "+" if body.endswith("\n") or not body else ""
    deep = "2" if value[0] in " \n" else ""
    return f"|{deep}{keep}\n" + "\n".join(f"  {line}" if line else "" for line in body.split("\n"))
