"""VEX from the outside: what it closes and opens again, what is wrong with it, and what is drafted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.advisories import about, quiet_database, record, since
from tests.worlds.machine import Machine, write
from tests.worlds.shop import REFUSED, USAGE

HIGH = [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]
YAML = record("PYSEC-2021-142", about("PyPI", "pyyaml", *since(fixed="5.4")), aliases=["CVE-2020-14343"], severity=HIGH)
TOOLS = record("PYSEC-2022-43012", about("PyPI", "setuptools", *since(fixed="65.5.1")), severity=HIGH)
TEST = record("PYSEC-2099-1", about("npm", "tester", *since(fixed="2.0.0")), severity=HIGH)
SCAN = ("scan", "--only", "packages")
CODE = "import yaml\n\n\ndef read(text):\n    return yaml.load(text, Loader=yaml.FullLoader)\n"


@pytest.fixture
def root(machine: Machine) -> Path:
    """A repository with two vulnerable packages, on a machine that knows of both."""
    folder = machine.folder / "data"
    (folder / "advisories.sqlite").unlink()
    quiet_database(folder, PyPI=[YAML, TOOLS], npm=[TEST])
    made = machine.repo()
    write(made, {"requirements.txt": "pyyaml==5.3.1\nsetuptools==60.9.3\n", "app.py": CODE})
    return made


def closed(machine: Machine, root: Path) -> dict[str, Any]:
    """What a scan with the VEX file says, by package."""
    answer = machine.holdfast(root, *SCAN, "--vex", "a.openvex.json", "--format", "json")
    assert answer.code == REFUSED, answer.err + answer.out
    return {item["resource"]["address"]: item for item in json.loads(answer.out)["findings"]}


VEX = {
    "@context": "https://openvex.dev/ns/v0.2.0",
    "@id": "https://example.org/vex/1",
    "author": "us",
    "timestamp": "2026-01-01T00:00:00Z",
    "version": 1,
    "statements": [
        {
            "vulnerability": {"name": "PYSEC-2021-142"},
            "products": [{"@id": "pkg:pypi/pyyaml"}],
            "status": "not_affected",
            "justification": "vulnerable_code_cannot_be_controlled_by_adversary",
        },
        {
            "vulnerability": {"name": "PYSEC-2022-43012"},
            "products": [{"@id": "pkg:pypi/setuptools@60.9.3"}],
            "status": "under_investigation",
        },
    ],
}


def test_a_vex_file_closes_what_is_not_affected_and_nothing_else(machine: Machine, root: Path) -> None:
    write(root, {"a.openvex.json": json.dumps(VEX)})
    items = closed(machine, root)
    item = items["pkg:pypi/pyyaml@5.3.1"]
    assert (item["state"], item["suppression"]["by"]) == ("suppressed", "VEX")
    assert "cannot be controlled" in item["suppression"]["reason"]
    assert items["pkg:pypi/setuptools@60.9.3"]["state"] == "new"


def statements(*rows: tuple[str, str, str]) -> str:
    """A VEX file: each row tells a package URL, a status and a day."""
    made = [
        {
            "vulnerability": {"name": "CVE-2020-14343", "aliases": ["PYSEC-2021-142"]},
            "products": [{"@id": product}],
            "status": status,
            "timestamp": f"{day}T00:00:00Z",
            **({"justification": "vulnerable_code_not_present"} if status == "not_affected" else {}),
        }
        for product, status, day in rows
    ]
    return json.dumps({**VEX, "statements": made})


@pytest.mark.parametrize(
    ("rows", "state"),
    [
        ([("pkg:pypi/PyYAML@5.3.1", "not_affected", "2026-01-01")], "suppressed"),
        ([("pkg:pypi/pyyaml@5.3", "not_affected", "2026-01-01")], "new"),
        ([("pkg:pypi/*", "not_affected", "2026-01-01")], "new"),
        ([("pkg:pypi/pyyaml", "not_affected", "2026-01-01"), ("pkg:pypi/pyyaml", "affected", "2026-01-02")], "new"),
        ([("pkg:pypi/pyyaml", "affected", "2026-01-02"), ("pkg:pypi/pyyaml", "not_affected", "2026-01-01")], "new"),
        ([("pkg:pypi/pyyaml", "affected", "2026-01-01"), ("pkg:pypi/pyyaml", "fixed", "2026-01-02")], "suppressed"),
        ([("pkg:pypi/pyyaml", "fixed", "2026-01-01"), ("pkg:pypi/pyyaml@5.3.1", "affected", "2026-01-02")], "new"),
    ],
)
def test_vex_closes_the_version_that_it_names_until_it_says_otherwise(
    machine: Machine, root: Path, rows: list[tuple[str, str, str]], state: str
) -> None:
    write(root, {"a.openvex.json": statements(*rows)})
    items = closed(machine, root)
    assert items["pkg:pypi/pyyaml@5.3.1"]["state"] == state


@pytest.mark.parametrize(
    "text",
    [
        "{",
        "{}",
        json.dumps(VEX).replace('"version": 1', '"version": ' + "1" * 5000),
        json.dumps(VEX).replace('"not_affected"', '"fine"'),
        "",
    ],
)
def test_a_broken_vex_file_is_an_error_that_names_it(machine: Machine, root: Path, text: str) -> None:
    write(root, {"a.openvex.json": text})
    answer = machine.holdfast(root, *SCAN, "--vex", "a.openvex.json")
    assert answer.code == USAGE
    assert "a.openvex.json" in answer.err


def test_drafts_of_vex_are_under_investigation_whatever_the_level(machine: Machine, root: Path) -> None:
    lock = {
        "lockfileVersion": 3,
        "packages": {
            "": {"devDependencies": {"tester": "1"}},
            "node_modules/tester": {"version": "1.0.0", "dev": True},
        },
    }
    write(root, {"package-lock.json": json.dumps(lock), "package.json": '{"devDependencies": {"tester": "1"}}'})
    answer = machine.holdfast(root, *SCAN, "--format", "openvex")
    said = {each["products"][0]["@id"]: each for each in json.loads(answer.out)["statements"]}
    assert said["pkg:pypi/pyyaml@5.3.1"]["status"] == "under_investigation"
    assert "app.py:5" in said["pkg:pypi/pyyaml@5.3.1"]["status_notes"]
    assert said["pkg:npm/tester@1.0.0"]["status"] == "under_investigation"
    assert "not installed in production" in said["pkg:npm/tester@1.0.0"]["status_notes"]
