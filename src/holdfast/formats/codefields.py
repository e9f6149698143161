"""Fields of entries that people write about code: each looked at, with the nearest valid word in the error."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from typing import Any, Final

from holdfast.model.codewords import FAMILIES, ORIGINS, SINKS, members
from holdfast.model.errors import ConfigError

MOST_ALTERNATIVES: Final = 200
_SEGMENT: Final = re.compile(r"(?:\*|[\w$*@][\w$*/@\-]*)(?:\(\)|\[\])*")
_GUESS: Final = re.compile(r"\?[\w$*]*(?:\(\)|\[\])*")


def nearest(word: str, valid: Iterable[str]) -> str:
    """Advice about a word that is none of ``valid``."""
    import difflib

    known = sorted(valid)
    near = difflib.get_close_matches(word, known, 1, 0.5)
    return f"Did you mean {near[0]!r}?" if near else f"One of: {', '.join(known)}."


def mapping(where: str, value: object, known: Collection[str], needed: Collection[str] = ()) -> Mapping[str, Any]:
    """A mapping with no key but the known ones and with each needed one. Raises ConfigError."""
    if not isinstance(value, dict):
        raise ConfigError(f"{where}: is no mapping", advice=f"It has the fields {', '.join(sorted(known))}.")
    for key in value:
        if key not in known:
            raise ConfigError(f"{where}: unknown field {key!s}", advice=nearest(str(key), known))
    for key in needed:
        if key not in value:
            raise ConfigError(f"{where}: {key} is missing")
    return value


def listed(where: str, value: object) -> list[Any]:
    """A list, or a list of the one value. Raises ConfigError for a mapping in its place."""
    if isinstance(value, dict):
        raise ConfigError(f"{where}: is no list")
    return value if isinstance(value, list) else [] if value is None else [value]


def words(where: str, value: object, valid: Collection[str]) -> tuple[str, ...]:
    """One or several words out of a closed list. Raises ConfigError with the nearest one."""
    found = listed(where, value)
    for word in found:
        if not isinstance(word, str) or word not in valid:
            raise ConfigError(f"{where}: there is no {word!r}", advice=nearest(str(word), valid))
    if not found:
        raise ConfigError(f"{where}: is empty")
    return tuple(found)


def texts(where: str, value: object) -> tuple[str, ...]:
    """One or several texts. Raises ConfigError."""
    found = listed(where, value)
    if not all(isinstance(item, str) and item.strip() for item in found):
        raise ConfigError(f"{where}: holds something that is no text", advice="Put quotes around it.")
    return tuple(found)


def text(where: str, value: object) -> str:
    """One text. Raises ConfigError."""
    if not isinstance(value, str) or not value.strip():
        raise ConfigError(f"{where}: is no text", advice="Put quotes around it.")
    return value


def origins(where: str, value: object) -> tuple[str, ...]:
    """The origins that some words mean. Raises ConfigError."""
    found = words(where, value, {*ORIGINS, *FAMILIES})
    return tuple(dict.fromkeys(name for word in found for name in members(word)))


def sinks(where: str, value: object) -> tuple[str, ...]:
    """Kinds of sinks. Raises ConfigError."""
    return words(where, value, SINKS)


def references(where: str, value: object) -> tuple[str, ...]:
    """The references or patterns that a text with alternatives means. Raises ConfigError."""
    whole = text(where, value)
    first, *others = whole.split("|")
    stem = first.rpartition(".")[0]
    found = [first]
    found += [other if "." in other or other.startswith("?") or not stem else f"{stem}.{other}" for other in others]
    if len(found) > MOST_ALTERNATIVES:
        raise ConfigError(f"{where}: more than {MOST_ALTERNATIVES} alternatives")
    for one in found:
        _examine(where, one)
    return tuple(dict.fromkeys(found))


def _examine(where: str, one: str) -> None:
    head, *rest = one.split(".")
    fine = (_SEGMENT.fullmatch(head) or _GUESS.fullmatch(head)) and all(_SEGMENT.fullmatch(part) for part in rest)
    if not fine:
        advice = (
            "Write module.Class.method; `*` for any segment, `?` or `?name` at the head for a guess, `()` for a result."
        )
        raise ConfigError(f"{where}: {one!r} is no reference", advice=advice)
    if not rest and head in ("*", "?"):
        raise ConfigError(f"{where}: {one!r} matches everything")


def is_guess(reference: str) -> bool:
    """Whether a pattern has wildcards, so that it means more than one reference."""
    return "*" in reference or "?" in reference
