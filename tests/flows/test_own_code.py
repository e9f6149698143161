"""A repository with rules about code of its own: found, told by name, weighed by the policy of each folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.worlds.machine import Machine, write
from tests.worlds.owncode import FILE, RULE, own
from tests.worlds.shop import PASSED, REFUSED, USAGE, report, states

RAW = "import acme\nacme.raw(1)\n"
QUERY = "from flask import request\nimport acme\ndef show():\n    acme.run(request.args['q'])\n"


@pytest.fixture
def root(machine: Machine) -> Path:
    """A repository with a rule and a library of its own, and code that breaks both."""
    made = machine.repo()
    own(made)
    write(made, {"raw.py": RAW, "shop/query.py": QUERY})
    return made


def _severities(found: dict[str, list[dict[str, dict[str, str]]]]) -> dict[str, str]:
    return {str(item["check"]): str(item["severity"]) for item in found["findings"]}


def test_own_rules_and_libraries_are_used_by_a_scan(machine: Machine, root: Path) -> None:
    found = report(machine, root)
    assert states(found) == {"raw-statement raw.py:2": "new", "sql-injection shop/query.py:4": "new"}
    assert found["gate"]["code"] == REFUSED
    (check,) = (item for item in found["checks"] if item["id"] == "ORG-RAW")
    assert (check["title"], check["why"], check["steps"]) == ("A raw statement of Acme", "It is raw.", ["Do not."])
    (root / FILE).unlink()
    assert states(report(machine, root)) == {}


def test_an_ignore_comment_and_the_policy_know_an_own_rule(machine: Machine, root: Path) -> None:
    write(root, {"raw.py": 'import acme\nacme.raw(1)  # holdfast: ignore[raw-statement] reason="only here"\n'})
    assert states(report(machine, root))["raw-statement raw.py:2"] == "suppressed"
    write(
        root, {"raw.py": RAW, "holdfast.toml": '[checks]\nseverity = ["raw-statement=low", "sql-injection=medium"]\n'}
    )
    found = report(machine, root)
    assert found["gate"]["code"] == PASSED
    assert {item["check"]: item["severity"] for item in found["findings"]} == {"ORG-RAW": "low", "HF-COD-001": "medium"}


def test_a_check_is_switched_off_in_a_folder(machine: Machine, root: Path) -> None:
    write(root, {"shop/holdfast.toml": '[checks]\ndisable = ["sql-injection"]\n', "query.py": QUERY})
    assert states(report(machine, root)).keys() == {"raw-statement raw.py:2", "sql-injection query.py:4"}


@pytest.mark.parametrize(("preset", "shown"), [("quiet", 1), ("balanced", 2), ("strict", 2)])
def test_a_preset_bundles_what_is_shown(machine: Machine, root: Path, preset: str, shown: int) -> None:
    own(root, RULE.replace("severity: high", "severity: medium"))
    assert len(states(report(machine, root, "--preset", preset))) == shown
    assert len(states(report(machine, root, "--preset", preset, "--severity", "info"))) == 2


def test_a_wrong_rule_stops_the_scan_by_name(machine: Machine, root: Path) -> None:
    own(root, RULE.replace("call: acme.raw", "call: acme..raw"))
    answer = machine.holdfast(root, "scan")
    assert answer.code == USAGE
    assert f"{FILE}: raw-statement: pattern 1: call: 'acme..raw' is no reference" in answer.err
