"""Without Hyperscan the same credentials are found: text woven from every type, and text that was damaged since."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from holdfast.app.rulebook import RuleBook
from holdfast.engines.secrets.look import Looker, Seen, patterns
from holdfast.estate.repo.blob import Blob
from holdfast.formats.marks import MARKS
from holdfast.kit.multimatch import LiteralMatcher
from tests.worlds.planted import kinds, templates
from tests.worlds.weave import CHANGES, JOINTS, PATHS, changed, example, weave

Both = Callable[[Blob], tuple[Seen, Seen]]
ROUNDS = 11
PER_TEXT = 60
WANTED = 20


@pytest.fixture(scope="module")
def both(book: RuleBook) -> Both:
    """Look with the fast engine and with the portable one."""
    if book.matcher.name != "hyperscan":
        pytest.skip("Hyperscan is not installed here: there is nothing to compare with")
    portable = Looker(book.types, LiteralMatcher(patterns(book.types, MARKS)))
    return lambda blob: (book.looker.look(blob), portable.look(blob))


def told(seen: Seen) -> list[tuple[str, int, int, tuple[str, ...], str]]:
    """What differs, in words that a failure can print."""
    return [(hit.kind.check.name, hit.start, hit.end, hit.route, hit.value.decode("latin-1")) for hit in seen.hits]


def same(both: Both, blob: Blob) -> Seen:
    fast, portable = both(blob)
    assert told(fast) == told(portable)
    # Where something may reach far is what the matcher suspects, and the portable one suspects more.
    assert fast._replace(far=False) == portable._replace(far=False)
    return fast


def test_text_woven_from_every_type_gives_equal_results_and_enough_matches(both: Both) -> None:
    found: Counter[str] = Counter()
    rng = random.Random(1)  # noqa: S311 - drawn again in each run, alike
    for turn in range(ROUNDS):
        order = list(range(len(templates())))
        rng.shuffle(order)
        for at in range(0, len(order), PER_TEXT):
            pieces = [example(number, turn)[1] for number in order[at : at + PER_TEXT]]
            text = weave(pieces, ("\n", "\n\n") if turn % 3 else ("\r\n", "\n# \r\n"))
            seen = same(both, Blob(PATHS[turn % 3], text))
            found.update(hit.kind.check.name for hit in seen.hits)
    everywhere = [name for name, kind in kinds().items() if not kind.files]
    few = {name: found[name] for name in everywhere if found[name] < WANTED}
    assert not few


numbers = st.integers(min_value=0, max_value=10_000)


@settings(max_examples=220, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(
    pieces=st.lists(st.tuples(numbers, st.integers(0, 9)), min_size=1, max_size=12),
    joints=st.lists(st.sampled_from(JOINTS), min_size=1, max_size=3),
    changes=st.lists(st.integers(0, len(CHANGES) - 1), max_size=4),
    seed=numbers,
    path=st.sampled_from(PATHS),
)
def test_damaged_text_gives_equal_results(
    both: Both, pieces: list[tuple[int, int]], joints: list[str], changes: list[int], seed: int, path: str
) -> None:
    text = weave([example(number, of)[1] for number, of in pieces], joints)
    same(both, Blob(path, changed(text, changes, seed)))
