"""The body of a block as a tree: attributes, nested blocks, and blocks that an expression makes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.estate.terraform.evaluate import Scope, evaluate
from holdfast.estate.terraform.values import Bad, Lazy, Spent, entries, moved
from holdfast.formats.hcl.nodes import Attribute, Block, Body, Literal, Object, Tuple
from holdfast.model.place import Place
from holdfast.model.value import Hop, How, Known, Tree, Unknown

_NAMES_THINGS: Final = frozenset({"ignore_changes", "replace_triggered_by", "depends_on"})
"""Attributes whose words name things instead of having values."""
SIZE: Final = 50_000


def body_tree(block: Block, scope: Scope, without: frozenset[str] = frozenset()) -> Known[dict[str, Tree]]:
    """A mapping of the attributes and nested blocks of a block."""
    body = block.body
    scope.world.meter.spend(1 + len(body.attributes))
    content: dict[str, Tree] = {
        name: attribute_tree(attribute, scope)
        for name, attribute in body.attributes.items()
        if name not in without and name not in _NAMES_THINGS
    }
    for name in dict.fromkeys(_name(each) for each in body.blocks):
        nested = nested_tree(body, name, scope)
        if nested is not None and name not in content:
            content[name] = nested
    return Known(content, scope.source.place(block.start, block.end))


def _name(block: Block) -> str:
    return block.labels[0] if block.type == "dynamic" and block.labels else block.type


def nested_tree(body: Body, name: str, scope: Scope) -> Tree | None:
    """All nested blocks of a name as a list; None where there are none, not even ones that may come out empty."""
    found: list[Tree] = []
    place: Place | None = None
    for block in body.blocks:
        if _name(block) != name:
            continue
        at = scope.source.place(block.start, block.end)
        place = place or at
        if block.broken:
            found.append(Unknown(block.broken, at))
        elif block.type == "dynamic":
            found.extend(_dynamic(block, scope, at))
        else:
            found.append(_labelled(body_tree(block, scope), block.labels))
    return Known(found, place) if place is not None else None


def _labelled(tree: Known[dict[str, Tree]], labels: tuple[str, ...]) -> Tree:
    """A nested block with labels, which few types have: a mapping of them around it."""
    whole: Tree = tree
    for label in reversed(labels):
        whole = Known({label: whole}, tree.place)
    return whole


def _dynamic(block: Block, scope: Scope, place: Place) -> Iterator[Tree]:
    """The blocks that a ``dynamic`` block makes; one with unknown elements where their number is unknown."""
    attributes = block.body.attributes
    content = next((each for each in block.body.blocks if each.type == "content"), None)
    over = attributes.get("for_each")
    if content is None or over is None:
        return
    iterator = attributes.get("iterator")
    name = getattr(iterator.value, "name", block.labels[0]) if iterator is not None else block.labels[0]
    inner = Block(block.labels[0], (), content.body, block.start, block.end)
    try:
        value = evaluate(over.value, scope)
        pairs = [] if isinstance(value, Unknown) or value.value is None else list(entries(value))
    except (Bad, Spent) as error:
        value, pairs = Unknown(str(error), over.value.place(scope.source)), []
    if isinstance(value, Unknown):
        unknown = Unknown(value.why, value.place, value.refs)
        pairs = [(unknown, unknown)]
    for key, each in pairs:
        element = Known({"key": key, "value": each}, place)
        yield body_tree(inner, scope.having(**{name: element}))


def attribute_tree(attribute: Attribute, scope: Scope) -> Tree:
    """The value of an attribute, at its place; unknown where the expression is refused."""
    node = attribute.value
    at = scope.source.place(attribute.start, attribute.end)
    if isinstance(node, Literal):
        return Known(node.value, at)
    try:
        with scope.world.meter.one_attribute():
            value = evaluate(node, scope)
            how = How.EXPLICIT if isinstance(node, Tuple | Object) else How.COMPUTED
            return _settled(value, at, (), how, [SIZE])
    except (Bad, Spent) as error:
        return Unknown(str(error), at)
    except RecursionError:
        return Unknown("nested too deeply", at)


def _settled(tree: Tree, place: Place, above: tuple[Hop, ...], how: How, left: list[int]) -> Tree:
    """A value where it takes effect; what was written elsewhere stands at the attribute and says where it was."""
    left[0] -= 1
    if left[0] < 0:
        raise Spent("a value is too large")
    if isinstance(tree, Unknown):
        return moved(tree, place)
    trail = tree.trail
    if not trail and above:
        trail = (Hop(above[0].says, tree.place), *above[1:])
    value: Any = tree.value
    if isinstance(value, Lazy):
        return Unknown("it is a whole resource or module", place, value.get("id").refs if "id" in value.names() else ())
    if isinstance(value, list):
        value = [_settled(each, _inside(each, place), trail, how, left) for each in value]
    elif isinstance(value, dict):
        value = {name: _settled(each, _inside(each, place), trail, how, left) for name, each in value.items()}
    return Known(value, place, how if not trail else How.COMPUTED, trail, tree.refs)


def _inside(tree: Tree, outer: Place) -> Place:
    """The own place of a value that stands inside of another, else the place of that one."""
    own = tree.place
    if own.path == outer.path and outer.line <= own.line and own.end_line <= outer.end_line:
        return own
    return outer
