"""Which value of a call is meant, and conditions on it, in their short form: ``0|sql``, ``{shell: true}``."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final

from holdfast.formats.codefields import listed, mapping, origins, references, words
from holdfast.model.coderule import Pick, Test
from holdfast.model.errors import ConfigError

KINDS: Final = ("format", "list", "tuple", "dict", "function", "string")
"""How a value can have been made."""
_OPERATORS: Final = frozenset(
    {
        *("is", "isnt", "missing", "present", "constant", "dynamic", "matches", "below", "above", "ref", "kind"),
        *("origins", "slow"),
    }
)
SLOW: Final = ("exponential", "polynomial")
"""How the time of a regular expression can grow."""
_FLAGS: Final = ("missing", "present", "constant", "dynamic")
_SCALARS: Final = (str, int, float, bool, type(None))
_HEAD: Final = re.compile(r"(\d+)(\+?)")
_NAME: Final = re.compile(r"[A-Za-z_$][\w$\-]*")
_DEEPEST: Final = 4


def pick(where: str, value: object) -> Pick:
    """The pick that a short form means: a position, a name, either, ``1+``, ``*``, ``this``, ``result``, ``1.key``.

    Raises ConfigError.
    """
    whole = str(value)
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ConfigError(f"{where}: {value!r} picks nothing", advice=_ADVICE)
    if whole in ("*", "**"):
        return Pick(position=0, onwards=True, name="*") if whole == "*" else Pick(name="**")
    head, *path = whole.split(".")
    one, bar, other = head.partition("|")
    if one in ("this", "result"):
        if bar or not all(path):
            raise ConfigError(f"{where}: {whole!r} picks nothing", advice=_ADVICE)
        return Pick(receiver=one == "this", result=one == "result", path=tuple(path))
    number = _HEAD.fullmatch(one)
    name = other if number else one
    right = _NAME.fullmatch(name) if bar or not number else True
    if not right or (bar and not number) or not all(path):
        raise ConfigError(f"{where}: {whole!r} picks nothing", advice=_ADVICE)
    return Pick(
        position=int(number[1]) if number else None,
        onwards=bool(number and number[2]),
        name=name,
        path=tuple(path),
    )


_ADVICE: Final = "Write 0, name, 0|name, 1+, *, **, this, result, or 1.key for a key of an argument."


def picks(where: str, value: object) -> tuple[Pick, ...]:
    """One or several picks. Raises ConfigError."""
    return tuple(pick(where, item) for item in listed(where, value))


def tests(where: str, value: object) -> tuple[Test, ...]:
    """The conditions that a mapping from picks to their short form means; all must hold. Raises ConfigError."""
    if value is None:
        return ()
    if not isinstance(value, dict):
        raise ConfigError(f"{where}: is no mapping", advice="Write {argument: value}.")
    return tuple(_test(f"{where} {key}", pick(where, key), spec, 0) for key, spec in value.items())


def _test(where: str, at: Pick, spec: object, depth: int) -> Test:
    if depth > _DEEPEST:
        raise ConfigError(f"{where}: is nested too deep")
    if isinstance(spec, list):
        if not spec:
            raise ConfigError(f"{where}: is empty")
        if all(isinstance(item, dict) for item in spec):
            return Test(pick=at, either=tuple(_test(where, at, item, depth + 1) for item in spec))
        return Test(pick=at, equals=_constants(where, spec))
    if isinstance(spec, dict):
        return _conditions(where, at, mapping(where, spec, _OPERATORS))
    return Test(pick=at, equals=_constants(where, [spec]))


def _constants(where: str, values: object) -> tuple[Any, ...]:
    found = values if isinstance(values, list) else [values]
    if not all(isinstance(item, _SCALARS) for item in found):
        raise ConfigError(f"{where}: holds something that is no constant")
    return tuple(found)


def _conditions(where: str, at: Pick, spec: Mapping[str, Any]) -> Test:
    given: dict[str, Any] = {}
    if not spec:
        raise ConfigError(f"{where}: is empty", advice=f"One of: {', '.join(sorted(_OPERATORS))}.")
    for flag in _FLAGS:
        if flag in spec:
            if spec[flag] is not True:
                raise ConfigError(f"{where}: {flag} can only be true")
            given[flag] = True
    for key, field in (("is", "equals"), ("isnt", "differs")):
        if key in spec:
            given[field] = _constants(where, spec[key])
    for key in ("below", "above"):
        if key in spec:
            if isinstance(spec[key], bool) or not isinstance(spec[key], int | float):
                raise ConfigError(f"{where}: {key} takes a number")
            given[key] = float(spec[key])
    if "matches" in spec:
        given["matches"] = expression(where, spec["matches"])
    if "ref" in spec:
        names = listed(where, spec["ref"])
        given["reference"] = tuple(one for name in names for one in references(where, name))
    if "kind" in spec:
        given["kind"] = words(where, spec["kind"], KINDS)[0]
    if "origins" in spec:
        given["origins"] = origins(where, spec["origins"])
    if "slow" in spec:
        given["slow"] = words(where, spec["slow"], SLOW)[0]
    return Test(pick=at, **given)


def expression(where: str, value: object) -> str:
    """A regular expression. Raises ConfigError."""
    try:
        re.compile(str(value))
    except (re.error, OverflowError, RecursionError) as error:
        raise ConfigError(f"{where}: the expression cannot be read: {error}") from error
    return str(value)
