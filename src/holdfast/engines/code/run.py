"""The walk: one state, one frame, and the tables that say how each kind of node is walked."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final, Protocol

from holdfast.engines.code.collect import Collector
from holdfast.engines.code.state import State
from holdfast.engines.code.values import UNKNOWN, Changes

if TYPE_CHECKING:
    from holdfast.engines.code.grounds import Ground
    from holdfast.engines.code.knowledge import Knowledge
    from holdfast.engines.code.language import Language
    from holdfast.engines.code.outcome import Limits, Spot
    from holdfast.engines.code.taints import Taint, Taints, Version
    from holdfast.engines.code.values import Frame, Klass, Package, Routine, Unit, Value
    from holdfast.estate.kinds.code import Block, Function, Node

DEEPEST: Final = 120
"""Nodes inside of nodes, calls included; three frames of Python each."""

Evaluate = Callable[["Run", Any], "Value"]
Execute = Callable[["Run", Any], bool]
Apply = Callable[["Run", Any, Any], "Value"]


class Spent(Exception):  # noqa: N818 - not an error: the budget of a function has run out
    """The function takes more steps than it may."""


class Tables:
    """How each kind of node is walked."""

    __slots__ = ("apply", "combine", "expressions", "field", "leftovers", "statements", "truth")

    def __init__(
        self,
        expressions: Mapping[type, Evaluate],
        statements: Mapping[type, Execute],
        apply: Apply,
        leftovers: Callable[[Run, Frame], None],
        combine: Callable[[Run, str, Value, Value], Value],
        truth: Callable[[Value], bool | None],
        field: Callable[[Run, Klass, str, Taints], Value | None],
    ) -> None:
        self.expressions = expressions
        self.statements = statements
        self.apply = apply
        """Calls a value with arguments."""
        self.leftovers = leftovers
        """Walks the functions of a frame that nobody called."""
        self.combine = combine
        """The value of an operator."""
        self.truth = truth
        """Whether a value is true, where that is certain."""
        self.field = field
        """The value of a field that a class declares; None where it does not."""


class World(Protocol):
    """What does not change from one function to the next."""

    limits: Limits
    tables: Tables
    memo: dict[Function, dict[Any, Any]]
    """By function and shape of its arguments: what it does with them."""
    top: State
    """Where the variables of all modules are kept."""
    spent: int
    """Steps of the project so far."""

    exhausting: set[Function]
    """Functions that took more steps than they may: another walk for other arguments gets fewer."""
    depth: int
    """How deep the walk is that needs another module."""

    def wakes(self, routine: Routine) -> int:
        """Bits of what the text of a function uses; see ``waking``."""

    def gives(self, unit: Unit, function: Function) -> bool:
        """Whether something may come of a call even where no data goes in, by the text of the function."""

    def within(self, path: str, pattern: str) -> bool:
        """Whether a path matches a glob."""

    def unit(self, path: str) -> Unit | None:
        """A module of the project, its top evaluated."""

    def absent(self, path: str) -> bool:
        """Whether there is no module at a path, other than one that is needed too deep inside of others."""

    def resolve(self, module: str, importer: str) -> str | None:
        """The file that an import means, if it is one of the project's."""

    def outside(self, module: str, importer: str) -> str:
        """The dotted name that an import means."""

    def page(self, name: str, run: Run) -> Unit | None:
        """A template of the project, by the name that a module gives it."""

    def knowledge(self, language: str) -> Knowledge | None:
        """What is known of a language."""

    def cut(self, path: str, symbol: str, why: str) -> None:
        """Remember that something was bounded."""

    def pass_by(self, run: Run, kind: str, at: Node | Spot, why: str) -> None:
        """Remember why a sink is not reported, where somebody asks about its line."""


class Run:
    """One walk through a function, or through the top of a module."""

    __slots__ = (
        "book",
        "calls",
        "collector",
        "depth",
        "entered",
        "expressions",
        "frame",
        "ground",
        "grounds",
        "has_handlers",
        "language",
        "parts",
        "sources",
        "spoken",
        "stack",
        "state",
        "statements",
        "steps",
        "tables",
        "tests",
        "unit",
        "world",
    )

    def __init__(
        self,
        world: World,
        unit: Unit,
        frame: Frame,
        state: State,
        book: Knowledge,
        spoken: Language,
        steps: int,
        ground: Ground,
    ) -> None:
        self.world = world
        self.unit = unit
        self.frame = frame
        self.state = state
        self.book = book
        self.spoken = spoken
        """What the language itself does."""
        self.language = unit.language
        self.tables = world.tables
        self.has_handlers = bool(book.handler())
        self.expressions = world.tables.expressions
        self.statements = world.tables.statements
        self.steps = steps
        self.ground = ground
        self.depth = 0
        self.calls = 0
        self.stack: tuple[Function, ...] = ()
        """Functions that are being evaluated, outermost first."""
        self.grounds: tuple[Ground, ...] = ()
        """What the evaluation of each of them hangs on."""
        self.entered: set[Function] = set()
        """Functions inside of this one that were walked."""
        self.parts: dict[tuple[Version, str], Version] = {}
        """Parts of data that were read, by name."""
        self.sources: dict[object, Taint] = {}
        """Data of sources met so far, by place."""
        self.tests: tuple[Node, ...] = ()
        """Conditions that are not decided, and that what is walked stands under."""
        self.collector = Collector()

    def evaluate(self, node: Node) -> Value:
        """The value of an expression. Raises Spent when the budget is."""
        self.steps -= 1
        if self.steps < 0:
            raise Spent
        if self.depth > DEEPEST:
            return UNKNOWN
        self.depth += 1
        value = self.expressions[type(node)](self, node)
        self.depth -= 1
        return value

    def execute(self, block: Block) -> bool:
        """Walk the statements of a block. Whether its end is reached. Raises Spent when the budget is."""
        if self.depth > DEEPEST:
            return True
        self.depth += 1
        alive = True
        statements = self.statements
        for statement in block:
            self.steps -= 1
            if self.steps < 0:
                raise Spent
            if not statements[type(statement)](self, statement):
                alive = False
                break
        self.depth -= 1
        return alive

    def branch(self, act: Callable[[], bool]) -> Changes | None:
        """Do something on a layer of its own. What it wrote; None where its end is not reached."""
        below = self.state
        self.state = layer = State(below)
        try:
            alive = act()
        finally:
            self.state = below
        return layer.own if alive else None

    def symbol(self) -> str:
        """Qualified name of the function that is walked."""
        frame = self.frame
        while frame.outer is not None:
            if frame.routine is not None:
                return qualified(frame.routine)
            if frame.kind == "class" and frame.owner is not None:
                return frame.owner.ref
            frame = frame.outer
        return "<module>"


def unit_of(run: Run, path: str) -> Unit | None:
    """A module that the walk needs; the one that is walked depends on it from here on."""
    run.world.depth = run.depth
    unit = run.world.unit(path)
    if unit is not None:
        run.ground.others.add(unit.ground)
    elif run.world.absent(path):
        run.ground.paths.add(path)
    return unit


def package(run: Run, value: Package) -> Unit | None:
    """The module behind a value; the one that is walked now depends on it from here on."""
    return unit_of(run, value.path)


def qualified(routine: Routine) -> str:
    """The name of a function as people write it: ``app.views.Users.get``."""
    name = routine.function.name or "<function>"
    if routine.owner is not None:
        return f"{routine.owner.ref}.{name}"
    frame = routine.frame
    names = [name]
    while frame.outer is not None:
        if frame.function is not None:
            names.append(frame.function.name or "<function>")
        frame = frame.outer
    return ".".join([frame.unit.module.name, *reversed(names)])
