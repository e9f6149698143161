"""Use case: tell what resources the infrastructure files of a folder are, and what could not be understood."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Final

from holdfast.app import origins
from holdfast.app.harvest import Limit, has_charts, read
from holdfast.app.infrastructure import gather
from holdfast.app.policy import Policies
from holdfast.app.rulebook import rulebook
from holdfast.app.survey import Files, understood, units
from holdfast.engines.posture.look import kind
from holdfast.engines.secrets.look import Looker
from holdfast.estate.repo.blob import Blob
from holdfast.formats.report.look import Look
from holdfast.model.estate import Estate, Fact, Item
from holdfast.model.reading import Gap, Reading
from holdfast.model.resource import Resource
from holdfast.model.tree import references
from holdfast.model.value import Known, Unknown

_GENERAL: Final = frozenset(field.name for field in fields(Resource))
_QUIET: Final = ("secret", "password", "token", "credential", "literal")
"""Facts whose names hold one of these are told only as being there."""
_LONGEST: Final = 80


def estate(
    folder: Path,
    environment: Mapping[str, str] = os.environ,
    announce: Callable[[str], None] = lambda _text: None,
) -> Estate:
    """Everything that the readers understand below a folder. Raises UsageError and ConfigError."""
    target = origins.find_target(folder)
    policies = Policies(target.root, {}, environment)
    book = rulebook(policies.root, root=target.root)
    origin = origins.work_tree(target, policies)
    limit = Limit(time.monotonic(), 0.0)
    harvest = read(origin, book, policies, lambda _done, _total: None, limit, secrets=False, judges=True)
    claims, more = gather(harvest, target, origin, policies)
    rendered: dict[str, Reading] = {}
    if policies.root.helm and origin.name == "worktree" and has_charts(claims):
        from holdfast.app.charts import charts

        here = charts(target.root, policies.root.max_file_bytes, environment, lambda: book.looker, announce)
        rendered = here.of_disk(claims, frozenset(origin.paths)) if here is not None else {}
    files = Files(claims, more)
    items: list[Item] = []
    gaps: list[Gap] = []
    for unit in units(claims):
        reading = understood(unit, files)
        gaps += reading.gaps
        items += [_item(resource, unit.root, book.looker) for resource in reading.resources]
    for where, reading in rendered.items():
        gaps += reading.gaps
        items += [_item(resource, where or ".", book.looker) for resource in reading.resources]
    if target.within:
        items = [item for item in items if item.place.path in origin.paths]
    known = {(item.unit, item.address) for item in items}
    return Estate(
        root=f"{target.root.name}/{target.within}".rstrip("/"),
        items=tuple(_linked(item, known) for item in items),
        gaps=tuple(gaps),
        files=sum(len(own) for own in harvest.infra.values()),
    )


FORMATS: Final = ("text", "json", "svg", "html")
"""How an estate can be shown."""


def shown(found: Estate, name: str, looks: Look) -> str:
    """An estate in one of the formats."""
    from holdfast.formats.report import estate as words

    if name in ("text", "json"):
        return words.text(found, looks) if name == "text" else words.json(found, looks)
    from holdfast.formats.report import estate_graph as picture

    return picture.svg(found, looks) if name == "svg" else picture.page(found, looks)


def _item(resource: Resource, unit: str, looker: Looker) -> Item:
    def safe(text: str) -> bool:
        return not looker.look(Blob("fact.env", f"value = {text}".encode())).hits

    return Item(
        kind=kind(resource),
        address=resource.address,
        type=resource.type,
        provider=resource.provider,
        language=resource.language,
        place=resource.place,
        facts=tuple(_facts(resource, safe)),
        refs=tuple(sorted(set(references(resource.raw)))),
        unit=unit,
    )


def _linked(item: Item, known: set[tuple[str, str]]) -> Item:
    """The item with only those references that lead to another item of its unit."""
    own = (ref for ref in item.refs if ref != item.address and (item.unit, ref) in known)
    return replace(item, refs=tuple(own))


def _facts(resource: Resource, safe: Callable[[str], bool]) -> Iterator[Fact]:
    for field in fields(resource):
        value = getattr(resource, field.name)
        if field.name in _GENERAL or value is None:
            continue
        if isinstance(value, Unknown):
            yield Fact(name=field.name, says=value.why, known=False)
        elif isinstance(value, Known):
            said = _said(field.name, value.value, safe)
            if said:
                yield Fact(name=field.name, says=said)


def _said(name: str, value: Any, safe: Callable[[str], bool]) -> str:
    """A content as text; empty for nothing, and for what may be a secret only that it is there."""
    if value is None or value == () or value == "":
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if any(word in name for word in _QUIET):
        return "set"
    if isinstance(value, tuple):
        parts = [_said(name, each.value if isinstance(each, Known) else each, safe) for each in value[:6]]
        more = f" and {len(value) - 6} more" if len(value) > 6 else ""
        return ", ".join(part for part in parts if part) + more
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, Unknown):
        return "?"
    if not isinstance(value, str | int | float):
        return ""
    text = str(value)
    return text[:_LONGEST] if safe(text) else "••••••••"
