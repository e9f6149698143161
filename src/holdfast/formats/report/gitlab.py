"""The report as GitLab reads it: code quality for the merge request, secret detection for the security dashboards.

Sources: GitLab's documentation, "Code Quality" (custom tools) and the secret detection report schema, version 15.0.7.
Accepted findings are left out of both; known ones stay, as GitLab compares two reports itself.
"""

from __future__ import annotations

import re
from typing import Any, Final

from holdfast.formats.report.brief import told, unaccepted
from holdfast.formats.report.document import written
from holdfast.formats.report.gist import guidance, nothing_read, sentence
from holdfast.formats.report.look import Look
from holdfast.formats.report.plain import count, visible
from holdfast.formats.report.sarif_rules import is_address
from holdfast.model.check import Guidance, Severity
from holdfast.model.errors import ExitCode
from holdfast.model.finding import Finding
from holdfast.model.report import Report

_GRADES: Final = {
    Severity.CRITICAL: "blocker",
    Severity.HIGH: "critical",
    Severity.MEDIUM: "major",
    Severity.LOW: "minor",
    Severity.INFO: "info",
}
_SCHEMA_VERSION: Final = "15.0.7"
_MOST_NAME: Final = 255
_MOST_SOLUTION: Final = 7000
_NO_COMMIT: Final = "0000000"
"""The commit that GitLab's own analyser names when it reads files and no history."""
_MOMENT: Final = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", re.ASCII)


def quality(report: Report, look: Look) -> str:
    """Write the report as a code quality artifact. The fingerprint survives edits elsewhere in the file."""
    return written([_issue(item) for item in unaccepted(report)])


def _issue(item: Finding) -> dict[str, Any]:
    return {
        "description": told(item),
        "check_name": item.check.name,
        "fingerprint": item.fingerprint,
        "severity": _GRADES[item.fail.severity],
        "location": {"path": item.fail.at.path, "lines": {"begin": max(1, item.fail.at.line)}},
    }


def secrets(report: Report, look: Look) -> str:
    """Write the report as a secret detection artifact; findings of other engines are not in it."""
    explained = guidance(report)
    found = [item for item in unaccepted(report) if item.check.engine == "secrets"]
    return written(
        {
            "version": _SCHEMA_VERSION,
            "scan": _scan(report),
            "vulnerabilities": [_vulnerability(item, explained.get(item.check.id)) for item in found],
        }
    )


def _scan(report: Report) -> dict[str, Any]:
    tool = {"id": "holdfast", "name": "Holdfast", "version": report.tool or "0", "vendor": {"name": "Holdfast"}}
    moment = _MOMENT.match(report.seen_at)
    when = moment[0] if moment else "1970-01-01T00:00:00"
    whole = report.gate.code in (ExitCode.PASSED, ExitCode.REFUSED) and not nothing_read(report)
    faults = sum(item.fault for item in report.skipped)
    messages = [{"level": "info" if whole else "warn", "value": visible(sentence(report)) or "The gate said nothing."}]
    messages += [{"level": "warn", "value": f"{count(faults, 'file')} could not be read."}] if faults else []
    return {
        "analyzer": tool,
        "scanner": tool,
        "type": "secret_detection",
        "start_time": when,
        "end_time": when,
        "status": "success" if whole else "failure",
        "messages": messages,
    }


def _vulnerability(item: Finding, explained: Guidance | None) -> dict[str, Any]:
    from uuid import NAMESPACE_URL, uuid5

    at, check = item.fail.at, item.check
    line = max(1, at.line)
    steps = "\n".join(f"{number}. {step}" for number, step in enumerate(explained.steps, 1)) if explained else ""
    name = visible(check.name) or "unnamed"
    weaknesses = [
        {
            "type": "cwe",
            "name": f"CWE-{number}",
            "value": str(number),
            "url": f"https://cwe.mitre.org/data/definitions/{number}.html",
        }
        for number in check.cwe
    ]
    return {
        "id": str(uuid5(NAMESPACE_URL, f"holdfast:{item.fingerprint}".encode("utf-8", "backslashreplace").decode())),
        "name": visible(check.title)[:_MOST_NAME],
        "description": "\n\n".join(part for part in (told(item), visible(explained.why) if explained else "") if part),
        "severity": item.fail.severity.word.capitalize(),
        "solution": steps[:_MOST_SOLUTION],
        "identifiers": [
            {"type": "holdfast_check", "name": f"Holdfast {name}", "value": visible(check.id) or name},
            *weaknesses,
        ],
        "links": [{"url": link} for link in explained.references if is_address(link)] if explained else [],
        "location": {
            "file": at.path,
            "commit": {"sha": _NO_COMMIT},
            "start_line": line,
            "end_line": max(line, at.end_line),
        },
    }
