"""Answers that are remembered: what was asked before costs one look into a dict, and no call of Python code."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Final, TypeVar

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")

_MOST: Final = 200_000
"""How many answers of a kind are remembered; what is asked comes from what is scanned."""


class Memo(dict[K, V]):
    """Makes an answer when it is asked for first."""

    __slots__ = ("_make",)

    def __init__(self, make: Callable[[K], V]) -> None:
        self._make = make

    def __missing__(self, key: K) -> V:
        made = self._make(key)
        if len(self) >= _MOST:
            self.clear()
        self[key] = made
        return made
