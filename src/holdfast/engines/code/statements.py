"""Walking statements."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from holdfast.engines.code import classes, conditions, functions, loops, operations, patterns, switches
from holdfast.engines.code.access import attribute
from holdfast.engines.code.arguments import Use
from holdfast.engines.code.invoke import apply
from holdfast.engines.code.names import names_of
from holdfast.engines.code.sinks import shapes
from holdfast.engines.code.state import State
from holdfast.engines.code.targets import assign, bind, delete
from holdfast.engines.code.values import NEVER, NONE, Cell, Klass, Later, Method, Other, Value
from holdfast.estate.kinds import code

if TYPE_CHECKING:
    from holdfast.engines.code.run import Execute, Run
    from holdfast.engines.code.values import Changes

_TOP: Final = frozenset({"module", "class"})


def _assign(run: Run, node: code.Assign) -> bool:
    value = run.evaluate(node.value)
    if value is NEVER:
        return False
    if node.op:
        value = operations.augmented(run, node.op, run.evaluate(node.target), value)
    if node.annotation is not None and type(value) is Other and not value.instance:
        value = functions.annotated(run, node.annotation, value)
    assign(run, node.target, value, node)
    if run.frame.kind in _TOP and type(node.target) is code.Name:
        patterns.setting(run, node, node.target.id, value)
    return True


def _declare(run: Run, node: code.Declare) -> bool:
    if run.frame.kind != "class" and type(node.target) is code.Name:
        unknown: Value = Other(f"?{node.target.id}")
        if node.annotation is not None:
            unknown = functions.annotated(run, node.annotation, unknown)
        bind(run, node.target.id, unknown)
    return True


def _evaluate(run: Run, node: code.Evaluate) -> bool:
    return run.evaluate(node.value) is not NEVER


def _if(run: Run, node: code.If) -> bool:
    test = conditions.condition(run, node.test)
    if test.verdict is not None:
        conditions.refine(run, node.test, test, test.verdict)
        return run.execute(node.then if test.verdict else node.other)
    below = run.state
    before = run.tests
    inside = (*before, node.test)
    alive: list[Changes] = []
    for block, holds in ((node.then, True), (node.other, False)):
        run.state = layer = State(below)
        try:
            conditions.refine(run, node.test, test, holds)
            run.tests = inside
            if run.execute(block):
                alive.append(layer.own)
        finally:
            run.state, run.tests = below, before
    below.settle(alive)
    return bool(alive)


def _try(run: Run, node: code.Try) -> bool:
    below = run.state
    alive: list[Changes] = []
    run.state = body = State(below)
    try:
        if run.execute(node.body) and run.execute(node.other):
            alive.append(body.own)
    finally:
        run.state = below
    for handler in node.handlers:
        run.state = layer = State(below)
        try:
            layer.settle([{}, body.own])
            if _handle(run, handler):
                alive.append(layer.own)
        finally:
            run.state = below
    if not alive:
        below.settle([{}, body.own])
        run.execute(node.final)
        return False
    below.settle(alive)
    return run.execute(node.final)


def _handle(run: Run, handler: code.Handler) -> bool:
    names: list[str] = []
    for each in handler.types:
        value = run.evaluate(each)
        names.extend(names_of(run, value))
    if run.has_handlers:
        use = Use(handler, tuple(names) or ("*",))
        for rule, pattern in run.book.handler():
            if pattern.pattern == "*" or pattern.pattern in names:
                shapes(run, ((rule, pattern),), use)
    if handler.target is not None:
        kind = names[0] if names else run.spoken.kinds["error"]
        assign(run, handler.target, Other(kind, (), True), handler)
    return run.execute(handler.body)


def _with(run: Run, node: code.With) -> bool:
    value = run.evaluate(node.value)
    if type(value) is Cell and type(value.owner) is Klass:
        enter = attribute(run, value, "__enter__")
        if type(enter) is not Method:
            enter = attribute(run, value, "__aenter__")
        if type(enter) is Method:
            value = apply(run, Use(node), enter)
    if node.target is not None:
        assign(run, node.target, value, node)
    return run.execute(node.body)


def _return(run: Run, node: code.Return) -> bool:
    value = NONE if node.value is None else run.evaluate(node.value)
    if value is NEVER:
        return False
    functions.leave(run, value, node)
    return False


def _raise(run: Run, node: code.Raise) -> bool:
    if node.value is not None:
        run.evaluate(node.value)
    return False


def _delete(run: Run, node: code.Delete) -> bool:
    delete(run, node.target)
    return True


def _assert(run: Run, node: code.Assert) -> bool:
    test = conditions.condition(run, node.test)
    conditions.refine(run, node.test, test, True)
    return test.verdict is not False


def _import(run: Run, node: code.Import) -> bool:
    patterns.imported(run, node)
    frame = run.frame
    if node.name == "*" and run.language == "python":
        frame.stars = (*frame.stars, node.module)
        return True
    run.state.own[(frame, node.local)] = Later(run.unit.path, node.module, node.name, node.default)
    return True


def _export(run: Run, node: code.Export) -> bool:
    exports = run.unit.exports
    if node.module:
        if node.name == "*" and node.value is None:
            run.frame.stars = (*run.frame.stars, node.module)
            return True
        name = node.value.id if type(node.value) is code.Name else ""
        exports[node.name] = Later(run.unit.path, node.module, name, name == "default")
        return True
    if node.value is not None:
        exports[node.name] = run.evaluate(node.value)
    return True


def _scope(run: Run, node: code.Scope) -> bool:
    if node.outermost:
        run.frame.tops |= frozenset(node.names)
    else:
        run.frame.nonlocals |= frozenset(node.names)
    return True


def _define(run: Run, node: code.Define) -> bool:
    functions.define(run, node)
    return True


def _class(run: Run, node: code.Class) -> bool:
    bind(run, node.name, classes.define(run, node))
    return True


def _broken(run: Run, node: code.Broken) -> bool:
    return True


STATEMENTS: Final[Mapping[type, Execute]] = {
    code.Assign: _assign,
    code.Declare: _declare,
    code.Evaluate: _evaluate,
    code.If: _if,
    code.While: loops.while_loop,
    code.For: loops.for_loop,
    code.Try: _try,
    code.With: _with,
    code.Switch: switches.switch,
    code.Return: _return,
    code.Raise: _raise,
    code.Break: loops.leave,
    code.Continue: loops.go_on,
    code.Delete: _delete,
    code.Assert: _assert,
    code.Import: _import,
    code.Export: _export,
    code.Scope: _scope,
    code.Define: _define,
    code.Class: _class,
    code.Broken: _broken,
}
