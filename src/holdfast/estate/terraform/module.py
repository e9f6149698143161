"""One instance of a module: what its names stand for, each evaluated once and only when it is asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final, Protocol, TypeAlias

from holdfast.estate.terraform.body import attribute_tree, body_tree, nested_tree
from holdfast.estate.terraform.config import Config, Declared
from holdfast.estate.terraform.evaluate import Meter, Scope, evaluate, tried
from holdfast.estate.terraform.expand import Instance, Shape, expanded
from holdfast.estate.terraform.functions import call
from holdfast.estate.terraform.policydocument import policy_text
from holdfast.estate.terraform.types import converted
from holdfast.estate.terraform.values import Bad, Lazy, Spent, moved
from holdfast.formats.hcl.nodes import Attribute, Call, Literal, Node, Source, Step
from holdfast.model.place import Place
from holdfast.model.value import Hop, How, Known, Tree, Unknown

OWN: Final = frozenset({"count", "for_each", "depends_on", "provider"})
"""Arguments of a resource that Terraform takes for itself."""
META: Final = OWN | {"providers", "source", "version"}
AFTER: Final = "known only after apply"


Inputs: TypeAlias = Callable[[str], "Tree | None"]
"""What a module is given: the value of a variable; None where nobody sets it."""


class Caller(Protocol):
    """Who knows the other modules and files of the unit."""

    meter: Meter
    files: Any

    def module(self, module: Module, name: str, declared: Declared, instance: Instance) -> Module | None:
        """The module behind a call; None where it lies elsewhere."""


class Module:
    """A configuration with inputs, at an address."""

    def __init__(self, caller: Caller, config: Config, address: str, inputs: Inputs, depth: int = 0) -> None:
        """Take who knows the rest, the configuration, the address, the inputs, and how deep it is called."""
        self.caller = caller
        self.meter = caller.meter
        self.config = config
        self.address = address
        self.inputs = inputs
        self.depth = depth
        self._memo: dict[tuple[str, ...], Any] = {}
        self._scopes: dict[int, Scope] = {}

    def scope(self, source: Source) -> Scope:
        """The scope of a file of this module."""
        found = self._scopes.get(id(source))
        if found is None:
            found = self._scopes[id(source)] = Scope(self, source, {})
        return found

    def _once(self, key: tuple[str, ...], make: Callable[[], Any]) -> Any:
        if key in self._memo:
            found = self._memo[key]
            if found is _BUSY:
                raise Bad(f"{'.'.join(key)} refers to itself")
            return found
        self._memo[key] = _BUSY
        try:
            found = self._memo[key] = make()
        finally:
            if self._memo[key] is _BUSY:
                del self._memo[key]
        return found

    # What names stand for

    def named(self, name: str, steps: list[Step], scope: Scope, node: Node) -> tuple[Tree, int]:
        """What a name with the first of its steps stands for, and how many steps that took. Raises Bad."""
        words = [step for step in steps[:2] if isinstance(step, str)]
        place = node.place(scope.source)
        root = _ROOTS.get(name)
        if root is not None and words:
            return root(self, words[0], place), 1
        if name in ("data", "ephemeral", "resource") and len(words) == 2:
            return self.resource(name, words[0], words[1], place), 2
        if name in ("each", "count", "self"):
            return Unknown(f"{name} is not known here", place), 0
        if words:
            return self.resource("resource", name, words[0], place), 1
        raise Bad(f'there is no "{name}"')

    def call(self, node: Call, scope: Scope) -> Tree:
        """What a function gives."""
        return call(node, scope, self.caller.files)

    def _var(self, name: str, place: Place) -> Tree:
        value: Tree = self._once(("var", name), lambda: self._variable(name, place))
        return value

    def _variable(self, name: str, place: Place) -> Tree:
        declared = self.config.variables.get(name)
        if declared is None:
            raise Bad(f'there is no variable "{name}"')
        attributes = declared.block.body.attributes
        given = self.inputs(name)
        nullable = attributes.get("nullable")
        refused = nullable is not None and isinstance(nullable.value, Literal) and nullable.value.value is False
        default = attributes.get("default")
        if given is None or (isinstance(given, Known) and given.value is None and refused and default is not None):
            if default is None:
                return Unknown(
                    f'variable "{name}" has no value', declared.source.place(declared.block.start, declared.block.end)
                )
            given = tried(default.value, self.scope(declared.source))
            at = declared.source.place(default.start, default.end)
            given = moved(given, at, (), Hop(f'default of variable "{name}"', at))
        type_ = attributes.get("type")
        if type_ is None:
            return given
        try:
            return converted(given, type_.value, self.scope(declared.source))
        except Bad as error:
            return Unknown(f'variable "{name}": {error}', given.place, given.refs)

    def _local(self, name: str, place: Place) -> Tree:
        value: Tree = self._once(("local", name), lambda: self._local_value(name))
        return value

    def _local_value(self, name: str) -> Tree:
        named = self.config.locals.get(name)
        if named is None:
            raise Bad(f'there is no local "{name}"')
        at = named.source.place(named.attribute.start, named.attribute.end)
        try:
            value = evaluate(named.attribute.value, self.scope(named.source))
        except (Bad, Spent) as error:
            return Unknown(str(error), at)
        return moved(value, at, (), Hop(f"local.{name}", at))

    def _path(self, name: str, place: Place) -> Tree:
        known = {"module": self.caller.files.relative(self.config.folder), "root": "."}
        return (
            Known(known[name], place) if name in known else Unknown(f"path.{name} is not known before it runs", place)
        )

    def _terraform(self, name: str, place: Place) -> Tree:
        if name == "workspace":
            return Known("default", place)
        raise Bad(f'there is no "terraform.{name}"')

    # Modules

    def _module(self, name: str, place: Place) -> Tree:
        declared = self.config.calls.get(name)
        if declared is None:
            raise Bad(f'there is no module "{name}"')
        shape, made = self.children(name)
        return _shaped(shape, [(each, self._outputs(name, module, place)) for each, module in made], place)

    def children(self, name: str) -> tuple[Shape, list[tuple[Instance, Module | None]]]:
        """The instances of a called module; None for one that lies elsewhere."""
        found: tuple[Shape, list[tuple[Instance, Module | None]]]
        found = self._once(("module", name), lambda: self._children(name))
        return found

    def _children(self, name: str) -> tuple[Shape, list[tuple[Instance, Module | None]]]:
        declared = self.config.calls[name]
        shape, instances = expanded(declared.block, self.scope(declared.source))
        return shape, [(each, self.caller.module(self, name, declared, each)) for each in instances]

    def _outputs(self, name: str, module: Module | None, place: Place) -> Tree:
        if module is None:
            return Unknown(f'module "{name}" lies elsewhere', place)
        return Known(Lazy(lambda output: module.output(output, name), lambda: module.config.outputs), place)

    def output(self, name: str, call: str = "") -> Tree:
        """An output of this module, as its caller sees it. Raises Bad where there is none."""
        value: Tree = self._once(("output", name), lambda: self._output(name, call))
        return value

    def _output(self, name: str, call: str) -> Tree:
        declared = self.config.outputs.get(name)
        if declared is None:
            raise Bad(f'module "{call}" has no output "{name}"')
        value = declared.block.body.attributes.get("value")
        at = declared.source.place(declared.block.start, declared.block.end)
        if value is None:
            return Known(None, at)
        result = tried(value.value, self.scope(declared.source))
        return moved(result, at, (), Hop(f'output "{name}" of module "{call}"', at))

    # Resources

    def resource(self, mode: str, type: str, name: str, place: Place) -> Tree:
        """All instances of a resource, in the form in which expressions see them. Raises Bad where there is none."""
        if (mode, type, name) not in self.config.resources:
            raise Bad(f"there is no {_dotted(mode, type, name)}")
        shape, instances = self.instances(mode, type, name)
        if shape is Shape.UNKNOWN:
            return Unknown(AFTER, place, tuple(each.address for each, _ in instances))
        return _shaped(shape, [(each, Known(lazy, place)) for each, lazy in instances], place)

    def instances(self, mode: str, type: str, name: str) -> tuple[Shape, list[tuple[Instance, Lazy]]]:
        """The instances of a resource, each with its attributes on demand."""
        found: tuple[Shape, list[tuple[Instance, Lazy]]]
        found = self._once((mode, type, name), lambda: self._instances(mode, type, name))
        return found

    def _instances(self, mode: str, type: str, name: str) -> tuple[Shape, list[tuple[Instance, Lazy]]]:
        declared = self.config.resources[mode, type, name]
        shape, found = expanded(declared.block, self.scope(declared.source))
        base = f"{self.address}." if self.address else ""
        base += _dotted(mode, type, name)
        named = [Instance(base + each.address, each.key, each.names) for each in found]
        return shape, [(each, self._lazy(declared, each)) for each in named]

    def _lazy(self, declared: Declared, instance: Instance) -> Lazy:
        attributes = declared.block.body.attributes
        nested = {
            block.labels[0] if block.type == "dynamic" and block.labels else block.type
            for block in declared.block.body.blocks
        }
        return Lazy(
            lambda name: self._once((instance.address, name), lambda: self._attribute(declared, instance, name)),
            lambda: [*(name for name in attributes if name not in OWN), *nested],
        )

    def _attribute(self, declared: Declared, instance: Instance, name: str) -> Tree:
        block, scope = declared.block, self.instance_scope(declared, instance)
        at = declared.source.place(block.start, block.end)
        refs = (instance.address,)
        if block.type == "data" and block.labels[0] == "aws_iam_policy_document" and name in ("json", "minified_json"):
            return moved(policy_text(self.body(declared, instance)), at, refs, Hop(instance.address, at))
        attribute = block.body.attributes.get(name)
        if attribute is not None and name not in OWN:
            value = attribute_tree(attribute, scope)
            if isinstance(value, Known) and value.value is None:
                return Unknown(AFTER, value.place, refs)
            return moved(value, value.place, refs, Hop(f"{instance.address}.{name}", value.place))
        nested = nested_tree(block.body, name, scope)
        return moved(nested, nested.place, refs) if nested is not None else Unknown(AFTER, at, refs)

    def instance_scope(self, declared: Declared, instance: Instance) -> Scope:
        """The scope inside of a block of one instance."""
        scope = self.scope(declared.source)
        return scope.having(**instance.names) if instance.names else scope

    def body(self, declared: Declared, instance: Instance) -> Tree:
        """All attributes of one instance."""
        return body_tree(declared.block, self.instance_scope(declared, instance), OWN)

    def blocks(self) -> Iterator[tuple[Declared, Instance]]:
        """Every instance of every resource and data source, in the order in which they stand."""
        for (mode, type, name), declared in self.config.resources.items():
            try:
                _, instances = self.instances(mode, type, name)
            except (Spent, RecursionError):
                continue
            yield from ((declared, instance) for instance, _ in instances)

    def modules(self) -> Iterator[Module]:
        """Every instance of every local module that this one calls."""
        for name in self.config.calls:
            try:
                _, made = self.children(name)
            except (Bad, Spent, RecursionError):
                continue
            yield from (module for _, module in made if module is not None)

    def argument(self, attribute: Attribute, name: str, scope: Scope) -> Tree:
        """An argument of a call, as the called module sees it."""
        at = scope.source.place(attribute.start, attribute.end)
        hop = Hop(f'argument "{attribute.name}" of module "{name}"', at)
        return moved(tried(attribute.value, scope), at, (), hop)


_BUSY: Final = object()
_ROOTS: Final[dict[str, Callable[[Module, str, Place], Tree]]] = {
    "var": Module._var,
    "local": Module._local,
    "module": Module._module,
    "path": Module._path,
    "terraform": Module._terraform,
    "tofu": Module._terraform,
}


def _dotted(mode: str, type: str, name: str) -> str:
    return f"{type}.{name}" if mode == "resource" else f"{mode}.{type}.{name}"


def _shaped(shape: Shape, made: list[tuple[Instance, Tree]], place: Place) -> Tree:
    if shape is Shape.SINGLE:
        return made[0][1]
    if shape is Shape.LIST:
        return Known([value for _, value in made], place, How.COMPUTED)
    if shape is Shape.MAP:
        return Known({each.key: value for each, value in made}, place, How.COMPUTED)
    return Unknown("how many there are is not known", place)
