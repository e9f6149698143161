"""Every sample of another tool's report is found out by what it holds, and says what is expected of it."""

from __future__ import annotations

import gzip
import json
from importlib import import_module
from pathlib import Path

import pytest

from holdfast.activities import ACTIVITIES
from holdfast.formats.foreign.document import open_document
from holdfast.formats.foreign.index import FOREIGN, read
from holdfast.loop.foreign import activity_of
from holdfast.model.errors import HoldfastError
from holdfast.model.foreign import Answer, Foreign
from holdfast.model.observation import Strength
from tests.formats.foreign.expected import EXPECTED, Expected
from tests.worlds.planted import github

SAMPLES = Path(__file__).parent / "samples"
NOTES = "README.md"
SCHEMA = "its schema"
PLACES = ("@SECRET@", "@MATCH@")


def sample(name: str) -> Foreign:
    """A sample as it is read, its format found out."""
    return read(name, (SAMPLES / name).read_bytes())


def test_every_sample_is_expected_and_every_format_has_one() -> None:
    there = {path.name for path in SAMPLES.iterdir()} - {NOTES}
    assert there == EXPECTED.keys()
    assert {item.format for item in EXPECTED.values()} == FOREIGN.keys()


def test_the_notes_tell_how_each_sample_was_made() -> None:
    notes = (SAMPLES / NOTES).read_text(encoding="utf-8")
    rows = {row.split("`")[1]: row for row in notes.splitlines() if row.startswith("| `")}
    assert rows.keys() == EXPECTED.keys()
    from_schema = {EXPECTED[name].format for name, row in rows.items() if "from its schema" in row}
    really_made = {EXPECTED[name].format for name, row in rows.items() if "from its schema" not in row}
    assert {name for name, form in FOREIGN.items() if form.source == SCHEMA} == from_schema - really_made


@pytest.mark.parametrize("name", EXPECTED)
def test_what_a_sample_says(name: str) -> None:
    found = sample(name)
    items = [item for look in found.looks for item in look.items]
    told = Expected(
        format=found.format,
        tool=found.tool,
        when=found.when,
        subjects=tuple(look.subject for look in found.looks),
        items=tuple(
            f"{item.answer} {item.rule} {item.place.path}:{item.place.line} {item.severity.word}" for item in items
        ),
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
    document = open_document(name, (SAMPLES / name).read_bytes())
    fitting = [each for each, form in FOREIGN.items() if import_module(form.module).fits(document)]
    assert fitting == [EXPECTED[name].format]


@pytest.mark.parametrize("name", EXPECTED)
def test_a_sample_is_evidence_for_the_activities_that_the_table_names(name: str) -> None:
    found = sample(name)
    made = {activity_of(item) for look in found.looks for item in look.items}
    assert made <= set(FOREIGN[found.format].activities) <= {activity.id for activity in ACTIVITIES}


def test_samples_name_secrets_where_their_tools_do() -> None:
    marked = [name for name in EXPECTED if any(place in (SAMPLES / name).read_text("utf-8") for place in PLACES)]
    assert len(marked) > 8


@pytest.mark.parametrize("name", EXPECTED)
def test_no_secret_and_no_line_of_a_report_is_read(name: str) -> None:
    text = (SAMPLES / name).read_text(encoding="utf-8")
    for place in PLACES:
        text = text.replace(place, github())
    found = read(name, text.encode())
    assert github() not in repr(found)
    assert "import subprocess" not in repr(found)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_cut_sample_is_refused_with_its_name_or_read_in_part(name: str) -> None:
    data = (SAMPLES / name).read_bytes()
    for end in range(0, len(data), max(1, len(data) // 23)):
        try:
            found = read(name, data[:end])
        except HoldfastError as error:
            assert name in str(error)
            assert error.advice
        else:
            assert _rules(found) <= _rules(sample(name))


def _rules(found: Foreign) -> set[tuple[str, str]]:
    return {(item.rule, item.place.path) for look in found.looks for item in look.items}


def test_passes_count_only_where_the_table_says_so() -> None:
    stated = {
        EXPECTED[name].format
        for name in EXPECTED
        for look in sample(name).looks
        if look.strength is not Strength.CLAIM
        for item in look.items
        if item.answer is Answer.OK
    }
    assert stated <= {name for name, form in FOREIGN.items() if form.proves}


def test_tests_are_stronger_than_scans_and_statements_are_claims() -> None:
    strengths = {EXPECTED[name].format: {look.strength for look in sample(name).looks} for name in EXPECTED}
    assert [name for name, found in strengths.items() if Strength.TEST in found] == ["inspec", "junit", "rspec"]
    assert [name for name, found in strengths.items() if Strength.CLAIM in found] == ["cyclonedx", "openvex"]


@pytest.mark.parametrize("name", [name for name in EXPECTED if name.endswith(("json", "sarif"))])
def test_the_order_of_a_report_decides_nothing(name: str) -> None:
    """What an item is does not come from where it stands."""
    turned = json.dumps(_turned(json.loads((SAMPLES / name).read_text(encoding="utf-8"))))
    there, back = sample(name), read(name, turned.encode())
    before = {repr(item) for look in there.looks for item in look.items}
    assert {repr(item) for look in back.looks for item in look.items} == before


def _turned(value: object) -> object:
    """A document with every list of objects turned round."""
    if isinstance(value, dict):
        return {key: _turned(item) for key, item in value.items()}
    if isinstance(value, list):
        rows = [_turned(item) for item in value]
        return rows[::-1] if any(isinstance(row, dict) for row in rows) else rows
    return value
