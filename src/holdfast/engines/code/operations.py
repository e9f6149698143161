"""Operators."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from holdfast.engines.code.access import deep, elements, item
from holdfast.engines.code.contents import Items, Table
from holdfast.engines.code.fold import arithmetic, concatenated, pieces_of, text
from holdfast.engines.code.joins import join, joined, truthy
from holdfast.engines.code.taints import both, derived
from holdfast.engines.code.values import BEGUN, Cell, Choice, Fixed, Other, Text, Truth, options
from holdfast.estate.kinds import code

if TYPE_CHECKING:
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.taints import Taints
    from holdfast.engines.code.values import Value

_MOST_PAIRS: Final = 12
_LINES: Final = frozenset({"log", "header"})
_NUMERIC: Final = frozenset({"-", "/", "//", "**", "&", "^", "<<", ">>", ">>>"})


def binary(run: Run, node: code.Binary) -> Value:
    """``a + b``. The left spine is walked without recursion, as long sums are common."""
    spine = [node]
    left = node.left
    while type(left) is code.Binary:
        spine.append(left)
        left = left.left
    value = run.evaluate(left)
    for each in reversed(spine):
        run.steps -= 1
        value = combine(run, each.op, value, run.evaluate(each.right))
    return value


def augmented(run: Run, op: str, old: Value, new: Value) -> Value:
    """The value of ``x op= new``."""
    if op == "??" or op in ("and", "or"):
        return join(old, new)
    if op == "+" and type(old) is Cell and old.kind == "list":
        known, one = elements(run, new)
        content = run.state.content(old)
        if type(content) is Items:
            rest = content.rest
            if known is not None and rest is None:
                run.state.own[old] = Items((*content.items, *known))
            else:
                run.state.own[old] = Items(content.items, one if rest is None else join(rest, one))
        return old
    return combine(run, op, old, new)


def combine(run: Run, op: str, one: Value, two: Value) -> Value:
    """``one op two``."""
    if type(one) is Choice or type(two) is Choice:
        firsts, seconds = options(one), options(two)
        if len(firsts) * len(seconds) <= _MOST_PAIRS:
            return joined([combine(run, op, a, b) for a in firsts for b in seconds])
        taints = both(one.taints, two.taints)
        return concatenated(one, two) if op == "+" else Other("", derived(taints))
    first, second = type(one), type(two)
    if first is Fixed and second is Fixed:
        return _constants(run, op, one.value, two.value)  # type: ignore[union-attr]
    if op == "+":
        return _sum(run, one, two)
    if op == "%" and first in (Fixed, Text) and not _is_number(one):
        return percent(run, one, two)
    if op == "|" and first is Cell and second is Cell:
        return _union(run, one, two)  # type: ignore[arg-type]
    if op == "*" and first is Cell:
        found = deep(run, one)
        cell = Cell(one.kind)  # type: ignore[union-attr]
        run.state.own[cell] = Items((), Other("", found))
        return cell
    if op in _NUMERIC and first is not Cell and not one.taints and not two.taints:
        return Other()
    ref = "" if op != "/" else _path_ref(run, one)
    return Other(ref, derived(both(deep(run, one), deep(run, two))), bool(ref))


def _path_ref(run: Run, one: Value) -> str:
    """A path divided by a name is a path."""
    if type(one) is Other and one.instance:
        return one.ref
    if type(one) is Cell and isinstance(one.owner, str):
        return one.owner
    return ""


def _constants(run: Run, op: str, one: object, two: object) -> Value:
    if op == "+" and run.spoken.joins_with_plus and isinstance(one, str) != isinstance(two, str):
        return text([*pieces_of(_fixed(one)), *pieces_of(_fixed(two))], ())
    if op == "%" and isinstance(one, str):
        return percent(run, Fixed(one), _fixed(two))
    made = arithmetic(op, one, two)
    return Other() if made is None else made


def _fixed(value: object) -> Fixed:
    return Fixed(value)  # type: ignore[arg-type]


def _is_number(value: Value) -> bool:
    return type(value) is Fixed and isinstance(value.value, (int, float))


def _sum(run: Run, one: Value, two: Value) -> Value:
    if type(one) is Cell and type(two) is Cell:
        return _chained(run, one, two)
    if type(one) is Cell or type(two) is Cell:
        return Other("", derived(both(deep(run, one), deep(run, two))))
    if _is_number(one) and not run.spoken.joins_with_plus:
        return Other("", derived(two.taints))
    if type(one) is Truth or type(two) is Truth:
        return Other("", derived(both(one.taints, two.taints)))
    made = concatenated(one, two)
    return made if type(made) is Fixed else Text(made.pieces, derived(made.taints))  # type: ignore[union-attr]


def _chained(run: Run, one: Cell, two: Cell) -> Value:
    first, second = run.state.content(one), run.state.content(two)
    cell = Cell(one.kind)
    if type(first) is Items and type(second) is Items:
        if first.rest is None:
            run.state.own[cell] = Items((*first.items, *second.items), second.rest)
        else:
            more = second.any()
            run.state.own[cell] = Items(first.items, first.rest if more is None else join(first.rest, more))
        return cell
    return Other("", derived(both(deep(run, one), deep(run, two))))


def _union(run: Run, one: Cell, two: Cell) -> Value:
    first, second = run.state.content(one), run.state.content(two)
    cell = Cell(one.kind)
    if type(first) is Table and type(second) is Table:
        rest = (
            first.rest if second.rest is None else second.rest if first.rest is None else join(first.rest, second.rest)
        )
        run.state.own[cell] = Table({**first.entries, **second.entries}, rest)
    elif type(first) is Items and type(second) is Items and first.rest is None:
        run.state.own[cell] = Items((*first.items, *second.items), second.rest)
    else:
        run.state.own[cell] = Items((), Other("", both(deep(run, one), deep(run, two))))
    return cell


def percent(run: Run, template: Value, data: Value) -> Value:
    """``"… %s …" % data``: the known pieces stay, numbers carry nothing."""
    taints = template.taints
    shape = template.value if type(template) is Fixed else None
    if not isinstance(shape, str):
        return _anything(derived(both(taints, deep(run, data))))
    values: tuple[Value, ...] | None = (data,)
    named = None
    if type(data) is Cell:
        content = run.state.content(data)
        if data.kind == "tuple" and type(content) is Items:
            values = content.items if content.rest is None else None
        elif type(content) is Table and not data.owner:
            named = content
    pieces: list[str | None] = []
    at = 0
    used = 0
    while True:
        mark = shape.find("%", at)
        if mark < 0 or mark + 1 >= len(shape):
            pieces.extend(pieces_of(Fixed(shape[at:])))
            break
        pieces.extend(pieces_of(Fixed(shape[at:mark])))
        mark += 1
        key = None
        if shape[mark] == "(":
            close = shape.find(")", mark)
            if close < 0:
                break
            key = shape[mark + 1 : close]
            mark = close + 1
        while mark < len(shape) and shape[mark] in "#0- +.123456789*":
            mark += 1
        letter = shape[mark] if mark < len(shape) else ""
        at = mark + 1
        if letter == "%":
            pieces.append("%")
            continue
        if key is not None:
            value = item(run, data, Fixed(key)) if named is not None else Other("", deep(run, data))
        elif values is not None and used < len(values):
            value = values[used]
        else:
            value = Other("", deep(run, data))
        used += 1
        if letter in "diouxXeEfFgG" and letter:
            pieces.append("" if type(value) is not Fixed else str(value.value))
            continue
        found = deep(run, value)
        taints = both(taints, derived(found, _LINES) if letter in "ra" else found)
        pieces.extend(pieces_of(value))
    return text(pieces, derived(taints))


def _anything(taints: Taints) -> Text:
    return Text((None if taints else "",), taints)


def unary(op: str, value: Value) -> Value:
    """``-x`` and the like."""
    if type(value) is Choice:
        return joined([unary(op, option) for option in value.options])
    if type(value) is Fixed:
        if op == "not":
            return Fixed(not value.value)
        number = value.value
        if isinstance(number, (int, float)):
            if op in ("-", "+"):
                return Fixed(-number if op == "-" else number)
            if op == "~":
                return Fixed(~int(number))
    if op == "typeof":
        return Other("typeof", derived(value.taints))
    if op == "void":
        return Fixed(None)
    if op == "not":
        known = truthy(value)
        return Fixed(not known) if known is not None else Truth()
    return Other()


def sliced(run: Run, base: Value, bounds: list[Value | None]) -> Value:
    """``base[lower:upper:step]``."""
    if type(base) is Choice:
        return joined([sliced(run, option, bounds) for option in base.options])
    known = all(each is None or (type(each) is Fixed and _whole(each.value)) for each in bounds)
    limits: list[Any] = [each.value if type(each) is Fixed else None for each in bounds]
    cut: slice[Any, Any, Any] | None = slice(*limits) if known else None
    if cut is not None and cut.step == 0:
        cut = None
    if type(base) is Fixed and isinstance(base.value, (str, bytes)):
        return Fixed(base.value[cut]) if cut is not None else Other()
    if type(base) is Cell:
        content = run.state.content(base)
        cell = Cell(base.kind)
        if type(content) is Items:
            if cut is not None and content.rest is None:
                run.state.own[cell] = Items(content.items[cut])
            else:
                run.state.own[cell] = Items((), content.any())
            return cell
        return Other("", derived(deep(run, base)))
    if type(base) is Text:
        return begun(base) if base.pieces[:1] == BEGUN[:1] and _kept(bounds, limits) else _part(base, cut)
    return Other("", derived(base.taints))


def begun(base: Text) -> Text:
    """The beginning of a text that begins with what others do not choose."""
    return Text(BEGUN, derived(base.taints))


def _kept(bounds: list[Value | None], limits: list[Any]) -> bool:
    """Whether a stretch begins where the text does, and its end is not a place counted from there."""
    lower, stop = bounds[0], bounds[1]
    begins = lower is None or (type(lower) is Fixed and limits[0] == 0)
    return begins and stop is not None and (type(stop) is not Fixed or (_whole(limits[1]) and (limits[1] or 0) < 0))


def _whole(value: object) -> bool:
    return value is None or (isinstance(value, int) and not isinstance(value, bool))


def _part(base: Text, cut: slice[Any, Any, Any] | None) -> Value:
    first = base.pieces[0] if base.pieces else None
    if cut is not None and first is not None and cut.step in (None, 1) and (cut.start or 0) >= 0:
        start, stop = cut.start or 0, cut.stop
        if stop is not None and 0 <= stop <= len(first):
            return Fixed(first[start:stop])
        if stop is None and start < len(first):
            return Text((first[start:], *base.pieces[1:]), derived(base.taints))
    return _anything(derived(base.taints))
