"""Rules as a document: read back, and compared type by type."""

from __future__ import annotations

import json
from typing import Any

import pytest

from holdfast.formats.rulesdoc import difference, document, read, written
from holdfast.model.errors import ConfigError

ONE: dict[str, Any] = {"id": "A-1", "name": "one", "title": "One", "severity": "high", "source": "pack", "pattern": "x"}
TWO = {**ONE, "id": "A-2", "name": "two", "title": "Two"}


def test_a_document_is_read_back_in_order() -> None:
    found = read(written(document("1+a", [TWO, ONE])), "x.json")
    assert [item["id"] for item in found["types"]] == ["A-1", "A-2"]
    assert found["rules"] == "1+a"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "null",
        "[" * 100_000,
        '{"format": "holdfast-report", "version": 1}',
        '{"format": "holdfast-rules", "version": 2, "types": []}',
        '{"format": "holdfast-rules", "version": 1}',
        '{"format": "holdfast-rules", "version": 1, "types": [{"id": "A-1"}]}',
        json.dumps({"format": "holdfast-rules", "version": 1, "types": [{**ONE, "id": ["A"]}]}),
    ],
)
def test_what_is_no_document_is_refused_by_name(text: str) -> None:
    with pytest.raises(ConfigError, match=r"x\.json"):
        read(text, "x.json")


def test_the_difference_says_what_came_went_and_changed() -> None:
    three = {**ONE, "id": "A-3", "name": "three"}
    newer = document("2", [{**TWO, "severity": "low", "name": "zwei", "extra": 1, "source": "own.yaml"}, three])
    found = difference(document("1", [ONE, TWO]), newer)
    assert ([item["id"] for item in found.added], [item["id"] for item in found.removed]) == (["A-3"], ["A-1"])
    (change,) = found.changed
    assert (change.id, change.name) == ("A-2", "zwei")
    assert change.fields == {"name": ("two", "zwei"), "severity": ("high", "low"), "extra": (None, 1)}


def test_equal_documents_differ_in_nothing() -> None:
    found = difference(document("1", [ONE, TWO]), document("2", [TWO, {**ONE, "source": "elsewhere"}]))
    assert (found.added, found.removed, found.changed) == ((), (), ())
