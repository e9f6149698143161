"""JSON becomes trees with exact places, and means what the standard library says."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.formats import jsontree
from holdfast.model.tree import at, plain
from holdfast.model.value import Tree


def _one(text: str) -> Tree:
    (tree,), gaps = jsontree.parse("x.json", text.encode())
    assert not gaps
    return tree


def _spot(tree: Tree) -> tuple[int, int, int, int]:
    place = tree.place
    return place.line, place.column, place.end_line, place.end_column


def test_a_place_goes_from_the_key_to_the_end_of_the_value() -> None:
    tree = _one('{\n\t"é😀": "x", "b" : [1,\r\n  {"c": {}}]\n}\n')
    assert _spot(at(tree, "é😀")) == (2, 2, 2, 11)
    assert _spot(at(tree, "b")) == (2, 13, 3, 13)
    assert _spot(at(tree, "b", 1)) == (3, 3, 3, 12)
    assert _spot(at(tree, "b", 1, "c")) == (3, 4, 3, 11)
    assert _spot(tree) == (1, 1, 4, 2)


def test_comments_and_trailing_commas_are_read() -> None:
    assert plain(_one('// a\n{"a": [1, /* b, */ 2,], "c//": "/*",\n} // d')) == {"a": [1, 2], "c//": "/*"}


def test_the_last_of_equal_keys_counts() -> None:
    assert plain(_one('{"a": 1, "a": {"b": 2}}')) == {"a": {"b": 2}}


def test_a_lone_surrogate_becomes_a_character_that_can_be_written() -> None:
    assert plain(_one(r'["\ud800", "\ud83d\ude00"]')) == ["\ufffd", "😀"]


@pytest.mark.parametrize(
    "text",
    [
        *[
            "",
            " ",
            "{",
            "[",
            "]",
            "}",
            "[}",
            "{]",
            "[1,,2]",
            "[,1]",
            "{,}",
            '{"a"}',
            '{"a":}',
            '{"a":1 "b":2}',
            "[1 2]",
        ],
        *["1 2", "[1]]", "// x", "/* x", '["\\q"]', '["x', "[tru]", "[01]", "[-]", "[1.]", "{1: 2}", '{"a": "b": 1}'],
        *["[NaN]", "['a']", '{"a" 1}', ",", '"a": 1', '["a": 1]', "1,", "[" * 100_000, '{"a":' * 100_000, "9" * 5000],
    ],
)
def test_what_is_no_json_is_one_gap_over_the_file(text: str) -> None:
    trees, gaps = jsontree.parse("x", text.encode())
    assert not trees
    assert [(gap.fault, gap.place.line) for gap in gaps] == [(True, 1)]


def test_large_files_are_refused() -> None:
    (gap,) = jsontree.parse("x", b"[1, 2, 3]", most=5).gaps
    assert not gap.fault


@given(st.binary(max_size=300))
def test_any_bytes_are_read(content: bytes) -> None:
    parsed = jsontree.parse("x", content)
    assert len(parsed.trees) + len(parsed.gaps) == 1


@given(st.text(alphabet='{}[],:"\\/*n1-.e \ntu', max_size=60))
@settings(max_examples=500)
def test_what_the_standard_library_reads_comes_out_the_same(text: str) -> None:
    try:
        meant = json.loads(text, strict=False)
    except ValueError:
        return
    assert plain(_one(text)) == meant


_values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False).filter(lambda number: not math.isinf(number))
    | st.text(st.characters(exclude_categories=["Cs"])),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(st.characters(exclude_categories=["Cs"])), inner),
    max_leaves=30,
)


@given(_values, st.sampled_from([None, 2, "\t"]), st.booleans())
@settings(max_examples=300)
def test_what_the_standard_library_wrote_comes_back(value: Any, indent: int | str | None, ascii_only: bool) -> None:
    assert plain(_one(json.dumps(value, indent=indent, ensure_ascii=ascii_only))) == value
