"""Licence expressions: read, written in one way, decided."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats.licenceterms import Many, One, Term, choices, holds, is_expression, is_known, ones, parse

WRITTEN = [
    ("mit", "MIT"),
    ("MIT or apache-2.0", "MIT OR Apache-2.0"),
    ("(MIT)", "MIT"),
    ("MIT AND (ISC OR BSD-3-Clause)", "MIT AND (ISC OR BSD-3-Clause)"),
    ("MIT AND ISC OR BSD-3-Clause", "MIT AND ISC OR BSD-3-Clause"),
    ("GPL-2.0-only WITH classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
    ("Apache-2.0+", "Apache-2.0+"),
    ("LicenseRef-Own AND MIT", "LicenseRef-Own AND MIT"),
    ("DocumentRef-a:LicenseRef-b", "DocumentRef-a:LicenseRef-b"),
    ("(((MIT OR ISC)))", "MIT OR ISC"),
    ("MIT OR (ISC OR 0BSD)", "MIT OR ISC OR 0BSD"),
]


@pytest.mark.parametrize(("text", "written"), WRITTEN)
def test_an_expression_is_written_in_one_way(text: str, written: str) -> None:
    assert str(parse(text)) == written
    assert parse(written) == parse(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        " ",
        "MIT AND",
        "OR MIT",
        "(MIT",
        "MIT)",
        "MIT ISC",
        "MIT WITH nothing",
        "MIT/ISC",
        "No Licence",
        "MIT WITH",
        "()",
    ],
)
def test_what_is_no_expression_is_refused(text: str) -> None:
    assert not is_expression(text)
    with pytest.raises(ValueError, match=r"\w"):
        parse(text)


def test_and_binds_closer_than_or() -> None:
    term = parse("MIT AND ISC OR 0BSD")
    assert isinstance(term, Many)
    assert term.operator == "OR"
    assert sorted(map(len, choices(term))) == [1, 2]


@pytest.mark.parametrize(
    ("text", "allowed", "expected"),
    [
        ("MIT OR GPL-3.0-only", {"MIT"}, True),
        ("MIT AND GPL-3.0-only", {"MIT"}, False),
        ("MIT AND (GPL-3.0-only OR ISC)", {"MIT", "ISC"}, True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", {"GPL-2.0-only WITH Classpath-exception-2.0"}, True),
        ("GPL-2.0-only WITH Classpath-exception-2.0", {"GPL-2.0-only"}, False),
    ],
)
def test_what_holds_together_must_all_be_allowed_and_one_of_what_may_be_chosen(
    text: str, allowed: set[str], expected: bool
) -> None:
    assert holds(parse(text), lambda one: str(one) in allowed) is expected


def test_ids_of_the_list_are_known_in_their_own_writing() -> None:
    assert is_known("Apache-2.0")
    assert not is_known("apache-2.0")
    assert not is_known("Apache 2.0")


TERMS = st.recursive(
    st.sampled_from([One("MIT"), One("ISC"), One("GPL-2.0-only", exception="Classpath-exception-2.0"), One("0BSD")]),
    lambda inner: st.builds(
        Many, st.sampled_from(["AND", "OR"]), st.lists(inner, min_size=2, max_size=3).map(lambda terms: tuple(terms))
    ),
    max_leaves=8,
)


@given(TERMS, st.sets(st.sampled_from(["MIT", "ISC", "0BSD"])))
def test_writing_and_reading_keep_what_an_expression_means(term: Term, allowed: set[str]) -> None:
    back = parse(str(term))
    assert {str(one) for one in ones(back)} == {str(one) for one in ones(term)}
    assert holds(back, lambda one: str(one) in allowed) is holds(term, lambda one: str(one) in allowed)
    assert any({str(one) for one in way} <= allowed for way in choices(back)) is holds(
        back, lambda one: str(one) in allowed
    )


@given(st.text(max_size=80))
def test_any_text_is_read_or_refused(text: str) -> None:
    is_expression(text)


def test_brackets_without_end_are_refused() -> None:
    assert not is_expression("(" * 2000 + "MIT" + ")" * 2000)
    assert not is_expression("(" * 900 + "MIT" + ")" * 900)
