"""The one line of a finding, in three parts: before, the masked value, after."""

from __future__ import annotations

from holdfast.formats.report.terminal import Pen, cells, head, tail
from holdfast.model.verdict import Fail

_TAB = "    "
_REACH = 400
"""Characters looked at on each side of the finding; more than any screen shows of one line."""


def _parts(fail: Fail) -> tuple[str, str, str]:
    """Split the masked line at the finding, without the indentation, with the span held inside the line."""
    line = fail.frame
    start = max(0, min(fail.mask[0], len(line)))
    end = max(start, min(fail.mask[1], len(line)))
    if start == end:
        return line[:_REACH].strip().replace("\t", _TAB), "", ""
    before, after = line[max(0, start - _REACH) : start], line[end : end + _REACH]
    marked = line[start : min(end, start + _REACH)]
    return before.lstrip().replace("\t", _TAB), marked, after.rstrip().replace("\t", _TAB)


def fitted(fail: Fail, room: int, pen: Pen) -> tuple[str, str, str]:
    """Give what is before, the masked value and what is after: safe, cropped around the value to ``room`` columns."""
    before, marked, after = (pen.safe(part) for part in _parts(fail))
    if cells(before) + cells(marked) + cells(after) <= room:
        return before, marked, after
    dots = pen.symbol("dots")
    if not marked:
        return head(before, room, dots), "", ""
    marked = head(marked, max(room - 2 * len(dots), room // 2), dots)
    left = room - cells(marked)
    lead = max(left // 2, left - cells(after))
    before = tail(before, lead, dots)
    return before, marked, head(after, left - cells(before), dots)
