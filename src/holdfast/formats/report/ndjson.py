"""The report as JSON lines: findings, worst first, then one line that sums up (docs/schema/lines-1.schema.json)."""

from __future__ import annotations

from collections import Counter
from typing import Any

from holdfast.formats.report.document import line
from holdfast.formats.report.json import VERSION, document
from holdfast.formats.report.look import Look
from holdfast.model.finding import State
from holdfast.model.report import Report


def render(report: Report, look: Look) -> str:
    """Write the report as JSON lines. The last line is the summary: without it the report was cut off."""
    whole = document(report)
    refused = frozenset(whole["gate"].pop("refused"))
    lines = [
        line({"type": "finding", "version": VERSION, **item, "refused": item["fingerprint"] in refused})
        for item in whole["findings"]
    ]
    return "".join(lines) + line({"type": "summary", "version": VERSION, **_summary(report, whole)})


def _summary(report: Report, whole: dict[str, Any]) -> dict[str, Any]:
    kept = ("tool", "root", "seen_at", "compared_with", "scope", "gate", "tally", "notices")
    found = Counter(item.state for item in report.findings)
    why = Counter(item.why for item in report.skipped)
    return {
        **{name: whole[name] for name in kept},
        "findings": {state.value: found[state] for state in State},
        "skipped": {reason: why[reason] for reason in sorted(why)},
        "unread": sum(item.fault for item in report.skipped),
    }
