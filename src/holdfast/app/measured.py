"""How much of a subject a scan could not read, how long it took, and what it knows of, for the ledger."""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.app.scan import Scanned
from holdfast.loop.unread import SEEN_FILES, SEEN_LINES, UNREAD_FILES, UNREAD_LINES
from holdfast.model.event import Measure


def measures(done: Scanned) -> Iterator[Measure]:
    """Numbers of a scan; those about a whole subject only where the whole was read."""
    report = done.report
    for name, (value, unit) in {"scan-seconds": (report.tally.seconds, "s"), **_whole(done)}.items():
        yield Measure(
            subject=report.scope.subject,
            at=report.seen_at,
            name=name,
            value=float(value),
            unit=unit,
            origin=report.scope.origin,
        )


def _whole(done: Scanned) -> dict[str, tuple[float, str]]:
    """Lines and files that were seen, and how many nobody could read; routes and packages, and how many were tested."""
    report = done.report
    if not report.scope.complete:
        return {}
    found: dict[str, tuple[float, str]] = {}
    if done.packages is not None:
        total = done.packages.count
        found["packages-known"] = total, "packages"
        found["packages-tested"] = total if done.packages.matched and not done.packages.lost else 0, "packages"
    if report.coverage is None:
        return found
    faults = sum(item.fault for item in report.skipped)
    routes = len(report.coverage.routes)
    return found | {
        "routes-known": (routes, "routes"),
        "routes-tested": (routes, "routes"),
        SEEN_LINES: (report.tally.lines, "lines"),
        UNREAD_LINES: (min(sum(item.lines for item in report.coverage.unread), report.tally.lines), "lines"),
        SEEN_FILES: (report.tally.files + faults, "files"),
        UNREAD_FILES: (faults, "files"),
    }
