"""Bandit's JSON.

Source: the JSON that Bandit writes: ``results``, ``metrics`` (a file each), ``errors``. It does not say which of its
tests were switched off.
"""

from __future__ import annotations

import re
from typing import Final

from holdfast.formats.foreign.document import Document, Node, Shape, placed, told
from holdfast.formats.foreign.words import moment, path_of, place, severity, trace, weaknesses
from holdfast.model.foreign import Answer, Foreign, Item, Look, Lost

_PASSWORDS: Final = ("B105", "B106", "B107")
_NUMBERED: Final = re.compile(r"^(\d+)(.*)$", re.MULTILINE)


def fits(document: Document) -> bool:
    """Whether a document is one."""
    return document.shape is Shape.JSON and document.top.has("results", "metrics", "generated_at")


def read(document: Document) -> Foreign:
    """What it found in the files that it counted the lines of."""
    top = document.top
    lost: list[Lost] = []
    unread = {path_of(row.text("filename")) for row in top.items("errors")}
    files = [(path_of(name), node.number("loc") or 0) for name, node in top.pairs("metrics") if name != "_totals"]
    looked = frozenset(path for path, _ in files) - unread
    items = tuple(told(top.items("results"), _item, lost))
    version = next((found[1] for row in top.items("results") if (found := _VERSION.search(row.text("more_info")))), "")
    lines = sum(count for _, count in files)
    return Foreign(
        format="bandit",
        tool="bandit",
        version=version,
        when=moment(top.text("generated_at")),
        looks=(Look(items=items, looked=looked, count=len(looked) if lines else 0),),
        lost=placed(document, lost),
        notes=(f"It could not read {len(unread)} files.",) if unread else (),
    )


_VERSION: Final = re.compile(r"/en/(\d+(?:\.\d+)+)/")


def _item(row: Node) -> Item:
    name, path = row.must("test_id"), path_of(row.must("filename"))
    line = row.whole("line_number")
    code = row.at("code").value
    rows = dict(_NUMBERED.findall(code)) if isinstance(code, str) and name not in _PASSWORDS else {}
    return Item(
        rule=name,
        kind="sast",
        answer=Answer.FAIL,
        place=place(path, line, int(row.number("col_offset") or 0) + 1),
        title=row.text("test_name").replace("_", " ")
        if row.text("test_name") != "blacklist"
        else row.text("issue_text"),
        says=row.text("issue_text") if name not in _PASSWORDS else "a password may be written into the code",
        severity=severity(row.text("issue_severity")),
        parts=(path, trace(rows.get(str(line), ""))),
        cwe=weaknesses(row.text("issue_cwe", "id")),
    )
