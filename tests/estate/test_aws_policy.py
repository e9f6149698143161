"""Policy documents become statements, whatever they look like."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from holdfast.estate.aws_policy import Holder, policy
from holdfast.estate.kinds.identity import Policy, PolicyStatement
from holdfast.model.place import Place
from holdfast.model.resource import Resource
from holdfast.model.value import Known, Tree, Unknown

HERE = Place(path="main.tf", line=3)
HOLDER = Holder("aws_iam_policy.a", "aws_iam_policy", "terraform", HERE)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Statement", "Effect", "Action", "Principal", "Condition", "AWS", "x"]), inner
        )
    ),
    max_leaves=12,
)


def read(document: Any) -> list[Resource]:
    return list(policy(Known(document, HERE), HOLDER, "identity"))


def statement(document: Any) -> PolicyStatement:
    (first, whole) = read(document)
    assert isinstance(first, PolicyStatement)
    assert isinstance(whole, Policy)
    assert whole.statements == Known((first,), HERE)
    return first


def told(value: object) -> object:
    assert isinstance(value, Known)
    return value.value


def test_a_single_statement_and_single_words_count_as_lists_of_one() -> None:
    text = json.dumps({"Statement": {"Effect": "Allow", "Action": "s3:*", "Resource": "*"}})
    found = statement(text)
    assert found.address == "aws_iam_policy.a statement[0]"
    assert (told(found.allow), told(found.actions), told(found.targets)) == (
        True,
        (Known("s3:*", HERE),),
        (Known("*", HERE),),
    )
    assert told(found.principals) == told(found.not_actions) == told(found.conditions) == ()


def test_principals_and_conditions_are_flat() -> None:
    text = json.dumps(
        {
            "Statement": [
                {
                    "Effect": "Deny",
                    "Principal": {"AWS": ["1", "2"], "Service": "s3.amazonaws.com", "*": "*"},
                    "Condition": {"StringEquals": {"a": "x", "b": ["y", "z"]}, "Bool": {"c": False}},
                }
            ]
        }
    )
    found = statement(text)
    assert told(found.allow) is False
    principals = told(found.principals)
    assert isinstance(principals, tuple)
    assert [(each.type, told(each.name)) for each in principals] == [
        ("aws", "1"),
        ("aws", "2"),
        ("service", "s3.amazonaws.com"),
        ("any", "*"),
    ]
    conditions = told(found.conditions)
    assert isinstance(conditions, tuple)
    assert [(each.operator, each.key, [told(value) for value in each.values]) for each in conditions] == [
        ("StringEquals", "a", ["x"]),
        ("StringEquals", "b", ["y", "z"]),
        ("Bool", "c", ["false"]),
    ]


def test_an_unknown_target_is_one_unknown_element() -> None:
    unknown = Unknown("known only after apply", HERE, ("aws_s3_bucket.a",))
    tree: Tree = Known({"Statement": Known([Known({"Resource": unknown}, HERE)], HERE)}, HERE)
    (found, _) = policy(tree, HOLDER, "identity")
    assert isinstance(found, PolicyStatement)
    assert found.targets == Known((unknown,), HERE)


def test_no_document_is_nothing_and_no_json_is_unknown() -> None:
    assert read(None) == read("") == read("  ") == []
    for text in ("{", "no", "[" * 100_000, "x" * 300_000):
        (first, whole) = read(text)
        assert isinstance(first, PolicyStatement)
        assert isinstance(first.actions, Unknown)
        assert isinstance(whole, Policy)
        assert isinstance(whole.statements, Unknown)


@given(JSON)
def test_any_json_ends_in_resources(document: Any) -> None:
    for resource in read(json.dumps(document)):
        assert isinstance(resource, Policy | PolicyStatement)
