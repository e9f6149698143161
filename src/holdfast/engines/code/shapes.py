"""Arguments without their data: what a function is evaluated for, so that one evaluation serves many calls.

Each set of taints becomes a symbol, and each cell a fresh one, so that what the function does to them can be told of
the real ones afterwards.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from holdfast.engines.code.access import deep
from holdfast.engines.code.contents import Content, Items, Table
from holdfast.engines.code.taints import NOTHING, Root, Taint, Version
from holdfast.engines.code.values import UNKNOWN, Cell, Choice, Fixed, Method, Other, Routine, Text, Truth

if TYPE_CHECKING:
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.taints import Taints
    from holdfast.engines.code.values import Value

_MOST_PARTS: Final = 120
_DEEPEST: Final = 4
_LONGEST: Final = 120


class Shape:
    """Takes values apart into what is the same for many calls, and the data of this one."""

    __slots__ = ("_by_versions", "cells", "closed", "coarse", "contents", "real", "run", "size", "symbols", "taints")

    def __init__(self, run: Run, coarse: bool = False) -> None:
        self.run = run
        self.coarse = coarse
        """Forget everything but where data is."""
        self.taints: list[Taints] = []
        """By symbol: the taints that it stands for."""
        self.symbols: list[Taint] = []
        self.real: list[Cell] = []
        self.cells: dict[Cell, Cell] = {}
        self.contents: dict[Any, Content] = {}
        self.size = 0
        self.closed = False
        """Among the values is a function that needs the variables around it."""
        self._by_versions: dict[tuple[Version, ...], int] = {}

    def _symbol(self, taints: Taints) -> int:
        versions = tuple(taint.version for taint in taints)
        at = self._by_versions.get(versions)
        if at is None:
            at = self._by_versions[versions] = len(self.taints)
            self.taints.append(taints)
            root = Root("", "", 0, 0, "", at)
            root.weak = all(taint.root.weak for taint in taints)
            self.symbols.append(Taint(root, Version(), NOTHING, None))
        return at

    def of(self, value: Value, depth: int = 0) -> tuple[Value, Any]:
        """A value with symbols in place of its data, and what it has in common with others of its shape."""
        self.size += 1
        kind = type(value)
        if self.coarse or self.size > _MOST_PARTS:
            return self._coarse(value, kind)
        if kind is Fixed:
            known = value.value  # type: ignore[union-attr]
            if isinstance(known, (str, bytes)) and len(known) > _LONGEST:
                return UNKNOWN, "u"
            return value, (type(known), known)
        if kind is Other:
            if not value.taints:
                return value, (value.ref, value.instance)  # type: ignore[union-attr]
            at = self._symbol(value.taints)
            symbol = self.symbols[at]
            return Other(value.ref, (symbol,), value.instance), (value.ref, value.instance, at, symbol.root.weak)  # type: ignore[union-attr]
        if kind is Text:
            if not value.taints:
                return value, value.pieces  # type: ignore[union-attr]
            at = self._symbol(value.taints)
            return Text(value.pieces, (self.symbols[at],)), (value.pieces, at, self.symbols[at].root.weak)  # type: ignore[union-attr]
        if kind is Cell:
            return self._cell(value, depth)  # type: ignore[arg-type]
        if kind is Choice:
            parts = [self.of(option, depth) for option in value.options]  # type: ignore[union-attr]
            return Choice(tuple(part for part, _ in parts)), ("choice", *(key for _, key in parts))
        if kind is Method:
            self._look_at(value.routine)  # type: ignore[union-attr]
            receiver, key = self.of(value.receiver, depth)  # type: ignore[union-attr]
            return Method(value.routine, receiver), (value.routine, key)  # type: ignore[union-attr]
        if kind is Routine:
            self._look_at(value)  # type: ignore[arg-type]
            return value, value
        if kind is Truth:
            return Other("", self._one(value.taints)), "truth"
        return value, value

    def _look_at(self, routine: Routine) -> None:
        if routine.frame.kind != "module":
            self.closed = True

    def _one(self, taints: Taints) -> Taints:
        return (self.symbols[self._symbol(taints)],) if taints else ()

    def _coarse(self, value: Value, kind: type) -> tuple[Value, Any]:
        if kind is Routine or kind is Method:
            self._look_at(value if kind is Routine else value.routine)  # type: ignore[arg-type,union-attr]
        taints = deep(self.run, value)
        if kind is Cell and value.owner and not taints:  # type: ignore[union-attr]
            owner = value.owner  # type: ignore[union-attr]
            cell = Cell("object", owner)
            self.contents[cell] = Table()
            return cell, owner
        if not taints:
            return UNKNOWN, "u"
        at = self._symbol(taints)
        return Other("", (self.symbols[at],)), (at, self.symbols[at].root.weak)

    def _cell(self, cell: Cell, depth: int) -> tuple[Value, Any]:
        known = self.cells.get(cell)
        if known is not None:
            return known, ("again", self.real.index(cell))
        if depth > _DEEPEST:
            return self._coarse(cell, Cell)
        made = Cell(cell.kind, cell.owner)
        self.cells[cell] = made
        self.real.append(cell)
        content = self.run.state.content(cell)
        if type(content) is Items:
            parts = [self.of(each, depth + 1) for each in content.items]
            rest = self.of(content.rest, depth + 1) if content.rest is not None else None
            self.contents[made] = Items(tuple(part for part, _ in parts), rest[0] if rest else None)
            return made, (cell.kind, tuple(key for _, key in parts), rest[1] if rest else None)
        if type(content) is Table:
            entries = {}
            keys = []
            for name, each in content.entries.items():
                entries[name], key = self.of(each, depth + 1)
                keys.append((type(name), name, key))
            rest = self.of(content.rest, depth + 1) if content.rest is not None else None
            self.contents[made] = Table(entries, rest[0] if rest else None)
            return made, (cell.kind, cell.owner, tuple(keys), rest[1] if rest else None)
        return made, (cell.kind, cell.owner)
