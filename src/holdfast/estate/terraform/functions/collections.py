"""Functions of collections, which keep the place of each element."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import product
from typing import Any, Final

from holdfast.estate.terraform.functions.asked import Asked
from holdfast.estate.terraform.types import as_set
from holdfast.estate.terraform.values import (
    Bad,
    Rich,
    Set,
    as_flag,
    as_number,
    as_text,
    child,
    kind,
    opened,
    refs_of,
    same,
    trail_of,
    whole,
)
from holdfast.model.value import How, Known, Tree, Unknown

ELEMENTS: Final = 100_000
_Function = Callable[[list[Tree], Asked], Tree]


class _Hides(Exception):  # noqa: N818 - an answer
    """An argument that is needed is unknown."""

    def __init__(self, unknown: Unknown) -> None:
        super().__init__(unknown.why)
        self.unknown = unknown


def _need(tree: Tree) -> Any:
    if isinstance(tree, Unknown):
        raise _Hides(tree)
    return opened(tree)


def _list(tree: Tree) -> list[Tree]:
    value = _need(tree)
    if not isinstance(value, list):
        raise Bad(f"a list is needed, not {kind(value)}")
    return [child(tree, each) for each in value] if isinstance(tree, Known) else []


def _map(tree: Tree) -> dict[str, Tree]:
    value = _need(tree)
    if not isinstance(value, dict):
        raise Bad(f"a map is needed, not {kind(value)}")
    return {name: child(tree, each) for name, each in value.items()} if isinstance(tree, Known) else {}


def _whole(function: Callable[[list[Tree], Asked], Any]) -> _Function:
    """A function that gives a content; where an argument hides what it needs, the value is unknown."""

    def call(args: list[Tree], asked: Asked) -> Tree:
        try:
            value = function(args, asked)
        except _Hides as hides:
            return Unknown(hides.unknown.why, asked.place, refs_of(args))
        except (IndexError, ValueError, TypeError) as error:
            raise Bad(f"{asked.node.name}() refuses its arguments") from error
        if isinstance(value, list | dict):
            asked.scope.world.meter.spend(len(value))
        return Known(value, asked.place, How.COMPUTED, trail_of(args), refs_of(args))

    return call


def _part(function: Callable[[list[Tree], Asked], Tree]) -> _Function:
    """A function that gives one of the values that it was given."""

    def call(args: list[Tree], asked: Asked) -> Tree:
        try:
            return function(args, asked)
        except _Hides as hides:
            return Unknown(hides.unknown.why, asked.place, refs_of(args))
        except (IndexError, ValueError, TypeError) as error:
            raise Bad(f"{asked.node.name}() refuses its arguments") from error

    return call


def _merge(args: list[Tree], asked: Asked) -> dict[str, Tree]:
    made: dict[str, Tree] = {}
    for each in args:
        if _need(each) is not None:
            made.update(_map(each))
    return made


def _concat(args: list[Tree], asked: Asked) -> list[Tree]:
    if any(isinstance(_need(each), Set) for each in args):
        raise Bad("concat() needs lists, not sets")
    return [element for each in args for element in _list(each)]


def _flatten(args: list[Tree], asked: Asked) -> list[Tree]:
    made: list[Tree] = []

    def put(tree: Tree) -> None:
        for each in _list(tree):
            if isinstance(each, Known) and isinstance(each.value, list):
                put(each)
            else:
                made.append(each)
            if len(made) > ELEMENTS:
                raise Bad("a list is too long")

    put(args[0])
    return made


def _compact(args: list[Tree], asked: Asked) -> list[Tree]:
    return [each for each in _list(args[0]) if _need(each) not in (None, "")]


def _distinct(args: list[Tree], asked: Asked) -> list[Tree]:
    return _unique(_list(args[0]))


def _unique(elements: Iterable[Tree]) -> list[Tree]:
    made: list[Tree] = []
    scalars: set[Any] = set()
    others: list[Tree] = []
    for each in elements:
        value = _need(each)
        if isinstance(value, str | int | float | bool):
            mark = (isinstance(value, bool), isinstance(value, str), value)
            if mark in scalars:
                continue
            scalars.add(mark)
        else:
            if len(others) > 1000:
                raise Bad("a list is too long")
            if any(same(each, other) for other in others):
                continue
            others.append(each)
        made.append(each)
    return made


def _lookup(args: list[Tree], asked: Asked) -> Tree:
    found = _map(args[0]).get(as_text(_need(args[1])))
    if found is not None:
        return found
    if len(args) < 3:
        raise Bad("lookup() finds nothing")
    return args[2]


def _element(args: list[Tree], asked: Asked) -> Tree:
    elements, number = _list(args[0]), as_number(_need(args[1]))
    if not elements or isinstance(number, float):
        raise Bad("element() finds nothing")
    return elements[number % len(elements)]


def _coalesce(args: list[Tree], asked: Asked) -> Tree:
    for each in _alike(args):
        if _need(each) not in (None, ""):
            return each
    raise Bad("coalesce() finds nothing")


def _coalescelist(args: list[Tree], asked: Asked) -> Tree:
    for each in args:
        if _need(each):
            return each
    raise Bad("coalescelist() finds nothing")


def _one(args: list[Tree], asked: Asked) -> Tree:
    elements = _list(args[0])
    if len(elements) > 1:
        raise Bad("one() is given more than one")
    return elements[0] if elements else Known(None, asked.place, How.COMPUTED)


def _as_is(args: list[Tree], asked: Asked) -> Tree:
    (tree,) = args
    return tree


def _length(args: list[Tree], asked: Asked) -> int:
    value = _need(args[0])
    if not isinstance(value, list | dict | str):
        raise Bad(f"{kind(value)} has no length")
    return len(value)


def _keys(args: list[Tree], asked: Asked) -> list[Tree]:
    made = _map(args[0])
    return [Known(name, made[name].place, How.COMPUTED) for name in sorted(made)]


def _values(args: list[Tree], asked: Asked) -> list[Tree]:
    made = _map(args[0])
    return [made[name] for name in sorted(made)]


def _contains(args: list[Tree], asked: Asked) -> bool:
    answers = [same(each, args[1]) for each in _list(args[0])]
    if True in answers:
        return True
    if None in answers:
        raise _Hides(Unknown("one of the elements is unknown", asked.place))
    return False


def _index(args: list[Tree], asked: Asked) -> int:
    for number, each in enumerate(_list(args[0])):
        if same(each, args[1]):
            return number
    raise Bad("index() finds nothing")


def _reverse(args: list[Tree], asked: Asked) -> list[Tree]:
    return _list(args[0])[::-1]


def _slice(args: list[Tree], asked: Asked) -> list[Tree]:
    elements = _list(args[0])
    start, end = (int(as_number(_need(each))) for each in args[1:3])
    if not 0 <= start <= end <= len(elements):
        raise Bad("slice() reaches beyond the list")
    return elements[start:end]


def _zipmap(args: list[Tree], asked: Asked) -> dict[str, Tree]:
    names, values = [as_text(_need(each)) for each in _list(args[0])], _list(args[1])
    return dict(zip(names, values, strict=True))


def _chunklist(args: list[Tree], asked: Asked) -> list[Tree]:
    elements, size = _list(args[0]), int(as_number(_need(args[1])))
    if size < 0:
        raise Bad("chunklist() needs a size")
    size = size or max(1, len(elements))
    return [Known(elements[at : at + size], asked.place, How.COMPUTED) for at in range(0, len(elements), size)]


def _setproduct(args: list[Tree], asked: Asked) -> list[Tree]:
    lists = [_list(each) for each in args]
    count = 1
    for each in lists:
        count *= len(each)
        if count > ELEMENTS:
            raise Bad("setproduct() is too large")
    made: list[Tree] = [Known(list(row), asked.place, How.COMPUTED) for row in product(*lists)]
    return Set(made) if all(isinstance(_need(each), Set) for each in args) else made


def _toset(args: list[Tree], asked: Asked) -> Set:
    return as_set(_alike(_list(args[0])))


def _tolist(args: list[Tree], asked: Asked) -> list[Tree]:
    elements = _list(args[0])
    return _alike(elements)


def _alike(elements: list[Tree]) -> list[Tree]:
    """Elements of one type: where one is a text, the other scalars are texts too."""
    kinds = {type(each.value) for each in elements if isinstance(each, Known)}
    if bool in kinds and kinds & {int, float} and not kinds & {str, Rich}:
        raise Bad("a number and a bool have no type in common")
    if not kinds & {str, Rich}:
        return elements
    return [
        each._replace(value=as_text(each.value))
        if isinstance(each, Known) and isinstance(each.value, bool | int | float)
        else each
        for each in elements
    ]


def _tomap(args: list[Tree], asked: Asked) -> dict[str, Tree]:
    made = _map(args[0])
    return dict(zip(made, _alike(list(made.values())), strict=True))


def _setunion(args: list[Tree], asked: Asked) -> Set:
    return as_set(_alike([each for some in args for each in _list(some)]))


def _marks(tree: Tree) -> set[tuple[bool, bool, Any]]:
    values = [_need(each) for each in _list(tree)]
    return {(isinstance(value, bool), isinstance(value, str), value) for value in values}


def _setintersection(args: list[Tree], asked: Asked) -> Set:
    others = [_marks(each) for each in args[1:]]
    kept = [each for each in _list(args[0]) if all(_marks(Known([each], asked.place)) <= other for other in others)]
    return as_set(kept)


def _setsubtract(args: list[Tree], asked: Asked) -> Set:
    gone = _marks(args[1])
    return as_set([each for each in _list(args[0]) if not _marks(Known([each], asked.place)) <= gone])


def _matchkeys(args: list[Tree], asked: Asked) -> list[Tree]:
    wanted = _marks(args[2])
    pairs = zip(_list(args[0]), _list(args[1]), strict=True)
    return [value for value, key in pairs if _marks(Known([key], asked.place)) <= wanted]


def _transpose(args: list[Tree], asked: Asked) -> dict[str, Tree]:
    made: dict[str, list[Tree]] = {}
    for name, values in sorted(_map(args[0]).items()):
        for each in _list(values):
            made.setdefault(as_text(_need(each)), []).append(Known(name, asked.place, How.COMPUTED))
    return {name: Known(values, asked.place, How.COMPUTED) for name, values in sorted(made.items())}


def _alltrue(args: list[Tree], asked: Asked) -> bool:
    return _flags(args[0], stops_at=False)


def _anytrue(args: list[Tree], asked: Asked) -> bool:
    return _flags(args[0], stops_at=True)


def _flags(tree: Tree, stops_at: bool) -> bool:
    hidden: Unknown | None = None
    for each in _list(tree):
        if isinstance(each, Unknown):
            hidden = hidden or each
        elif each.value is None:
            if not stops_at:
                return False
        elif as_flag(each.value) is stops_at:
            return stops_at
    if hidden is not None:
        raise _Hides(hidden)
    return not stops_at


def _range(*args: Any) -> list[int | float]:
    numbers = [as_number(each) for each in args]
    start, limit = (0, numbers[0]) if len(numbers) == 1 else (numbers[0], numbers[1])
    step = numbers[2] if len(numbers) > 2 else (1 if limit >= start else -1)
    if step == 0 or ((limit - start) * step < 0 and limit != start):
        raise Bad("range() never ends")
    if abs(limit - start) / abs(step) > 1024:
        raise Bad("range() gives too many numbers")
    made: list[int | float] = []
    at = start
    while (at < limit) if step > 0 else (at > limit):
        made.append(whole(at))
        at += step
    return made


PLAIN: Final[dict[str, Callable[..., Any]]] = {"range": _range}
FUNCTIONS: Final[dict[str, _Function]] = {
    "alltrue": _whole(_alltrue),
    "anytrue": _whole(_anytrue),
    "chunklist": _whole(_chunklist),
    "coalesce": _part(_coalesce),
    "coalescelist": _part(_coalescelist),
    "compact": _whole(_compact),
    "concat": _whole(_concat),
    "contains": _whole(_contains),
    "distinct": _whole(_distinct),
    "element": _part(_element),
    "ephemeralasnull": _part(_as_is),
    "flatten": _whole(_flatten),
    "index": _whole(_index),
    "issensitive": _whole(lambda args, asked: False),
    "keys": _whole(_keys),
    "length": _whole(_length),
    "list": _whole(lambda args, asked: args),
    "lookup": _part(_lookup),
    "matchkeys": _whole(_matchkeys),
    "merge": _whole(_merge),
    "nonsensitive": _part(_as_is),
    "one": _part(_one),
    "reverse": _whole(_reverse),
    "sensitive": _part(_as_is),
    "setintersection": _whole(_setintersection),
    "setproduct": _whole(_setproduct),
    "setsubtract": _whole(_setsubtract),
    "setunion": _whole(_setunion),
    "slice": _whole(_slice),
    "tolist": _whole(_tolist),
    "tomap": _whole(_tomap),
    "toset": _whole(_toset),
    "transpose": _whole(_transpose),
    "values": _whole(_values),
    "zipmap": _whole(_zipmap),
}
