"""What the text of a route says of the parameters of its handler: ``/item/<int:number>``, ``/item/{name}``."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from holdfast.estate.kinds import code

if TYPE_CHECKING:
    from collections.abc import Iterator

    from holdfast.engines.code.values import Routine

_NUMBER: Final = re.compile(r"<(?:int|float|uuid|bool)(?:\([^)]*\))?:(\w+)>|\{(\w+):(?:int|float|uuid)\}")
_SEGMENT: Final = re.compile(r"<(?:string(?:\([^)]*\))?:)?(\w+)>|\{(\w+)(?::str)?\}")


def numeric(routine: Routine) -> frozenset[str]:
    """Parameters that are numbers."""
    return _named(_NUMBER, routine)


def segments(routine: Routine) -> frozenset[str]:
    """Parameters that are one segment of the path: there is no slash in them."""
    return _named(_SEGMENT, routine)


def _named(expression: re.Pattern[str], routine: Routine) -> frozenset[str]:
    found = (one or two for text in _texts(routine) for one, two in expression.findall(text))
    return frozenset(found)


def _texts(routine: Routine) -> Iterator[str]:
    for each in routine.function.decorators:
        if type(each) is code.Call:
            for part in each.args:
                if type(part) is code.Const and isinstance(part.value, str):
                    yield part.value
