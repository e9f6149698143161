"""What an expression is worth, as far as anybody can know without running it.

A value is immutable, but for a ``Cell``: that is a place in memory whose content lives in the state (``state.State``),
so that two names for one list see the same list, and a branch can change it without the other branch knowing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from holdfast.engines.code.grounds import Ground
from holdfast.engines.code.taints import Taints, Version, both

if TYPE_CHECKING:
    from holdfast.estate.kinds.code import Class, Function, Module, Scalar
    from holdfast.model.coderule import Sink

MOST_ANCESTORS: Final = 24
Changes = dict[Any, Any]
"""What was written on a layer."""


class Fixed:
    """A constant."""

    __slots__ = ("value",)
    taints: Taints = ()

    def __init__(self, value: Scalar) -> None:
        self.value = value


class Text:
    """A string in the making: known pieces, None where data stands, an empty one where something else unknown does."""

    __slots__ = ("pieces", "taints")

    def __init__(self, pieces: tuple[str | None, ...], taints: Taints = ()) -> None:
        self.pieces = pieces
        self.taints = taints

    @property
    def prefix(self) -> str:
        """What it certainly begins with."""
        return (self.pieces[0] or "") if self.pieces else ""


BEGUN: Final[tuple[str | None, ...]] = ("", None)
"""Pieces of a text that begins with what others do not choose, and goes on with what they do."""


class Other:
    """A value that is known by its reference at most: ``flask.Request.args``, ``?cursor``, or nothing."""

    __slots__ = ("instance", "ref", "taints")

    def __init__(self, ref: str = "", taints: Taints = (), instance: bool = False) -> None:
        self.ref = ref
        self.taints = taints
        self.instance = instance
        """It is an instance of the class ``ref``, and not the class."""


class Pattern:
    """A regular expression that is known."""

    __slots__ = ("flags", "source")
    taints: Taints = ()

    def __init__(self, source: str, flags: str = "") -> None:
        self.source = source
        self.flags = flags


class Truth:
    """A boolean of which it is known what it proves, when it is true and when it is false."""

    __slots__ = ("no", "taints", "yes")

    def __init__(self, yes: Proofs = (), no: Proofs = (), taints: Taints = ()) -> None:
        self.yes = yes
        self.no = no
        self.taints = taints


Proof = tuple[Version, frozenset[str]]
"""Data that is harmless for these kinds of sinks."""
Proofs = tuple[Proof, ...]


class Cell:
    """A list, tuple, set, dict or object; ``owner`` is the class of an object: the project's, or a reference."""

    __slots__ = ("kind", "owner")
    taints: Taints = ()

    def __init__(self, kind: str, owner: Klass | str = "") -> None:
        self.kind = kind
        self.owner = owner


class Routine:
    """A function of the project, with the frame that it was made in."""

    __slots__ = ("frame", "function", "owner", "properties", "wrapped")
    taints: Taints = ()

    def __init__(self, function: Function, frame: Frame, owner: Klass | None = None) -> None:
        self.function = function
        self.frame = frame
        self.owner = owner
        self.properties: Cell | None = None
        """What is kept on the function itself."""
        self.wrapped: tuple[tuple[str, ...], ...] = ()
        """Names of each of its decorators."""


class Method:
    """A function of the project with its object."""

    __slots__ = ("receiver", "routine")
    taints: Taints = ()

    def __init__(self, routine: Routine, receiver: Value) -> None:
        self.routine = routine
        self.receiver = receiver


class Package:
    """A module of the project."""

    __slots__ = ("path",)
    taints: Taints = ()

    def __init__(self, path: str) -> None:
        self.path = path


class Later:
    """An import that nobody needed yet."""

    __slots__ = ("asked", "default", "foreign", "importer", "module", "name")
    taints: Taints = ()

    def __init__(self, importer: str, module: str, name: str, default: bool) -> None:
        self.importer = importer
        self.module = module
        self.name = name
        self.default = default
        self.asked = False
        """Somebody is finding out now: modules import each other in circles, and themselves."""
        self.foreign: Other | None = None
        """What it means, once it is known that it is nothing of the project."""


class Super:
    """``super()``: the object, seen as of the class behind ``owner``."""

    __slots__ = ("owner", "receiver")
    taints: Taints = ()

    def __init__(self, owner: Klass, receiver: Value) -> None:
        self.owner = owner
        self.receiver = receiver


class Klass:
    """A class of the project."""

    __slots__ = ("_line", "_refs", "bases", "fields", "frame", "ground", "members", "node", "prepared", "ref")
    taints: Taints = ()

    def __init__(self, node: Class, ref: str, frame: Frame, bases: tuple[Value, ...]) -> None:
        self.node = node
        self.ref = ref
        self.frame = frame
        self.bases = bases
        self._line: tuple[Klass | str, ...] | None = None
        self._refs: tuple[str, ...] | None = None
        self.members: dict[str, Value] = {}
        self.prepared = False
        """Its constructor was walked for the sake of ``fields``."""
        self.fields: dict[str, Value] = {}
        """What methods keep in their object, as far as somebody looked."""
        self.ground = Ground()
        """What ``fields`` hang on."""

    def line(self) -> tuple[Klass | str, ...]:
        """The class and its ancestors in the order in which they are asked; references of those of others."""
        if self._line is None:
            self._line = self._ranked()
        return self._line

    def refs(self) -> tuple[str, ...]:
        """The references of the class and its ancestors, in the same order."""
        if self._refs is None:
            self._refs = tuple(each if isinstance(each, str) else each.ref for each in self.line())
        return self._refs

    def _ranked(self) -> tuple[Klass | str, ...]:
        found: dict[Klass | str, None] = {}
        waiting: list[Klass | str] = [self]
        while waiting and len(found) < MOST_ANCESTORS:
            at = waiting.pop(0)
            if at in found:
                continue
            found[at] = None
            if type(at) is Klass:
                waiting.extend(_ancestors(at))
        return tuple(found)


def _ancestors(klass: Klass) -> list[Klass | str]:
    found: list[Klass | str] = []
    for base in klass.bases:
        for option in options(base):
            if type(option) is Klass:
                found.append(option)
            elif type(option) is Other and option.ref:
                found.append(option.ref)
    return found


class Choice:
    """One of several values."""

    __slots__ = ("options",)

    def __init__(self, options: tuple[Value, ...]) -> None:
        self.options = options

    @property
    def taints(self) -> Taints:
        """Those of all options."""
        found: Taints = ()
        for option in self.options:
            found = both(found, option.taints)
        return found


Value = Fixed | Text | Other | Pattern | Truth | Cell | Routine | Method | Package | Later | Super | Klass | Choice

NONE: Final = Fixed(None)
FALSE: Final = Fixed(False)
EMPTY: Final = Fixed("")
UNKNOWN: Final = Other()
NEVER: Final = Other()
"""Of a call that does not come back."""


def options(value: Value) -> tuple[Value, ...]:
    """What it may be, one by one."""
    return value.options if type(value) is Choice else (value,)


class Layer:
    """What was written on one branch, and the layer below it."""

    __slots__ = ("below", "own")

    def __init__(self, below: Any = None) -> None:
        self.own: Changes = {}
        self.below = below


class Frame:
    """One activation of a function, or the top of a module, or the body of a class."""

    __slots__ = (
        "base",
        "exits",
        "function",
        "kind",
        "loops",
        "made",
        "nonlocals",
        "outer",
        "owner",
        "receiver",
        "returns",
        "routine",
        "stars",
        "tops",
        "unit",
        "yields",
    )

    def __init__(self, unit: Unit, outer: Frame | None, base: Layer, kind: str = "function") -> None:
        self.unit = unit
        self.outer = outer
        self.base = base
        """The layer below everything that this frame writes."""
        self.kind = kind
        self.function: Function | None = None
        self.routine: Routine | None = None
        self.owner: Klass | None = None
        self.receiver: Value | None = None
        self.exits: list[tuple[Value, Changes]] = []
        self.loops: list[Loop] = []
        self.made: list[Routine] = []
        """Functions made in here, in order."""
        self.nonlocals: frozenset[str] = frozenset()
        self.tops: frozenset[str] = frozenset()
        """Names that are declared ``global``."""
        self.stars: tuple[str, ...] = ()
        """Modules of which every name was imported."""
        self.yields: list[Value] = []
        self.returns: tuple[Sink, ...] = ()
        """Sinks for what it returns."""


class Loop:
    """A loop, or a switch, that is being walked, and the states in which it is left or goes on."""

    __slots__ = ("breaks", "continues", "inner", "only_breaks", "outer")

    def __init__(self, outer: Layer, inner: Layer, only_breaks: bool = False) -> None:
        self.outer = outer
        """What was before it."""
        self.inner = inner
        """What was before this turn."""
        self.only_breaks = only_breaks
        self.breaks: list[Changes] = []
        self.continues: list[Changes] = []


class Unit:
    """A module of the project with its names."""

    __slots__ = ("done", "exports", "frame", "ground", "language", "lines", "module", "path", "shared")

    def __init__(self, module: Module) -> None:
        self.module = module
        self.path = module.path
        self.language = module.language
        self.frame: Frame
        self.done = False
        self.exports: dict[str, Value] = {}
        """What JavaScript exports, by name."""
        self.ground = Ground(self)
        self.shared: Cell | None = None
        """What JavaScript calls ``module``."""
