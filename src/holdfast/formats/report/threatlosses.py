"""What was lost on the way to another format or from it, for a terminal: equal losses together, with their places."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from holdfast.formats.report.look import Look
from holdfast.formats.report.plain import count
from holdfast.formats.report.terminal import Pen
from holdfast.model.exchange import Loss

_FEW: Final = 4
"""Places of equal losses that are named."""
_MOST: Final = 12
"""Sorts of losses that are named."""


def text(losses: Sequence[Loss], heading: str, look: Look) -> str:
    """The losses under a heading; all of them, each place named, where ``look`` is verbose."""
    if not losses:
        return f"{heading}: nothing was lost.\n"
    pen = Pen(look)
    groups: dict[tuple[str, str], list[str]] = {}
    for loss in losses:
        groups.setdefault((loss.what, loss.why), []).append(loss.where)
    rows = sorted(groups.items(), key=lambda group: -len(group[1]))
    shown = rows if look.verbose else rows[:_MOST]
    lines = [f"{heading}: {count(len(losses), 'thing')} could not be carried as they are."]
    lines += [line for (what, why), places in shown for line in _group(what, why, places, pen, look)]
    if len(rows) > len(shown):
        rest = sum(len(places) for _, places in rows[len(shown) :])
        lines.append(f"  and {rest:,} more; -v names every one")
    return "\n".join(pen.safe(line) for line in lines) + "\n"


def _group(what: str, why: str, places: Sequence[str], pen: Pen, look: Look) -> Iterator[str]:
    named = places if look.verbose else places[:_FEW]
    more = f" and {len(places) - len(named):,} more" if len(places) > len(named) else ""
    yield f"  {what}: {', '.join(named)}{more}"
    yield f"    {why}"
