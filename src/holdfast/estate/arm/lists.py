"""Functions of Azure's templates on lists and objects, whose elements may be unknown each by itself."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from holdfast.model.place import Place
from holdfast.model.value import How, Known, Tree, Unknown


def _unknown(arguments: Sequence[Tree], place: Place) -> Unknown:
    why = next((each.why for each in arguments if isinstance(each, Unknown)), "its arguments have an unexpected form")
    return Unknown(why, place, tuple(dict.fromkeys(ref for each in arguments for ref in each.refs)))


def _values(arguments: Sequence[Tree]) -> list[Any] | None:
    """The contents of the arguments; None where one is unknown."""
    found = [each.value for each in arguments if isinstance(each, Known)]
    return found if len(found) == len(arguments) else None


def _create_array(arguments: Sequence[Tree], place: Place) -> Tree:
    return Known(list(arguments), place, How.COMPUTED)


def _create_object(arguments: Sequence[Tree], place: Place) -> Tree:
    names = _values(arguments[::2])
    if names is None or len(arguments) % 2:
        return _unknown(arguments, place)
    return Known(dict(zip(map(str, names), arguments[1::2], strict=True)), place, How.COMPUTED)


def _array(arguments: Sequence[Tree], place: Place) -> Tree:
    values = _values(arguments)
    if not values:
        return _unknown(arguments, place)
    return arguments[0] if isinstance(values[0], list) else Known([arguments[0]], place, How.COMPUTED)


def _union(arguments: Sequence[Tree], place: Place) -> Tree:
    values = _values(arguments)
    if values and all(isinstance(each, list) for each in values):
        return Known([each for inner in values for each in inner], place, How.COMPUTED)
    if values and all(isinstance(each, dict) for each in values):
        merged: dict[str, Tree] = {}
        for each in values:
            merged = _over(merged, each)
        return Known(merged, place, How.COMPUTED)
    return _unknown(arguments, place)


def _over(below: dict[str, Tree], above: dict[str, Tree]) -> dict[str, Tree]:
    merged = dict(below)
    for name, tree in above.items():
        old = _names(merged.get(name))
        new = _names(tree)
        both = old is not None and new is not None
        merged[name] = tree._replace(value=_over(old or {}, new or {})) if both and isinstance(tree, Known) else tree
    return merged


def _names(tree: Tree | None) -> dict[str, Tree] | None:
    return tree.value if isinstance(tree, Known) and isinstance(tree.value, dict) else None


def _first(arguments: Sequence[Tree], place: Place) -> Tree:
    return _element(arguments, place, 0)


def _last(arguments: Sequence[Tree], place: Place) -> Tree:
    return _element(arguments, place, -1)


def _element(arguments: Sequence[Tree], place: Place, which: int) -> Tree:
    values = _values(arguments)
    if not values or not isinstance(values[0], list | str) or not values[0]:
        return _unknown(arguments, place)
    found = values[0][which]
    return Known(found, place, How.COMPUTED) if isinstance(found, str) else found


def _skip(arguments: Sequence[Tree], place: Place) -> Tree:
    return _cut(arguments, place, lambda whole, count: whole[count:])


def _take(arguments: Sequence[Tree], place: Place) -> Tree:
    return _cut(arguments, place, lambda whole, count: whole[:count])


def _cut(arguments: Sequence[Tree], place: Place, cut: Callable[[Any, int], Any]) -> Tree:
    values = _values(arguments)
    if not values or len(values) != 2 or not isinstance(values[0], list | str) or not isinstance(values[1], int):
        return _unknown(arguments, place)
    refs = arguments[0].refs
    if isinstance(values[0], str) and "${" in values[0]:
        return Unknown("it depends on the platform", place, refs)
    return Known(cut(values[0], max(values[1], 0)), place, How.COMPUTED, (), refs)


def _length(arguments: Sequence[Tree], place: Place) -> Tree:
    return _size(arguments, place, len)


def _empty(arguments: Sequence[Tree], place: Place) -> Tree:
    return _size(arguments, place, lambda whole: not whole)


def _size(arguments: Sequence[Tree], place: Place, told: Callable[[Any], Any]) -> Tree:
    values = _values(arguments)
    if not values or not isinstance(values[0], list | dict | str | None):
        return _unknown(arguments, place)
    if isinstance(values[0], str) and "${" in values[0]:
        return Unknown("it depends on the platform", place, arguments[0].refs)
    return Known(told(values[0] or ""), place, How.COMPUTED)


def _coalesce(arguments: Sequence[Tree], place: Place) -> Tree:
    for each in arguments:
        if isinstance(each, Unknown) or each.value is not None:
            return each
    return Known(None, place, How.COMPUTED)


def _try_get(arguments: Sequence[Tree], place: Place) -> Tree:
    """A member of a member; null where there is none."""
    found = arguments[0] if arguments else Unknown("it has no argument", place)
    for key in arguments[1:]:
        if isinstance(found, Unknown) or isinstance(key, Unknown):
            return _unknown(arguments, place)
        inner: Tree | None = None
        if isinstance(found.value, dict):
            wanted = str(key.value).lower()
            inner = next((each for name, each in found.value.items() if name.lower() == wanted), None)
        elif isinstance(found.value, list) and isinstance(key.value, int) and 0 <= key.value < len(found.value):
            inner = found.value[key.value]
        if inner is None:
            return Known(None, place, How.DEFAULT)
        found = inner
    return found


def _shallow_merge(arguments: Sequence[Tree], place: Place) -> Tree:
    """Objects in a list, the later ones over the earlier, name by name."""
    objects = arguments[0].value if arguments and isinstance(arguments[0], Known) else None
    merged: dict[str, Tree] = {}
    for each in objects if isinstance(objects, list) else [Unknown("it is no list", place)]:
        names = _names(each)
        if names is None:
            return _unknown([each, *arguments], place)
        merged |= names
    return Known(merged, place, How.COMPUTED)


def _items(arguments: Sequence[Tree], place: Place) -> Tree:
    """An object as a list of keys and values, in the order of the keys."""
    names = _names(arguments[0]) if arguments else None
    if names is None:
        return _unknown(arguments, place)
    pairs = [{"key": Known(name, names[name].place), "value": names[name]} for name in sorted(names)]
    return Known([Known(pair, pair["value"].place) for pair in pairs], place, How.COMPUTED)


LISTS: Final[Mapping[str, Callable[[Sequence[Tree], Place], Tree]]] = {
    "createarray": _create_array,
    "createobject": _create_object,
    "array": _array,
    "union": _union,
    "first": _first,
    "last": _last,
    "skip": _skip,
    "take": _take,
    "length": _length,
    "empty": _empty,
    "coalesce": _coalesce,
    "tryget": _try_get,
    "shallowmerge": _shallow_merge,
    "items": _items,
}
