"""The report in reviewdog's diagnostic format (rdjson).

Source: the format's protocol definition and README in reviewdog's documentation. Only lines are told: the format counts
columns in bytes, a report in characters.
"""

from __future__ import annotations

from typing import Any, Final

from holdfast.formats.report.brief import told
from holdfast.formats.report.document import written
from holdfast.formats.report.gist import standing
from holdfast.formats.report.look import Look
from holdfast.formats.report.sarif_rules import LEVELS
from holdfast.model.finding import Finding
from holdfast.model.report import Report

_LEVELS: Final = {"error": "ERROR", "warning": "WARNING", "note": "INFO"}


def render(report: Report, look: Look) -> str:
    """Write the findings that ask for an action as diagnostics, worst first."""
    return written({"source": {"name": "holdfast"}, "diagnostics": [_diagnostic(item) for item in standing(report)]})


def _diagnostic(item: Finding) -> dict[str, Any]:
    at = item.fail.at
    line = max(1, at.line)
    return {
        "message": f"{told(item)} ({item.check.name})",
        "location": {
            "path": at.path,
            "range": {"start": {"line": line}, "end": {"line": max(line, at.end_line)}},
        },
        "severity": _LEVELS[LEVELS[item.fail.severity]],
        "code": {"value": item.check.id},
    }
