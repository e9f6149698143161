"""Writing attributes and items of values."""

from __future__ import annotations

from typing import TYPE_CHECKING

from holdfast.engines.code.access import key_of, properties
from holdfast.engines.code.contents import Items, Table
from holdfast.engines.code.joins import join
from holdfast.engines.code.values import Cell, Choice, Klass, Routine, options

if TYPE_CHECKING:
    from holdfast.engines.code.contents import Key
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Value


def set_attribute(run: Run, base: Value, name: str, value: Value) -> None:
    """``base.name = value``."""
    many = type(base) is Choice
    for option in options(base):
        if type(option) is Routine:
            option = properties(run, option)
            if run.state.content(option) is None:
                run.state.own[option] = Table()
        if type(option) is Cell:
            content = run.state.content(option)
            if type(content) is Items:
                continue
            table = content if type(content) is Table else Table()
            old = table.entries.get(name)
            run.state.own[option] = table.put(name, join(old, value) if many and old is not None else value)
        elif type(option) is Klass:
            option.ground.others.add(run.ground)
            option.fields[name] = join(option.fields[name], value) if name in option.fields else value


def set_item(run: Run, base: Value, key: Value, value: Value) -> None:
    """``base[key] = value``."""
    many = type(base) is Choice
    known, at = key_of(key)
    for option in options(base):
        if type(option) is not Cell:
            if known and isinstance(at, str) and run.spoken.fields_are_keys:
                set_attribute(run, option, at, value)
            continue
        content = run.state.content(option)
        if type(content) is Items:
            run.state.own[option] = _changed(content, known, at, value, many)
        else:
            table = content if type(content) is Table else Table()
            if known and not many:
                run.state.own[option] = table.put(at, value)
            elif known:
                old = table.entries.get(at)
                run.state.own[option] = table.put(at, value if old is None else join(old, value))
            else:
                rest = value if table.rest is None else join(table.rest, value)
                run.state.own[option] = Table({k: join(v, value) for k, v in table.entries.items()}, rest)


def _changed(content: Items, known: bool, at: Key, value: Value, many: bool) -> Items:
    size = len(content.items)
    if known and isinstance(at, int):
        place = at + size if at < 0 and content.rest is None else at
        if 0 <= place < size:
            items = list(content.items)
            items[place] = join(items[place], value) if many else value
            return Items(tuple(items), content.rest)
        if place == size and content.rest is None:
            return Items((*content.items, value))
    rest = value if content.rest is None else join(content.rest, value)
    return Items(tuple(join(each, value) for each in content.items) if not known else content.items, rest)


def delete_key(run: Run, base: Value, key: Value) -> None:
    """``del base[key]``."""
    known, at = key_of(key)
    if type(base) is not Cell or not known:
        return
    content = run.state.content(base)
    if type(content) is Table and at in content.entries:
        entries = dict(content.entries)
        del entries[at]
        run.state.own[base] = Table(entries, content.rest)
    elif type(content) is Items and isinstance(at, int) and -len(content.items) <= at < len(content.items):
        items = list(content.items)
        del items[at]
        run.state.own[base] = Items(tuple(items), content.rest)
