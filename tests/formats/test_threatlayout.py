"""The layout beside a threat model."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats.threatlayout import read, written
from holdfast.model.errors import ConfigError

PLACES = st.dictionaries(st.text(max_size=8), st.tuples(st.integers(-9999, 9999), st.integers(-9999, 9999)))


@given(PLACES)
def test_a_written_layout_reads_as_the_same(positions: dict[str, tuple[int, int]]) -> None:
    assert read("x", written({key: (float(x), float(y)) for key, (x, y) in positions.items()}).encode()) == positions


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("{}", "no layout"),
        ('{"schema": "holdfast-layout/1"}', "positions is a mapping"),
        ('{"schema": "holdfast-layout/1", "positions": {"a": [1]}}', "position of 'a'"),
        ('{"schema": "holdfast-layout/1", "positions": {"a": [1, 1e400]}}', "position of 'a'"),
        ('{"schema": "holdfast-layout/1", "positions": {"a": [true, 1]}}', "position of 'a'"),
        (" " * (2 << 20), "larger than"),
    ],
)
def test_anything_else_is_refused(text: str, says: str) -> None:
    with pytest.raises(ConfigError, match=says):
        read("layout.json", text.encode())
