"""Values of a plan as trees: what is unknown until it is carried out, where it is written, what it refers to."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from holdfast.estate.terraform import Spot
from holdfast.model.place import Place
from holdfast.model.value import How, Known, Tree, Unknown

AFTER: Final = "known only after apply"

_NAMES: Final = ("id", "arn")

Refs = Callable[[Any], tuple[str, ...]]
"""From an expression of the configuration to the addresses of what it refers to."""


def attributes(
    values: Mapping[str, Any],
    unknown: Mapping[str, Any],
    refs: tuple[Refs, Mapping[str, Any]],
    spot: Spot,
    made: bool = True,
) -> Known[dict[str, Tree]]:
    """The attributes of a block, or of one that is nested in it.

    What is unknown and was not written is what the platform will choose: in what is ``made`` the same as absent.
    """
    resolve, expressions = refs
    content: dict[str, Tree] = {}
    for name in dict.fromkeys([*values, *unknown]):
        if made and expressions and unknown.get(name) is True and name not in expressions and name not in _NAMES:
            continue
        expression = expressions.get(name)
        nested = spot.nested.get(name, ())
        place = spot.attributes.get(name) or (nested[0].place if nested else spot.place)
        content[name] = _value(values.get(name), unknown.get(name), (resolve, expression), place, nested)
    return Known(content, spot.place)


def _value(value: Any, unknown: Any, refs: tuple[Refs, Any], place: Place, nested: tuple[Spot, ...] = ()) -> Tree:
    resolve, expression = refs
    found = resolve(expression) if isinstance(expression, dict) else ()
    if unknown is True:
        return Unknown(AFTER, place, found or resolve(expression))
    if isinstance(value, list) or (value is None and isinstance(unknown, list)):
        return Known(_list(value or [], unknown, refs, place, nested), place, How.COMPUTED, (), found)
    if isinstance(value, dict) or (value is None and isinstance(unknown, dict) and unknown):
        inside = unknown if isinstance(unknown, dict) else {}
        deeper = expression if isinstance(expression, dict) and "references" not in expression else {}
        content = attributes(value or {}, inside, (resolve, deeper), nested[0] if nested else Spot(place, {}, {})).value
        if found:
            content = {name: _with(each, found) for name, each in content.items()}
        return Known(content, place, How.COMPUTED, (), found)
    return Known(value, place, How.COMPUTED if found else How.EXPLICIT, (), found)


def _list(
    values: list[Any], unknown: Any, refs: tuple[Refs, Any], place: Place, nested: tuple[Spot, ...]
) -> list[Tree]:
    resolve, expression = refs
    hidden = unknown if isinstance(unknown, list) else []
    made: list[Tree] = []
    for number in range(max(len(values), len(hidden))):
        value = values[number] if number < len(values) else None
        inner = hidden[number] if number < len(hidden) else None
        blocks = expression if isinstance(expression, list) else None
        own = blocks[number] if blocks is not None and number < len(blocks) else blocks and blocks[0]
        spot = (nested[number] if number < len(nested) else nested[-1],) if nested else ()
        at = spot[0].place if spot else place
        made.append(_value(value, inner, (resolve, expression if blocks is None else own), at, spot))
    return made


def _with(tree: Tree, refs: tuple[str, ...]) -> Tree:
    return tree if tree.refs else tree._replace(refs=refs)
