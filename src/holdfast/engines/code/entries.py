"""Functions that somebody outside of the project calls, and what they are handed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.engines.code import summary
from holdfast.engines.code.access import of_class
from holdfast.engines.code.arguments import Use, picked
from holdfast.engines.code.collect import Collector
from holdfast.engines.code.contents import Items, Table
from holdfast.engines.code.joins import joined
from holdfast.engines.code.names import called, names_of
from holdfast.engines.code.routetexts import numeric, segments
from holdfast.engines.code.sinks import origin_words
from holdfast.engines.code.state import State
from holdfast.engines.code.taints import NOTHING, Root, Taint, Version
from holdfast.engines.code.values import Cell, Choice, Klass, Method, Other, Routine, Text, options
from holdfast.estate.kinds import code
from holdfast.model.coderule import TRUSTED

if TYPE_CHECKING:
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Frame, Value
    from holdfast.model.coderule import Entry

_IN_A_SEGMENT: Final = frozenset({"path", "nosql"})
_IN_A_TEXT: Final = frozenset({"nosql"})
_DEEPEST_FIELD: Final = 3
PARAMETER: Final = "parameter"
_BOUND: Final = frozenset({"method", "property", "getter", "setter", "class"})


def passed_to(run: Run, entry: Entry, use: Use) -> None:
    """Functions that are handed to a framework by a call."""
    if entry.at is None:
        return
    found: list[Routine] = []
    for value in picked(run, use, entry.at):
        _functions(run, value, found, 0)
    for routine in found:
        walk(run, routine, (entry,))


def _functions(run: Run, value: Value, found: list[Routine], depth: int) -> None:
    for option in options(value):
        if type(option) is Routine:
            found.append(option)
        elif type(option) is Method:
            found.append(option.routine)
        elif type(option) is Cell and depth < 2 and not option.owner:
            content = run.state.content(option)
            for each in content.values() if content is not None else ():
                _functions(run, each, found, depth + 1)


def walk(run: Run, routine: Routine, given: tuple[Entry, ...], receiver: Value | None = None) -> Value:
    """Walk a function as a framework calls it, or as anybody does where no entry is given."""
    run.entered.add(routine.function)
    use = Use(routine.function)
    parameters = routine.function.parameters
    if receiver is None:
        receiver = _receiver(run, routine)
    if routine.function.kind in _BOUND and run.spoken.receiver_first and parameters and receiver is not None:
        parameters = parameters[1:]
    for position, parameter in enumerate(parameters):
        value = _parameter(run, routine, parameter, position, given)
        if parameter.rest == "*":
            use.rest = value
        elif parameter.rest == "**":
            use.rest_named = value
        elif parameter.keyword_only and type(parameter.target) is code.Name:
            use.keywords[parameter.target.id] = value
        else:
            use.positional.append(value)
    return summary.call(run, routine, use, receiver)


def generic(run: Run, routine: Routine, receiver: Value | None = None) -> Value:
    """Walk a function of which nobody knows who calls it."""
    return walk(run, routine, entries_of(run, routine), receiver)


def _receiver(run: Run, routine: Routine) -> Value | None:
    klass = routine.owner
    kind = routine.function.kind
    if klass is None or kind == "static":
        return None
    if kind == "class":
        return klass
    fields = _fields(run, klass, routine)
    cell = Cell("object", klass)
    run.state.own[cell] = Table(dict(fields.items()))
    return cell


def _fields(run: Run, klass: Klass, routine: Routine) -> dict[str, Value]:
    """What a constructor puts into an object of which nobody knows who made it."""
    run.ground.others.add(klass.ground)
    if klass.frame.kind != "module" or routine.function.name == run.spoken.constructor:
        return klass.fields
    if not klass.prepared:
        klass.prepared = True
        cell = Cell("object", klass)
        made = of_class(run, klass, run.spoken.constructor, cell)
        if type(made) is Method:
            kept, run.state = run.state, State(run.world.top)
            ground, run.ground = run.ground, klass.ground
            collector, run.collector = run.collector, Collector()
            run.state.own[cell] = Table()
            try:
                generic(run, made.routine, cell)
                _keep_fields(run, klass, cell)
            finally:
                run.state, run.collector, run.ground = kept, collector, ground
    return klass.fields


def _keep_fields(run: Run, klass: Klass, cell: Cell) -> None:
    content = run.state.content(cell)
    if type(content) is not Table:
        return
    for name, value in content.entries.items():
        if isinstance(name, str) and name not in klass.fields:
            klass.fields[name] = _kept(run, value, 0)


def _kept(run: Run, value: Value, depth: int) -> Value:
    """A value without the data of arguments that nobody knows; what is in it stays in the world."""
    if type(value) is Choice:
        return joined([_kept(run, option, depth) for option in value.options])
    if type(value) is Other:
        taints = tuple(taint for taint in value.taints if taint.root.origin != PARAMETER)
        return Other(value.ref, taints, value.instance)
    if type(value) is Text:
        return Text(value.pieces, tuple(taint for taint in value.taints if taint.root.origin != PARAMETER))
    if type(value) is Cell:
        content = run.state.content(value)
        if content is not None and depth < _DEEPEST_FIELD:
            rest = None if content.rest is None else _kept(run, content.rest, depth + 1)
            if isinstance(content, Table):
                entries = {key: _kept(run, each, depth + 1) for key, each in content.entries.items()}
                run.world.top.own[value] = Table(entries, rest)
            else:
                run.world.top.own[value] = Items(tuple(_kept(run, each, depth + 1) for each in content.items), rest)
    return value


def entries_of(run: Run, routine: Routine) -> tuple[Entry, ...]:
    """Entries that a function is by its decorators, its class, or the names of its parameters."""
    found: list[Entry] = []
    for names in routine.wrapped:
        found.extend(run.book.decorated(names).entries)
    klass = routine.owner
    if klass is not None:
        above = tuple(f"{each}.{routine.function.name}" for each in klass.line() if isinstance(each, str))
        if above:
            found.extend(run.book.overrides(above))
    parameters = routine.function.parameters
    at = 1 if klass is not None and run.spoken.receiver_first else 0
    if not found and len(parameters) > at and _name(parameters[at]) in run.book.first_parameters:
        written = tuple([_name(parameter) for parameter in parameters[at:]])
        found.extend(each for each in run.book.named if each.names and written[: len(each.names)] == each.names)
    return tuple(found)


def _name(parameter: code.Parameter) -> str:
    return parameter.target.id if type(parameter.target) is code.Name else ""


def _parameter(run: Run, routine: Routine, parameter: code.Parameter, position: int, given: tuple[Entry, ...]) -> Value:
    name = _name(parameter)
    says = ""
    known = ""
    for entry in given:
        known = _annotated(run, routine, parameter, entry) or entry.parameters.get(str(position), "")
        known = known or entry.parameters.get(name, "") or entry.parameters.get("*", "")
        if known:
            break
    if not known and not given:
        for entry in run.book.annotated:
            known = _annotated(run, routine, parameter, entry)
            if known and "." not in known:
                known = ""
            if known:
                break
    spot = parameter
    path = routine.frame.unit.path
    if "." in known:
        return Other(known, (), True)
    if known == TRUSTED:
        return Other(f"?{name}" if name else "")
    if known and (name in numeric(routine) or _piped(run, routine, parameter)):
        return Other("int", (), True)
    if known == "http-query":
        known = _origin(run, routine, parameter, name)
    origin = known or PARAMETER
    says = says or (f"the parameter `{name}`" if name else "a parameter")
    if known:
        from_words = origin_words(known)
        says = f"{from_words} (`{name}`)" if name else from_words
    root = Root(origin, path, spot.start, spot.end, says)
    root.weak = not known
    taint = Taint(root, Version(), _narrow(run, routine, parameter, name) if known else NOTHING, None)
    binary = run.spoken.kinds["bytes"]
    if known and parameter.annotation is not None and _written_names(run, routine, parameter.annotation) == (binary,):
        return Other(binary, (taint,), True)
    return Other(f"?{name}" if name else "", (taint,))


def _narrow(run: Run, routine: Routine, parameter: code.Parameter, name: str) -> frozenset[str]:
    """What an argument is harmless for by its declaration: one segment of a path has no slash, a text no operators."""
    cleared = _IN_A_SEGMENT if name in segments(routine) else NOTHING
    annotation = parameter.annotation
    if annotation is not None and run.spoken.kinds["str"] in _written_names(run, routine, annotation):
        cleared = cleared | _IN_A_TEXT
    return cleared


def _origin(run: Run, routine: Routine, parameter: code.Parameter, name: str) -> str:
    """Where a framework takes an argument from: the path, the body for the fields of a class, else the query."""
    if name in segments(routine):
        return "http-path"
    annotation = parameter.annotation
    if type(annotation) in (code.Name, code.Attr):
        kept = run.frame, run.unit
        run.frame, run.unit = routine.frame, routine.frame.unit
        try:
            if type(run.evaluate(annotation)) is Klass:  # type: ignore[arg-type]
                return "http-body"
        finally:
            run.frame, run.unit = kept
    return "http-query"


def _piped(run: Run, routine: Routine, parameter: code.Parameter) -> bool:
    """Whether a decorator of the parameter makes a number of it."""
    parts = [part for each in parameter.decorators if type(each) is code.Call for part in each.args]
    return any(name in run.spoken.numbers for part in parts for name in _written_names(run, routine, part))


def _annotated(run: Run, routine: Routine, parameter: code.Parameter, entry: Entry) -> str:
    if not entry.annotated:
        return ""
    for part in (parameter.default, parameter.annotation, *parameter.decorators):
        if part is None:
            continue
        for name in _written_names(run, routine, part):
            if name in entry.annotated:
                return entry.annotated[name]
    return ""


def _written_names(run: Run, routine: Routine, node: code.Expr) -> tuple[str, ...]:
    """References that stand in an annotation or default: of ``Annotated[str, Query()]`` also those inside."""
    kind = type(node)
    if kind is code.Call:
        return _written_names(run, routine, node.func)  # type: ignore[union-attr]
    if kind is code.Index:
        key = node.key  # type: ignore[union-attr]
        parts: tuple[code.Expr, ...] = key.items if type(key) is code.Sequence else (key,)  # type: ignore[assignment]
        return tuple(name for part in parts for name in _written_names(run, routine, part))
    if kind in (code.Name, code.Attr):
        kept = run.frame, run.unit
        run.frame, run.unit = routine.frame, routine.frame.unit
        try:
            if type(node) is code.Attr:
                return called(run, run.evaluate(node.base), node.name, node.base)
            return names_of(run, run.evaluate(node))
        finally:
            run.frame, run.unit = kept
    return ()


def leftovers(run: Run, frame: Frame) -> None:
    """Functions made in a frame that nobody called: somebody will."""
    for routine in frame.made:
        if routine.function not in run.entered:
            run.entered.add(routine.function)
            generic(run, routine)
