"""JSON lines: each line alone keeps to the published schema, and the last one sums up."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry, Resource

from holdfast.formats.report.look import Look
from holdfast.formats.report.ndjson import render
from holdfast.model.report import Report

from .sample import CLOUD_KEY, clean, empty, finding, full, report

SCHEMAS = Path(__file__).parents[3] / "docs" / "schema"


def _schema(name: str) -> Any:
    return json.loads((SCHEMAS / f"{name}.schema.json").read_text(encoding="utf-8"))


def _lines(sample: Report) -> list[Any]:
    written = render(sample, Look())
    assert written.endswith("\n")
    return [json.loads(line) for line in written.splitlines()]


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    whole = Resource.from_contents(_schema("report-1"))
    schema = _schema("lines-1")
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, registry=Registry().with_resource("urn:holdfast:schema:report-1", whole))


@pytest.mark.parametrize("sample", [full(), clean(), empty()], ids=["full", "clean", "empty"])
def test_every_line_meets_the_schema(sample: Report, validator: Draft202012Validator) -> None:
    lines = _lines(sample)
    assert [error.message for line in lines for error in validator.iter_errors(line)] == []
    assert [line["type"] for line in lines] == ["finding"] * len(sample.findings) + ["summary"]


def test_the_schema_refuses_a_line_that_lacks_something(validator: Draft202012Validator) -> None:
    first, *_, last = _lines(full())
    del first["place"], last["gate"]["says"]
    assert not validator.is_valid(first)
    assert not validator.is_valid(last)


def test_findings_come_worst_first_and_say_whether_they_refused() -> None:
    found = _lines(full())[:-1]
    assert [item["severity"] for item in found] == ["critical"] * 5 + ["high"] * 4 + ["medium"]
    assert {item["state"] for item in found if item["refused"]} == {"new"}
    assert {item["state"] for item in found if not item["refused"]} == {"known", "suppressed"}


def test_the_summary_counts() -> None:
    summary = _lines(full())[-1]
    assert summary["findings"] == {"new": 6, "known": 2, "suppressed": 2}
    assert summary["skipped"] == {"binary": 30, "excluded": 9, "too large": 1, "unreadable": 1}
    assert summary["unread"] == 1
    assert summary["gate"]["code"] == 1


def test_a_scan_of_nothing_is_one_line_that_does_not_say_passed() -> None:
    (summary,) = _lines(empty())
    assert summary["gate"]["outcome"] == "nothing"


def test_a_line_end_in_a_path_does_not_break_the_line() -> None:
    lines = _lines(report(finding(CLOUD_KEY, "a\nb\u2028c.py", 1, "{}")))
    assert len(lines) == 2
    assert lines[0]["place"]["path"] == "a\nb\u2028c.py"
