"""JavaScript's texts and addresses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from holdfast.engines.code import boxes
from holdfast.engines.code.access import deep
from holdfast.engines.code.fold import LONGEST_TEXT, bounded, concatenated, pieces_of
from holdfast.engines.code.joins import joined
from holdfast.engines.code.operations import begun, sliced
from holdfast.engines.code.proofs import PLACES
from holdfast.engines.code.taints import both, derived, viewed
from holdfast.engines.code.values import (
    BEGUN,
    NONE,
    UNKNOWN,
    Cell,
    Choice,
    Fixed,
    Method,
    Other,
    Pattern,
    Routine,
    Text,
    Truth,
)

if TYPE_CHECKING:
    from holdfast.engines.code.arguments import Use
    from holdfast.engines.code.language import Act
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.taints import Taints
    from holdfast.engines.code.values import Value

_ALL: Final = frozenset({"*"})
_LINES: Final = frozenset({"log", "header"})
_ADDRESSES: Final = PLACES | {"url-attribute"}
"""What the page's own address is harmless for, wherever in an address it is put."""
_ENDING: Final = frozenset({"upload"})
_PYTHON: Final = {
    "toLowerCase": "lower",
    "toUpperCase": "upper",
    "trim": "strip",
    "trimStart": "lstrip",
    "trimEnd": "rstrip",
    "toLocaleLowerCase": "lower",
    "toLocaleUpperCase": "upper",
}
_TRUTHS: Final = {"startsWith": str.startswith, "endsWith": str.endswith, "includes": str.__contains__}


def _text(value: Value | None) -> str | None:
    return boxes.word(value)


def _said(run: Run, value: Value | None) -> Value:
    if value is None:
        return Fixed("")
    if type(value) is Fixed:
        return Fixed(_written(value.value))
    if type(value) is Text:
        return value
    if type(value) is Other and value.ref == "String":
        return value
    return Other("String", derived(deep(run, value)), True)


def _written(value: object) -> str:
    if value is None:
        return "undefined"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _string(run: Run, use: Use) -> Value | None:
    return _said(run, use.argument(0))


def _to_string(run: Run, use: Use) -> Value | None:
    receiver = use.receiver
    return _said(run, receiver) if type(receiver) in (Fixed, Text, Other) else None


def _case(name: str) -> Act:
    def act(run: Run, use: Use) -> Value | None:
        receiver = use.receiver
        if receiver is None or type(receiver) in (Cell, Choice):
            return None
        known = _text(receiver)
        if known is not None:
            return Fixed(getattr(known, _PYTHON[name])())
        return Other("String", viewed(receiver.taints, _ALL), True)

    return act


def _truth(name: str) -> Act:
    def act(run: Run, use: Use) -> Value | None:
        known, given = _text(use.receiver), _text(use.argument(0))
        if known is not None and given is not None and len(use.positional) == 1:
            return Fixed(_TRUTHS[name](known, given))
        receiver = use.receiver
        if name == "startsWith" and type(receiver) is Text and given and receiver.prefix.startswith(given):
            return Fixed(True)
        return Truth()

    return act


def _number(run: Run, use: Use) -> Value | None:
    return UNKNOWN


def _index_of(run: Run, use: Use) -> Value | None:
    known, given = _text(use.receiver), _text(use.argument(0))
    return Fixed(known.find(given)) if known is not None and given is not None else UNKNOWN


def _char_at(run: Run, use: Use) -> Value | None:
    known, at = _text(use.receiver), boxes.whole(use.argument(0))
    if known is not None and at is not None:
        return Fixed(known[at]) if 0 <= at < len(known) else Fixed("")
    return None


def _match(run: Run, use: Use) -> Value | None:
    """``/…/.exec(text)`` and ``text.match(/…/)``: a match from the beginning on begins as the text does."""
    expression, tested = use.receiver, use.argument(0)
    if type(expression) is not Pattern:
        expression, tested = tested, expression
    if type(expression) is not Pattern or type(tested) is not Text or tested.pieces[:1] != BEGUN[:1]:
        return None
    source = expression.source
    if not source.startswith(("^", ".*", ".+")) or "|" in source or "g" in expression.flags:
        return None
    return joined([boxes.row(run, (begun(tested),), Other("String", derived(tested.taints), True)), NONE])


def _split(run: Run, use: Use) -> Value | None:
    receiver = use.receiver
    if receiver is None or type(receiver) is Cell:
        return None
    known, given = _text(receiver), use.argument(0)
    mark = _text(given)
    if known is not None and mark is not None:
        parts = known.split(mark) if mark else list(known)
        return boxes.row(run, tuple(Fixed(each) for each in parts[:LONGEST_TEXT]))
    taints = deep(run, receiver)
    taints = viewed(taints, _ENDING) if mark == "." else derived(taints)
    first = (begun(receiver),) if type(receiver) is Text and mark and receiver.pieces[:1] == BEGUN[:1] else ()
    return boxes.row(run, first, Other("String", taints, True))


def _slice(run: Run, use: Use) -> Value | None:
    receiver = use.receiver
    if type(receiver) not in (Fixed, Text) or receiver is None:
        return None
    return sliced(run, receiver, [use.argument(0), use.argument(1), None])


def _substr(run: Run, use: Use) -> Value | None:
    if type(use.receiver) is Text and boxes.whole(use.argument(0)) == 0:
        return sliced(run, use.receiver, [None, use.argument(1), None])
    known, at, size = _text(use.receiver), boxes.whole(use.argument(0)), boxes.whole(use.argument(1))
    if known is None or at is None or (len(use.positional) > 1 and size is None):
        return None
    at = max(0, at + len(known)) if at < 0 else at
    return Fixed(known[at : at + size] if size is not None else known[at:])


def _concat(run: Run, use: Use) -> Value | None:
    receiver = use.receiver
    if receiver is None or type(receiver) is Cell:
        return None
    made = receiver
    for each in use.positional:
        made = concatenated(made, each if type(each) is not Cell else Other("", deep(run, each)))
    return made if type(made) is not Text else Text(made.pieces, derived(made.taints))


def _repeat(run: Run, use: Use) -> Value | None:
    known, times = _text(use.receiver), boxes.whole(use.argument(0))
    if known is None or times is None or times < 0 or len(known) * times > LONGEST_TEXT:
        return None
    return Fixed(known * times)


def _replace(run: Run, use: Use) -> Value | None:
    receiver, what, by = use.receiver, use.argument(0), use.argument(1)
    if receiver is None or what is None or type(receiver) is Cell:
        return None
    known, plain, text = _text(receiver), _text(what), _text(by)
    if known is not None and plain is not None and text is not None:
        every = use.names and use.names[0].endswith("replaceAll")
        return bounded(known.replace(plain, text) if every else known.replace(plain, text, 1))
    taints: Taints = deep(run, receiver)
    if type(by) in (Routine, Method) and by is not None:
        taints = both(taints, deep(run, boxes.called_with(run, use, by, Other("String", derived(taints), True))))
    elif by is not None:
        own = type(by) is Text and by.pieces[:1] == BEGUN[:1]
        taints = both(taints, derived(by.taints, _ADDRESSES) if own else deep(run, by))
    clears = frozenset[str]()
    if type(what) is Pattern and "g" in what.flags and text is not None:
        clears = _kept_letters(what.source, text)
    if "*" in clears:
        return Other("String", (), True)
    return Other("String", derived(taints, clears), True)


def _kept_letters(source: str, by: str) -> frozenset[str]:
    """What a text is harmless for when every letter but some was taken out of it."""
    harmless = all(letter.isalnum() or letter in "_-" for letter in by)
    if (
        source in ("[^a-zA-Z0-9]", "[^\\w]", "\\W", "[^a-z0-9]", "[^\\w-]", "[^A-Za-z0-9_-]", "[^0-9]", "\\D")
        and harmless
    ):
        return _ALL
    if source in ("[\\r\\n]", "[\\n\\r]", "\\r?\\n", "\\n|\\r", "\\r|\\n", "[\\r\\n]+", "[\\n\\r]+", "\\n"):
        return _LINES
    return frozenset()


def _join(run: Run, use: Use) -> Value | None:
    held, mark = boxes.items(run, use.receiver), use.argument(0)
    if held is None or use.receiver is None:
        return None
    mark = Fixed(",") if mark is None else mark
    if held.rest is not None:
        taints = derived(both(deep(run, use.receiver), mark.taints))
        return Text((None if taints else "",), taints)
    made: Value = Fixed("")
    for at, each in enumerate(held.items):
        if at:
            made = concatenated(made, mark)
        made = concatenated(made, each if type(each) is not Cell else Other("", deep(run, each)))
    return made if type(made) is not Text else Text(made.pieces, derived(made.taints))


def _path_join(run: Run, use: Use) -> Value | None:
    if use.rest is not None or not use.positional:
        return None
    made: Value | None = None
    for each in use.positional:
        part = each if type(each) in (Fixed, Text, Other) else Other("", deep(run, each))
        if made is None:
            made = part
            continue
        last = pieces_of(made)[-1:]
        slash = Fixed("" if last and last[0] and last[0].endswith("/") else "/")
        made = concatenated(concatenated(made, slash), part)
    return made if type(made) is not Text else Text(made.pieces, derived(made.taints))


def _ending(run: Run, use: Use) -> Value | None:
    value = use.argument(0)
    return None if value is None else Other("String", viewed(deep(run, value), _ENDING), True)


def _address(run: Run, use: Use) -> Value | None:
    """``new URL(x, base)``: its parts tell of the whole."""
    value = use.argument(0)
    if value is None:
        return None
    return Other("URL", deep(run, value), True)


def _bind(run: Run, use: Use) -> Value | None:
    """``f.bind(object, …)``: the function, for what is followed here."""
    return use.receiver


def _call(run: Run, use: Use) -> Value | None:
    """``f.call(object, …)``."""
    if use.receiver is None:
        return None
    return boxes.called_with(run, use, use.receiver, *use.positional[1:])


def _apply(run: Run, use: Use) -> Value | None:
    """``f.apply(object, [ … ])``."""
    held = boxes.items(run, use.argument(1))
    if use.receiver is None or held is None:
        return None
    return boxes.called_with(run, use, use.receiver, *held.items, *(() if held.rest is None else (held.rest,)))


def _number_of(run: Run, use: Use) -> Value | None:
    value = use.argument(0)
    known = value.value if type(value) is Fixed else None
    if isinstance(known, (int, float)):
        return Fixed(known)
    if isinstance(known, str) and known.strip().lstrip("-").isdigit() and len(known) < 30:
        return Fixed(int(known))
    return Other("Number", (), True)


def _boolean(run: Run, use: Use) -> Value | None:
    value = use.argument(0)
    known = run.tables.truth(value) if value is not None else False
    return Truth() if known is None else Fixed(known)


def _expression(run: Run, use: Use) -> Value | None:
    source = _text(use.argument(0))
    return None if source is None else Pattern(source, _text(use.argument(1)) or "")


TEXTS: Final[Mapping[str, Act]] = {
    **{f"String.{name}": _case(name) for name in _PYTHON},
    **{f"String.{name}": _truth(name) for name in _TRUTHS},
    "String": _string,
    "String.toString": _to_string,
    "Object.toString": _to_string,
    "String.valueOf": _to_string,
    "String.indexOf": _index_of,
    "String.lastIndexOf": _number,
    "String.search": _number,
    "String.charCodeAt": _number,
    "String.codePointAt": _number,
    "String.localeCompare": _number,
    "String.charAt": _char_at,
    "String.split": _split,
    "String.slice": _slice,
    "String.substring": _slice,
    "String.substr": _substr,
    "String.concat": _concat,
    "String.repeat": _repeat,
    "String.replace": _replace,
    "String.replaceAll": _replace,
    "Array.join": _join,
    "path.join": _path_join,
    "path.posix.join": _path_join,
    "path.extname": _ending,
    "URL": _address,
    "url.URL": _address,
    "Number": _number_of,
    "parseInt": _number_of,
    "parseFloat": _number_of,
    "Number.parseInt": _number_of,
    "Number.parseFloat": _number_of,
    "BigInt": _number_of,
    "Boolean": _boolean,
    "RegExp": _expression,
    "RegExp.exec": _match,
    "String.match": _match,
    "Function.bind": _bind,
    "Function.call": _call,
    "Function.apply": _apply,
}
