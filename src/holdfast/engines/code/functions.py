"""Functions: how they are made, entered with arguments, and left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.engines.code.access import deep, item
from holdfast.engines.code.arguments import Use, gathered
from holdfast.engines.code.contents import Items, Table
from holdfast.engines.code.joins import joined, settled, stepped, tainted
from holdfast.engines.code.names import called, names_of
from holdfast.engines.code.run import qualified
from holdfast.engines.code.sinks import harm, named_sinks, shapes
from holdfast.engines.code.state import State
from holdfast.engines.code.taints import Version
from holdfast.engines.code.targets import assign, bind
from holdfast.engines.code.values import (
    NEVER,
    NONE,
    UNKNOWN,
    Cell,
    Choice,
    Fixed,
    Frame,
    Klass,
    Other,
    Routine,
    Truth,
    options,
)
from holdfast.estate.kinds import code

if TYPE_CHECKING:
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Changes, Proofs, Value

PASSED: Final = "is passed to"
"""How the step begins by which data goes into a function."""
_BOUND: Final = frozenset({"method", "property", "getter", "setter", "class"})


def define(run: Run, node: code.Define) -> None:
    """A function statement."""
    function = node.function
    klass = run.frame.owner if run.frame.kind == "class" else None
    routine = Routine(function, run.frame.outer if klass is not None and run.frame.outer else run.frame, klass)
    value = decorated(run, routine, function)
    run.frame.made.append(routine)
    bind(run, f"{function.name}=" if function.kind == "setter" else function.name, value)


def decorated(run: Run, routine: Routine, function: code.Function) -> Value:
    """A function after its decorators."""
    value: Value = routine
    for each in reversed(function.decorators):
        is_call = type(each) is code.Call
        maker = run.evaluate(each.func if is_call else each)  # type: ignore[union-attr]
        names = _decorator_names(run, each, maker)
        if names:
            routine.wrapped = (*routine.wrapped, names)
            facts = run.book.decorated(names)
            if facts.patterns:
                shapes(run, facts.patterns, _as_use(run, each, names))
        if any(type(option) is Routine for option in options(maker)):
            value = _wrapped(run, each, maker, value)
    return value


def _wrapped(run: Run, node: code.Expr, maker: Value, value: Value) -> Value:
    """What a decorator of the project makes of a function; the function itself where that is no function."""
    apply = run.tables.apply
    if type(node) is code.Call:
        maker = apply(run, _as_use(run, node, ()), maker)
    use = Use(node)
    use.positional.append(value)
    found = apply(run, use, maker)
    return found if any(type(option) is Routine for option in options(found)) else value


def _decorator_names(run: Run, node: code.Expr, maker: Value) -> tuple[str, ...]:
    func = node.func if type(node) is code.Call else node
    if type(func) is code.Attr:
        return called(run, run.evaluate(func.base), func.name, func.base)
    names = names_of(run, maker)
    return names if names else (f"?{func.id}",) if type(func) is code.Name else ()


def _as_use(run: Run, node: code.Expr, names: tuple[str, ...]) -> Use:
    use = Use(node, names)
    if type(node) is code.Call:
        gathered(run, use, node.args, node.keywords)
    return use


def annotated(run: Run, annotation: code.Expr, value: Value) -> Value:
    """A value of which nothing but its annotation is known."""
    kind = type(annotation)
    if kind is code.Index:
        base = annotation.base  # type: ignore[union-attr]
        name = base.name if type(base) is code.Attr else base.id if type(base) is code.Name else ""
        if name in ("Literal", "conint", "confloat"):
            return Other()
        if name in ("Optional", "Annotated", "Promise", "Readonly", "Partial", "Awaited"):
            key = annotation.key  # type: ignore[union-attr]
            inner = key.items[0] if type(key) is code.Sequence and key.items else key
            return annotated(run, inner, value)  # type: ignore[arg-type]
        return value
    if kind is code.Binary:
        return annotated(run, annotation.left, value)  # type: ignore[union-attr]
    if kind not in (code.Name, code.Attr):
        return value
    found = run.evaluate(annotation)
    if type(found) is Klass:
        if any(each in run.spoken.enumerations for each in found.line()):
            return Other(found.ref, (), True)
        cell = Cell("object", found)
        run.state.own[cell] = Table({}, Other("", value.taints) if value.taints else None)
        return cell
    if type(found) is Other and found.ref and not found.ref.startswith("?"):
        if found.ref in run.spoken.numbers:
            return Other(found.ref, (), True)
        if found.ref in run.spoken.plain_annotations:
            return value
        return Other(found.ref, value.taints, True)
    return value


def enter(run: Run, routine: Routine, use: Use, receiver: Value | None) -> Value:
    """Walk a function on the present state, and give what it returns."""
    function = routine.function
    outer_frame = routine.frame
    below = run.state
    layer = State(below)
    frame = Frame(outer_frame.unit, outer_frame, below)
    frame.function, frame.routine, frame.owner, frame.receiver = function, routine, routine.owner, receiver
    frame.returns = tuple(sink for names in routine.wrapped for sink in run.book.decorated(names).returns)
    run.ground.entered[function] = outer_frame.unit
    kept = run.frame, run.unit, run.state, run.depth
    run.frame, run.unit, run.state = frame, outer_frame.unit, layer
    try:
        take_arguments(run, function, use, receiver)
        body = function.body
        hoist(run, body)
        alive = run.execute(body)
        if alive:
            frame.exits.append((NONE, run.state.since(below)))
        run.tables.leftovers(run, frame)
    finally:
        run.frame, run.unit, run.state, run.depth = kept
    return _result(run, frame, below, function)


def hoist(run: Run, body: code.Block) -> None:
    """Functions are there before the first statement, where the language says so."""
    if run.spoken.hoists:
        for node in body:
            if type(node) is code.Define:
                run.state.own[(run.frame, node.function.name)] = Routine(node.function, run.frame)


def _result(run: Run, frame: Frame, below: State, function: code.Function) -> Value:
    exits = frame.exits
    if not exits:
        return NEVER if not frame.yields else _generated(run, frame)
    captured = bool(frame.made)
    changes = [
        each
        if captured
        else {key: value for key, value in each.items() if type(key) is not tuple or key[0] is not frame}
        for _, each in exits
    ]
    value = merged([(value, each) for value, each in exits])
    below.settle(changes)
    return _generated(run, frame) if function.generator else value


def _generated(run: Run, frame: Frame) -> Value:
    cell = Cell("list")
    run.state.own[cell] = Items((), joined(frame.yields) if frame.yields else UNKNOWN)
    return cell


def merged(exits: list[tuple[Value, Changes]]) -> Value:
    """What is returned at one of several places; a boolean remembers what it proves."""
    value = joined([each for each, _ in exits])
    if len(exits) == 1 or not all(_boolean(option) for option in options(value)):
        return value
    yes: list[dict[Version, frozenset[str]]] = []
    no: list[dict[Version, frozenset[str]]] = []
    for each, changes in exits:
        proofs = {key: clears for key, clears in changes.items() if type(key) is Version}
        for option in options(each):
            more_yes, more_no = (option.yes, option.no) if type(option) is Truth else ((), ())
            if type(option) is not Fixed or option.value:
                yes.append({**proofs, **dict(more_yes)})
            if type(option) is not Fixed or not option.value:
                no.append({**proofs, **dict(more_no)})
    if not yes or not no:
        return value
    return Truth(_shared(yes), _shared(no))


def _boolean(value: Value) -> bool:
    return type(value) is Truth or (
        type(value) is Fixed and (value.value is None or isinstance(value.value, (bool, int)))
    )


def _shared(proofs: list[dict[Version, frozenset[str]]]) -> Proofs:
    first, *others = proofs
    made = []
    for version, clears in first.items():
        for other in others:
            clears = clears & other.get(version, frozenset())
        if clears:
            made.append((version, clears))
    return tuple(made)


def leave(run: Run, value: Value, node: code.Node) -> None:
    """``return value``."""
    frame = run.frame
    while frame.kind == "block" and frame.outer is not None:
        frame = frame.outer
    for sink in frame.returns:
        use = Use(node, (qualified(frame.routine),) if frame.routine else ())
        use.result = value
        harm(run, sink, use)
    if frame.function is not None and frame.function.name:
        named_sinks(run, frame.function.name, value, node)
    changes = run.state.since(frame.base)
    if value.taints or type(value) is Choice:
        value = settled(value, changes)
    frame.exits.append((value, changes))


def take_arguments(run: Run, function: code.Function, use: Use, receiver: Value | None) -> None:
    """Bind parameters to arguments."""
    parameters = function.parameters
    at = 0
    own = run.state.own
    if receiver is not None and function.kind != "arrow":
        if not run.spoken.receiver_first:
            own[(run.frame, "this")] = receiver
        elif function.kind in _BOUND and parameters and not parameters[0].rest:
            assign_quietly(run, parameters[0].target, receiver)
            parameters = parameters[1:]
    taken: set[str] = set()
    for parameter in parameters:
        target = parameter.target
        name = target.id if type(target) is code.Name else ""
        if parameter.rest == "*":
            cell = Cell("list")
            own[cell] = Items(tuple(use.positional[at:]), use.rest)
            assign_quietly(run, target, cell)
            at = len(use.positional)
            continue
        if parameter.rest == "**":
            cell = Cell("dict")
            own[cell] = Table({key: each for key, each in use.keywords.items() if key not in taken}, use.rest_named)
            assign_quietly(run, target, cell)
            continue
        if name in use.keywords:
            value: Value | None = use.keywords[name]
            taken.add(name)
        elif parameter.keyword_only:
            value = use.rest_named
        elif at < len(use.positional):
            value = use.positional[at]
            at += 1
        else:
            value = use.rest if use.rest is not None else use.rest_named
        assign_quietly(run, target, _filled(run, parameter, value, name))


def _filled(run: Run, parameter: code.Parameter, value: Value | None, name: str) -> Value:
    if value is None or (type(value) is Fixed and value.value is None and run.spoken.missing_is_none):
        if parameter.default is not None:
            return run.evaluate(parameter.default)
        value = Other(f"?{name}") if name and value is None else value or NONE
    if parameter.annotation is not None and type(value) is Other and not value.instance:
        return annotated(run, parameter.annotation, value)
    if parameter.annotation is not None and type(value) is not Fixed and _is_identifier(parameter.annotation):
        return annotated(run, parameter.annotation, Other("", deep(run, value)))
    return value


def _is_identifier(annotation: code.Expr) -> bool:
    """``UUID``, ``uuid.UUID`` and the like: nobody writes so of a text, and no checker of types lets one through."""
    name = annotation.name if type(annotation) is code.Attr else annotation.id if type(annotation) is code.Name else ""
    return name.startswith("UUID")


def assign_quietly(run: Run, target: code.Expr, value: Value) -> None:
    """Bind a parameter: no assignment that a rule is about, no step on the way."""
    if type(target) is code.Name:
        run.state.own[(run.frame, target.id)] = value
    elif type(target) is code.Mapping:
        for key, place in target.entries:
            if key is None:
                assign_quietly(run, place, tainted(UNKNOWN, deep(run, value)))
            elif type(value) is Cell:
                assign(run, place, item(run, value, run.evaluate(key)), place)
            else:
                assign(run, target, value, target)
                return
    else:
        assign(run, target, value, target)


def passed(run: Run, value: Value, name: str, node: code.Node) -> Value:
    """A value as a function gets it from ``node``."""
    return stepped(value, f"{PASSED} `{name}`", run.unit.path, node.start, node.end)
