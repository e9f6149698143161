"""Ways through a tree (see ``model.value``) that keep places, and keep unknown apart from absent."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from holdfast.model.value import How, Known, Tree, Unknown, Value

T = TypeVar("T")


def at(tree: Tree, *path: str | int) -> Tree:
    """The tree at a path of names and positions.

    What is absent is ``Known(None)`` by default, at the place of the nearest thing that is there; what lies below
    something unknown is unknown. A block that may be repeated is a list: a name steps into its first element.
    """
    for step in path:
        if isinstance(tree, Unknown):
            return tree
        inner = tree.value
        if isinstance(step, str) and isinstance(inner, list):
            if not inner:
                return absent(tree)
            tree = inner[0]
            if isinstance(tree, Unknown):
                return tree
            inner = tree.value
        if isinstance(step, str):
            if not isinstance(inner, dict) or step not in inner:
                return absent(tree)
            tree = inner[step]
        else:
            if not isinstance(inner, list) or not -len(inner) <= step < len(inner):
                return absent(tree)
            tree = inner[step]
    return tree


def references(tree: Tree, depth: int = 40) -> Iterator[str]:
    """What a tree and its branches refer to, to a depth; a reference may come several times."""
    yield from tree.refs
    if isinstance(tree, Unknown) or not depth:
        return
    inner = tree.value
    children = inner if isinstance(inner, list) else inner.values() if isinstance(inner, dict) else ()
    for child in children:
        if isinstance(child, Known | Unknown):
            yield from references(child, depth - 1)


def absent(near: Tree) -> Known[None]:
    """Nothing, at the place of something."""
    return Known(None, near.place, How.DEFAULT)


def items(tree: Tree) -> list[Tree]:
    """The elements of a list; a single mapping or scalar counts as a list of one, absent and unknown as none."""
    if isinstance(tree, Unknown) or tree.value is None:
        return []
    return tree.value if isinstance(tree.value, list) else [tree]


def fields(tree: Tree) -> Iterator[tuple[str, Tree]]:
    """Names and trees of a mapping; nothing for anything else."""
    if isinstance(tree, Known) and isinstance(tree.value, dict):
        yield from tree.value.items()


def mapped(tree: Tree, function: Callable[[Any], T]) -> Value[T]:
    """A known content put through a function, with its place and trail; unknown stays unknown.

    A content that the function cannot take (ValueError, TypeError, KeyError, AttributeError) becomes unknown.
    """
    if isinstance(tree, Unknown):
        return tree
    try:
        return Known(function(tree.value), tree.place, tree.how, tree.trail, tree.refs)
    except (ValueError, TypeError, KeyError, AttributeError):
        return Unknown("its value has an unexpected form", tree.place)


def flag(tree: Tree, default: bool) -> Value[bool]:
    """A boolean, also written as text (``"true"``, ``"Enabled"``, ``"on"``, ``"1"``); absent is the default."""
    if isinstance(tree, Known) and tree.value is None:
        return Known(default, tree.place, How.DEFAULT)
    return mapped(tree, _flag)


_TRUE = frozenset({"true", "enabled", "enable", "yes", "on", "1"})
_FALSE = frozenset({"false", "disabled", "disable", "no", "off", "0", "suspended", ""})


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    word = str(value).strip().lower()
    if word in _TRUE:
        return True
    if word in _FALSE:
        return False
    raise ValueError(word)


def number(tree: Tree, default: float | None = None) -> Value[float | None]:
    """A number, also written as text; absent is the default."""
    if isinstance(tree, Known) and tree.value is None:
        return Known(default, tree.place, How.DEFAULT)
    return mapped(tree, float)


def text(tree: Tree, default: str | None = None) -> Value[str | None]:
    """A text; numbers and booleans as they are written; absent is the default."""
    if isinstance(tree, Known) and tree.value is None:
        return Known(default, tree.place, How.DEFAULT)
    return mapped(tree, _text)


def _text(value: object) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise TypeError(type(value).__name__)


def texts(tree: Tree) -> Value[tuple[Value[str], ...]]:
    """A list of texts, each known or not by itself; a single text is a list of one, absent is empty."""
    if isinstance(tree, Unknown):
        return tree
    return Known(tuple(mapped(each, _text) for each in items(tree)), tree.place, tree.how, tree.trail, tree.refs)


def present(tree: Tree) -> Value[bool]:
    """Whether something is there: not absent, not null, not empty. Something unknown counts as there if it refers."""
    if isinstance(tree, Unknown):
        return Known(True, tree.place, How.COMPUTED, (), tree.refs) if tree.refs else tree
    there = tree.value is not None and tree.value != "" and tree.value != [] and tree.value != {}
    return Known(there, tree.place, tree.how, tree.trail, tree.refs)


def plain(tree: Tree) -> Any:
    """The contents alone: scalars, lists and dicts; unknown is ``None``."""
    if isinstance(tree, Unknown):
        return None
    if isinstance(tree.value, list):
        return [plain(each) for each in tree.value]
    if isinstance(tree.value, dict):
        return {name: plain(each) for name, each in tree.value.items()}
    return tree.value
