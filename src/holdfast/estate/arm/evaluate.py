"""Evaluates the expressions of one template: parameters, variables, functions, indexes of loops.

What only the platform knows about itself (``resourceGroup().location``, ``uniqueString(…)``) is a stand-in (see
``estate.standins``). What it knows about a resource (``reference(…)``, ``resourceId(…)``, keys) is unknown by itself,
with a reference to the resource, and a stand-in inside of a longer text. A parameter without a default is unknown.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from holdfast.estate.arm import functions
from holdfast.estate.arm.expression import BadExpression, Call, Literal, Node, Step, parse, source
from holdfast.estate.arm.lists import LISTS
from holdfast.estate.standins import MOST_HOPS, all_refs, complete, joined, known
from holdfast.model.place import Place
from holdfast.model.tree import at, fields, items, plain
from holdfast.model.value import Hop, How, Known, Tree, Unknown

MOST_STEPS: Final = 300_000
"""How many values one file is evaluated to."""
MOST_DEPTH: Final = 90
"""How deep values, expressions, parameters and variables nest in each other."""
CREATED: Final = "known only when it is deployed"
_STAND_INS: Final = frozenset(
    {
        *("resourcegroup", "subscription", "tenant", "managementgroup", "deployment", "environment", "deployer"),
        *("uniquestring", "guid", "pickzones"),
    }
)
_TEXTS: Final = frozenset({"uniquestring", "guid"})
_IDS: Final = frozenset({"resourceid", "subscriptionresourceid", "tenantresourceid", "extensionresourceid"})


class Budget:
    """Counts what all templates of one file are evaluated to, and how deep that nests at the moment."""

    def __init__(self) -> None:
        """Start with nothing spent."""
        self.steps = 0
        self.depth = 0

    def spent(self, steps: int = 1) -> bool:
        """Count some steps, and say whether there are none left."""
        self.steps += steps
        return self.steps > MOST_STEPS or self.depth > MOST_DEPTH


class Given(NamedTuple):
    """What a deployment gives to a parameter: a tree, and the scope that it is evaluated in."""

    scope: Scope
    tree: Tree
    hop: Hop


class Scope:
    """The names that count in one template, and the evaluation of trees by them.

    Parameters and variables are evaluated again for each use: so nothing can grow beyond the budget.
    """

    def __init__(
        self, template: Tree, given: Mapping[str, Given], budget: Budget, address: Callable[[str, str], str]
    ) -> None:
        """Take a template, what its parameters are given, and what a type and a name are addressed as."""
        self.indexes: dict[str, int] = {}
        """Where the loops around stand; the innermost one also under an empty name."""
        self.symbols: dict[str, str] = {}
        """Symbolic names of resources to their addresses."""
        self._parameters = {name.lower(): tree for name, tree in fields(at(template, "parameters"))}
        self._given = {name.lower(): each for name, each in given.items()}
        self._variables = {name.lower(): tree for name, tree in fields(at(template, "variables")) if name != "copy"}
        self._loops = {str(plain(at(loop, "name"))).lower(): loop for loop in items(at(template, "variables", "copy"))}
        self._nodes: dict[str, Node | None] = {}
        self._elements: dict[str, Tree] = {}
        """What the variables of the lambdas around stand for."""
        self._budget = budget
        self._address = address

    def tree(self, tree: Tree) -> Tree:
        """A tree with every expression in it evaluated."""
        if isinstance(tree, Unknown):
            return tree
        if self._budget.spent():
            return Unknown("the template asks for more than is evaluated", tree.place)
        self._budget.depth += 1
        found = self._inner(tree)
        self._budget.depth -= 1
        return found

    def _inner(self, tree: Known[Any]) -> Tree:
        if isinstance(tree.value, dict):
            names = {name: self.tree(each) for name, each in tree.value.items() if name != "copy"}
            return Known(names | self._copies(tree.value.get("copy")), tree.place, tree.how, tree.trail)
        if isinstance(tree.value, list):
            return Known([self.tree(each) for each in tree.value], tree.place, tree.how, tree.trail)
        text = tree.value
        if not isinstance(text, str) or not text.startswith("[") or not text.endswith("]"):
            return tree
        if text.startswith("[["):
            return tree._replace(value=text[1:])
        node = self.node(text)
        return Unknown("its expression cannot be read", tree.place) if node is None else self._node(node, tree.place)

    def node(self, text: str) -> Node | None:
        """The expression in a text with its brackets; None where there is none."""
        if text not in self._nodes:
            try:
                self._nodes[text] = parse(text[1:-1])
            except BadExpression:
                self._nodes[text] = None
        return self._nodes[text]

    def _copies(self, copies: Tree | None) -> dict[str, Tree]:
        """Properties that a loop makes: ``copy: [{name, count, input}]``."""
        found: dict[str, Tree] = {}
        several = copies.value if isinstance(copies, Known) and isinstance(copies.value, list) else []
        for each in several:
            parts = each.value if isinstance(each, Known) and isinstance(each.value, dict) else {}
            name, count = parts.get("name"), parts.get("count")
            if not isinstance(name, Known) or count is None or "input" not in parts:
                continue
            turns = self.tree(count)
            if isinstance(turns, Unknown) or not isinstance(turns.value, int):
                found[str(name.value)] = Unknown("how often its loop runs is not known", each.place)
                continue
            made = [self.turned(str(name.value), turn, parts["input"]) for turn in range(min(turns.value, 1000))]
            found[str(name.value)] = Known(made, each.place, How.COMPUTED)
        return found

    def turned(self, loop: str, turn: int, tree: Tree) -> Tree:
        """A tree evaluated in one turn of a loop."""
        before = dict(self.indexes)
        self.indexes |= {loop.lower(): turn, "": turn}
        found = self.tree(tree)
        self.indexes = before
        return found

    def _node(self, node: Node, place: Place) -> Tree:
        if self._budget.spent():
            return Unknown("the template asks for more than is evaluated", place)
        if isinstance(node, Literal):
            return Known(node.value, place, How.COMPUTED)
        self._budget.depth += 1
        found = self._step(node, place) if isinstance(node, Step) else self._call(node, place)
        self._budget.depth -= 1
        if isinstance(found, Known) and isinstance(found.value, str | list):
            self._budget.spent(len(found.value) // (32 if isinstance(found.value, str) else 1))
        return found

    def _step(self, node: Step, place: Place) -> Tree:
        root = node
        while isinstance(root.base, Step):
            root = root.base
        if isinstance(root.base, Call) and root.base.name in _STAND_INS - _TEXTS:
            return Known(f"${{{source(node)}}}", place, How.COMPUTED)
        base, key = self._node(node.base, place), self._node(node.key, place)
        if isinstance(base, Unknown):
            return base
        if isinstance(key, Unknown):
            return Unknown(key.why, place, base.refs)
        found: Tree | None = None
        if isinstance(base.value, dict):
            wanted = str(key.value).lower()
            found = next((each for name, each in base.value.items() if name.lower() == wanted), None)
        elif isinstance(base.value, list) and isinstance(key.value, int) and 0 <= key.value < len(base.value):
            found = base.value[key.value]
        if found is None:
            return Unknown("it has no such member", place)
        if isinstance(found, Unknown):
            return found._replace(place=place)
        return Known(found.value, place, How.COMPUTED, (*base.trail, *found.trail)[:MOST_HOPS], found.refs)

    def _call(self, node: Call, place: Place) -> Tree:
        own = self._own(node, place)
        if own is not None:
            return own
        if node.name == "concat":
            return self._concat(node, place)
        if node.name in functions.BUILDERS:
            return self._made(
                functions.BUILDERS[node.name], [self._piece(each, place) for each in node.arguments], place
            )
        arguments = [self._node(each, place) for each in node.arguments]
        if node.name in LISTS:
            return LISTS[node.name](arguments, place)
        if node.name in functions.PLAIN:
            if not all(complete(each) for each in arguments):
                why = next((each.why for each in arguments if isinstance(each, Unknown)), "it depends on the platform")
                return Unknown(why, place, _refs(arguments))
            return self._made(functions.PLAIN[node.name], arguments, place)
        return Unknown(f"{node.name}() is known only when it is deployed", place, _refs(arguments))

    def _own(self, node: Call, place: Place) -> Tree | None:
        """Functions that look at names, or not at all of their arguments."""
        name, arguments = node.name, node.arguments
        if name in ("parameters", "variables") and len(arguments) == 1:
            return self._named(name, self._node(arguments[0], place), place)
        if name in ("map", "filter") and len(arguments) == 2:
            return self._each(name, *arguments, place)
        if name == "lambdavariables" and len(arguments) == 1:
            return self._elements.get(self.label(arguments[0], place), Unknown("there is no such variable", place))
        if name == "copyindex":
            return self._index(arguments, place)
        if name in ("true", "false", "null") and not arguments:
            return Known({"true": True, "false": False}.get(name), place, How.COMPUTED)
        if name in ("if", "and", "or") and arguments:
            return self._logic(name, arguments, place)
        if name in _STAND_INS:
            return Known(f"${{{name}}}", place, How.COMPUTED) if name in _TEXTS else Unknown(CREATED, place)
        if name in _IDS or name in ("reference", "resourceinfo") or name.startswith("list"):
            return Unknown(CREATED, place, self._resource(name, arguments, place))
        return None

    def _named(self, sort: str, name: Tree, place: Place) -> Tree:
        key = str(name.value) if isinstance(name, Known) else ""
        found = self._parameter(key, place) if sort == "parameters" else self._variable(key, place)
        if isinstance(found, Unknown):
            return found._replace(place=place)
        return Known(found.value, place, How.COMPUTED, found.trail, found.refs)

    def _parameter(self, name: str, place: Place) -> Tree:
        given = self._given.get(name.lower())
        if given is not None:
            return _through(given.scope.tree(given.tree), given.hop)
        declared = self._parameters.get(name.lower(), Known(None, place))
        default, nullable = at(declared, "defaultValue"), at(declared, "nullable")
        if isinstance(default, Known) and default.value is None:
            if isinstance(nullable, Known) and nullable.value is True:
                return Known(None, place, How.DEFAULT)
            return Unknown(f'parameter "{name}" has no value', place)
        return _through(self.tree(default), Hop(f'default of parameter "{name}"', default.place))

    def _variable(self, name: str, place: Place) -> Tree:
        loop = self._loops.get(name.lower())
        if loop is not None:
            made = self._copies(Known([loop], loop.place))
            return next(iter(made.values()), Unknown(f'variable "{name}" has an unexpected form', place))
        written = self._variables.get(name.lower())
        if written is None:
            return Unknown(f'there is no variable "{name}"', place)
        return _through(self.tree(written), Hop(f'variable "{name}"', written.place))

    def _each(self, name: str, over: Node, body: Node, place: Place) -> Tree:
        """A list whose elements go through a lambda: what that makes of them, or those that it holds for."""
        several = self._node(over, place)
        lambda_ = isinstance(body, Call) and body.name == "lambda" and body.arguments
        if isinstance(several, Unknown) or not isinstance(several.value, list) or not lambda_:
            return Unknown("what it goes through is not known", place, several.refs)
        *names, inner = body.arguments if isinstance(body, Call) else (body,)
        variable = self.label(names[0], place) if names else ""
        before, made = self._elements, []
        for each in several.value:
            self._elements = before | {variable: each}
            found = self._node(inner, place)
            if name == "map":
                made.append(found)
            elif isinstance(found, Unknown):
                made.append(Unknown(found.why, place))
            elif found.value is True:
                made.append(each)
        self._elements = before
        return Known(made, place, How.COMPUTED, several.trail)

    def _index(self, arguments: tuple[Node, ...], place: Place) -> Tree:
        name, offset = "", 0
        for each in arguments:
            if isinstance(each, Literal) and isinstance(each.value, int):
                offset = each.value
            elif isinstance(each, Literal):
                name = str(each.value).lower()
        if name not in self.indexes:
            return Unknown("the turn of its loop is not known", place)
        return Known(self.indexes[name] + offset, place, How.COMPUTED)

    def _logic(self, name: str, arguments: tuple[Node, ...], place: Place) -> Tree:
        if name == "if" and len(arguments) == 3:
            holds = self._node(arguments[0], place)
            if isinstance(holds, Known) and isinstance(holds.value, bool):
                return self._node(arguments[1 if holds.value else 2], place)
            either = [self._node(each, place) for each in arguments[1:]]
            if all(complete(each) for each in either) and plain(either[0]) == plain(either[1]):
                return either[0]
            return Unknown("which of two values it takes is not known", place, _refs(either))
        told = [self._node(each, place) for each in arguments]
        values = [each.value if isinstance(each, Known) else None for each in told]
        decides = name == "or"
        if decides in values:
            return Known(decides, place, How.COMPUTED)
        if all(isinstance(value, bool) for value in values):
            return Known(not decides, place, How.COMPUTED)
        return Unknown(next((each.why for each in told if isinstance(each, Unknown)), "it is no condition"), place)

    def _resource(self, name: str, arguments: tuple[Node, ...], place: Place) -> tuple[str, ...]:
        """The address that a function like ``resourceId(type, names…)`` is about."""
        if name not in _IDS:
            first = self._node(arguments[0], place) if arguments else Unknown("", place)
            if isinstance(first, Known) and str(first.value) in self.symbols:
                return (self.symbols[str(first.value)],)
            return first.refs
        texts = [self.label(each, place) for each in arguments]
        start = next((number for number, text in enumerate(texts) if "/" in text and "." in text), None)
        if start is None or start + 1 >= len(texts):
            return ()
        return (self._address(texts[start], "/".join(texts[start + 1 :])),)

    def label(self, node: Node, place: Place) -> str:
        """A known value as a text, else the expression itself."""
        found = self._node(node, place)
        return str(found.value) if isinstance(found, Known) and isinstance(found.value, str | int) else source(node)

    def _piece(self, node: Node, place: Place) -> Tree:
        """An argument of what makes a text: a stand-in where it is known only of which resource it is."""
        found = self._node(node, place)
        if isinstance(found, Unknown) and found.refs:
            return Known(f"${{{source(node)}}}", place, How.COMPUTED, (), found.refs)
        return found

    def _concat(self, node: Call, place: Place) -> Tree:
        pieces = [self._piece(each, place) for each in node.arguments]
        if any(isinstance(each, Known) and isinstance(each.value, list) for each in pieces):
            return LISTS["union"](pieces, place)
        return joined(pieces, place)

    @staticmethod
    def _made(function: Callable[..., Any], arguments: list[Tree], place: Place) -> Tree:
        """The result of a function of plain values as a tree."""
        refs = _refs(arguments)
        if not all(known(each) for each in arguments):
            why = next((each.why for each in arguments if isinstance(each, Unknown)), "a part of it is not known")
            return Unknown(why, place, refs)
        try:
            value = _shallow(function(*(plain(each) for each in arguments)))
        except (ValueError, TypeError, IndexError, KeyError, AttributeError, OverflowError, RecursionError):
            return Unknown("its function cannot take its arguments", place, refs)
        trail = tuple(hop for each in arguments if isinstance(each, Known) for hop in each.trail)[:MOST_HOPS]
        if isinstance(value, str):
            return joined([Known(value, place, How.COMPUTED, trail, refs)], place)
        return planted(value, place, trail, refs)


def planted(value: Any, place: Place, trail: tuple[Hop, ...] = (), refs: tuple[str, ...] = ()) -> Tree:
    """A plain value as a tree, all of it at one place."""
    if isinstance(value, list):
        value = [planted(each, place, trail, refs) for each in value]
    elif isinstance(value, dict):
        value = {str(name): planted(each, place, trail, refs) for name, each in value.items()}
    return Known(value, place, How.COMPUTED, trail, refs)


def _shallow(value: Any, depth: int = 0) -> Any:
    """The value. Raises ValueError if it nests deeper than values of templates do."""
    if depth > MOST_DEPTH // 3:
        raise ValueError("too deep")
    for each in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _shallow(each, depth + 1)
    return value


def _through(tree: Tree, hop: Hop) -> Tree:
    """A value that came one step further."""
    if isinstance(tree, Unknown):
        return tree
    return Known(tree.value, tree.place, How.COMPUTED, (*tree.trail, hop)[:MOST_HOPS], tree.refs)


def _refs(trees: list[Tree]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ref for tree in trees for ref in all_refs(tree)))
