"""Falco's alerts as JSON lines: what running programs did.

Source: Falco's ``json_output``. An alert tells of one moment: nothing of it passes, and nothing closes it. The line
that Falco prints is not read, as it holds commands with their arguments.
"""

from __future__ import annotations

from typing import Final

from holdfast.formats.foreign.document import Document, Node, Shape, clip, placed, told
from holdfast.formats.foreign.words import moment, newest, place, severity
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost

_FIELDS: Final = (
    *(
        "container.name",
        "container.image.repository",
        "k8s.ns.name",
        "k8s.pod.name",
        "proc.name",
        "fd.name",
        "user.name",
    ),
    *("evt.type", "ka.verb", "ka.target.resource", "ka.target.name"),
)
_ABOUT: Final = ("container.name", "container.image.repository", "k8s.ns.name", "proc.name", "fd.name")
"""What makes an alert another one: not when it was, nor who did it."""


def fits(document: Document) -> bool:
    """Whether a document is one."""
    rows = _rows(document)
    return bool(rows) and all(row.has("rule", "priority", "output") for row in rows[:5])


def read(document: Document) -> Foreign:
    """The alerts, machine by machine; those that are alike are one."""
    lost: list[Lost] = []
    groups: dict[str, list[Node]] = {}
    rows = _rows(document)
    for row in rows:
        groups.setdefault(row.text("hostname"), []).append(row)
    return Foreign(
        format="falco",
        tool="falco",
        when=newest(moment(row.text("time")) for row in rows),
        looks=tuple(
            Look(
                items=tuple({item.parts: item for item in told(several, _item, lost)}.values()),
                subject=f"host:{host}" if host else "",
                wants="host:NAME",
            )
            for host, several in groups.items()
        ),
        lost=placed(document, lost),
    )


def _rows(document: Document) -> list[Node]:
    if document.shape is Shape.LINES:
        return list(document.rows)
    return document.top.items() or ([document.top] if document.top.has("rule", "priority") else [])


def _item(row: Node) -> Item:
    rule = row.must("rule")
    fields = {name: found for name, node in row.pairs("output_fields") if name in _FIELDS and (found := node.text())}
    where = fields.get("container.name") or fields.get("proc.name") or row.text("source") or "-"
    said = ", ".join(f"{name} {fields[name]}" for name in _FIELDS if name in fields)
    return Item(
        rule=rule,
        kind="event",
        answer=Answer.FAIL,
        place=place(where),
        title=rule,
        says=clip(f"{rule}: {said}" if said else rule),
        severity=severity(row.text("priority")),
        parts=(rule, *(fields.get(name, "") for name in _ABOUT)),
    )
