"""What readers of Azure's languages share: attributes with several names, versions of TLS, networks that are let in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Final

from holdfast.estate.facts import Fact, among, both, opposite, reach, switch
from holdfast.model.tree import items, mapped
from holdfast.model.value import How, Known, Tree, Unknown, Value

_VERSION: Final = re.compile(r"1[._]?([0-3])$")


def first(make: Callable[[str], Fact], *paths: str) -> Fact:
    """A fact from the first of several attributes that is there; from the first one where none is."""

    def fact(attrs: Tree) -> Value[Any]:
        for path in paths:
            tree = reach(attrs, path)
            if isinstance(tree, Unknown) or tree.value is not None:
                return make(path)(attrs)
        return make(paths[0])(attrs)

    return fact


def on(*paths: str) -> Fact:
    """A switch under one of several names that is off when nobody says anything."""
    return first(switch, *paths)


def on_unless(*paths: str) -> Fact:
    """A switch under one of several names that is on when nobody says anything."""
    return first(lambda path: switch(path, default=True), *paths)


def tls(*paths: str, default: str = "1.2") -> Fact:
    """The oldest version of TLS of a setting such as ``TLS1_2``, ``1.2``, ``Tls12``; one without a version is 1.0."""

    def fact(attrs: Tree) -> Value[Any]:
        for path in paths:
            tree = reach(attrs, path)
            if isinstance(tree, Unknown):
                return tree
            if tree.value not in (None, ""):
                return mapped(tree, _oldest)
        return Known(default, attrs.place, How.DEFAULT)

    return fact


def _oldest(value: object) -> str:
    found = _VERSION.search(str(value).strip())
    return f"1.{found[1]}" if found else "1.0"


def open_unless(action: str, switched: Fact) -> Fact:
    """Whether every network is let in: its switch is on, and its rules do not refuse what they do not name."""
    return both(opposite(among(action, "Deny")), switched)


def when(condition: Fact, fact: Fact) -> Callable[[Tree], Any]:
    """A fact that is not here unless a condition holds."""

    def told(attrs: Tree) -> Any:
        asked = condition(attrs)
        if isinstance(asked, Unknown):
            return asked
        return fact(attrs) if asked.value else None

    return told


def unwritten(*paths: str) -> Fact:
    """Whether all of several attributes are missing."""

    def fact(attrs: Tree) -> Value[Any]:
        for path in paths:
            tree = reach(attrs, path)
            if isinstance(tree, Unknown):
                return Known(False, tree.place, How.COMPUTED, (), tree.refs) if tree.refs else tree
            if tree.value not in (None, "", []):
                return Known(False, tree.place, tree.how, tree.trail)
        return Known(True, attrs.place, How.DEFAULT)

    return fact


def for_everyone(*paths: str) -> Fact:
    """Whether one of several lists of address ranges holds one that means everyone."""
    everyone = frozenset({"0.0.0.0/0", "*", "any", "internet", "::/0"})

    def fact(attrs: Tree) -> Value[Any]:
        unknown: Unknown | None = None
        for path in paths:
            for each in items(reach(attrs, path)):
                if isinstance(each, Unknown):
                    unknown = unknown or (None if each.refs else each)
                elif str(each.value).strip().lower() in everyone:
                    return Known(True, each.place, each.how, each.trail)
        return unknown or Known(False, attrs.place, How.COMPUTED)

    return fact
