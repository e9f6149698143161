"""What an expression is worth. Source: the specification of HCL and the language documentation of Terraform."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any, Final, Protocol

from holdfast.estate.terraform.operators import binary, unary
from holdfast.estate.terraform.values import (
    Bad,
    Lazy,
    Rich,
    Set,
    Spent,
    as_flag,
    as_number,
    as_text,
    child,
    entries,
    kind,
    moved,
    partly,
    refs_of,
    same,
    trail_of,
)
from holdfast.formats.hcl.nodes import (
    Binary,
    Call,
    Conditional,
    Embedded,
    For,
    Literal,
    Node,
    Object,
    Source,
    Splat,
    Step,
    Template,
    TemplateFor,
    TemplateIf,
    Traversal,
    Tuple,
    Unary,
    Variable,
)
from holdfast.model.value import How, Known, Tree, Unknown

TEXT_LIMIT: Final = 1 << 20
NESTED: Final = 10
"""Templates in templates."""
ATTRIBUTE: Final = 150_000
"""Steps for one attribute; the dearest whole modules that were measured took 27,000."""


class Meter:
    """How much a whole unit may still cost."""

    __slots__ = ("_floor", "inside", "steps")

    def __init__(self, steps: int) -> None:
        """Take the number of steps."""
        self.steps = steps
        self._floor = 0
        self.inside = 0

    def spend(self, steps: int = 1) -> None:
        """Take some. Raises Spent."""
        self.steps -= steps
        if self.steps < self._floor:
            raise Spent("there is too much to evaluate")

    @contextmanager
    def one_attribute(self) -> Iterator[None]:
        """One attribute, with all that it needs, may cost a part only; so it leaves something to the others."""
        floor = self._floor
        self._floor = max(floor, self.steps - ATTRIBUTE)
        try:
            yield
        finally:
            self._floor = floor

    def enter(self) -> None:
        """Go into a template that a function fills in. Raises Bad where it stands in too many others."""
        self.inside += 1
        if self.inside > NESTED:
            raise Bad("templates are nested too deeply")

    def leave(self) -> None:
        """Come back from it."""
        self.inside -= 1


class World(Protocol):
    """What an expression may ask of the module that it stands in."""

    meter: Meter

    def named(self, name: str, steps: list[Step], scope: Scope, node: Node) -> tuple[Tree, int]:
        """What a name with the first of its steps stands for, and how many steps that took."""

    def call(self, node: Call, scope: Scope) -> Tree:
        """What a function gives."""


class Scope:
    """Where an expression stands: its text, its module, and the names that only hold there."""

    __slots__ = ("names", "source", "world")

    def __init__(self, world: World, source: Source, names: dict[str, Tree]) -> None:
        """Take the three."""
        self.world = world
        self.source = source
        self.names = names

    def having(self, **names: Tree) -> Scope:
        """The same scope with more names."""
        return Scope(self.world, self.source, {**self.names, **names})


def evaluate(node: Node, scope: Scope) -> Tree:
    """The value of an expression. Raises Bad, Spent and RecursionError."""
    scope.world.meter.spend()
    return _TABLE[type(node)](node, scope)


def tried(node: Node, scope: Scope) -> Tree:
    """The value of an expression; unknown where it is refused. Raises nothing."""
    try:
        return evaluate(node, scope)
    except (Bad, Spent) as error:
        return Unknown(str(error), node.place(scope.source))
    except RecursionError:
        return Unknown("nested too deeply", node.place(scope.source))


def _literal(node: Literal, scope: Scope) -> Tree:
    return Known(node.value, node.place(scope.source))


def _variable(node: Variable, scope: Scope) -> Tree:
    found = scope.names.get(node.name)
    return found if found is not None else scope.world.named(node.name, [], scope, node)[0]


def _traversal(node: Traversal, scope: Scope) -> Tree:
    base, steps, done = node.base, node.steps, 0
    if isinstance(base, Variable):
        found = scope.names.get(base.name)
        value, done = (found, 0) if found is not None else scope.world.named(base.name, steps, scope, node)
    else:
        value = evaluate(base, scope)
    return _walk(value, steps[done:] if done else steps, scope, node)


def _walk(value: Tree, steps: list[Step], scope: Scope, node: Node) -> Tree:
    for step in steps:
        if isinstance(step, str):
            value = attribute(value, step)
        elif isinstance(step, Splat):
            value = _splat(value, step, scope, node)
        else:
            value = index(value, evaluate(step, scope))
    return value


def attribute(value: Tree, name: str) -> Tree:
    """An attribute of an object. Raises Bad where there is none."""
    if isinstance(value, Unknown):
        return Unknown(value.why, value.place, value.refs)
    inner = value.value
    if isinstance(inner, Lazy):
        return child(value, inner.get(name))
    if isinstance(inner, dict):
        if name in inner:
            return child(value, inner[name])
        raise Bad(f'there is no attribute "{name}"')
    raise Bad(f"{kind(inner)} has no attributes")


def index(value: Tree, key: Tree) -> Tree:
    """An element of a collection. Raises Bad where there is none."""
    if isinstance(value, Unknown):
        return Unknown(value.why, value.place, value.refs)
    if isinstance(key, Unknown):
        return Unknown(key.why, value.place, refs_of((value, key)))
    inner = value.value
    if isinstance(inner, list) and not isinstance(inner, Set):
        number = as_number(key.value)
        if isinstance(number, float) or not 0 <= number < len(inner):
            raise Bad(f"there is no element {as_text(number)} among {len(inner)}")
        return child(value, inner[number])
    if isinstance(inner, dict | Lazy):
        return attribute(value, as_text(key.value))
    raise Bad(f"{kind(inner)} has no elements")


def _splat(value: Tree, step: Splat, scope: Scope, node: Node) -> Tree:
    place = node.place(scope.source)
    if isinstance(value, Unknown):
        return Unknown(value.why, place, value.refs)
    if value.value is None:
        return Known([], place, How.COMPUTED)
    parts = [child(value, each) for each in value.value] if isinstance(value.value, list) else [value]
    scope.world.meter.spend(len(parts))
    return Known([_walk(each, step.steps, scope, node) for each in parts], place, How.COMPUTED, value.trail)


def _embedded(node: Embedded, scope: Scope) -> Tree:
    return evaluate(node.inner, Scope(scope.world, node.source, scope.names))


def _call(node: Call, scope: Scope) -> Tree:
    return scope.world.call(node, scope)


def _template(node: Template, scope: Scope) -> Tree:
    return joined(list(_parts(node.parts, scope)), node, scope)


def joined(parts: list[Tree], node: Node, scope: Scope) -> Tree:
    """Parts put together to one text: unknown where one of them is, but what is known is kept."""
    place = node.place(scope.source)
    texts: list[str] = []
    size = 0
    unknown: Unknown | None = None
    for part in parts:
        if isinstance(part, Unknown):
            unknown = unknown or part
            continue
        text = as_text(part.value)
        texts.append(text)
        size += len(text)
        if size > TEXT_LIMIT:
            raise Spent("a text is too long")
    refs = refs_of(parts)
    document = next((text.lstrip()[:1] in ("{", "[") for text in texts if text.strip()), False)
    if unknown is not None:
        return partly(unknown.why, place, refs, parts=tuple(parts) if document or len(texts) > 1 else ())
    whole = "".join(texts)
    return Known(Rich(whole, parts=tuple(parts)) if document else whole, place, How.COMPUTED, trail_of(parts), refs)


def _parts(nodes: tuple[Node, ...], scope: Scope) -> Iterator[Tree]:
    for node in nodes:
        if isinstance(node, TemplateIf):
            test = evaluate(node.test, scope)
            if isinstance(test, Unknown):
                yield test
            else:
                yield from _parts(node.yes if as_flag(test.value) else node.no, scope)
        elif isinstance(node, TemplateFor):
            over = evaluate(node.over, scope)
            if isinstance(over, Unknown):
                yield over
                continue
            for key, value in entries(over):
                names = {node.value: value} if node.key is None else {node.key: key, node.value: value}
                yield from _parts(node.parts, scope.having(**names))
        else:
            yield evaluate(node, scope)


def _tuple(node: Tuple, scope: Scope) -> Tree:
    return Known([_element(each, scope) for each in node.items], node.place(scope.source))


def _element(node: Node, scope: Scope) -> Tree:
    """A value as an element: at its own place, wherever it came from."""
    value = evaluate(node, scope)
    place = node.place(scope.source)
    return value if value.place is place else moved(value, place)


def _object(node: Object, scope: Scope) -> Tree:
    made: dict[str, Tree] = {}
    for key_node, value_node in node.items:
        key = evaluate(key_node, scope)
        if isinstance(key, Unknown):
            return Unknown(f"a key is unknown: {key.why}", node.place(scope.source), key.refs)
        value = evaluate(value_node, scope)
        place = scope.source.place(key_node.start, value_node.end)
        if isinstance(value, Known) and isinstance(value_node, Literal | Tuple | Object):
            made[as_text(key.value)] = value._replace(place=place)
        else:
            made[as_text(key.value)] = moved(value, place)
    return Known(made, node.place(scope.source))


def _for(node: For, scope: Scope) -> Tree:
    over = evaluate(node.over, scope)
    place = node.place(scope.source)
    if isinstance(over, Unknown):
        return Unknown(over.why, place, over.refs)
    made: list[tuple[Tree | None, Tree]] = []
    for key, value in entries(over):
        inner = scope.having(**({node.value: value} if node.key is None else {node.key: key, node.value: value}))
        if node.test is not None:
            test = evaluate(node.test, inner)
            if isinstance(test, Unknown):
                return Unknown(test.why, place, test.refs)
            if not as_flag(test.value):
                continue
        out_key = evaluate(node.key_out, inner) if node.key_out is not None else None
        if isinstance(out_key, Unknown):
            return Unknown(out_key.why, place, out_key.refs)
        made.append((out_key, evaluate(node.value_out, inner)))
    if node.key_out is None:
        return Known([value for _, value in made], place, How.COMPUTED, over.trail, over.refs)
    return _gathered(node, made, over, scope)


def _gathered(node: For, made: list[tuple[Tree | None, Tree]], over: Known[Any], scope: Scope) -> Tree:
    place = node.place(scope.source)
    content: dict[str, Any] = {}
    for key, value in made:
        name = as_text(key.value) if isinstance(key, Known) else ""
        if node.group:
            content.setdefault(name, []).append(value)
        elif name in content:
            raise Bad(f'two elements have the key "{name}"')
        else:
            content[name] = value
    if node.group:
        content = {name: Known(values, place, How.COMPUTED) for name, values in content.items()}
    return Known(content, place, How.COMPUTED, over.trail, over.refs)


def _conditional(node: Conditional, scope: Scope) -> Tree:
    test = evaluate(node.test, scope)
    if isinstance(test, Unknown):
        yes, no = tried(node.yes, scope), tried(node.no, scope)
        return yes if same(yes, no) else Unknown(test.why, node.place(scope.source), refs_of((yes, no, test)))
    chosen, other = (node.yes, node.no) if as_flag(test.value) else (node.no, node.yes)
    value = evaluate(chosen, scope)
    if isinstance(value, Known) and not value.trail:
        value = value._replace(trail=trail_of((test,)))  # what decided is part of the way
    text = isinstance(other, Template) or (isinstance(other, Literal) and isinstance(other.value, str))
    if text and isinstance(value, Known) and isinstance(value.value, bool | int | float):
        return value._replace(value=as_text(value.value))
    return value


def _binary(node: Binary, scope: Scope) -> Tree:
    value = evaluate(node.first, scope)
    for operator, operand in node.rest:
        value = binary(operator, value, partial(evaluate, operand, scope), node.place(scope.source))
    return value


def _unary(node: Unary, scope: Scope) -> Tree:
    return unary(node.operator, evaluate(node.operand, scope), node.place(scope.source))


_TABLE: Final[dict[type[Node], Callable[[Any, Scope], Tree]]] = {
    Literal: _literal,
    Variable: _variable,
    Traversal: _traversal,
    Call: _call,
    Template: _template,
    Tuple: _tuple,
    Object: _object,
    For: _for,
    Conditional: _conditional,
    Binary: _binary,
    Embedded: _embedded,
    Unary: _unary,
}
