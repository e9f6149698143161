"""RSpec's JSON, as Serverspec writes it: what a machine is expected to be like.

Source: RSpec's JSON formatter.
"""

from __future__ import annotations

from typing import Final

from holdfast.formats.foreign.document import Document, Node, Shape, clip, placed, told
from holdfast.formats.foreign.words import path_of, place, weaknesses
from holdfast.model.check import Severity
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost
from holdfast.model.observation import Strength

_STATES: Final = {"passed": Answer.OK, "failed": Answer.FAIL, "pending": Answer.UNSURE}


def fits(document: Document) -> bool:
    """Whether a document is one."""
    return document.shape is Shape.JSON and document.top.has("examples", "summary_line")


def read(document: Document) -> Foreign:
    """What its examples say."""
    top = document.top
    lost: list[Lost] = []
    items = tuple(told(top.items("examples"), _item, lost))
    broken = top.number("summary", "errors_outside_of_examples_count") or 0
    return Foreign(
        format="rspec",
        tool="rspec",
        version=top.text("version"),
        looks=(
            Look(
                items=items,
                wants="host:NAME",
                count=len(items),
                whole=not broken,
                states=True,
                strength=Strength.TEST,
            ),
        ),
        lost=placed(document, lost),
        notes=(f"{int(broken)} errors stand outside of its examples.",) if broken else (),
    )


def _item(row: Node) -> Item:
    name = row.must("full_description")
    answer = _STATES.get(row.text("status"), Answer.UNSURE)
    reason = row.text("pending_message") or "it was not run"
    said = {Answer.FAIL: row.text("exception", "message"), Answer.UNSURE: f"pending: {reason}"}.get(answer, "")
    return Item(
        rule=clip(name, 200),
        kind="host",
        answer=answer,
        place=place(path_of(row.text("file_path")), row.whole("line_number")),
        title=clip(name),
        says=said,
        severity=Severity.MEDIUM,
        parts=(name,),
        everywhere=True,
        cwe=weaknesses(name) if "cwe" in name.lower() else (),
    )
