"""Expressions that are compiled late find what others find."""

from __future__ import annotations

import re

import pytest

from holdfast.kit.expressions import expression


def test_it_finds_what_a_compiled_one_finds() -> None:
    late = expression(r"(a+)(b)?", re.IGNORECASE)
    for _ in range(2):
        match = late.search("xAAy")
        assert match is not None
        assert match.groups() == ("AA", None)
        assert late.sub("-", "caab") == "c-"
    assert late.pattern == r"(a+)(b)?"
    assert expression(rb"\d+").findall(b"1 22") == [b"1", b"22"]


def test_nothing_is_compiled_before_it_is_used() -> None:
    broken = expression("(")
    with pytest.raises(re.error):
        broken.match("")
