"""Comprehensions: item by item where all items are known, once for all where they are not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.engines.code.access import elements, key_of
from holdfast.engines.code.conditions import condition, refine
from holdfast.engines.code.contents import Items, Table
from holdfast.engines.code.joins import join, settled
from holdfast.engines.code.state import State
from holdfast.engines.code.taints import Version
from holdfast.engines.code.targets import assign
from holdfast.engines.code.values import Cell, Frame

if TYPE_CHECKING:
    from holdfast.engines.code.contents import Key
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Value
    from holdfast.estate.kinds import code

_MOST_ITEMS: Final = 16


class _Made:
    """What a comprehension has made so far."""

    __slots__ = ("base", "entries", "exact", "items", "rest")

    def __init__(self, base: State) -> None:
        self.base = base
        self.exact = True
        self.items: list[Value] = []
        self.entries: dict[Key, Value] = {}
        self.rest: Value | None = None

    def add(self, key: Value | None, value: Value) -> None:
        """One element; its place is known as long as all before it are certain."""
        if self.exact and key is None:
            self.items.append(value)
            return
        if key is not None:
            known, at = key_of(key)
            if known and self.exact:
                self.entries[at] = value
                return
        self.rest = value if self.rest is None else join(self.rest, value)


def comprehension(run: Run, node: code.Comprehension) -> Value:
    """A list, set, dict or generator."""
    outer = run.frame
    below = run.state
    made = _Made(below)
    run.frame = Frame(outer.unit, outer, below, "block")
    run.frame.function, run.frame.owner, run.frame.receiver = outer.function, outer.owner, outer.receiver
    run.frame.made, run.frame.yields = outer.made, outer.yields
    run.state = layer = State(below)
    try:
        _clause(run, node, 0, made)
    finally:
        run.frame, run.state = outer, below
    below.own.update(layer.own)
    cell = Cell("dict" if node.kind == "dict" else "list" if node.kind == "generator" else node.kind)
    below.own[cell] = Table(made.entries, made.rest) if node.kind == "dict" else Items(tuple(made.items), made.rest)
    return cell


def _proofs(state: State, base: State) -> dict[Version, frozenset[str]]:
    """What the tests of the clauses proved."""
    return {key: value for key, value in state.since(base).items() if type(key) is Version}


def _clause(run: Run, node: code.Comprehension, at: int, made: _Made) -> None:
    if at == len(node.clauses):
        key = run.evaluate(node.key) if node.key is not None else None
        value = settled(run.evaluate(node.element), _proofs(run.state, made.base))
        made.add(key, value)
        return
    clause = node.clauses[at]
    known, one = elements(run, run.evaluate(clause.iterable))
    if known is None or len(known) > _MOST_ITEMS:
        made.exact = False
        known = (one,)
    for item in known:
        assign(run, clause.target, item, clause)
        certain = made.exact
        below = run.state
        run.state = State(below)
        try:
            taken = True
            for test in clause.tests:
                found = condition(run, test)
                if found.verdict is False:
                    taken = False
                    break
                if found.verdict is None:
                    made.exact = False
                refine(run, test, found, True)
            if taken:
                _clause(run, node, at + 1, made)
        finally:
            changes, run.state = run.state.own, below
        below.own.update({key: value for key, value in changes.items() if type(value) is not frozenset})
        made.exact = made.exact and certain
