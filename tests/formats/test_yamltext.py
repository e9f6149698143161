"""Written scalars come back as the same text from a YAML parser that is not ours."""

from __future__ import annotations

import re

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from holdfast.formats.yamltext import flow, scalar

WORDS = st.text(st.sampled_from("aZ0-_.:?#,[]{}&*!|>'\"%@`\\ =~<é\n\t")) | st.text()
DATE = re.compile(r"\d{4}-\d\d-\d\d")


@settings(max_examples=400)
@given(st.lists(WORDS, max_size=3))
@example(["0?"])
@example(["a?b", "c"])
def test_a_list_on_one_line(texts: list[str]) -> None:
    assert _texts(yaml.safe_load(flow(texts))) == texts


@settings(max_examples=400)
@given(WORDS)
@example("0? no")
@example("0?")
def test_a_value_of_a_key(text: str) -> None:
    assert _texts([yaml.safe_load(f"key: {scalar(text)}\n")["key"]]) == [text]
    assert _texts([yaml.safe_load(f"{{key: {scalar(text, flow=True)}}}")["key"]]) == [text]


@pytest.mark.parametrize("text", ["Ada", "Who? Me", "a-b/c.d", "2026-11-02"])
def test_what_needs_no_quotes_has_none(text: str) -> None:
    assert scalar(text) == text


def _texts(values: list[object]) -> list[str]:
    """Dates stand without quotes on purpose: every reader of models takes them so."""
    return [str(value) for value in values]
