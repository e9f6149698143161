"""Grype's JSON: weak packages of an image or a folder.

Source: the JSON that Grype writes: ``matches``, ``ignoredMatches``, ``source``, ``descriptor``.
"""

from __future__ import annotations

from holdfast.formats.foreign.document import Document, Node, Shape, clip, placed, told
from holdfast.formats.foreign.packages import image, weak
from holdfast.formats.foreign.words import moment
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost


def fits(document: Document) -> bool:
    """Whether a document is one."""
    top = document.top
    return document.shape is Shape.JSON and top.has("matches", "source", "descriptor")


def read(document: Document) -> Foreign:
    """What it says of an image or, under the folder that was scanned, of a folder."""
    top = document.top
    lost: list[Lost] = []
    target = top.at("source", "target")
    name = target.text("userInput") if top.text("source", "type") == "image" else ""
    folder = "" if name else target.text() or "-"
    items = tuple(told(top.items("matches"), lambda row: _item(row, folder), lost))
    left_out = tuple(told(top.items("ignoredMatches"), lambda row: _ignored(row, folder), lost))
    configuration = top.at("descriptor", "configuration")
    narrowed = any(configuration.at(key).value for key in ("only-fixed", "only-notfixed", "ignore-states"))
    looks = bool(top.text("source", "type")) and not narrowed
    return Foreign(
        format="grype",
        tool="grype",
        version=top.text("descriptor", "version"),
        when=moment(top.text("descriptor", "timestamp")),
        looks=(
            Look(
                items=(*items, *left_out),
                subject=image(name) if name else "",
                looked=frozenset({folder}) if folder and looks else frozenset(),
                count=int(looks),
                whole=bool(name) and looks,
            ),
        ),
        lost=placed(document, lost),
        notes=("It was told to leave some weaknesses out, so it closes nothing.",) if narrowed else (),
    )


def _item(row: Node, folder: str, answer: Answer = Answer.FAIL, why: str = "") -> Item:
    found, part = row.at("vulnerability"), row.at("artifact")
    where = part.items("locations")
    inside = where[0].text("path") if where else ""
    path = folder or part.text("purl").partition("@")[0] or part.text("type") or "-"
    package = part.must("name")
    scores = [score for cvss in found.items("cvss") if (score := cvss.number("metrics", "baseScore")) is not None]
    return weak(
        found.must("id"),
        f"{package} ({inside})" if inside else package,
        part.text("version"),
        path=path,
        answer=answer,
        word=found.text("severity"),
        score=None if found.text("severity") not in ("", "Unknown") else max(scores, default=None),
        fixed=", ".join(found.texts("fix", "versions")),
        title=found.text("description"),
        why=why,
        others=[node.text("id") for node in row.items("relatedVulnerabilities")],
    )


def _ignored(row: Node, folder: str) -> Item:
    rules = row.items("appliedIgnoreRules")
    reason = rules[0].first("reason", "fix-state", "vulnerability").text() if rules else ""
    return _item(row, folder, Answer.UNSURE, clip(f"left out by a rule {reason}".strip()))
