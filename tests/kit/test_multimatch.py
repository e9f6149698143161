"""Many patterns in one pass: each way must stop inside of every true match."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.kit import multimatch
from holdfast.kit.multimatch import LiteralMatcher, Matcher, Pattern, build, load

PATTERNS = (
    Pattern("ab[0-9]{3}", 0, False, ("ab",), False),
    Pattern("key=[a-z]{4}", 1, True, ("key=",), True),
    Pattern("aba", 2, False, ("aba",), False),
    Pattern(",[A-Z]{4},", 3, False, (), False),
    Pattern("(?:%[0-9]{2}){2}", 4, False, (), False),
    Pattern("red|blue", 5, True, ("red", "blue"), True),
)
Maker = Callable[[Sequence[Pattern]], Matcher]


def fast(patterns: Sequence[Pattern]) -> Matcher:
    matcher, _ = build(patterns)
    if matcher.name != "hyperscan":
        pytest.skip("Hyperscan is not installed here")
    return matcher


both = pytest.mark.parametrize("make", [fast, LiteralMatcher])


def stops(matcher: Matcher, text: bytes, number: int) -> list[int]:
    return sorted(at for found, at in matcher.positions(text) if found == number)


def true_spans(pattern: Pattern, text: bytes) -> list[tuple[int, int]]:
    """Start and end of every match, overlapping ones too."""
    flags = re.IGNORECASE if pattern.caseless else 0
    expression = re.compile(f"(?=({pattern.text}))".encode(), flags)
    return [match.span(1) for match in expression.finditer(text)]


@both
def test_it_stops_inside_of_each_match(make: Maker) -> None:
    text = b"x ab123 KEY=word\nababa ,AAAA,BBBB, %12%34%56 Blue RED"
    matcher = make(PATTERNS)
    for pattern in PATTERNS:
        spans = true_spans(pattern, text)
        assert spans
        found = stops(matcher, text, pattern.number)
        assert all(any(start <= at < end for at in found) for start, end in spans), pattern


@both
def test_matches_that_share_a_character_are_two(make: Maker) -> None:
    matcher = make(PATTERNS)
    assert stops(matcher, b",AAAA,BBBB,", 3) == [5, 10]
    assert len(stops(matcher, b"ababa", 2)) == 2
    assert stops(matcher, b"%12%34%56", 4) == [5, 8]


@both
def test_letter_case_counts_only_where_it_is_meant_to(make: Maker) -> None:
    matcher = make(PATTERNS)
    assert stops(matcher, b"AB123 ABA ,aaaa,", 0) == []
    assert stops(matcher, b"ABA", 2) == []
    assert stops(matcher, b"KeY=WoRd", 1)


@both
@pytest.mark.parametrize(
    "text", [b"", b"\n", b"\0" * 5000, bytes(range(255, -1, -1))], ids=["empty", "line", "nul", "all"]
)
def test_text_without_a_match_gives_nothing(make: Maker, text: bytes) -> None:
    assert make(PATTERNS[:4]).positions(text) == []


@both
def test_bytes_beyond_ascii_do_not_shift_positions(make: Maker) -> None:
    before = "é…\U0001f600".encode() + b"\xff\xfe\0"
    at = stops(make(PATTERNS), before + b"ab123", 0)
    assert at
    assert all(len(before) <= each < len(before) + 5 for each in at)


@both
def test_each_call_starts_afresh(make: Maker) -> None:
    matcher = make(PATTERNS)
    assert stops(matcher, b"ab123", 0)
    assert matcher.positions(b"nothing") == []


@settings(deadline=None, derandomize=True, database=None, max_examples=200)
@given(st.text(alphabet="ab,AB%12key=rdlu\n", max_size=120))
def test_no_way_misses_a_match(text: str) -> None:
    data = text.encode()
    for matcher in (build(PATTERNS)[0], LiteralMatcher(PATTERNS)):
        for pattern in PATTERNS:
            found = stops(matcher, data, pattern.number)
            assert all(any(start <= at < end for at in found) for start, end in true_spans(pattern, data))


def test_patterns_without_literals_stop_at_the_same_places_either_way() -> None:
    rng = random.Random(5)  # noqa: S311 - drawn again in each run, alike
    quick, slow = fast(PATTERNS), LiteralMatcher(PATTERNS)
    for _ in range(50):
        text = bytes(rng.choice(b",AB%12") for _ in range(300))
        for number in (3, 4):
            assert stops(quick, text, number) == stops(slow, text, number)


def test_a_saved_matcher_finds_the_same() -> None:
    quick = fast(PATTERNS)
    _, saved = build(PATTERNS)
    loaded = load(saved)
    assert loaded is not None
    text = b"ab123 key=word ,AAAA,"
    assert sorted(loaded.positions(text)) == sorted(quick.positions(text))


@pytest.mark.parametrize("damage", [lambda saved: b"", lambda saved: saved[:100], lambda saved: b"x" + saved[1:]])
def test_a_damaged_saved_matcher_is_refused(damage: Callable[[bytes], bytes]) -> None:
    fast(PATTERNS)
    _, saved = build(PATTERNS)
    assert load(damage(saved)) is None


def test_the_version_names_the_way() -> None:
    assert multimatch.version().startswith(build(PATTERNS)[0].name)
