"""How values become words and safe text: numbers, sizes, paths, characters that would not show."""

from __future__ import annotations

from functools import lru_cache

_NAMED = {"\t": "\\t", "\n": "\\n", "\r": "\\r"}
_ASCII = {
    0x2022: "*",  # bullets, as masks are often drawn
    0x25CF: "*",
    0x2026: "...",
    0x00B7: "-",
    0x2013: "-",
    0x2014: "-",
    0x2018: "'",
    0x2019: "'",
    0x201C: '"',
    0x201D: '"',
    0x2192: "->",
    0x203A: ">",
}
_UNRESERVED = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/"


def visible(text: str, *, ascii_only: bool = False) -> str:
    r"""Make every character of a text seen, and none able to command a terminal or turn the reading direction.

    Control, format (bidi overrides, zero-width), unassigned and surrogate characters become escapes such as ``\x1b``;
    so does a byte that was no UTF-8. With ``ascii_only``, everything beyond ASCII does.
    """
    if ascii_only:
        text = text.translate(_ASCII)
    if text.isprintable() and (text.isascii() or not ascii_only):
        return text
    return "".join(char if _shows(char) and (char.isascii() or not ascii_only) else escape(char) for char in text)


def _shows(char: str) -> bool:
    """Tell whether a character shows, or is a plain space of another width."""
    return char.isprintable() or (char > "\x9f" and char.isspace() and char not in "\u2028\u2029")


def escape(char: str) -> str:
    """Write one character as an escape; an undecodable byte (kept as a low surrogate) as that byte."""
    code = ord(char)
    if 0xDC80 <= code <= 0xDCFF:
        code -= 0xDC00
    if char in _NAMED:
        return _NAMED[char]
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def encodable(text: str) -> str:
    """Make text that UTF-8 can carry: lone surrogates become escapes, all else stays."""
    if text.isascii():
        return text
    return "".join(escape(c) if "\ud800" <= c <= "\udfff" else c for c in text)


@lru_cache(1024)
def uri(path: str) -> str:
    """Write a relative path as a URI reference, percent-encoded byte by byte: exact even where it is no UTF-8."""
    try:
        raw = path.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        raw = path.encode("utf-8", "surrogatepass")
    if not raw.translate(None, _UNRESERVED):
        return path
    return "".join(chr(byte) if byte in _UNRESERVED else f"%{byte:02X}" for byte in raw)


def count(number: int, noun: str) -> str:
    """Count things: ``1 file``, ``2 files``, ``12,000 files``."""
    several = f"{noun}es" if noun.endswith("ss") else f"{noun}s"
    return f"{number:,} {noun if number == 1 else several}"


def size(number: int) -> str:
    """Write bytes in decimal units: ``512 B``, ``3.1 MB``."""
    if number < 1000:
        return f"{number} B"
    units = ["kB", "MB", "GB", "TB"]
    value = number / 1000
    while value >= 999.95 and len(units) > 1:
        value /= 1000
        units.pop(0)
    return f"{value:.1f} {units[0]}"


def duration(seconds: float) -> str:
    """Write a time: ``42 ms``, ``1.25 s``, ``3 min 7 s``."""
    if seconds < 0.0995:
        return f"{seconds * 1000:.0f} ms"
    if seconds < 59.995:
        return f"{seconds:.2f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest} s"
