"""Lists, dicts, objects and texts with holes, as they are written."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.engines.code import patterns
from holdfast.engines.code.access import elements, key_of
from holdfast.engines.code.contents import MOST_ENTRIES, MOST_ITEMS, Items, Table
from holdfast.engines.code.fold import pieces_of, text
from holdfast.engines.code.joins import join
from holdfast.engines.code.taints import both
from holdfast.engines.code.values import BEGUN, UNKNOWN, Cell, Choice, Fixed, Other, options
from holdfast.estate.kinds import code

if TYPE_CHECKING:
    from holdfast.engines.code.contents import Key
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.taints import Taints
    from holdfast.engines.code.values import Value

_MOST_LITERALS: Final = 400
"""Items of one literal that are looked at."""


def formatted(run: Run, node: code.Format) -> Value:
    """A text with holes."""
    pieces: list[str | None] = []
    taints: Taints = ()
    for part in node.parts:
        value = run.evaluate(part)
        if type(value) is Choice or type(value) is Cell:
            from_all = deep_text(run, value)
            taints = both(taints, from_all)
            begins = from_all and all(_begins(run, each) for each in options(value))
            pieces.extend(BEGUN if begins else (None if from_all else "",))
        else:
            taints = both(taints, value.taints)
            pieces.extend(pieces_of(value))
    return text(pieces, taints)


def _begins(run: Run, value: Value) -> bool:
    """Whether others do not choose what a value begins with when it is written out."""
    content = run.state.content(value) if type(value) is Cell else None
    if type(content) is Items and content.items:
        value = content.items[0]
    elif type(value) is Cell:
        return False
    first = pieces_of(value)[:1]
    return type(value) is not Choice and (bool(first and first[0]) if type(value) is Fixed else first == BEGUN[:1])


def deep_text(run: Run, value: Value) -> Taints:
    """The taints of a value when it is written out."""
    from_items = elements_taints(run, value)
    return both(value.taints, from_items)


def elements_taints(run: Run, value: Value) -> Taints:
    """The taints of what is in a value."""
    content = run.state.content(value) if type(value) is Cell else None
    found: Taints = ()
    if content is not None:
        for each in content.values():
            found = both(found, each.taints)
    return found


def sequence(run: Run, node: code.Sequence) -> Value:
    """A list, tuple or set."""
    items: list[Value] = []
    rest: Value | None = None
    for part in node.items[:_MOST_LITERALS]:
        if type(part) is code.Spread:
            known, one = elements(run, run.evaluate(part.value))
            if known is not None and rest is None:
                items.extend(known)
            else:
                rest = one if rest is None else join(rest, one)
            continue
        value = run.evaluate(part)
        if rest is None and len(items) < MOST_ITEMS:
            items.append(value)
        else:
            rest = value if rest is None else join(rest, value)
    if len(node.items) > _MOST_LITERALS:
        rest = UNKNOWN if rest is None else join(rest, UNKNOWN)
    cell = Cell(node.kind)
    run.state.own[cell] = Items(tuple(items), rest)
    return cell


def mapping(run: Run, node: code.Mapping) -> Value:
    """A dict or object."""
    entries: dict[Key, Value] = {}
    rest: Value | None = None
    cell = Cell("dict")
    for key, part in node.entries[:_MOST_LITERALS]:
        if key is None:
            value = run.evaluate(part)
            content = run.state.content(value) if type(value) is Cell else None
            if type(content) is Table:
                entries.update(content.entries)
                rest = content.rest if rest is None else rest if content.rest is None else join(rest, content.rest)
            else:
                one = elements(run, value)[1]
                extra = Other(one.ref if type(one) is Other else "", one.taints)
                rest = extra if rest is None else join(rest, extra)
                if one.taints:
                    entries = {each: join(known, extra) for each, known in entries.items()}
            continue
        name = run.evaluate(key)
        value = run.evaluate(part)
        known, at = key_of(name)
        if known and len(entries) < MOST_ENTRIES:
            entries[at] = value
            patterns.keyed(run, key, at, value)
        else:
            rest = value if rest is None else join(rest, value)
    run.state.own[cell] = Table(entries, rest)
    return cell
