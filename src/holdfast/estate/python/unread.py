"""Which files are no work of a person, or too large to be one: of these nothing is read."""

from __future__ import annotations

from typing import Final

SIZE_LIMIT: Final = 2_000_000


def unread(path: str, data: bytes) -> str:
    """Why a file is not read as code; empty where it is."""
    if len(data) > SIZE_LIMIT:
        return "larger than 2 MB"
    return "not text" if b"\0" in data[:4000] else ""
