"""The resources of one template: loops and conditions resolved, children and nested templates flattened."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.estate.arm.evaluate import CREATED, Budget, Given, Scope
from holdfast.estate.blocks import Block
from holdfast.model.place import Place
from holdfast.model.reading import Gap
from holdfast.model.tree import at, fields, items
from holdfast.model.value import Hop, Known, Tree, Unknown

MOST_TURNS: Final = 200
"""How many resources one loop makes at most; the platform allows 800."""
_MOST_NESTED: Final = 6
_DEPLOYMENT: Final = "microsoft.resources/deployments"
_APART: Final = frozenset({"resources", "copy", "condition", "existing"})
_LINKED: Final = ("scope", "dependsOn")


class Deployment:
    """A template with the values of its parameters."""

    def __init__(
        self, tree: Tree, module: str, budget: Budget, given: Mapping[str, Given] | None = None, depth: int = 0
    ) -> None:
        """Take the template, the address of the deployment it stands in, and what that gives to its parameters."""
        self._tree, self._module, self._budget, self._depth = tree, module, budget, depth
        self.gaps: list[Gap] = []
        self._scope = Scope(tree, given or {}, budget, self._address)

    def _address(self, type: str, name: str) -> str:
        path = "".join(f"{type}/{name}".split()).strip("/")
        return f"{self._module}/{path}" if self._module else path

    def blocks(self) -> Iterator[Block]:
        """Every resource that is built or may be built."""
        yield from self._all(self._tree)

    def _all(self, template: Tree) -> Iterator[Block]:
        listed = at(template, "resources")
        symbols = list(fields(listed))
        self._learn_symbols(symbols)
        for tree in [each for _, each in symbols] if symbols else items(listed):
            yield from self._turns(tree, "", "")

    def _learn_symbols(self, entries: list[tuple[str, Tree]]) -> None:
        for symbol, tree in entries:
            type = at(tree, "type")
            if isinstance(type, Known) and isinstance(type.value, str):
                name, _ = self._name(at(tree, "name"), "")
                self._scope.symbols[symbol] = self._address(type.value, name)

    def _turns(self, tree: Tree, above: str, over: str) -> Iterator[Block]:
        """A resource once, or once for each turn of its loop. ``above`` and ``over`` are its parent's type and name."""
        loop = at(tree, "copy")
        if isinstance(loop, Known) and loop.value is None:
            yield from self._resource(tree, above, over)
            return
        count, name = self._scope.tree(at(loop, "count")), at(loop, "name")
        if isinstance(count, Unknown) or not isinstance(count.value, int):
            yield from self._resource(tree, above, over)
            return
        if count.value > MOST_TURNS:
            self.gaps.append(Gap(why=f"only {MOST_TURNS} turns of its loop are read", place=loop.place))
        label = str(name.value).lower() if isinstance(name, Known) else ""
        before = dict(self._scope.indexes)
        for turn in range(min(count.value, MOST_TURNS)):
            if self._budget.spent():
                break
            self._scope.indexes = before | {label: turn, "": turn}
            yield from self._resource(tree, above, over)
        self._scope.indexes = before

    def _resource(self, tree: Tree, above: str, over: str) -> Iterator[Block]:
        type = at(tree, "type")
        if not isinstance(type, Known) or not isinstance(type.value, str):
            self.gaps.append(Gap(why="a resource without a type", place=tree.place))
            return
        condition = self._scope.tree(at(tree, "condition"))
        if isinstance(condition, Known) and condition.value is False:
            return
        full, (name, known) = type.value, self._name(at(tree, "name"), over)
        if above and not full.lower().startswith(f"{above.lower()}/"):
            full = f"{above}/{full}"
        template = at(tree, "properties", "template")
        if full.lower() == _DEPLOYMENT and isinstance(template, Known) and isinstance(template.value, dict):
            yield from self._nested(tree, template, name)
            return
        attrs = {key: self._scope.tree(each) for key, each in fields(tree) if key not in _APART}
        attrs["name"] = Known(name, at(tree, "name").place) if known else attrs.get("name", Known(name, tree.place))
        self._link(attrs, full, name, tree.place)
        existing = at(tree, "existing")
        yield Block(
            mode="data" if isinstance(existing, Known) and existing.value is True else "resource",
            type=full,
            name=name,
            address=self._address(full, name),
            module=self._module,
            attrs=Known(attrs, tree.place),
            place=tree.place,
        )
        for each in items(at(tree, "resources")):
            yield from self._turns(each, full, name)

    def _name(self, tree: Tree, over: str) -> tuple[str, bool]:
        """A name with its parent's, and whether all of it is known; an unknown one is told by its expression."""
        found = self._scope.tree(tree)
        known = isinstance(found, Known) and isinstance(found.value, str)
        own = str(found.value) if isinstance(found, Known) and known else self._written(tree)
        return (f"{over}/{own}" if over and not own.startswith(f"{over}/") else own), known

    def _written(self, tree: Tree) -> str:
        text = tree.value if isinstance(tree, Known) else None
        node = self._scope.node(text) if isinstance(text, str) and text.startswith("[") else None
        return self._scope.label(node, tree.place) if node is not None else "?"

    def _link(self, attrs: dict[str, Tree], type: str, name: str, place: Place) -> None:
        """Refer to the parent under ``parent``, and to resources that are named by a path or a symbol."""
        outer, _, _ = name.rpartition("/")
        parent, _, _ = type.rpartition("/")
        if outer and parent.count("/"):
            attrs["parent"] = Unknown(CREATED, place, (self._address(parent, outer),))
        for key in _LINKED:
            if key in attrs:
                attrs[key] = self._referring(attrs[key])

    def _referring(self, tree: Tree) -> Tree:
        if isinstance(tree, Unknown):
            return tree
        if isinstance(tree.value, list):
            return tree._replace(value=[self._referring(each) for each in tree.value])
        if not isinstance(tree.value, str) or tree.refs:
            return tree
        return tree._replace(refs=(self._scope.symbols.get(tree.value) or self._address("", tree.value),))

    def _nested(self, tree: Tree, template: Tree, name: str) -> Iterator[Block]:
        """The resources of a template inside of a template: with names of its own, or in the scope of this one."""
        scope = at(tree, "properties", "expressionEvaluationOptions", "scope")
        if not isinstance(scope, Known) or str(scope.value).lower() != "inner":
            yield from self._all(template)
            return
        if self._depth >= _MOST_NESTED:
            self.gaps.append(Gap(why="templates nested deeper than is read", place=tree.place))
            return
        given = {}
        for key, each in fields(at(tree, "properties", "parameters")):
            value = at(each, "value")
            if isinstance(value, Known) and value.value is None:
                value = Unknown(f'parameter "{key}" comes from elsewhere', each.place)
            given[key] = Given(self._scope, value, Hop(f'parameter "{key}" of deployment "{name}"', each.place))
        deployment = Deployment(template, self._address("", name), self._budget, given, self._depth + 1)
        yield from deployment.blocks()
        self.gaps.extend(deployment.gaps)
