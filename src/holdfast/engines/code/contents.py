"""What is in a cell: items in a row, or entries by key; both with a rest of which only the values are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from holdfast.engines.code.joins import join, same

if TYPE_CHECKING:
    from holdfast.engines.code.values import Value

MOST_ITEMS: Final = 64
MOST_ENTRIES: Final = 256
Key = str | bytes | int | float | bool | tuple[object, ...] | None


class Items:
    """Items whose places are known, and behind them any number like ``rest``."""

    __slots__ = ("items", "rest")

    def __init__(self, items: tuple[Value, ...] = (), rest: Value | None = None) -> None:
        if len(items) > MOST_ITEMS:
            for item in items[MOST_ITEMS:]:
                rest = item if rest is None else join(rest, item)
            items = items[:MOST_ITEMS]
        self.items = items
        self.rest = rest

    def values(self) -> Iterator[Value]:
        """All that is in it."""
        yield from self.items
        if self.rest is not None:
            yield self.rest

    def same(self, other: Content) -> bool:
        """Whether nothing tells the two apart."""
        if type(other) is not Items or len(other.items) != len(self.items):
            return False
        return all(map(same, self.items, other.items)) and _same_rest(self.rest, other.rest)

    def any(self) -> Value | None:
        """An item of which nobody knows the place."""
        made: Value | None = None
        for value in self.values():
            made = value if made is None else join(made, value)
        return made


class Table:
    """Entries whose keys are known, and others like ``rest``."""

    __slots__ = ("entries", "rest")

    def __init__(self, entries: dict[Key, Value] | None = None, rest: Value | None = None) -> None:
        self.entries = entries if entries is not None else {}
        self.rest = rest
        if len(self.entries) > MOST_ENTRIES:
            kept = dict(list(self.entries.items())[:MOST_ENTRIES])
            for key, value in self.entries.items():
                if key not in kept:
                    self.rest = value if self.rest is None else join(self.rest, value)
            self.entries = kept

    def values(self) -> Iterator[Value]:
        """All that is in it."""
        yield from self.entries.values()
        if self.rest is not None:
            yield self.rest

    def same(self, other: Content) -> bool:
        """Whether nothing tells the two apart."""
        if type(other) is not Table or other.entries.keys() != self.entries.keys():
            return False
        return all(same(v, other.entries[k]) for k, v in self.entries.items()) and _same_rest(self.rest, other.rest)

    def any(self) -> Value | None:
        """A value of which nobody knows the key."""
        made: Value | None = None
        for value in self.values():
            made = value if made is None else join(made, value)
        return made

    def put(self, key: Key, value: Value) -> Table:
        """The same with one entry more, or changed."""
        entries = dict(self.entries)
        entries[key] = value
        return Table(entries, self.rest)


Content = Items | Table


def meet(one: Content, two: Content) -> Content:
    """A content that may be either."""
    if one is two:
        return one
    if type(one) is Items and type(two) is Items:
        return _meet_items(one, two)
    if type(one) is Table and type(two) is Table:
        entries = dict(one.entries)
        for key, value in two.entries.items():
            entries[key] = join(entries[key], value) if key in entries else value
        return Table(entries, _join_rest(one.rest, two.rest))
    return Items((), _join_rest(one.any(), two.any()))


def _meet_items(one: Items, two: Items) -> Items:
    short = min(len(one.items), len(two.items))
    items = tuple(map(join, one.items[:short], two.items[:short]))
    rest = _join_rest(one.rest, two.rest)
    for item in (*one.items[short:], *two.items[short:]):
        rest = _join_rest(rest, item)
    return Items(items, rest)


def _join_rest(one: Value | None, two: Value | None) -> Value | None:
    if one is None or two is None:
        return one if two is None else two
    return join(one, two)


def _same_rest(one: Value | None, two: Value | None) -> bool:
    if one is None or two is None:
        return one is two
    return same(one, two)
