"""Maven's versions, as its ComparableVersion compares them.

Source: https://maven.apache.org/pom.html#version-order-specification and the behaviour of maven-artifact 3.9.
"""

from __future__ import annotations

from typing import Final

from holdfast.formats.versions.order import Compared, bounded

_QUALIFIERS: Final = ("alpha", "beta", "milestone", "rc", "snapshot", "", "sp")
_ALIASES: Final = {"ga": "", "final": "", "release": "", "cr": "rc"}
_SHORT: Final = {"a": "alpha", "b": "beta", "m": "milestone"}
"""What one letter means where a number follows at once."""

_LONGEST: Final = 256
"""Each dash nests one list more, and they are walked by recursion."""

Item = int | str | tuple["Item", ...]


def key(text: str) -> Maven:
    """The key of a version. Any text is one that is neither empty nor endless; raises ValueError for those."""
    text = bounded(text)
    if len(text) > _LONGEST:
        raise ValueError("a version that Maven would hardly have")
    return Maven(_parsed(text.lower()))


class Maven(Compared):
    """A tree of numbers, qualifiers and lists; two trees are compared item by item."""

    __slots__ = ()

    def compare(self, other: Maven) -> int:
        """Below zero, zero or above zero."""
        return _lists(self.form, other.form)

    def __hash__(self) -> int:
        return hash(_hashed(self.form))


def _hashed(item: Item) -> object:
    """The same for trees that compare as equal: what compares as nothing at the end of a list is left out."""
    if not isinstance(item, tuple):
        return item
    end = len(item)
    while end and not _items(item[end - 1], None):
        end -= 1
    return tuple(_hashed(one) for one in item[:end])


def _parsed(text: str) -> tuple[Item, ...]:
    """The tree: a dash, or a change between digits and letters, opens a list at the end of the list."""
    lists: list[list[Item]] = [[]]
    start, digit = 0, False
    for at, char in enumerate(text):
        if char in ".-":
            lists[-1].append(0 if at == start else _item(text[start:at], digit))
            start = at + 1
            if char == "-":
                lists.append([])
        elif char.isdecimal():
            if not digit and at > start:
                _nest(lists)
                word = text[start:at]
                word = _SHORT.get(word, word)
                lists[-1].append(_ALIASES.get(word, word))
                start = at
                lists.append([])
            digit = True
        else:
            if digit and at > start:
                lists[-1].append(_item(text[start:at], True))
                start = at
                lists.append([])
            digit = False
    if len(text) > start:
        if not digit:
            _nest(lists)
        lists[-1].append(_item(text[start:], digit))
    return _normal(lists)


def _nest(lists: list[list[Item]]) -> None:
    if lists[-1]:
        lists.append([])


def _item(text: str, digit: bool) -> Item:
    return int(text) if digit else _ALIASES.get(text, text)


def _normal(lists: list[list[Item]]) -> tuple[Item, ...]:
    """Put each list into the one before it, without what counts as nothing at the end of each."""
    whole: tuple[Item, ...] = ()
    for items in reversed(lists):
        while items and not items[-1]:
            items.pop()
        whole = (*items, whole) if whole else tuple(items)
    return whole


def _rank(word: str) -> str:
    """What a qualifier is compared by, as text."""
    return str(_QUALIFIERS.index(word)) if word in _QUALIFIERS else f"{len(_QUALIFIERS)}-{word}"


_RELEASE: Final = _rank("")


def _lists(one: tuple[Item, ...], other: tuple[Item, ...]) -> int:
    for at in range(max(len(one), len(other))):
        left = one[at] if at < len(one) else None
        right = other[at] if at < len(other) else None
        result = _items(left, right) if left is not None else -_items(right, None) if right is not None else 0
        if result:
            return result
    return 0


def _items(one: Item, other: Item | None) -> int:
    """Compare an item with another, or with nothing."""
    if isinstance(one, int):
        if other is None:
            return int(one != 0)
        return (one > other) - (one < other) if isinstance(other, int) else 1
    if isinstance(one, str):
        if other is not None and not isinstance(other, str):
            return -1
        rank, against = _rank(one), _RELEASE if other is None else _rank(other)
        return (rank > against) - (rank < against)
    if other is None:
        return next((result for item in one if (result := _items(item, None))), 0)
    if isinstance(other, int):
        return -1
    return 1 if isinstance(other, str) else _lists(one, other)
