"""How much of a subject a scan could not read, for the ledger."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.app.scan import Scanned
from holdfast.loop.unread import SEEN_FILES, SEEN_LINES, UNREAD_FILES, UNREAD_LINES
from holdfast.model.event import Measure


def measures(done: Scanned) -> Iterator[Measure]:
    """Lines and files that were seen, and how many of them nobody could read; nothing for a part of a subject."""
    report = done.report
    if not report.scope.complete or report.coverage is None:
        return
    faults = sum(item.fault for item in report.skipped)
    values = {
        SEEN_LINES: (report.tally.lines, "lines"),
        UNREAD_LINES: (min(sum(item.lines for item in report.coverage.unread), report.tally.lines), "lines"),
        SEEN_FILES: (report.tally.files + faults, "files"),
        UNREAD_FILES: (faults, "files"),
    }
    for name, (value, unit) in values.items():
        yield Measure(
            subject=report.scope.subject,
            at=report.seen_at,
            name=name,
            value=float(value),
            unit=unit,
            origin=report.scope.origin,
        )
