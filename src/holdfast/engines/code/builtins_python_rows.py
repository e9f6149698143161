"""Python's functions over rows of items: sorting, mapping, zipping."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Final

from holdfast.engines.code import boxes
from holdfast.engines.code.access import elements
from holdfast.engines.code.joins import join, joined
from holdfast.engines.code.values import Fixed, Other, Truth

if TYPE_CHECKING:
    from holdfast.engines.code.arguments import Use
    from holdfast.engines.code.language import Act
    from holdfast.engines.code.run import Run
    from holdfast.engines.code.values import Value

_MOST_RANGE: Final = 12


def _range(run: Run, use: Use) -> Value | None:
    bounds = [boxes.whole(each) for each in use.positional]
    if bounds and all(each is not None for each in bounds):
        numbers: Any = bounds
        try:
            made = range(*numbers)
        except (TypeError, ValueError):
            return None
        if len(made) <= _MOST_RANGE:
            return boxes.row(run, tuple(Fixed(each) for each in made))
    return boxes.row(run, (), Other("int", (), True))


def _sorted(run: Run, use: Use) -> Value | None:
    value = use.argument(0)
    if value is None:
        return None
    known, one = elements(run, value)
    if known is not None and not use.keywords and all(boxes.word(each) is not None for each in known):
        return boxes.row(run, tuple(sorted(known, key=lambda each: boxes.word(each) or "")))
    key = use.argument(-1, "key")
    if key is not None and boxes.is_function(key):
        boxes.called_with(run, use, key, one)
    return boxes.row(run, (), one)


def _reversed(run: Run, use: Use) -> Value | None:
    value = use.argument(0)
    if value is None:
        return None
    known, one = elements(run, value)
    return boxes.row(run, known[::-1]) if known is not None else boxes.row(run, (), one)


def _enumerate(run: Run, use: Use) -> Value | None:
    value = use.argument(0)
    if value is None:
        return None
    known, one = elements(run, value)
    start = boxes.whole(use.argument(1, "start")) or 0
    if known is None or len(known) > boxes.MOST_TURNS:
        return boxes.row(run, (), boxes.row(run, (Other("int", (), True), one), None, "tuple"))
    return boxes.row(
        run, tuple(boxes.row(run, (Fixed(start + at), each), None, "tuple") for at, each in enumerate(known))
    )


def _zip(run: Run, use: Use) -> Value | None:
    rows = [elements(run, each) for each in use.positional]
    if rows and all(known is not None for known, _ in rows):
        size = min(len(known or ()) for known, _ in rows)
        if size <= boxes.MOST_TURNS:
            made = (tuple((known or ())[at] for known, _ in rows) for at in range(size))
            return boxes.row(run, tuple(boxes.row(run, each, None, "tuple") for each in made))
    return boxes.row(run, (), boxes.row(run, tuple(one for _, one in rows), None, "tuple"))


def _map(run: Run, use: Use) -> Value | None:
    function, over = use.argument(0), use.argument(1)
    if function is None or over is None:
        return None
    known, one = elements(run, over)
    if known is not None and len(known) <= boxes.MOST_TURNS:
        return boxes.row(run, tuple(boxes.called_with(run, use, function, each) for each in known))
    return boxes.row(run, (), boxes.called_with(run, use, function, one))


def _filter(run: Run, use: Use) -> Value | None:
    function, over = use.argument(0), use.argument(1)
    if function is None or over is None:
        return None
    if type(function) is Fixed:
        return boxes.as_row(run, over)
    known, one = elements(run, over)
    if known is None:
        boxes.called_with(run, use, function, one)
        return boxes.row(run, (), one)
    kept: list[Value] = []
    rest: Value | None = None
    for each in known[: boxes.MOST_TURNS]:
        verdict = run.tables.truth(boxes.called_with(run, use, function, each))
        if verdict is True and rest is None:
            kept.append(each)
        elif verdict is not False:
            rest = boxes.with_rest(rest, each)
    return boxes.row(run, tuple(kept), rest)


def _reduce(run: Run, use: Use) -> Value | None:
    function, over = use.argument(0), use.argument(1)
    if function is None or over is None:
        return None
    return boxes.reduced(run, use, function, over, use.argument(2))


def _next(run: Run, use: Use) -> Value | None:
    value = use.argument(0)
    if value is None:
        return None
    known, one = elements(run, value)
    default = use.argument(1)
    if known:
        return known[0]
    return one if default is None else join(one, default)


def _iter(run: Run, use: Use) -> Value | None:
    return use.argument(0)


def _largest(run: Run, use: Use) -> Value | None:
    if len(use.positional) == 1:
        return elements(run, use.positional[0])[1]
    return joined(list(use.positional)) if use.positional else None


def _any(run: Run, use: Use) -> Value | None:
    value = use.argument(0)
    if value is None:
        return None
    known, one = elements(run, value)
    return one if known is None and type(one) is Truth else Truth()


def _all(run: Run, use: Use) -> Value | None:
    value = use.argument(0)
    if value is None:
        return None
    known, one = elements(run, value)
    found = one if known is None else (known[0] if len(known) == 1 else None)
    return Truth(found.yes, (), ()) if type(found) is Truth else Truth()


def _chain(run: Run, use: Use) -> Value | None:
    return boxes.flat(run, list(use.positional))


def _chain_from(run: Run, use: Use) -> Value | None:
    value = use.argument(0)
    if value is None:
        return None
    known, one = elements(run, value)
    return boxes.flat(run, list(known) if known is not None else [one])


ROWS: Final[Mapping[str, Act]] = {
    "range": _range,
    "sorted": _sorted,
    "reversed": _reversed,
    "enumerate": _enumerate,
    "zip": _zip,
    "map": _map,
    "filter": _filter,
    "functools.reduce": _reduce,
    "next": _next,
    "iter": _iter,
    "anext": _next,
    "aiter": _iter,
    "max": _largest,
    "min": _largest,
    "any": _any,
    "all": _all,
    "itertools.chain": _chain,
    "itertools.chain.from_iterable": _chain_from,
}
