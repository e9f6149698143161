"""OSSEC's alerts, as its log writes them (``alerts.log``) or as JSON lines.

Source: OSSEC's manual on alerts. An alert tells of one moment: nothing of it passes, and nothing closes it. The log
line behind an alert is not read.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from holdfast.formats.foreign.document import Document, Node, Shape, placed, told
from holdfast.formats.foreign.wazuh import level
from holdfast.formats.foreign.words import moment, newest, place
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost

_HEAD: Final = re.compile(r"\*\* Alert (\d{1,12})\.\d+:")
_WHERE: Final = re.compile(r"\d{4} \w{3} \d{2} \d\d:\d\d:\d\d (?:\(([^)]{1,200})\) )?([^\s>]{1,200})->(.{1,400})")
_RULE: Final = re.compile(r"Rule: (\d{1,8}) \(level (\d{1,2})\) -> '(.{0,400}?)'?$")


def fits(document: Document) -> bool:
    """Whether a document is one."""
    if document.shape is Shape.TEXT:
        return _HEAD.search(document.data[:4096].decode("utf-8", "replace")) is not None
    rows = _rows(document)
    return bool(rows) and all(row.at("rule").has("sidid", "level") for row in rows[:5])


def read(document: Document) -> Foreign:
    """The alerts, machine by machine; those that are alike are one."""
    lost: list[Lost] = []
    rows = list(_blocks(document.text)) if document.shape is Shape.TEXT else list(map(_plain, _rows(document)))
    groups: dict[str, dict[tuple[str, tuple[str, ...]], Item]] = {}
    for row in rows:
        for item in told([row], _item, lost):
            groups.setdefault(row.text("host"), {})[item.rule, item.parts] = item
    return Foreign(
        format="ossec",
        tool="ossec",
        when=newest(moment(row.number("time")) for row in rows),
        looks=tuple(
            Look(items=tuple(items.values()), subject=f"host:{host}" if host else "", wants="host:NAME")
            for host, items in groups.items()
        ),
        lost=placed(document, lost),
    )


def _rows(document: Document) -> list[Node]:
    if document.shape is Shape.LINES:
        return list(document.rows)
    return document.top.items() or ([document.top] if document.top.has("rule") else [])


def _plain(row: Node) -> Node:
    """A JSON alert as the log's are told."""
    found = {
        "time": row.at("TimeStamp").value,
        "host": row.text("hostname") or row.text("agent_name"),
        "location": row.text("location"),
        "rule": row.text("rule", "sidid"),
        "level": row.text("rule", "level"),
        "says": row.text("rule", "comment"),
    }
    return Node(found, row.where)


def _blocks(text: str) -> Iterator[Node]:
    """The alerts of a log; each begins with its own line."""
    found: dict[str, str] = {}
    start = 0
    for number, line in enumerate(text.splitlines(), 1):
        head = _HEAD.match(line)
        if head:
            if found:
                yield Node(found, f"line {start}")
            found, start = {"time": head[1]}, number
        elif found and "host" not in found and (where := _WHERE.match(line)):
            found |= {"host": where[1] or where[2], "location": where[3]}
        elif found and "rule" not in found and (rule := _RULE.match(line)):
            found |= {"rule": rule[1], "level": rule[2], "says": rule[3]}
    if found:
        yield Node(found, f"line {start}")


def _item(row: Node) -> Item:
    where = row.text("location") or "-"
    rule = row.must("rule")
    return Item(
        rule=rule,
        kind="event",
        answer=Answer.FAIL,
        place=place(where),
        title=f"Rule {rule} does not fire",
        says=row.text("says"),
        severity=level(row.number("level")),
        parts=(where,),
    )
