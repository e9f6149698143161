"""Reviewdog's diagnostics, against the shape that its protocol definition gives them."""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft7Validator

from holdfast.formats.report.look import Look
from holdfast.formats.report.rdjson import render
from holdfast.model.report import Report

from .sample import CLOUD_KEY, clean, empty, finding, full, report

POSITION = {
    "type": "object",
    "properties": {"line": {"type": "integer", "minimum": 1}, "column": {"type": "integer", "minimum": 1}},
    "additionalProperties": False,
}
SCHEMA = {
    "type": "object",
    "required": ["source", "diagnostics"],
    "properties": {
        "source": {"type": "object", "required": ["name"], "properties": {"name": {"type": "string"}}},
        "diagnostics": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["message", "location"],
                "properties": {
                    "message": {"type": "string", "minLength": 1},
                    "location": {
                        "type": "object",
                        "required": ["path"],
                        "properties": {
                            "path": {"type": "string"},
                            "range": {
                                "type": "object",
                                "required": ["start"],
                                "properties": {"start": POSITION, "end": POSITION},
                                "additionalProperties": False,
                            },
                        },
                        "additionalProperties": False,
                    },
                    "severity": {"enum": ["UNKNOWN_SEVERITY", "ERROR", "WARNING", "INFO"]},
                    "code": {
                        "type": "object",
                        "properties": {"value": {"type": "string"}, "url": {"type": "string"}},
                        "additionalProperties": False,
                    },
                },
                "additionalProperties": False,
            },
        },
    },
    "additionalProperties": False,
}


def _read(sample: Report) -> Any:
    return json.loads(render(sample, Look()))


@pytest.mark.parametrize("sample", [full(), clean(), empty()], ids=["full", "clean", "empty"])
def test_diagnostics_meet_the_shape(sample: Report) -> None:
    assert [error.message for error in Draft7Validator(SCHEMA).iter_errors(_read(sample))] == []


def test_findings_that_ask_for_an_action_are_told_and_no_others() -> None:
    found = _read(full())["diagnostics"]
    assert [item["severity"] for item in found] == ["ERROR"] * 5 + ["WARNING"]
    assert {item["location"]["path"] for item in found} == {
        "src/payments/client.py",
        "web/dist/config.js",
        "deploy/secret.yaml",
        "infra/storage.tf",
    }


def test_a_place_is_a_range_of_lines() -> None:
    (item,) = _read(report(finding(CLOUD_KEY, "a b.py", 7, "key = {}")))["diagnostics"]
    assert item["location"] == {"path": "a b.py", "range": {"start": {"line": 7}, "end": {"line": 7}}}
    assert item["code"] == {"value": CLOUD_KEY.id}
