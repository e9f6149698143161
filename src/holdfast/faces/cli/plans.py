"""Shows a plan: in one line per file, or as a diff."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.faces.cli.paint import Paint, shown
from holdfast.model.plan import Change, Plan


def lines(plan: Plan, pen: Paint, *, diff: bool) -> Iterator[str]:
    """Yield the lines for one plan; with ``diff`` the changes in full."""
    width = max((len(plan.name(change.path)) for change in plan.changes), default=0)
    for change in plan.changes:
        yield f"  {_verb(change):<8} {pen.strong(plan.name(change.path).ljust(width))}".rstrip()
    for note in plan.notes:
        yield f"  {pen.dim('note')}     {shown(note)}"
    if diff and not plan.empty:
        yield ""
        for line in plan.diff().splitlines():
            yield f"  {_painted(line, pen)}"


def _verb(change: Change) -> str:
    if change.before is None:
        return "write"
    return "remove" if change.after is None else "change"


def _painted(line: str, pen: Paint) -> str:
    if line.startswith(("+++", "---")):
        return pen.strong(line)
    if line.startswith("@@"):
        return pen.dim(line)
    if line.startswith("+"):
        return pen.good(line)
    return pen.bad(line) if line.startswith("-") else line
