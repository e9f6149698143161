"""Policy files: ``holdfast.toml``, ``[tool.holdfast]`` in ``pyproject.toml``, and values of flags and variables."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from holdfast.kit.expressions import expression
from holdfast.model.errors import ConfigError
from holdfast.model.policy import Acceptance, Decoy, Option, Policy, options

NAME: Final = "holdfast.toml"
PYPROJECT: Final = "pyproject.toml"
_SPECIAL: Final = ("extends", "locked", "secrets.decoy", "accept")
_ACCEPT: Final = expression(r"^\s*\[\[\s*(?:tool\.holdfast\.)?accept\s*\]\]", re.MULTILINE)
_DATE: Final = expression(r"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])")


class Setting(NamedTuple):
    """A value with its origin, e.g. ``holdfast.toml:4``."""

    value: Any
    origin: str


class Layer(NamedTuple):
    """What one source sets."""

    name: str
    settings: Mapping[str, Setting]
    extends: tuple[str, ...] = ()
    locked: tuple[str, ...] = ()
    decoys: tuple[Decoy, ...] = ()
    accepts: tuple[Acceptance, ...] = ()


def read_layer(text: str, name: str) -> Layer:
    """Read a policy file's text; ``name`` is its path for messages.

    A ``pyproject.toml`` without ``[tool.holdfast]`` is an empty layer. Raises ConfigError that names the file, the line
    and, for an unknown key, the nearest valid one.
    """
    import tomllib  # costs as much as a small scan, and most calls read no file

    try:
        data: dict[str, Any] = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise ConfigError(f"{name}: {error}", advice="Mend the TOML.") from error
    if name.rsplit("/", 1)[-1] == PYPROJECT:
        data = data.get("tool", {}).get("holdfast", {})
        if not isinstance(data, dict):
            raise ConfigError(f"{name}:{_line(text, 'holdfast')}: tool.holdfast is a table")
    table = {option.key: option for option in options().values()}
    settings: dict[str, Setting] = {}
    for key, value in _leaves(data):
        where = f"{name}:{_line(text, key)}"
        if key in _SPECIAL:
            continue
        if key not in table:
            raise ConfigError(f"{where}: unknown key {key!r}", advice=_nearest(key, [*table, *_SPECIAL]))
        settings[key] = Setting(value=check(table[key], value, where), origin=where)
    return Layer(
        name=name,
        settings=settings,
        extends=_strings(data.get("extends", ()), "extends", name, text),
        locked=_strings(data.get("locked", ()), "locked", name, text),
        decoys=tuple(_decoys(data.get("secrets", {}), name, text)),
        accepts=tuple(_accepts(data.get("accept", []), name, text)),
    )


def _leaves(data: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in data.items():
        dotted = f"{prefix}{key}"
        if isinstance(value, dict) and dotted != "secrets.decoy":
            yield from _leaves(value, f"{dotted}.")
        else:
            yield dotted, value


def _line(text: str, key: str) -> int:
    """The line of a dotted key: the last part, below its table's header where that is written."""
    table, _, last = key.rpartition(".")
    start = 0
    if table:
        header = re.search(rf"^\s*\[\[?\s*(?:tool\.holdfast\.)?{re.escape(table)}\s*\]\]?", text, re.MULTILINE)
        start = header.end() if header else 0
    match = re.compile(
        rf"^\s*(?:{re.escape(key)}|{re.escape(last)})\s*[=.\]]|\[\s*{re.escape(key)}", re.MULTILINE
    ).search(text, start)
    return text.count("\n", 0, match.end() if match else start) + 1


def _nearest(key: str, valid: list[str]) -> str:
    import difflib

    last = key.rpartition(".")[2]
    near = difflib.get_close_matches(key, valid, 1, 0.5) or [item for item in valid if item.endswith(f".{last}")]
    return f"Did you mean {near[0]!r}?" if near else f"Valid keys: {', '.join(valid)}."


def check(option: Option, value: Any, where: str) -> Any:
    """The value in the option's type. Raises ConfigError naming ``where``."""
    if option.kind is tuple:
        if isinstance(value, list | tuple) and all(isinstance(item, str) for item in value):
            return tuple(value)
        raise ConfigError(f"{where}: {option.key} takes a list of strings", advice=f'For example {option.key} = ["…"].')
    if option.kind is not type(value):
        words = {str: "text in quotes", int: "a whole number", bool: "true or false"}
        raise ConfigError(f"{where}: {option.key} takes {words[option.kind]}, not {value!r}")
    if option.choices and value not in option.choices:
        raise ConfigError(
            f"{where}: {option.key} cannot be {value!r}", advice=f"Use one of: {', '.join(option.choices)}."
        )
    if isinstance(value, int) and value < 0:
        raise ConfigError(f"{where}: {option.key} cannot be negative")
    return value


def parse(option: Option, text: str, where: str) -> Any:
    """The value of an option from a flag's or a variable's text. Raises ConfigError naming ``where``."""
    if option.kind is bool:
        words = {
            "1": True,
            "true": True,
            "yes": True,
            "on": True,
            "0": False,
            "false": False,
            "no": False,
            "off": False,
        }
        if text.lower() not in words:
            raise ConfigError(f"{where}: {text!r} is neither true nor false")
        return words[text.lower()]
    if option.kind is int:
        if not text.isdigit():
            raise ConfigError(f"{where}: {text!r} is not a whole number")
        return int(text)
    if option.kind is tuple:
        return tuple(part.strip() for part in text.split(",") if part.strip())
    return check(option, text, where)


def _strings(value: Any, key: str, name: str, text: str) -> tuple[str, ...]:
    items = (value,) if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) for item in items):
        raise ConfigError(f"{name}:{_line(text, key)}: {key} takes text or a list of texts")
    return tuple(items)


def _decoys(data: Mapping[str, Any], name: str, text: str) -> Iterator[Decoy]:
    for item in data.get("decoy", []):
        where = f"{name}:{_line(text, 'secrets.decoy')}"
        if not isinstance(item, dict) or set(item) != {"mark", "reason"}:
            raise ConfigError(
                f"{where}: a decoy has a mark and a reason", advice="See `holdfast explain FILE:LINE` for the mark."
            )
        yield Decoy(mark=str(item["mark"]), reason=str(item["reason"]), place=where)


def _accepts(entries: Any, name: str, text: str) -> Iterator[Acceptance]:
    lines = [text.count("\n", 0, match.start()) + 1 for match in _ACCEPT.finditer(text)]
    if not isinstance(entries, list):
        raise ConfigError(f"{name}:{_line(text, 'accept')}: accept is a list of tables", advice="Write [[accept]].")
    for number, item in enumerate(entries):
        where = f"{name}:{lines[number] if number < len(lines) else 1}"
        unknown = set(item) - {"check", "address", "reason", "until"} if isinstance(item, dict) else {"it"}
        if unknown or not all(str(item.get(key, "")).strip() for key in ("check", "address", "reason")):
            advice = 'Give check, address, reason and, if it ends, until: address = "module.logs.*".'
            raise ConfigError(f"{where}: an accepted resource has a check, an address and a reason", advice=advice)
        until = str(item.get("until", ""))
        if until and not _DATE.fullmatch(until):
            raise ConfigError(f"{where}: until {until!r} is no date", advice="Write YYYY-MM-DD.")
        yield Acceptance(
            check=str(item["check"]), address=str(item["address"]), reason=str(item["reason"]), until=until, place=where
        )


def merge(layers: list[Layer]) -> Policy:
    """The policy that the layers make, the last one strongest.

    A preset fills what no layer sets. Raises ConfigError when a layer sets what one before it locked.
    """
    values: dict[str, Any] = {}
    origins: dict[str, str] = {}
    locked: dict[str, str] = {}
    table = {option.key: option for option in options().values()}
    for layer in layers:
        for key, setting in layer.settings.items():
            if key in locked:
                raise ConfigError(
                    f"{setting.origin}: {key} is locked by {locked[key]}",
                    advice="Take it out, or ask the owner of that policy.",
                )
            adds = table[key].adds and key in values
            values[key] = (*values[key], *setting.value) if adds else setting.value
            origins[key] = f"{origins[key]}, {setting.origin}" if adds else setting.origin
        locked.update(dict.fromkeys(layer.locked, layer.name))
    preset = values.get("preset", "balanced")
    for key, option in table.items():
        given = dict(option.presets)
        if key not in values and preset in given:
            values[key], origins[key] = given[preset], f"preset {preset}"
    fields = {name: values[option.key] for name, option in options().items() if option.key in values}
    decoys = tuple(decoy for layer in layers for decoy in layer.decoys)
    accepts = tuple(accept for layer in layers for accept in layer.accepts)
    return Policy(**fields, decoys=decoys, accepts=accepts, origins=origins)
