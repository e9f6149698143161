"""JavaScript's arrays, objects, maps and sets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from holdfast.engines.code import boxes
from holdfast.engines.code.access import elements, key_of
from holdfast.engines.code.boxes import appended, items, put, row, with_rest
from holdfast.engines.code.conditions import compared
from holdfast.engines.code.contents import Items, Table
from holdfast.engines.code.joins import join
from holdfast.engines.code.operations import sliced
from holdfast.engines.code.stores import set_attribute, set_item
from holdfast.engines.code.values import NONE, UNKNOWN, Cell, Fixed, Truth
from holdfast.estate.kinds.code import Compare, Const

if TYPE_CHECKING:
    from holdfast.engines.code.arguments import Use
    from holdfast.engines.code.language import Act
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Value


def _push(run: Run, use: Use) -> Value | None:
    held = items(run, use.receiver)
    if held is None:
        return None
    put(run, use.receiver, appended(held, tuple(use.positional), use.rest))
    return UNKNOWN


def _unshift(run: Run, use: Use) -> Value | None:
    held = items(run, use.receiver)
    if held is None:
        return None
    put(run, use.receiver, Items((*use.positional, *held.items), with_rest(held.rest, use.rest)))
    return UNKNOWN


def _pop(run: Run, use: Use) -> Value | None:
    return boxes.popped(run, use.receiver, -1)


def _shift(run: Run, use: Use) -> Value | None:
    return boxes.popped(run, use.receiver, 0)


def _includes(run: Run, use: Use) -> Value | None:
    receiver, value = use.receiver, use.argument(0)
    if items(run, receiver) is None or receiver is None or value is None:
        return None
    node = Const(use.node.start, use.node.end, None)
    return compared(run, Compare(node.start, node.end, "in", node, node), value, receiver)


def _index_of(run: Run, use: Use) -> Value | None:
    found = _includes(run, use)
    held, value = items(run, use.receiver), use.argument(0)
    if held is not None and type(value) is Fixed and type(found) is Fixed:
        at = next((at for at, each in enumerate(held.items) if type(each) is Fixed and each.value == value.value), -1)
        return Fixed(at)
    return found if type(found) is Truth else UNKNOWN


def _map(run: Run, use: Use) -> Value | None:
    function = use.argument(0)
    if function is None or use.receiver is None or items(run, use.receiver) is None:
        return None
    return boxes.mapped(run, use, function, use.receiver)


def _each(run: Run, use: Use) -> Value | None:
    found = _map(run, use)
    return None if found is None else NONE


def _flat_map(run: Run, use: Use) -> Value | None:
    found = _map(run, use)
    if found is None:
        return None
    known, one = elements(run, found)
    return boxes.flat(run, list(known) if known is not None else [one])


def _filter(run: Run, use: Use) -> Value | None:
    function = use.argument(0)
    if function is None or use.receiver is None or items(run, use.receiver) is None:
        return None
    return boxes.filtered(run, use, function, use.receiver)


def _find(run: Run, use: Use) -> Value | None:
    found = _filter(run, use)
    if found is None:
        return None
    known, one = elements(run, found)
    if known:
        return known[0]
    return join(one, NONE)


def _some(run: Run, use: Use) -> Value | None:
    found = _map(run, use)
    if found is None:
        return None
    known, one = elements(run, found)
    return one if known is None and type(one) is Truth else Truth()


def _reduce(run: Run, use: Use) -> Value | None:
    function = use.argument(0)
    if function is None or use.receiver is None or items(run, use.receiver) is None:
        return None
    return boxes.reduced(run, use, function, use.receiver, use.argument(1))


def _slice(run: Run, use: Use) -> Value | None:
    if use.receiver is None or items(run, use.receiver) is None:
        return None
    return sliced(run, use.receiver, [use.argument(0), use.argument(1), None])


def _splice(run: Run, use: Use) -> Value | None:
    held = items(run, use.receiver)
    if held is None:
        return None
    at, many = boxes.whole(use.argument(0)), boxes.whole(use.argument(1))
    if held.rest is None and at is not None and at >= 0 and (many is not None or len(use.positional) == 1):
        stop = len(held.items) if many is None else at + max(many, 0)
        put(run, use.receiver, Items((*held.items[:at], *use.positional[2:], *held.items[stop:])))
        return row(run, held.items[at:stop])
    taken = held.any()
    made = taken
    for each in use.positional[2:]:
        made = with_rest(made, each)
    put(run, use.receiver, Items((), made))
    return row(run, (), taken)


def _concat(run: Run, use: Use) -> Value | None:
    held = items(run, use.receiver)
    if held is None:
        return None
    for each in use.positional:
        if items(run, each) is None:
            held = appended(held, (each,))
            continue
        known, one = elements(run, each)
        held = appended(held, known) if known is not None else appended(held, (), one)
    cell = Cell("list")
    run.state.own[cell] = held
    return cell


def _reverse(run: Run, use: Use) -> Value | None:
    held = items(run, use.receiver)
    if held is None:
        return None
    put(run, use.receiver, Items(held.items[::-1]) if held.rest is None else Items((), held.any()))
    return use.receiver


def _sort(run: Run, use: Use) -> Value | None:
    held = items(run, use.receiver)
    if held is None:
        return None
    put(run, use.receiver, Items((), held.any()))
    return use.receiver


def _fill(run: Run, use: Use) -> Value | None:
    held, value = items(run, use.receiver), use.argument(0)
    if held is None or value is None:
        return None
    put(run, use.receiver, Items((), value))
    return use.receiver


def _at(run: Run, use: Use) -> Value | None:
    held, at = items(run, use.receiver), boxes.whole(use.argument(0))
    if held is None:
        return None
    if at is not None and held.rest is None and -len(held.items) <= at < len(held.items):
        return held.items[at]
    return held.any()


def _flat(run: Run, use: Use) -> Value | None:
    held = items(run, use.receiver)
    if held is None:
        return None
    made = Items((), held.rest)
    for each in held.items:
        inner = items(run, each)
        made = appended(made, inner.items, inner.rest) if inner is not None else appended(made, (each,))
    cell = Cell("list")
    run.state.own[cell] = made
    return cell


def _array(run: Run, use: Use) -> Value | None:
    if len(use.positional) == 1 and boxes.whole(use.positional[0]) is not None:
        return row(run, (), NONE)
    return row(run, tuple(use.positional), use.rest)


def _array_from(run: Run, use: Use) -> Value | None:
    value = use.argument(0)
    if value is None:
        return None
    function = use.argument(1)
    made = boxes.as_row(run, value)
    return made if function is None else boxes.mapped(run, use, function, made)


def _array_of(run: Run, use: Use) -> Value | None:
    return row(run, tuple(use.positional), use.rest)


def _is_array(run: Run, use: Use) -> Value | None:
    value = use.argument(0)
    if type(value) is Cell:
        return Fixed(value.kind in ("list", "tuple"))
    return Fixed(False) if type(value) is Fixed else Truth()


def _keys(run: Run, use: Use) -> Value | None:
    return boxes.keys(run, use.argument(0))


def _values(run: Run, use: Use) -> Value | None:
    return boxes.values(run, use.argument(0))


def _entries(run: Run, use: Use) -> Value | None:
    return boxes.both_sides(run, use.argument(0), "list")


def _assign(run: Run, use: Use) -> Value | None:
    target = use.argument(0)
    if target is None or not boxes.merged(run, target, use.positional[1:]):
        return None
    return target


def _from_entries(run: Run, use: Use) -> Value | None:
    value = use.argument(0)
    if value is None:
        return None
    cell = boxes.table(run, {})
    boxes.merged(run, cell, [value])
    return cell


def _create(run: Run, use: Use) -> Value | None:
    base = boxes.entries(run, use.argument(0))
    return boxes.table(run, dict(base.entries) if base is not None else {}, base.rest if base is not None else None)


def _define(run: Run, use: Use) -> Value | None:
    base, name, how = use.argument(0), boxes.word(use.argument(1)), boxes.entries(run, use.argument(2))
    if base is None or name is None or how is None:
        return None
    value = how.entries.get("value")
    if value is not None:
        set_attribute(run, base, name, value)
    return base


def _new_map(run: Run, use: Use) -> Value | None:
    cell = Cell("dict", "Map")
    run.state.own[cell] = Table()
    if use.positional:
        boxes.merged(run, cell, use.positional[:1])
    return cell


def _map_set(run: Run, use: Use) -> Value | None:
    receiver, key, value = use.receiver, use.argument(0), use.argument(1)
    if receiver is None or key is None or value is None or boxes.entries(run, receiver) is None:
        return None
    set_item(run, receiver, key, value)
    return receiver


def _map_get(run: Run, use: Use) -> Value | None:
    return boxes.looked_up(run, use.receiver, use.argument(0), NONE)


def _map_keys(run: Run, use: Use) -> Value | None:
    return boxes.keys(run, use.receiver)


def _map_values(run: Run, use: Use) -> Value | None:
    return boxes.values(run, use.receiver)


def _map_entries(run: Run, use: Use) -> Value | None:
    return boxes.both_sides(run, use.receiver, "list")


def _map_has(run: Run, use: Use) -> Value | None:
    held, key = boxes.entries(run, use.receiver), use.argument(0)
    if held is None or key is None:
        return None
    known, at = key_of(key)
    if known and held.rest is None:
        return Fixed(at in held.entries)
    node = Const(use.node.start, use.node.end, None)
    receiver = use.receiver
    return Truth() if receiver is None else compared(run, Compare(0, 0, "in", node, node), key, receiver)


def _map_delete(run: Run, use: Use) -> Value | None:
    held, key = boxes.entries(run, use.receiver), use.argument(0)
    if held is not None and key is not None:
        known, at = key_of(key)
        if known and at in held.entries:
            put(run, use.receiver, Table({k: v for k, v in held.entries.items() if k != at}, held.rest))
    return Truth()


def _map_each(run: Run, use: Use) -> Value | None:
    held, function = boxes.entries(run, use.receiver), use.argument(0)
    if held is None or function is None:
        return None
    for key, value in list(held.entries.items())[: boxes.MOST_TURNS]:
        boxes.called_with(run, use, function, value, UNKNOWN if isinstance(key, tuple) else Fixed(key))
    if held.rest is not None:
        boxes.called_with(run, use, function, held.rest, UNKNOWN)
    return NONE


def _new_set(run: Run, use: Use) -> Value | None:
    return boxes.as_row(run, use.positional[0], "set") if use.positional else row(run, (), None, "set")


def _size(run: Run, use: Use) -> Value | None:
    return UNKNOWN


CONTAINERS: Final[Mapping[str, Act]] = {
    "Array.push": _push,
    "Array.add": _push,
    "Array.unshift": _unshift,
    "Array.pop": _pop,
    "Array.shift": _shift,
    "Array.includes": _includes,
    "Array.has": _includes,
    "Array.indexOf": _index_of,
    "Array.findIndex": _size,
    "Array.map": _map,
    "Array.forEach": _each,
    "Array.flatMap": _flat_map,
    "Array.filter": _filter,
    "Array.find": _find,
    "Array.findLast": _find,
    "Array.some": _some,
    "Array.every": _some,
    "Array.reduce": _reduce,
    "Array.reduceRight": _reduce,
    "Array.slice": _slice,
    "Array.splice": _splice,
    "Array.concat": _concat,
    "Array.reverse": _reverse,
    "Array.sort": _sort,
    "Array.fill": _fill,
    "Array.at": _at,
    "Array.flat": _flat,
    "Array": _array,
    "Array.from": _array_from,
    "Array.of": _array_of,
    "Array.isArray": _is_array,
    "Object.keys": _keys,
    "Object.values": _values,
    "Object.entries": _entries,
    "Object.assign": _assign,
    "Object.fromEntries": _from_entries,
    "Object.create": _create,
    "Object.defineProperty": _define,
    "Map": _new_map,
    "WeakMap": _new_map,
    "Map.set": _map_set,
    "Map.get": _map_get,
    "Map.keys": _map_keys,
    "Map.values": _map_values,
    "Map.entries": _map_entries,
    "Map.has": _map_has,
    "Map.delete": _map_delete,
    "Map.forEach": _map_each,
    "Set": _new_set,
    "WeakSet": _new_set,
}
