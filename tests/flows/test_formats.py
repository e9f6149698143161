"""Every report format from the real command: it holds the finding, and never the value."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from tests.worlds.machine import Machine
from tests.worlds.shop import NOTHING, REFUSED, VALUES, shop

FORMATS = (
    "text",
    "json",
    "sarif",
    "html",
    "markdown",
    "ndjson",
    "junit",
    "github",
    "gitlab",
    "gitlab-secret",
    "rdjson",
)


@pytest.mark.parametrize("name", FORMATS)
def test_a_format_tells_of_every_finding_and_shows_no_value(machine: Machine, name: str) -> None:
    root = shop(machine)
    answer = machine.holdfast(root, "scan", "--format", name)
    assert answer.code == REFUSED
    for check, value in VALUES.items():
        assert check in answer.out or "HF-SEC-" in answer.out
        assert value not in answer.out
        assert value[8:] not in answer.out


def test_all_formats_in_one_run_each_to_its_file(machine: Machine) -> None:
    root = shop(machine)
    wanted = [word for name in FORMATS for word in ("--format", f"{name}={machine.folder / 'out' / name}")]
    assert machine.holdfast(root, "scan", *wanted).code == REFUSED
    found = {name: (machine.folder / "out" / name).read_text(encoding="utf-8") for name in FORMATS}
    assert len(found["ndjson"].splitlines()) == len(VALUES) + 1
    assert len(json.loads(found["gitlab"])) == len(VALUES)
    assert len(json.loads(found["gitlab-secret"])["vulnerabilities"]) == len(VALUES)
    assert len(json.loads(found["rdjson"])["diagnostics"]) == len(VALUES)
    suite = ElementTree.fromstring(found["junit"])  # noqa: S314 - our own text
    assert suite.attrib["failures"] == str(len(VALUES) + 1)
    assert int(suite.attrib["tests"]) > 200
    assert found["github"].count("\n::") == len(VALUES)


def test_formats_of_a_scan_of_nothing_never_say_passed(machine: Machine) -> None:
    root = machine.repo()
    for name in ("markdown", "ndjson", "junit", "github", "gitlab-secret"):
        answer = machine.holdfast(root, "scan", "--format", name)
        assert answer.code == NOTHING
        assert "passed" not in answer.out.lower()


def test_the_help_names_every_format(machine: Machine) -> None:
    told = "".join(machine.holdfast(machine.repo(), "scan", "--help").out.split())  # it breaks lines at hyphens too
    assert [name for name in FORMATS if name not in told] == []
