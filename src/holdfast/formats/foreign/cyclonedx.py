"""CycloneDX 1.4 to 1.6 in JSON: the vulnerabilities of a bill of materials, and what was said of each.

Source: the JSON schema of CycloneDX 1.6, ``vulnerabilities``, ``analysis`` and ``metadata.tools``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from holdfast.formats.foreign.document import BadError, Document, Node, Shape, placed, told
from holdfast.formats.foreign.packages import bare, image, weak
from holdfast.formats.foreign.words import moment, slug
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost
from holdfast.model.observation import Strength

_STATES: Final = {
    "exploitable": Answer.FAIL,
    "in_triage": Answer.UNSURE,
    "resolved": Answer.OK,
    "resolved_with_pedigree": Answer.OK,
    "false_positive": Answer.OK,
    "not_affected": Answer.OK,
}
_DEEP: Final = 32


def fits(document: Document) -> bool:
    """Whether a document is one."""
    top = document.top
    return document.shape is Shape.JSON and top.text("bomFormat") == "CycloneDX" and top.has("vulnerabilities")


def read(document: Document) -> Foreign:
    """What a bill says of its components: what a tool found is a scan, what somebody analysed is a claim.

    A bill with nothing but analyses is no scan.
    """
    top = document.top
    lost: list[Lost] = []
    parts = {ref: node for node in _components(top, 0) for ref in (node.text("bom-ref"), node.text("purl")) if ref}
    rows = top.items("vulnerabilities")
    judged = [row for row in rows if row.text("analysis", "state")]
    found = [row for row in rows if not row.text("analysis", "state")]
    about = _subject(top)
    looked = frozenset(bare(node.text("purl") or node.text("name")) for node in parts.values())
    scan = Look(
        items=tuple(told(found, lambda row: _items(row, parts), lost)),
        subject=about,
        looked=looked,
        count=len(looked),
    )
    claims = Look(
        items=tuple(told(judged, lambda row: _items(row, parts), lost)),
        subject=about,
        states=True,
        strength=Strength.CLAIM,
    )
    tool, version = _tool(top)
    return Foreign(
        format="cyclonedx",
        tool=tool,
        version=version,
        when=moment(top.text("metadata", "timestamp")),
        looks=(*((scan,) if found or not judged else ()), *((claims,) if judged else ())),
        lost=placed(document, lost),
    )


def _components(node: Node, depth: int) -> Iterator[Node]:
    for child in node.items("components") if depth < _DEEP else ():
        yield child
        yield from _components(child, depth + 1)


def _subject(top: Node) -> str:
    main = top.at("metadata", "component")
    return image(main.text("name")) if main.text("type") == "container" else ""


def _tool(top: Node) -> tuple[str, str]:
    tools = top.at("metadata", "tools")
    rows = tools.items() or tools.items("components")
    first = rows[0] if rows else Node({})
    return slug(first.text("name"), "cyclonedx"), first.text("version")


def _items(row: Node, parts: Mapping[str, Node]) -> Iterator[Item]:
    name = row.must("id")
    state = row.text("analysis", "state")
    if state and state not in _STATES:
        raise BadError(row.where, f"it is in the state {state!r}, which CycloneDX does not know")
    ratings = row.items("ratings")
    scores = [score for rating in ratings if (score := rating.number("score")) is not None]
    words = [rating.text("severity") for rating in ratings if rating.text("severity")]
    refs = [node.text("ref") for node in row.items("affects") if node.text("ref")]
    if not refs:
        raise BadError(row.where, "it affects nothing that it names")
    for ref in refs:
        part = parts.get(ref, Node({}))
        purl = part.text("purl") or ref
        yield weak(
            name,
            part.text("name") or bare(purl),
            part.text("version"),
            path=bare(purl) if purl.startswith("pkg:") else part.text("name") or ref,
            answer=_STATES[state] if state else Answer.FAIL,
            word=words[0] if words else "",
            score=max(scores, default=None),
            title=row.text("description") or row.text("detail"),
            why=row.text("analysis", "detail") if state else "",
            cwe=row.texts("cwes"),
            others=[node.text("id") for node in row.items("references")],
        )
