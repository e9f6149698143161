"""GitLab's two artifacts, against what GitLab documents that it reads."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from jsonschema import Draft7Validator

from holdfast.formats.report.gitlab import quality, secrets
from holdfast.formats.report.look import Look
from holdfast.model.errors import ExitCode
from holdfast.model.report import GateResult, Report

from .sample import CLOUD_KEY, PASSWORD, clean, empty, finding, full, report

TEXT = {"type": "string", "minLength": 1}
MOMENT = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}$"}
TOOL = {
    "type": "object",
    "required": ["id", "name", "version", "vendor"],
    "properties": {
        "id": TEXT,
        "name": TEXT,
        "version": TEXT,
        "vendor": {"type": "object", "required": ["name"], "properties": {"name": TEXT}},
    },
}
QUALITY = {
    "type": "array",
    "items": {
        "type": "object",
        "required": ["description", "check_name", "fingerprint", "severity", "location"],
        "properties": {
            "description": TEXT,
            "check_name": TEXT,
            "fingerprint": TEXT,
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""Written from the table of required fields in GitLab's page on code quality."""
SECRETS = {
    "type": "object",
    "required": ["scan", "version", "vulnerabilities"],
    "properties": {
        "version": {"const": "15.0.7"},
        "scan": {
            "type": "object",
            "required": ["analyzer", "scanner", "start_time", "end_time", "status", "type"],
            "properties": {
                "analyzer": TOOL,
                "scanner": TOOL,
                "start_time": MOMENT,
                "end_time": MOMENT,
                "status": {"enum": ["success", "failure"]},
                "type": {"const": "secret_detection"},
                "messages": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "required": ["level", "value"],
                        "properties": {"level": {"enum": ["info", "warn", "fatal"]}, "value": TEXT},
                    },
                },
            },
        },
        "vulnerabilities": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "identifiers", "location"],
                "properties": {
                    "id": TEXT,
                    "name": {"type": "string", "maxLength": 255},
                    "description": {"type": "string", "maxLength": 1048576},
                    "severity": {"enum": ["Info", "Unknown", "Low", "Medium", "High", "Critical"]},
                    "solution": {"type": "string", "maxLength": 7000},
                    "identifiers": {
                        "type": "array",
                        "minItems": 1,
                        "items": {
                            "type": "object",
                            "required": ["type", "name", "value"],
                            "properties": {
                                "type": TEXT,
                                "name": TEXT,
                                "value": TEXT,
                                "url": {"type": "string", "pattern": "^(https?|ftp)://.+"},
                            },
                        },
                    },
                    "links": {
                        "type": "array",
                        "items": {
                            "required": ["url"],
                            "properties": {"url": {"type": "string", "pattern": "^(https?|ftp)://.+"}},
                        },
                    },
                    "location": {
                        "type": "object",
                        "required": ["commit"],
                        "properties": {
                            "file": {"type": "string"},
                            "commit": {"type": "object", "required": ["sha"], "properties": {"sha": TEXT}},
                            "start_line": {"type": "number"},
                            "end_line": {"type": "number"},
                        },
                    },
                },
            },
        },
    },
}
"""Written from what the report's schema 15.0.7 asks of the fields that are used here."""
SAMPLES = pytest.mark.parametrize("sample", [full(), clean(), empty()], ids=["full", "clean", "empty"])


def _faults(schema: Any, document: Any) -> list[str]:
    return [error.message for error in Draft7Validator(schema).iter_errors(document)]


def _quality(sample: Report) -> Any:
    return json.loads(quality(sample, Look()))


def _secrets(sample: Report) -> Any:
    return json.loads(secrets(sample, Look()))


@SAMPLES
def test_code_quality_has_what_gitlab_asks_for(sample: Report) -> None:
    assert _faults(QUALITY, _quality(sample)) == []


@SAMPLES
def test_secret_detection_has_what_gitlab_asks_for(sample: Report) -> None:
    assert _faults(SECRETS, _secrets(sample)) == []


def test_known_findings_stay_and_accepted_ones_do_not() -> None:
    paths = [item["location"]["path"] for item in _quality(full())]
    assert {"tests/conftest.py", "tests/old.py"} <= set(paths)
    assert not {"docs/tutorial.md", "ops/canary.env"} & set(paths)
    files = [item["location"]["file"] for item in _secrets(full())["vulnerabilities"]]
    assert files == [path for path in paths if path != "infra/storage.tf"]


def test_fingerprints_do_not_depend_on_the_line() -> None:
    one = report(finding(CLOUD_KEY, "a.py", 3, "{}", fingerprint="hf1:0a"))
    other = report(finding(CLOUD_KEY, "b.py", 90, "{}", fingerprint="hf1:0a"))
    assert _quality(one)[0]["fingerprint"] == _quality(other)[0]["fingerprint"] == "hf1:0a"
    first, second = (_secrets(sample)["vulnerabilities"][0]["id"] for sample in (one, other))
    assert UUID(first) == UUID(second)


def test_two_findings_are_two() -> None:
    found = _secrets(full())["vulnerabilities"]
    assert len({item["id"] for item in found}) == len(found)


def test_only_secrets_are_in_the_secret_report() -> None:
    named = {item["identifiers"][0]["value"] for item in _secrets(full())["vulnerabilities"]}
    assert named == {CLOUD_KEY.id, PASSWORD.id}


def test_a_scan_that_read_nothing_or_not_all_has_failed() -> None:
    assert _secrets(full())["scan"]["status"] == "success"
    assert _secrets(empty())["scan"]["status"] == "failure"
    gate = GateResult(code=ExitCode.INCOMPLETE, says="One file could not be read.", rule="gate.max_unread = 0")
    cut = _secrets(replace(clean(), gate=gate))["scan"]
    assert cut["status"] == "failure"
    assert cut["messages"] == [{"level": "warn", "value": "One file could not be read."}]
