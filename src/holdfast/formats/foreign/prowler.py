"""Prowler's JSON in OCSF form: checks of cloud accounts, resource by resource.

Source: OCSF's Detection and Compliance Findings as Prowler 4 and 5 write them.
"""

from __future__ import annotations

from typing import Final

from holdfast.formats.foreign.document import Document, Node, Shape, placed, told
from holdfast.formats.foreign.words import moment, newest, place, severity, slug
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost

_STATES: Final = {"PASS": Answer.OK, "FAIL": Answer.FAIL, "MANUAL": Answer.UNSURE, "MUTED": Answer.UNSURE}
_TOPICS: Final = {
    "encryption": "encryption-at-rest",
    "internet-exposed": "public-exposure",
    "logging": "logging",
    "forensics-ready": "logging",
    "secrets": "hardcoded-secret",
    "redundancy": "availability",
    "resilience": "backup",
    "identity-access": "authentication",
}
"""Prowler's categories in our words."""


def fits(document: Document) -> bool:
    """Whether a document is one."""
    rows = document.top.items() or document.rows
    return bool(rows) and all(row.has("finding_info", "metadata", "status_code") for row in rows[:5])


def read(document: Document) -> Foreign:
    """What it says, account by account."""
    lost: list[Lost] = []
    rows = document.top.items() if document.shape is Shape.JSON else list(document.rows)
    groups: dict[str, list[Node]] = {}
    for row in rows:
        groups.setdefault(_account(row), []).append(row)
    first = rows[0] if rows else Node({})
    return Foreign(
        format="prowler",
        tool=slug(first.text("metadata", "product", "name"), "prowler"),
        version=first.text("metadata", "product", "version"),
        when=newest(moment(row.text("time_dt") or row.number("time")) for row in rows),
        looks=tuple(
            Look(
                items=tuple(told(several, _item, lost)),
                subject=about,
                wants="account:PROVIDER:NUMBER",
                count=len(several),
                states=True,
            )
            for about, several in groups.items()
        ),
        lost=placed(document, lost),
    )


def _account(row: Node) -> str:
    account = row.text("cloud", "account", "uid")
    provider = row.text("cloud", "provider") or row.text("unmapped", "provider")
    return f"account:{slug(provider)}:{account}" if account else ""


def _item(row: Node) -> Item:
    status = row.must("status_code")
    muted = row.text("status").lower() == "suppressed" or row.at("unmapped", "muted").value is True
    answer = Answer.UNSURE if muted else _STATES.get(status, Answer.UNSURE)
    resources = row.items("resources")
    resource = resources[0] if resources else Node({})
    name = resource.text("uid") or resource.text("name") or row.text("cloud", "account", "uid")
    rule = row.text("metadata", "event_code") or row.text("finding_info", "types") or row.must("finding_info", "title")
    said = row.text("status_detail") or row.text("message")
    return Item(
        rule=rule,
        kind="cloud",
        answer=answer,
        place=place(name),
        title=row.text("finding_info", "title"),
        says=f"muted: {said}" if muted else said,
        severity=severity(row.text("severity")),
        parts=(name, row.text("cloud", "region")),
        topics=tuple(_TOPICS[word] for word in row.texts("unmapped", "categories") if word in _TOPICS),
    )
