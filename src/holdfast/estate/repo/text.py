"""Whether content is text, and in which encoding."""

from __future__ import annotations

import codecs
from typing import Final

_HEAD: Final = 8192
_CONTROLS: Final = bytes(set(range(256)) - set(range(0x20, 0x7F)) - set(b"\t\n\r\f\x1b"))
LFS: Final = b"version https://git-lfs.github.com/spec/v1"
_ARCHIVES: Final = (b"PK\x03\x04", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"(\xb5/\xfd", b"Rar!")


def as_text(data: bytes) -> tuple[bytes, str]:
    """The content as ASCII-compatible bytes, and why it is none (empty when it is text).

    UTF-16 and UTF-32 with a byte order mark are turned into UTF-8; everything else is taken as it is, so that any
    ASCII-compatible encoding is read. A few NUL bytes do not make text binary, or one byte would hide a secret.
    """
    if data[:4] in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE):
        return data.decode("utf-32", "replace").encode(), ""
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return data.decode("utf-16", "replace").encode(), ""
    head = data[:_HEAD]
    if b"\0" in head:
        if any(head.startswith(mark) for mark in _ARCHIVES):
            return b"", "archive"
        if len(head) - len(head.translate(None, _CONTROLS)) > len(head) // 10:
            return b"", "binary"
    if data.startswith(LFS) and len(data) < 1024:
        return b"", "content is in Git LFS"
    return data, ""
