"""Making containers and changing them, for the tables of every language."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from holdfast.engines.code.access import deep, elements, key_of
from holdfast.engines.code.arguments import Use
from holdfast.engines.code.contents import Items, Table
from holdfast.engines.code.joins import join
from holdfast.engines.code.names import names_of
from holdfast.engines.code.taints import derived
from holdfast.engines.code.values import UNKNOWN, Cell, Fixed, Method, Other, Routine

if TYPE_CHECKING:
    from holdfast.engines.code.contents import Content, Key
    from holdfast.engines.code.language import Act
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Value

MOST_TURNS: Final = 16


def row(run: Run, values: tuple[Value, ...], rest: Value | None = None, kind: str = "list") -> Cell:
    """A new list, tuple or set."""
    cell = Cell(kind)
    run.state.own[cell] = Items(values, rest)
    return cell


def table(run: Run, entries: dict[Key, Value], rest: Value | None = None) -> Cell:
    """A new dict or object."""
    cell = Cell("dict")
    run.state.own[cell] = Table(entries, rest)
    return cell


def content(run: Run, value: Value | None) -> Content | None:
    """What is in a value, if it is a container."""
    return run.state.content(value) if type(value) is Cell else None


def items(run: Run, value: Value | None) -> Items | None:
    """The content of a list, tuple or set."""
    found = content(run, value)
    return found if type(found) is Items else None


def entries(run: Run, value: Value | None) -> Table | None:
    """The content of a dict or object."""
    found = content(run, value)
    return found if type(found) is Table else None


def put(run: Run, value: Value | None, made: Content) -> None:
    """Change what is in a container."""
    if type(value) is Cell:
        run.state.own[value] = made


def with_rest(rest: Value | None, value: Value | None) -> Value | None:
    """Any of both."""
    if rest is None or value is None:
        return rest if value is None else value
    return join(rest, value)


def appended(held: Items, values: tuple[Value, ...], rest: Value | None = None) -> Items:
    """More items at the end."""
    if held.rest is None:
        return Items((*held.items, *values), rest)
    for value in values:
        rest = with_rest(rest, value)
    return Items(held.items, with_rest(held.rest, rest))


def prepended(held: Items, at: int, value: Value) -> Items:
    """One item more at a place."""
    if at < 0:
        at = max(0, at + len(held.items)) if held.rest is None else len(held.items)
    if at <= len(held.items):
        return Items((*held.items[:at], value, *held.items[at:]), held.rest)
    return appended(held, (value,))


def popped(run: Run, receiver: Value | None, at: int) -> Value | None:
    """Take one item out."""
    held = items(run, receiver)
    if held is None:
        return None
    size = len(held.items)
    place = at + size if at < 0 and held.rest is None else at
    if 0 <= place < size:
        put(run, receiver, Items((*held.items[:place], *held.items[place + 1 :]), held.rest))
        return held.items[place]
    found = held.any()
    if held.rest is not None:
        put(run, receiver, Items((), found))
    return UNKNOWN if found is None else found


def whole(value: Value | None) -> int | None:
    """A constant whole number."""
    known = value.value if type(value) is Fixed else None
    return known if isinstance(known, int) and not isinstance(known, bool) else None


def word(value: Value | None) -> str | None:
    """A constant text."""
    known = value.value if type(value) is Fixed else None
    return known if isinstance(known, str) else None


def copied(run: Run, value: Value, kind: str = "") -> Value | None:
    """A new container with the same in it."""
    if type(value) is not Cell:
        return None
    held = run.state.content(value)
    if held is None:
        return None
    cell = Cell(kind or value.kind, value.owner)
    run.state.own[cell] = held
    return cell


def as_row(run: Run, value: Value, kind: str = "list") -> Value:
    """A list of what iterating gives."""
    known, one = elements(run, value)
    return row(run, known, None, kind) if known is not None else row(run, (), one, kind)


def looked_up(run: Run, receiver: Value | None, key: Value | None, default: Value) -> Value | None:
    """The value of a key, or something else where there is none."""
    held = entries(run, receiver)
    if held is None or key is None:
        return None
    known, at = key_of(key)
    if not known:
        found = held.any()
        return with_rest(found, default)
    if at in held.entries:
        return held.entries[at]
    return default if held.rest is None else join(held.rest, default)


def merged(run: Run, receiver: Value | None, others: list[Value]) -> bool:
    """Put the entries of others into a dict or object. Whether it is one."""
    held = entries(run, receiver)
    if held is None:
        return False
    made = dict(held.entries)
    rest = held.rest
    for other in others:
        more = entries(run, other)
        if more is not None:
            made.update(more.entries)
            rest = with_rest(rest, more.rest)
            continue
        for pair in pairs(run, other) or ():
            known, at = key_of(pair[0])
            if known:
                made[at] = pair[1]
            else:
                rest = with_rest(rest, pair[1])
        if pairs(run, other) is None:
            taints = deep(run, other)
            if taints:
                rest = with_rest(rest, Other("", derived(taints)))
    put(run, receiver, Table(made, rest))
    return True


def pairs(run: Run, value: Value) -> list[tuple[Value, Value]] | None:
    """A row of pairs, if all are known."""
    known, _ = elements(run, value)
    if known is None:
        return None
    made = []
    for each in known:
        two, _ = elements(run, each)
        if two is None or len(two) != 2:
            return None
        made.append((two[0], two[1]))
    return made


def keys(run: Run, receiver: Value | None) -> Value | None:
    """The keys of a dict or object."""
    held = entries(run, receiver)
    if held is None:
        return None
    names: tuple[Value, ...] = tuple(Other() if isinstance(key, tuple) else Fixed(key) for key in held.entries)
    return row(run, names, _unknown_key(run, held))


def _unknown_key(run: Run, held: Table) -> Value | None:
    return None if held.rest is None else Other("", derived(deep(run, held.rest)))


def values(run: Run, receiver: Value | None) -> Value | None:
    """The values of a dict or object."""
    held = entries(run, receiver)
    return None if held is None else row(run, tuple(held.entries.values()), held.rest)


def both_sides(run: Run, receiver: Value | None, kind: str) -> Value | None:
    """Pairs of the keys and values of a dict or object."""
    held = entries(run, receiver)
    if held is None:
        return None
    made: list[Value] = []
    for key, value in held.entries.items():
        made.append(row(run, (Other() if isinstance(key, tuple) else Fixed(key), value), None, kind))
    rest = None
    if held.rest is not None:
        unknown = _unknown_key(run, held)
        rest = row(run, (unknown if unknown is not None else UNKNOWN, held.rest), None, kind)
    return row(run, tuple(made), rest)


def is_function(value: Value | None) -> bool:
    """Whether a value is a function of the project."""
    return type(value) in (Routine, Method)


def called_with(run: Run, use: Use, function: Value, *given: Value) -> Value:
    """What a function gives for these arguments."""
    inner = Use(use.node, names_of(run, function))
    inner.positional.extend(given)
    return run.tables.apply(run, inner, function)


def mapped(run: Run, use: Use, function: Value, over: Value) -> Value:
    """A row of what a function makes of each item."""
    known, one = elements(run, over)
    if known is not None and len(known) <= MOST_TURNS:
        made = tuple(called_with(run, use, function, each, Fixed(at), over) for at, each in enumerate(known))
        return row(run, made)
    return row(run, (), called_with(run, use, function, one, UNKNOWN, over))


def filtered(run: Run, use: Use, function: Value, over: Value) -> Value:
    """The items for which a function may say yes."""
    known, one = elements(run, over)
    if known is None or len(known) > MOST_TURNS:
        called_with(run, use, function, one, UNKNOWN, over)
        return row(run, (), one)
    kept: list[Value] = []
    rest: Value | None = None
    for at, each in enumerate(known):
        verdict = run.tables.truth(called_with(run, use, function, each, Fixed(at), over))
        if verdict is True and rest is None:
            kept.append(each)
        elif verdict is not False:
            rest = with_rest(rest, each)
    return row(run, tuple(kept), rest)


def reduced(run: Run, use: Use, function: Value, over: Value, start: Value | None) -> Value:
    """Items taken together by a function."""
    known, one = elements(run, over)
    turns = known if known is not None and len(known) <= MOST_TURNS else (one, one)
    value = start
    for each in turns:
        value = each if value is None else called_with(run, use, function, value, each)
    return UNKNOWN if value is None else value


def flat(run: Run, over: list[Value]) -> Value:
    """One row of the items of many."""
    held = Items()
    for each in over:
        known, one = elements(run, each)
        held = appended(held, known) if known is not None else appended(held, (), one)
    cell = Cell("list")
    run.state.own[cell] = held
    return cell


def joint(*tables: Mapping[str, Act]) -> Mapping[str, Act]:
    """Several tables in one."""
    made: dict[str, Act] = {}
    for each in tables:
        made.update(each)
    return made
