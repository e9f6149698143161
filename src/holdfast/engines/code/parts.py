"""The parts of a file: the text outside of its functions, and its functions, so that a change can be told apart."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from holdfast.engines.code.plain import inside
from holdfast.estate.kinds import code

if TYPE_CHECKING:
    from collections.abc import Callable

TOP: Final = 1
"""Bit of the text outside of functions; each function has two more, of its traits and of its body."""
WHOLE: Final = -1
"""All bits: it is not known what was read."""
_HELD: Final[Mapping[type, tuple[str, ...]]] = {
    code.Class: ("body",),
    code.If: ("then", "other"),
    code.Try: ("body", "handlers", "other", "final"),
    code.Handler: ("body",),
    code.With: ("body",),
    code.For: ("body", "other"),
    code.While: ("body", "other"),
    code.Switch: ("cases",),
    code.Case: ("body",),
}
"""Where a statement holds others."""
_BYTES: Final = 8


class Part(NamedTuple):
    """The body of a function."""

    first: int
    """Line that it begins in, from 1."""
    column: int
    """Bytes of that line in front of it."""
    last: int
    """Line that it ends in."""
    traits: int
    digest: str


class Parts(NamedTuple):
    """A file in parts; one that was not read without a problem has no digest and is taken as a whole."""

    top: str = ""
    functions: tuple[Part, ...] = ()


class Places:
    """The functions of a module that are not inside of others, in their order."""

    __slots__ = ("_starts", "functions")

    def __init__(self, module: code.Module) -> None:
        found: list[code.Function] = []
        for function in _outermost(module):
            if not found or function.start >= found[-1].end:
                found.append(function)
        self.functions = found
        self._starts = [each.start for each in found]

    def bits(self, function: code.Function, asked: bool) -> int:
        """Bits of what is read with a function; of one inside of another one all of that one is."""
        at = bisect_right(self._starts, function.start) - 1
        if at < 0 or function.start >= self.functions[at].end:
            return TOP
        only_traits = asked and self.functions[at] is function
        return 1 << (2 * at + (1 if only_traits else 2))


def parts(module: code.Module, places: Places, traits: Callable[[code.Function], int]) -> Parts:
    """Take a module apart; ``traits`` tells of a function whether anything can come of calling it."""
    if module.broken:
        return Parts()
    data, done, line = module.data, 0, 1
    top = blake2b(digest_size=_BYTES)
    made: list[Part] = []
    for function in places.functions:
        start = _body(module, function)
        top.update(data[done:start])
        top.update(b"\0%d%d" % (function.generator, function.asynchronous))
        text = data[start : function.end]
        first = line + data.count(b"\n", done, start)
        line = first + text.count(b"\n")
        column = start - (data.rfind(b"\n", 0, start) + 1)
        digest = blake2b(text, digest_size=_BYTES).hexdigest()
        made.append(Part(first, column, line, traits(function), digest))
        done = function.end
    top.update(data[done:])
    return Parts(top.hexdigest(), tuple(made))


def _outermost(module: code.Module) -> Iterator[code.Function]:
    if module.language == "python":
        yield from _defined(module.body)
        return
    for node in inside(module.body):
        if type(node) is code.Function:
            yield node


def _defined(block: Any) -> Iterator[code.Function]:
    for node in block:
        kind = type(node)
        if kind is code.Define:
            yield node.function
        elif kind in _HELD:
            for name in _HELD[kind]:
                yield from _defined(getattr(node, name))


def _body(module: code.Module, function: code.Function) -> int:
    """Where the body begins: behind the parameters and what is said of the result."""
    head = max([function.start, *(each.end for each in function.parameters)])
    head = max(head, function.returns.end if function.returns is not None else head)
    marks = (b":",) if module.language == "python" else (b"{", b"=>")
    found = [at for mark in marks if (at := module.data.find(mark, head, function.end)) >= 0]
    return min(found, default=function.end)
