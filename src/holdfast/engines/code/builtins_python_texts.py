"""Python's texts: their methods on constants, and how texts are put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from holdfast.engines.code import boxes
from holdfast.engines.code.access import deep, elements
from holdfast.engines.code.fold import LONGEST_TEXT, bounded, concatenated, pieces_of, text
from holdfast.engines.code.joins import joined
from holdfast.engines.code.operations import percent
from holdfast.engines.code.taints import both, derived, viewed
from holdfast.engines.code.values import UNKNOWN, Cell, Choice, Fixed, Other, Text, Truth

if TYPE_CHECKING:
    from holdfast.engines.code.arguments import Use
    from holdfast.engines.code.language import Act
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Value

_FOLDED: Final = (
    *("lower", "upper", "strip", "lstrip", "rstrip", "replace", "title", "capitalize", "swapcase", "casefold"),
    *("removeprefix", "removesuffix", "zfill", "center", "ljust", "rjust", "expandtabs"),
    *("find", "rfind", "index", "rindex", "count"),
)
_ROWS: Final = ("split", "rsplit", "splitlines", "partition", "rpartition")
_TRUTHS: Final = (
    *("startswith", "endswith", "isdigit", "isalnum", "isalpha", "isdecimal", "isnumeric", "isidentifier"),
    *("islower", "isupper", "isspace", "isascii", "istitle", "isprintable"),
)
_CASES: Final = frozenset({"lower", "upper", "strip", "lstrip", "rstrip", "casefold", "title", "capitalize"})
_ALL: Final = frozenset({"*"})
_STEPS: Final = frozenset({"path", "file-name"})
"""What a name without a dot, or without a slash, is harmless for."""
_LINES: Final = frozenset({"log", "header"})
_ENDING: Final = frozenset({"upload"})
_NUMBERS: Final = frozenset({"find", "rfind", "index", "rindex", "count"})


def _constants(use: Use) -> tuple[Any, list[Any]] | None:
    receiver = use.receiver
    if type(receiver) is not Fixed or use.keywords or use.rest is not None:
        return None
    values = [each.value for each in use.positional if type(each) is Fixed]
    if len(values) != len(use.positional) or any(isinstance(each, int) and abs(each) > LONGEST_TEXT for each in values):
        return None
    return receiver.value, values


def _fold(name: str) -> Act:
    def act(run: Run, use: Use) -> Value | None:
        found = _constants(use)
        if found is None:
            return UNKNOWN if name in _NUMBERS else _changed(run, use, name)
        known, values = found
        if name == "replace" and len(values) > 1 and len(known) * (len(values[1]) + 1) > 16 * LONGEST_TEXT:
            return None
        try:
            made = getattr(known, name)(*values)
        except (TypeError, ValueError, AttributeError):
            return UNKNOWN
        return bounded(made)

    return act


def _changed(run: Run, use: Use, name: str) -> Value | None:
    """A text of which not all is known: written in capitals it is still the same word, without line breaks one line."""
    receiver = use.receiver
    if receiver is None or type(receiver) is Cell:
        return None
    taints = receiver.taints
    if name in _CASES:
        return Other("str", viewed(taints, _ALL), True)
    if name == "replace" and (boxes.word(use.argument(0)) or "") in ("\n", "\r\n", "\r"):
        return Other("str", derived(both(taints, _arguments(run, use)), _LINES), True)
    if name == "replace" and boxes.word(use.argument(0)) in (".", "/"):
        return Other("str", derived(both(taints, _arguments(run, use)), _STEPS), True)
    return None


def _row(name: str) -> Act:
    def act(run: Run, use: Use) -> Value | None:
        found = _constants(use)
        kind = "tuple" if name.endswith("partition") else "list"
        if found is None:
            taints = deep(run, use.receiver) if use.receiver is not None else ()
            dotted = boxes.word(use.argument(0)) == "."
            taints = viewed(taints, _ENDING) if dotted else derived(taints)
            return boxes.row(run, (), Other("str", taints, True), kind)
        known, values = found
        try:
            made = getattr(known, name)(*values)
        except (TypeError, ValueError, AttributeError):
            return UNKNOWN
        return boxes.row(run, tuple(Fixed(each) for each in made), None, kind)

    return act


def _truth(name: str) -> Act:
    def act(run: Run, use: Use) -> Value | None:
        found = _constants(use)
        if found is None:
            return _prefix_decided(use) if name == "startswith" else Truth()
        known, values = found
        try:
            return Fixed(bool(getattr(known, name)(*values)))
        except (TypeError, ValueError, AttributeError):
            return Truth()

    return act


def _prefix_decided(use: Use) -> Value:
    receiver, prefix = use.receiver, use.argument(0)
    if type(receiver) is Text and type(prefix) is Fixed and isinstance(prefix.value, str) and receiver.prefix:
        short = min(len(prefix.value), len(receiver.prefix))
        if receiver.prefix[:short] != prefix.value[:short]:
            return Fixed(False)
        if short == len(prefix.value):
            return Fixed(True)
    return Truth()


def _join(run: Run, use: Use) -> Value | None:
    """``sep.join(parts)``."""
    over, separator = use.argument(0), use.receiver
    if over is None or separator is None:
        return None
    known, one = elements(run, over)
    if known is None:
        taints = derived(both(deep(run, one), separator.taints))
        return Text((None if taints else "",), taints)
    made: Value = Fixed("")
    for at, each in enumerate(known):
        if at:
            made = concatenated(made, separator)
        part: Value = each if type(each) is not Cell else Other("", deep(run, each))
        made = concatenated(made, part)
    return made if type(made) is Fixed else Text(made.pieces, derived(made.taints))  # type: ignore[union-attr]


def _format(run: Run, use: Use) -> Value | None:
    """``"…{}…".format(…)``."""
    template = use.receiver
    if type(template) is Choice:
        return None
    known = template.value if type(template) is Fixed else None
    taints = both(template.taints if template is not None else (), ())
    if not isinstance(known, str):
        return None
    from string import Formatter

    pieces: list[str | None] = []
    at = 0
    try:
        parts = list(Formatter().parse(known[:LONGEST_TEXT]))
    except ValueError:
        return None
    for literal, field, _, _ in parts:
        pieces.extend(pieces_of(Fixed(literal)))
        if field is None:
            continue
        name = field.split(".")[0].split("[")[0]
        if name == "":
            value = use.argument(at)
            at += 1
        elif name.isdigit():
            value = use.argument(int(name))
        else:
            value = use.argument(-1, name)
        if value is None:
            pieces.append("")
            continue
        if name != field or type(value) in (Cell, Choice):
            value = Other("", deep(run, value))
        taints = both(taints, value.taints)
        pieces.extend(pieces_of(value))
    return text(pieces, derived(taints))


def _format_map(run: Run, use: Use) -> Value | None:
    over = use.argument(0)
    held = boxes.entries(run, over)
    if held is None:
        return None
    use.keywords = {key: each for key, each in held.entries.items() if isinstance(key, str)}
    use.rest_named = held.rest
    use.positional = []
    return _format(run, use)


def _encode(run: Run, use: Use) -> Value | None:
    receiver = use.receiver
    if type(receiver) is Fixed and isinstance(receiver.value, str):
        return bounded(receiver.value.encode("utf-8", "replace"))
    if type(receiver) is Text:
        return Text(receiver.pieces, derived(receiver.taints))
    return None


def _decode(run: Run, use: Use) -> Value | None:
    receiver = use.receiver
    if type(receiver) is Fixed and isinstance(receiver.value, bytes):
        return bounded(receiver.value.decode("utf-8", "replace"))
    if type(receiver) is Text:
        return Text(receiver.pieces, derived(receiver.taints))
    return None


def _str(run: Run, use: Use) -> Value | None:
    """``str(x)``."""
    value = use.argument(0)
    if value is None:
        return Fixed("")
    if type(value) is Fixed:
        if isinstance(value.value, bytes) and len(use.positional) > 1:
            return bounded(value.value.decode("utf-8", "replace"))
        return bounded(str(value.value))
    if type(value) is Text:
        return value
    if type(value) is Choice:
        made: list[Value] = []
        for option in value.options:
            made.append(Fixed(str(option.value)) if type(option) is Fixed else _said(run, option))
        return joined(made)
    return _said(run, value)


def _said(run: Run, value: Value) -> Value:
    if type(value) is Text:
        return value
    taints = derived(deep(run, value))
    return Text((None if taints else "",), taints)


def _repr(run: Run, use: Use) -> Value | None:
    """``repr(x)``: no line break stands in it as it is."""
    value = use.argument(0)
    if value is None or type(value) is Fixed:
        return None
    taints = derived(deep(run, value), _LINES)
    return Text((None if taints else "",), taints)


def _template(run: Run, use: Use) -> Value | None:
    """``string.Template(t).substitute(…)``: the template is the first thing that the object holds."""
    taints = derived(both(deep(run, use.receiver) if use.receiver is not None else (), _arguments(run, use)))
    return Text((None if taints else "",), taints)


def _arguments(run: Run, use: Use) -> Any:
    found: Any = ()
    for each in use.arguments():
        found = both(found, deep(run, each))
    return found


def _mod(run: Run, use: Use) -> Value | None:
    one, two = use.argument(0), use.argument(1)
    return None if one is None or two is None else percent(run, one, two)


TEXTS: Final[Mapping[str, Act]] = {
    **{f"{kind}.{name}": _fold(name) for kind in ("str", "bytes") for name in _FOLDED},
    **{f"{kind}.{name}": _row(name) for kind in ("str", "bytes") for name in _ROWS},
    **{f"{kind}.{name}": _truth(name) for kind in ("str", "bytes") for name in _TRUTHS},
    "str.join": _join,
    "bytes.join": _join,
    "str.format": _format,
    "str.format_map": _format_map,
    "str.encode": _encode,
    "bytes.decode": _decode,
    "str.decode": _decode,
    "str": _str,
    "repr": _repr,
    "ascii": _repr,
    "string.Template.substitute": _template,
    "string.Template.safe_substitute": _template,
    "operator.mod": _mod,
}
