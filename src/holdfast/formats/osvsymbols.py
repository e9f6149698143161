"""Which functions an OSV record names: each database has its own place for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from holdfast.model.advisory import Symbols

Record = dict[str, Any]
_LISTS: Final = ("affected_functions", "functions", "vulnerable_functions", "symbols")
"""Where GitHub's and others' records have plain lists of names."""
_MOST: Final = 500


def symbols(row: Record) -> tuple[Symbols, ...]:
    """The symbols of one entry of ``affected``; none where it names none, or not in a way that is known."""
    found: list[Symbols] = []
    for part in ("ecosystem_specific", "database_specific"):
        specific = row.get(part)
        if not isinstance(specific, dict):
            continue
        found += _imports(specific.get("imports"))
        affects = specific.get("affects")  # RustSec
        if isinstance(affects, dict):
            found += _named(affects.get("functions"))
        for name in _LISTS:
            found += _named(specific.get(name))
    return tuple(dict.fromkeys(found))[:_MOST]


def _imports(rows: Any) -> Iterator[Symbols]:
    """Go's ``path`` and ``symbols``; PyPA's ``modules`` and ``attribute``."""
    for row in rows if isinstance(rows, list) else ():
        if not isinstance(row, dict):
            continue
        names = _words(row.get("symbols"))
        attribute = row.get("attribute")
        if isinstance(attribute, str) and attribute:
            names = (*names, attribute)
        path = row.get("path")
        modules = (path,) if isinstance(path, str) else _words(row.get("modules"))
        for module in modules or (("",) if names else ()):
            yield Symbols(module=module, names=names)


def _named(value: Any) -> Iterator[Symbols]:
    names = _words(value) if isinstance(value, list) else ()
    if not names and isinstance(value, dict):
        names = tuple(name for name in value if isinstance(name, str))
    if names:
        yield Symbols(module="", names=names)


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(item for item in value[:_MOST] if isinstance(item, str) and item)
