"""Conditions on the facts of a resource, as rules write them, in three-valued logic.

``{field: literal}`` equals; ``{field: {in: [..]}}``, ``not_in``, ``under``, ``over``, ``older`` (version), ``matches``
(regular expression, anywhere), ``missing: true|false``, ``some``/``every``/``none`` for tuples; several fields in one
mapping all hold; ``{all: [..]}``, ``{any: [..]}``, ``{not: ..}``. A field may lead into the resource's own attributes:
``raw.tags.Owner``. What is unknown makes the answer unknown, unless the rest decides it (Kleene's logic); a field that
is not here makes the whole condition not here, except beside others in ``any``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final, NamedTuple, TypeAlias

from holdfast.kit.expressions import expression
from holdfast.model.errors import ConfigError
from holdfast.model.judgement import Breach, Judge, NotHere
from holdfast.model.place import Place
from holdfast.model.tree import at
from holdfast.model.value import Hop, Known, NotKnown, Unknown

_NUMBER: Final = expression(r"\d+")


class Spot(NamedTuple):
    """Where a condition came true."""

    at: Place
    trail: tuple[Hop, ...]
    item: str = ""
    """The element of a tuple that made it true."""


class Answer(NamedTuple):
    """True with its spots; false; or unknown. Not here is raised."""

    true: bool | None
    spots: tuple[Spot, ...] = ()
    unknown: Unknown | None = None


Condition: TypeAlias = Callable[[Any], Answer]
_Test: TypeAlias = Callable[[Any], bool]
_FALSE: Final = Answer(False)


def judge(fail: object, when: object, says: str) -> Judge:
    """The judge of a rule. Raises ConfigError for a condition that makes no sense."""
    failing = condition(fail)
    applies = condition(when) if when is not None else None

    def judged(resource: Any) -> Iterator[Breach]:
        if applies is not None:
            answer = applies(resource)
            if answer.true is None and answer.unknown is not None:
                raise NotKnown(answer.unknown)
            if not answer.true:
                raise NotHere
        answer = failing(resource)
        if answer.true is None and answer.unknown is not None:
            raise NotKnown(answer.unknown)
        for spot in _apart(answer.spots) if answer.true else ():
            yield Breach(spot.at, sentence(says, resource, spot.item), spot.trail, spot.item)
        if answer.true and not answer.spots:
            yield Breach(resource.place, sentence(says, resource, ""))

    return judged


def _apart(spots: Sequence[Spot]) -> Iterator[Spot]:
    """One spot for each element that is named; of several fields without elements, the last one decided."""
    named = [spot for spot in spots if spot.item]
    yield from named or spots[-1:]


def sentence(says: str, resource: Any, item: str) -> str:
    """What a rule says with ``{field}`` and ``{item}`` replaced by what they hold."""
    if "{" not in says:
        return says

    def filled(match: re.Match[str]) -> str:
        if match[1] == "item":
            return item
        return shown(_field(resource, match[1]))

    return re.sub(r"\{([A-Za-z_][\w.\-]*)\}", filled, says)


def shown(value: object) -> str:
    """A fact as a person reads it."""
    if isinstance(value, Known):
        value = value.value
    if isinstance(value, Unknown):
        return "unknown"
    if value is None:
        return "not set"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, tuple | list):
        return ", ".join(shown(each) for each in value[:5]) + (" …" if len(value) > 5 else "")
    return str(value)


def condition(spec: object) -> Condition:
    """Read a condition. Raises ConfigError where it makes no sense."""
    if not isinstance(spec, Mapping) or not spec:
        raise ConfigError(f"{spec!r} is no condition", advice="Write a mapping of fields to what they must be.")
    parts = [_part(str(name), value) for name, value in spec.items()]
    return parts[0] if len(parts) == 1 else _all(parts)


def _part(name: str, value: object) -> Condition:
    if name == "not":
        return _not(condition(value))
    if name in ("all", "any"):
        if not isinstance(value, Sequence) or isinstance(value, str) or not value:
            raise ConfigError(f"{name!r} needs a list of conditions")
        parts = [condition(each) for each in value]
        return _all(parts) if name == "all" else _any(parts)
    return _on(name, _test(value))


def _all(parts: Sequence[Condition]) -> Condition:
    def answer(subject: Any) -> Answer:
        spots: list[Spot] = []
        unknown: Unknown | None = None
        for part in parts:
            told = part(subject)
            if told.true is False:
                return _FALSE
            unknown = unknown or told.unknown
            spots += told.spots
        return Answer(None, (), unknown) if unknown else Answer(True, tuple(spots))

    return answer


def _any(parts: Sequence[Condition]) -> Condition:
    def answer(subject: Any) -> Answer:
        spots: list[Spot] = []
        unknown: Unknown | None = None
        true = here = False
        for part in parts:
            try:
                told = part(subject)
            except NotHere:
                continue
            here = True
            true = true or bool(told.true)
            unknown = unknown or told.unknown
            spots += told.spots
        if not here:
            raise NotHere
        if true:
            return Answer(True, tuple(spots))
        return Answer(None, (), unknown) if unknown else _FALSE

    return answer


def _not(part: Condition) -> Condition:
    def answer(subject: Any) -> Answer:
        told = part(subject)
        return told if told.true is None else Answer(not told.true)

    return answer


def _field(subject: Any, name: str) -> Any:
    first, _, rest = name.partition(".")
    found = getattr(subject, first, None)
    return at(found, *rest.split(".")) if rest and isinstance(found, Known | Unknown) else found


def _on(name: str, test: _Operator) -> Condition:
    def answer(subject: Any) -> Answer:
        found = getattr(subject, name, None)
        if found is None:
            raise NotHere
        return test(found)

    def deeper(subject: Any) -> Answer:
        found = _field(subject, name)
        if found is None:
            raise NotHere
        return test(found)

    return deeper if "." in name else answer


_Operator: TypeAlias = Callable[[Any], Answer]


def _test(spec: object) -> _Operator:
    """What a field is held against."""
    if not isinstance(spec, Mapping):
        return _plain(_equals(spec))
    if not spec:
        raise ConfigError("an empty mapping says nothing about a field")
    tests = [_operator(str(name), value) for name, value in spec.items()]
    return tests[0] if len(tests) == 1 else _all(tests)


def _operator(name: str, value: object) -> _Operator:
    if name in ("some", "none", "every"):
        inner = condition(value) if _nested(value) else _element(_test(value))
        return _over(name, inner)
    make = _OPERATORS.get(name)
    if make is None:
        raise ConfigError(
            f"unknown operator {name!r}", advice=f"Use one of: {', '.join([*_OPERATORS, 'some', 'none'])}."
        )
    return _plain(make(value))


def _nested(value: object) -> bool:
    """Whether what stands below ``some`` speaks of fields of the element, and not of the element itself."""
    return isinstance(value, Mapping) and not set(map(str, value)) <= {*_OPERATORS, "some", "none", "every"}


def _element(test: _Operator) -> Condition:
    def answer(element: Any) -> Answer:
        return test(element if isinstance(element, Known | Unknown) else Known(element, Place(path="")))

    return answer


def _plain(test: _Test) -> _Operator:
    """An operator on the content of a value."""

    def answer(value: Any) -> Answer:
        if isinstance(value, Unknown):
            return Answer(None, (), value)
        if not isinstance(value, Known):
            return Answer(test(value))
        return Answer(True, (Spot(value.place, value.trail),)) if test(value.value) else _FALSE

    return answer


def _over(name: str, inner: Condition) -> _Operator:
    """An operator on the elements of a tuple."""

    def answer(value: Any) -> Answer:
        if isinstance(value, Unknown):
            return Answer(None, (), value)
        elements = value.value if isinstance(value, Known) else value
        spots: list[Spot] = []
        unknown: Unknown | None = None
        true = 0
        for element in elements or ():
            told = inner(element)
            unknown = unknown or told.unknown
            if told.true:
                true += 1
                spots += [spot._replace(item=spot.item or shown(element)) for spot in told.spots[-1:]]
        if name == "some":
            return _decided(bool(true), unknown, tuple(spots))
        own = (Spot(value.place, value.trail),) if isinstance(value, Known) else ()
        if name == "none":
            return _FALSE if true else _decided(unknown is None, unknown, own)
        return _decided(bool(elements) and true == len(elements), unknown, own)

    return answer


def _decided(true: bool, unknown: Unknown | None, spots: tuple[Spot, ...]) -> Answer:
    if true:
        return Answer(True, spots)
    return Answer(None, (), unknown) if unknown else _FALSE


def _equals(wanted: object) -> _Test:
    def test(value: object) -> bool:
        return value == wanted and isinstance(value, bool) == isinstance(wanted, bool)

    return test


def _in(wanted: object) -> _Test:
    if not isinstance(wanted, Sequence) or isinstance(wanted, str):
        raise ConfigError(f"'in' needs a list, not {wanted!r}")
    return lambda value: any(_equals(each)(value) for each in wanted)


def _not_in(wanted: object) -> _Test:
    among = _in(wanted)
    return lambda value: value is not None and not among(value)


def _limit(wanted: object) -> float:
    if isinstance(wanted, bool) or not isinstance(wanted, int | float):
        raise ConfigError(f"{wanted!r} is no number")
    return float(wanted)


def _under(wanted: object) -> _Test:
    limit = _limit(wanted)
    return lambda value: isinstance(value, int | float) and not isinstance(value, bool) and value < limit


def _above(wanted: object) -> _Test:
    limit = _limit(wanted)
    return lambda value: isinstance(value, int | float) and not isinstance(value, bool) and value > limit


def _older(wanted: object) -> _Test:
    limit = _version(str(wanted))
    return lambda value: value is not None and bool(parts := _version(str(value))) and parts < limit


def _version(text: str) -> tuple[int, ...]:
    return tuple(int(part[:9]) for part in _NUMBER.findall(text[:64]))


def _matches(wanted: object) -> _Test:
    try:
        pattern = re.compile(str(wanted))
    except re.error as error:
        raise ConfigError(f"{wanted!r} is no regular expression: {error}") from error
    return lambda value: value is not None and pattern.search(str(value)[:4096]) is not None


def _missing(wanted: object) -> _Test:
    return lambda value: (value is None or value in ("", (), [], {})) == bool(wanted)


_OPERATORS: Final[Mapping[str, Callable[[object], _Test]]] = {
    "is": _equals,
    "in": _in,
    "not_in": _not_in,
    "under": _under,
    "over": _above,
    "older": _older,
    "matches": _matches,
    "missing": _missing,
}


def fields_of(spec: object) -> Iterator[str]:
    """Names of the resource's own fields that a condition asks about."""
    if not isinstance(spec, Mapping):
        return
    for name, value in spec.items():
        if name in ("all", "any") and isinstance(value, Sequence):
            for each in value:
                yield from fields_of(each)
        elif name == "not":
            yield from fields_of(value)
        else:
            yield str(name)
