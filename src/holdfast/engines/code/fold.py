"""Operations on constants. They are bounded: no constant of hostile code grows beyond what fits on a page."""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any, Final

from holdfast.engines.code.taints import both
from holdfast.engines.code.values import Fixed, Text, Value, options

LONGEST_TEXT: Final = 4_000
LARGEST_NUMBER: Final = 1 << 128
MOST_PIECES: Final = 24

_ARITHMETIC: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "&": operator.and_,
    "|": operator.or_,
    "^": operator.xor,
    ">>": operator.rshift,
}
_COMPARISONS: Final[Mapping[str, Callable[[Any, Any], Any]]] = {
    "==": operator.eq,
    "!=": operator.ne,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "is": operator.eq,
    "is not": operator.ne,
}
_NUMBERS: Final = (int, float)


def arithmetic(op: str, one: Any, two: Any) -> Fixed | None:
    """``one op two`` for two constants; None where it fails or grows too large."""
    try:
        if op in ("**", "<<"):
            return _power(op, one, two)
        if op == "*" and not (isinstance(one, _NUMBERS) and isinstance(two, _NUMBERS)):
            return _repeated(one, two)
        act = _ARITHMETIC.get(op)
        if act is None:
            return None
        made = act(one, two)
    except (TypeError, ValueError, ArithmeticError):
        return None
    return bounded(made)


def _power(op: str, one: Any, two: Any) -> Fixed | None:
    if not (isinstance(one, int) and isinstance(two, int) and 0 <= two <= 128 and abs(one) <= LARGEST_NUMBER):
        return None
    if op == "**" and two * max(abs(one).bit_length(), 1) > 512:
        return None
    return bounded(one**two if op == "**" else one << two)


def _repeated(one: Any, two: Any) -> Fixed | None:
    text, times = (two, one) if isinstance(one, int) else (one, two)
    if not isinstance(times, int) or not isinstance(text, (str, bytes)) or len(text) * max(times, 0) > LONGEST_TEXT:
        return None
    return Fixed(text * times)


def bounded(made: Any) -> Fixed | None:
    """A constant, if it is of a kind and size that is kept."""
    if isinstance(made, (str, bytes)):
        return Fixed(made) if len(made) <= LONGEST_TEXT else None
    if isinstance(made, bool) or made is None:
        return Fixed(made)
    if isinstance(made, int):
        return Fixed(made) if abs(made) <= LARGEST_NUMBER else None
    return Fixed(made) if isinstance(made, float) else None


def comparison(op: str, one: Any, two: Any) -> bool | None:
    """``one op two`` for two constants; None where it fails."""
    act = _COMPARISONS.get(op)
    try:
        if act is not None:
            return bool(act(one, two))
        if op in ("in", "not in") and isinstance(one, type(two)) and isinstance(two, (str, bytes)):
            return (one in two) == (op == "in")
    except TypeError:
        return None
    return None


def pieces_of(value: Value) -> tuple[str | None, ...]:
    """A value as pieces of a text."""
    kind = type(value)
    if kind is Fixed:
        known = said(value.value)  # type: ignore[union-attr]
        return (known,) if known else ()
    if kind is Text:
        return value.pieces  # type: ignore[union-attr]
    return (None,) if value.taints else ("",)


def said(value: Any) -> str:
    """A constant as it stands in a text."""
    return value if isinstance(value, str) else str(value)


def text(pieces: list[str | None], taints: Any) -> Fixed | Text:
    """A text of pieces, see ``Text``; a constant if all of them are known."""
    made: list[str | None] = []
    for piece in pieces:
        if piece and made and made[-1]:
            made[-1] = (made[-1] + piece)[:LONGEST_TEXT]
        else:
            made.append(piece)
    if len(made) > MOST_PIECES:
        made = [*made[: MOST_PIECES - 1], None if taints else ""]
    if not taints and all(made):
        return Fixed("".join(piece for piece in made if piece))
    return Text(tuple(made), taints)


def concatenated(one: Value, two: Value) -> Fixed | Text:
    """Two texts in one; of several options the pieces are kept where all agree on them."""
    return text([*_agreed(one), *_agreed(two)], both(one.taints, two.taints))


def _agreed(value: Value) -> tuple[str | None, ...]:
    found = {pieces_of(option) for option in options(value)}
    return found.pop() if len(found) == 1 else (None if value.taints else "",)
