"""Findings of AWS Security Hub in its format ASFF, as its API and command line answer.

Source: the AWS Security Finding Format.
"""

from __future__ import annotations

from typing import Final

from holdfast.formats.foreign.document import Document, Node, Shape, placed, told
from holdfast.formats.foreign.words import moment, newest, place, severity
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost

_COMPLIANCE: Final = {
    "PASSED": Answer.OK,
    "FAILED": Answer.FAIL,
    "WARNING": Answer.UNSURE,
    "NOT_AVAILABLE": Answer.UNSURE,
}


def fits(document: Document) -> bool:
    """Whether a document is one."""
    rows = _rows(document)
    return (
        document.shape is Shape.JSON
        and bool(rows)
        and all(row.has("ProductArn", "GeneratorId", "AwsAccountId") for row in rows[:5])
    )


def read(document: Document) -> Foreign:
    """What the findings say that are active, account by account."""
    lost: list[Lost] = []
    rows = [row for row in _rows(document) if row.text("RecordState") != "ARCHIVED"]
    old = len(_rows(document)) - len(rows)
    groups: dict[str, list[Node]] = {}
    for row in rows:
        groups.setdefault(row.text("AwsAccountId"), []).append(row)
    return Foreign(
        format="asff",
        tool="aws-security-hub",
        when=newest(moment(row.text("UpdatedAt")) for row in rows),
        looks=tuple(
            Look(
                items=tuple(told(several, _item, lost)),
                subject=f"account:aws:{account}" if account else "",
                wants="account:aws:NUMBER",
                count=len(several),
                states=True,
            )
            for account, several in groups.items()
        ),
        lost=placed(document, lost),
        notes=(f"{old:,} archived findings are not taken.",) if old else (),
    )


def _rows(document: Document) -> list[Node]:
    return document.top.items("Findings") or document.top.items()


def _item(row: Node) -> Item:
    control = row.text("Compliance", "SecurityControlId")
    generator = row.must("GeneratorId")
    resources = row.items("Resources")
    resource = resources[0] if resources else Node({})
    where = resource.text("Id") or row.text("AwsAccountId")
    answer = _COMPLIANCE.get(row.text("Compliance", "Status"), Answer.FAIL)
    state = row.text("Workflow", "Status")
    if answer is Answer.FAIL and state in ("SUPPRESSED", "RESOLVED"):
        answer = Answer.UNSURE
    said = row.text("Title")
    score = row.number("Severity", "Normalized")
    return Item(
        rule=control or generator,
        kind="cloud",
        answer=answer,
        place=place(where),
        title=said,
        says=f"{state.lower()}: {said}" if answer is Answer.UNSURE and state in ("SUPPRESSED", "RESOLVED") else said,
        severity=severity(
            row.text("Severity", "Label"), None if row.text("Severity", "Label") or score is None else score / 10
        ),
        parts=(where, generator),
        aliases=(generator,) if control else (),
        names=tuple(node.text("Id") for node in row.items("Vulnerabilities") if node.text("Id")),
    )
