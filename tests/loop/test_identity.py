"""Who a finding is: the same after moves and reformatting, and nothing that tells the value."""

from __future__ import annotations

import random

from hypothesis import given, settings
from hypothesis import strategies as st

from holdfast.loop.identity import fingerprints, secret_mark
from holdfast.model.check import Confidence, Severity
from holdfast.model.place import Place
from holdfast.model.verdict import Fail

Pair = tuple[str, Fail]


def fail(mark: str, path: str = "a.py", line: int = 1, column: int = 1) -> Fail:
    return Fail(
        at=Place(path=path, line=line, column=column, end_line=line, end_column=column + 9),
        says="A value stands here.",
        mark=mark,
        severity=Severity.HIGH,
        confidence=Confidence.HIGH,
    )


marks = st.sampled_from(["aaaaaa", "bbbbbb", "cccccc"])
checks = st.sampled_from(["HF-SEC-001", "HF-SEC-002"])
places = st.tuples(st.sampled_from(["a.py", "b.py", "sub/c.py"]), st.integers(1, 50), st.integers(1, 80))
pairs = st.lists(
    st.builds(lambda check, mark, place: (check, fail(mark, *place)), checks, marks, places),
    max_size=12,
    unique_by=lambda pair: (pair[0], pair[1].at.path, pair[1].at.line, pair[1].at.column),
)
calm = settings(deadline=None, derandomize=True, database=None)


@calm
@given(pairs)
def test_each_finding_has_a_name_of_its_own(found: list[Pair]) -> None:
    assert len(set(fingerprints(found))) == len(found)


@calm
@given(pairs, st.integers())
def test_the_order_of_findings_does_not_matter(found: list[Pair], seed: int) -> None:
    order = list(range(len(found)))
    random.Random(seed).shuffle(order)  # noqa: S311 - any order will do
    before = fingerprints(found)
    after = fingerprints([found[at] for at in order])
    assert [before[at] for at in order] == after


@calm
@given(pairs, st.integers(0, 500), st.integers(0, 30))
def test_reformatting_changes_no_name(found: list[Pair], down: int, right: int) -> None:
    moved = [
        (check, fail(item.mark, item.at.path, item.at.line + down, item.at.column + right)) for check, item in found
    ]
    assert fingerprints(moved) == fingerprints(found)


@calm
@given(pairs, st.integers())
def test_moving_lines_and_files_changes_no_set_of_names(found: list[Pair], seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311 - any order will do
    spots = [(f"new/{number}.py", rng.randint(1, 99)) for number in range(len(found))]
    rng.shuffle(spots)
    moved = [(check, fail(item.mark, *spot)) for (check, item), spot in zip(found, spots, strict=True)]
    assert set(fingerprints(moved)) == set(fingerprints(found))


def test_one_more_of_the_same_gets_one_more_name() -> None:
    one = fingerprints([("HF-SEC-001", fail("aaaaaa"))])
    two = fingerprints([("HF-SEC-001", fail("aaaaaa")), ("HF-SEC-001", fail("aaaaaa", line=2))])
    assert two[:1] == one
    assert len(set(two)) == 2


def test_another_check_or_value_is_another_finding() -> None:
    names = fingerprints(
        [("HF-SEC-001", fail("aaaaaa")), ("HF-SEC-002", fail("aaaaaa")), ("HF-SEC-001", fail("bbbbbb"))]
    )
    assert len(set(names)) == 3


def test_nothing_has_no_names() -> None:
    assert fingerprints([]) == []


@calm
@given(st.binary(min_size=16, max_size=16), st.binary(min_size=8, max_size=60))
def test_a_mark_tells_nothing(key: bytes, value: bytes) -> None:
    mark = secret_mark(key, value)
    assert len(mark) == 6
    assert mark == secret_mark(key, value)
    assert set(mark) <= set("0123456789abcdef")


def test_a_mark_depends_on_the_projects_key_and_is_shared_by_many_values() -> None:
    keys = {secret_mark(bytes([number]) * 16, b"value") for number in range(64)}
    assert len(keys) == 64
    seen = {secret_mark(b"k" * 16, b"%d" % number) for number in range(20_000)}
    assert len(seen) < 20_000
