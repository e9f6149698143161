"""Calls: what libraries say of them, what the project's functions do, and what holds where nobody knows."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.engines.code import classes, entries, pages, summary
from holdfast.engines.code.access import attribute, deep, deep_of_all, elements, of_class, part
from holdfast.engines.code.arguments import Use, all_hold, gathered, picked
from holdfast.engines.code.contents import Items, Table
from holdfast.engines.code.guards import proving
from holdfast.engines.code.joins import joined, tainted
from holdfast.engines.code.names import LONGEST_REFERENCE, called, force, guess, lookup, names_of, resolved
from holdfast.engines.code.patterns import keyed
from holdfast.engines.code.proofs import NORMAL, PATHS, RELATIVE
from holdfast.engines.code.sinks import cleaned, from_source, harm, shapes
from holdfast.engines.code.state import State
from holdfast.engines.code.taints import both, derived, restored, seen_from, told
from holdfast.engines.code.targets import bind
from holdfast.engines.code.values import (
    NEVER,
    Cell,
    Choice,
    Fixed,
    Klass,
    Later,
    Method,
    Other,
    Routine,
    Super,
    options,
)
from holdfast.estate.kinds import code

if TYPE_CHECKING:
    from holdfast.engines.code.knowledge import CallFacts
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.taints import Taints
    from holdfast.engines.code.values import Value

_GETTERS: Final = frozenset({"property", "getter"})
_PARTS: Final = frozenset({"get", "getlist", "param", "header", "getHeader", "pop", "getAll"})
"""Methods that read a part by its name."""
_FUNCTIONS: Final = (Routine, Method)


def call(run: Run, node: code.Call) -> Value:
    """``func(args)``."""
    func = node.func
    use = Use(node)
    callee: Value
    if type(func) is code.Attr:
        base = run.evaluate(func.base)
        use.receiver, use.place = base, func.base
        use.names = called(run, base, func.name, func.base)
        gathered(run, use, node.args, node.keywords)
        _keywords(run, node, use)
        if type(base) is Choice and any(type(option) is Cell for option in base.options):
            return _each_receiver(run, use, base, func.name)
        callee = attribute(run, base, func.name)
        if type(callee) is Routine and type(base) is Cell and not run.spoken.receiver_first:
            callee = Method(callee, base)
    else:
        callee = lookup(run, func.id) if type(func) is code.Name else run.evaluate(func)
        use.names = names_of(run, callee)
        if run.spoken.receiver_first and _is_object(callee):
            use.names = tuple(f"{each}.__call__" for each in use.names)
        elif not resolved(use.names):
            variable = guess(func)
            if variable:
                use.names = tuple(dict.fromkeys((*use.names, f"?{variable}")))
        gathered(run, use, node.args, node.keywords)
        _keywords(run, node, use)
    if type(callee) is Later:
        callee = force(run, callee)
    return apply(run, use, callee)


def _is_object(callee: Value) -> bool:
    """Whether an object is called, and no class or function."""
    return any(type(each) is Cell or (type(each) is Other and each.instance) for each in options(callee))


def _keywords(run: Run, node: code.Call, use: Use) -> None:
    for name, written in node.keywords:
        if name is not None:
            keyed(run, written, name, use.keywords[name])


def _each_receiver(run: Run, use: Use, base: Choice, name: str) -> Value:
    """A method of one of several objects."""
    values: list[Value] = []
    ends = []
    below = run.state
    for option in base.options:
        run.state = layer = State(below)
        try:
            use.receiver = option
            value = apply(run, use, attribute(run, option, name), names_of_method(run, option, name, use.names))
        finally:
            run.state = below
        if value is not NEVER:
            values.append(value)
            ends.append(layer.own)
    use.receiver = base
    below.settle(ends)
    return joined(values) if values else NEVER


def names_of_method(run: Run, option: Value, name: str, others: tuple[str, ...]) -> tuple[str, ...]:
    """Names of a method of one of several objects."""
    own = tuple(f"{each}.{name}" for each in names_of(run, option))
    return own or others


def apply(run: Run, use: Use, callee: Value, names: tuple[str, ...] = ()) -> Value:
    """The value of a call with its arguments evaluated, and all that it does."""
    own_function = type(callee) in _FUNCTIONS
    facts = run.book.call_own(names_of(run, callee)) if own_function else run.book.call(use.names)
    if facts.sinks or facts.patterns or facts.entries:
        for sink in facts.sinks:
            harm(run, sink, use)
        shapes(run, facts.patterns, use)
        for entry in facts.entries:
            entries.passed_to(run, entry, use)
    for render in facts.renders:
        pages.rendered(run, render, use)
    own = _own(run, use, names or use.names) if facts.carriers and type(callee) is Other else None
    if own is not None:
        value = own
    elif facts.carriers:
        value = _carried(run, use, facts)
    elif facts.sanitisers and type(callee) not in (Other, Choice):
        value = _unknown(run, use, use.names[0] if use.names else "", False)
    else:
        value = _outcome(run, use, callee, names or use.names)
    if value is NEVER:
        return value
    for source in facts.sources:
        use.result = value
        if not source.when or all_hold(run, source.when, use):
            value = from_source(run, use.node, value, source)
    for sanitiser in facts.sanitisers:
        if not sanitiser.when or all_hold(run, sanitiser.when, use):
            value = cleaned(run, value, frozenset(sanitiser.clears))
    return proving(run, use, facts.guards, value)


def _carried(run: Run, use: Use, facts: CallFacts) -> Value:
    """As libraries say: from some arguments to others, or to the result."""
    use.result = None
    result = _reference(run, use.names[0] if use.names else "")
    for carrier in facts.carriers:
        taints: Taints = ()
        for pick in carrier.sources:
            taints = both(taints, deep_of_all(run, picked(run, use, pick)))
        taints = derived(taints)
        for pick in carrier.targets:
            if pick.result:
                result = tainted(result, taints)
            elif pick.receiver and taints:
                put_into(run, use, taints)
            elif taints:
                for value in picked(run, use, pick):
                    _fill(run, value, taints)
    return result


def put_into(run: Run, use: Use, taints: Taints) -> None:
    """The receiver takes data in."""
    receiver = use.receiver
    if receiver is None:
        return
    for option in options(receiver):
        if type(option) is Cell:
            _fill(run, option, taints)
        elif type(option) is Other and type(use.place) is code.Name and use.place.id not in ("self", "this"):
            held = run.state.get((run.frame, use.place.id))
            if held is not None:
                bind(run, use.place.id, tainted(held, taints))


def _fill(run: Run, value: Value, taints: Taints) -> None:
    if type(value) is Cell:
        content = run.state.content(value)
        extra = Other("", taints)
        if content is None or isinstance(content, Table):
            table = content if content is not None else Table()
            run.state.own[value] = Table(table.entries, extra if table.rest is None else tainted(table.rest, taints))
        else:
            run.state.own[value] = Items(
                content.items, extra if content.rest is None else tainted(content.rest, taints)
            )


def _outcome(run: Run, use: Use, callee: Value, names: tuple[str, ...]) -> Value:
    if type(callee) is not Choice:
        return _one(run, use, callee, names)
    values: list[Value] = []
    ends = []
    below = run.state
    for option in callee.options:
        run.state = layer = State(below)
        try:
            value = _one(run, use, option, names_of(run, option) or names)
        finally:
            run.state = below
        if value is not NEVER:
            values.append(value)
            ends.append(layer.own)
    below.settle(ends)
    return joined(values) if values else NEVER


def _one(run: Run, use: Use, callee: Value, names: tuple[str, ...]) -> Value:
    kind = type(callee)
    is_new = type(use.node) is code.Call and use.node.new
    if kind is Routine:
        if is_new:
            return classes.constructed(run, callee, use)  # type: ignore[arg-type]
        return summary.call(run, callee, use, None)  # type: ignore[arg-type]
    if kind is Method:
        return summary.call(run, callee.routine, use, callee.receiver)  # type: ignore[union-attr]
    if kind is Klass:
        return classes.instance(run, callee, use)  # type: ignore[arg-type]
    if kind is Super:
        found = of_class(run, callee.owner, run.spoken.constructor, callee.receiver, 1)  # type: ignore[union-attr,arg-type]
        return _one(run, use, found, names) if type(found) is Method else Other()
    if type(callee) is Cell:
        owner = callee.owner
        if type(owner) is not Klass:
            use.receiver = callee
            return _foreign(run, use, (f"{owner or 'object'}.__call__",), False)
        found = of_class(run, owner, "__call__", callee)
        if type(found) is Method:
            return summary.call(run, found.routine, use, callee)
    return _foreign(run, use, names, is_new)


def _foreign(run: Run, use: Use, names: tuple[str, ...], is_new: bool) -> Value:
    """A call of something that is not the project's."""
    found = _own(run, use, names)
    return _unknown(run, use, names[0] if names else "", is_new) if found is None else found


def _own(run: Run, use: Use, names: tuple[str, ...]) -> Value | None:
    """What the language itself says of a call; None for nothing."""
    spoken = run.spoken
    if spoken.known.isdisjoint(names):
        return None
    for name in names:
        act = spoken.functions.get(name)
        if act is not None:
            value = act(run, use)
            if value is not None:
                return value
        if name in spoken.never:
            return NEVER
        if name in spoken.transparent and use.positional:
            return use.positional[0]
        if name in spoken.appliers and len(use.positional) > spoken.appliers[name]:
            return _handed_on(run, use, spoken.appliers[name])
        if name in spoken.normalising:
            return cleaned(run, _unknown(run, use, names[0], False), frozenset({NORMAL}))
        if name in spoken.relating:
            return Other("", seen_from(deep_of_all(run, use.arguments()), frozenset({RELATIVE}), PATHS))
        if name in spoken.undoing:
            return Other(f"{name}()", restored(deep_of_all(run, use.arguments())))
    return None


def _handed_on(run: Run, use: Use, at: int) -> Value:
    """A function that is called with the arguments behind it."""
    function = use.positional[at]
    inner = Use(use.node, names_of(run, function))
    inner.positional, inner.keywords, inner.rest = use.positional[at + 1 :], dict(use.keywords), use.rest
    return run.tables.apply(run, inner, function)


def _unknown(run: Run, use: Use, name: str, is_new: bool) -> Value:
    """All arguments and the receiver go into the result, and functions among them are called."""
    arguments = use.arguments()
    taints = told(deep_of_all(run, arguments))
    receiver = use.receiver
    method = name.rpartition(".")[2]
    from_receiver = deep(run, receiver) if receiver is not None else ()
    if from_receiver and not any(f"{kind}.{method}" in run.spoken.functions for kind in _texts(run)):
        from_receiver = told(from_receiver)
    if taints and method in run.spoken.mutators:
        put_into(run, use, derived(taints))
    taints = both(from_receiver, taints)
    for argument in arguments:
        for option in options(argument):
            if type(option) in _FUNCTIONS:
                taints = both(taints, deep(run, _callback(run, use, option, receiver)))
    if taints and method in _PARTS and type(receiver) is Other and not use.keywords:
        words = [each.value for each in use.positional if type(each) is Fixed]
        if words and len(words) == len(use.positional):
            return tainted(_reference(run, name), part(run, receiver.taints, f"{method}({words!r})"))
    result = _reference(run, name)
    if is_new or (type(result) is Other and result.instance):
        cell = Cell("object", result.ref if type(result) is Other else "")
        run.state.own[cell] = Table({}, Other("", derived(taints)) if taints else None)
        return cell
    return tainted(result, derived(taints))


def _texts(run: Run) -> tuple[str, str]:
    """The classes of texts and of bytes: what their methods make of a password is a password."""
    return run.spoken.kinds["str"], run.spoken.kinds["bytes"]


def _callback(run: Run, use: Use, function: Value, receiver: Value | None) -> Value:
    """A function that somebody unknown calls: with what the receiver holds, as far as anybody can tell."""
    inner = Use(use.node)
    if receiver is not None:
        one = elements(run, receiver)[1]
        if deep(run, one):
            inner.rest = one
    routine = function.routine if type(function) is Method else function
    if inner.rest is None and type(routine) is Routine:
        return entries.generic(run, routine, function.receiver if type(function) is Method else None)
    return apply(run, inner, function)


def _reference(run: Run, name: str) -> Value:
    """The result of a call of which only the name is known."""
    ref = f"{name}()" if name and len(name) < LONGEST_REFERENCE else ""
    if not ref:
        return Other()
    kind = run.book.type(ref)
    return Other(kind, (), True) if kind else Other(ref)


def fetched(run: Run, node: code.Node, value: Value) -> Value:
    """A value that was read: a property is called."""
    if type(value) is Method and value.routine.function.kind in _GETTERS:
        return summary.call(run, value.routine, Use(node), value.receiver)
    if type(value) is Choice and any(
        type(option) is Method and option.routine.function.kind in _GETTERS for option in value.options
    ):
        return joined([fetched(run, node, option) for option in value.options])
    return value
