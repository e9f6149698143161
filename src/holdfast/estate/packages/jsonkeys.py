"""Lines of the keys of large JSON files, by one expression: a whole tree with places costs twenty times as much."""

from __future__ import annotations

import json
import re
from bisect import bisect_right
from typing import Any, Final

from holdfast.formats.treetext import decoded

_KEY: Final = re.compile(r'"([^"\\\n]*+)"[ \t]*+:[ \t]*+[{\[]')
_NEWLINE: Final = re.compile("\n")


class Keyed:
    """The keys that hold an object or a list, with their lines, in the order of the text."""

    def __init__(self, text: str) -> None:
        """Take the text of one file."""
        self._starts = [found.end() for found in _NEWLINE.finditer(text)]
        self._offsets: dict[str, list[int]] = {}
        for found in _KEY.finditer(text):
            self._offsets.setdefault(found[1], []).append(found.start())

    def first(self, key: str) -> int:
        """The line on which a key stands for the first time; 1 where it is written in an unusual way."""
        offsets = self._offsets.get(key)
        return bisect_right(self._starts, offsets[0]) + 1 if offsets else 1

    def behind(self, key: str, offset: int) -> tuple[int, int]:
        """Line and offset of a key behind an offset; line 1 and the same offset where there is none."""
        offsets = self._offsets.get(key, [])
        at = bisect_right(offsets, offset)
        if at >= len(offsets):
            return 1, offset
        return bisect_right(self._starts, offsets[at]) + 1, offsets[at]


def load(content: bytes, most: int) -> tuple[Any, Keyed] | str:
    """Values and lines of a JSON file, or why there are none."""
    if len(content) > most:
        return f"larger than {most >> 20} MiB"
    text = decoded(content)
    try:
        value = json.loads(text)
    except RecursionError:
        return "not read as JSON: nested too deep"
    except ValueError as error:
        return f"not read as JSON: line {getattr(error, 'lineno', 1)}"
    return value, Keyed(text)
