"""What was read of a tree, for a model to be drafted from."""

from __future__ import annotations

from collections.abc import Callable

from holdfast.estate.kinds.clue import Clue
from holdfast.estate.kinds.interface import Interface
from holdfast.model.coverage import Route
from holdfast.model.noun import noun
from holdfast.model.package import Inventory
from holdfast.model.resource import Resource


@noun
class Part:
    """One resource, with the unit that it was understood in."""

    unit: str
    """Root module, manifest folder or file."""
    resource: Resource


@noun
class Seen:
    """All of it. Nothing that is only tried out (test data, examples) is among it."""

    name: str
    """Of the system: that of its folder."""
    parts: tuple[Part, ...] = ()
    routes: tuple[Route, ...] = ()
    clues: tuple[Clue, ...] = ()
    interfaces: tuple[Interface, ...] = ()
    inventories: tuple[Inventory, ...] = ()
    paths: frozenset[str] = frozenset()
    """Every path of the tree."""
    folders: frozenset[str] = frozenset()
    """Every folder that holds something, with a slash behind it."""
    text: Callable[[str], str] = lambda _path: ""
    """The text of a file; empty where there is none."""
    secret: Callable[[str, str], bool] = lambda _name, _value: False
    """Whether a setting, by its name and its value, holds a credential in clear."""
