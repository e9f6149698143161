"""OSV-Scanner's JSON: weak packages of lock files.

Source: the JSON that OSV-Scanner writes: ``results[].source``, ``packages[].groups`` and ``vulnerabilities``.
"""

from __future__ import annotations

from collections.abc import Iterator

from holdfast.formats.foreign.document import Document, Node, Shape, placed, told
from holdfast.formats.foreign.packages import weak
from holdfast.formats.foreign.words import path_of
from holdfast.model.foreign import Foreign, Item, Look, Lost


def fits(document: Document) -> bool:
    """Whether a document is one."""
    top = document.top
    if document.shape is not Shape.JSON or not isinstance(top.at("results").value, list):
        return False
    rows = top.items("results")
    return all(row.has("source", "packages") for row in rows[:5]) if rows else top.has("experimental_config")


def read(document: Document) -> Foreign:
    """What it found in the lock files that it lists; files without a weak package are listed on demand only."""
    lost: list[Lost] = []
    rows = document.top.items("results")
    looked = frozenset(path_of(row.text("source", "path")) for row in rows if row.text("source", "path"))
    items = tuple(told(rows, lambda row: _items(row, lost), lost))
    return Foreign(
        format="osv-scanner",
        tool="osv-scanner",
        looks=(Look(items=items, looked=looked, count=len(looked)),),
        lost=placed(document, lost),
    )


def _items(row: Node, lost: list[Lost]) -> Iterator[Item]:
    path = path_of(row.must("source", "path"))
    yield from told(row.items("packages"), lambda node: _package(node, path), lost)


def _package(node: Node, path: str) -> Iterator[Item]:
    package, version = node.must("package", "name"), node.text("package", "version")
    records = {row.text("id"): row for row in node.items("vulnerabilities")}
    groups = [(group.texts("ids"), group) for group in node.items("groups")]
    covered = {name for names, _ in groups for name in names}
    groups += [((name,), Node({})) for name in records if name not in covered]
    for names, group in groups:
        if not names:
            continue
        record = next((records[name] for name in names if name in records), Node({}))
        yield weak(
            names[0],
            package,
            version,
            path=path,
            score=group.number("max_severity"),
            word=record.text("database_specific", "severity"),
            title=record.text("summary"),
            cwe=record.texts("database_specific", "cwe_ids"),
            others=(*names[1:], *group.texts("aliases"), *record.texts("aliases")),
        )
