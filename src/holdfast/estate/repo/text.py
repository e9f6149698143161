"""Whether content is text, and in which encoding; or an archive, which may hold some."""

from __future__ import annotations

import codecs
import sys
from typing import Final

from holdfast.estate.repo.blob import Blob, Packed
from holdfast.model.report import Skipped

Content = Blob | Packed | Skipped
_HEAD: Final = 8192
_CONTROLS: Final = bytes({*range(0x20), 0x7F} - set(b"\t\n\r\f\x1b"))
LFS: Final = b"version https://git-lfs.github.com/spec/v1"
ARCHIVE: Final = "archive"
PDF: Final = "PDF"
_ZSTD: Final = b"(\xb5/\xfd"
_BZIP2: Final = tuple(b"BZh%d1AY&SY" % level for level in range(1, 10))
_ARCHIVES: Final = (b"PK\x03\x04", b"\x1f\x8b\x08", b"\xfd7zXZ\x00", *_BZIP2, b"7z\xbc\xaf", b"Rar!\x1a\x07", _ZSTD)
_CLOSED: Final = (b"7z\xbc\xaf", b"Rar!\x1a\x07", *([] if sys.version_info >= (3, 14) else [_ZSTD]))
"""Archives that nothing in Python's standard library reads; Zstandard came with 3.14."""
_PDF: Final = b"%PDF-"
_SIGNS: Final = bytes({sign[0] for sign in (*_ARCHIVES, _PDF, LFS, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)})
"""First bytes of what may be more than plain text; all else of that kind has a NUL byte near its beginning."""
_ZIP_END: Final = b"PK\x05\x06"
_ZIP_TAIL: Final = 0xFFFF + 22


def as_text(data: bytes) -> tuple[bytes, str]:
    """The content as ASCII-compatible bytes, and why it is none (empty when it is text).

    UTF-16 and UTF-32 with a byte order mark are turned into UTF-8; everything else is taken as it is, so that any
    ASCII-compatible encoding is read. A few NUL bytes do not make text binary, or one byte would hide a secret.
    """
    if data[:4] in (codecs.BOM_UTF32_LE, codecs.BOM_UTF32_BE):
        return data.decode("utf-32", "replace").encode(), ""
    if data[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
        return data.decode("utf-16", "replace").encode(), ""
    if data.startswith(_ARCHIVES) or (data[257:262] == b"ustar" and b"\0" in data[:257]):
        return b"", ARCHIVE
    if data.startswith(_PDF):
        return b"", PDF
    head = data[:_HEAD]
    if b"\0" in head:
        few = len(head) // 10
        if head.count(0, 0, _HEAD // 4) > few or head.count(0) > few:  # most binary contents are told by the beginning
            return b"", "binary"
        plain = head.decode("utf-8", "ignore").encode().translate(None, _CONTROLS)
        if len(head) - len(plain) > few:
            return b"", "binary"
    if data.startswith(LFS) and len(data) < 1024:
        return b"", "content is in Git LFS"
    return data, ""


def content(path: str, data: bytes) -> Content:
    """A content as what it is: text, something to open first, or skipped with the reason."""
    if data[:1] not in _SIGNS and data.find(0, 0, _HEAD) < 0:
        return Blob(path, data)  # as nearly all files are
    text, why = as_text(data)
    if not why:
        return Blob(path, text)
    behind = why == "binary" and data.rfind(_ZIP_END, max(0, len(data) - _ZIP_TAIL)) >= 0
    if behind or why == PDF or (why == ARCHIVE and not data.startswith(_CLOSED)):
        return Packed(path, data)
    return Skipped(path=path, why=why, bytes=len(data))
