"""The JSON report keeps to its published schema."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from holdfast.formats.report.json import VERSION, render
from holdfast.formats.report.look import Look
from holdfast.model.report import Report

from .sample import CLOUD_KEY, clean, empty, finding, full, report

SCHEMA = Path(__file__).parents[3] / "docs" / "schema" / f"report-{VERSION}.schema.json"


def _closed(schema: Any) -> Any:
    """The schema as our own output must meet it: every field it has is written down."""
    if isinstance(schema, list):
        return [_closed(item) for item in schema]
    if not isinstance(schema, dict):
        return schema
    closed = {key: _closed(item) for key, item in schema.items()}
    return closed | {"additionalProperties": False} if schema.get("type") == "object" else closed


def _read(report: Report) -> Any:
    return json.loads(render(report, Look()))


def test_the_schema_is_one() -> None:
    Draft202012Validator.check_schema(json.loads(SCHEMA.read_text(encoding="utf-8")))


@pytest.mark.parametrize("sample", [full(), clean(), empty()], ids=["full", "clean", "empty"])
def test_reports_meet_the_schema(sample: Report) -> None:
    validator = Draft202012Validator(_closed(json.loads(SCHEMA.read_text(encoding="utf-8"))))
    assert [error.message for error in validator.iter_errors(_read(sample))] == []


def test_order_of_findings_and_skips_does_not_depend_on_the_input() -> None:
    sample = full()
    turned = replace(sample, findings=sample.findings[::-1], skipped=sample.skipped[::-1], checks=sample.checks[::-1])
    assert render(turned, Look()) == render(sample, Look())


def test_findings_come_worst_first_with_their_state() -> None:
    findings = _read(full())["findings"]
    assert [item["severity"] for item in findings] == ["critical"] * 5 + ["high"] * 4 + ["medium"]
    accepted = next(item for item in findings if item["state"] == "suppressed" and item["suppression"]["until"])
    assert accepted["suppression"] == {
        "by": "comment",
        "place": "docs/tutorial.md:40",
        "reason": "revoked in 2024",
        "until": "2027-01-31",
    }


def test_only_the_seconds_are_a_fraction() -> None:
    log = json.loads(render(full(), Look()), parse_float=lambda text: f"fraction {text}")
    assert log["tally"]["seconds"] == "fraction 0.41"
    assert str(log).count("fraction") == 1


def test_nothing_read_never_passes() -> None:
    gate = _read(empty())["gate"]
    assert gate["code"] == 0
    assert gate["outcome"] == "nothing"
    assert "passed" not in gate["says"].lower()


def test_a_path_of_broken_bytes_is_readable_and_exact() -> None:
    place = _read(report(finding(CLOUD_KEY, "caf\udce9/a b.py", 1, "{}")))["findings"][0]["place"]
    assert place["path"] == "caf\\xe9/a b.py"
    assert place["uri"] == "caf%E9/a%20b.py"
