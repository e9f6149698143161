"""What a plain YAML scalar means: the core schema of YAML 1.2, and numbers only where nothing of the text is lost."""

from __future__ import annotations

import re
from typing import Any, Final

_WORDS: Final[dict[str, bool | None]] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_FIRST: Final = frozenset("-0123456789")
_FLOAT: Final = re.compile(r"-?[0-9]{1,16}\.[0-9]{1,16}")
_DIGITS: Final = 18


def resolved(text: str) -> Any:
    """None, a boolean, a number that is written as Python writes it, or the text itself."""
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _FIRST:
        return text
    digits = text[1:] if text[0] == "-" else text
    if digits.isascii() and digits.isdigit():
        short = len(digits) <= _DIGITS and (digits[0] != "0" or text == "0")
        return int(text) if short else text
    if _FLOAT.fullmatch(text) and repr(number := float(text)) == text:
        return number
    return text
