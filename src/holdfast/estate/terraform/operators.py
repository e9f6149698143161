"""Operators, with null and unknown as the language has them."""

from __future__ import annotations

import math
import operator as py
from collections.abc import Callable
from typing import Any, Final

from holdfast.estate.terraform.values import Bad, as_flag, as_number, refs_of, same, trail_of, whole
from holdfast.model.place import Place
from holdfast.model.value import How, Known, Tree, Unknown

_COMPARE: Final[dict[str, Callable[[Any, Any], bool]]] = {"<": py.lt, "<=": py.le, ">": py.gt, ">=": py.ge}


def binary(operator: str, left: Tree, later: Callable[[], Tree], place: Place) -> Tree:
    """What an operator makes of a value and another that is evaluated when it is needed. Raises Bad."""
    if operator in ("&&", "||"):
        return _logic(operator == "||", left, later, place)
    right = later()
    if operator in ("==", "!="):
        equal = same(left, right)
        if equal is None:
            return _unknown(left, right, place)
        return _made(equal == (operator == "=="), left, right, place)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return _unknown(left, right, place)
    one, other = as_number(left.value), as_number(right.value)
    if operator in _COMPARE:
        return _made(_COMPARE[operator](one, other), left, right, place)
    return _made(arithmetic(operator, one, other), left, right, place)


def _logic(stops_at: bool, left: Tree, later: Callable[[], Tree], place: Place) -> Tree:
    if isinstance(left, Known) and as_flag(left.value) is stops_at:
        return _made(stops_at, left, left, place)
    right = later()
    if isinstance(right, Known) and as_flag(right.value) is stops_at:
        return _made(stops_at, right, right, place)
    if isinstance(left, Unknown) or isinstance(right, Unknown):
        return _unknown(left, right, place)
    return _made(not stops_at, left, right, place)


def arithmetic(operator: str, one: float, other: float) -> int | float:
    """A sum, difference, product, quotient or rest. Raises Bad where there is none."""
    if operator in ("/", "%") and other == 0:
        raise Bad("something is divided by zero")
    if max(_size(one), _size(other)) > 512:
        raise Bad("a number is too large")
    try:
        if operator == "/":
            exact = isinstance(one, int) and isinstance(other, int) and one % other == 0
            return one // other if exact else whole(one / other)
        if operator == "%":
            return (
                whole(math.fmod(one, other))
                if isinstance(one, float) or isinstance(other, float)
                else _rest(one, other)
            )
        result = {"+": py.add, "-": py.sub, "*": py.mul}[operator](one, other)
        return whole(result)
    except OverflowError:
        raise Bad("a number is too large") from None


def _rest(one: int, other: int) -> int:
    rest = abs(one) % abs(other)
    return -rest if one < 0 else rest


def _size(number: float) -> int:
    return number.bit_length() if isinstance(number, int) else 0


def unary(operator: str, value: Tree, place: Place) -> Tree:
    """What a sign makes of a value. Raises Bad."""
    if isinstance(value, Unknown):
        return Unknown(value.why, place, value.refs)
    made = (not as_flag(value.value)) if operator == "!" else -as_number(value.value)
    return Known(made, place, How.COMPUTED, value.trail, value.refs)


def _made(value: Any, left: Tree, right: Tree, place: Place) -> Tree:
    return Known(value, place, How.COMPUTED, trail_of((left, right)), refs_of((left, right)))


def _unknown(left: Tree, right: Tree, place: Place) -> Tree:
    why = left.why if isinstance(left, Unknown) else right.why if isinstance(right, Unknown) else "a part is unknown"
    return Unknown(why, place, refs_of((left, right)))
