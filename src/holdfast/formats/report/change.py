"""A change that is about to be made, in a few lines: what it touches, and how it stands on the common concerns."""

from __future__ import annotations

from holdfast.formats.report.plain import count
from holdfast.formats.report.span import code, plain
from holdfast.formats.report.terminal import Pen, cells, wrap
from holdfast.model.change import Change, Concern

_STYLES = {"worse": "bad", "as before": "medium", "unsure": "medium", "ok": "good", "not here": "dim"}


def moves(change: Change) -> str:
    """Say how many resources are made, changed and taken away."""
    parts = [
        f"{number:,} {word}"
        for number, word in (
            (change.creates, "created"),
            (change.updates, "changed"),
            (change.replaces, "replaced"),
            (change.deletes, "deleted"),
        )
        if number
    ]
    return f"Resources: {', '.join(parts)}" if parts else "No resource is changed"


def numbers(row: Concern) -> str:
    """Say what is behind the word of a concern."""
    parts = [f"{row.new:,} worse"] * bool(row.new) + [f"{row.known:,} as before"] * bool(row.known)
    parts += [f"{row.accepted:,} accepted"] * bool(row.accepted) + [f"{row.ok:,} in order"] * bool(row.ok)
    return ", ".join(parts + [f"{row.unsure:,} unsure"] * bool(row.unsure))


def lines(change: Change, pen: Pen) -> list[str]:
    """Draw it for a terminal."""
    width = max((cells(row.says) for row in change.concerns), default=0)
    found = [f"{moves(change)}. {_mended(change)}".strip()]
    for row in change.concerns:
        word = pen.paint(f"{row.word:<9}", _STYLES[row.word])
        found.append(f"  {word} {row.says}{' ' * (width - cells(row.says))}  {pen.paint(numbers(row), 'dim')}".rstrip())
    record = [f"plan sha256 {change.digest}"]
    record += [f"ticket {change.ticket}"] if change.ticket else []
    record += [f"approved by {change.approver}"] if change.approver else []
    found += [pen.paint(line, "dim") for line in wrap(pen.safe(pen.symbol("dot").join(record)), pen.measure)]
    return found


def _mended(change: Change) -> str:
    return f"It takes {count(change.mended, 'finding')} away." if change.mended else ""


def _sign(row: Concern) -> str:
    return "❌" if row.new else "✅" if row.word == "ok" else "▫️"


def markdown(change: Change) -> str:
    """Write it as Markdown."""
    rows = [f"| {_sign(row)} | {plain(row.says)} | {row.word} | {numbers(row)} |" for row in change.concerns]
    record = [f"Plan {code(change.path)}, SHA-256 {code(change.digest)}"]
    record += [f"ticket {code(change.ticket)}"] if change.ticket else []
    record += [f"approved by {code(change.approver)}"] if change.approver else []
    table = "\n".join(["| | Concern | Stands | |", "|---|---|---|---|", *rows])
    return f"{moves(change)}. {_mended(change)}\n\n{table}\n\n{', '.join(record)}."
