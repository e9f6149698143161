"""Functions of texts."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from holdfast.estate.terraform.functions.expressions import expression, price
from holdfast.estate.terraform.functions.formatting import format_text
from holdfast.estate.terraform.values import Bad, as_flag, as_number, as_text

LIMIT: Final = 1 << 20


def _text(function: Callable[..., Any]) -> Callable[..., Any]:
    """A function whose arguments are all texts."""
    return lambda *args: function(*(as_text(each) for each in args))


def _join(separator: object, *lists: Any) -> str:
    if not lists or not all(isinstance(each, list) for each in lists):
        raise Bad("join() needs lists")
    return as_text(separator).join(as_text(each) for some in lists for each in some)


def _split(separator: str, text: str) -> list[str]:
    return text.split(separator) if separator else list(text)


def _substr(text: object, offset: object, length: object) -> str:
    whole, start, count = as_text(text), int(as_number(offset)), int(as_number(length))
    start = max(0, start + len(whole)) if start < 0 else start
    return whole[start:] if count < 0 else whole[start : start + count]


def _replace(text: str, old: str, new: str) -> str:
    if len(text) * (len(new) + 1) > LIMIT * 8:
        raise Bad("a text is too long")
    if len(old) > 1 and old.startswith("/") and old.endswith("/"):
        return expression(old[1:-1]).sub(lambda match: _filled(new, match), text)
    return text.replace(old, new)


def _filled(template: str, match: re.Match[str]) -> str:
    def one(found: re.Match[str]) -> str:
        word = found[1] or found[2]
        if found[0] == "$$":
            return "$"
        try:
            return match[int(word) if word.isdigit() else word] or ""
        except IndexError:
            return ""

    return re.sub(r"\$(?:\{(\w+)\}|(\w+)|\$)", one, template)


def _matched(match: re.Match[str]) -> Any:
    if match.re.groupindex:
        return {name: match[name] for name in match.re.groupindex}
    return list(match.groups()) if match.re.groups else match[0]


def _regex(pattern: str, text: str) -> Any:
    match = expression(pattern).search(text)
    if match is None:
        raise Bad("the text does not match")
    return _matched(match)


def _regexall(pattern: str, text: str) -> list[Any]:
    return [_matched(match) for match in expression(pattern).finditer(text)]


def _title(text: str) -> str:
    return re.sub(r"(?<!\w)\w", lambda match: match[0].upper(), text)


def _upper(text: str) -> str:
    """Each letter by itself: one that has no single capital stays."""
    return "".join(big if len(big := letter.upper()) == 1 else letter for letter in text)


def _indent(count: object, text: object) -> str:
    spaces = int(as_number(count))
    if not 0 <= spaces <= 1000:
        raise Bad("an indentation is too wide")
    return as_text(text).replace("\n", "\n" + " " * spaces)


def _format(template: object, *args: Any) -> str:
    return format_text(as_text(template), list(args))


def _formatlist(template: object, *args: Any) -> list[str]:
    counts = {len(each) for each in args if isinstance(each, list)}
    if len(counts) > 1:
        raise Bad("lists of different lengths")
    rows = counts.pop() if counts else 1
    return [_format(template, *(each[row] if isinstance(each, list) else each for each in args)) for row in range(rows)]


def _chomp(text: str) -> str:
    return re.sub(r"(?:\r?\n)+\Z", "", text)


def _trimprefix(text: str, prefix: str) -> str:
    return text.removeprefix(prefix)


def _trimsuffix(text: str, suffix: str) -> str:
    return text.removesuffix(suffix)


def _strcontains(text: str, part: str) -> bool:
    return part in text


def _tostring(value: object) -> str | None:
    return None if value is None else as_text(value)


def _tonumber(value: object) -> int | float | None:
    return None if value is None else as_number(value)


def _tobool(value: object) -> bool | None:
    return None if value is None else as_flag(value)


def _sort(values: Any) -> list[str]:
    return sorted(as_text(each) for each in values)


FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "chomp": _text(_chomp),
    "endswith": _text(str.endswith),
    "format": _format,
    "formatlist": _formatlist,
    "indent": _indent,
    "join": _join,
    "lower": _text(str.lower),
    "regex": _text(_regex),
    "regexall": _text(_regexall),
    "replace": _text(_replace),
    "sort": _sort,
    "split": _text(_split),
    "startswith": _text(str.startswith),
    "strcontains": _text(_strcontains),
    "strrev": _text(lambda text: text[::-1]),
    "substr": _substr,
    "title": _text(_title),
    "tobool": _tobool,
    "tonumber": _tonumber,
    "tostring": _tostring,
    "trim": _text(str.strip),
    "trimprefix": _text(_trimprefix),
    "trimspace": _text(str.strip),
    "trimsuffix": _text(_trimsuffix),
    "upper": _text(_upper),
}


def _replace_price(text: Any, old: Any, new: Any) -> int:
    pattern = as_text(old)
    return price(pattern[1:-1], as_text(text)) if len(pattern) > 1 and pattern.startswith("/") else 0


def _regex_price(pattern: Any, text: Any) -> int:
    return price(as_text(pattern), as_text(text))


PRICES: Final[dict[str, Callable[..., int]]] = {
    "regex": _regex_price,
    "regexall": _regex_price,
    "replace": _replace_price,
}
"""What a call costs in steps, for the functions that may cost more than their arguments did."""
