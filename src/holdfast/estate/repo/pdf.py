"""Reads a PDF from standard input and writes its text as JSON: run by ``documents`` as a process with bounds."""

from __future__ import annotations

import io
import json
import sys
import time
from typing import Any, Final

_MEMORY: Final = 1 << 30


def _bounded(seconds: int) -> None:
    """Limit this process's memory and time, and let it write no file, where the system can."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, seconds + 2), (resource.RLIMIT_FSIZE, 0)):
        try:
            resource.setrlimit(kind, (most, resource.getrlimit(kind)[1]))
        except (OSError, ValueError):
            continue


def read(data: bytes, seconds: float, most_pages: int, most_characters: int) -> dict[str, Any]:
    """The pages' text, why something is missing, and whether that is a fault."""
    from pypdf import PdfReader

    stop = time.monotonic() + seconds
    found: dict[str, Any] = {"pages": [], "why": "", "fault": False}
    try:
        reader = PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            return {**found, "why": "encrypted"}
        for page in reader.pages:
            if len(found["pages"]) >= most_pages or most_characters <= 0:
                return {**found, "why": "PDF: only its first pages were read"}
            if time.monotonic() > stop:
                return {**found, "why": "PDF: it took too long", "fault": True}
            text = page.extract_text()[:most_characters]
            most_characters -= len(text)
            found["pages"].append(text)
    except Exception as error:  # a broken document may raise anything; what was read until then is kept
        return {**found, "why": f"damaged PDF ({type(error).__name__})", "fault": True}
    return found


if __name__ == "__main__":
    _bounded(int(sys.argv[1]))
    json.dump(read(sys.stdin.buffer.read(), *map(int, sys.argv[1:4])), sys.stdout)
