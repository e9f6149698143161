"""Shows what became of other scanners' wishes: in sum, and one by one where something could not be taken over."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.faces.cli.paint import Paint, shown
from holdfast.model.adoption import Fate, Import, Outcome

_TITLES: Final = {
    Fate.PATH: "paths left out",
    Fate.FINDING: "findings accepted",
    Fate.IDLE: "hide nothing today",
    Fate.UNTOLD: "not taken over",
}
_MOST: Final = 20


def outcomes(taken: Import, pen: Paint) -> Iterator[str]:
    """Yield the lines about an import; every wish that was not taken over is named with its place."""
    yield f"\n{pen.strong('Taken over')}  {', '.join(f'{tool} ({shown(name)})' for tool, name in taken.files)}"
    for fate, title in _TITLES.items():
        these = [item for item in taken.outcomes if item.fate is fate]
        if not these:
            continue
        yield f"\n  {pen.warn(title) if fate is Fate.UNTOLD else title}: {len(these)}"
        most = len(these) if fate is Fate.UNTOLD else _MOST
        yield from (f"    {_line(item, pen)}" for item in these[:most])
        if len(these) > most:
            yield pen.dim(f"    and {len(these) - most} more")


def _line(item: Outcome, pen: Paint) -> str:
    count = f" ({item.count})" if item.count > 1 else ""
    why = f"  {pen.dim(shown(item.why))}" if item.why else ""
    return f"{shown(item.place)}  {shown(item.says)}{count}{why}"
