"""Regular expressions in calls, and how slow they can be made."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Final

from holdfast.engines.code.regex import Slow, slowness
from holdfast.engines.code.values import Fixed, Pattern
from holdfast.estate.kinds import code

if TYPE_CHECKING:
    from holdfast.engines.code.values import Value

_FLAGS: Final = {
    "I": "i", "IGNORECASE": "i", "X": "x", "VERBOSE": "x", "M": "m", "MULTILINE": "m", "S": "s", "DOTALL": "s",
    "A": "a", "ASCII": "a", "U": "u", "UNICODE": "u", "L": "a", "LOCALE": "a", "DEBUG": "u",
}  # fmt: skip
_PLACES: Final = {"compile": 1, "split": 3, "sub": 4, "subn": 4}
"""Which argument of a function of ``re`` holds the flags, where it is not the third."""
_AT_THE_BEGINNING: Final = frozenset({"match", "fullmatch", "compile"})
_TAKES_TEXT: Final = frozenset({"match", "matchAll", "search"})
"""What makes an expression of a text in JavaScript."""
UNKNOWN_FLAGS: Final = "?"


def flags(node: code.Node, name: str) -> str:
    """The letters of the flags in a call of ``re``; ``?`` where they are not written there."""
    if type(node) is not code.Call:
        return UNKNOWN_FLAGS
    at = _PLACES.get(name, 2)
    given = [value for key, value in node.keywords if key == "flags"]
    if not given and len(node.args) <= at:
        return ""
    return _letters(given[0] if given else node.args[at])


def _letters(node: code.Expr) -> str:
    if type(node) is code.Binary and node.op == "|":
        return _letters(node.left) + _letters(node.right)
    name = node.name if type(node) is code.Attr else node.id if type(node) is code.Name else ""
    return _FLAGS.get(name, UNKNOWN_FLAGS)


def slow(language: str, value: Value, names: tuple[str, ...], node: code.Node) -> Slow | None:
    """How slow an expression is in a call, as far as that is known."""
    name = names[0].rpartition(".")[2] if names else ""
    python = language == "python"
    if type(value) is Pattern:
        source, letters = value.source, value.flags
    elif type(value) is Fixed and isinstance(value.value, str) and (python or name in _TAKES_TEXT):
        source, letters = value.value, flags(node, name) if python else ""
    else:
        return None
    if UNKNOWN_FLAGS in letters:
        return None
    if name == "fullmatch":
        source = f"(?:{source})\\Z"
    return _slowness(source, "".join(sorted(letters)), python, not (python and name in _AT_THE_BEGINNING))


@lru_cache(maxsize=4096)
def _slowness(source: str, letters: str, python: bool, anywhere: bool) -> Slow | None:
    return slowness(source, letters, python=python, anywhere=anywhere)
