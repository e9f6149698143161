"""Marks of ignore comments are found without a matcher as with it."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from holdfast.engines.secrets.look import Looker, patterns
from holdfast.estate.repo.blob import Blob
from holdfast.formats.marks import MARKS, marked
from holdfast.kit.multimatch import build

PIECES = st.sampled_from([*MARKS, *(mark.upper() for mark in MARKS), "\n", " ", "no", "hold", "x: 1"])


@given(st.lists(PIECES, max_size=12).map("".join))
def test_the_matcher_says_the_same(text: str) -> None:
    looker = Looker((), build(patterns((), MARKS))[0])
    assert looker.look(Blob("a.tf", text.encode())).marks == tuple(sorted(set(marked(text.encode()))))
