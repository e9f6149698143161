"""``match`` and ``switch``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.engines.code.conditions import compared, condition, narrow, of_value, refine
from holdfast.engines.code.state import State
from holdfast.engines.code.taints import NOTHING
from holdfast.engines.code.targets import assign
from holdfast.engines.code.values import Loop
from holdfast.estate.kinds import code

if TYPE_CHECKING:
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Changes, Value

_MOST_CASES: Final = 80


def switch(run: Run, node: code.Switch) -> bool:
    """Each case that may be taken, on its own; a decided one ends the search."""
    subject = run.evaluate(node.subject)
    below = run.state
    loop = Loop(below, below, True)
    run.frame.loops.append(loop)
    ends: list[Changes] = []
    taken = False
    default: int | None = None
    cases = node.cases[:_MOST_CASES]
    try:
        for at, case in enumerate(cases):
            if not case.tests and node.falls and case.guard is None:
                default = at
                continue
            verdict = _walk(run, node, at, subject, ends)
            if verdict is True:
                taken = True
                break
        if not taken and default is not None:
            _walk(run, node, default, subject, ends)
            taken = True
    finally:
        run.frame.loops.pop()
    if not taken:
        ends.append({})
    ends.extend(loop.breaks)
    below.settle(ends)
    return bool(ends)


def _walk(run: Run, node: code.Switch, at: int, subject: Value, ends: list[Changes]) -> bool | None:
    """Walk one case, and those that it falls into. Whether it is certainly taken."""
    case = node.cases[at]
    verdict, tests = _matches(run, node, case, subject)
    if verdict is False:
        return False
    below = run.state
    run.state = layer = State(below)
    try:
        _prove(run, tests, subject)
        for target in case.targets:
            assign(run, target, subject, case)
        if case.guard is not None:
            guard = condition(run, case.guard)
            if guard.verdict is False:
                return False
            refine(run, case.guard, guard, True)
            verdict = verdict if guard.verdict else None
        alive = run.execute(case.body)
        following = at + 1
        while node.falls and alive and following < min(len(node.cases), _MOST_CASES):
            alive = run.execute(node.cases[following].body)
            following += 1
        if alive:
            ends.append(layer.own)
    finally:
        run.state = below
    return verdict


def _prove(run: Run, tests: list[code.Compare], subject: Value) -> None:
    """Go on where one of some comparisons holds."""
    if len(tests) == 1:
        narrow(run, tests[0], True)
    found = [of_value(compared(run, test, subject, run.evaluate(test.right))).yes for test in tests]
    for version, clears in found[0] if found else ():
        for other in found[1:]:
            clears = clears & dict(other).get(version, NOTHING)
        run.state.prove(version, clears)


def _matches(run: Run, node: code.Switch, case: code.Case, subject: Value) -> tuple[bool | None, list[code.Compare]]:
    """Whether a case is taken, and the comparisons of which one holds then."""
    if not case.tests:
        return True, []
    verdict: bool | None = False
    tests: list[code.Compare] = []
    open_ended = False
    for test in case.tests:
        if type(test) is code.Opaque:
            run.evaluate(test)
            verdict = None
            open_ended = True
            continue
        one = code.Compare(test.start, test.end, "==", node.subject, test)
        found = of_value(compared(run, one, subject, run.evaluate(test)))
        if found.verdict is True:
            return True, []
        if found.verdict is None:
            verdict = None
            tests.append(one)
    return verdict, [] if open_ended else tests
