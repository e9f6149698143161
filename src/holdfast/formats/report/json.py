"""The whole report for programs, under the schema in docs/schema/report-1.schema.json."""

from __future__ import annotations

from typing import Any, Final

from holdfast.formats.report.document import written
from holdfast.formats.report.gist import guidance, outcome, sentence, worst_first
from holdfast.formats.report.jsonfindings import plain, plainly, text
from holdfast.formats.report.look import Look
from holdfast.formats.report.plain import uri
from holdfast.model.check import Check, Guidance
from holdfast.model.coverage import Coverage
from holdfast.model.report import Report

VERSION: Final = 1
"""Raised when a reader of the version before could misread the document; new fields do not raise it."""


def render(report: Report, look: Look) -> str:
    """Write the report as JSON. Equal reports give equal text; only ``tally.seconds`` is a fraction."""
    return written(_document(report, text(worst_first(report.findings))))


def document(report: Report) -> dict[str, Any]:
    """The report as plain data, findings worst first."""
    return _document(report, [plain(item) for item in worst_first(report.findings)])


def _document(report: Report, findings: object) -> dict[str, Any]:
    explained = guidance(report)
    concerned = {item.check.id: item.check for item in report.findings}
    return {
        "format": "holdfast-report",
        "version": VERSION,
        "tool": {"name": "holdfast", "version": report.tool, "rules": report.rules},
        "root": report.root,
        "seen_at": report.seen_at,
        "compared_with": report.compared_with,
        "scope": {
            "subject": report.scope.subject,
            "origin": report.scope.origin,
            "digest": report.scope.digest,
            "complete": report.scope.complete,
        },
        "gate": _gate(report),
        "tally": _tally(report),
        "findings": findings,
        "checks": [_check(concerned[name], explained.get(name)) for name in sorted(concerned)],
        "ran": sorted(check.id for check in report.checks),
        "skipped": [
            {"path": item.path, "uri": uri(item.path), "why": item.why, "bytes": item.bytes, "fault": item.fault}
            for item in sorted(report.skipped, key=lambda item: (item.path, item.why))
        ],
        "change": report.change and plainly(report.change),
        "coverage": report.coverage and _coverage(report.coverage),
        "notices": [{"kind": item.kind, "says": item.says, "place": item.place} for item in report.notices],
    }


def _gate(report: Report) -> dict[str, Any]:
    return {
        "code": int(report.gate.code),
        "outcome": outcome(report),
        "says": sentence(report),
        "rule": report.gate.rule,
        "refused": sorted(report.gate.refused),
    }


def _tally(report: Report) -> dict[str, Any]:
    tally = report.tally
    return {
        "files": tally.files,
        "bytes": tally.bytes,
        "lines": tally.lines,
        "checks": tally.checks,
        "seconds": round(tally.seconds, 3),
        "cached": tally.cached,
        "derived": tally.derived,
        "decoys": tally.decoys,
        "hidden": tally.hidden,
        "resources": tally.resources,
        "judged": tally.judged,
        "unsure": tally.unsure,
    }


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "routes": [
            {
                "path": route.at.path,
                "line": route.at.line,
                "name": route.name,
                "handler": route.handler,
                "checked": route.checked,
            }
            for route in coverage.routes
        ],
        "unread": [plainly(item) for item in coverage.unread],
    }


def _check(check: Check, explained: Guidance | None) -> dict[str, Any]:
    return {
        "id": check.id,
        "name": check.name,
        "title": check.title,
        "severity": check.severity.word,
        "confidence": check.confidence.word,
        "engine": check.engine,
        "proves": list(check.proves),
        "cwe": list(check.cwe),
        "topics": list(check.topics),
        "aliases": list(check.aliases),
        "why": explained.why if explained else "",
        "steps": list(explained.steps) if explained else [],
        "references": list(explained.references) if explained else [],
        "vendor": explained.vendor if explained else "",
    }
