"""What a call of one of the project's functions does: evaluated once for each shape of arguments, and told of each.

A function inside of a function needs the variables around it, so it is walked on the spot, each time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from holdfast.engines.code.access import deep, deep_of_all
from holdfast.engines.code.arguments import Use
from holdfast.engines.code.collect import Collector, Reach
from holdfast.engines.code.contents import Content, Items, Table
from holdfast.engines.code.functions import PASSED, enter
from holdfast.engines.code.grounds import Ground
from holdfast.engines.code.joins import joined, stepped
from holdfast.engines.code.run import Run, Spent, qualified
from holdfast.engines.code.shapes import Shape
from holdfast.engines.code.sinks import OPTIONS, meets
from holdfast.engines.code.state import State
from holdfast.engines.code.taints import Taint, Version, both, derived, extended
from holdfast.engines.code.values import NEVER, Cell, Choice, Fixed, Method, Other, Routine, Super, Text, Truth
from holdfast.estate.kinds.code import Call

if TYPE_CHECKING:
    from holdfast.engines.code.taints import Taints
    from holdfast.engines.code.values import Changes, Value

_MOST_SHAPES: Final = 6
_FRAMES_OF_A_CALL: Final = 8
_FEWER: Final = 6
"""What the steps of a function that took too many are divided by when it is walked for other arguments."""


class Summary:
    """What a function does with arguments of one shape."""

    __slots__ = ("cells", "collector", "effects", "final", "ground", "initial", "proofs", "value", "versions")

    def __init__(self, shape: Shape) -> None:
        self.value: Value = Other()
        self.final: Changes = {}
        self.initial = shape.contents
        self.cells = [shape.cells[cell] for cell in shape.real]
        self.versions = [symbol.version for symbol in shape.symbols]
        self.collector = Collector()
        self.ground = Ground()
        self.effects: tuple[tuple[Any, Any], ...] = ()
        """What it did to cells and variables."""
        self.proofs: tuple[tuple[int, frozenset[str]], ...] = ()
        """By symbol: what it proved of the data of an argument."""

    def end(self, final: Changes) -> None:
        """Take what holds where the function is left."""
        self.final, initial = final, self.initial
        self.effects = tuple(
            (key, value)
            for key, value in final.items()
            if type(key) is tuple or (type(key) is Cell and value is not initial.get(key))
        )
        proved = [(symbol, final.get(version)) for symbol, version in enumerate(self.versions)]
        self.proofs = tuple((symbol, clears) for symbol, clears in proved if clears)


def call(run: Run, routine: Routine, use: Use, receiver: Value | None) -> Value:
    """What a call gives, and what it changes."""
    function = routine.function
    if run.calls >= run.world.limits.depth or function in run.stack:
        cut = run.stack.index(function) if function in run.stack else 0
        run.ground.others.update(run.grounds[cut:])  # they are why it is not walked
        return _unknown(run, use, receiver)
    if _idle(run, routine, use, receiver):
        return _unknown(run, use, receiver)
    _step_arguments(run, routine, use)
    if routine.frame.kind == "module":
        found = _by_shape(run, routine, use, receiver)
        if found is not None:
            return found
    run.entered.add(function)
    run.calls += 1
    kept = run.stack, run.grounds
    run.stack, run.grounds = (*run.stack, function), (*run.grounds, run.ground)
    depth, run.depth = run.depth, run.depth + _FRAMES_OF_A_CALL
    try:
        return enter(run, routine, use, receiver)
    finally:
        run.calls -= 1
        (run.stack, run.grounds), run.depth = kept, depth


def _idle(run: Run, routine: Routine, use: Use, receiver: Value | None) -> bool:
    """Whether nothing can come of a call: no data of a source goes in, and none can come out."""
    function = routine.function
    if type(use.node) is not Call or use.node.new or function.name == run.spoken.constructor:
        return False
    unit = routine.frame.unit
    run.ground.asked[function] = unit
    if run.world.gives(unit, function):
        return False
    taints = deep_of_all(run, use.arguments())
    if receiver is not None:
        taints = both(taints, deep(run, receiver))
    return all(taint.root.weak for taint in taints)


def _step_arguments(run: Run, routine: Routine, use: Use) -> None:
    """Data remembers that it was passed on."""
    node = use.node
    if type(node) is not Call:
        return
    if use.positional or use.keywords:
        says = f"{PASSED} `{routine.function.name or 'a function'}`"
        path, start, end = run.unit.path, node.start, node.end
        use.positional = [stepped(each, says, path, start, end) for each in use.positional]
        use.keywords = {key: stepped(each, says, path, start, end) for key, each in use.keywords.items()}


def _unknown(run: Run, use: Use, receiver: Value | None) -> Value:
    taints = deep_of_all(run, use.arguments())
    if receiver is not None:
        taints = both(taints, deep(run, receiver))
    return Other("", derived(taints))


def _by_shape(run: Run, routine: Routine, use: Use, receiver: Value | None) -> Value | None:
    memo = run.world.memo.setdefault(routine.function, {})
    shape = Shape(run)
    inner, given, key = _shaped(shape, use, receiver)
    if shape.closed:
        return None
    summary = memo.get(key)
    if summary is None and len(memo) >= _MOST_SHAPES:
        shape = Shape(run, True)
        inner, given, key = _shaped(shape, use, receiver)
        key = ("coarse", key)
        summary = memo.get(key)
    if summary is None:
        summary = evaluated(run, routine, inner, given, shape)
        memo[key] = summary
    run.ground.others.add(summary.ground)
    return instantiated(run, summary, shape)


def _shaped(shape: Shape, use: Use, receiver: Value | None) -> tuple[Use, Value | None, Any]:
    inner = Use(use.node, use.names)
    keys: list[Any] = []
    given = None
    if receiver is not None:
        given, key = shape.of(receiver)
        keys.append(key)
    for each in use.positional:
        value, key = shape.of(each)
        inner.positional.append(value)
        keys.append(key)
    for name, each in use.keywords.items():
        inner.keywords[name], key = shape.of(each)
        keys.append((name, key))
    if use.rest is not None:
        inner.rest, key = shape.of(use.rest)
        keys.append(("*", key))
    if use.rest_named is not None:
        inner.rest_named, key = shape.of(use.rest_named)
        keys.append(("**", key))
    return inner, given, (len(use.positional), *keys)


def evaluated(run: Run, routine: Routine, use: Use, receiver: Value | None, shape: Shape) -> Summary:
    """Evaluate a function for a shape of arguments."""
    world = run.world
    summary = Summary(shape)
    state = State(world.top)
    state.own.update(shape.contents)
    most = world.limits.steps // (_FEWER if routine.function in world.exhausting else 1)
    steps = min(most, world.limits.total - world.spent)
    inner = Run(world, routine.frame.unit, routine.frame, state, run.book, run.spoken, steps, summary.ground)
    inner.depth, inner.calls = run.depth + _FRAMES_OF_A_CALL, run.calls + 1
    inner.stack = (*run.stack, routine.function)
    inner.grounds = (*run.grounds, summary.ground)
    inner.collector = summary.collector
    try:
        summary.value = enter(inner, routine, use, receiver)
    except Spent:
        world.cut(routine.frame.unit.path, qualified(routine), "it takes more steps than one function may")
        world.exhausting.add(routine.function)
        summary.value = Other("", derived(tuple(shape.symbols)))
    used = steps - max(inner.steps, 0)
    world.spent += used
    summary.end(state.own)
    return summary


def instantiated(run: Run, summary: Summary, shape: Shape) -> Value:
    """Tell a summary of the arguments of one call."""
    for hit in summary.collector.hits.values():
        run.collector.add(hit)
    mapper = _Mapper(run, summary, shape)
    for reach in summary.collector.reaches.values():
        mapper.reach(reach)
    mapper.changes()
    if summary.value is NEVER:
        return NEVER
    return mapper.value(summary.value)


class _Mapper:
    """From the symbols of a summary to the data of a call."""

    __slots__ = ("cells", "run", "summary", "taints", "versions")

    def __init__(self, run: Run, summary: Summary, shape: Shape) -> None:
        self.run = run
        self.summary = summary
        self.taints = shape.taints
        self.cells: dict[Cell, Cell] = dict(zip(summary.cells, shape.real, strict=True))
        self.versions: dict[tuple[Version, Version], Version] = {}

    def reach(self, reach: Reach) -> None:
        """Data of a call at a sink inside of the function."""
        for actual in self.taints[reach.symbol]:
            if reach.kind in actual.cleared or "*" in actual.cleared or self.run.state.proved(actual, reach.kind):
                continue
            if reach.kind == OPTIONS and not actual.as_it_came():
                continue
            taint = Taint(
                actual.root, actual.version, actual.cleared | reach.cleared, extended(actual.trail, reach.trail)
            )
            made = Reach(actual.root.symbol, reach.kind, reach.says, reach.spot, reach.where, reach.mark, taint)
            meets(self.run, taint, made)

    def changes(self) -> None:
        """What the function did to cells and variables, and what it proved."""
        state = self.run.state
        top = self.run.world.top.own
        for symbol, clears in self.summary.proofs:
            for taint in self.taints[symbol]:
                state.prove(taint.version, clears)
        for key, value in self.summary.effects:
            if type(key) is tuple:
                state.own[key] = self.value(value)
                continue
            real = self.cells.get(key)
            if real is not None and key in self.summary.initial:
                state.own[real] = self.content(value)
            elif real is None and key in top:
                state.own[key] = self.content(value)

    def content(self, content: Content) -> Content:
        """A content with real data."""
        rest = self.value(content.rest) if content.rest is not None else None
        if type(content) is Items:
            return Items(tuple(map(self.value, content.items)), rest)
        return Table({key: self.value(each) for key, each in content.entries.items()}, rest)  # type: ignore[union-attr]

    def value(self, value: Value) -> Value:
        """A value with real data."""
        kind = type(value)
        if kind is Fixed:
            return value
        if kind is Other:
            return Other(value.ref, self.all(value.taints), value.instance) if value.taints else value  # type: ignore[union-attr]
        if kind is Text:
            return Text(value.pieces, self.all(value.taints)) if value.taints else value  # type: ignore[union-attr]
        if kind is Cell:
            return self._cell(value)  # type: ignore[arg-type]
        if kind is Choice:
            return joined([self.value(option) for option in value.options])  # type: ignore[union-attr]
        if kind is Method:
            return Method(value.routine, self.value(value.receiver))  # type: ignore[union-attr]
        if kind is Super:
            return Super(value.owner, self.value(value.receiver))  # type: ignore[union-attr,arg-type]
        if kind is Truth:
            return Truth(self._proofs(value.yes), self._proofs(value.no), self.all(value.taints))  # type: ignore[union-attr]
        return value

    def _cell(self, cell: Cell) -> Cell:
        real = self.cells.get(cell)
        if real is not None:
            return real
        content = self.summary.final.get(cell)
        if content is None or self.run.world.top.get(cell) is not None:
            return cell
        made = self.cells[cell] = Cell(cell.kind, cell.owner)
        self.run.state.own[made] = self.content(content)
        return made

    def _proofs(self, proofs: tuple[tuple[Version, frozenset[str]], ...]) -> tuple[tuple[Version, frozenset[str]], ...]:
        made: list[tuple[Version, frozenset[str]]] = []
        for version, clears in proofs:
            if version in self.summary.versions:
                symbol = self.summary.versions.index(version)
                made.extend((taint.version, clears) for taint in self.taints[symbol])
        return tuple(made)

    def all(self, taints: Taints) -> Taints:
        """Real taints in place of symbols."""
        made: Taints = ()
        for taint in taints:
            symbol = taint.root.symbol
            if symbol < 0:
                made = both(made, (taint,))
                continue
            if symbol >= len(self.taints):
                continue
            made = both(made, tuple(self._taint(taint, actual) for actual in self.taints[symbol]))
        return made

    def _taint(self, taint: Taint, actual: Taint) -> Taint:
        version = self._version(taint.version, self.summary.versions[taint.root.symbol], actual.version)
        return Taint(actual.root, version, actual.cleared | taint.cleared, extended(actual.trail, taint.trail))

    def _version(self, version: Version, symbol: Version, actual: Version) -> Version:
        if version is symbol:
            return actual
        made = self.versions.get((version, actual))
        if made is None:
            made = self.versions[(version, actual)] = Version((actual,))
        return made
