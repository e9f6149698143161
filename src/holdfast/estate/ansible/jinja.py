"""Expressions of Ansible as far as files say what they are: variables with a value, defaults, literals.

Everything else (facts of a host, lookups, registered results, tests, loops of a template) is unknown.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple

from holdfast.estate.standins import MOST_HOPS, joined
from holdfast.model.place import Place
from holdfast.model.tree import at
from holdfast.model.value import Hop, How, Known, Tree, Unknown

MOST_STEPS: Final = 200_000
MOST_DEPTH: Final = 60
"""How deep values and variables nest in each other."""
_EXPRESSION: Final = re.compile(r"\{\{((?:(?!\{\{|\}\}).){0,2000}+)\}\}", re.DOTALL)
_PATH: Final = re.compile(r"\s*([A-Za-z_]\w*)((?:\.\w+|\[(?:'[\w .-]+'|\"[\w .-]+\"|[0-9]{1,6})\])*)\s*")
_STEP: Final = re.compile(r"\.(\w+)|\[(?:'([^']*)'|\"([^\"]*)\"|([0-9]+))\]")
_LITERAL: Final = re.compile(r"\s*(?:'([^'\\]*)'|\"([^\"\\]*)\"|(-?[0-9]{1,18})|(true|false|none))\s*", re.IGNORECASE)
_FILTER: Final = re.compile(r"\|\s*(\w+)\s*(?:\(([^()]*)\))?\s*")
_WORDS: Final = {"true": True, "false": False, "none": None}
_PLAIN: Final[Mapping[str, Callable[[Any], Any]]] = {
    "string": str,
    "lower": lambda value: str(value).lower(),
    "upper": lambda value: str(value).upper(),
    "trim": lambda value: str(value).strip(),
    "int": lambda value: int(str(value)[:18]),
    "bool": lambda value: str(value).lower() in ("true", "yes", "on", "1"),
}
_DEFAULTS: Final = frozenset({"default", "d"})


class Layer(NamedTuple):
    """Variables that stand in one place."""

    says: str
    """``default of variable``, ``variable`` …; the name follows."""
    names: Mapping[str, Tree]


class Names:
    """The variables that count somewhere, and what texts mean by them. Later layers win."""

    def __init__(self, layers: Sequence[Layer] = (), meter: list[int] | None = None) -> None:
        """Take the layers; ``meter`` is shared by all names of one file: steps spent, and depth."""
        self.layers = tuple(layers)
        self._meter = meter if meter is not None else [0, 0]

    def with_layer(self, says: str, tree: Tree) -> Names:
        """These and the variables of a mapping over them."""
        if isinstance(tree, Unknown) or not isinstance(tree.value, dict) or not tree.value:
            return self
        return Names((*self.layers, Layer(says, tree.value)), self._meter)

    def tree(self, tree: Tree) -> Tree:
        """A tree with its expressions resolved. What is to be left out (``default(omit)``) is left out of mappings."""
        self._meter[0] += 1
        if isinstance(tree, Unknown):
            return tree
        if self._meter[0] > MOST_STEPS or self._meter[1] > MOST_DEPTH:
            return Unknown("the file asks for more than is resolved", tree.place)
        self._meter[1] += 1
        found = self._inner(tree)
        self._meter[1] -= 1
        return found

    def _inner(self, tree: Known[Any]) -> Tree:
        if isinstance(tree.value, dict):
            names = {name: self.tree(each) for name, each in tree.value.items()}
            return Known(names, tree.place, tree.how, tree.trail)
        if isinstance(tree.value, list):
            return Known([self.tree(each) for each in tree.value], tree.place, tree.how, tree.trail)
        text = tree.value
        if not isinstance(text, str) or ("{{" not in text and "{%" not in text):
            return tree
        if "{%" in text or "{#" in text:
            return Unknown("a template fills it in", tree.place)
        parts = list(_parts(text))
        pieces = [self._expression(part, tree.place) if named else Known(part, tree.place) for part, named in parts]
        if len(pieces) == 1:
            return pieces[0]
        made = joined(pieces, tree.place)
        if isinstance(made, Known):
            self._meter[0] += len(str(made.value)) // 32
        return made

    def _expression(self, text: str, place: Place) -> Tree:
        literal, path = _LITERAL.match(text), _PATH.match(text)
        if literal is not None:
            found, rest = Known(_content(literal), place, How.COMPUTED), text[literal.end() :]
            return self._filtered(found, rest, place)
        if path is None:
            return Unknown("its expression is not computed", place)
        return self._filtered(self._variable(path[1], path[2], place), text[path.end() :], place)

    def _filtered(self, tree: Tree, rest: str, place: Place) -> Tree:
        """A value behind its filters; a default counts only for what nobody has set."""
        while rest:
            found = _FILTER.match(rest)
            if found is None:
                return Unknown("its expression is not computed", place)
            rest = rest[found.end() :]
            if found[1] in _DEFAULTS:
                if isinstance(tree, Unknown) and tree.why.endswith(_NOT_SET):
                    tree = self._default((found[2] or "''").partition(",")[0].strip(), place)
            elif isinstance(tree, Known) and found[1] in _PLAIN:
                tree = _put_through(tree, _PLAIN[found[1]], place)
            elif isinstance(tree, Known):
                return Unknown(f"the filter {found[1]} is not computed", place)
        return tree

    def _default(self, text: str, place: Place) -> Tree:
        if text == "omit":
            return Known(None, place, How.DEFAULT)
        return self._expression(text, place)

    def _variable(self, name: str, path: str, place: Place) -> Tree:
        for layer in reversed(self.layers):
            if name in layer.names:
                source = layer.names[name]
                found: Tree = source
                for step in _STEP.finditer(path):
                    found = self.tree(found) if isinstance(found, Known) and isinstance(found.value, str) else found
                    inner = int(step[4]) if step[4] else step[1] or step[2] or step[3]
                    found = at(found, inner)
                if path and isinstance(found, Known) and found.value is None:
                    return Unknown(f'"{name}{path}" {_NOT_SET}', place)
                return self._through(self.tree(found), Hop(f'{layer.says} "{name}"', found.place), place)
        return Unknown(f'variable "{name}" {_NOT_SET}', place)

    @staticmethod
    def _through(tree: Tree, hop: Hop, place: Place) -> Tree:
        if isinstance(tree, Unknown):
            return tree._replace(place=place)
        return Known(tree.value, place, How.COMPUTED, (*tree.trail, hop)[:MOST_HOPS], tree.refs)


_NOT_SET: Final = "is not set in these files"


def _content(found: re.Match[str]) -> Any:
    if found[3]:
        return int(found[3])
    return _WORDS[found[4].lower()] if found[4] else found[1] or found[2] or ""


def _put_through(tree: Known[Any], function: Callable[[Any], Any], place: Place) -> Tree:
    try:
        return Known(function(tree.value), place, How.COMPUTED, tree.trail, tree.refs)
    except (ValueError, TypeError):
        return Unknown("a filter cannot take its value", place)


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """The parts of a text, each with whether it is an expression."""
    start = 0
    for found in _EXPRESSION.finditer(text):
        if found.start() > start:
            yield text[start : found.start()], False
        yield found[1], True
        start = found.end()
    if start < len(text):
        yield text[start:], False
