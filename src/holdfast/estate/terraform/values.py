"""Values while they are evaluated: trees, with a few contents that trees do not have at the end."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from decimal import Decimal
from typing import Any

from holdfast.model.place import Place
from holdfast.model.value import Hop, How, Known, Tree, Unknown


class Bad(Exception):  # noqa: N818 - an answer of the language: ``try`` and ``can`` take it
    """An expression that the language refuses; ends as an unknown value with this reason."""


class Spent(Exception):  # noqa: N818 - as Bad, but nothing in the language takes it
    """The time or size that evaluation may take is used up."""


class Set(list[Any]):
    """A set: a list in order, without doubles, whose keys are its values."""

    __slots__ = ()


class Lazy:
    """An object whose attributes are evaluated when they are asked for: a resource, or the outputs of a module."""

    __slots__ = ("get", "names")

    def __init__(self, get: Callable[[str], Tree], names: Callable[[], Iterable[str]]) -> None:
        """Take what gives an attribute (raising Bad where there is none), and what lists the names."""
        self.get = get
        self.names = names


class Rich(str):
    """A text that knows the document that was written into it, or the parts that it was put together from."""

    __slots__ = ("parts", "tree")
    parts: tuple[Tree, ...]
    tree: Tree | None

    def __new__(cls, text: str, tree: Tree | None = None, parts: tuple[Tree, ...] = ()) -> Rich:
        """Take the text, and its document or its parts."""
        made = super().__new__(cls, text)
        made.tree = tree
        made.parts = parts
        return made


class Partly(Unknown):
    """A text of which parts are unknown; what is known is kept, as for ``Rich``."""

    parts: tuple[Tree, ...] = ()
    tree: Tree | None = None


def partly(
    why: str, place: Place, refs: tuple[str, ...], tree: Tree | None = None, parts: tuple[Tree, ...] = ()
) -> Partly:
    """An unknown text that knows its document or its parts."""
    made = Partly(why, place, refs)
    made.tree = tree
    made.parts = parts
    return made


def moved(tree: Tree, place: Place, refs: tuple[str, ...] = (), hop: Hop | None = None) -> Tree:
    """The same value at another place, with further references and one more step of its way."""
    joined = _joined(tree.refs, refs)
    if isinstance(tree, Known):
        trail = (*tree.trail, hop) if hop is not None else tree.trail
        return Known(tree.value, place, How.COMPUTED, trail, joined)
    if isinstance(tree, Partly):
        return partly(tree.why, place, joined, tree.tree, tree.parts)
    return Unknown(tree.why, place, joined)


REFS = 50
"""A value names at most so many resources that it comes from."""


def _joined(one: tuple[str, ...], other: tuple[str, ...]) -> tuple[str, ...]:
    if not other or one == other:
        return one
    return tuple(dict.fromkeys((*one, *other)))[:REFS] if one else other


def refs_of(trees: Iterable[Tree]) -> tuple[str, ...]:
    """All references of some values, each once."""
    refs: tuple[str, ...] = ()
    for tree in trees:
        if tree.refs:
            refs = _joined(refs, tree.refs)
    return refs


def trail_of(trees: Iterable[Tree]) -> tuple[Hop, ...]:
    """The way of the first value that came from elsewhere."""
    return next((tree.trail for tree in trees if isinstance(tree, Known) and tree.trail), ())


def child(parent: Known[Any], tree: Tree) -> Tree:
    """A value inside of another, with the way that the outer one came and the resources that it comes from."""
    if not parent.trail and not parent.refs:
        return tree
    refs = _joined(tree.refs, parent.refs)
    if isinstance(tree, Unknown):
        return moved(tree, tree.place, parent.refs)
    trail = tree.trail
    if not trail and parent.trail:
        first, *rest = parent.trail
        trail = (Hop(first.says, tree.place), *rest)
    return Known(tree.value, tree.place, tree.how, trail, refs)


def opened(tree: Known[Any]) -> Any:
    """The content of a value; a lazy object as a mapping of what it has."""
    value = tree.value
    if isinstance(value, Lazy):
        return {name: value.get(name) for name in value.names()}
    return value


def entries(tree: Known[Any]) -> Iterator[tuple[Tree, Tree]]:
    """Keys and values of a collection, in the order of the language. Raises Bad for what is none."""
    value = opened(tree)
    if isinstance(value, Set):
        for each in value:
            yield each, child(tree, each)
    elif isinstance(value, list):
        for number, each in enumerate(value):
            yield Known(number, tree.place), child(tree, each)
    elif isinstance(value, dict):
        for name in sorted(value):
            yield Known(name, value[name].place), child(tree, value[name])
    else:
        raise Bad(f"{kind(value)} has no elements")


def kind(value: object) -> str:
    """What a content is, in the words of the language."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "a bool"
    if isinstance(value, int | float):
        return "a number"
    if isinstance(value, str):
        return "a text"
    return "a list" if isinstance(value, list) else "an object"


def as_text(value: object) -> str:
    """A scalar as a text. Raises Bad for anything else, null included."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        if abs(value) >= 1 << 4096:
            raise Bad("a number is too large")
        return str(value)
    if isinstance(value, float):
        return _float_text(value)
    raise Bad(f"{kind(value)} is not a text")


def _float_text(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        raise Bad("a number is too large")
    text = format(Decimal(repr(value)), "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def as_number(value: object) -> int | float:
    """A number, also written as a text. Raises Bad for anything else."""
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        raise Bad(f"{kind(value)} is not a number")
    if isinstance(value, str):
        try:
            if len(value) > 400 or "_" in value or value != value.strip():
                raise ValueError(value)
            return whole(float(value)) if not value.lstrip("-").isdigit() else int(value)
        except (ValueError, OverflowError):
            raise Bad("a text is not a number") from None
    return value


def whole(value: float) -> int | float:
    """A whole number as an integer, as the language has only one kind. Raises Bad for what is not finite."""
    if isinstance(value, float):
        if value != value or value in (float("inf"), float("-inf")):
            raise Bad("a number is too large")
        if value.is_integer():
            return int(value)
    return value


def as_flag(value: object) -> bool:
    """A boolean, also written as a text. Raises Bad for anything else."""
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value in ("true", "false"):
        return value == "true"
    raise Bad(f"{kind(value)} is not a bool")


COMPARED = 100_000
"""So many parts of two values are compared."""


def same(one: Tree, other: Tree, budget: list[int] | None = None) -> bool | None:
    """Whether two values are equal; None where that is not known, or would take too long."""
    if isinstance(one, Unknown) or isinstance(other, Unknown):
        return None
    budget = budget if budget is not None else [COMPARED]
    budget[0] -= 1
    if budget[0] < 0:
        return None
    left, right = opened(one), opened(other)
    if isinstance(left, list) and isinstance(right, list):
        return len(left) == len(right) and _all(same(a, b, budget) for a, b in zip(left, right, strict=True))
    if isinstance(left, dict) and isinstance(right, dict):
        return left.keys() == right.keys() and _all(same(left[name], right[name], budget) for name in left)
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if isinstance(left, int | float) != isinstance(right, int | float):
        return False
    return bool(left == right)


def _all(answers: Iterable[bool | None]) -> bool | None:
    unsure = False
    for answer in answers:
        if answer is False:
            return False
        unsure = unsure or answer is None
    return None if unsure else True


def bare(tree: Tree, limit: list[int]) -> Any:
    """The contents alone. Raises Hidden where something inside is unknown, Spent where there is too much of it."""
    limit[0] -= 1
    if limit[0] < 0:
        raise Spent("a value is too large")
    if isinstance(tree, Unknown):
        raise Hidden(tree)
    value = opened(tree)
    if isinstance(value, list):
        return [bare(each, limit) for each in value]
    if isinstance(value, dict):
        return {name: bare(each, limit) for name, each in value.items()}
    return value


class Hidden(Exception):  # noqa: N818 - an answer
    """Something unknown stands inside of a value that is needed whole."""

    def __init__(self, unknown: Unknown) -> None:
        """Take what is unknown."""
        super().__init__(unknown.why)
        self.unknown = unknown


def dressed(value: Any, place: Place, refs: tuple[str, ...] = (), trail: tuple[Hop, ...] = ()) -> Tree:
    """Contents as a tree, all at one place."""
    if isinstance(value, list):
        content: Any = type(value)(dressed(each, place, refs) for each in value)
    elif isinstance(value, dict):
        content = {str(name): dressed(each, place, refs) for name, each in value.items()}
    else:
        content = value
    return Known(content, place, How.COMPUTED, trail, refs)
