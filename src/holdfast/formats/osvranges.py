"""From the events of an OSV record to intervals of versions, as the OSV schema evaluates them.

Source: https://ossf.github.io/osv-schema/#evaluation.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from holdfast.formats.versions.index import order_of
from holdfast.formats.versions.order import Order
from holdfast.formats.versions.semver import lenient
from holdfast.model.advisory import Range

KINDS: Final = ("introduced", "fixed", "last_affected", "limit")
ZERO: Final = "0"
"""Before every version."""
_SEMVER: Final = Order("semver", lenient)
Event = tuple[str, str]
"""Kind and version."""


class Undecidable(ValueError):  # noqa: N818 - an answer more than a fault
    """The order of the events cannot be known, and why."""


def intervals(ecosystem: str, kind: str, events: Sequence[Event]) -> tuple[Range, ...]:
    """The intervals that one range of a record means; an introduction is the first affected version of each.

    Raises Undecidable where the ecosystem has no order of versions, or a version is none of its own.
    """
    plain = _plain(events)
    if plain is not None:
        return plain
    order = order_of(ecosystem) or (_SEMVER if kind == "SEMVER" else None)
    if order is None:
        raise Undecidable(f"no order of versions is known for {ecosystem}")
    try:
        ranked = [(_key(order, version), name, version) for name, version in events]
    except ValueError as error:
        raise Undecidable(str(error)) from error
    ranked.sort(key=lambda row: (row[0], row[1] == "last_affected"))
    ceiling = max((row[0] for row in ranked if row[1] == "limit" and row[2] != "*"), default=None)
    if any(row[1:] == ("limit", "*") for row in ranked):
        ceiling = None
    return tuple(_cut(order, _walk(ranked), ceiling, ranked))


def _plain(events: Sequence[Event]) -> tuple[Range, ...] | None:
    """The interval where nothing has to be compared: from the beginning, to one end at most."""
    if len(events) == 1 and events[0] == ("introduced", ZERO):
        return (Range(),)
    if len(events) == 2 and events[0] == ("introduced", ZERO):
        name, version = events[1]
        if name == "fixed":
            return (Range(fixed=version),)
        if name == "last_affected":
            return (Range(last=version),)
    return None


def _key(order: Order, version: str) -> tuple[int, Any]:
    if version == ZERO:
        return (0, None)
    return (2, None) if version == "*" else (1, order.key(version))


def _walk(ranked: Iterable[tuple[Any, str, str]]) -> Iterable[Range]:
    since: str | None = None
    for _, name, version in ranked:
        if name == "introduced":
            since = version if since is None else since
        elif since is not None and name == "fixed":
            yield Range(introduced=since, fixed=version)
            since = None
        elif since is not None and name == "last_affected":
            yield Range(introduced=since, last=version)
            since = None
    if since is not None:
        yield Range(introduced=since)


def _cut(order: Order, found: Iterable[Range], ceiling: Any, ranked: Sequence[tuple[Any, str, str]]) -> Iterable[Range]:
    """Leave out what is at or behind the highest limit."""
    if ceiling is None:
        yield from found
        return
    limit = next(version for key, name, version in ranked if key == ceiling and name == "limit")
    for item in found:
        end = item.fixed or item.last
        if _key(order, item.introduced) >= ceiling:
            continue
        yield item if end and _key(order, end) < ceiling else Range(introduced=item.introduced, fixed=limit)
