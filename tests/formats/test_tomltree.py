"""TOML is read as the standard library reads it, with lines."""

from __future__ import annotations

import tomllib
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats.tomltree import Array, Table, parse

TEXT = '''\
title = "a \\u00e9 \\"b\\"" # said
[tool."dotted.name".x]
'quoted key' = 'lit\\eral'
a.b.c = 1_000
dates = [1979-05-27T07:32:00Z, 1979-05-27 07:32:00, 07:32:00, 1979-05-27]
many = """
one \\
   two ""three""
"""
raw = \'\'\'
it's
\'\'\'
list = [
  "x", # one
  { y = 1, z = [0x1F, 0o7, 0b1, -1.5e3, inf] },
]

[[package]]
name = "one"

[[package.files]]
file = "f"

[[package]]
name = "two"
ok = false
'''


def plain(value: Any) -> Any:
    """The values of the standard library, with moments as their texts."""
    if isinstance(value, dict):
        return {key: plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [plain(each) for each in value]
    return "moment" if isinstance(value, date | datetime | time) else value


def without_moments(value: Any, like: Any) -> Any:
    """Our values, with "moment" where the standard library has one."""
    if isinstance(value, dict):
        return {key: without_moments(each, like[key]) for key, each in value.items()}
    if isinstance(value, list):
        return [without_moments(each, other) for each, other in zip(value, like, strict=True)]
    return "moment" if like == "moment" else value


def assert_same(text: str) -> None:
    expected = plain(tomllib.loads(text))
    found = parse("x.toml", text.encode())
    assert found.gaps == ()
    assert repr(without_moments(found.table, expected)) == repr(expected)


def test_it_says_what_the_standard_library_says() -> None:
    assert_same(TEXT)
    assert_same(TEXT.replace("\n", "\r\n"))


def test_every_key_and_item_has_its_line() -> None:
    table = parse("x.toml", TEXT.encode()).table
    packages = table["package"]
    assert isinstance(packages, Array)
    assert isinstance(packages[1], Table)
    lines = TEXT.split("\n")
    assert [lines[each.lines["name"] - 1] for each in packages] == ['name = "one"', 'name = "two"']
    assert [lines[each.line - 1] for each in packages] == ["[[package]]"] * 2
    inner = table["tool"]["dotted.name"]["x"]["list"]
    assert [lines[line - 1].strip() for line in inner.lines] == [
        '"x", # one',
        "{ y = 1, z = [0x1F, 0o7, 0b1, -1.5e3, inf] },",
    ]


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("a = 1\nb =\n", 2),
        ("a = 1\n[t\n", 2),
        ("a\n", 1),
        ("\n\nx = [1,\n 2\n", 5),
        ('x = "abc\n', 1),
        ('x = "\\q"\n', 1),
        ("x = 1\n[x]\n", 2),
        ("x = 1 y = 2\n", 1),
        ("x = " + "[" * 200, 1),
        (".".join(["a"] * 200) + " = 1", 1),
        ("<<<<<<< HEAD\n", 1),
        ("x = " + "9" * 5000, 1),
    ],
)
def test_what_is_broken_is_one_fault_on_its_line(text: str, line: int) -> None:
    found = parse("x.toml", text.encode())
    assert found.table == {}
    assert [(each.fault, each.place.line) for each in found.gaps] == [(True, line)]


KEYS = st.sampled_from(["a", "b-c", '"q.r"', "'s t'", "a.b", "x . y"])
SCALARS = st.sampled_from(["1", "-2.5", "true", '"t\\n"', "'l'", '"""m\n"""', "'''\nn'''", "1979-05-27", "nan", "0x1f"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda each: f"[{', '.join(each)}]")
        | st.lists(st.tuples(KEYS, inner), max_size=2).map(
            lambda each: f"{{{', '.join(f'{k} = {v}' for k, v in each)}}}"
        )
    ),
    max_leaves=4,
)
LINES = st.one_of(
    st.tuples(KEYS, VALUES).map(lambda each: f"{each[0]} = {each[1]}"),
    KEYS.map(lambda key: f"[{key}]"),
    KEYS.map(lambda key: f"[[ {key} ]] # c"),
    st.just(""),
)


@given(st.lists(LINES, max_size=8).map("\n".join))
def test_whatever_the_standard_library_accepts_is_read_the_same(text: str) -> None:
    try:
        tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        parse("x.toml", text.encode())
    else:
        assert_same(text)


@given(st.text(alphabet="[]{}=.\"'\\#\n ab1-", max_size=60) | st.text())
def test_any_text_is_read_or_refused(text: str) -> None:
    found = parse("x.toml", text.encode("utf-8", "surrogatepass"))
    assert len(found.gaps) <= 1
