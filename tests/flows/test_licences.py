"""Licences from the outside: what the policy denies refuses, what it says is shown, and whom to credit is written."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.worlds.machine import Machine, write
from tests.worlds.shop import PASSED, REFUSED, USAGE

SCAN = ("scan", "--only", "packages")


@pytest.fixture
def root(machine: Machine) -> Path:
    """A repository with two packages."""
    made = machine.repo()
    write(made, {"requirements.txt": "pyyaml==5.3.1\nsetuptools==60.9.3\n"})
    return made


def test_a_licence_that_the_policy_denies_refuses(machine: Machine, root: Path) -> None:
    lock = {
        "lockfileVersion": 3,
        "packages": {
            "": {"dependencies": {"a": "1", "b": "1"}},
            "node_modules/a": {"version": "1.0.0", "license": "AGPL-3.0-only"},
            "node_modules/b": {"version": "1.0.0", "license": "MIT OR AGPL-3.0-only"},
        },
    }
    write(root, {"requirements.txt": "", "package-lock.json": json.dumps(lock), "package.json": "{}"})
    assert machine.holdfast(root, *SCAN).code == PASSED
    answer = machine.holdfast(root, *SCAN, "--deny-licence", "AGPL-*", "--format", "json")
    assert answer.code == REFUSED, answer.err
    found = json.loads(answer.out)
    (item,) = (each for each in found["findings"] if each["name"] == "denied-licence")
    assert item["resource"]["address"] == "pkg:npm/a@1.0.0"


def test_licences_are_shown_with_what_the_policy_says(machine: Machine, root: Path) -> None:
    metadata = "Metadata-Version: 2.1\nName: {}\nVersion: {}\n{}\n"
    site = ".venv/lib/python3.12/site-packages"
    write(
        root,
        {
            ".gitignore": ".venv\n",
            f"{site}/PyYAML-5.3.1.dist-info/METADATA": metadata.format("PyYAML", "5.3.1", "License: MIT\n"),
            f"{site}/setuptools-60.9.3.dist-info/METADATA": metadata.format("setuptools", "60.9.3", ""),
        },
    )
    answer = machine.holdfast(root, "licences", "--allow-licence", "ISC", "--format", "json")
    assert answer.code == PASSED, answer.err
    standing = {row["name"]: (row["expression"], row["standing"]) for row in json.loads(answer.out)}
    assert standing == {"pyyaml": ("MIT", "review"), "setuptools": ("", "unknown")}
    assert machine.holdfast(root, "licences", "--deny-licence", "MIT").code == REFUSED
    machine.holdfast(root, "licences", "--notice", "NOTICE")
    assert "pyyaml 5.3.1: MIT" in (root / "NOTICE").read_text(encoding="utf-8")


def test_a_licence_of_the_policy_that_is_none_is_an_error(machine: Machine, root: Path) -> None:
    answer = machine.holdfast(root, "licences", "--clarify-licence", "pyyaml=whatever")
    assert answer.code == USAGE
    assert "--clarify-licence" in answer.err
