"""Conditions: what they prove where they hold, and where they do not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from holdfast.engines.code.access import deep, elements
from holdfast.engines.code.contents import Items, Table
from holdfast.engines.code.fold import comparison
from holdfast.engines.code.joins import join, joined, settled, truthy
from holdfast.engines.code.proofs import ALL, NORMAL, PATHS, PLACES, inside, shared, versions
from holdfast.engines.code.sinks import compared_sinks
from holdfast.engines.code.state import State
from holdfast.engines.code.taints import both
from holdfast.engines.code.values import FALSE, Cell, Choice, Fixed, Klass, Other, Text, Truth, options
from holdfast.estate.kinds import code

if TYPE_CHECKING:
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.taints import Taints
    from holdfast.engines.code.values import Proofs, Value
    from holdfast.estate.kinds.code import Expr, Node

_NO_OBJECT: Final = frozenset({"nosql"})


class Condition(NamedTuple):
    """What is known of a condition."""

    verdict: bool | None = None
    yes: Proofs = ()
    """Holds where the condition does."""
    no: Proofs = ()
    """Holds where it does not."""
    taints: Taints = ()


def condition(run: Run, node: Expr) -> Condition:
    """Evaluate an expression as a condition."""
    kind = type(node)
    if kind is code.Unary and node.op == "not":  # type: ignore[union-attr]
        inner = condition(run, node.operand)  # type: ignore[union-attr]
        return Condition(None if inner.verdict is None else not inner.verdict, inner.no, inner.yes, inner.taints)
    if kind is code.Boolean and node.op != "??":  # type: ignore[union-attr]
        return _chain(run, node)  # type: ignore[arg-type]
    return of_value(run.evaluate(node))


def of_value(value: Value) -> Condition:
    """What a value says as a condition."""
    if type(value) is Truth:
        return Condition(None, value.yes, value.no, value.taints)
    if type(value) is Choice:
        yes, no = None, None
        for option in value.options:
            each = of_value(option)
            if each.verdict is not False:
                yes = each.yes if yes is None else shared(yes, each.yes)
            if each.verdict is not True:
                no = each.no if no is None else shared(no, each.no)
        return Condition(truthy(value), yes or (), no or (), value.taints)
    no = tuple(proof for taint in value.taints for proof in taint.version.absent) if value.taints else ()
    return Condition(truthy(value), (), no, value.taints)


def _chain(run: Run, node: code.Boolean) -> Condition:
    """``a and b``, ``a or b``: each part is evaluated where the ones before let it."""
    conjunctive = node.op == "and"
    ended = not conjunctive
    verdict: bool | None = conjunctive
    held: list[Proofs] = []
    ends: list[Proofs] = []
    taints: Taints = ()
    below = run.state
    run.state = layer = State(below)
    try:
        for part in node.values:
            each = condition(run, part)
            taints = both(taints, each.taints)
            held.append(each.yes if conjunctive else each.no)
            ends.append(each.no if conjunctive else each.yes)
            if each.verdict is ended:
                verdict = ended
                break
            if each.verdict is None:
                verdict = None
            refine(run, part, each, conjunctive)
    finally:
        run.state = below
    below.settle([{}, _without_proofs(layer.own)] if len(node.values) > 1 else [layer.own])
    together: Proofs = tuple(proof for proofs in held for proof in proofs)
    common = ends[0]
    for proofs in ends[1:]:
        common = shared(common, proofs)
    if conjunctive:
        return Condition(verdict, together, common, taints)
    return Condition(verdict, common, together, taints)


def _without_proofs(changes: dict[object, object]) -> dict[object, object]:
    return {key: value for key, value in changes.items() if type(value) is not frozenset}


def as_value(found: Condition) -> Value:
    """A condition as a value."""
    return Fixed(found.verdict) if found.verdict is not None else Truth(found.yes, found.no)


def refine(run: Run, node: Expr, found: Condition, holds: bool) -> None:
    """Go on where the condition holds, or where it does not."""
    for version, clears in found.yes if holds else found.no:
        run.state.prove(version, clears)
    narrow(run, node, holds)


def narrow(run: Run, node: Expr, holds: bool) -> None:
    """What the condition says about the values of variables."""
    kind = type(node)
    if kind is code.Unary and node.op == "not":  # type: ignore[union-attr]
        narrow(run, node.operand, not holds)  # type: ignore[union-attr]
    elif kind is code.Boolean and node.op != "??":  # type: ignore[union-attr]
        if (node.op == "and") == holds:  # type: ignore[union-attr]
            for part in node.values:  # type: ignore[union-attr]
                narrow(run, part, holds)
    elif kind is code.Name:
        _keep(run, node.id, lambda option: truthy(option) is not (not holds))  # type: ignore[union-attr]
    elif kind is code.Compare and type(node.left) is code.Name:  # type: ignore[union-attr]
        _narrow_compared(run, node, holds)  # type: ignore[arg-type]


def _narrow_compared(run: Run, node: code.Compare, holds: bool) -> None:
    assert type(node.left) is code.Name  # noqa: S101 - the caller looked
    name = node.left.id
    op = node.op
    if op in ("!=", "is not", "not in"):
        op = {"!=": "==", "is not": "is", "not in": "in"}[op]
        holds = not holds
    if op not in ("==", "is", "in") or type(node.right) not in (code.Const, code.Name, code.Sequence):
        return
    right = run.evaluate(node.right)
    if op == "in":
        known = elements(run, right)[0] if type(right) is Cell else None
        if known is None or not all(type(each) is Fixed for each in known):
            return
        allowed = list(known)
    elif type(right) is Fixed:
        allowed = [right]
    else:
        return
    value = _variable(run, name)
    if value is None:
        return
    if any(type(option) not in (Fixed, Choice) for option in options(value)):
        if holds and allowed and len(allowed) <= 4 and type(allowed[0]) is Fixed and allowed[0].value is not None:
            _put(run, name, joined(allowed))
        elif not holds and op == "is" and type(right) is Fixed and right.value is None:
            _keep(run, name, lambda option: not (type(option) is Fixed and option.value is None))
        return
    wanted = {(type(each.value), each.value) for each in allowed if type(each) is Fixed}
    _keep(
        run, name, lambda option: type(option) is not Fixed or ((type(option.value), option.value) in wanted) == holds
    )


def _variable(run: Run, name: str) -> Value | None:
    found: Value | None = run.state.get((run.frame, name))
    return found


def _put(run: Run, name: str, value: Value) -> None:
    run.state.own[(run.frame, name)] = value


def _keep(run: Run, name: str, test: object) -> None:
    value = _variable(run, name)
    if type(value) is Choice and callable(test):
        kept = [option for option in value.options if test(option)]
        if kept and len(kept) < len(value.options):
            _put(run, name, joined(kept))


def compare(run: Run, node: code.Compare) -> Value:
    """One comparison."""
    left, right = run.evaluate(node.left), run.evaluate(node.right)
    if node.op in ("==", "!=") and run.book.compared:
        compared_sinks(run, left, right, node)
    return compared(run, node, left, right)


def compared(run: Run, node: Node, left: Value, right: Value) -> Value:
    """The value of a comparison of two values."""
    op: str = node.op  # type: ignore[attr-defined]
    verdict = _decided(run, op, left, right)
    if verdict is not None:
        return Fixed(verdict)
    taints: Taints = ()
    turned = _turned(op, left, right)
    if turned is not None:
        return turned
    negative = op in ("!=", "is not", "not in")
    proofs: Proofs = ()
    if op in ("==", "is", "!=", "is not"):
        proofs = _equal(run, node, left, right)
    elif op in ("in", "not in"):
        proofs = _member(run, left, right)
    return Truth((), proofs, taints) if negative else Truth(proofs, (), taints)


def _turned(op: str, left: Value, right: Value) -> Truth | None:
    """A boolean that is compared with a constant is itself, or its opposite."""
    if type(left) is not Truth or type(right) is not Fixed or op not in ("==", "is", "!=", "is not"):
        return None
    same_way = bool(right.value) == (op in ("==", "is"))
    return left if same_way else Truth(left.no, left.yes, left.taints)


def _decided(run: Run, op: str, left: Value, right: Value) -> bool | None:
    if op == "instanceof":
        return None
    answers: set[bool | None] = set()
    for one in options(left):
        for two in options(right):
            answers.add(_one_decided(run, op, one, two))
            if len(answers) > 1 or None in answers:
                return None
    return answers.pop() if answers else None


def _one_decided(run: Run, op: str, one: Value, two: Value) -> bool | None:
    if type(one) is Fixed and type(two) is Fixed:
        return comparison(op, one.value, two.value)
    if op in ("in", "not in") and type(one) is Fixed and type(two) is Cell:
        content = run.state.content(two)
        if type(content) is Table and not two.owner:
            if one.value in content.entries:
                return op == "in"
            return None if content.rest is not None else op == "not in"
        if type(content) is Items and all(type(each) is Fixed for each in content.items):
            if any(type(each) is Fixed and each.value == one.value for each in content.items):
                return op == "in"
            return None if content.rest is not None else op == "not in"
    if op in ("is", "is not", "==", "!=") and type(two) is Fixed and two.value is None and type(one) in (Cell, Klass):
        return op in ("is not", "!=")
    if op in ("==", "!=") and type(one) is Text and type(two) is Fixed and isinstance(two.value, str) and one.prefix:
        short = min(len(one.prefix), len(two.value))
        if one.prefix[:short] != two.value[:short]:
            return op == "!="
    return None


def own(run: Run, value: Value) -> Taints:
    """The taints of a value that is tested as a whole: of an object of somebody else's class those in it too."""
    if type(value) is Cell:
        return deep(run, value) if isinstance(value.owner, str) and value.owner else ()
    return value.taints


def _equal(run: Run, node: Node, left: Value, right: Value) -> Proofs:
    first: object = node.left  # type: ignore[attr-defined]
    if type(first) is code.Unary and first.op == "typeof":
        if type(right) is Fixed and right.value in ("number", "boolean", "bigint", "undefined"):
            return versions(run.evaluate(first.operand).taints, ALL)
        is_text = type(right) is Fixed and right.value == "string"
        return versions(run.evaluate(first.operand).taints, _NO_OBJECT) if is_text else ()
    mine, yours = own(run, left), own(run, right)
    known = mine if not yours and _trusted(right) else yours if not mine and _trusted(left) else ()
    if mine and yours:
        return versions(mine, _harmless(yours)) + versions(yours, _harmless(mine))
    return versions(known, ALL) + inside(tuple(taint for taint in known if NORMAL in taint.cleared))


def _harmless(taints: Taints) -> frozenset[str]:
    """Where all of these do no harm, and what is equal to them does none."""
    found = taints[0].cleared
    for taint in taints[1:]:
        found = found & taint.cleared
    return found & PLACES


def _trusted(value: Value) -> bool:
    """Nobody from outside chose it. None says nothing, as everything may be missing."""
    if type(value) is Choice:
        return all(_trusted(option) for option in value.options)
    if type(value) is Fixed:
        return value.value is not None and value.value != ""
    return type(value) is not Cell


def _member(run: Run, left: Value, right: Value) -> Proofs:
    mine = own(run, left)
    if not mine:
        return _among_parents(left, right)
    for option in options(right):
        if type(option) in (Fixed, Text):
            return ()
        if type(option) is Cell:
            content = run.state.content(option)
            if content is None or any(each.taints for each in content.values()):
                return ()
        elif type(option) is not Other or option.taints:
            return ()
    return versions(mine, ALL)


def _among_parents(left: Value, right: Value) -> Proofs:
    """``ROOT in path.parents`` for a path without ``..``."""
    if type(right) is Other and right.ref.endswith(".parents"):
        return tuple(
            (parent, PATHS) for taint in right.taints if NORMAL in taint.cleared for parent in taint.version.parents
        )
    return ()


def apart(run: Run, node: Expr) -> Value:
    """Evaluate something that may not be evaluated at all."""
    if type(node) in (code.Const, code.Name):
        return run.evaluate(node)
    below = run.state
    run.state = layer = State(below)
    try:
        value = run.evaluate(node)
    finally:
        run.state = below
    if layer.own:
        below.settle([{}, layer.own])
    return value


def conjunction(run: Run, node: code.Boolean) -> Value:
    """``a and b`` as a value: the last part, or something false."""
    below = run.state
    run.state = layer = State(below)
    proofs: list[tuple[object, frozenset[str]]] = []
    value: Value = FALSE
    unsure = False
    try:
        for part in node.values:
            value = run.evaluate(part)
            found = of_value(value)
            if found.verdict is False:
                break
            unsure = unsure or found.verdict is None
            refine(run, part, found, True)
            proofs.extend(found.yes)
    finally:
        run.state = below
    below.settle([{}, _without_proofs(layer.own)] if unsure else [layer.own])
    if not unsure:
        return value
    if type(value) is Truth:
        return Truth(tuple(proofs), (), value.taints)  # type: ignore[arg-type]
    if type(value) is Fixed and truthy(value):
        return Truth(tuple(proofs), (), ()) if value.value is True else join(value, FALSE)  # type: ignore[arg-type]
    return value


def without_false(value: Value, op: str) -> Value:
    """The value where ``value or …`` stops at it."""
    if type(value) is Choice and op == "or":
        kept = [option for option in value.options if truthy(option) is not False]
        return joined(kept) if kept else value
    return value


def either(run: Run, test: Expr, found: Condition, then: Expr, other: Expr) -> Value:
    """The value of a conditional expression whose test is not decided."""
    values: list[Value] = []
    branches = []
    below = run.state
    for part, holds in ((then, True), (other, False)):
        run.state = layer = State(below)
        try:
            refine(run, test, found, holds)
            value = run.evaluate(part)
        finally:
            run.state = below
        values.append(settled(value, layer.own))
        branches.append(layer.own)
    below.settle(branches)
    return joined(values)
