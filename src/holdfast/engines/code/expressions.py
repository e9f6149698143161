"""What expressions are worth."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from holdfast.engines.code import access, classes, comprehensions, conditions, invoke, literals, operations
from holdfast.engines.code.joins import join, truthy
from holdfast.engines.code.names import called, force, lookup, names_of
from holdfast.engines.code.sinks import named, read
from holdfast.engines.code.taints import derived
from holdfast.engines.code.targets import assign
from holdfast.engines.code.values import NONE, UNKNOWN, Fixed, Later, Other, Routine, Value
from holdfast.engines.code.values import Pattern as Expression
from holdfast.estate.kinds import code

if TYPE_CHECKING:
    from holdfast.engines.code.run import Evaluate, Run


def _const(run: Run, node: code.Const) -> Value:
    return Fixed(node.value)


def _regex(run: Run, node: code.Regex) -> Value:
    return Expression(node.pattern, node.flags)


def _name(run: Run, node: code.Name) -> Value:
    name = node.id
    value = lookup(run, name)
    if type(value) is not Fixed:
        known = run.book.naming(name).sources
        if known:
            value = named(run, node, value, known)
    if run.book.reads(name) and type(value) is not Fixed:
        names = names_of(run, value)
        guessed = f"?{name}"
        return read(run, node, value, names if guessed in names else (*names, guessed))
    return value


def _attr(run: Run, node: code.Attr) -> Value:
    base = run.evaluate(node.base)
    value = access.attribute(run, base, node.name)
    if type(value) is Later:
        value = force(run, value)
    value = invoke.fetched(run, node, value)
    if type(value) is not Fixed:
        known = run.book.naming(node.name).sources
        if known:
            value = named(run, node, value, known)
    if run.book.reads(node.name):
        return read(run, node, value, called(run, base, node.name, node.base))
    return value


def _index(run: Run, node: code.Index) -> Value:
    base = run.evaluate(node.base)
    key = run.evaluate(node.key)
    value = access.item(run, base, key)
    if type(key) is Fixed and isinstance(key.value, str) and type(value) is not Fixed:
        known = run.book.naming(key.value).sources
        if known:
            value = named(run, node, value, known)
    if type(key) is Fixed and isinstance(key.value, str) and run.book.reads(key.value):
        return read(run, node, value, called(run, base, key.value, node.base))
    return value


def _slice(run: Run, node: code.Slice) -> Value:
    base = run.evaluate(node.base)
    bounds = [None if part is None else run.evaluate(part) for part in (node.lower, node.upper, node.step)]
    return operations.sliced(run, base, bounds)


def _spread(run: Run, node: code.Spread) -> Value:
    return run.evaluate(node.value)


def _unary(run: Run, node: code.Unary) -> Value:
    if node.op == "not":
        return conditions.as_value(conditions.condition(run, node))
    value = run.evaluate(node.operand)
    return operations.unary(node.op, value)


def _conditional(run: Run, node: code.Conditional) -> Value:
    test = conditions.condition(run, node.test)
    if test.verdict is not None:
        conditions.refine(run, node.test, test, test.verdict)
        return run.evaluate(node.then if test.verdict else node.other)
    return conditions.either(run, node.test, test, node.then, node.other)


def _boolean(run: Run, node: code.Boolean) -> Value:
    if node.op == "and":
        return conditions.conjunction(run, node)
    value = run.evaluate(node.values[0])
    for other in node.values[1:]:
        verdict = truthy(value)
        if node.op == "??":
            verdict = False if value is NONE or (type(value) is Fixed and value.value is None) else verdict or None
            if type(value) is Fixed and value.value is not None:
                verdict = True
        if verdict is True:
            return value
        following = conditions.apart(run, other)
        value = following if verdict is False else join(conditions.without_false(value, node.op), following)
    return value


def _defaulted(run: Run, node: code.Defaulted) -> Value:
    return run.evaluate(node.default)


def _lambda(run: Run, node: code.Lambda) -> Value:
    routine = Routine(node.function, run.frame, None)
    run.frame.made.append(routine)
    return routine


def _class_value(run: Run, node: code.ClassValue) -> Value:
    return classes.define(run, node.definition)


def _await(run: Run, node: code.Await) -> Value:
    return run.evaluate(node.value)


def _yield(run: Run, node: code.Yield) -> Value:
    if node.value is not None:
        value = run.evaluate(node.value)
        run.frame.yields.append(access.elements(run, value)[1] if node.all else value)
        return value if node.all else UNKNOWN
    return UNKNOWN


def _assigned(run: Run, node: code.Assigned) -> Value:
    value = run.evaluate(node.value)
    if node.op:
        value = operations.augmented(run, node.op, run.evaluate(node.target), value)
    assign(run, node.target, value, node)
    return value


def _opaque(run: Run, node: code.Opaque) -> Value:
    taints = derived(access.deep_of_all(run, [run.evaluate(part) for part in node.parts]))
    return Other("", taints) if taints else UNKNOWN


EXPRESSIONS: Final[Mapping[type, Evaluate]] = {
    code.Const: _const,
    code.Regex: _regex,
    code.Name: _name,
    code.Attr: _attr,
    code.Index: _index,
    code.Slice: _slice,
    code.Spread: _spread,
    code.Call: invoke.call,
    code.Binary: operations.binary,
    code.Compare: conditions.compare,
    code.Boolean: _boolean,
    code.Unary: _unary,
    code.Conditional: _conditional,
    code.Format: literals.formatted,
    code.Sequence: literals.sequence,
    code.Mapping: literals.mapping,
    code.Defaulted: _defaulted,
    code.Comprehension: comprehensions.comprehension,
    code.Lambda: _lambda,
    code.ClassValue: _class_value,
    code.Await: _await,
    code.Yield: _yield,
    code.Assigned: _assigned,
    code.Opaque: _opaque,
}
