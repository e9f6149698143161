"""The syntax of HCL: bodies, blocks, attributes and expressions, each with its stretch of the text.

Positions are offsets in characters; ``Source`` turns them into places. Source: the HCL native syntax specification.
"""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from typing import TypeAlias

from holdfast.model.place import Place


class Source:
    """A text with its path, that knows its lines."""

    __slots__ = ("_starts", "path", "text")

    def __init__(self, path: str, text: str) -> None:
        """Take the path and the text."""
        self.path = path
        self.text = text
        self._starts: list[int] | None = None

    def place(self, start: int, end: int) -> Place:
        """The place of a stretch."""
        starts = self._lines()
        first = bisect_right(starts, start)
        last = bisect_right(starts, end)
        return Place(
            path=self.path,
            line=first,
            column=start - starts[first - 1] + 1,
            end_line=last,
            end_column=end - starts[last - 1] + 1,
        )

    def line(self, offset: int) -> int:
        """The number of the line that an offset stands in."""
        return bisect_right(self._lines(), offset)

    def _lines(self) -> list[int]:
        if self._starts is None:
            starts, at = [0], self.text.find("\n")
            while at >= 0:
                starts.append(at + 1)
                at = self.text.find("\n", at + 1)
            self._starts = starts
        return self._starts


class Node:
    """What every expression has: its stretch, and its place once somebody asked."""

    __slots__ = ("_place", "end", "start")

    def __init__(self, start: int, end: int) -> None:
        """Take the stretch."""
        self.start = start
        self.end = end
        self._place: Place | None = None

    def place(self, source: Source) -> Place:
        """Where it stands in its source."""
        if self._place is None:
            self._place = source.place(self.start, self.end)
        return self._place


class Literal(Node):
    """``null``, a boolean, a number or a text without anything to evaluate."""

    __slots__ = ("value",)

    def __init__(self, start: int, end: int, value: object) -> None:
        """Take the stretch and the value."""
        super().__init__(start, end)
        self.value = value


class Variable(Node):
    """A name."""

    __slots__ = ("name",)

    def __init__(self, start: int, end: int, name: str) -> None:
        """Take the stretch and the name."""
        super().__init__(start, end)
        self.name = name


class Traversal(Node):
    """Steps from a value into it: attributes, indexes, splats; kept flat, so that a long one is not deep."""

    __slots__ = ("base", "steps")

    def __init__(self, start: int, end: int, base: Node, steps: list[Step]) -> None:
        """Take the stretch, where it begins, and the steps."""
        super().__init__(start, end)
        self.base = base
        self.steps = steps


@dataclass(slots=True)
class Splat:
    """``[*]`` or ``.*`` with the steps that each element takes."""

    steps: list[Step]


Step: TypeAlias = "str | Node | Splat"
"""A name (attribute), an expression (index), or a splat."""


class Call(Node):
    """A function with its arguments; the last one may be spread."""

    __slots__ = ("args", "name", "spread")

    def __init__(self, start: int, end: int, name: str, args: tuple[Node, ...], spread: bool) -> None:
        """Take the stretch, name, arguments, and whether ``...`` follows the last of them."""
        super().__init__(start, end)
        self.name = name
        self.args = args
        self.spread = spread


class Template(Node):
    """A text with parts to evaluate: literals, expressions, conditions and loops."""

    __slots__ = ("parts",)

    def __init__(self, start: int, end: int, parts: tuple[Node, ...]) -> None:
        """Take the stretch and the parts."""
        super().__init__(start, end)
        self.parts = parts


class TemplateIf(Node):
    """``%{ if … }``: a condition and two lists of parts."""

    __slots__ = ("no", "test", "yes")

    def __init__(self, start: int, end: int, test: Node, yes: tuple[Node, ...], no: tuple[Node, ...]) -> None:
        """Take the stretch, the condition, and what stands in each case."""
        super().__init__(start, end)
        self.test = test
        self.yes = yes
        self.no = no


class TemplateFor(Node):
    """``%{ for … }``: the parts are repeated for each element."""

    __slots__ = ("key", "over", "parts", "value")

    def __init__(self, start: int, end: int, key: str | None, value: str, over: Node, parts: tuple[Node, ...]) -> None:
        """Take the stretch, the names for key and value, the collection and the parts."""
        super().__init__(start, end)
        self.key = key
        self.value = value
        self.over = over
        self.parts = parts


class Tuple(Node):
    """``[…]``."""

    __slots__ = ("items",)

    def __init__(self, start: int, end: int, items: tuple[Node, ...]) -> None:
        """Take the stretch and the elements."""
        super().__init__(start, end)
        self.items = items


class Object(Node):
    """``{…}``: pairs of key and value, both expressions."""

    __slots__ = ("items",)

    def __init__(self, start: int, end: int, items: tuple[tuple[Node, Node], ...]) -> None:
        """Take the stretch and the pairs."""
        super().__init__(start, end)
        self.items = items


class For(Node):
    """``[for …]`` and ``{for …}``; the latter has an expression for the key."""

    __slots__ = ("group", "key", "key_out", "over", "test", "value", "value_out")

    def __init__(
        self,
        start: int,
        end: int,
        names: tuple[str | None, str],
        over: Node,
        outs: tuple[Node | None, Node],
        test: Node | None,
        group: bool,
    ) -> None:
        """Take the stretch, names for key and value, the collection, what comes out, the condition, the grouping."""
        super().__init__(start, end)
        self.key, self.value = names
        self.over = over
        self.key_out, self.value_out = outs
        self.test = test
        self.group = group


class Conditional(Node):
    """``test ? yes : no``."""

    __slots__ = ("no", "test", "yes")

    def __init__(self, start: int, end: int, test: Node, yes: Node, no: Node) -> None:
        """Take the stretch and the three expressions."""
        super().__init__(start, end)
        self.test = test
        self.yes = yes
        self.no = no


class Binary(Node):
    """Operands of one level of precedence with the operators between them, left to right; flat, not nested."""

    __slots__ = ("first", "rest")

    def __init__(self, start: int, end: int, first: Node, rest: tuple[tuple[str, Node], ...]) -> None:
        """Take the stretch, the first operand and the others, each with the operator before it."""
        super().__init__(start, end)
        self.first = first
        self.rest = rest


class Unary(Node):
    """``!`` or ``-``."""

    __slots__ = ("operand", "operator")

    def __init__(self, start: int, end: int, operator: str, operand: Node) -> None:
        """Take the stretch, the operator and the operand."""
        super().__init__(start, end)
        self.operator = operator
        self.operand = operand


class Embedded(Node):
    """An expression in a text of its own, which stands inside of another one."""

    __slots__ = ("inner", "source")

    def __init__(self, start: int, end: int, inner: Node, source: Source) -> None:
        """Take the stretch, the expression, and the text that it is written in."""
        super().__init__(start, end)
        self.inner = inner
        self.source = source


@dataclass(slots=True)
class Attribute:
    """``name = value``."""

    name: str
    value: Node
    start: int
    end: int


@dataclass(slots=True)
class Body:
    """What stands between two braces, or in a file."""

    attributes: dict[str, Attribute] = field(default_factory=dict)
    blocks: list[Block] = field(default_factory=list)


@dataclass(slots=True)
class Block:
    """A header with labels, and a body."""

    type: str
    labels: tuple[str, ...]
    body: Body
    start: int
    end: int
    broken: str = ""
    """Why the body could not be read; empty where it could."""


@dataclass(slots=True)
class Fault:
    """A stretch of a file that could not be read."""

    why: str
    start: int
    end: int


@dataclass(slots=True)
class File:
    """One file, read."""

    source: Source
    body: Body
    faults: list[Fault] = field(default_factory=list)
