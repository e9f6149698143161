"""Looks at a version of a file by what changed since the version before it, where that is as good as the whole.

Versions of a file are nearly equal. When nothing was found in the one before, a hit in this one has to have something
to do with what changed. Most of what the engine looks for ends within a few lines: there, the changed lines and some
around them are enough. Where something may reach further, the engine says so, and the whole version is looked at.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from holdfast.engines.secrets.look import Seen
from holdfast.engines.secrets.search import LONG
from holdfast.estate.repo.blob import Blob

Look = Callable[[Blob], Seen]
_SMALL: Final = 4096
"""Less is looked at whole: it takes no longer."""
_LINES: Final = 16
"""Lines on either side of a change: literals are put together over eleven at most."""
_BYTES: Final = 1280
"""Bytes on either side of a change, at least: a value stands at most about a thousand behind its name."""
_WIDE: Final = LONG
"""Longer stretches of so many lines are no text that people write: the whole version is looked at."""


class Versions:
    """Takes blobs one after the other, versions of a file in a row. Holds the last one that was clean."""

    def __init__(self, look: Look, files: tuple[str, ...] = ()) -> None:
        """Take the engine, and the endings of paths for which some of its types stand apart."""
        self._look, self._files = look, files
        self._last: Blob | None = None

    def look(self, blob: Blob) -> Seen:
        """What is in it: without hits only when the whole holds none. With hits it has to be looked at again."""
        part = self._part(blob)
        seen = self._look(part)
        if seen.far and part is not blob:
            seen = self._look(blob)
        self._last = None if seen.hits or seen.late or seen.far else blob
        return seen

    def _part(self, blob: Blob) -> Blob:
        """What has to be looked at: the lines around what changed, or all."""
        last, data = self._last, blob.data
        if last is None or last.path != blob.path or len(data) < _SMALL or blob.path.endswith(self._files):
            return blob
        head = _same_head(last.data, data)
        tail = _same_tail(last.data, data, head)
        start, stop = _lines_before(data, head), _lines_after(data, len(data) - tail)
        return blob if start < 0 or stop < 0 else Blob(blob.path, data[start:stop])


def _same_head(one: bytes, other: bytes) -> int:
    """How many bytes two texts have in common at their beginning."""
    low, high = 0, min(len(one), len(other)) + 1
    while high - low > 1:
        middle = (low + high) // 2
        if one[low:middle] == other[low:middle]:
            low = middle
        else:
            high = middle
    return low


def _same_tail(one: bytes, other: bytes, head: int) -> int:
    """How many bytes two texts have in common at their end, behind what they have in common at their beginning."""
    low, high = 0, min(len(one), len(other)) - head + 1
    while high - low > 1:
        middle = (low + high) // 2
        if one[len(one) - middle : len(one) - low] == other[len(other) - middle : len(other) - low]:
            low = middle
        else:
            high = middle
    return low


def _lines_before(data: bytes, at: int) -> int:
    """Where the lines before a place begin that have to be looked at; -1 where they are too long."""
    start = at
    for _ in range(_LINES + 1):
        start = data.rfind(b"\n", max(0, at - _WIDE), start)
        if start < 0:
            return 0 if at <= _WIDE else -1
    return min(start, data.rfind(b"\n", 0, max(0, at - _BYTES))) + 1


def _lines_after(data: bytes, at: int) -> int:
    """Where the lines behind a place end that have to be looked at; -1 where they are too long."""
    stop = at
    for _ in range(_LINES + 1):
        stop = data.find(b"\n", stop, at + _WIDE) + 1
        if not stop:
            return len(data) if len(data) <= at + _WIDE else -1
    far = data.find(b"\n", at + _BYTES) + 1
    return max(stop, far or len(data))
