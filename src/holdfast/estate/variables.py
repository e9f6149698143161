"""Variables in Dockerfiles and Compose files: ``$X``, ``${X}``, ``${X:-else}``, ``${X:+then}`` and their kin."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from holdfast.model.place import Place
from holdfast.model.value import How, Known, Unknown, Value

_VARIABLE: Final = re.compile(r"\\\$|\$\$|\$(?:(\w+)|\{(\w+)(?:(:?[-+?]|##?|%%?|//?)((?:[^{}$]|\$\w+|\$\{\w+\})*))?\})")
_MOST_DEPTH: Final = 8
_MOST: Final = 65_536

Scope = Mapping[str, Value[str]]
"""What variables hold; a name that is missing is empty."""


class Unset(dict[str, Value[str]]):
    """A scope in which every variable is set by somebody else, later."""

    def __init__(self, place: Place) -> None:
        """Take the place where variables are asked for."""
        super().__init__()
        self._place = place

    def get(self, name: str, default: object = None) -> Value[str]:
        """An unknown value, whatever is asked for."""
        return Unknown(f"variable {name} is set where it is started", self._place)


class NoValue(Exception):  # noqa: N818 - it is an answer more than a fault
    """A variable has no value that is known here."""


def expand(text: str, scope: Scope, place: Place) -> Value[str]:
    """Text with its variables replaced; unknown where one of them is."""
    if "$" not in text:
        return Known(text, place)
    try:
        return Known(_expand(text, scope, 0), place, How.COMPUTED)
    except NoValue as error:
        return Unknown(str(error), place)


def _expand(text: str, scope: Scope, depth: int) -> str:
    if depth > _MOST_DEPTH or len(text) > _MOST:
        raise NoValue("variables lead into each other")

    def filled(match: re.Match[str]) -> str:
        if match[0] in ("\\$", "$$"):
            return "$"
        return _value(match[1] or match[2], match[3] or "", match[4] or "", scope, depth)

    found = _VARIABLE.sub(filled, text)
    if len(found) > _MOST:
        raise NoValue("variables grow beyond what is read")
    return found


def _value(name: str, operator: str, word: str, scope: Scope, depth: int) -> str:
    value = scope.get(name)
    if isinstance(value, Unknown):
        if operator in (":-", "-"):
            return _expand(word, scope, depth + 1)
        raise NoValue(value.why)
    content = value.value if value is not None else None
    there = content is not None and (content != "" or not operator.startswith(":"))
    if operator in (":-", "-"):
        return (content or "") if there else _expand(word, scope, depth + 1)
    if operator in (":+", "+"):
        return _expand(word, scope, depth + 1) if there else ""
    if operator in ("#", "##", "%", "%%", "/", "//"):
        raise NoValue(f"variable {name} is cut by a pattern")
    return content or ""
