"""Values beside each other: whether they are the same, and what is known where one or the other may be."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from holdfast.engines.code.taints import Taint, Taints, both, derived
from holdfast.engines.code.values import (
    UNKNOWN,
    Choice,
    Fixed,
    Method,
    Other,
    Package,
    Pattern,
    Proofs,
    Routine,
    Text,
    Truth,
    Value,
    options,
)

MOST_OPTIONS: Final = 6


def same(one: Value, two: Value) -> bool:
    """Whether nothing tells the two apart."""
    if one is two:
        return True
    kind = type(one)
    if kind is not type(two):
        return False
    if kind is Fixed:
        first, second = one.value, two.value  # type: ignore[union-attr]
        return type(first) is type(second) and first == second
    if kind is Other:
        return one.ref == two.ref and one.instance == two.instance and _alike(one.taints, two.taints)  # type: ignore[union-attr]
    if kind is Text:
        return one.pieces == two.pieces and _alike(one.taints, two.taints)  # type: ignore[union-attr]
    if kind is Choice:
        mine, yours = one.options, two.options  # type: ignore[union-attr]
        return len(mine) == len(yours) and all(map(same, mine, yours))
    if kind is Method:
        return one.routine is two.routine and same(one.receiver, two.receiver)  # type: ignore[union-attr]
    return False


def _alike(one: Taints, two: Taints) -> bool:
    if one is two:
        return True
    if len(one) != len(two):
        return False
    pairs = zip(one, two, strict=True)
    return all(a.root is b.root and a.cleared == b.cleared and a.version is b.version for a, b in pairs)


def join(one: Value, two: Value) -> Value:
    """A value that may be either."""
    if one is two or same(one, two):
        return one
    if type(one) is not Choice and type(two) is not Choice:
        return _merged(one, two) or Choice((one, two))
    kept: list[Value] = list(options(one))
    for option in options(two):
        for at, known in enumerate(kept):
            if same(known, option):
                break
            merged = _merged(known, option)
            if merged is not None:
                kept[at] = merged
                break
        else:
            kept.append(option)
    if len(kept) == 1:
        return kept[0]
    if len(kept) > MOST_OPTIONS:
        kept = _fewer(kept)
    return Choice(tuple(kept)) if len(kept) > 1 else kept[0]


def _merged(one: Value, two: Value) -> Value | None:
    """Two that differ in their taints only, in one."""
    if type(one) is not type(two):
        return None
    if type(one) is Other and type(two) is Other and one.ref == two.ref and one.instance == two.instance:
        return Other(one.ref, both(one.taints, two.taints), one.instance)
    if type(one) is Text and type(two) is Text and one.pieces == two.pieces:
        return Text(one.pieces, both(one.taints, two.taints))
    if type(one) is Truth and type(two) is Truth:
        return Truth(_common(one.yes, two.yes), _common(one.no, two.no), both(one.taints, two.taints))
    return None


def _common(one: Proofs, two: Proofs) -> Proofs:
    other = dict(two)
    return tuple((version, clears & other[version]) for version, clears in one if version in other)


def _fewer(kept: list[Value]) -> list[Value]:
    """At most ``MOST_OPTIONS``: what has no content of its own goes into one unknown value first."""
    plain = [value for value in kept if type(value) in _PLAIN]
    rest = [value for value in kept if type(value) not in _PLAIN]
    taints: Taints = ()
    for value in plain:
        taints = both(taints, value.taints)
    unknown: list[Value] = [Other("", taints)] if plain else []
    return [*rest[: MOST_OPTIONS - 1], *unknown]


_PLAIN: Final = frozenset({Fixed, Text, Other, Truth, Pattern})


def joined(values: list[Value]) -> Value:
    """A value that may be any of them; nothing known for none."""
    if not values:
        return UNKNOWN
    made = values[0]
    for value in values[1:]:
        made = join(made, value)
    return made


def tainted(value: Value, taints: Taints) -> Value:
    """The same value with these taints besides; a constant becomes unknown."""
    if not taints:
        return value
    kind = type(value)
    if kind is Other:
        return Other(value.ref, both(value.taints, taints), value.instance)  # type: ignore[union-attr]
    if kind is Text:
        return Text(value.pieces, both(value.taints, taints))  # type: ignore[union-attr]
    if kind is Choice:
        return Choice(tuple(tainted(option, taints) for option in value.options))  # type: ignore[union-attr]
    if kind is Truth:
        return Truth(value.yes, value.no, both(value.taints, taints))  # type: ignore[union-attr]
    if kind is Fixed or kind is Pattern or kind is Package:
        return Other("", taints)
    return value


def stepped(value: Value, says: str, path: str, start: int, end: int) -> Value:
    """The same value, its data one step further."""
    kind = type(value)
    if kind is Other and value.taints:
        return Other(value.ref, tuple(t.stepped(says, path, start, end) for t in value.taints), value.instance)  # type: ignore[union-attr]
    if kind is Text and value.taints:
        return Text(value.pieces, tuple(t.stepped(says, path, start, end) for t in value.taints))  # type: ignore[union-attr]
    if kind is Choice:
        moved = tuple(stepped(option, says, path, start, end) for option in value.options)  # type: ignore[union-attr]
        same_ones = all(a is b for a, b in zip(moved, value.options, strict=True))  # type: ignore[union-attr]
        return value if same_ones else Choice(moved)
    return value


def truthy(value: Value) -> bool | None:
    """Whether it is true, where that is certain without its content."""
    kind = type(value)
    if kind is Fixed:
        return bool(value.value)  # type: ignore[union-attr]
    if kind is Text:
        return True if any(value.pieces) else None  # type: ignore[union-attr]
    if kind is Choice:
        answers = {truthy(option) for option in value.options}  # type: ignore[union-attr]
        return answers.pop() if len(answers) == 1 else None
    if kind in (Routine, Method, Package, Pattern):
        return True
    return None


def settled(value: Value, proofs: Mapping[Any, Any]) -> Value:
    """A value whose data was proved harmless on one branch: it carries that on to where the branches meet."""
    kind = type(value)
    if kind is Choice:
        made = tuple(settled(option, proofs) for option in value.options)  # type: ignore[union-attr]
        same_ones = all(a is b for a, b in zip(made, value.options, strict=True))  # type: ignore[union-attr]
        return value if same_ones else joined(list(made))
    if kind not in (Other, Text) or not value.taints:
        return value
    kept: list[Taint] = []
    changed = False
    for taint in value.taints:
        clears = proofs.get(taint.version)
        if not clears:
            kept.append(taint)
            continue
        changed = True
        if "*" not in clears:
            kept.extend(derived((taint,), clears))
    if not changed:
        return value
    if kind is Text:
        return Text(value.pieces, tuple(kept))  # type: ignore[union-attr]
    return Other(value.ref, tuple(kept), value.instance)  # type: ignore[union-attr]
