"""Facts in tables: three-valued, at the place that decides, and never with a secret in them."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from holdfast.estate.facts import (
    Fact,
    among,
    amount,
    both,
    contains,
    either,
    every,
    fields_of,
    fixed,
    given,
    literals,
    matching,
    opposite,
    parameter,
    secret_entries,
    secret_pairs,
    some,
    switch,
    where,
)
from holdfast.model.place import Place
from holdfast.model.value import How, Known, Tree, Unknown

MYSTERY = Unknown("nobody knows", Place(path="x", line=99))
WORD = "tr0ub" + "4dor"


def tree(content: Any, line: int = 1) -> Tree:
    """Plain contents as a tree; each entry of a mapping stands one line below the one before."""
    if isinstance(content, Known | Unknown):
        return content
    if isinstance(content, dict):
        content = {name: tree(each, line + number) for number, (name, each) in enumerate(content.items(), 1)}
    elif isinstance(content, list):
        content = [tree(each, line) for each in content]
    return Known(content, Place(path="x", line=line))


def told(fact: Fact, content: Any) -> Any:
    """True, false, or None for unknown."""
    value = fact(tree(content))
    return None if isinstance(value, Unknown) else value.value


def says(answer: bool | None) -> Fact:
    return lambda attrs: MYSTERY if answer is None else Known(answer, attrs.place)


ANSWERS = (True, False, None)


@pytest.mark.parametrize(("one", "other"), list(product(ANSWERS, ANSWERS)))
def test_either_and_both_are_kleene(one: bool | None, other: bool | None) -> None:
    pair = (one, other)
    wanted_either = True if True in pair else None if None in pair else False
    wanted_both = False if False in pair else None if None in pair else True
    assert told(either(says(one), says(other)), {}) is wanted_either
    assert told(both(says(one), says(other)), {}) is wanted_both
    assert told(opposite(both(says(one), says(other))), {}) is told(
        either(opposite(says(one)), opposite(says(other))), {}
    )


@drawn(st.lists(st.sampled_from(ANSWERS), max_size=5))
def test_some_and_every_are_either_and_both_of_blocks(answers: list[bool | None]) -> None:
    blocks = {"rule": [{"on": MYSTERY if each is None else each} for each in answers]}
    assert told(some("rule", switch("on")), blocks) is (True if True in answers else None if None in answers else False)
    wanted = False if False in answers else None if None in answers else True
    assert told(every("rule", switch("on")), blocks) is wanted


def test_an_unknown_list_makes_everything_about_it_unknown() -> None:
    for fact in (some("a", fixed(True)), every("a", fixed(True)), contains("a"), fields_of("a", fixed(True))):
        assert told(fact, {"a": MYSTERY}) is None


def test_what_is_absent_is_the_default_at_the_nearest_place() -> None:
    value = switch("outer.inner", default=True)(tree({"a": 1, "outer": {"b": 2}}))
    assert isinstance(value, Known)
    assert (value.value, value.place.line, value.how) == (True, 3, How.DEFAULT)


def test_words_count_in_any_case_and_numbers_as_they_are_written() -> None:
    assert told(among("mode", "KMS"), {"mode": "kms"}) is True
    assert told(among("days", "0"), {"days": 0}) is True
    assert told(matching("name", "^kms"), {"name": "KMS:x"}) is True
    assert told(amount("days", 7), {}) == 7
    assert told(contains("list", "all"), {"list": ["some", "ALL"]}) is True
    assert told(contains("list", "all"), {"list": ["some", MYSTERY]}) is None


def test_where_asks_the_condition_first() -> None:
    fact = where(switch("new"), fixed("yes"), fixed("no"))
    assert [told(fact, {"new": each}) for each in (True, False, MYSTERY)] == ["yes", "no", None]


def test_of_false_facts_the_written_one_says_where() -> None:
    value = either(switch("absent"), switch("written"))(tree({"a": 1, "written": False}))
    assert value.place.line == 3


def test_a_named_parameter_is_found_in_a_list() -> None:
    fact = parameter("parameter", "name", "value", "tls", switch(""), default=True)
    assert told(fact, {"parameter": [{"name": "x", "value": "1"}, {"name": "tls", "value": "0"}]}) is False
    assert told(fact, {"parameter": [{"name": "x", "value": "1"}]}) is True
    assert told(fact, {"parameter": [{"name": MYSTERY, "value": "1"}]}) is None


def test_credentials_are_told_by_name_and_place_and_never_by_content() -> None:
    attrs = tree({"user": [{"name": "a", "password": WORD}, {"name": "b", "password": MYSTERY}], "token": WORD})
    value = literals("user.password", "token", "missing")(attrs)
    assert isinstance(value, Known)
    assert [(each.value, each.place.line) for each in value.value] == [("password", 4), ("token", 3)]
    assert WORD not in repr(value)


@pytest.mark.parametrize(
    "content",
    [
        "",
        "  ",
        "{{resolve:secretsmanager:x}}",
        "arn:aws:secretsmanager:x",
        "${ssm:x}",
        "********",
        "<password>",
        "none",
    ],
)
def test_what_only_points_to_a_credential_is_none(content: str) -> None:
    assert told(literals("password"), {"password": content}) == ()


def test_a_block_that_nobody_knows_may_hold_a_credential() -> None:
    assert told(literals("user.password"), {"user": MYSTERY}) is None
    assert told(literals("user.password"), {"user": {"password": MYSTERY}}) == ()


def test_entries_count_by_their_names() -> None:
    content = {"env": {"DB_PASSWORD": WORD, "STAGE": WORD, "PASSWORD_FILE": "/run/x"}}
    assert [each.value for each in told(secret_entries("env"), content)] == ["DB_PASSWORD"]
    pairs = [
        {"name": "DB_PASSWORD", "value": WORD},
        {"name": "API_TOKEN", "value": WORD, "type": "PARAMETER_STORE"},
        {"name": MYSTERY, "value": WORD},
    ]
    plain = among("type", "PLAINTEXT", default=True)
    found = told(secret_pairs("env", "name", "value", plain), {"env": pairs})
    assert [each.value for each in found] == ["DB_PASSWORD"]


def test_something_that_refers_is_there_though_nobody_knows_it() -> None:
    assert told(given("key"), {"key": Unknown("later", Place(path="x"), ("aws_kms_key.a",))}) is True
    assert told(given("key"), {"key": MYSTERY}) is None
    assert told(given("key"), {"key": ""}) is False
