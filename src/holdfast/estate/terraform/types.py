"""Type constraints of variables: what a value is turned into. Source: the language's documentation of types."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from holdfast.estate.terraform.evaluate import Scope, evaluate
from holdfast.estate.terraform.values import Bad, Lazy, Set, as_flag, as_number, as_text, child, opened, same
from holdfast.formats.hcl.nodes import Call, Node, Object, Tuple, Variable
from holdfast.model.value import How, Known, Tree, Unknown

_COMPARED: Final = 1000
_SCALARS: Final[dict[str, Callable[[Any], Any]]] = {"string": as_text, "number": as_number, "bool": as_flag}


def converted(tree: Tree, type_: Node, scope: Scope) -> Tree:
    """A value as a type constraint wants it. Raises Bad where it can't be."""
    scope.world.meter.spend()
    if isinstance(tree, Unknown) or tree.value is None or isinstance(tree.value, Lazy):
        return tree
    if isinstance(type_, Variable):
        turn = _SCALARS.get(type_.name)
        if turn is None:
            return tree
        value = turn(tree.value)
        return tree if value is tree.value else tree._replace(value=value)
    if not isinstance(type_, Call) or len(type_.args) < 1:
        return tree
    if type_.name == "optional":
        return converted(tree, type_.args[0], scope)
    make = _COLLECTIONS.get(type_.name)
    return make(tree, type_.args[0], scope) if make is not None else tree


def _list(tree: Known[Any], inner: Node, scope: Scope) -> Tree:
    if not isinstance(tree.value, list):
        raise Bad("a list is needed")
    return tree._replace(value=[converted(each, inner, scope) for each in tree.value])


def _set(tree: Known[Any], inner: Node, scope: Scope) -> Tree:
    if not isinstance(tree.value, list):
        raise Bad("a set is needed")
    return tree._replace(value=as_set([converted(each, inner, scope) for each in tree.value]))


def _map(tree: Known[Any], inner: Node, scope: Scope) -> Tree:
    value = opened(tree)
    if not isinstance(value, dict):
        raise Bad("a map is needed")
    return tree._replace(value={name: converted(each, inner, scope) for name, each in value.items()})


def _tuple(tree: Known[Any], inner: Node, scope: Scope) -> Tree:
    types = inner.items if isinstance(inner, Tuple) else ()
    if not isinstance(tree.value, list) or len(types) != len(tree.value):
        raise Bad(f"a list of {len(types)} is needed")
    return tree._replace(value=[converted(each, t, scope) for each, t in zip(tree.value, types, strict=True)])


def _object(tree: Known[Any], inner: Node, scope: Scope) -> Tree:
    value = opened(tree)
    if not isinstance(value, dict) or not isinstance(inner, Object):
        raise Bad("an object is needed")
    made: dict[str, Tree] = {}
    for key, type_ in inner.items:
        name = str(getattr(key, "value", ""))
        optional = isinstance(type_, Call) and type_.name == "optional"
        given = value.get(name)
        if given is not None and not (isinstance(given, Known) and given.value is None):
            made[name] = converted(child(tree, given), type_, scope)
        elif optional and isinstance(type_, Call) and len(type_.args) > 1:
            default = evaluate(type_.args[1], scope)
            made[name] = converted(default, type_.args[0], scope)
        elif given is not None or optional:
            made[name] = given or Known(None, tree.place, How.DEFAULT)
        else:
            raise Bad(f'the attribute "{name}" is needed')
    return tree._replace(value=made)


_COLLECTIONS: Final[dict[str, Callable[[Known[Any], Node, Scope], Tree]]] = {
    "list": _list,
    "set": _set,
    "map": _map,
    "tuple": _tuple,
    "object": _object,
}


def as_set(elements: list[Tree]) -> Set:
    """Elements without doubles, texts in order; unknown ones stay as they are."""
    seen: dict[Any, Tree] = {}
    rest: list[Tree] = []
    for each in elements:
        if isinstance(each, Known) and isinstance(each.value, str | int | float | bool):
            seen.setdefault((isinstance(each.value, bool), isinstance(each.value, str), each.value), each)
        elif len(rest) > _COMPARED or not any(same(each, other) for other in rest):
            rest.append(each)
    return Set([seen[key] for key in sorted(seen)] + rest)
