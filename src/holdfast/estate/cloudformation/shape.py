"""Makes blocks and attributes in the form of plain CloudFormation."""

from __future__ import annotations

from collections.abc import Mapping

from holdfast.estate.blocks import Block
from holdfast.model.place import Place
from holdfast.model.tree import at
from holdfast.model.value import Known, Tree, Unknown


def block(type: str, name: str, attrs: Tree, place: Place) -> Block:
    """A resource under its logical id."""
    return Block(mode="resource", type=type, name=name, address=name, module="", attrs=attrs, place=place)


def there(attrs: Tree, *path: str) -> bool:
    """Whether something stands at a path, known or not."""
    tree = at(attrs, *path)
    return isinstance(tree, Unknown) or tree.value is not None


def picked(attrs: Tree, names: Mapping[str, str]) -> dict[str, Tree]:
    """What stands at the values of ``names`` under their keys. Both are paths with dots, keys of at most two steps."""
    found: dict[str, Tree] = {}
    for goal, source in names.items():
        path = source.split(".")
        tree = at(attrs, *path)
        if not there(attrs, *path):
            continue
        outer, _, inner = goal.partition(".")
        before = found.get(outer)
        if inner and before is not None and isinstance(before, Known) and isinstance(before.value, dict):
            before.value[inner] = tree
        else:
            found[outer] = Known({inner: tree}, tree.place) if inner else tree
    return found
