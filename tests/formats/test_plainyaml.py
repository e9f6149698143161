"""The plain part of YAML is read as the whole of it is."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats import plainyaml, yamltree
from holdfast.formats.tomltree import Array
from holdfast.model.value import Known, Tree

LOCK = """\
lockfileVersion: '9.0'

settings:
  autoInstallPeers: true
  count: 12
importers:

  .:
    dependencies:
      '@scope/name':
        specifier: ^1.0.0
        version: 1.0.0(peer@2.0.0)
packages:

  '@scope/name@1.0.0':
    resolution: {integrity: sha512-abc==, tarball: 'https://example.org/a'}
    engines: {node: '>=4', npm: ">=2"}
    cpu: [arm64, x64]
    hasBin: true
    deprecated: |-
      two
        lines

  /a/1.0.0_b@2.0.0:
    deps:
    - one
    - name: two
      version: 1.10
    - [x, {y: z}]
    empty: {}
    none:
"""


def plain(tree: Tree) -> Any:
    """What the thorough parser says, with numbers as texts."""
    if not isinstance(tree, Known):
        return None
    if isinstance(tree.value, dict):
        return {key: plain(each) for key, each in tree.value.items()}
    if isinstance(tree.value, list):
        return [plain(each) for each in tree.value]
    return tree.value if isinstance(tree.value, bool | str) or tree.value is None else str(tree.value)


def thorough(text: str) -> Any:
    trees = yamltree.parse("x", text.encode()).trees
    return plain(trees[0]) if trees and isinstance(plain(trees[0]), dict) else {}


def test_a_lock_file_is_read_with_its_lines() -> None:
    found = plainyaml.parse("x", LOCK.encode())
    assert found.gaps == ()
    assert found.table == thorough(LOCK)
    packages = found.table["packages"]
    lines = LOCK.split("\n")
    assert [lines[line - 1].strip() for line in packages.lines.values()] == [
        "'@scope/name@1.0.0':",
        "/a/1.0.0_b@2.0.0:",
    ]
    deps = packages["/a/1.0.0_b@2.0.0"]["deps"]
    assert isinstance(deps, Array)
    assert [lines[line - 1].strip() for line in deps.lines] == ["- one", "- name: two", "- [x, {y: z}]"]


def test_what_is_unusual_is_read_all_the_same() -> None:
    text = 'a: &x\n  b: "\\u0041"\nc: *x\nlong: >\n  folded\n  text\n? |\n  key\n: v\n'
    found = plainyaml.parse("x", text.encode())
    assert (found.table, found.gaps) == (thorough(text), ())
    assert found.table["c"] == {"b": "A"}


def test_what_is_broken_is_a_fault() -> None:
    found = plainyaml.parse("x", b"a: [1\nb: }")
    assert (found.table, [each.fault for each in found.gaps]) == ({}, [True])


WORDS = st.sampled_from(["a", "1.10", "true", "~", "no", "'q''r'", '"s"', "^1 || 2", "x@1(y@2)", "/p/1", "a b", ">=1"])
KEYS = st.sampled_from(["a", "'@s/n'", "/x/1.0", "b-c", '"d"', "1", "x:y", "."])
PIECES = st.one_of(
    WORDS,
    st.sampled_from(
        ["{}", "[]", "{a: b}", "[a, 'b', {c: d}]", "{a: {b: 'c'}, d: [e]}", "|-\n      t", "*x", "&y z", "# c", ""]
    ),
)
LINES = st.tuples(st.sampled_from(["", "  ", "    ", "- ", "  - "]), KEYS, PIECES).map(
    lambda each: f"{each[0]}{each[1]}: {each[2]}"
) | st.tuples(st.sampled_from(["- ", "  - "]), PIECES).map("".join)


@given(st.lists(LINES, max_size=7).map("\n".join))
def test_whatever_is_read_is_what_the_thorough_parser_says(text: str) -> None:
    assert plainyaml.parse("x", text.encode()).table == thorough(text)


@given(st.text(alphabet="ab:- {}[],'\"#|>&*\n\t1", max_size=40) | st.text())
def test_any_text_means_the_same_to_both(text: str) -> None:
    assert plainyaml.parse("x", text.encode("utf-8", "surrogatepass")).table == thorough(
        text.encode("utf-8", "surrogatepass").decode("utf-8", "replace")
    )
