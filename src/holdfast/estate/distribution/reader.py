"""The configuration file of a registry of images.

Without an ``auth`` section it answers everybody. Source: "Configuring a registry", documentation of Distribution.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from holdfast.estate.kinds.build import Registry
from holdfast.formats.yamltree import parse
from holdfast.model.reading import Reading, Unit
from holdfast.model.resource import Resource
from holdfast.model.tree import at, fields, flag
from holdfast.model.value import How, Known, Tree, Unknown, Value

NAME: Final = "distribution"
_WAYS: Final = frozenset({"htpasswd", "token", "silly"})
"""Ways to sign in; ``silly`` asks for a header only, and is there for tests of clients."""


def units(paths: Mapping[str, bytes]) -> list[Unit]:
    """Every file is one unit."""
    return [Unit(reader=NAME, root=path, paths=(path,)) for path in sorted(paths)]


def read(unit: Unit, files: Mapping[str, bytes]) -> Reading:
    """The registry of one file; a gap where that is no YAML."""
    found = parse(unit.root, files.get(unit.root, b""))
    return Reading(resources=tuple(_registry(unit.root, tree) for tree in found.trees[:1]), gaps=found.gaps)


def _registry(path: str, tree: Tree) -> Resource:
    return Registry(
        address=path,
        type="registry",
        provider="docker",
        language=NAME,
        place=tree.place,
        raw=tree,
        login_required=_asks(tree),
    )


def _asks(tree: Tree) -> Value[bool]:
    told = at(tree, "auth")
    if isinstance(told, Unknown):
        return told
    named = {name for name, _ in fields(told)}
    if named and not named & _WAYS:
        return Unknown("it names a way to sign in that is not known", told.place)
    # A registry that only reads along from another one, and writes nothing, holds nothing of its own.
    follows = at(tree, "proxy", "remoteurl")
    mirror = isinstance(follows, Unknown) or follows.value is not None
    only_read = flag(at(tree, "storage", "maintenance", "readonly", "enabled"), False)
    if not named and (mirror or (isinstance(only_read, Known) and only_read.value)):
        return Known(True, tree.place, How.COMPUTED)
    return Known(bool(named - {"silly"}), told.place if named else tree.place)
