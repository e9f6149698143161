"""Python's containers and their methods."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from holdfast.engines.code import boxes
from holdfast.engines.code.access import elements, key_of
from holdfast.engines.code.boxes import appended, items, put, row, with_rest
from holdfast.engines.code.contents import Items, Table
from holdfast.engines.code.joins import join
from holdfast.engines.code.stores import delete_key
from holdfast.engines.code.values import NONE, UNKNOWN, Cell, Fixed, Truth

if TYPE_CHECKING:
    from holdfast.engines.code.arguments import Use
    from holdfast.engines.code.language import Act
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Value


def _append(run: Run, use: Use) -> Value | None:
    held, value = items(run, use.receiver), use.argument(0)
    if held is None or value is None:
        return None
    put(run, use.receiver, appended(held, (value,)))
    return NONE


def _appendleft(run: Run, use: Use) -> Value | None:
    held, value = items(run, use.receiver), use.argument(0)
    if held is None or value is None:
        return None
    put(run, use.receiver, boxes.prepended(held, 0, value))
    return NONE


def _extend(run: Run, use: Use) -> Value | None:
    held, value = items(run, use.receiver), use.argument(0)
    if held is None or value is None:
        return None
    known, one = elements(run, value)
    put(run, use.receiver, appended(held, known) if known is not None else appended(held, (), one))
    return NONE


def _insert(run: Run, use: Use) -> Value | None:
    held, value = items(run, use.receiver), use.argument(1)
    if held is None or value is None:
        return None
    at = boxes.whole(use.argument(0))
    if at is None:
        put(run, use.receiver, Items(tuple(join(each, value) for each in held.items), with_rest(held.rest, value)))
    else:
        put(run, use.receiver, boxes.prepended(held, at, value))
    return NONE


def _pop(run: Run, use: Use) -> Value | None:
    at = boxes.whole(use.argument(0)) if use.positional else -1
    held = items(run, use.receiver)
    if held is None:
        return None
    if at is None:
        found = held.any()
        put(run, use.receiver, Items((), found))
        return UNKNOWN if found is None else found
    return boxes.popped(run, use.receiver, at)


def _popleft(run: Run, use: Use) -> Value | None:
    return boxes.popped(run, use.receiver, 0)


def _remove(run: Run, use: Use) -> Value | None:
    held, value = items(run, use.receiver), use.argument(0)
    if held is None or type(value) is not Fixed or not all(type(each) is Fixed for each in held.items):
        return NONE if held is not None else None
    for at, each in enumerate(held.items):
        if type(each) is Fixed and each.value == value.value:
            put(run, use.receiver, Items((*held.items[:at], *held.items[at + 1 :]), held.rest))
            break
    return NONE


def _clear(run: Run, use: Use) -> Value | None:
    held = boxes.content(run, use.receiver)
    if held is None:
        return None
    put(run, use.receiver, Items() if type(held) is Items else Table())
    return NONE


def _reverse(run: Run, use: Use) -> Value | None:
    held = items(run, use.receiver)
    if held is None:
        return None
    put(run, use.receiver, Items(held.items[::-1]) if held.rest is None else Items((), held.any()))
    return NONE


def _sort(run: Run, use: Use) -> Value | None:
    held = items(run, use.receiver)
    if held is None:
        return None
    put(run, use.receiver, Items((), held.any()))
    return NONE


def _copy(run: Run, use: Use) -> Value | None:
    return None if use.receiver is None else boxes.copied(run, use.receiver)


def _number(run: Run, use: Use) -> Value | None:
    return UNKNOWN


def _get(run: Run, use: Use) -> Value | None:
    default = use.argument(1, "default")
    return boxes.looked_up(run, use.receiver, use.argument(0), NONE if default is None else default)


def _setdefault(run: Run, use: Use) -> Value | None:
    default = use.argument(1, "default")
    default = NONE if default is None else default
    found = boxes.looked_up(run, use.receiver, use.argument(0), default)
    held, key = boxes.entries(run, use.receiver), use.argument(0)
    if found is not None and held is not None and key is not None:
        known, at = key_of(key)
        made = held.put(at, found) if known else Table(dict(held.entries), with_rest(held.rest, default))
        put(run, use.receiver, made)
    return found


def _pop_key(run: Run, use: Use) -> Value | None:
    default = use.argument(1)
    found = boxes.looked_up(run, use.receiver, use.argument(0), UNKNOWN if default is None else default)
    if found is not None and use.receiver is not None:
        delete_key(run, use.receiver, use.positional[0])
    return found


def _update(run: Run, use: Use) -> Value | None:
    if not boxes.merged(run, use.receiver, use.positional):
        return None
    held = boxes.entries(run, use.receiver)
    if held is not None and use.keywords:
        put(run, use.receiver, _with_keywords(held, use))
    return NONE


def _with_keywords(held: Table, use: Use) -> Table:
    made = dict(held.entries)
    made.update(use.keywords.items())
    return Table(made, with_rest(held.rest, use.rest_named))


def _keys(run: Run, use: Use) -> Value | None:
    return boxes.keys(run, use.receiver)


def _values(run: Run, use: Use) -> Value | None:
    return boxes.values(run, use.receiver)


def _pairs(run: Run, use: Use) -> Value | None:
    return boxes.both_sides(run, use.receiver, "tuple")


def _united(run: Run, use: Use) -> Value | None:
    if use.receiver is None:
        return None
    return boxes.flat(run, [use.receiver, *use.positional])


def _subset(run: Run, use: Use) -> Value | None:
    return Truth() if items(run, use.receiver) is not None else None


def new_list(run: Run, use: Use) -> Value | None:
    """``list(x)``."""
    return boxes.as_row(run, use.positional[0]) if use.positional else row(run, ())


def new_tuple(run: Run, use: Use) -> Value | None:
    """``tuple(x)``."""
    return boxes.as_row(run, use.positional[0], "tuple") if use.positional else row(run, (), None, "tuple")


def new_set(run: Run, use: Use) -> Value | None:
    """``set(x)``."""
    return boxes.as_row(run, use.positional[0], "set") if use.positional else row(run, (), None, "set")


def new_dict(run: Run, use: Use) -> Value | None:
    """``dict(x, a=1)``."""
    cell = boxes.table(run, {})
    boxes.merged(run, cell, use.positional)
    held = boxes.entries(run, cell)
    if held is not None:
        put(run, cell, _with_keywords(held, use))
    return cell


def default_dict(run: Run, use: Use) -> Value | None:
    """``collections.defaultdict(list)``: a key that is missing gets an empty one."""
    return boxes.table(run, {})


def counter(run: Run, use: Use) -> Value | None:
    """``collections.Counter(x)``: keys of what was counted, and numbers."""
    cell = Cell("dict")
    run.state.own[cell] = Table({}, UNKNOWN)
    return cell


CONTAINERS: Final[Mapping[str, Act]] = {
    "list.append": _append,
    "set.add": _append,
    "list.appendleft": _appendleft,
    "list.extend": _extend,
    "set.update": _extend,
    "list.insert": _insert,
    "list.pop": _pop,
    "set.pop": _pop,
    "list.popleft": _popleft,
    "list.remove": _remove,
    "set.remove": _remove,
    "set.discard": _remove,
    "list.clear": _clear,
    "set.clear": _clear,
    "dict.clear": _clear,
    "list.reverse": _reverse,
    "list.sort": _sort,
    "list.copy": _copy,
    "set.copy": _copy,
    "dict.copy": _copy,
    "list.index": _number,
    "tuple.index": _number,
    "list.count": _number,
    "tuple.count": _number,
    "dict.get": _get,
    "dict.setdefault": _setdefault,
    "dict.pop": _pop_key,
    "dict.update": _update,
    "dict.keys": _keys,
    "dict.values": _values,
    "dict.items": _pairs,
    "set.union": _united,
    "set.issubset": _subset,
    "set.issuperset": _subset,
    "set.isdisjoint": _subset,
    "list": new_list,
    "tuple": new_tuple,
    "set": new_set,
    "frozenset": new_set,
    "dict": new_dict,
    "collections.OrderedDict": new_dict,
    "collections.defaultdict": default_dict,
    "collections.deque": new_list,
    "collections.Counter": counter,
    "types.MappingProxyType": new_dict,
}
