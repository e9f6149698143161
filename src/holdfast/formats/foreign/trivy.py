"""Trivy's JSON: weak packages, misconfigurations and secrets of an image, a folder, a repository or a cluster.

Source: the JSON that Trivy writes (``SchemaVersion`` 2).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from holdfast.formats.foreign.document import Document, Node, Shape, clip, placed, told
from holdfast.formats.foreign.packages import image, weak
from holdfast.formats.foreign.words import moment, path_of, place, severity
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost

_STATES: Final = {"FAIL": Answer.FAIL, "PASS": Answer.OK, "EXCEPTION": Answer.UNSURE}
_SYSTEM: Final = "os-pkgs"


def fits(document: Document) -> bool:
    """Whether a document is one."""
    top = document.top
    one = top.has("SchemaVersion", "ArtifactName") or (top.has("SchemaVersion") and top.has("Results"))
    return document.shape is Shape.JSON and (one or (top.has("ClusterName") and top.has("Resources")))


def read(document: Document) -> Foreign:
    """What it says, target by target."""
    top = document.top
    lost: list[Lost] = []
    cluster = top.text("ClusterName")
    results = [row for node in (top, *top.items("Resources")) for row in node.items("Results")]
    items = tuple(told(results, lambda row: _items(row, lost), lost))
    about = f"cluster:{cluster}" if cluster else ""
    if top.text("ArtifactType") == "container_image":
        about = image(top.text("ArtifactName"))
    looked = frozenset(_path(row) for row in results)
    licences = sum(len(row.items("Licenses")) for row in results)
    return Foreign(
        format="trivy",
        tool="trivy",
        version=top.text("Trivy", "Version"),
        when=moment(top.text("CreatedAt")),
        looks=(
            Look(
                items=items,
                subject=about,
                looked=looked,
                count=len(looked),
                states=False,
            ),
        ),
        lost=placed(document, lost),
        notes=(f"{licences:,} licences are not taken.",) if licences else (),
    )


def _path(row: Node) -> str:
    """A target's path; the packages of a system by their sort, as its name holds the image's tag."""
    return _SYSTEM if row.text("Class") == _SYSTEM else path_of(row.text("Target")) or "-"


def _items(row: Node, lost: list[Lost]) -> Iterator[Item]:
    path = _path(row)
    yield from told(row.items("Vulnerabilities"), lambda node: _weak(node, path), lost)
    yield from told(row.items("Misconfigurations"), lambda node: _wrong(node, row, path), lost)
    yield from told(row.items("Secrets"), lambda node: _secret(node, path), lost)
    ignored = row.items("ExperimentalModifiedFindings")
    yield from told(ignored, lambda node: _ignored(node, row, path), lost)


def _weak(node: Node, path: str, answer: Answer = Answer.FAIL, why: str = "") -> Item:
    package = node.must("PkgName")
    inside = node.text("PkgPath")
    return weak(
        node.must("VulnerabilityID"),
        f"{package} ({inside})" if inside else package,
        node.text("InstalledVersion"),
        path=path,
        answer=answer,
        word=node.text("Severity"),
        fixed=node.text("FixedVersion"),
        title=node.text("Title"),
        why=why,
        cwe=node.texts("CweIDs"),
        others=node.texts("VendorIDs"),
    )


def _wrong(node: Node, row: Node, path: str, answer: Answer | None = None, why: str = "") -> Item:
    said = node.text("Message") or node.text("Description")
    resource = node.text("CauseMetadata", "Resource")
    sort = row.text("Type")
    return Item(
        rule=node.text("ID") or node.must("AVDID"),
        kind="container" if sort in ("dockerfile", "kubernetes", "helm") else "iac",
        answer=answer or _STATES.get(node.text("Status"), Answer.FAIL),
        place=place(path, node.whole("CauseMetadata", "StartLine"), 1, node.whole("CauseMetadata", "EndLine")),
        title=node.text("Title"),
        says=clip(f"{why}: {said}" if why else said),
        severity=severity(node.text("Severity")),
        parts=(path, resource, node.text("Namespace")),
        aliases=tuple(name for name in (node.text("AVDID"), *node.texts("Aliases")) if name),
    )


def _secret(node: Node, path: str, answer: Answer = Answer.FAIL, why: str = "") -> Item:
    title = node.text("Title") or node.text("Category")
    return Item(
        rule=node.must("RuleID"),
        kind="secrets",
        answer=answer,
        place=place(path, node.whole("StartLine"), 1, node.whole("EndLine")),
        title=title,
        says=clip(f"{why}: {title} stands here" if why else f"{title} stands here"),
        severity=severity(node.text("Severity")),
        parts=(path,),
        cwe=(798,),
    )


def _ignored(node: Node, row: Node, path: str) -> Item | None:
    """What was found, and then left out by a file of exceptions or a statement."""
    found = node.at("Finding")
    why = clip(f"left out by {node.text('Source') or 'a rule'} {node.text('Statement')}".strip())
    sort = node.text("Type")
    if sort == "vulnerability":
        return _weak(found, path, Answer.UNSURE, why)
    if sort == "misconfiguration":
        return _wrong(found, row, path, Answer.UNSURE, why)
    return _secret(found, path, Answer.UNSURE, why) if sort == "secret" else None
