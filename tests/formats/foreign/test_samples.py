"""Every sample of another tool's report is found out by what it holds, and says what is expected of it."""

from __future__ import annotations

import gzip
from collections import Counter
from pathlib import Path
from typing import NamedTuple

import pytest

from holdfast.formats.foreign.index import FOREIGN, read
from holdfast.model.foreign import Answer, Foreign
from holdfast.model.observation import Strength

SAMPLES = Path(__file__).parent / "samples"
NOTES = "README.md"


class Expected(NamedTuple):
    """What a sample says."""

    format: str
    tool: str
    when: str
    subjects: tuple[str, ...]
    ok: int = 0
    fail: int = 0
    unsure: int = 0
    absent: int = 0
    lost: int = 0


EXPECTED = {
    "semgrep.sarif": Expected("sarif", "semgrep", "", ("",), fail=2),
    "checkov.sarif": Expected("sarif", "checkov", "", ("",), fail=4),
    "pytest.xml": Expected("junit", "junit", "2026-11-30T07:12:04+00:00", ("",), ok=2, fail=2),
}


def sample(name: str) -> Foreign:
    """A sample as it is read, its format found out."""
    return read(name, (SAMPLES / name).read_bytes())


def test_every_sample_is_expected_and_every_format_has_one() -> None:
    there = {path.name for path in SAMPLES.iterdir()} - {NOTES}
    assert there == EXPECTED.keys()
    assert {item.format for item in EXPECTED.values()} == FOREIGN.keys()
    notes = (SAMPLES / NOTES).read_text(encoding="utf-8")
    assert [name for name in there if f"| `{name}` | " not in notes] == []


@pytest.mark.parametrize("name", EXPECTED)
def test_what_a_sample_says(name: str) -> None:
    found = sample(name)
    counts = Counter(item.answer for look in found.looks for item in look.items)
    told = Expected(
        format=found.format,
        tool=found.tool,
        when=found.when,
        subjects=tuple(look.subject for look in found.looks),
        ok=counts[Answer.OK],
        fail=counts[Answer.FAIL],
        unsure=counts[Answer.UNSURE],
        absent=counts[Answer.ABSENT],
        lost=len(found.lost),
    )
    assert told == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_packed_sample_says_the_same(name: str) -> None:
    plain = (SAMPLES / name).read_bytes()
    assert read(name, gzip.compress(plain)) == read(name, plain)


@pytest.mark.parametrize("name", EXPECTED)
def test_only_one_format_takes_a_sample(name: str) -> None:
    """The order of the table decides nothing, so that no report is read as another's."""
    from importlib import import_module

    from holdfast.formats.foreign.document import open_document

    document = open_document(name, (SAMPLES / name).read_bytes())
    assert [each for each, form in FOREIGN.items() if import_module(form.module).fits(document)] == [
        EXPECTED[name].format
    ]


def test_tests_are_stronger_than_scans() -> None:
    assert {look.strength for look in sample("pytest.xml").looks} == {Strength.TEST}
    assert {look.strength for look in sample("semgrep.sarif").looks} == {Strength.SCAN}
