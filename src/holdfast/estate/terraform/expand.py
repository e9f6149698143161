"""How many of a block there are: ``count`` and ``for_each``."""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple

from holdfast.estate.terraform.evaluate import Scope, evaluate
from holdfast.estate.terraform.values import Bad, Set, as_number, as_text, entries, opened
from holdfast.formats.hcl.nodes import Attribute, Block
from holdfast.model.place import Place
from holdfast.model.value import Known, Tree, Unknown

INSTANCES: Final = 1000
"""More of one block are not expanded."""


class Shape(Enum):
    """What expressions see of a block that may be repeated."""

    SINGLE = "single"
    LIST = "list"
    MAP = "map"
    UNKNOWN = "unknown"


class Instance(NamedTuple):
    """One repetition."""

    address: str
    """The address, or only its key in brackets."""
    key: str
    names: dict[str, Tree]
    """``each`` or ``count``."""


def expanded(block: Block, scope: Scope) -> tuple[Shape, list[Instance]]:
    """The instances of a block. What can't be known is one instance whose key is marked."""
    attributes = block.body.attributes
    count, for_each = attributes.get("count"), attributes.get("for_each")
    if for_each is not None:
        return _for_each(for_each, scope)
    if count is not None:
        return _count(count, scope)
    enabled = next(
        (each.body.attributes.get("enabled") for each in block.body.blocks if each.type == "lifecycle"), None
    )
    if enabled is not None:
        value = _value(enabled, scope)
        if isinstance(value, Known) and value.value is False:
            return Shape.LIST, []
    return Shape.SINGLE, [Instance("", "", {})]


def _value(attribute: Attribute, scope: Scope) -> Tree:
    try:
        return evaluate(attribute.value, scope)
    except Bad as error:
        return Unknown(str(error), attribute.value.place(scope.source))


def _count(attribute: Attribute, scope: Scope) -> tuple[Shape, list[Instance]]:
    value = _value(attribute, scope)
    place = value.place
    try:
        number = as_number(value.value) if isinstance(value, Known) else -1
    except Bad:
        number = -1
    if number < 0 or number > INSTANCES:
        why = value.why if isinstance(value, Unknown) else "count is no number that can be expanded"
        index: Tree = Unknown(why, place, value.refs)
        return Shape.UNKNOWN, [Instance("[…]", "…", {"count": Known({"index": index}, place)})]
    return Shape.LIST, [
        Instance(f"[{each}]", str(each), {"count": Known({"index": Known(each, place)}, place)})
        for each in range(int(number))
    ]


def _for_each(attribute: Attribute, scope: Scope) -> tuple[Shape, list[Instance]]:
    value = _value(attribute, scope)
    place = value.place
    why = value.why if isinstance(value, Unknown) else ""
    if isinstance(value, Known):
        content = opened(value)
        keyed = isinstance(content, dict) or (
            isinstance(content, Set) and not any(isinstance(x, Unknown) for x in content)
        )
        if keyed and len(content) <= INSTANCES:
            return Shape.MAP, [_instance(key, each, place) for key, each in entries(value)]
        why = "for_each is nothing that can be expanded"
    unknown = Unknown(why, place, value.refs)
    return Shape.UNKNOWN, [Instance("[…]", "…", {"each": Known({"key": unknown, "value": unknown}, place)})]


def _instance(key: Tree, value: Tree, place: Place) -> Instance:
    name = as_text(key.value) if isinstance(key, Known) else ""
    key = Known(name, key.place)
    each = Known({"key": key, "value": value}, place)
    return Instance(f'["{name}"]', name, {"each": each})
