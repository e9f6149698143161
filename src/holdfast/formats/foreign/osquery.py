"""osquery's log of results (``osqueryd.results.log``): rows that scheduled queries returned.

Source: osquery's logging formats: event, snapshot and batch. A row is a fact; whether it is good the log does not say,
so that each query is left undecided. The values of rows are not read.
"""

from __future__ import annotations

from holdfast.formats.foreign.document import Document, Node, Shape, clip, placed, told
from holdfast.formats.foreign.words import moment, newest, place
from holdfast.model.check import Severity
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost


def fits(document: Document) -> bool:
    """Whether a document is one."""
    rows = _rows(document)
    return bool(rows) and all(row.has("name", "hostIdentifier", "unixTime") for row in rows[:5])


def read(document: Document) -> Foreign:
    """How many rows each query returned, machine by machine."""
    lost: list[Lost] = []
    rows = _rows(document)
    groups: dict[str, dict[str, list[Node]]] = {}
    for row in rows:
        groups.setdefault(row.text("hostIdentifier"), {}).setdefault(row.text("name"), []).append(row)
    return Foreign(
        format="osquery",
        tool="osquery",
        when=newest(moment(row.number("unixTime")) for row in rows),
        looks=tuple(
            Look(
                items=tuple(told(queries.values(), _item, lost)),
                subject=f"host:{host}" if host else "",
                wants="host:NAME",
            )
            for host, queries in groups.items()
        ),
        lost=placed(document, lost),
        notes=("What a query returned is a fact; whether it is good, its log does not say.",),
    )


def _rows(document: Document) -> list[Node]:
    if document.shape is Shape.LINES:
        return list(document.rows)
    return document.top.items() or ([document.top] if document.top.has("hostIdentifier") else [])


def _item(rows: list[Node]) -> Item:
    name = rows[0].must("name")
    added = sum(_added(row) for row in rows)
    gone = sum(row.text("action") == "removed" for row in rows)
    return Item(
        rule=name,
        kind="host",
        answer=Answer.UNSURE,
        place=place(name),
        title=f"The query {clip(name, 200)} returns what it should",
        says=f"rows that came: {added:,}, rows that went: {gone:,}",
        severity=Severity.INFO,
        parts=(name,),
    )


def _added(row: Node) -> int:
    several = [*row.items("snapshot"), *row.items("diffResults", "added")]
    return len(several) or int(row.text("action") == "added")
