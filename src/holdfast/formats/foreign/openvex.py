"""OpenVEX: what a vendor says of weaknesses in its products. Each statement is a claim.

Source: OpenVEX Specification v0.2.0.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.formats.foreign.document import BadError, Document, Node, Shape, placed, told
from holdfast.formats.foreign.packages import bare, weak
from holdfast.formats.foreign.words import moment
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost
from holdfast.model.observation import Strength

_STATES: Final = {
    "affected": Answer.FAIL,
    "under_investigation": Answer.UNSURE,
    "not_affected": Answer.OK,
    "fixed": Answer.OK,
}


def fits(document: Document) -> bool:
    """Whether a document is one."""
    return (
        document.shape is Shape.JSON and "openvex" in document.top.text("@context") and document.top.has("statements")
    )


def read(document: Document) -> Foreign:
    """What its statements say; of several about one weakness in one product the last one counts."""
    top = document.top
    lost: list[Lost] = []
    statements = sorted(top.items("statements"), key=lambda row: moment(row.text("timestamp") or top.text("timestamp")))
    last = {(item.rule, item.parts): item for item in told(statements, _items, lost)}
    return Foreign(
        format="openvex",
        tool="openvex",
        when=moment(top.first("last_updated", "timestamp").text()),
        looks=(Look(items=tuple(last.values()), states=True, strength=Strength.CLAIM),),
        lost=placed(document, lost),
        notes=(f"It is what {top.text('author') or 'somebody'} says: a claim, which proves and closes nothing.",),
    )


def _items(row: Node) -> Iterator[Item]:
    name = row.text("vulnerability", "name") or row.text("vulnerability", "@id") or row.must("vulnerability")
    status = row.text("status")
    if status not in _STATES:
        raise BadError(row.where, f"it has the status {status!r}, which OpenVEX does not know")
    products = [purl for node in row.items("products") for purl in _products(node, 0)]
    if not products:
        raise BadError(row.where, "it names no product")
    why = row.first("impact_statement", "justification", "action_statement", "status_notes").text()
    for purl in dict.fromkeys(products):
        version = purl[len(bare(purl)) + 1 :].partition("?")[0] if purl != bare(purl) else ""
        yield weak(
            name,
            bare(purl),
            version,
            path=bare(purl),
            answer=_STATES[status],
            word="unknown",
            why=why,
            others=row.texts("vulnerability", "aliases"),
        )


def _products(node: Node, depth: int) -> Iterator[str]:
    """The parts of a product where it names some, else itself."""
    parts = [purl for child in node.items("subcomponents") for purl in _products(child, depth + 1)] if depth < 3 else []
    own = node.text("identifiers", "purl") or node.text("@id") or node.text()
    yield from parts or ([own] if own else [])
