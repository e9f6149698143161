"""JSON is laid out as the standard library lays it out."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats.report.document import written

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | TEXT,
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(TEXT, inner),
)


@given(PLAIN)
def test_any_plain_data_is_laid_out_alike(value: Any) -> None:
    assert written(value) == json.dumps(value, indent=2) + "\n"


def test_lone_surrogates_become_visible_escapes() -> None:
    assert json.loads(written({"a\udcff": ["\ud800", "\U0001f600"]})) == {"a\\xff": ["\\ud800", "\U0001f600"]}


def test_what_json_cannot_say_is_refused() -> None:
    for value in (float("nan"), [float("inf")], {"a": {"b": float("nan")}}):
        with pytest.raises(ValueError, match="not JSON compliant"):
            written(value)
