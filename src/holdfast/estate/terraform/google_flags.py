"""Flags of Cloud SQL servers that bear on security: which were set to what weakens it, and which nobody set.

Source: "Configure database flags" for MySQL, PostgreSQL and SQL Server, documentation of Cloud SQL.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from holdfast.model.place import Place
from holdfast.model.tree import at, items
from holdfast.model.value import How, Known, Tree, Unknown, Value


class Flag(NamedTuple):
    """What a flag should be."""

    name: str
    good: Callable[[str], bool]
    kept: bool = False
    """Its default is the careful one, so that only another value counts."""


def _on(value: str) -> bool:
    return value in ("on", "1", "true")


def _off(value: str) -> bool:
    return value in ("off", "0", "false")


_CHATTY: Final = ("fatal", "panic")
FLAGS: Final = {
    "MYSQL": (Flag("local_infile", _off), Flag("skip_show_database", _on)),
    "POSTGRES": (
        Flag("log_connections", _on),
        Flag("log_disconnections", _on),
        Flag("log_checkpoints", _on, kept=True),
        Flag("log_lock_waits", _on),
        Flag("log_temp_files", lambda value: value == "0"),
        Flag("log_min_duration_statement", lambda value: value == "-1", kept=True),
        Flag("log_min_messages", lambda value: value not in _CHATTY, kept=True),
        Flag("log_min_error_statement", lambda value: value not in _CHATTY, kept=True),
        Flag("log_statement", lambda value: value != "none"),
        Flag("cloudsql.enable_pgaudit", _on),
    ),
    "SQLSERVER": (
        Flag("cross db ownership chaining", _off, kept=True),
        Flag("contained database authentication", _off, kept=True),
        Flag("external scripts enabled", _off, kept=True),
        Flag("remote access", _off),
        Flag("3625", _on),
        Flag("user options", lambda value: False, kept=True),
    ),
}
"""Beginning of a version to the flags of the engine."""


def _engine(attrs: Tree) -> tuple[Flag, ...] | Unknown | None:
    version = at(attrs, "database_version")
    if isinstance(version, Unknown):
        return version
    return next((flags for name, flags in FLAGS.items() if str(version.value).upper().startswith(name)), None)


def _given(attrs: Tree) -> dict[str, Known[str]] | Unknown:
    """Names of flags to their values; unknown where a name is, or all of them."""
    listed = at(attrs, "settings", "database_flags")
    if isinstance(listed, Unknown):
        return listed
    found: dict[str, Known[str]] = {}
    for each in items(listed):
        name, value = at(each, "name"), at(each, "value")
        if isinstance(name, Unknown):
            return name
        if isinstance(value, Known):
            found[str(name.value).lower()] = value._replace(value=_word(value.value))
    return found


def _word(value: object) -> str:
    return ("on" if value else "off") if isinstance(value, bool) else str(value).strip().lower()


def weakened(attrs: Tree) -> Any:
    """Flags that somebody set to what weakens the server."""
    return _told(attrs, lambda flag, value: value is not None and not flag.good(value.value))


def unset(attrs: Tree) -> Any:
    """Flags that nobody set, and whose default is not the careful one."""
    return _told(attrs, lambda flag, value: value is None and not flag.kept)


def _told(attrs: Tree, meant: Callable[[Flag, Known[str] | None], bool]) -> Value[tuple[Value[str], ...]] | None:
    flags, given = _engine(attrs), _given(attrs)
    if flags is None or isinstance(flags, Unknown):
        return flags
    if isinstance(given, Unknown):
        return given
    place: Place = at(attrs, "settings").place
    found: list[Value[str]] = []
    for flag in flags:
        value = given.get(flag.name)
        if meant(flag, value):
            found.append(Known(flag.name, value.place if value else place, How.EXPLICIT if value else How.DEFAULT))
    return Known(tuple(found), place)
