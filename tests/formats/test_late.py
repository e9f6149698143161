"""Parts of a pack are read one by one, and are what was written."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats.late import Entries, Rows, write_entries, write_rows

_PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
)
_NAMES = st.from_regex(r"HF-[A-Z]{3}-[0-9]{3}", fullmatch=True)


@given(st.lists(_PLAIN))
def test_rows_are_what_was_written(rows: list[Any]) -> None:
    read: Rows[Any] = Rows(write_rows(rows), json.loads)
    assert list(read) == rows
    assert read[1:] == rows[1:]
    if rows:
        assert read[-1] == rows[-1]
    with pytest.raises(IndexError):
        read[len(rows)]


@given(st.dictionaries(_NAMES, _PLAIN))
def test_entries_are_what_was_written(entries: dict[str, Any]) -> None:
    text = write_entries(entries)
    read: Entries[Any] = Entries(text, lambda item: item)
    assert dict(read) == entries == json.loads(text)
    assert len(read) == len(entries)
    assert "HF" not in read


def test_each_part_is_made_once_and_only_when_asked_for() -> None:
    made: list[Any] = []

    def make(item: Any) -> list[Any]:
        made.append(item)
        return [item]

    rows, entries = (
        Rows(write_rows([1, 2, 3]), lambda line: make(json.loads(line))),
        Entries(write_entries({"a": 4, "b": 5}), make),
    )
    assert (len(rows), len(entries)) == (3, 2)
    assert rows[2] is rows[2]
    assert entries["b"] is entries["b"]
    assert made == [3, 5]
