"""``format``: verbs as in the function's documentation."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from holdfast.estate.terraform.functions.jsontext import json_text
from holdfast.estate.terraform.values import Bad, as_flag, as_number, as_text

_VERB = re.compile(r"%(?:%|([ +#0-]*)(\d*)(?:\.(\d*))?(?:\[(\d+)\])?([a-zA-Z]))")
_WIDEST: Final = 1024


def format_text(template: str, args: list[Any]) -> str:
    """A template with its verbs filled in. Raises Bad where it does not fit."""
    used = 0

    def one(match: re.Match[str]) -> str:
        nonlocal used
        if match[0] == "%%":
            return "%"
        used = int(match[4]) if match[4] else used + 1
        if not 1 <= used <= len(args):
            raise Bad("format() has too few arguments")
        return _one(match, args[used - 1])

    text = _VERB.sub(one, template)
    if used < len(args) and "[" not in template:
        raise Bad("format() has too many arguments")
    return text


def _one(match: re.Match[str], value: Any) -> str:
    flags, width, precision, verb = match[1], int(match[2] or 0), match[3], match[5]
    if width > _WIDEST or (precision and int(precision) > _WIDEST):
        raise Bad("format() is asked for too wide a field")
    body = _body(verb, value, flags, None if precision is None else int(precision or 0))
    if "-" in flags:
        return body.ljust(width)
    if "0" in flags and verb not in "sqv":
        sign = body[:1] if body[:1] in ("-", "+") else ""
        return sign + body[len(sign) :].rjust(width - len(sign), "0")
    return body.rjust(width)


def _body(verb: str, value: Any, flags: str, precision: int | None) -> str:
    if verb == "v":
        if value is None:
            return "null"
        return json_text(value) if isinstance(value, list | dict) or ("#" in flags) else as_text(value)
    if verb in "sq":
        text = as_text(value) if precision is None else as_text(value)[:precision]
        return text if verb == "s" else json.dumps(text, ensure_ascii=False)
    if verb == "t":
        return "true" if as_flag(value) else "false"
    number = as_number(value)
    sign = "+" if "+" in flags and number >= 0 else " " if " " in flags and number >= 0 else ""
    if verb in "dboxX":
        if not isinstance(number, int):
            raise Bad(f"format() can't write a fraction with %{verb}")
        return sign + format(number, verb)
    if verb in "eEfFgG":
        if verb in "gG" and precision is None:
            return sign + (as_text(number) if abs(number) < 1e21 else repr(float(number)))
        return sign + format(float(number), f".{6 if precision is None else precision}{verb}")
    raise Bad(f"format() has no verb %{verb}")
