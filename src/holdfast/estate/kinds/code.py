"""Program code, the same for every language: what a frontend makes of a parse, and all that rules and solver see.

It is a tree, not a list of instructions: an abstract interpreter walks it with an environment, so branches, loops and
handlers stay what they are in the source. Names are not resolved here. ``Import`` binds a name to a dotted outside
name, and the interpreter resolves every later use by evaluation, aliases included.

Each node knows its first byte and the byte behind its last one in the file's UTF-8 text; lines are counted only for
what is reported. The classes are mutable for the sake of speed; nobody changes a node after the frontend made it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Literal

Scalar = str | bytes | int | float | bool | None


@dataclass(slots=True, eq=False)
class Node:
    """Anything with a place."""

    start: int
    end: int


# Expressions


@dataclass(slots=True, eq=False)
class Const(Node):
    """A literal. JavaScript's ``undefined`` and ``null`` are None; a regular expression is a ``Regex``."""

    value: Scalar


@dataclass(slots=True, eq=False)
class Regex(Node):
    """A literal regular expression."""

    pattern: str
    flags: str


@dataclass(slots=True, eq=False)
class Name(Node):
    """A variable. ``this`` is a name too."""

    id: str


@dataclass(slots=True, eq=False)
class Attr(Node):
    """``base.name``; ``optional`` for ``base?.name``."""

    base: Expr
    name: str
    optional: bool = False


@dataclass(slots=True, eq=False)
class Index(Node):
    """``base[key]``."""

    base: Expr
    key: Expr


@dataclass(slots=True, eq=False)
class Slice(Node):
    """``base[lower:upper:step]``."""

    base: Expr
    lower: Expr | None
    upper: Expr | None
    step: Expr | None


@dataclass(slots=True, eq=False)
class Spread(Node):
    """``*x`` or ``...x`` inside a call or a literal."""

    value: Expr


@dataclass(slots=True, eq=False)
class Call(Node):
    """``func(args, name=value)``. A keyword without a name is ``**x``. ``new`` for JavaScript's ``new X()``.

    A JSX element is a call of the name ``jsx``: its type, a Mapping of its attributes, its children.
    A tagged template is a call of its tag with a Format.
    """

    func: Expr
    args: tuple[Expr, ...]
    keywords: tuple[tuple[str | None, Expr], ...] = ()
    new: bool = False


@dataclass(slots=True, eq=False)
class Binary(Node):
    """Arithmetic and bits; ``op`` as Python writes it (``+ - * / // % ** @ << >> >>> & | ^``)."""

    op: str
    left: Expr
    right: Expr


@dataclass(slots=True, eq=False)
class Compare(Node):
    """One comparison; ``op`` one of ``== != < <= > >= in, not in, is, is not, instanceof``; ``===`` is ``==``.

    ``a < b < c`` is a Boolean of two of them.
    """

    op: str
    left: Expr
    right: Expr


@dataclass(slots=True, eq=False)
class Boolean(Node):
    """``and``, ``or``, ``??`` over two or more values."""

    op: Literal["and", "or", "??"]
    values: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class Unary(Node):
    """``not - + ~ typeof void``."""

    op: str
    operand: Expr


@dataclass(slots=True, eq=False)
class Conditional(Node):
    """``then if test else other``."""

    test: Expr
    then: Expr
    other: Expr


@dataclass(slots=True, eq=False)
class Format(Node):
    """An f-string or template literal: constants and expressions in order, formatted and joined."""

    parts: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class Sequence(Node):
    """A list, tuple or set; on the left of an assignment a destructuring (with Spread for the rest)."""

    kind: Literal["list", "tuple", "set"]
    items: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class Mapping(Node):
    """A dict or object; a key of None is a spread. As a target: from key to the target of its value."""

    entries: tuple[tuple[Expr | None, Expr], ...]


@dataclass(slots=True, eq=False)
class Defaulted(Node):
    """Inside a destructuring target: a target with the value that it takes where there is none."""

    target: Expr
    default: Expr


@dataclass(slots=True, eq=False)
class Comprehension(Node):
    """``[element for target in iterable if tests]``; of a dict also a key."""

    kind: Literal["list", "set", "dict", "generator"]
    element: Expr
    key: Expr | None
    clauses: tuple[Clause, ...]


@dataclass(slots=True, eq=False)
class Clause(Node):
    """One ``for`` of a comprehension."""

    target: Expr
    iterable: Expr
    tests: tuple[Expr, ...]


@dataclass(slots=True, eq=False)
class Lambda(Node):
    """A function that is a value: lambda, arrow function, function expression."""

    function: Function


@dataclass(slots=True, eq=False)
class ClassValue(Node):
    """A class expression."""

    definition: Class


@dataclass(slots=True, eq=False)
class Await(Node):
    """``await x``."""

    value: Expr


@dataclass(slots=True, eq=False)
class Yield(Node):
    """``yield x``; ``all`` for ``yield from`` and ``yield*``."""

    value: Expr | None
    all: bool = False


@dataclass(slots=True, eq=False)
class Assigned(Node):
    """An assignment that is an expression: ``(x := v)``, JavaScript's ``x = v`` and ``x += v`` inside another one."""

    target: Expr
    value: Expr
    op: str = ""


@dataclass(slots=True, eq=False)
class Opaque(Node):
    """Syntax that no rule needs, or that is broken: its parts are evaluated, and what they carry is carried on."""

    parts: tuple[Expr, ...] = ()


Expr = (
    Const
    | Regex
    | Name
    | Attr
    | Index
    | Slice
    | Spread
    | Call
    | Binary
    | Compare
    | Boolean
    | Unary
    | Conditional
    | Format
    | Sequence
    | Mapping
    | Defaulted
    | Comprehension
    | Lambda
    | ClassValue
    | Await
    | Yield
    | Assigned
    | Opaque
)


# Statements


@dataclass(slots=True, eq=False)
class Assign(Node):
    """``target = value``; one for each target of a chain. ``op`` is ``+`` for ``+=``.

    ``declares`` for JavaScript's ``let``, ``const`` and ``var``: without it a name of an outer function is meant.
    """

    target: Expr
    value: Expr
    op: str = ""
    annotation: Expr | None = None
    declares: bool = False


@dataclass(slots=True, eq=False)
class Declare(Node):
    """A name with a type and without a value."""

    target: Expr
    annotation: Expr | None


@dataclass(slots=True, eq=False)
class Evaluate(Node):
    """An expression for its effect."""

    value: Expr


@dataclass(slots=True, eq=False)
class If(Node):
    """``if``; an ``elif`` is an If alone in ``other``."""

    test: Expr
    then: Block
    other: Block = ()


@dataclass(slots=True, eq=False)
class While(Node):
    """``while``; ``first`` for do-while, whose body runs before the test. ``step`` is the last part of a C-like for."""

    test: Expr
    body: Block
    other: Block = ()
    first: bool = False
    step: Block = ()


@dataclass(slots=True, eq=False)
class For(Node):
    """``for target in iterable``; ``keys`` for JavaScript's ``for … in``."""

    target: Expr
    iterable: Expr
    body: Block
    other: Block = ()
    keys: bool = False


@dataclass(slots=True, eq=False)
class Handler(Node):
    """One ``except`` or ``catch``."""

    types: tuple[Expr, ...]
    target: Expr | None
    body: Block


@dataclass(slots=True, eq=False)
class Try(Node):
    """``try``."""

    body: Block
    handlers: tuple[Handler, ...]
    other: Block = ()
    final: Block = ()


@dataclass(slots=True, eq=False)
class With(Node):
    """``with value as target``; several items are nested."""

    value: Expr
    target: Expr | None
    body: Block


@dataclass(slots=True, eq=False)
class Case(Node):
    """One case: any of ``tests`` matches (none: always), ``guard`` holds, ``targets`` are bound to the subject.

    A pattern that is no plain value is an Opaque among the tests: it may match or not.
    """

    tests: tuple[Expr, ...]
    guard: Expr | None
    targets: tuple[Expr, ...]
    body: Block


@dataclass(slots=True, eq=False)
class Switch(Node):
    """``match`` or ``switch``; ``falls`` where a case runs into the next one unless it breaks."""

    subject: Expr
    cases: tuple[Case, ...]
    falls: bool = False


@dataclass(slots=True, eq=False)
class Return(Node):
    """``return``."""

    value: Expr | None


@dataclass(slots=True, eq=False)
class Raise(Node):
    """``raise`` or ``throw``."""

    value: Expr | None


@dataclass(slots=True, eq=False)
class Break(Node):
    """``break``."""


@dataclass(slots=True, eq=False)
class Continue(Node):
    """``continue``."""


@dataclass(slots=True, eq=False)
class Delete(Node):
    """``del`` or ``delete``."""

    target: Expr


@dataclass(slots=True, eq=False)
class Assert(Node):
    """``assert test, message``: what follows may rely on the test."""

    test: Expr
    message: Expr | None = None


@dataclass(slots=True, eq=False)
class Import(Node):
    """Binds ``local`` to ``name`` of ``module``, or to the module itself where ``name`` is empty.

    ``module`` is as written, leading dots and all (``..pkg``, ``./routes/login``, ``node:fs`` without ``node:``). A
    default or namespace import, and ``require`` of a constant, bind the module. ``name`` is ``*`` for everything.
    """

    local: str
    module: str
    name: str = ""
    default: bool = False
    """A default import: of a module of the project it is what that module exports as default."""


@dataclass(slots=True, eq=False)
class Export(Node):
    """``export`` of a local name under another (``default`` for the default), or from another module."""

    name: str
    value: Expr | None
    module: str = ""


@dataclass(slots=True, eq=False)
class Scope(Node):
    """``global`` or ``nonlocal``."""

    names: tuple[str, ...]
    outermost: bool


@dataclass(slots=True, eq=False)
class Parameter(Node):
    """One parameter; ``target`` is a Name, or a destructuring. ``rest``: ``*`` for the others, ``**`` for keywords."""

    target: Expr
    annotation: Expr | None = None
    default: Expr | None = None
    rest: Literal["", "*", "**"] = ""
    keyword_only: bool = False
    decorators: tuple[Expr, ...] = ()


@dataclass(slots=True, eq=False)
class Function(Node):
    """A function; its body is lowered when somebody asks for it."""

    name: str
    """Empty for one without a name."""
    parameters: tuple[Parameter, ...]
    lower: Callable[[], Block]
    """Makes the body; costly, so ask ``body`` of the module's owner only where it may matter."""
    decorators: tuple[Expr, ...] = ()
    returns: Expr | None = None
    asynchronous: bool = False
    generator: bool = False
    kind: Literal["function", "method", "static", "class", "property", "getter", "setter", "arrow"] = "function"
    """``method`` takes its object: in Python as its first parameter, in JavaScript as ``this``."""
    made: Block | None = field(default=None, repr=False)

    @property
    def body(self) -> Block:
        """The body, lowered once."""
        if self.made is None:
            self.made = self.lower()
        return self.made


@dataclass(slots=True, eq=False)
class Define(Node):
    """A function statement or method: binds its name."""

    function: Function


@dataclass(slots=True, eq=False)
class Class(Node):
    """A class statement. Fields with values are Assigns, methods are Defines in ``body``."""

    name: str
    bases: tuple[Expr, ...]
    keywords: tuple[tuple[str | None, Expr], ...]
    decorators: tuple[Expr, ...]
    body: Block


@dataclass(slots=True, eq=False)
class Broken(Node):
    """A statement that could not be read; it is lost and counted."""


Statement = (
    Assign
    | Declare
    | Evaluate
    | If
    | While
    | For
    | Try
    | With
    | Switch
    | Return
    | Raise
    | Break
    | Continue
    | Delete
    | Assert
    | Import
    | Export
    | Scope
    | Define
    | Class
    | Broken
)
Block = tuple[Statement, ...]


@dataclass(slots=True, eq=False)
class Module:
    """One file."""

    path: str
    """POSIX, relative to the scanned root."""
    language: Literal["python", "javascript"]
    """TypeScript is JavaScript here: types are annotations."""
    name: str
    """How others import it: dotted in Python, the path without its ending in JavaScript."""
    data: bytes
    body: Block
    broken: tuple[Node, ...] = ()
    """Stretches with a syntax problem."""
