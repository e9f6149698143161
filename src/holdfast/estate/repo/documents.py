"""The text of office files and PDFs. Tags are taken out, never followed; a PDF is read by a process of its own."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from holdfast.estate.repo.blob import Blob
from holdfast.estate.repo.text import as_text
from holdfast.kit.expressions import expression
from holdfast.kit.process import ProcessFailed, run
from holdfast.model.report import Skipped

PDF: Final = b"%PDF-"
SECONDS: Final = 20
"""How long one PDF may take."""
TOGETHER: Final = 60
"""How long all PDFs of one archive may take."""
PAGES: Final = 1_000
"""Pages that are read of one PDF."""
CHARACTERS: Final = 16 << 20
"""Text that is read of one PDF."""
EXTRA: Final = "PDF: holdfast[documents] reads it"

_GRACE: Final = 5
_LATE: Final = (-24, -9)
"""Codes of a process that used up its share of the processor, as POSIX systems number those signals."""
_TEXT: Final = expression(r"(?:word|xl|ppt)/[^:]*\.xml$|(?:content|styles|meta)\.xml$", re.IGNORECASE)
_TAG: Final = expression(
    r"<!--|-->|<!\[CDATA\[|\]\]>"
    r"|<(?P<end>/?)(?:[\w.\-]++:)?(?P<name>[?\w.\-]++)(?P<rest>(?:[^<>\"']++|\"[^<\"]*+\"|'[^<']*+')*+)>"
)
_LINES: Final = frozenset({"p", "h", "si", "row", "tr", "table-row", "v", "comment"})
_CELLS: Final = frozenset({"tc", "c", "table-cell"})
_STANDS_FOR: Final = {"tab": "\t", "s": " ", "br": "\n", "cr": "\n", "line-break": "\n"}


def is_office(listed: bytes) -> bool:
    """Whether the list of a zip's members is that of an office file (Open XML or OpenDocument)."""
    return b"[Content_Types].xml" in listed or (b"mimetype" in listed and b"content.xml" in listed)


def is_text(name: str) -> bool:
    """Whether a member of an office file holds text between tags."""
    return bool(_TEXT.match(name))


def text(data: bytes) -> bytes:
    """The text of an XML document without its tags, a line for each paragraph, row or entry; comments are text too.

    One that brings definitions of its own (entities, which nobody needs here) is given back as it is.
    """
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        return data
    plain, _ = as_text(data)
    told = _TAG.sub(_meaning, plain.decode("utf-8", "replace"))
    if "&" in told:
        from html import unescape

        told = unescape(told)
    return told.encode("utf-8", "replace")


def _meaning(tag: re.Match[str]) -> str:
    """What a tag means in a text."""
    name = tag["name"]
    if tag["end"] or (tag["rest"] or "").endswith("/"):
        return _STANDS_FOR.get(name) or ("\n" if name in _LINES else "\t" if name in _CELLS else "")
    return ""


def pages(path: str, data: bytes, seconds: float) -> Iterator[Blob | Skipped]:
    """The text of a PDF, page by page, each a blob; or why it cannot be read.

    Another process reads it, which is ended after ``seconds`` and may not use more than its share of memory.
    """
    from importlib.util import find_spec

    reader = Path(__file__).with_name("pdf.py")
    if find_spec("pypdf") is None or not reader.is_file():
        yield Skipped(path=path, why=EXTRA, bytes=len(data))
        return
    command = [sys.executable, "-P", str(reader), str(int(seconds)), str(PAGES), str(CHARACTERS)]
    try:
        answer = json.loads(run(command, data=data, seconds=seconds + _GRACE))
    except (ProcessFailed, ValueError) as error:
        late = "longer than" in str(error) or getattr(error, "code", None) in _LATE
        why = "PDF: it took too long" if late else "damaged PDF"
        yield Skipped(path=path, why=why, bytes=len(data), fault=True)
        return
    for number, page in enumerate(answer["pages"], 1):
        yield Blob(f"{path}!page-{number}", page.encode("utf-8", "replace"))
    if answer["why"]:
        yield Skipped(path=path, why=answer["why"], bytes=len(data), fault=answer["fault"])
