"""Checkov's JSON: what passed, failed and was skipped, resource by resource.

Source: the JSON that Checkov writes, one object for a framework or a list of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import Final

from holdfast.formats.foreign.document import Document, Node, Shape, clip, placed, told
from holdfast.formats.foreign.packages import weak
from holdfast.formats.foreign.words import path_of, place, severity
from holdfast.model.check import Severity
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost

_LISTS: Final = (
    ("passed_checks", Answer.OK),
    ("failed_checks", Answer.FAIL),
    ("skipped_checks", Answer.UNSURE),
)
_KINDS: Final = {
    **dict.fromkeys(("dockerfile", "kubernetes", "helm", "kustomize"), "container"),
    **dict.fromkeys(
        ("github_actions", "gitlab_ci", "azure_pipelines", "bitbucket_pipelines", "circleci_pipelines"), "pipeline"
    ),
    "secrets": "secrets",
    **dict.fromkeys(("sca_package", "sca_package_scan", "sca_image"), "sca"),
}


def fits(document: Document) -> bool:
    """Whether a document is one."""
    return document.shape is Shape.JSON and any(row.has("check_type", "results") for row in _frameworks(document)[:1])


def read(document: Document) -> Foreign:
    """What it says of every resource that it looked at."""
    lost: list[Lost] = []
    rows = _frameworks(document)
    items = tuple(item for row in rows for item in _items(row, lost))
    broken = sum(int(row.number("summary", "parsing_errors") or 0) for row in rows)
    return Foreign(
        format="checkov",
        tool="checkov",
        version=rows[0].text("summary", "checkov_version") if rows else "",
        looks=(Look(items=items, count=len(items), states=True),),
        lost=placed(document, lost),
        notes=(f"It could not read {broken} files.",) if broken else (),
    )


def _frameworks(document: Document) -> list[Node]:
    return document.top.items() or [document.top]


def _items(row: Node, lost: list[Lost]) -> Iterator[Item]:
    kind = _KINDS.get(row.text("check_type"), "iac")
    for key, answer in _LISTS:
        yield from told(row.items("results", key), partial(_item, kind=kind, answer=answer), lost)


def _item(node: Node, kind: str, answer: Answer) -> Item:
    name = node.must("check_id")
    path = path_of(node.text("repo_file_path") or node.text("file_path")).lstrip("/")
    lines = node.items("file_line_range")
    first, last = (lines[0].whole(), lines[1].whole()) if len(lines) == 2 else (1, 1)
    told_of = node.at("vulnerability_details")
    if kind == "sca" and told_of.value:
        return weak(
            told_of.text("id") or name,
            told_of.text("package_name"),
            told_of.text("package_version"),
            path=path,
            line=first,
            answer=answer,
            word=told_of.text("severity"),
            fixed=told_of.text("lowest_fixed_version"),
        )
    reason = node.text("check_result", "suppress_comment")
    title = node.text("check_name")
    resource = node.text("resource")
    return Item(
        rule=name,
        kind=kind,
        answer=answer,
        place=place(path, first, 1, last),
        title=title,
        says=clip(f"skipped ({reason or 'no reason given'})") if answer is Answer.UNSURE else _said(resource, title),
        severity=severity(node.text("severity")) if node.text("severity") else Severity.MEDIUM,
        parts=(path, "") if kind == "secrets" else (path, resource),
        cwe=(798,) if kind == "secrets" else (),
        aliases=node.texts("bc_check_id"),
    )


def _said(resource: str, title: str) -> str:
    return clip(f"{resource} fails: {title}" if resource else f"it fails: {title}")
