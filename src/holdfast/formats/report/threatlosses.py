"""What was lost on the way to another format or from it, for a terminal: by reason, with their places."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from holdfast.formats.report.look import Look
from holdfast.formats.report.plain import count
from holdfast.formats.report.terminal import Pen
from holdfast.model.exchange import Loss

_FEW: Final = 4
"""Places of equal losses that are named."""
_MOST: Final = 16
"""Sorts of losses that are named."""


def text(losses: Sequence[Loss], heading: str, look: Look) -> str:
    """The losses under a heading; all of them, each place named, where ``look`` is verbose."""
    if not losses:
        return f"{heading}: nothing was lost.\n"
    pen = Pen(look)
    reasons: dict[str, dict[str, list[str]]] = {}
    for loss in losses:
        reasons.setdefault(loss.why, {}).setdefault(loss.what, []).append(loss.where)
    rows = sorted(reasons.items(), key=lambda row: -sum(map(len, row[1].values())))
    lines = [f"{heading}: {count(len(losses), 'thing')} could not be carried as they are."]
    left = len(losses) if look.verbose else _MOST
    hidden = 0
    for why, things in rows:
        shown = sorted(things.items(), key=lambda row: -len(row[1]))[:left]
        hidden += sum(map(len, things.values())) - sum(len(places) for _, places in shown)
        left -= len(shown)
        lines += [f"  {why}", *(f"    {what}: {_places(places, look)}" for what, places in shown)] if shown else []
    if hidden:
        lines.append(f"  and {hidden:,} more; -v names every one")
    return "\n".join(pen.safe(line) for line in lines) + "\n"


def _places(places: Sequence[str], look: Look) -> str:
    named = places if look.verbose else places[:_FEW]
    more = f" and {len(places) - len(named):,} more" if len(places) > len(named) else ""
    return ", ".join(named) + more
