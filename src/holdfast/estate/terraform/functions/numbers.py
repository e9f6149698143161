"""Functions of numbers."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, Final

from holdfast.estate.terraform.values import Bad, as_number, as_text, whole


def _numbers(args: tuple[Any, ...]) -> list[int | float]:
    if not args:
        raise Bad("a number is needed")
    return [as_number(each) for each in args]


def _max(*args: Any) -> int | float:
    return max(_numbers(args))


def _min(*args: Any) -> int | float:
    return min(_numbers(args))


def _sum(values: Any) -> int | float:
    return whole(sum(_numbers(tuple(values))))


def _pow(base: Any, exponent: Any) -> int | float:
    one, power = as_number(base), as_number(exponent)
    if abs(power) > 512 or abs(one) > 1e9:
        raise Bad("a number is too large")
    result = one**power
    if isinstance(result, complex):
        raise Bad("a power is no number")
    return whole(result)


def _parseint(text: Any, base: Any) -> int:
    number = int(as_number(base))
    if not 2 <= number <= 36 or len(as_text(text)) > 400 or "_" in as_text(text):
        raise Bad("parseint() refuses its arguments")
    return int(as_text(text), number)


def _log(value: Any, base: Any) -> int | float:
    return whole(math.log(as_number(value)) / math.log(as_number(base)))


def _signum(value: Any) -> int:
    number = as_number(value)
    if isinstance(number, float):
        raise Bad("signum() needs a whole number")
    return (number > 0) - (number < 0)


FUNCTIONS: Final[dict[str, Callable[..., Any]]] = {
    "abs": lambda value: abs(as_number(value)),
    "ceil": lambda value: math.ceil(as_number(value)),
    "floor": lambda value: math.floor(as_number(value)),
    "log": _log,
    "max": _max,
    "min": _min,
    "parseint": _parseint,
    "pow": _pow,
    "signum": _signum,
    "sum": _sum,
}
