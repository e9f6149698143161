"""What an order of versions is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

LONGEST: Final = 1024
"""No ecosystem publishes a longer version; what is longer is no version."""


class Order(NamedTuple):
    """How the versions of an ecosystem are ordered."""

    scheme: str
    key: Callable[[str], Any]
    """From a version to something that sorts as the versions do; equal keys are equal versions. The keys are hashable.

    Raises ValueError for what is no version.
    """

    def compare(self, one: str, other: str) -> int:
        """-1, 0 or 1 as ``one`` is before, equal to or behind ``other``. Raises ValueError for what is no version."""
        left, right = self.key(one), self.key(other)
        return -1 if left < right else int(right < left)

    def valid(self, text: str) -> bool:
        """Whether ``text`` is a version of this scheme."""
        try:
            self.key(text)
        except ValueError:
            return False
        return True


class Compared:
    """A key of a scheme whose rule is a comparison of two, and no property of one."""

    __slots__ = ("form",)

    def __init__(self, form: Any) -> None:
        """Take the parts that the rule compares: hashable, and the same for equal versions."""
        self.form = form

    def compare(self, other: Any) -> int:
        """Below zero, zero or above zero, by the rule of the scheme."""
        raise NotImplementedError

    def __lt__(self, other: Any) -> bool:
        return self.compare(other) < 0

    def __le__(self, other: Any) -> bool:
        return self.compare(other) <= 0

    def __gt__(self, other: Any) -> bool:
        return self.compare(other) > 0

    def __ge__(self, other: Any) -> bool:
        return self.compare(other) >= 0

    def __eq__(self, other: object) -> bool:
        return type(self) is type(other) and self.compare(other) == 0

    def __hash__(self) -> int:
        return hash(self.form)


def bounded(text: str) -> str:
    """The text without spaces around it. Raises ValueError where it is empty, or too long to be a version."""
    text = text.strip()
    if not text or len(text) > LONGEST:
        raise ValueError("an empty or endless version")
    return text


def number(digits: str) -> int:
    """The value of decimal digits. Raises ValueError for what is none."""
    if not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"{digits[:40]!r} is no number")
    return int(digits)
