"""What was understood of an estate: for people at a terminal, and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any, Final

from holdfast.formats.report.document import written
from holdfast.formats.report.look import Look
from holdfast.formats.report.plain import count
from holdfast.formats.report.terminal import Pen, wrap
from holdfast.model.estate import Estate, Fact, Item

VERSION: Final = 1
_FEW: Final = 12
"""Gaps named one by one; the rest is counted, unless all is wanted."""


def text(estate: Estate, look: Look) -> str:
    """Write the estate by unit and kind, then what could not be understood, then one line of numbers."""
    pen = Pen(look)
    lines: list[str] = []
    for unit, items in _by_unit(estate):
        lines += [pen.paint(pen.safe(unit or "."), "strong")]
        for item in items:
            lines += _drawn(item, look, pen)
        lines.append("")
    lines += _gaps(estate, look, pen)
    return "\n".join([*lines, *_numbers(estate, pen)]) + "\n"


def _by_unit(estate: Estate) -> list[tuple[str, list[Item]]]:
    units: dict[str, list[Item]] = {}
    for item in estate.items:
        units.setdefault(item.unit, []).append(item)
    return [(unit, sorted(items, key=lambda item: (item.kind, item.address))) for unit, items in sorted(units.items())]


def _drawn(item: Item, look: Look, pen: Pen) -> Iterator[str]:
    where = pen.paint(f"{pen.safe(item.place.path)}:{item.place.line}", "dim")
    word = item.kind if item.kind != "resource" else "other"
    yield f"  {pen.paint(f'{word:<20}', 'label')} {pen.safe(item.address)}  {where}"
    if look.verbose and item.facts:
        says = pen.symbol("dot").join(_fact(fact) for fact in item.facts)
        yield from (" " * 23 + pen.paint(line, "dim") for line in wrap(pen.safe(says), pen.measure - 23))


def _fact(fact: Fact) -> str:
    return f"{fact.name.replace('_', ' ')}: {fact.says if fact.known else f'? ({fact.says})'}"


def _gaps(estate: Estate, look: Look, pen: Pen) -> Iterator[str]:
    shown = estate.gaps if look.verbose else estate.gaps[:_FEW]
    if shown:
        yield pen.paint("Not understood", "strong")
    for gap in shown:
        style = "bad" if gap.fault else "dim"
        yield f"  {pen.paint(f'{pen.safe(gap.place.path)}:{gap.place.line}', style)}  {pen.safe(gap.why)}"
    if len(estate.gaps) > len(shown):
        yield pen.paint(f"  and {len(estate.gaps) - len(shown):,} more; --verbose names them all", "dim")
    if shown:
        yield ""


def _numbers(estate: Estate, pen: Pen) -> list[str]:
    kinds = Counter(item.kind for item in estate.items)
    unjudged = kinds.pop("resource", 0)
    unknown = sum(not fact.known for item in estate.items for fact in item.facts)
    facts = sum(len(item.facts) for item in estate.items)
    parts = [
        count(len(estate.items), "resource"),
        count(len(kinds), "kind"),
        f"{unjudged:,} that only complete others, or that no check knows",
        count(estate.files, "file"),
        f"{unknown:,} of {facts:,} facts unknown",
        f"{len(estate.gaps):,} not understood",
    ]
    return [pen.paint(line, "dim") for line in wrap(pen.symbol("dot").join(parts), pen.width)]


def json(estate: Estate, look: Look) -> str:
    """Write the estate as JSON."""
    return written(
        {
            "format": "holdfast-estate",
            "version": VERSION,
            "root": estate.root,
            "files": estate.files,
            "resources": [_item(item) for item in estate.items],
            "gaps": [
                {"path": gap.place.path, "line": gap.place.line, "why": gap.why, "fault": gap.fault}
                for gap in estate.gaps
            ],
        }
    )


def _item(item: Item) -> dict[str, Any]:
    return {
        "address": item.address,
        "kind": item.kind,
        "type": item.type,
        "provider": item.provider,
        "language": item.language,
        "unit": item.unit,
        "path": item.place.path,
        "line": item.place.line,
        "end_line": item.place.end_line,
        "facts": {fact.name: {"says": fact.says, "known": fact.known} for fact in item.facts},
        "refers_to": list(item.refs),
    }
