"""The report as SARIF 2.1.0, for code hosts and editors.

Source: OASIS SARIF 2.1.0 and GitHub's notes on what code scanning reads.
"""

from __future__ import annotations

import re
from typing import Any, Final

from holdfast.formats.report.document import written
from holdfast.formats.report.gist import guidance, sentence, standing, worst_first
from holdfast.formats.report.look import Look
from holdfast.formats.report.plain import count, uri
from holdfast.formats.report.sarif_rules import LEVELS, descriptors
from holdfast.model.errors import ExitCode
from holdfast.model.finding import Finding, State, Suppression
from holdfast.model.place import Place
from holdfast.model.report import Notice, Report, Skipped
from holdfast.model.verdict import Fail

MOST_RESULTS: Final = 25_000
"""What code hosts take in one run."""
_SCHEMA: Final = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_ROOT: Final = "SRCROOT"
_UTC: Final = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:Z|\+00:00)", re.ASCII)
_ABOUT_THE_RUN: Final = {"policy", "suppression"}
"""Kinds of notice that speak of the configuration rather than of the scan."""


def render(report: Report, look: Look) -> str:
    """Write the report as a SARIF log of one run: worst results first, those beyond the limit left out, and said so."""
    checks = {check.id: check for check in (*report.checks, *(item.check for item in report.findings))}
    rules = {name: index for index, name in enumerate(sorted(checks))}
    asking = {id(item) for item in standing(report)}
    ordered = sorted(worst_first(report.findings), key=lambda item: id(item) not in asking)
    run = {
        "tool": {
            "driver": {
                "name": "Holdfast",
                "version": report.tool,
                "rules": descriptors([checks[name] for name in rules], guidance(report)),
            }
        },
        "invocations": [_invocation(report, left_out=max(0, len(ordered) - MOST_RESULTS))],
        "originalUriBaseIds": {_ROOT: {"description": {"text": "The scanned root."}}},
        "columnKind": "unicodeCodePoints",
        "results": [_result(item, rules[item.check.id]) for item in ordered[:MOST_RESULTS]],
        "properties": {
            "root": report.root,
            "rules": report.rules,
            "subject": report.scope.subject,
            "origin": report.scope.origin,
            "scopeDigest": report.scope.digest,
            "scopeComplete": report.scope.complete,
            "comparedWith": report.compared_with,
        },
    }
    return written({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]})


def _result(item: Finding, index: int) -> dict[str, Any]:
    fail = item.fail
    properties: dict[str, Any] = {
        "engine": item.check.engine,
        "severity": fail.severity.word,
        "confidence": fail.confidence.word,
        "persona": fail.persona.word,
    }
    properties |= {"route": list(fail.at.route)} if fail.at.route else {}
    properties |= {"knownBy": item.known_by} if item.known_by else {}
    if fail.about:
        properties |= {"resourceType": fail.about.type, "language": fail.about.language}
        properties |= {"concern": fail.about.concern} if fail.about.concern else {}
    properties |= {"fix": fail.fix} if fail.fix else {}
    if fail.names:
        facts = dict(fail.facts)
        properties |= {"advisories": list(fail.names), **facts}
        properties |= {"purl": fail.about.address} if fail.about else {}
        properties |= {"security-severity": facts["cvss"]} if "cvss" in facts else {}
    known = item.state is State.KNOWN or bool(item.known_by)
    result = {
        "ruleId": item.check.id,
        "ruleIndex": index,
        "level": LEVELS[fail.severity],
        "message": {"text": "\n".join((fail.says or item.check.title, *fail.notes))},
        "locations": [_location(fail.at, frame=fail.frame) | _logical(fail)],
        "partialFingerprints": {"holdfast/v1": item.fingerprint},
        "suppressions": [_suppression(item.suppression)] if item.state is State.SUPPRESSED else [],
        "baselineState": "unchanged" if known else "new",
        "properties": properties,
    }
    return result | ({"codeFlows": [_flow(fail)]} if fail.steps else {})


def _logical(fail: Fail) -> dict[str, Any]:
    """Say which resource it is about."""
    if fail.about is None:
        return {}
    return {"logicalLocations": [{"fullyQualifiedName": fail.about.address, "kind": "resource"}]}


def _flow(fail: Fail) -> dict[str, Any]:
    """Say the way that a value or data came, the source first and the finding last."""
    steps = [_location(step.place) | {"message": {"text": step.says}} for step in fail.steps]
    steps.append(_location(fail.at) | {"message": {"text": fail.says}})
    return {"threadFlows": [{"locations": [{"location": step} for step in steps]}]}


def _location(at: Place, *, frame: str = "") -> dict[str, Any]:
    """Say where something stands, with the line around it as it may be shown, with every value masked."""
    line, column = max(1, at.line), max(1, at.column)
    end_line = max(line, at.end_line)
    end_column = max(1 if end_line > line else column, at.end_column)
    physical: dict[str, Any] = {
        **_artifact(at.path),
        "region": {"startLine": line, "startColumn": column, "endLine": end_line, "endColumn": end_column},
    }
    if frame:
        physical["contextRegion"] = {"startLine": line, "endLine": end_line, "snippet": {"text": frame}}
    return {"physicalLocation": physical}


def _artifact(path: str) -> dict[str, Any]:
    return {"artifactLocation": {"uri": uri(path), "uriBaseId": _ROOT}}


def _suppression(accepted: Suppression | None) -> dict[str, Any]:
    if accepted is None:
        return {"kind": "external", "status": "accepted"}
    return {
        "kind": "inSource" if accepted.by.endswith("comment") else "external",
        "status": "accepted",
        "justification": accepted.reason,
        "properties": {"by": accepted.by, "place": accepted.place, "until": accepted.until},
    }


def _invocation(report: Report, *, left_out: int) -> dict[str, Any]:
    about_run = [_notice(item) for item in report.notices if item.kind not in _ABOUT_THE_RUN]
    about_policy = [_notice(item) for item in report.notices if item.kind in _ABOUT_THE_RUN]
    cut = [_notification(f"{count(left_out, 'further result')} left out: a run holds {MOST_RESULTS:,}.", "warning")]
    faults = sorted((item for item in report.skipped if item.fault), key=lambda item: item.path)
    invocation: dict[str, Any] = {
        "executionSuccessful": report.gate.code not in (ExitCode.USAGE, ExitCode.INCOMPLETE),
        "exitCode": int(report.gate.code),
        "exitCodeDescription": sentence(report),
        "toolExecutionNotifications": [*(cut if left_out else []), *(_fault(item) for item in faults), *about_run],
        "toolConfigurationNotifications": about_policy,
    }
    when = _UTC.fullmatch(report.seen_at)
    return invocation | ({"endTimeUtc": f"{when[1]}Z"} if when else {})


def _notification(says: str, level: str, **more: Any) -> dict[str, Any]:
    return {"level": level, "message": {"text": says}, **more}


def _fault(item: Skipped) -> dict[str, Any]:
    says = f"Not read: {item.why}."
    return _notification(says, "error", locations=[{"physicalLocation": _artifact(item.path)}])


def _notice(item: Notice) -> dict[str, Any]:
    return _notification(item.says, "note", properties={"kind": item.kind, "place": item.place})
