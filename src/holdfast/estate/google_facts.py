"""Facts as resources of Google Cloud tell them: defaults that say nothing, and members of roles."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

from holdfast.estate.facts import Fact, matching, reach
from holdfast.model.tree import items, mapped
from holdfast.model.value import How, Known, Tree, Unknown, Value

EVERYONE: Final = frozenset({"allusers", "allauthenticatedusers"})
"""Members that mean anybody, and anybody with an account of Google."""


def told(inner: Fact) -> Fact:
    """A fact that is not here where nobody wrote anything about it."""

    def fact(attrs: Tree) -> Any:
        value = inner(attrs)
        return None if isinstance(value, Known) and value.how is How.DEFAULT else value

    return fact


def only(condition: Fact, then: Fact) -> Fact:
    """A fact that is not here where a condition does not hold; unknown where that is."""

    def fact(attrs: Tree) -> Any:
        asked = condition(attrs)
        if isinstance(asked, Unknown):
            return asked
        return then(attrs) if asked.value else None

    return fact


def prefixed(facts: Mapping[str, Fact], path: str) -> dict[str, Fact]:
    """The same facts about what stands at a path."""
    return {name: _below(fact, path) for name, fact in facts.items()}


def _below(inner: Fact, path: str) -> Fact:
    return lambda attrs: inner(reach(attrs, path))


def open_to_everyone(members: Iterable[Tree]) -> Value[bool] | None:
    """Whether one of some members means everyone; None where there is none to judge."""
    found: list[Value[bool]] = [mapped(each, lambda value: str(value).lower() in EVERYONE) for each in members]
    for each in found:
        if isinstance(each, Known) and each.value:
            return each
    unknown = next((each for each in found if isinstance(each, Unknown) and not each.refs), None)
    return unknown or next((each for each in found if isinstance(each, Known)), None)


def days(path: str, default: float | None = None) -> Fact:
    """A duration in seconds, as ``7776000s``, in days."""

    def fact(attrs: Tree) -> Value[float | None]:
        tree = reach(attrs, path)
        if isinstance(tree, Known) and tree.value in (None, ""):
            return Known(default, tree.place, How.DEFAULT)
        return mapped(tree, lambda value: float(str(value).removesuffix("s")) / 86_400)

    return fact


def listed(path: str) -> Fact:
    """Texts out of all blocks at a path; the last name of the path is the attribute of each."""
    holder, _, name = path.rpartition(".")

    def fact(attrs: Tree) -> Value[tuple[Value[str], ...]]:
        tree = reach(attrs, holder)
        if isinstance(tree, Unknown):
            return tree
        found: tuple[Value[str], ...] = tuple(mapped(reach(each, name), str) for each in items(tree))
        return Known(found, tree.place, tree.how, tree.trail)

    return fact


WORLD: Final = r"^(?:0\.0\.0\.0|::)/0$"
"""An address range that is the whole internet."""


def whole_world(path: str) -> Fact:
    """Whether an address range is the whole internet."""
    return matching(path, WORLD)
