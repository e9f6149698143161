"""Classes of the project, and their objects."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.engines.code.access import deep_of_all, of_class
from holdfast.engines.code.arguments import Use, gathered
from holdfast.engines.code.contents import Table
from holdfast.engines.code.functions import annotated, hoist
from holdfast.engines.code.names import called, names_of
from holdfast.engines.code.sinks import shapes
from holdfast.engines.code.state import State
from holdfast.engines.code.taints import derived
from holdfast.engines.code.values import NEVER, Cell, Frame, Klass, Method, Other, Routine, options
from holdfast.estate.kinds import code

if TYPE_CHECKING:
    from holdfast.engines.code.contents import Key
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.taints import Taints
    from holdfast.engines.code.values import Value

_MOST_FIELDS: Final = 60
_DECLARATIONS: Final = frozenset({code.Declare, code.Assign})


def define(run: Run, node: code.Class) -> Klass:
    """The class that a statement or expression makes."""
    bases = tuple(run.evaluate(base) for base in node.bases)
    outer = run.frame
    ref = f"{run.unit.module.name}.{node.name or '<class>'}"
    klass = Klass(node, ref, outer, bases)
    below = run.state
    frame = Frame(outer.unit, outer, below, "class")
    frame.owner, frame.function, frame.made = klass, outer.function, outer.made
    run.frame = frame
    run.state = layer = State(below)
    try:
        hoist(run, ())
        run.execute(node.body)
    finally:
        run.frame, run.state = outer, below
    for key, value in layer.own.items():
        if type(key) is tuple and key[0] is frame:
            klass.members[key[1]] = value
        else:
            below.own[key] = value
    for each in node.decorators:
        _decorate(run, each)
    return klass


def _decorate(run: Run, node: code.Expr) -> None:
    func = node.func if type(node) is code.Call else node
    maker = run.evaluate(func)
    names = (
        called(run, run.evaluate(func.base), func.name, func.base) if type(func) is code.Attr else names_of(run, maker)
    )
    found = run.book.decorated(names).patterns if names else ()
    if found:
        use = Use(node, names)
        if type(node) is code.Call:
            gathered(run, use, node.args, node.keywords)
        shapes(run, found, use)


def instance(run: Run, klass: Klass, use: Use) -> Value:
    """``Klass(…)``."""
    cell = Cell("object", klass)
    run.state.own[cell] = Table()
    initial = of_class(run, klass, run.spoken.constructor, cell)
    made = of_class(run, klass, "__new__", cell) if run.spoken.receiver_first else None
    if type(initial) is Method:
        run.tables.apply(run, use, initial)
    elif type(made) is Method:
        return cell
    elif all(type(each) is Klass for each in klass.line() if each not in run.spoken.rootless):
        _fill_fields(run, klass, use, cell)
    else:
        taints = derived(deep_of_all(run, use.arguments()))
        run.state.own[cell] = Table({}, Other("", taints) if taints else None)
        _fill_fields(run, klass, use, cell)
    return cell


def _fill_fields(run: Run, klass: Klass, use: Use, cell: Cell) -> None:
    """A class without a constructor whose fields are declared: arguments go into them in order."""
    fields: list[str] = []
    for each in reversed(klass.line()):
        if type(each) is Klass:
            for node in each.node.body:
                declared = type(node) is code.Declare or (type(node) is code.Assign and node.annotation is not None)
                if declared and type(node.target) is code.Name:  # type: ignore[union-attr]
                    fields.append(node.target.id)  # type: ignore[union-attr]
    entries: dict[Key, Value] = dict(zip(fields[:_MOST_FIELDS], use.positional, strict=False))
    entries.update(use.keywords)
    content = run.state.content(cell)
    rest = content.rest if type(content) is Table else None
    if entries:
        run.state.own[cell] = Table(entries, rest)


def constructed(run: Run, routine: Routine, use: Use) -> Value:
    """``new f(…)`` for a function."""
    cell = Cell("object", "")
    entries: dict[Key, Value] = {}
    if routine.properties is not None:
        content = run.state.content(routine.properties)
        prototype = content.entries.get("prototype") if type(content) is Table else None
        for option in options(prototype) if prototype is not None else ():
            inner = run.state.content(option) if type(option) is Cell else None
            if type(inner) is Table:
                entries.update(inner.entries)
    run.state.own[cell] = Table(entries)
    run.tables.apply(run, use, Method(routine, cell))
    return cell


def declared(run: Run, klass: Klass, name: str, taints: Taints) -> Value | None:
    """A field of an object of which nothing is known but what its class declares; None where it does not."""
    for each in klass.line():
        if type(each) is not Klass:
            continue
        for node in each.node.body:
            if type(node) in _DECLARATIONS and type(node.target) is code.Name and node.target.id == name:  # type: ignore[union-attr]
                annotation = node.annotation  # type: ignore[union-attr]
                if annotation is None:
                    return None
                return _validated(run, klass, name, _in_class(run, each, annotation, Other(f"?{name}", taints)), node)
    return None


def _validated(run: Run, klass: Klass, name: str, value: Value, node: code.Node) -> Value:
    """A field as the methods leave it that the class has for looking at it."""
    if not value.taints:
        return value
    for each in klass.line():
        for member in each.members.values() if type(each) is Klass else ():
            if type(member) is Routine and _validates(run, member, name):
                use = Use(node)
                use.positional.append(value)
                found = run.tables.apply(run, use, Method(member, klass))
                value = value if found is NEVER else found
    return value


def _validates(run: Run, member: Routine, name: str) -> bool:
    """Whether a method is decorated as one that looks at a field."""
    if not any(one in run.spoken.validators for names in member.wrapped for one in names):
        return False
    calls = (each for each in member.function.decorators if type(each) is code.Call)
    return any(type(part) is code.Const and part.value == name for call in calls for part in call.args)


def _in_class(run: Run, klass: Klass, annotation: code.Expr, value: Value) -> Value:
    """A value with an annotation that stands in a class."""
    kept = run.frame, run.unit
    run.frame, run.unit = klass.frame, klass.frame.unit
    try:
        return annotated(run, annotation, value)
    finally:
        run.frame, run.unit = kept
