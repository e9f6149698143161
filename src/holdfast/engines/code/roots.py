"""The functions of one file, each walked as whoever calls it may call it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.engines.code.collect import Collector
from holdfast.engines.code.entries import generic
from holdfast.engines.code.run import Spent, qualified
from holdfast.engines.code.state import State

if TYPE_CHECKING:
    from holdfast.engines.code.outcome import Outcome
    from holdfast.engines.code.values import Routine
    from holdfast.engines.code.world import Whole


def examine(world: Whole, path: str, outcome: Outcome) -> None:
    """Walk the top of a file and all its functions."""
    unit = world.unit(path)
    if unit is None:
        return
    found = Collector()
    top = world.collector(path)
    if top is not None:
        _take(found, top)
    count = 0
    for routine in unit.frame.made:
        count += 1
        _walk(world, routine, found)
    outcome.functions[path] = count
    outcome.hits.extend(found.hits.values())
    outcome.routes.extend(found.routes)


def _take(found: Collector, more: Collector) -> None:
    for hit in more.hits.values():
        found.add(hit)
    found.routes.extend(more.routes)


def _walk(world: Whole, routine: Routine, found: Collector) -> None:
    unit = routine.frame.unit
    book = world.knowledge(unit.language)
    if book is None:
        return
    run = world.run(unit, book)
    run.state = State(world.top)
    try:
        generic(run, routine)
    except Spent:
        world.cut(unit.path, qualified(routine), "it takes more steps than one function may")
    except RecursionError:
        world.cut(unit.path, qualified(routine), "it is nested too deeply")
    _take(found, run.collector)
