"""The JSON of Docker Bench for Security: the CIS checks of a machine that runs Docker.

Source: the JSON that the script writes beside its log. It does not name the machine.
"""

from __future__ import annotations

from typing import Final

from holdfast.formats.foreign.document import BadError, Document, Node, Shape, clip, placed, told
from holdfast.formats.foreign.words import moment, place
from holdfast.model.check import Severity
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost

_STATES: Final = {"PASS": Answer.OK, "WARN": Answer.FAIL, "INFO": Answer.UNSURE, "NOTE": Answer.UNSURE}


def fits(document: Document) -> bool:
    """Whether a document is one."""
    return document.shape is Shape.JSON and document.top.has("dockerbenchsecurity", "tests")


def read(document: Document) -> Foreign:
    """What its checks say; a note asks for a person to look."""
    top = document.top
    lost: list[Lost] = []
    rows = [row for section in top.items("tests") for row in section.items("results")]
    items = tuple(told(rows, _item, lost))
    whole = bool(rows) and top.number("end") is not None
    return Foreign(
        format="docker-bench",
        tool="docker-bench",
        version=top.text("dockerbenchsecurity"),
        when=moment(top.number("end") or top.number("start")),
        looks=(Look(items=items, wants="host:NAME", count=len(items), whole=whole, states=True),),
        lost=placed(document, lost),
    )


def _item(row: Node) -> Item:
    status = row.text("result")
    if status not in _STATES:
        raise BadError(row.where, f"it has the result {clip(status, 40)!r}, which is not known")
    things = ", ".join(row.texts("items")[:5])
    details = row.text("details")
    return Item(
        rule=f"CIS-Docker-{row.must('id')}",
        kind="container",
        answer=_STATES[status],
        place=place(f"section {row.text('id').partition('.')[0]}"),
        title=row.text("desc"),
        says=clip(": ".join(part for part in (details or row.text("desc"), things) if part)),
        severity=Severity.MEDIUM,
        everywhere=True,
    )
