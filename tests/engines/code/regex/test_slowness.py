"""Slow expressions are found with a text that shows it, and others are left alone."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.engines.code.regex import slowness
from holdfast.engines.code.regex.charsets import Classes
from holdfast.engines.code.regex.machine import Machine, compiled, sets
from holdfast.engines.code.regex.syntax import Unreadable, parse

EXPONENTIAL = [
    r"(a+)+$",
    r"^(a|a)*$",
    r"^(a|aa)+$",
    r"^(a*)*$",
    r"(.*)*x",
    r"^(\w+\s?)*$",
    r"^(?:\d+,?)+$",
    r"(x+x+)+y",
    r"(\w|_)+$",
    r"^([a-z]+\.?)+@",
    r"(?:\s*\S+\s*)+:",
    r"(a{1,30}){1,30}b",
    r"^(?=(a+)+$)b",
    r"(?i)^(k|K)+$",
    r"^(([a-z])+.)+[A-Z]([a-z])+$",
    r"(?:[^\"']|'.*?')*;$",
]
POLYNOMIAL = [(r"\s+$", 2), (r"a+b", 2), (r"<!--.*?-->", 2), (r"^a*a*b", 2), (r"^a*a*a*b", 3), (r"^(.*?,){9}P", 3)]
HARMLESS = [
    r"^a+$",
    r"^\d+(,\d+)*$",
    r"^[a-z]+@[a-z]+\.com$",
    r"^(a+b)+$",
    r"(a+)+",
    r"(?:a*)*",
    r"^(\([^()]*\))*$",
    r"^\"(?:[^\"\\]|\\.)*\"",
    r"^[A-Za-z0-9+/]*={0,2}$",
    r"\d{1,3}(,\d{3})*",
    r"^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\.(?!$)|$)){4}$",
    r"^(ab|cd|ef)+$",
    r"^(?:a|b|ab)c$",
    "",
    "abc",
    r"^\w+([-.]\w+)*@",
]


@pytest.mark.parametrize("pattern", EXPONENTIAL)
@pytest.mark.parametrize("python", [True, False])
def test_exponential_ones_are_found(pattern: str, python: bool) -> None:
    if pattern.startswith("(?i)") and not python:
        pattern = pattern.removeprefix("(?i)").replace("k|K", "k|k")
    found = slowness(pattern, python=python, anywhere=False)
    assert found
    assert found.exponential
    assert f"{found.again!r} * " in found.text()


@pytest.mark.parametrize(("pattern", "degree"), POLYNOMIAL)
def test_polynomial_ones_are_found_with_their_degree(pattern: str, degree: int) -> None:
    found = slowness(pattern, python=True, anywhere=True)
    assert found
    assert not found.exponential
    assert found.degree == degree


@pytest.mark.parametrize("pattern", HARMLESS)
def test_harmless_ones_are_left_alone(pattern: str) -> None:
    assert slowness(pattern, python=True, anywhere=False) is None


def test_a_loop_at_the_end_is_slow_only_where_it_is_looked_for_anywhere() -> None:
    assert slowness(r"\s+$", python=True, anywhere=True)
    assert slowness(r"\s+$", python=True, anywhere=False) is None


@pytest.mark.parametrize("pattern", [r"^(?>a+)+$", r"^(a++)+$", r"^(?:a+)*+$"])
def test_what_does_not_go_back_is_fast(pattern: str) -> None:
    assert slowness(pattern, python=True, anywhere=False) is None


@pytest.mark.parametrize(
    "pattern", [r"(a)\1+", r"(?P<x>a+)(?P=x)*", "(", "[a", "a**", "(?", "x" * 5000, "(" * 100, r"(?(1)a|b)+"]
)
def test_nothing_is_said_of_what_cannot_be_read(pattern: str) -> None:
    assert slowness(pattern, python=True, anywhere=True) is None


def test_blanks_and_comments_of_the_long_form_mean_nothing() -> None:
    assert slowness("^ (a + ) + $ # (", "x", python=True, anywhere=False)


@given(st.text("ab(|)*+?.[]{}^$\\,0123:=!<>dwsbiP-\n", max_size=25), st.booleans(), st.booleans())
def test_any_text_is_answered(pattern: str, python: bool, anywhere: bool) -> None:
    found = slowness(pattern, python=python, anywhere=anywhere)
    assert found is None or found.again


def expressions() -> st.SearchStrategy[str]:
    leaves = st.sampled_from(["a", "b", "[ab]", "[^a]", ".", "\\w", "^", "$", "\\b", "(?!a)", "(?<=b)", "\n"])

    def more(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        group = inner.map(lambda text: f"(?:{text})")
        return st.one_of(
            st.tuples(inner, inner).map("".join),
            st.tuples(inner, inner).map(lambda pair: f"(?:{pair[0]}|{pair[1]})"),
            st.tuples(group, st.sampled_from(["*", "+", "?", "{2}", "{1,2}", "*?", "+?", "??", "*+"])).map("".join),
            inner.map(lambda text: f"(?={text})"),
            inner.map(lambda text: f"(?>{text})"),
        )

    return st.recursive(leaves, more, max_leaves=6)


@given(expressions(), st.text("ab\n ", max_size=6), st.booleans())
def test_the_machine_matches_as_python_does(pattern: str, text: str, anywhere: bool) -> None:
    try:
        expression = re.compile(pattern)
    except re.error:
        return
    tree = parse(pattern, "", python=True)
    program = compiled(tree, 100)
    machine = Machine(program, Classes([*sets(program), ((10, 10),)]), 100_000)
    expected = (expression.search if anywhere else expression.match)(text)
    end = machine.end(text, anywhere=anywhere)
    assert (end is None) == (expected is None)
    assert expected is None or end == expected.end()


@given(expressions())
def test_what_python_compiles_can_be_read(pattern: str) -> None:
    try:
        re.compile(pattern)
    except re.error:
        return
    try:
        parse(pattern, "", python=True)
    except Unreadable:
        pytest.fail(pattern)
