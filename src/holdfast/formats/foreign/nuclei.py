"""nuclei's JSON lines (or a list of the same): what its templates matched.

Source: nuclei's output events. Only with ``-matcher-status`` it tells what did not match; that counts as passed. What
was extracted, sent or answered is not read.
"""

from __future__ import annotations

from holdfast.formats.foreign.document import Document, Node, Shape, clip, placed, told
from holdfast.formats.foreign.words import moment, newest, place, severity, weaknesses
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost


def fits(document: Document) -> bool:
    """Whether a document is one."""
    rows = _rows(document)
    return bool(rows) and all(row.has("template-id", "info") for row in rows[:5])


def read(document: Document) -> Foreign:
    """What matched, host by host."""
    lost: list[Lost] = []
    rows = _rows(document)
    groups: dict[str, list[Node]] = {}
    for row in rows:
        groups.setdefault(row.text("host"), []).append(row)
    looks = tuple(_look(host, several, lost) for host, several in groups.items())
    return Foreign(
        format="nuclei",
        tool="nuclei",
        when=newest(moment(row.text("timestamp")) for row in rows),
        looks=looks,
        lost=placed(document, lost),
    )


def _rows(document: Document) -> list[Node]:
    if document.shape is Shape.LINES:
        return list(document.rows)
    return document.top.items() or ([document.top] if document.top.has("template-id") else [])


def _look(host: str, rows: list[Node], lost: list[Lost]) -> Look:
    items = tuple(told(rows, _item, lost))
    states = any(item.answer is Answer.OK for item in items)
    name = host.rstrip("/")
    subject = f"site:{name}" if "://" in name else f"host:{name}" if name else ""
    return Look(items=items, subject=subject, count=len(items) if states else 0, states=states, wants="site:ADDRESS")


def _item(row: Node) -> Item:
    info = row.at("info")
    where = (row.text("matched-at") or row.text("host")).partition("?")[0].partition("#")[0]
    matcher = row.text("matcher-name")
    numbers = info.at("classification")
    title = info.text("name")
    return Item(
        rule=row.must("template-id"),
        kind="web" if row.text("type") in ("http", "headless", "") else "network",
        answer=Answer.OK if row.at("matcher-status").value is False else Answer.FAIL,
        place=place(where),
        title=title,
        says=clip(f"{title}{f' ({matcher})' if matcher else ''}"),
        severity=severity(info.text("severity"), numbers.number("cvss-score")),
        parts=(where, matcher),
        cwe=weaknesses(*numbers.texts("cwe-id")),
        names=tuple(name.upper() for name in numbers.texts("cve-id")),
    )
