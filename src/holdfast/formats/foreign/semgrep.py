"""Semgrep's JSON.

Source: the JSON that Semgrep writes: ``results``, ``errors``, ``paths.scanned``.
"""

from __future__ import annotations

from typing import Final

from holdfast.formats.foreign.document import Document, Node, Shape, placed, told
from holdfast.formats.foreign.words import path_of, place, severity, trace, weaknesses
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost

_WITHHELD: Final = "requires login"
_KINDS: Final = (("secrets", "secrets"), ("dockerfile", "container"), ("terraform", "iac"), ("kubernetes", "container"))
"""Words in the name of a rule and the engine that asks the same."""


def fits(document: Document) -> bool:
    """Whether a document is one."""
    return document.shape is Shape.JSON and document.top.has("results", "errors", "paths")


def read(document: Document) -> Foreign:
    """What it found in the files that it lists as scanned."""
    top = document.top
    lost: list[Lost] = []
    items = tuple(told(top.items("results"), _item, lost))
    errors = [row for row in top.items("errors") if row.text("level") in ("error", "")]
    unread = {path_of(row.text("path")) for row in errors}
    looked = frozenset(path_of(path) for path in _scanned(top)) - unread
    return Foreign(
        format="semgrep",
        tool="semgrep",
        version=top.text("version"),
        looks=(Look(items=items, looked=looked, count=len(looked)),),
        lost=placed(document, lost),
        notes=(f"It could not look at everything: {len(errors)} errors.",) if errors else (),
    )


def _scanned(top: Node) -> list[str]:
    return [text for row in top.items("paths", "scanned") if isinstance(text := row.value, str)]


def _item(row: Node) -> Item:
    name, path = row.must("check_id"), path_of(row.must("path"))
    more = row.at("extra")
    kind = next((found for word, found in _KINDS if word in name.split(".") or word in name.lower().split("-")), "sast")
    own, lines = more.text("fingerprint"), more.text("lines")
    mark = own if own and own != _WITHHELD else trace(lines) if lines not in ("", _WITHHELD) else ""
    return Item(
        rule=name,
        kind=kind,
        answer=Answer.UNSURE if more.at("is_ignored").value is True else Answer.FAIL,
        place=place(path, row.whole("start", "line"), row.whole("start", "col"), row.whole("end", "line")),
        title=more.text("metadata", "shortDescription") or name.rpartition(".")[2].replace("-", " "),
        says=more.text("message"),
        severity=severity(more.text("severity")),
        parts=(path,) if kind == "secrets" else (path, mark),
        cwe=weaknesses(*more.texts("metadata", "cwe")),
        controls=more.texts("metadata", "control"),
        threats=more.texts("metadata", "threat"),
    )
