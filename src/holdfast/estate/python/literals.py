"""What a literal means: numbers and texts, prefixes and escapes (Python Language Reference, 2.4)."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NUMBER = 1000
"""Digits; what is longer is no constant that a rule could care for."""

_SIMPLE = {
    "\n": "", "\\": "\\", "'": "'", '"': '"',
    "a": "\a", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t", "v": "\v",
}  # fmt: skip
_SHARED = r"\\(?:(?P<simple>[\n\\'\"abfnrtv])|(?P<octal>[0-7]{1,3})|x(?P<byte>[\da-fA-F]{2})"
_BYTES = re.compile(_SHARED + ")")
_TEXT = re.compile(
    _SHARED + r"|u(?P<short>[\da-fA-F]{4})|U(?P<long>[\da-fA-F]{8})|N\{(?P<name>[^{}]{1,120})\})",
)
_BRACES = re.compile(r"\\N\{[^{}]*\}|\{\{|\}\}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_OLD_OCTAL = re.compile(r"0[0-7]+\Z")
_LAST = 0x10FFFF


def number(text: str) -> int | float | None:
    """An integer or a float; None for a complex or an overlong one."""
    if len(text) > LONGEST_NUMBER or text[-1:] in "jJ":
        return None
    text = text.rstrip("lL")
    try:
        return int(text, 8) if _OLD_OCTAL.match(text) else int(text, 0)
    except ValueError:
        pass
    try:
        return float(text)
    except ValueError:
        return None


def split(raw: bytes) -> tuple[str, int]:
    """The prefix of a text in lower case, and how many quotes it has on each side."""
    at = 0
    while at < 3 and raw[at : at + 1].isalpha():
        at += 1
    quote = raw[at : at + 1]
    return raw[:at].decode().lower(), 3 if raw[at : at + 3] == quote * 3 and len(raw) >= at + 6 else 1


def constant(raw: bytes) -> str | bytes:
    """The value of a text without interpolations, from its source with prefix and quotes."""
    prefix, quotes = split(raw)
    inner = raw[len(prefix) + quotes : -quotes]
    if "b" not in prefix:
        return piece(inner, prefix)
    text = _unix(inner.decode("latin-1"))
    if "r" not in prefix and "\\" in text:
        text = _BYTES.sub(_character, text)
    return bytes(ord(letter) & 0xFF for letter in text) if "\\" in text or not text.isascii() else text.encode()


def piece(raw: bytes, prefix: str, *, braces: bool = False) -> str:
    """The text between quotes or interpolations; ``braces``: a doubled brace means one.

    A half of a surrogate pair becomes U+FFFD: it could not be written anywhere.
    """
    text = _unix(raw.decode(errors="replace"))
    if braces and ("{" in text or "}" in text):
        text = _BRACES.sub(lambda found: found[0] if len(found[0]) > 2 else found[0][0], text)
    if "r" in prefix or "\\" not in text:
        return text
    return _SURROGATE.sub("\ufffd", _TEXT.sub(_character, text))


def _unix(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


def _character(found: re.Match[str]) -> str:
    how, value = found.lastgroup, found[found.lastgroup or 0]
    if how == "simple":
        return _SIMPLE[value]
    if how == "name":
        try:
            return unicodedata.lookup(value)
        except KeyError:
            return found[0]
    code = int(value, 8 if how == "octal" else 16)
    return chr(code) if code <= _LAST else found[0]
