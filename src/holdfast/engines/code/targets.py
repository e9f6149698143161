"""Assignments: to variables, attributes, items, and to several at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.engines.code.access import deep, elements, item, of_class
from holdfast.engines.code.arguments import Use
from holdfast.engines.code.contents import Items
from holdfast.engines.code.joins import join, stepped, tainted
from holdfast.engines.code.names import called
from holdfast.engines.code.patterns import keyed
from holdfast.engines.code.sinks import cleaned, read_member, written
from holdfast.engines.code.stores import delete_key, set_attribute, set_item
from holdfast.engines.code.taints import derived, told
from holdfast.engines.code.values import UNKNOWN, Cell, Choice, Fixed, Klass, Method, Other
from holdfast.estate.kinds import code

if TYPE_CHECKING:
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Frame, Value
    from holdfast.estate.kinds.code import Node


def assign(run: Run, target: code.Expr, value: Value, node: Node) -> None:
    """``target = value``, by the statement ``node``."""
    kind = type(target)
    if kind is code.Name:
        name = target.id  # type: ignore[union-attr]
        if type(value) is not Fixed and value.taints and node.end:  # a frontend's own statements have no place
            value = stepped(value, f"is kept in `{name}`", run.unit.path, node.start, node.end)
        met = written(run, target, (f"?{name}",), value, node)
        bind(run, name, cleaned(run, value, met) if met and value.taints else value)
    elif kind is code.Attr:
        base = run.evaluate(target.base)  # type: ignore[union-attr]
        written_to(run, target, base, target.name, value, node)  # type: ignore[union-attr]
        if not _set_by_method(run, base, target.name, value, node):  # type: ignore[union-attr]
            set_attribute(run, base, target.name, value)  # type: ignore[union-attr]
        _carry_into(run, target.base, base, value)  # type: ignore[union-attr]
    elif kind is code.Index:
        base = run.evaluate(target.base)  # type: ignore[union-attr]
        key = run.evaluate(target.key)  # type: ignore[union-attr,arg-type]
        if type(key) is Fixed and isinstance(key.value, str):
            written_to(run, target, base, key.value, value, node)
            keyed(run, target.key, key.value, value)  # type: ignore[union-attr,arg-type]
        else:
            written_to(run, target, base, "[]", value, node, key)
        set_item(run, base, key, value)
        _carry_into(run, target.base, base, value)  # type: ignore[union-attr]
    elif kind is code.Sequence:
        _unpack(run, target, value, node)  # type: ignore[arg-type]
    elif kind is code.Mapping:
        _destructure(run, target, value, node)  # type: ignore[arg-type]
    elif kind is code.Defaulted:
        assign(run, target.target, _with_default(run, target, value), node)  # type: ignore[union-attr,arg-type]
    elif kind is code.Spread:
        assign(run, target.value, value, node)  # type: ignore[union-attr,arg-type]
    elif kind is code.Slice:
        base = run.evaluate(target.base)  # type: ignore[union-attr]
        if type(base) is Cell:
            set_item(run, base, Other(), elements(run, value)[1])


def _set_by_method(run: Run, base: Value, name: str, value: Value, node: Node) -> bool:
    """Whether a class says what an assignment does; it is done then."""
    owner = base.owner if type(base) is Cell else None
    if type(owner) is not Klass or (run.frame.receiver is base and run.frame.function is None):
        return False
    setter = of_class(run, owner, f"{name}=", base)
    if type(setter) is not Method:
        return False
    use = Use(node)
    use.positional.append(value)
    run.tables.apply(run, use, setter)
    return True


def written_to(
    run: Run, target: code.Expr, base: Value, name: str, value: Value, node: Node, key: Value | None = None
) -> None:
    """Sinks and patterns for ``base.name = value``."""
    from_names = called(run, base, name, target.base)  # type: ignore[union-attr]
    written(run, target, from_names, value, node, base, key)


def bind(run: Run, name: str, value: Value) -> None:
    """Give a variable its value, in the frame that it belongs to."""
    frame = run.frame
    if name in frame.tops:
        frame = frame.unit.frame
    elif name in frame.nonlocals:
        frame = owner(run, frame, name)
    run.state.own[(frame, name)] = value


def owner(run: Run, frame: Frame, name: str) -> Frame:
    """The outer frame that a name belongs to; the outermost where none has it yet."""
    at = frame.outer
    while at is not None and at.outer is not None:
        if at.kind != "class" and run.state.get((at, name)) is not None:
            return at
        at = at.outer
    return frame.unit.frame


def _carry_into(run: Run, place: code.Expr, base: Value, value: Value) -> None:
    """What is put into an object of which nothing is known: the variable that holds it carries it on."""
    if type(base) is not Other or not value.taints:
        return
    if type(place) is code.Name and place.id not in ("self", "this"):
        found = run.state.get((run.frame, place.id))
        if found is base:
            bind(run, place.id, tainted(base, derived(told(value.taints))))


def _unpack(run: Run, target: code.Sequence, value: Value, node: Node) -> None:
    known, one = elements(run, value)
    places = target.items
    star = next((at for at, each in enumerate(places) if type(each) is code.Spread), -1)
    if known is None:
        content = run.state.content(value) if type(value) is Cell else None
        front = content.items if type(content) is Items else ()
        for at, place in enumerate(places):
            if at == star:
                cell = Cell("list")
                run.state.own[cell] = Items((), one)
                assign(run, place, cell, node)
            else:
                assign(run, place, front[at] if at < len(front) and star < 0 else one, node)
        return
    behind = len(places) - star - 1 if star >= 0 else 0
    for at, place in enumerate(places):
        if at == star:
            cell = Cell("list")
            run.state.own[cell] = Items(known[at : len(known) - behind])
            assign(run, place, cell, node)
            continue
        index = at if star < 0 or at < star else len(known) - (len(places) - at)
        assign(run, place, known[index] if 0 <= index < len(known) else _missing(run), node)


def _missing(run: Run) -> Value:
    return Fixed(None) if run.spoken.missing_is_none else UNKNOWN


def _destructure(run: Run, target: code.Mapping, value: Value, node: Node) -> None:
    for key, place in target.entries:
        if key is None:
            assign(run, place, tainted(UNKNOWN, derived(deep(run, value))) if type(value) is not Cell else value, node)
            continue
        if type(key) is code.Const and isinstance(key.value, str):
            reading = code.Attr(key.start, key.end, code.Name(node.start, node.start, ""), key.value)
            found = read_member(run, reading, value, key.value)
        else:
            found = item(run, value, run.evaluate(key))
        assign(run, place, found, node)


def _with_default(run: Run, target: code.Defaulted, value: Value) -> Value:
    if type(value) is Fixed:
        return run.evaluate(target.default) if value.value is None else value
    if type(value) is Other and not value.ref and not value.taints:
        return join(value, run.evaluate(target.default))
    if type(value) is Choice and any(type(option) is Fixed and option.value is None for option in value.options):
        return join(value, run.evaluate(target.default))
    return value


def delete(run: Run, target: code.Expr) -> None:
    """``del target``."""
    if type(target) is code.Name:
        run.state.own[(run.frame, target.id)] = Other(f"?{target.id}")
    elif type(target) is code.Index:
        delete_key(run, run.evaluate(target.base), run.evaluate(target.key))
    elif type(target) is code.Attr:
        base = run.evaluate(target.base)
        delete_key(run, base, Fixed(target.name))
    elif type(target) is code.Sequence:
        for each in target.items:
            delete(run, each)
    elif type(target) is code.Slice:
        run.evaluate(target.base)
