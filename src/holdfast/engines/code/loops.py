"""Loops: over constants turn by turn, over anything else until nothing changes, but not for long."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Final

from holdfast.engines.code.access import elements
from holdfast.engines.code.conditions import condition, refine
from holdfast.engines.code.state import State
from holdfast.engines.code.targets import assign
from holdfast.engines.code.values import Loop
from holdfast.estate.kinds import code

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.engines.code.conditions import Condition
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Changes, Value

_MOST_TURNS: Final = 12
_MOST_PASSES: Final = 3


def for_loop(run: Run, node: code.For) -> bool:
    """``for target in iterable``."""
    known, one = elements(run, run.evaluate(node.iterable), node.keys)
    below = run.state
    run.state = layer = State(below)
    loop = Loop(below, layer)
    run.frame.loops.append(loop)
    goes_on = True
    try:
        if known is not None and len(known) <= _MOST_TURNS:
            for value in known:
                goes_on = _turn(run, loop, layer, partial(_for_turn, run, node, value), True)[0]
                if not goes_on:
                    break
        else:
            for _ in range(_MOST_PASSES):
                again, changed = _turn(run, loop, layer, partial(_for_turn, run, node, one), False)
                if not again or not changed:
                    break
    finally:
        run.frame.loops.pop()
        run.state = below
    return _ended(run, loop, layer, goes_on, node.other)


def _turn(run: Run, loop: Loop, layer: State, act: Callable[[], bool], certain: bool) -> tuple[bool, bool]:
    """Walk the body once. Whether the loop may go on, and whether anything changed."""
    loop.continues = []
    run.state = body = State(layer)
    run.depth += 1
    try:
        alive = act()
    finally:
        run.state = layer
        run.depth -= 1
    ends: list[Changes] = [body.own] if alive else []
    ends.extend(loop.continues)
    changed = layer.settle(ends if certain else [{}, *ends])
    return bool(ends), changed


def _for_turn(run: Run, node: code.For, value: Value) -> bool:
    assign(run, node.target, value, node)
    return run.execute(node.body)


def _ended(run: Run, loop: Loop, layer: State, normally: bool, other: code.Block) -> bool:
    below = run.state
    ends: list[Changes] = []
    if normally:
        alive = True
        if other:
            run.state = after = State(layer)
            try:
                alive = run.execute(other)
            finally:
                run.state = below
            layer.own.update(after.own)
        if alive:
            ends.append(layer.own)
    ends.extend(loop.breaks)
    below.settle(ends)
    return bool(ends)


def while_loop(run: Run, node: code.While) -> bool:
    """``while test``, do-while, and the C-like ``for``."""
    below = run.state
    run.state = layer = State(below)
    loop = Loop(below, layer)
    run.frame.loops.append(loop)
    try:
        normally = _while_turns(run, node, loop, layer)
        if normally:
            refine(run, node.test, condition(run, node.test), False)
    finally:
        run.frame.loops.pop()
        run.state = below
    return _ended(run, loop, layer, normally, node.other)


def _while_turns(run: Run, node: code.While, loop: Loop, layer: State) -> bool:
    """Walk the body as often as it tells something. Whether the test can end the loop."""
    endless = _endless(node)
    turns = loose = 0
    while loose < _MOST_PASSES:
        certain = node.first and not turns
        found = None
        if not certain and not endless:
            found = condition(run, node.test)
            if found.verdict is False:
                return True
            certain = found.verdict is True and turns < _MOST_TURNS
        goes_on, changed = _turn(run, loop, layer, partial(_while_turn, run, node, loop, found), certain)
        turns += 1
        if certain:
            if not goes_on:
                return False
            continue
        loose += 1
        if not goes_on or not changed:
            break
    return not endless


def _while_turn(run: Run, node: code.While, loop: Loop, found: Condition | None) -> bool:
    if found is not None:
        refine(run, node.test, found, True)
    alive = run.execute(node.body)
    if not node.step:
        return alive
    if loop.continues:
        continues, loop.continues = loop.continues, []
        here = [run.state.since(loop.inner)] if alive else []
        run.state.settle([*here, *continues])
        alive = True
    return alive and run.execute(node.step)


def _endless(node: code.While) -> bool:
    return type(node.test) is code.Const and bool(node.test.value)


def leave(run: Run, node: code.Break) -> bool:
    """``break``."""
    if run.frame.loops:
        loop = run.frame.loops[-1]
        loop.breaks.append(run.state.since(loop.outer))
    return False


def go_on(run: Run, node: code.Continue) -> bool:
    """``continue``."""
    for loop in reversed(run.frame.loops):
        if not loop.only_breaks:
            loop.continues.append(run.state.since(loop.inner))
            break
    return False
