"""The engine says why it does not take a pattern, without raising its own kind of error."""

from __future__ import annotations

import pytest

from holdfast.kit.multimatch import Pattern, refusal, version


def test_a_plain_pattern_is_taken() -> None:
    assert refusal(Pattern("acme_[0-9]{20}", 0, True, ("acme_",), True)) == ""


@pytest.mark.parametrize("text", ["acme(?=x)", r"(a)\1", "(" * 3, "[a-z]{99999}"])
def test_a_pattern_beyond_it_is_refused_in_words(text: str) -> None:
    if version() == "re":
        pytest.skip("only `re` is here, which asks nothing more of a pattern")
    assert refusal(Pattern(text, 0, False, ("acme",), False)).strip()
