"""How things are counted for people."""

from __future__ import annotations

import pytest

from holdfast.formats.report.plain import count


@pytest.mark.parametrize(
    ("number", "noun", "said"),
    [(1, "file", "1 file"), (12_000, "file", "12,000 files"), (1, "process", "1 process"), (8, "class", "8 classes")],
)
def test_things_are_counted_as_people_do(number: int, noun: str, said: str) -> None:
    assert count(number, noun) == said
