"""Alerts of GitHub's API: code scanning, secret scanning and Dependabot, as lists of them.

Source: GitHub's REST API, "list alerts for a repository". The value of a secret is never read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from holdfast.formats.foreign.document import BadError, Document, Node, Shape, clip, placed, told
from holdfast.formats.foreign.packages import weak
from holdfast.formats.foreign.words import path_of, place, severity, weaknesses
from holdfast.model.check import Severity
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost

_STATES: Final = {
    "open": Answer.FAIL,
    "fixed": Answer.OK,
    **dict.fromkeys(("dismissed", "auto_dismissed", "resolved"), Answer.UNSURE),
}


def fits(document: Document) -> bool:
    """Whether a document is one."""
    rows = _rows(document)
    return document.shape is Shape.JSON and bool(rows) and all(row.has("number", "state") for row in rows[:5])


def read(document: Document) -> Foreign:
    """What the alerts say; each is known by its number."""
    lost: list[Lost] = []
    rows = _rows(document)
    items = tuple(told(rows, _item, lost))
    repository = next((name for row in rows if (name := _repository(row))), "")
    return Foreign(
        format="github-alerts",
        tool="github",
        looks=(Look(items=items, subject=repository, count=len(items), states=True),),
        lost=placed(document, lost),
    )


def _rows(document: Document) -> list[Node]:
    return document.top.items() or ([document.top] if document.top.has("number", "state") else [])


def _repository(row: Node) -> str:
    """The repository by the alert's address: ``…/OWNER/NAME/security/…``."""
    parts = row.text("html_url").split("/")
    return f"repo:{parts[4]}" if len(parts) > 5 else ""


def _item(row: Node) -> Item:
    state = row.must("state")
    if state not in _STATES:
        raise BadError(row.where, f"it is in the state {clip(state, 40)!r}, which is not known")
    answer = _STATES[state]
    reason = row.first("dismissed_comment", "dismissed_reason", "resolution_comment", "resolution").text()
    why = f"{state.replace('_', ' ')} ({reason or 'no reason given'})" if answer is Answer.UNSURE else ""
    if row.has("secret_type"):
        return _secret(row, answer, why)
    return _package(row, answer, why) if row.has("security_advisory") else _code(row, answer, why)


def _code(row: Node, answer: Answer, why: str) -> Item:
    rule, last = row.at("rule"), row.at("most_recent_instance")
    at = last.at("location")
    word = rule.text("security_severity_level") or rule.text("severity")
    return Item(
        rule=rule.text("id") or rule.must("name"),
        kind="sast",
        answer=answer,
        place=place(path_of(at.text("path")), at.whole("start_line"), at.whole("start_column"), at.whole("end_line")),
        title=rule.text("description"),
        says=why or last.text("message", "text") or rule.text("description"),
        severity=severity(word),
        parts=("code-scanning", row.must("number")),
        cwe=weaknesses(*rule.texts("tags")),
    )


def _secret(row: Node, answer: Answer, why: str) -> Item:
    title = row.text("secret_type_display_name") or row.text("secret_type")
    at = row.at("first_location_detected")
    return Item(
        rule=row.must("secret_type"),
        kind="secrets",
        answer=answer,
        place=place(path_of(at.text("path")) or f"alert {row.text('number')}", at.whole("start_line")),
        title=title,
        says=why or f"{title} is in the repository",
        severity=Severity.HIGH,
        parts=("secret-scanning", row.must("number")),
        cwe=(798,),
    )


def _package(row: Node, answer: Answer, why: str) -> Item:
    told_of, part = row.at("security_advisory"), row.at("dependency")
    found = weak(
        told_of.text("ghsa_id") or told_of.must("cve_id"),
        part.must("package", "name"),
        path=path_of(part.text("manifest_path")),
        answer=answer,
        word=told_of.text("severity"),
        score=told_of.number("cvss", "score") or None,
        fixed=row.text("security_vulnerability", "first_patched_version", "identifier"),
        title=told_of.text("summary"),
        why=why,
        cwe=[node.text("cwe_id") for node in told_of.items("cwes")],
        others=[node.text("value") for node in told_of.items("identifiers")],
    )
    return replace(found, parts=("dependabot", row.must("number")))
