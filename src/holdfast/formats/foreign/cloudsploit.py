"""CloudSploit's JSON: plugins run over a cloud account, resource by resource.

Source: the JSON that CloudSploit writes: ``plugin``, ``resource``, ``status``. It does not name the account.
"""

from __future__ import annotations

from typing import Final

from holdfast.formats.foreign.document import BadError, Document, Node, Shape, clip, placed, told
from holdfast.formats.foreign.words import place
from holdfast.model.check import Severity
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost

_STATES: Final = {"OK": Answer.OK, "WARN": Answer.FAIL, "FAIL": Answer.FAIL, "UNKNOWN": Answer.UNSURE}


def fits(document: Document) -> bool:
    """Whether a document is one."""
    rows = document.top.items()
    return (
        document.shape is Shape.JSON
        and bool(rows)
        and all(row.has("plugin", "category", "status", "resource") for row in rows[:5])
    )


def read(document: Document) -> Foreign:
    """What its plugins say."""
    lost: list[Lost] = []
    items = tuple(told(document.top.items(), _item, lost))
    look = Look(items=items, wants="account:PROVIDER:NUMBER", count=len(items), states=True)
    return Foreign(format="cloudsploit", tool="cloudsploit", looks=(look,), lost=placed(document, lost))


def _item(row: Node) -> Item:
    status = row.text("status")
    if status not in _STATES:
        raise BadError(row.where, f"it has the status {clip(status, 40)!r}, which CloudSploit does not know")
    resource, region = row.text("resource"), row.text("region")
    where = resource if resource not in ("", "N/A") else region or "-"
    return Item(
        rule=row.must("plugin"),
        kind="cloud",
        answer=_STATES[status],
        place=place(where),
        title=row.text("title") or row.text("description"),
        says=row.text("message"),
        severity=Severity.MEDIUM if status == "WARN" else Severity.HIGH,
        parts=(where, region),
    )
