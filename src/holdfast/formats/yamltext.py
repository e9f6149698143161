"""Values as YAML text that every reader of YAML 1.1 and 1.2 takes for the same thing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from holdfast.formats.yamlscalar import resolved

_FLOW_PLAIN: Final = re.compile(r"[^\W_][^\n:#,?\[\]{}&*!|>%`\"\\]*")  # YAML 1.1 ends a plain text at "?" here
_BLOCK_PLAIN: Final = re.compile(r"[^\W_](?:[^\n:#\[\]{}&*!|>%`\"\\]|(?<! )#|:(?=[^\s/]))*")
_DATE: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_NUMBERISH: Final = re.compile(r"[\d.:_+-]+(?:[eE][\d+-]+)?|0[xXoObB][\w]*")
_WORDS: Final = frozenset(
    ("y", "n", "yes", "no", "on", "off", "true", "false", "null", "none", "nan", "inf", "~", "=", "<<")
)


def scalar(text: str, *, flow: bool = False) -> str:
    """One text as a scalar, in quotes only where it would not come back as that text without them."""
    pattern = _FLOW_PLAIN if flow else _BLOCK_PLAIN
    if _DATE.fullmatch(text) or (pattern.fullmatch(text) and _stays(text)):
        return text
    return quoted(text)


def _stays(text: str) -> bool:
    if text != text.strip() or not text.isprintable() or text.lower() in _WORDS:
        return False
    return not _NUMBERISH.fullmatch(text) and resolved(text) == text and not text.endswith(":")


def quoted(text: str) -> str:
    """One text in double quotes, with everything that does not show written out."""
    return f'"{"".join(_escaped(char) for char in text)}"'


def _escaped(char: str) -> str:
    if char in '"\\':
        return f"\\{char}"
    if char == "\n":
        return "\\n"
    if char.isprintable():
        return char
    code = ord(char)
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def flow(texts: Sequence[str]) -> str:
    """Texts as a list on one line."""
    return f"[{', '.join(scalar(text, flow=True) for text in texts)}]"
