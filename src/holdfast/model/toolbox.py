"""An open-source tool that does a part of what an activity asks for."""

from __future__ import annotations

from typing import NamedTuple


class Tool(NamedTuple):
    """One tool, as it was found on the day that ``TOOLS`` names."""

    name: str
    licence: str
    """SPDX expression, or the licence's own name where SPDX has none."""
    does: str
    """What for, in a few words."""
    activities: tuple[str, ...]
    """Ids of the activities that it does a part of."""
    seen: str
    """Month of its last known commit, ``2026-08``; empty where nobody looked."""
    reads: str = ""
    """Name of the format by which ``holdfast import`` takes its reports; empty where it does not."""
    note: str = ""
    """What else one should know before choosing it."""


def life(tool: Tool, today: str) -> str:
    """How alive a tool is at a day (ISO 8601): ``alive``, ``slow``, ``asleep`` or ``unknown``.

    Alive is what was committed to within a year before, slow within two.
    """
    if not tool.seen:
        return "unknown"
    year, month = (int(part) for part in tool.seen.split("-"))
    now = [int(part) for part in today.split("-")[:2]]
    months = 12 * (now[0] - year) + now[1] - month
    return "alive" if months <= 12 else "slow" if months <= 24 else "asleep"
