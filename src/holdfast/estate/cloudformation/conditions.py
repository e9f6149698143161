"""Conditions of a template in three values: they hold, they do not, nobody knows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from holdfast.estate.cloudformation.functions import same
from holdfast.model.tree import items
from holdfast.model.value import Known, Tree, Unknown

_MOST_NESTED: Final = 40


class Conditions:
    """The conditions of one template; each is decided once."""

    def __init__(self, conditions: Mapping[str, Tree], evaluate: Callable[[Tree], Tree]) -> None:
        """Take the section, and what evaluates the two sides of an equation."""
        self._conditions = conditions
        self._evaluate = evaluate
        self._told: dict[str, bool | None] = {}
        self._nested = 0

    def named(self, name: str) -> bool | None:
        """Whether a condition holds. One that leads back to itself, or is missing, is not known."""
        if name not in self._told:
            self._told[name] = None
            if name in self._conditions:
                self._told[name] = self._holds(self._conditions[name])
        return self._told[name]

    def _holds(self, tree: Tree) -> bool | None:
        if self._nested > _MOST_NESTED:
            return None
        self._nested += 1
        found = self._inner(tree)
        self._nested -= 1
        return found

    def _inner(self, tree: Tree) -> bool | None:
        if isinstance(tree, Unknown):
            return None
        if isinstance(tree.value, bool):
            return tree.value
        if not isinstance(tree.value, dict) or len(tree.value) != 1:
            return {"true": True, "false": False}.get(str(tree.value).lower())
        ((name, argument),) = tree.value.items()
        if name == "Condition":
            return self.named(str(argument.value)) if isinstance(argument, Known) else None
        if name == "Fn::Equals":
            sides = [self._evaluate(each) for each in items(argument)]
            return same(*sides) if len(sides) == 2 else None
        told = [self._holds(each) for each in items(argument)]
        if name == "Fn::Not" and len(told) == 1:
            return None if told[0] is None else not told[0]
        if name == "Fn::And" and told:
            return False if False in told else None if None in told else True
        if name == "Fn::Or" and told:
            return True if True in told else None if None in told else False
        return None
