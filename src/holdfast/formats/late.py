"""What a compiled pack holds, each part read when it is asked for: a run needs few of hundreds.

Every part stands on a line of its own, as JSON text has no line end within.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar, overload

T = TypeVar("T")
_ENTRY: Final = re.compile(r'^"([^"\\]+)":', re.MULTILINE)
_COMPACT: Final[dict[str, Any]] = {"ensure_ascii": False, "separators": (",", ":")}


def write_rows(rows: Sequence[Any]) -> str:
    """The text of a sequence, which ``Rows`` reads."""
    return "".join(f"{json.dumps(row, **_COMPACT)}\n" for row in rows)


def write_entries(entries: Mapping[str, Any]) -> str:
    """The text of a mapping, which ``Entries`` reads; JSON as a whole."""
    rows = ",\n".join(f"{json.dumps(name)}:{json.dumps(item, **_COMPACT)}" for name, item in entries.items())
    return f"{{\n{rows}\n}}\n"


class Rows(Sequence[T]):
    """The rows of a text, made when they are asked for."""

    def __init__(self, text: str, make: Callable[[str], T]) -> None:
        """Take the text and what makes a row of its line."""
        self._lines = text.split("\n")[:-1]
        self._make = make
        self._made: dict[int, T] = {}

    def __len__(self) -> int:
        return len(self._lines)

    @overload
    def __getitem__(self, at: int) -> T: ...
    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...
    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        if isinstance(at, slice):
            return [self[each] for each in range(*at.indices(len(self)))]
        number = range(len(self._lines))[at]
        if number not in self._made:
            self._made[number] = self._make(self._lines[number])
        return self._made[number]


class Entries(Mapping[str, T]):
    """The entries of a text, made when they are asked for."""

    def __init__(self, text: str, make: Callable[[Any], T], own: Mapping[str, T] | None = None) -> None:
        """Take the text, what makes an entry of its plain data, and entries that stand before those of the text."""
        self._text = text
        self._make = make
        self._own = own or {}
        self._made = dict(self._own)

    def __getitem__(self, name: str) -> T:
        if name not in self._made:
            head = f"\n{json.dumps(name)}:"
            at = self._text.find(head)
            if at < 0:
                raise KeyError(name)
            self._made[name] = self._make(json.JSONDecoder().raw_decode(self._text, at + len(head))[0])
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        yield from self._own
        yield from (match[1] for match in _ENTRY.finditer(self._text) if match[1] not in self._own)

    def __len__(self) -> int:
        return sum(1 for _ in self)
