"""gitleaks' JSON: secrets in files or in a history. Nothing of a secret, its line or its hash is read.

Source: the JSON that gitleaks writes. It does not say what was looked at.
"""

from __future__ import annotations

from holdfast.formats.foreign.document import Document, Node, Shape, placed, told
from holdfast.formats.foreign.words import path_of, place
from holdfast.model.check import Severity
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost


def fits(document: Document) -> bool:
    """Whether a document is one."""
    rows = document.top.items()
    return (document.shape is Shape.JSON and document.top.value == []) or any(
        row.has("RuleID", "File", "StartLine") for row in rows[:20]
    )


def read(document: Document) -> Foreign:
    """The secrets that it lists."""
    lost: list[Lost] = []
    items = tuple(told(document.top.items(), _item, lost))
    note = "A report of gitleaks does not say what was looked at: it opens, and never closes."
    return Foreign(
        format="gitleaks", tool="gitleaks", looks=(Look(items=items),), lost=placed(document, lost), notes=(note,)
    )


def _item(row: Node) -> Item:
    path, commit = path_of(row.must("File")), row.text("Commit")
    where = f" in commit {commit[:9]}" if commit else ""
    return Item(
        rule=row.must("RuleID"),
        kind="secrets",
        answer=Answer.FAIL,
        place=place(path, row.whole("StartLine"), row.whole("StartColumn"), row.whole("EndLine")),
        title=row.text("Description"),
        says=f"a secret stands in {path}{where}",
        severity=Severity.HIGH,
        parts=(path, commit),
        cwe=(798,),
    )
