"""The arguments of one call, or what stands for them in an assignment, and how facts and tests pick among them."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from holdfast.engines.code.access import deep, elements, item
from holdfast.engines.code.contents import Items, Table
from holdfast.engines.code.joins import joined, tainted
from holdfast.engines.code.names import names_of, resolved
from holdfast.engines.code.slow import slow
from holdfast.engines.code.values import Cell, Choice, Fixed, Klass, Method, Other, Pattern, Routine, Text, options
from holdfast.estate.kinds.code import Spread

if TYPE_CHECKING:
    from collections.abc import Callable

    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Value
    from holdfast.estate.kinds.code import Expr, Node
    from holdfast.model.coderule import Constant, Pick, Test

_MOST_ARGUMENTS: Final = 40


class Use:
    """A call with its values."""

    __slots__ = ("keywords", "names", "node", "place", "positional", "receiver", "rest", "rest_named", "result")

    def __init__(self, node: Node, names: tuple[str, ...] = ()) -> None:
        self.node = node
        self.names = names
        self.receiver: Value | None = None
        self.place: Expr | None = None
        """Where the receiver is written."""
        self.positional: list[Value] = []
        self.keywords: dict[str, Value] = {}
        self.rest: Value | None = None
        """Stands for positional arguments of unknown number."""
        self.rest_named: Value | None = None
        """Stands for keywords of unknown names."""
        self.result: Value | None = None

    def arguments(self) -> list[Value]:
        """All arguments."""
        found = [*self.positional, *self.keywords.values()]
        if self.rest is not None:
            found.append(self.rest)
        if self.rest_named is not None:
            found.append(self.rest_named)
        return found

    def argument(self, at: int, name: str = "") -> Value | None:
        """One argument; None where it is not given, as far as anybody can tell."""
        if 0 <= at < len(self.positional):
            return self.positional[at]
        if name and name in self.keywords:
            return self.keywords[name]
        if at >= 0 and self.rest is not None:
            return self.rest
        return self.rest_named if name else None


def gathered(run: Run, use: Use, args: tuple[Expr, ...], keywords: tuple[tuple[str | None, Expr], ...]) -> None:
    """Evaluate the arguments of a call."""
    for part in args[:_MOST_ARGUMENTS]:
        if type(part) is Spread:
            value = run.evaluate(part.value)
            known, one = elements(run, value)
            if known is None and type(value) is Choice:
                known = _abreast([elements(run, option)[0] for option in value.options])
            if known is not None and use.rest is None:
                use.positional.extend(known[:_MOST_ARGUMENTS])
            else:
                use.rest = one
            continue
        value = run.evaluate(part)
        if use.rest is None:
            use.positional.append(value)
        else:
            use.rest = tainted(use.rest, deep(run, value))
    for part in args[_MOST_ARGUMENTS:]:
        taints = deep(run, run.evaluate(part))
        use.rest = tainted(use.rest or Other(), taints)
    for name, part in keywords:
        value = run.evaluate(part)
        if name is not None:
            use.keywords[name] = value
            continue
        content = run.state.content(value) if type(value) is Cell else None
        if type(content) is Table:
            use.keywords.update({key: each for key, each in content.entries.items() if isinstance(key, str)})
            if content.rest is not None:
                use.rest_named = content.rest
        else:
            use.rest_named = Other("", deep(run, value))


def _abreast(rows: list[tuple[Value, ...] | None]) -> tuple[Value, ...] | None:
    """One of several rows of values, place by place, where all are of one length."""
    known = [row for row in rows if row is not None]
    if len(known) < len(rows) or len({len(row) for row in known}) != 1:
        return None
    return tuple(joined(list(values)) for values in zip(*known, strict=True))


def picked(run: Run, use: Use, pick: Pick) -> list[Value]:
    """The values that a pick means; none where they were not given."""
    found: list[Value] = []
    if pick.receiver:
        found = [use.receiver] if use.receiver is not None else []
    elif pick.result:
        found = [use.result] if use.result is not None else []
    elif pick.name == "**":
        found = [use.rest_named] if use.rest_named is not None else []
    elif pick.onwards:
        found = list(use.positional[pick.position or 0 :])
        if use.rest is not None:
            found.append(use.rest)
        if pick.name == "*":
            found.extend(use.keywords.values())
            if use.rest_named is not None:
                found.append(use.rest_named)
    else:
        position = -1 if pick.position is None else pick.position
        value = use.argument(position, pick.name)
        found = [value] if value is not None else []
    for key in pick.path:
        inner: list[Value] = []
        for value in found:
            inner.extend(_inside(run, value, key))
        found = inner
    return found


def _inside(run: Run, value: Value, key: str) -> list[Value]:
    found: list[Value] = []
    for option in options(value):
        content = run.state.content(option) if type(option) is Cell else None
        if type(content) is Table:
            if key in content.entries:
                found.append(content.entries[key])
            elif content.rest is not None:
                found.append(content.rest)
            elif key == "*":
                found.extend(content.entries.values())
        elif type(content) is Items and key.isdigit():
            found.append(item(run, option, Fixed(int(key))))
        elif content is None and any(taint.as_it_came() for taint in option.taints):
            found.append(item(run, option, Fixed(key)))
    return found


def holds(run: Run, test: Test, use: Use) -> bool | None:
    """Whether a test holds; None where nobody can tell."""
    if test.either:
        answers = [holds(run, each, use) for each in test.either]
        return True if True in answers else None if None in answers else False
    values = picked(run, use, test.pick)
    unsure = use.rest_named is not None or use.rest is not None
    if not values:
        if test.missing:
            return None if unsure and not test.pick.path else True
        return None if unsure else False
    if test.missing:
        return False
    answers = [_value_holds(run, test, option, use) for value in values for option in options(value)]
    if all(answer is True for answer in answers) or (test.origins and True in answers):
        return True
    return False if all(answer is False for answer in answers) else None


def all_hold(run: Run, tests: tuple[Test, ...], use: Use) -> bool:
    """Whether all are known to hold."""
    return all(holds(run, test, use) is True for test in tests)


def any_holds(run: Run, tests: tuple[Test, ...], use: Use) -> bool:
    """Whether one is known to hold."""
    return any(holds(run, test, use) is True for test in tests)


def _value_holds(run: Run, test: Test, value: Value, use: Use) -> bool | None:
    answers: list[bool | None] = []
    for asked, answer in _ASKED:
        if getattr(test, asked):
            answers.append(answer(run, test, value))
    if test.below is not None or test.above is not None:
        answers.append(_in_bounds(test, value))
    if test.slow:
        found = slow(run.language, value, use.names, use.node)
        answers.append(found is not None and found.exponential == (test.slow == "exponential"))
    if not answers or all(answer is True for answer in answers):
        return True
    return False if False in answers else None


def _equals(run: Run, test: Test, value: Value) -> bool | None:
    if type(value) is not Fixed:
        return None if type(value) in (Other, Text) else False
    return any(_is(value.value, constant) for constant in test.equals)


def _differs(run: Run, test: Test, value: Value) -> bool | None:
    if type(value) is not Fixed:
        return None if type(value) in (Other, Text) else True
    return not any(_is(value.value, constant) for constant in test.differs)


def _is(value: object, constant: Constant) -> bool:
    return isinstance(value, bool) == isinstance(constant, bool) and value == constant


def _constant(run: Run, test: Test, value: Value) -> bool | None:
    return is_constant(run, value)


def _dynamic(run: Run, test: Test, value: Value) -> bool | None:
    return not is_constant(run, value)


def is_constant(run: Run, value: Value, depth: int = 0) -> bool:
    """Whether all of a value is written in the program."""
    kind = type(value)
    if kind in (Fixed, Pattern, Routine, Method, Klass):
        return True
    if kind is Choice:
        return all(is_constant(run, option, depth) for option in options(value))
    if kind is Cell and depth < 4:
        content = run.state.content(value)  # type: ignore[arg-type]
        return content is not None and all(is_constant(run, each, depth + 1) for each in content.values())
    return False


def _matches(run: Run, test: Test, value: Value) -> bool | None:
    if type(value) is Fixed:
        return bool(_expression(test.matches).search(value.value)) if isinstance(value.value, str) else False
    if type(value) is Text:
        return True if value.prefix and _expression(test.matches).search(value.prefix) else None
    return None if type(value) is Other else False


@lru_cache(maxsize=512)
def _expression(source: str) -> re.Pattern[str]:
    return re.compile(source)


def _in_bounds(test: Test, value: Value) -> bool | None:
    if type(value) is not Fixed or isinstance(value.value, bool) or not isinstance(value.value, (int, float)):
        return None
    number = value.value
    return (test.below is None or number < test.below) and (test.above is None or number > test.above)


def _reference(run: Run, test: Test, value: Value) -> bool | None:
    names = names_of(run, value)
    if any(name in test.reference for name in names):
        return True
    return False if resolved(names) else None


def _kind(run: Run, test: Test, value: Value) -> bool | None:
    kind = type(value)
    wanted = test.kind
    if wanted == "string":
        return (kind is Fixed and isinstance(value.value, str)) or kind is Text or (None if kind is Other else False)  # type: ignore[union-attr]
    if wanted == "format":
        return kind is Text or (None if kind is Other else False)
    if wanted == "function":
        return kind in (Routine, Method) or (None if kind is Other else False)
    if kind is Cell:
        found = value.kind  # type: ignore[union-attr]
        return found in ("list", "tuple", "set") if wanted == "list" else found == wanted
    return None if kind is Other else False


def _origins(run: Run, test: Test, value: Value) -> bool | None:
    taints = deep(run, value)
    if any(taint.root.origin in test.origins for taint in taints):
        return True
    return None if any(taint.root.symbol >= 0 for taint in taints) else False


_ASKED: Final[tuple[tuple[str, Callable[[Run, Test, Value], bool | None]], ...]] = (
    ("equals", _equals),
    ("differs", _differs),
    ("constant", _constant),
    ("dynamic", _dynamic),
    ("matches", _matches),
    ("reference", _reference),
    ("kind", _kind),
    ("origins", _origins),
)
