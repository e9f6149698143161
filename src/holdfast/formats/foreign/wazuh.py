"""Wazuh's alerts (``alerts.json``): detections, checks of configurations and weak packages of its agents.

Source: the alerts that Wazuh's manager writes, one JSON object a line. The log line behind an alert is not read.
"""

from __future__ import annotations

from typing import Final

from holdfast.formats.foreign.document import Document, Node, Shape, placed, told
from holdfast.formats.foreign.packages import weak
from holdfast.formats.foreign.words import moment, newest, place
from holdfast.model.check import Severity
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost

_LEVELS: Final = ((15, Severity.CRITICAL), (12, Severity.HIGH), (7, Severity.MEDIUM), (4, Severity.LOW))
_CHECKED: Final = {"passed": Answer.OK, "failed": Answer.FAIL, "not applicable": Answer.ABSENT}
_WEAK: Final = {"active": Answer.FAIL, "solved": Answer.OK}


def fits(document: Document) -> bool:
    """Whether a document is one."""
    rows = _rows(document)
    return bool(rows) and all(row.has("rule", "agent", "manager") for row in rows[:5])


def read(document: Document) -> Foreign:
    """The alerts, agent by agent; of those that are alike the last one counts."""
    lost: list[Lost] = []
    rows = sorted(_rows(document), key=lambda row: moment(row.text("timestamp")))
    groups: dict[str, list[Node]] = {}
    for row in rows:
        groups.setdefault(row.text("agent", "name"), []).append(row)
    return Foreign(
        format="wazuh",
        tool="wazuh",
        when=newest(moment(row.text("timestamp")) for row in rows),
        looks=tuple(_look(host, several, lost) for host, several in groups.items()),
        lost=placed(document, lost),
    )


def _look(host: str, rows: list[Node], lost: list[Lost]) -> Look:
    items = {(item.rule, item.parts): item for item in told(rows, _item, lost)}
    about = f"host:{host}" if host else ""
    return Look(items=tuple(items.values()), subject=about, wants="host:NAME", count=len(items), states=True)


def _rows(document: Document) -> list[Node]:
    if document.shape is Shape.LINES:
        return list(document.rows)
    return document.top.items() or ([document.top] if document.top.has("rule", "agent") else [])


def level(number: float | None) -> Severity:
    """How bad an alert of a level from 0 to 16 is."""
    return next((found for least, found in _LEVELS if (number or 0) >= least), Severity.INFO)


def _item(row: Node) -> Item:
    check, package = row.at("data", "sca", "check"), row.at("data", "vulnerability")
    if check.value:
        return _checked(check, row)
    if package.value:
        return weak(
            package.must("cve"),
            package.text("package", "name"),
            package.text("package", "version"),
            path=package.text("package", "name") or "-",
            answer=_WEAK.get(package.text("status").lower(), Answer.FAIL),
            word=package.text("severity"),
            title=package.text("title"),
            cwe=(package.text("cwe_reference"),),
        )
    rule = row.at("rule")
    title = rule.text("description")
    where = row.text("syscheck", "path") or row.text("location") or "-"
    return Item(
        rule=rule.must("id"),
        kind="event",
        answer=Answer.FAIL,
        place=place(where),
        title=f"Rule {rule.text('id')} does not fire",
        says=title,
        severity=level(rule.number("level")),
        parts=(where,),
    )


def _checked(check: Node, row: Node) -> Item:
    title = check.text("title")
    return Item(
        rule=f"sca-{check.must('id')}",
        kind="host",
        answer=_CHECKED.get(check.text("result").lower(), Answer.UNSURE),
        place=place(row.text("data", "sca", "policy") or "-"),
        title=title,
        says=check.text("rationale") or title,
        severity=level(row.number("rule", "level")),
        parts=(),
    )
