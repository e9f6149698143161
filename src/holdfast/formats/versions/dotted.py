"""Lists of numbers, compared one after the other, the shorter one first: R's packages and Haskell's."""

from __future__ import annotations

from holdfast.formats.versions.order import bounded, number


def cran(text: str) -> tuple[int, ...]:
    """The key of an R version: numbers with dots or dashes between. Raises ValueError for what is no version."""
    return tuple(number(part) for part in bounded(text).replace("-", ".").split("."))


def haskell(text: str) -> tuple[int, ...]:
    """The key of a Haskell version: numbers with dots between. Raises ValueError for what is no version."""
    return tuple(number(part) for part in bounded(text).split("."))
