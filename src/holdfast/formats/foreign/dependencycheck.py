"""OWASP Dependency-Check's JSON: weak packages among the files that it lists.

Source: the JSON that Dependency-Check writes (``reportSchema`` 1.1).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from holdfast.formats.foreign.document import Document, Node, Shape, placed, told
from holdfast.formats.foreign.packages import bare, weak
from holdfast.formats.foreign.words import moment
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost


def fits(document: Document) -> bool:
    """Whether a document is one."""
    return document.shape is Shape.JSON and document.top.has("reportSchema", "dependencies")


def read(document: Document) -> Foreign:
    """What it found in the dependencies that it lists, those without a weakness too."""
    top = document.top
    lost: list[Lost] = []
    rows = top.items("dependencies")
    looked = frozenset(_name(row) for row in rows)
    return Foreign(
        format="dependency-check",
        tool="dependency-check",
        version=top.text("scanInfo", "engineVersion"),
        when=moment(top.text("projectInfo", "reportDate")),
        looks=(Look(items=tuple(told(rows, lambda row: _items(row, lost), lost)), looked=looked, count=len(looked)),),
        lost=placed(document, lost),
    )


def _name(row: Node) -> str:
    """A package without its version, so that the next version is the same; a file where it is none."""
    packages = [bare(node.text("id")) for node in row.items("packages") if node.text("id").startswith("pkg:")]
    return packages[0] if packages else row.text("fileName") or row.text("filePath") or "-"


def _items(row: Node, lost: list[Lost]) -> Iterator[Item]:
    name = _name(row)
    ids = [node.text("id") for node in row.items("packages")]
    version = next((found[len(bare(found)) + 1 :].partition("?")[0] for found in ids if found != bare(found)), "")
    for key, answer in (("vulnerabilities", Answer.FAIL), ("suppressedVulnerabilities", Answer.UNSURE)):
        yield from told(row.items(key), partial(_item, name=name, version=version, answer=answer), lost)


def _item(node: Node, name: str, version: str, answer: Answer) -> Item:
    scores = (node.number(key, "baseScore") for key in ("cvssv4", "cvssv3"))
    score = next((found for found in (*scores, node.number("cvssv2", "score")) if found is not None), None)
    return weak(
        node.must("name"),
        name,
        version,
        path=name,
        answer=answer,
        word=node.text("severity"),
        score=score,
        title=node.text("description"),
        why="suppressed in the report" if answer is Answer.UNSURE else "",
        cwe=node.texts("cwes"),
    )
