"""Text of others inside of Markdown: as prose without markup, or as a code span that holds whatever it holds."""

from __future__ import annotations

import re
from typing import Final

from holdfast.formats.report.plain import visible

_CODE: Final = 300
"""Characters shown of one text of the repository."""
_ACTIVE: Final = re.compile(r"[\\`*_\[\]<>&~|$!]|(?<=:)/(?=/)|(?<=www)\.|^[#+=:-]", re.IGNORECASE)
_NUMBERED: Final = re.compile(r"^(\d{1,9})([.)])(?=\s|$)")
_TICKS: Final = re.compile(r"`+")


def plain(text: str) -> str:
    """Write prose on one line so that nothing in it is markup: no emphasis, no tag, no link, no list."""
    flat = _ACTIVE.sub(lambda match: f"\\{match[0]}", " ".join(visible(text).split()))
    return _NUMBERED.sub(r"\1\\\2", flat)


def code(text: str) -> str:
    """Write text as a code span, in more backticks than it has in a row, cut when long; nothing for blank text."""
    shown = visible(text).strip()
    shown = f"{shown[:_CODE]}…" if len(shown) > _CODE else shown
    if not shown:
        return ""
    fence = "`" * (1 + max(map(len, _TICKS.findall(shown)), default=0))
    return f"{fence} {shown} {fence}" if shown[0] == "`" or shown[-1] == "`" else f"{fence}{shown}{fence}"
