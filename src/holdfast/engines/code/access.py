"""Reading attributes and items of values, and writing them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from holdfast.engines.code.contents import Items, Table
from holdfast.engines.code.joins import join, joined, tainted
from holdfast.engines.code.names import LONGEST_REFERENCE, member
from holdfast.engines.code.run import package, qualified
from holdfast.engines.code.taints import Taint, Version, both, derived, told, viewed
from holdfast.engines.code.values import (
    NONE,
    Cell,
    Choice,
    Fixed,
    Klass,
    Later,
    Method,
    Other,
    Package,
    Routine,
    Super,
    Text,
)

if TYPE_CHECKING:
    from holdfast.engines.code.contents import Key
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.taints import Taints
    from holdfast.engines.code.values import Value

DEEPEST_CONTENT: Final = 5
_MOST_CELLS: Final = 200
_KEYS: Final = (str, int, bytes, bool, float, type(None))


def deep(run: Run, value: Value) -> Taints:
    """The taints of a value and of all that is in it."""
    kind = type(value)
    if kind is Fixed:
        return ()
    if kind is Other or kind is Text:
        return value.taints
    return _deep(run, value, set(), 0)


def _deep(run: Run, value: Value, seen: set[Cell], depth: int) -> Taints:
    kind = type(value)
    if kind is Cell:
        if value in seen or depth > DEEPEST_CONTENT or len(seen) > _MOST_CELLS:
            return ()
        seen.add(value)  # type: ignore[arg-type]
        content = run.state.content(value)  # type: ignore[arg-type]
        found: Taints = ()
        if content is not None:
            for item in content.values():
                if type(item) is not Fixed:
                    found = both(found, _deep(run, item, seen, depth + 1))
        return told(found) if value.owner else found  # type: ignore[union-attr]
    if kind is Choice:
        found = ()
        for option in value.options:  # type: ignore[union-attr]
            found = both(found, _deep(run, option, seen, depth))
        return found
    if kind is Method or kind is Super:
        return _deep(run, value.receiver, seen, depth + 1)  # type: ignore[union-attr]
    return value.taints


def attribute(run: Run, value: Value, name: str) -> Value:
    """``value.name``."""
    kind = type(value)
    if kind is Choice:
        return joined([attribute(run, option, name) for option in value.options])  # type: ignore[union-attr]
    if kind is Other:
        return _of_other(run, value, name)  # type: ignore[arg-type]
    if kind is Cell:
        return _of_cell(run, value, name)  # type: ignore[arg-type]
    if kind is Klass:
        found = of_class(run, value, name, value)  # type: ignore[arg-type]
        return Other(f"{value.ref}.{name}") if found is None else found  # type: ignore[union-attr]
    if kind is Package:
        return _of_package(run, value, name)  # type: ignore[arg-type]
    if kind is Super:
        found = of_class(run, value.owner, name, value.receiver, 1)  # type: ignore[union-attr,arg-type]
        return Other(f"?.{name}") if found is None else found
    if kind is Routine:
        content = run.state.content(properties(run, value))  # type: ignore[arg-type]
        if type(content) is Table and name in content.entries:
            return content.entries[name]
        if name == run.spoken.prototype:
            made = Cell("dict")
            run.state.own[made] = Table()
            held = content if type(content) is Table else Table()
            run.state.own[properties(run, value)] = held.put(name, made)  # type: ignore[arg-type]
            return made
        return Other(f"{qualified(value)}.{name}")  # type: ignore[arg-type]
    names = run.spoken.kinds
    owner = names.get(type(value.value).__name__, "object") if kind is Fixed else names["str"]  # type: ignore[union-attr]
    known = run.spoken.attribute(run, value, name)
    return known if known is not None else Other(f"{owner}.{name}", derived(value.taints))


def _of_other(run: Run, value: Other, name: str) -> Value:
    ref = f"{value.ref or '?'}.{name}"
    if len(ref) > LONGEST_REFERENCE:
        ref = f"?.{name}"
    if name in run.spoken.sizes:
        return Other()
    taints = part(run, told(value.taints), name) if value.taints else ()
    if taints:
        view = run.spoken.views.get(ref)
        if view is not None:
            taints = viewed(value.taints, view[0], view[1])
    kind = run.book.type(ref)
    return Other(kind, taints, True) if kind else Other(ref, taints)


def _of_cell(run: Run, cell: Cell, name: str) -> Value:
    content = run.state.content(cell)
    if type(content) is Table and (cell.kind == "object" or run.spoken.fields_are_keys):
        found = content.entries.get(name)
        if found is not None:
            return found
        if cell.kind == "dict" and name not in run.spoken.dict_methods:
            return item(run, cell, Fixed(name))
    owner = cell.owner
    if type(owner) is Klass:
        rest = content.rest if type(content) is Table else None
        if rest is not None:
            field = run.tables.field(run, owner, name, derived(deep(run, rest)))
            if field is not None:
                return field
        found = of_class(run, owner, name, cell)
        if found is None:
            run.ground.others.add(owner.ground)
            found = owner.fields.get(name)
        if found is not None:
            return found
        base = next((each for each in owner.line() if isinstance(each, str)), "")
        unknown = Other(f"{base}.{name}" if base else f"?{name}")
        return unknown if rest is None else tainted(unknown, derived(deep(run, rest)))
    known = run.spoken.attribute(run, cell, name)
    if known is not None:
        return known
    if owner:
        rest = content.rest if type(content) is Table else None
        return _of_other(run, Other(str(owner), () if rest is None else deep(run, rest), True), name)
    return Other(f"{run.spoken.kinds.get(cell.kind, cell.kind)}.{name}", derived(deep(run, cell)))


def of_class(run: Run, klass: Klass, name: str, receiver: Value, skip: int = 0) -> Value | None:
    """What a class of the project or its ancestors have under ``name``, bound to ``receiver``; None for nothing."""
    for at, each in enumerate(klass.line()):
        if at < skip:
            continue
        if isinstance(each, str):
            if each in run.spoken.rootless or _has_more(klass, name, at):
                continue
            return _inherited(run, each, name, receiver)
        found = each.members.get(name)
        if found is not None:
            return bound(found, receiver, klass)
    return None


def _has_more(klass: Klass, name: str, at: int) -> bool:
    return any(type(each) is Klass and name in each.members for each in klass.line()[at:])


def _inherited(run: Run, ref: str, name: str, receiver: Value) -> Value | None:
    if type(receiver) is Cell:
        content = run.state.content(receiver)
        taints = deep(run, content.rest) if type(content) is Table and content.rest is not None else ()
        owner = receiver.owner
        if type(owner) is Klass:
            run.ground.others.add(owner.ground)
            if name in owner.fields:
                return owner.fields[name]
        return _of_other(run, Other(ref, taints, True), name)
    return _of_other(run, Other(ref), name)


def bound(found: Value, receiver: Value, klass: Klass) -> Value:
    """A member of a class as its object or its class hands it out."""
    if type(found) is Choice:
        return Choice(tuple(bound(option, receiver, klass) for option in found.options))
    if type(found) is not Routine:
        return found
    kind = found.function.kind
    if kind == "static":
        return found
    if kind == "class":
        return Method(found, klass)
    if type(receiver) is Klass and kind not in ("property", "getter", "setter"):
        return found
    return Method(found, receiver)


def _of_package(run: Run, value: Package, name: str) -> Value:
    unit = package(run, value)
    if unit is None:
        return Other(f"?.{name}")
    found = member(run, unit, name)
    if found is None and unit.language == "python":
        folder, _, file = value.path.rpartition("/")
        inner = run.world.resolve(f".{name}", value.path) if file == "__init__.py" else None
        if inner is not None and folder:
            return Package(inner)
    if found is None and "default" in unit.exports:
        default = unit.exports["default"]
        return attribute(run, default, name) if type(default) is not Later else Other(f"?.{name}")
    return Other(f"{unit.module.name}.{name}") if found is None else found


def properties(run: Run, routine: Routine) -> Cell:
    """The cell with what is kept on a function."""
    if routine.properties is None:
        routine.properties = Cell("object")
    return routine.properties


def key_of(value: Value) -> tuple[bool, Key]:
    """Whether a value is a constant key, and which."""
    if type(value) is Fixed and isinstance(value.value, _KEYS):
        return True, value.value
    return False, None


def item(run: Run, base: Value, key: Value) -> Value:
    """``base[key]``."""
    kind = type(base)
    if kind is Choice:
        return joined([item(run, option, key) for option in base.options])  # type: ignore[union-attr]
    if type(key) is Choice:
        return joined([item(run, base, option) for option in key.options])
    if kind is Cell:
        return _item_of_cell(run, base, key)  # type: ignore[arg-type]
    if kind is Fixed or kind is Text:
        return run.spoken.character(run, base, key)
    if type(key) is Fixed and isinstance(key.value, str) and run.spoken.fields_are_keys:
        return attribute(run, base, key.value)
    if kind is Other:
        made = inside(run, base.ref, base.taints)  # type: ignore[union-attr]
        if made.taints and type(key) is Fixed:
            return Other(made.ref, part(run, base.taints, f"[{key.value!r}]"), made.instance)
        return made
    return Other("", derived(deep(run, base)))


def _item_of_cell(run: Run, cell: Cell, key: Value) -> Value:
    content = run.state.content(cell)
    if content is None:
        return Other()
    known, at = key_of(key)
    if type(content) is Items:
        if known and isinstance(at, int):
            size = len(content.items)
            place = at + size if at < 0 and content.rest is None else at
            if 0 <= place < size:
                return content.items[place]
            return content.rest if content.rest is not None else Other()
        if known and isinstance(at, str) and run.spoken.fields_are_keys:
            return attribute(run, cell, at)
        found = content.any()
        return Other() if found is None else found
    if type(content) is Table:
        if cell.owner and cell.kind == "object" and not known:
            return Other("", derived(deep(run, cell)))
        if known:
            if at in content.entries:
                return content.entries[at]
            if content.rest is not None:
                return content.rest
            return NONE if not cell.owner and run.spoken.missing_is_none else Other()
        found = content.any()
        return Other() if found is None else join(found, Other("", key.taints)) if not key.taints else found
    return Other()


def elements(run: Run, value: Value, keys: bool = False) -> tuple[tuple[Value, ...] | None, Value]:
    """What iterating gives: each item if all are known, else None; and one that stands for all."""
    kind = type(value)
    if kind is Cell:
        content = run.state.content(value)  # type: ignore[arg-type]
        if type(content) is Items:
            found = content.any()
            if keys:
                return tuple(Fixed(str(at)) for at in range(len(content.items))), Other()
            return (content.items if content.rest is None else None), (Other() if found is None else found)
        owner = value.owner  # type: ignore[union-attr]
        if type(content) is Table and not owner:
            names: tuple[Value, ...] = tuple(_key(key) for key in content.entries)
            return (names if content.rest is None else None), (joined(list(names)) if names else Other())
        return None, inside(run, owner if isinstance(owner, str) else "", deep(run, value))
    if kind is Choice:
        return None, joined([elements(run, option, keys)[1] for option in value.options])  # type: ignore[union-attr]
    if type(value) is Fixed and isinstance(value.value, str) and len(value.value) <= _SHORT:
        return tuple(Fixed(letter) for letter in value.value), Other()
    if type(value) is Other:
        return None, inside(run, value.ref, value.taints)
    return None, Other("", derived(value.taints))


def part(run: Run, taints: Taints, name: str) -> Taints:
    """Taints of a part of something, by name: read again it is the same data, with all that was proved of it."""
    made = []
    for taint in taints:
        key = (taint.version, name)
        version = run.parts.get(key)
        if version is None:
            version = run.parts[key] = Version((taint.version,), part=True)
        made.append(Taint(taint.root, version, taint.cleared, taint.trail))
    return tuple(made)


def inside(run: Run, ref: str, taints: Taints) -> Other:
    """Something in a value of which only the reference is known."""
    ref = f"{ref}[]" if ref and len(ref) < LONGEST_REFERENCE else ""
    found = run.book.type(ref) if ref else ""
    return Other(found or ref, derived(taints), bool(found))


_SHORT: Final = 8


def _key(key: Key) -> Value:
    return Other() if isinstance(key, tuple) else Fixed(key)


def deep_of_all(run: Run, values: list[Value]) -> Taints:
    """The taints of several values and of all that is in them."""
    found: Taints = ()
    for value in values:
        found = both(found, deep(run, value))
    return found
