"""Python's built-in functions, and those of its library through which data and functions go."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from holdfast.engines.code import boxes
from holdfast.engines.code.access import attribute, deep, elements, key_of
from holdfast.engines.code.contents import Items, Table
from holdfast.engines.code.joins import truthy
from holdfast.engines.code.slow import flags
from holdfast.engines.code.stores import set_attribute
from holdfast.engines.code.values import EMPTY, NONE, UNKNOWN, Cell, Fixed, Klass, Other, Pattern, Super, Truth

if TYPE_CHECKING:
    from holdfast.engines.code.arguments import Use
    from holdfast.engines.code.language import Act
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Value

_ABSTRACT: Final = frozenset({"typing", "collections.abc", "numbers", "abc"})
"""Modules of classes that objects of others count as."""


def _len(run: Run, use: Use) -> Value | None:
    value = use.argument(0)
    known = value.value if type(value) is Fixed else None
    if isinstance(known, (str, bytes)):
        return Fixed(len(known))
    held = boxes.content(run, value)
    if held is not None and held.rest is None:
        return Fixed(len(held.items if type(held) is Items else held.entries))  # type: ignore[union-attr]
    return UNKNOWN


def _int(run: Run, use: Use) -> Value | None:
    value = use.argument(0)
    if type(value) is Fixed and len(use.positional) == 1:
        try:
            return Fixed(int(value.value)) if len(str(value.value)) < 40 else UNKNOWN  # type: ignore[arg-type]
        except (TypeError, ValueError, OverflowError):
            return UNKNOWN
    if value is not None:
        for taint in deep(run, value):
            run.state.prove(taint.version, frozenset({"*"}))
    return Other("int", (), True)


def _checked(run: Run, use: Use) -> Value | None:
    """What comes back from a parser of something harmless: the text that it took is harmless too."""
    value = use.argument(0)
    if value is not None:
        for taint in deep(run, value):
            run.state.prove(taint.version, frozenset({"*"}))
    return Other(use.names[0] if use.names else "", (), True)


def _bool(run: Run, use: Use) -> Value | None:
    value = use.argument(0)
    if value is None:
        return Fixed(False)
    known = truthy(value)
    if known is not None:
        return Fixed(known)
    return value if type(value) is Truth else Truth()


def _getattr(run: Run, use: Use) -> Value | None:
    base, name = use.argument(0), boxes.word(use.argument(1))
    if base is None or name is None:
        return None
    return attribute(run, base, name)


def _setattr(run: Run, use: Use) -> Value | None:
    base, name, value = use.argument(0), use.argument(1), use.argument(2)
    if base is None or value is None or name is None:
        return None
    word = boxes.word(name)
    if word is not None:
        set_attribute(run, base, word, value)
    return NONE


def _super(run: Run, use: Use) -> Value | None:
    frame = run.frame
    while frame.outer is not None and (frame.owner is None or frame.receiver is None):
        frame = frame.outer
    if frame.owner is None or frame.receiver is None:
        return None
    return Super(frame.owner, frame.receiver)


def _type(run: Run, use: Use) -> Value | None:
    value = use.argument(0)
    if type(value) is Cell and type(value.owner) is Klass and len(use.positional) == 1:
        return value.owner
    return None if len(use.positional) != 1 else UNKNOWN


def _vars(run: Run, use: Use) -> Value | None:
    held = boxes.entries(run, use.argument(0))
    return None if held is None else boxes.table(run, dict(held.entries), held.rest)


def _thread(run: Run, use: Use) -> Value | None:
    """``threading.Thread(target=f, args=(…))``: it will be called so."""
    function, given = use.argument(1, "target"), use.argument(3, "args")
    if function is None:
        return None
    known, one = elements(run, given) if given is not None else ((), UNKNOWN)
    boxes.called_with(run, use, function, *(known if known is not None else (one,)))
    return Other("threading.Thread", (), True)


def _copied(run: Run, use: Use) -> Value | None:
    value = use.argument(0)
    if type(value) is Cell:
        return boxes.copied(run, value)
    return value


def _partial(run: Run, use: Use) -> Value | None:
    cell = Cell("object", "functools.partial")
    run.state.own[cell] = Table(
        {
            "function": use.positional[0] if use.positional else UNKNOWN,
            "given": boxes.row(run, tuple(use.positional[1:])),
            "named": boxes.table(run, dict(use.keywords.items())),
        }
    )
    return cell


def _call_partial(run: Run, use: Use) -> Value | None:
    held = boxes.entries(run, use.receiver)
    if held is None or "function" not in held.entries:
        return None
    given = boxes.items(run, held.entries["given"])
    named = boxes.entries(run, held.entries["named"])
    if given is not None:
        use.positional = [*given.items, *use.positional]
    if named is not None:
        use.keywords = {**{key: each for key, each in named.entries.items() if isinstance(key, str)}, **use.keywords}
    use.receiver = None
    return run.tables.apply(run, use, held.entries["function"])


def _compile(run: Run, use: Use) -> Value | None:
    source = boxes.word(use.argument(0, "pattern"))
    return None if source is None else Pattern(source, flags(use.node, "compile"))


def _buffer(run: Run, use: Use) -> Value | None:
    cell = Cell("object", "io.StringIO")
    first = use.argument(0)
    run.state.own[cell] = Table({"text": EMPTY if first is None else first})
    return cell


def _write(run: Run, use: Use) -> Value | None:
    held, value = boxes.entries(run, use.receiver), use.argument(0)
    if held is None or value is None or "text" not in held.entries:
        return None
    made = run.tables.combine(run, "+", held.entries["text"], value)
    boxes.put(run, use.receiver, held.put("text", made))
    return UNKNOWN


def _read_buffer(run: Run, use: Use) -> Value | None:
    held = boxes.entries(run, use.receiver)
    return None if held is None else held.entries.get("text")


def _store(run: Run, use: Use) -> Value | None:
    """``config.set(section, option, value)``."""
    held = boxes.entries(run, use.receiver)
    if held is None or len(use.positional) < 3:
        return None
    (one, section), (two, option) = key_of(use.positional[0]), key_of(use.positional[1])
    value = use.positional[2]
    if one and two:
        boxes.put(run, use.receiver, held.put((section, str(option).lower()), value))
    else:
        boxes.put(run, use.receiver, Table(dict(held.entries), boxes.with_rest(held.rest, value)))
    return NONE


def _load(run: Run, use: Use) -> Value | None:
    """``config.get(section, option)``."""
    held = boxes.entries(run, use.receiver)
    if held is None or len(use.positional) < 2:
        return None
    (one, section), (two, option) = key_of(use.positional[0]), key_of(use.positional[1])
    if one and two:
        found = held.entries.get((section, str(option).lower()))
        if found is not None:
            return found
        return held.rest if held.rest is not None else use.argument(-1, "fallback") or None
    return held.any()


def _named_tuple(run: Run, use: Use) -> Value | None:
    return Other("collections.namedtuple()")


def _nothing(run: Run, use: Use) -> Value | None:
    return UNKNOWN


def _to_truth(run: Run, use: Use) -> Value | None:
    return Truth()


def _isinstance(run: Run, use: Use) -> Value | None:
    """Bytes of a request are no object of another library; of all else nobody knows."""
    value, kind = use.argument(0), use.argument(1)
    if type(value) is not Other or type(kind) is not Other or not value.instance or kind.instance:
        return Truth()
    home, _, _ = kind.ref.rpartition(".")
    foreign = home and home[0] != "?" and home not in _ABSTRACT
    return Fixed(False) if foreign and value.ref == run.spoken.kinds["bytes"] else Truth()


def _cast(run: Run, use: Use) -> Value | None:
    """``cast(type, value)``: the value as it is."""
    return use.argument(1, "val")


def _escape(run: Run, use: Use) -> Value | None:
    value = boxes.word(use.argument(0))
    return None if value is None else Fixed(re.escape(value))


CALLS: Final[Mapping[str, Act]] = {
    "len": _len,
    "int": _int,
    "float": _int,
    "complex": _int,
    "hash": _nothing,
    "id": _nothing,
    "ord": _nothing,
    "uuid.UUID": _checked,
    "ipaddress.ip_address": _checked,
    "ipaddress.ip_network": _checked,
    "datetime.date.fromisoformat": _checked,
    "datetime.datetime.fromisoformat": _checked,
    "datetime.datetime.strptime": _checked,
    "decimal.Decimal": _checked,
    "bool": _bool,
    "getattr": _getattr,
    "setattr": _setattr,
    "hasattr": _to_truth,
    "callable": _to_truth,
    "isinstance": _isinstance,
    "issubclass": _to_truth,
    "typing.cast": _cast,
    "typing_extensions.cast": _cast,
    "super": _super,
    "type": _type,
    "vars": _vars,
    "copy.copy": _copied,
    "copy.deepcopy": _copied,
    "threading.Thread": _thread,
    "threading.Timer": _thread,
    "multiprocessing.Process": _thread,
    "functools.partial": _partial,
    "functools.partial.__call__": _call_partial,
    "re.compile": _compile,
    "re.escape": _escape,
    "io.StringIO": _buffer,
    "io.StringIO.write": _write,
    "io.StringIO.getvalue": _read_buffer,
    "io.StringIO.read": _read_buffer,
    "io.BytesIO": _buffer,
    "configparser.ConfigParser.set": _store,
    "configparser.RawConfigParser.set": _store,
    "configparser.ConfigParser.get": _load,
    "configparser.RawConfigParser.get": _load,
    "collections.namedtuple": _named_tuple,
}
