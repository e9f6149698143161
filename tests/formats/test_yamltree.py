"""YAML becomes trees with exact places, whatever it holds."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.formats import yamltree
from holdfast.model.tree import at, flag, plain
from holdfast.model.value import How, Known, Tree, Unknown


def _one(text: str, **more: Any) -> Tree:
    parsed = yamltree.parse("x.yaml", text.encode(), **more)
    assert not parsed.gaps
    (tree,) = parsed.trees
    return tree


def _spot(tree: Tree) -> tuple[int, int, int, int]:
    place = tree.place
    return place.line, place.column, place.end_line, place.end_column


def test_a_place_goes_from_the_key_to_the_end_of_the_value() -> None:
    tree = _one("a: é😀 x  # c\nb:\n  - 1\n  - {c: d}\n\n# end\ne: |\n  one\n  two\n\nf:\n")
    assert _spot(at(tree, "a")) == (1, 1, 1, 8)
    assert _spot(at(tree, "b")) == (2, 1, 4, 11)
    assert _spot(at(tree, "b", 1)) == (4, 5, 4, 11)
    assert _spot(at(tree, "b", 1, "c")) == (4, 6, 4, 10)
    assert _spot(at(tree, "e")) == (7, 1, 9, 6)
    assert _spot(at(tree, "f")) == (11, 1, 11, 3)
    assert _spot(tree) == (1, 1, 11, 3)


def test_lines_are_those_of_an_editor() -> None:
    tree = _one("a: 'x\u2028y'\r\nb: z\u0085\r\nc: 1\r\n")
    assert [_spot(at(tree, name))[0] for name in "abc"] == [1, 2, 3]
    assert _spot(at(tree, "c")) == (3, 1, 3, 5)


def test_a_byte_order_mark_is_no_column() -> None:
    parsed = yamltree.parse("x", "a: ü".encode("utf-16"))
    assert _spot(at(parsed.trees[0], "a")) == (1, 1, 1, 5)
    assert plain(yamltree.parse("x", b"\xef\xbb\xbfa: 1").trees[0]) == {"a": 1}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        *[("true", True), ("False", False), ("null", None), ("~", None), ("''", ""), ("'true'", "true"), ("12", 12)],
        *[("-3", -3), ("0", 0), ("1.5", 1.5), ("yes", "yes"), ("0644", "0644"), ("3.10", "3.10"), ("22:30", "22:30")],
        *[("1e3", "1e3"), ("0x1F", "0x1F"), ("012345678901", "012345678901"), ("2012-10-17", "2012-10-17")],
        *[("!!str 12", "12"), ("!!int '12'", 12), ("! 12", "12"), ("9" * 30, "9" * 30), ("-", [None])],
    ],
)
def test_scalars_keep_what_is_written(written: str, meant: object) -> None:
    value = plain(at(_one(f"a: \n  {written}\n"), "a"))
    assert value == meant
    assert type(value) is type(meant)


def test_yes_and_on_count_as_booleans_where_one_is_asked_for() -> None:
    tree = _one("on: yes\n1: off\n")
    assert flag(at(tree, "on"), False) == Known(True, at(tree, "on").place)
    assert flag(at(tree, "1"), True) == Known(False, at(tree, "1").place)


def test_the_last_of_equal_keys_counts() -> None:
    assert plain(_one("a: 1\nb: 2\na: 3\n")) == {"a": 3, "b": 2}


def test_an_alias_stands_at_its_own_place_and_tells_its_anchor() -> None:
    tree = at(_one("a: &x\n  b: 1\nc: *x\n"), "c")
    assert isinstance(tree, Known)
    assert (plain(tree), tree.how, _spot(tree)) == ({"b": 1}, How.COMPUTED, (3, 1, 3, 6))
    assert [(hop.says, hop.place.line) for hop in tree.trail] == [('anchor "x"', 1)]


def test_merge_keys_give_way_to_own_names_and_to_earlier_sources() -> None:
    text = "a: &a {p: 1, q: 1, r: 1}\nb: &b {q: 2, s: 2}\nc:\n  r: 3\n  <<: [*b, *a]\nd: {<<: *a}\n"
    assert plain(at(_one(text), "c")) == {"p": 1, "q": 2, "r": 3, "s": 2}
    assert plain(at(_one(text), "d")) == {"p": 1, "q": 1, "r": 1}
    assert at(_one(text), "d", "p").place.line == 1


def test_a_quoted_merge_key_is_a_name_like_others() -> None:
    assert plain(_one("a: &a {p: 1}\nb: {'<<': *a}\n")) == {"a": {"p": 1}, "b": {"<<": {"p": 1}}}


def test_anchors_do_not_reach_into_the_next_document() -> None:
    parsed = yamltree.parse("x", b"a: &x 1\n---\nb: *x\n")
    assert isinstance(at(parsed.trees[1], "b"), Unknown)


def test_aliases_that_unfold_to_billions_are_unknown() -> None:
    lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"]
    lines += [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    tree = _one("\n".join(lines))
    assert plain(at(tree, "a3"))[0][0][0][0] == 1
    assert isinstance(at(tree, "a11", 0), Unknown)


def test_aliases_that_build_a_tower_are_unknown() -> None:
    lines = ["a0: &a0 [[[[[[[[[[]]]]]]]]]]"] + [f"a{n}: &a{n} [[[[[[[[[*a{n - 1}]]]]]]]]]" for n in range(1, 50)]
    tree: Tree = at(_one("\n".join(lines)), "a49")
    depth = 0
    while isinstance(tree, Known) and tree.value:
        tree, depth = tree.value[0], depth + 1
    assert depth <= 100
    assert isinstance(tree, Unknown)


def test_an_alias_within_its_own_anchor_is_unknown() -> None:
    assert isinstance(at(_one("a: &a [*a]"), "a", 0), Unknown)
    assert isinstance(at(_one("a: *nowhere"), "a"), Unknown)


def test_own_tags_are_unknown_or_what_the_caller_says() -> None:
    text = "a: !Ref x\nb: !Sub {c: !Ref y}\n"
    assert at(_one(text), "a") == Unknown("the tag !Ref decides it", at(_one(text), "a").place)

    def tagged(tag: str, tree: Tree) -> Tree:
        return Known({tag: tree}, tree.place)

    assert plain(_one(text, tagged=tagged)) == {"a": {"Ref": "x"}, "b": {"Sub": {"c": {"Ref": "y"}}}}
    assert isinstance(at(_one("a: !!python/object:os.system x"), "a"), Unknown)


def test_one_broken_document_loses_only_itself() -> None:
    parsed = yamltree.parse("x", b"a: 1\n---\nb: [\n\n---\nc: 3\n---\n# nothing\n---\nd: 4\n")
    assert [plain(tree) for tree in parsed.trees] == [{"a": 1}, {"c": 3}, {"d": 4}]
    assert parsed.trees[1].place.line == 6
    (gap,) = parsed.gaps
    assert gap.fault
    assert (gap.place.line, gap.place.end_line) == (2, 3)
    assert "line 5" in gap.why or "line 4" in gap.why or "line 3" in gap.why


def test_a_template_is_a_gap_and_no_fault() -> None:
    parsed = yamltree.parse("x", b"a: 1\n---\n{{- if .Values.x }}\nb: 2\n{{- end }}\n---\nc: {{ .Values.c }}\nd: 4\n")
    assert [gap.fault for gap in parsed.gaps] == [False]
    assert plain(parsed.trees[1]) == {"c": None, "d": 4}
    assert at(parsed.trees[1], "c") == Unknown("a template fills it in", at(parsed.trees[1], "c").place)


def test_what_stands_under_a_key_that_is_no_text_is_a_gap() -> None:
    parsed = yamltree.parse("x", b"? [a, b]\n: c\nd: 1\n")
    assert plain(parsed.trees[0]) == {"d": 1}
    assert [gap.place.line for gap in parsed.gaps] == [1]


@pytest.mark.parametrize("text", ["[" * 100_000, "- " * 100_000, "{a: " * 50_000, "? " * 5_000, "a: " * 5_000])
def test_depth_is_refused_and_not_a_crash(text: str) -> None:
    parsed = yamltree.parse("x", text.encode())
    assert not parsed.trees
    assert [gap.fault for gap in parsed.gaps] == [True]


def test_large_files_are_refused() -> None:
    (gap,) = yamltree.parse("x", b"a" * (yamltree.MOST_BYTES + 1)).gaps
    assert not gap.fault


def test_a_gap_never_quotes_the_text() -> None:
    word = "hunter" + "2hunter2"
    (gap,) = yamltree.parse("x", f"a: [{word}: {word}: \n @{word}".encode()).gaps
    assert word not in gap.why


@given(st.binary(max_size=300))
@settings(max_examples=300)
def test_any_bytes_are_read(content: bytes) -> None:
    parsed = yamltree.parse("x", content)
    assert len(parsed.trees) + len(parsed.gaps) <= content.count(b"---") * 2 + 2


@given(st.text(alphabet="ab:- \n\t{}[]&*!|>'\"#,?%<0~é\r", max_size=120))
@settings(max_examples=500)
def test_any_text_of_yaml_characters_is_read(text: str) -> None:
    for tree in yamltree.parse("x", text.encode()).trees:
        plain(tree)


_json = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(min_size=1, max_size=6), _json, min_size=1, max_size=5))
@settings(max_examples=200)
def test_what_another_writer_wrote_comes_back(document: dict[str, Any]) -> None:
    assert plain(_one(yaml.safe_dump(document))) == document
