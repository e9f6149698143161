"""What a name means, and by which names a value is known to libraries and rules."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.engines.code.contents import Table
from holdfast.engines.code.run import package, qualified, unit_of
from holdfast.engines.code.values import (
    Cell,
    Choice,
    Fixed,
    Frame,
    Klass,
    Later,
    Layer,
    Method,
    Other,
    Package,
    Pattern,
    Routine,
    Super,
    Text,
    Truth,
    Unit,
    options,
)
from holdfast.estate.kinds.code import Attr, Call, Index, Name

if TYPE_CHECKING:
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Value
    from holdfast.estate.kinds.code import Node

LONGEST_REFERENCE: Final = 160
_UNRESOLVED: Final = (")", "]")


def lookup(run: Run, name: str) -> Value:
    """The value of a variable, or of what the language has under that name."""
    found = find(run, name)
    return Other(name) if found is None else found


def find(run: Run, name: str) -> Value | None:
    """The value of a variable; None where nobody bound the name."""
    frame = run.frame
    if name in frame.tops:
        frame = frame.unit.frame
    state = run.state
    first = True
    while True:
        if first or frame.kind != "class":
            key = (frame, name)
            layer: Layer | None = state
            while layer is not None:  # as ``state.get``: nothing is asked as often as this
                if key in layer.own:
                    value: Value = layer.own[key]
                    return force(run, value) if type(value) is Later else value
                layer = layer.below
        if frame.outer is None:
            return _starred(run, frame, name) if frame.stars else None
        first = first and frame.kind == "block"
        frame = frame.outer


def _starred(run: Run, frame: Frame, name: str) -> Value | None:
    stars, frame.stars = frame.stars, ()  # modules take all of each other in circles
    try:
        for module in stars:
            path = run.world.resolve(module, frame.unit.path)
            if path is not None:
                unit = unit_of(run, path)
                value = member(run, unit, name) if unit is not None else None
                if value is not None:
                    return value
    finally:
        frame.stars = stars
    return None


def force(run: Run, value: Later) -> Value:
    """What an import means: a module of the project, something in it, or a reference to the outside."""
    if value.foreign is not None:
        return value.foreign
    if value.asked:
        return typed(run, _outside(run, value))
    value.asked = True
    try:
        return _forced(run, value)
    finally:
        value.asked = False


def _outside(run: Run, value: Later) -> str:
    outside = run.world.outside(value.module, value.importer)
    return f"{outside}.{value.name}" if value.name and value.name != "*" else outside


def _forced(run: Run, value: Later) -> Value:
    path = run.world.resolve(value.module, value.importer)
    if path is None and value.name:
        inner = run.world.resolve(_joined(value.module, value.name), value.importer)
        if inner is not None and run.language == "python":
            return Package(inner)
    if path is None:
        value.foreign = typed(run, _outside(run, value))
        return value.foreign
    unit = unit_of(run, path)
    if unit is None:
        return Other(run.world.outside(value.module, value.importer))
    if value.default or value.name == "default":
        found = unit.exports.get("default")
        if found is not None:
            return force(run, found) if type(found) is Later else found
        return exported(run, unit) or Package(path)
    if not value.name or value.name == "*":
        return exported(run, unit) or Package(path)
    found = member(run, unit, value.name)
    if found is not None:
        return found
    inner = run.world.resolve(_joined(value.module, value.name), value.importer)
    if inner is not None and inner != path:
        return Package(inner)
    return Other(f"{unit.module.name}.{value.name}")


def exported(run: Run, unit: Unit) -> Value | None:
    """What a module of JavaScript put in place of its exports."""
    if unit.shared is None or not unit.done or unit.exports:
        return None
    holder = run.world.top.get(unit.shared)
    found: Value | None = holder.entries.get("exports") if holder is not None else None
    return found


def _exported_member(run: Run, unit: Unit, name: str) -> Value | None:
    holder = run.world.top.get(unit.shared)
    found = holder.entries.get("exports") if holder is not None else None
    content = run.world.top.get(found) if type(found) is Cell else None
    inner: Value | None = content.entries.get(name) if type(content) is Table else None
    if inner is None and unit.frame.stars:
        inner = _starred(run, unit.frame, name)
    if type(inner) is Later:
        return None if inner.asked else force(run, inner)
    return inner


def _joined(module: str, name: str) -> str:
    return module + name if module.endswith(".") else f"{module}.{name}"


def member(run: Run, unit: Unit, name: str) -> Value | None:
    """What a module of the project has under a name."""
    run.ground.others.add(unit.ground)
    found: Value | None = unit.exports.get(name)
    if found is None and unit.shared is not None:
        return _exported_member(run, unit, name)
    if found is None:
        found = run.world.top.get((unit.frame, name))
    if found is None and unit.frame.stars:
        found = _starred(run, unit.frame, name)
    if type(found) is Later:
        return None if found.asked else force(run, found)
    return found


def typed(run: Run, ref: str, taints: tuple[()] = ()) -> Other:
    """A reference, or an instance of the class that libraries say it is one of."""
    kind = run.book.type(ref)
    return Other(kind, taints, True) if kind else Other(ref, taints)


def guess(node: Node) -> str:
    """The name of a variable that an expression ends in: ``cursor`` for ``self.cursor``."""
    kind = type(node)
    if kind is Name:
        return node.id  # type: ignore[attr-defined, no-any-return]
    if kind is Attr:
        return node.name  # type: ignore[attr-defined, no-any-return]
    if kind is Index:
        return guess(node.base)  # type: ignore[attr-defined]
    if kind is Call and type(node.func) is Attr and not node.args:  # type: ignore[attr-defined]
        return ""
    return ""


def names_of(run: Run, value: Value) -> tuple[str, ...]:
    """References by which a value is known, best first; none for one that is not known at all."""
    kind = type(value)
    if kind is Other:
        return (value.ref,) if value.ref else ()  # type: ignore[union-attr]
    if kind is Choice:
        found: dict[str, None] = {}
        for option in options(value):
            found.update(dict.fromkeys(names_of(run, option)))
        return tuple(found)
    if kind is Cell:
        return _names_of_cell(run, value)  # type: ignore[arg-type]
    if kind is Klass:
        return value.refs()  # type: ignore[union-attr]
    if kind is Routine:
        return (qualified(value),)  # type: ignore[arg-type]
    if kind is Method:
        name = value.routine.function.name  # type: ignore[union-attr]
        return tuple([f"{owner}.{name}" for owner in names_of(run, value.receiver)])  # type: ignore[union-attr]
    if kind is Package:
        unit = package(run, value)  # type: ignore[arg-type]
        return (unit.module.name,) if unit is not None else ()
    if kind is Super:
        return value.owner.refs()[1:]  # type: ignore[union-attr]
    words = run.spoken.kinds
    if kind is Fixed:
        return (words.get(type(value.value).__name__, "object"),)  # type: ignore[union-attr]
    if kind is Text:
        return (words["str"],)
    if kind is Truth:
        return (words["bool"],)
    if kind is Pattern:
        return (words["pattern"],)
    return ()


def _names_of_cell(run: Run, value: Cell) -> tuple[str, ...]:
    owner = value.owner
    if type(owner) is Klass:
        return owner.refs()
    if owner:
        return (owner,)  # type: ignore[return-value]
    return (run.spoken.kinds.get(value.kind, value.kind),)


def resolved(names: tuple[str, ...]) -> bool:
    """Whether the names say what the value is; else the name of its variable is worth a guess."""
    return bool(names) and names[0][:1] != "?" and names[0][-1:] not in _UNRESOLVED


def called(run: Run, base: Value, name: str, node: Node) -> tuple[str, ...]:
    """Names of the method ``name`` of ``base``, which is written as ``node``."""
    names = names_of(run, base)
    if len(names) == 1 and resolved(names):
        return (f"{names[0]}.{name}",)
    made = [f"{each}.{name}" for each in names]
    if not resolved(names) or any(each.startswith("?") for each in names):
        variable = guess(node)
        if variable:
            made.append(f"?{variable}.{name}")
        else:
            made.append(f"?.{name}")
        as_text = f"{run.spoken.kinds['str']}.{name}"
        if as_text in run.spoken.functions:
            made.append(as_text)
    return tuple(dict.fromkeys(made))
