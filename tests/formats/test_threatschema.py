"""The schema for editors takes what the reader takes, and refuses what it refuses."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from jsonschema import Draft202012Validator

from holdfast.formats.threatmodelwrite import written
from holdfast.formats.threatschema import schema
from holdfast.formats.threatschema import written as schema_text
from holdfast.model.system import System

from .threatmodels import SHOP, systems

VALIDATOR = Draft202012Validator(schema())
KEPT = Path(__file__).resolve().parents[2] / "docs" / "schema" / "threatmodel-1.schema.json"


class _Plain(yaml.SafeLoader):
    """YAML as editors read it: dates stay texts."""


_Plain.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if not tag.endswith("timestamp")]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _data(text: str) -> Any:
    return yaml.load(text, Loader=_Plain)  # noqa: S506 - a safe loader


def test_it_is_a_schema_and_the_kept_one_is_the_same() -> None:
    Draft202012Validator.check_schema(schema())
    assert KEPT.read_text(encoding="utf-8") == schema_text()
    assert json.loads(schema_text()) == schema()


def test_it_takes_the_example() -> None:
    assert list(VALIDATOR.iter_errors(_data(SHOP))) == []


@settings(max_examples=30)
@given(systems())
def test_it_takes_whatever_is_written(system: System) -> None:
    assert list(VALIDATOR.iter_errors(_data(written(system)))) == []


@pytest.mark.parametrize(
    "text",
    [
        "{}",
        "system: x\nprocess: {}",
        "system: x\nprocesses: {a: {uploads: maybe}}",
        "system: x\nstores: {a: {uploads: yes}}",
        "system: x\nprocesses: {A_b: {}}",
        "system: x\ndata: {a: {name: b}}",
        "system: x\nflows: {a: {from: b}}",
        "system: x\ntreatments: [{threat: a}]",
        "system: x\ntreatments: [{threat: a@b, way: accept}]",
        "system: x\ntreatments: [{threat: a@b, factors: {skill: 11}}]",
        "system: x\nsessions: [{at: soon, who: [a]}]",
        "system: x\nstories: {a: {goal: b, steps: [{threat: c@d}]}}",
    ],
)
def test_it_refuses_what_is_wrong(text: str) -> None:
    assert list(VALIDATOR.iter_errors(_data(text))) != []
