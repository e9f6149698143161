"""The page about drafts says of every kind what it becomes, and of no other."""

from __future__ import annotations

import re
from pathlib import Path

from holdfast.estate.kinds.index import KINDS
from holdfast.threats.seed.cloudkinds import ROWS

PAGE = Path(__file__).parents[2] / "docs" / "threats-seed.md"
_CELLS = re.compile(r"^\| ([a-z\-]+) \| (process|store) \| (.+) \|$", re.MULTILINE)


def test_the_table_says_what_the_code_does() -> None:
    told = {name: (sort, words) for name, sort, words in _CELLS.findall(PAGE.read_text(encoding="utf-8"))}
    names = {kind.__name__: name for name, kind in KINDS.items()}
    assert set(told) == {names[kind] for kind in ROWS}
    for kind, row in ROWS.items():
        sort, words = told[names[kind]]
        assert sort == row.sort.value
        assert [word for word in row.technologies if word not in words] == []
        assert bool(row.group) == ("all of them one" in words)
