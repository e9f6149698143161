"""Bytes of a Python file as UTF-8, whatever they are written in (PEP 263)."""

from __future__ import annotations

import codecs
import re

_COOKIE = re.compile(rb"\A(?:[^\n\r]*(?:\r\n|\r|\n))?[ \t\f]*#[^\n\r]*?coding[:=][ \t]*([-\w.]{1,40})")
_OLD_MAC = re.compile(rb"\r(?!\n)")
_BLANK = re.compile(rb"\A[ \t\f]*(?:#[^\n\r]*)?(?:[\n\r]|\Z)")
# Codecs of text only: some others take long for little, or are no text at all.
_TEXT = re.compile(
    r"ascii|utf_8(?:_sig)?|iso8859_\d+|cp\d+|mac_\w+|koi8_\w+|gbk|gb2312|gb18030|big5(?:hkscs)?|hz|johab|ptcp154"
    r"|shift_jis\w*|euc_\w+|iso2022_\w+|tis_620|hp_roman8|kz1048|palmos"
)
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))


def utf8(data: bytes) -> bytes:
    """The same text in UTF-8, with a space for each NUL and a line feed for a lone carriage return.

    What is no text in its encoding becomes U+FFFD.
    A file that is UTF-8 already, as nearly all are, keeps its bytes and so its places.
    """
    data = _decoded(data)
    if b"\r" in data:
        data = _OLD_MAC.sub(b"\n", data)
    return data.replace(b"\0", b" ") if b"\0" in data else data


def _decoded(data: bytes) -> bytes:
    for mark, name in _WIDE:
        if data.startswith(mark):
            return data[2:].decode(name, "replace").encode("utf-8", "replace")
    name = _declared(data)
    if name and name != "utf_8":
        try:
            return data.decode(name).encode()
        except UnicodeError:
            pass
    try:
        data.decode()
    except UnicodeDecodeError:
        return data.decode("utf-8", "replace").encode()
    return data


def _declared(data: bytes) -> str:
    """The codec that the first or second line names, where it is one of text."""
    if b"coding" not in data[:400] or data.startswith(codecs.BOM_UTF8):
        return ""
    found = _COOKIE.match(data)
    if found is None or not (_BLANK.match(data) or found.start(1) < _first_line(data)):
        return ""
    try:
        name = codecs.lookup(found.group(1).decode("ascii", "replace")).name.replace("-", "_")
    except LookupError:
        return ""
    return name if _TEXT.fullmatch(name) else ""


def _first_line(data: bytes) -> int:
    return min((at for at in (data.find(b"\n"), data.find(b"\r")) if at >= 0), default=len(data))
