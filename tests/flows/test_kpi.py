"""The indicators from end to end: recorded scans and hooks, a tracker's export, and every format."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.machine import Machine, write
from tests.worlds.shop import PASSED, USAGE, clean_shop, leak


@pytest.fixture
def root(machine: Machine) -> Path:
    made = clean_shop(machine)
    write(made, {"src/app.py": leak()})
    assert "Recorded" in machine.holdfast(made, "scan", "--record").err
    return made


def told(machine: Machine, root: Path, *words: str) -> dict[str, dict[str, Any]]:
    answer = machine.holdfast(root, "kpi", "--format", "json", *words)
    assert answer.code == PASSED, answer.err
    return {item["id"]: item for item in json.loads(answer.out)["indicators"]}


def test_a_recorded_scan_and_hooks_are_measured(machine: Machine, root: Path) -> None:
    assert told(machine, root)["seconds-per-commit"]["value"] is None
    machine.git(root, "add", "-A")
    for _ in range(2):
        machine.holdfast(root, "scan", "--staged")
    found = told(machine, root)
    assert (found["seconds-per-commit"]["denominator"], found["seconds-per-pipeline"]["denominator"]) == (2.0, 1.0)
    assert found["weighted-risk-trend"]["numerator"] > 0
    assert found["time-to-first-result"]["value"] is not None


def test_hostile_notes_of_hooks_are_passed_over(machine: Machine, root: Path) -> None:
    notes = '["2026-01-01T00:00:00Z",NaN,"x"]\n[[\n{}\n["soon",1,"x"]\n["2026-01-01T00:00:00Z",true]\n\xff\n'
    write(root, {".holdfast/state/timings.ndjson": notes + "[" * 5000})
    assert told(machine, root)["seconds-per-commit"]["value"] is None


def test_weights_come_from_the_policy_and_the_command_line(machine: Machine, root: Path) -> None:
    before = told(machine, root)["weighted-risk-trend"]["value"]
    words = [word for name in ("critical", "high", "medium", "low") for word in ("--multiplier", f"{name}=1")]
    assert told(machine, root, *words)["weighted-risk-trend"]["value"] != before
    wrong = machine.holdfast(root, "kpi", "--multiplier", "high=much")
    assert (wrong.code, "kpi.multipliers" in wrong.err) == (USAGE, True)


def test_a_tracker_is_imported_once(machine: Machine, root: Path) -> None:
    rows = [f"S-{at},{'security' if at < 6 else 'bug'},2026-01-01" for at in range(25)]
    write(root, {"defects.csv": "Issue key,Labels,Created\n" + "\n".join(rows)})
    first = machine.holdfast(root, "kpi", "import", "defects.csv")
    assert first.out == "25 entries, 25 of them new or changed.\n", first.err
    assert machine.holdfast(root, "kpi", "import", "defects.csv").out == "25 entries, 0 of them new or changed.\n"
    found = told(machine, root, "security-to-quality-ratio", "--window", "3650d")["security-to-quality-ratio"]
    assert (found["value"], found["numerator"], found["denominator"]) == (6 / 25, 6.0, 25.0)


def test_every_format(machine: Machine, root: Path) -> None:
    assert "weighted-risk-trend" in machine.holdfast(root, "kpi").out
    assert "published" not in machine.holdfast(root, "kpi", "defect-density").err
    picture = machine.holdfast(root, "kpi", "--format", "svg").out
    assert picture.startswith("<svg") and picture.count('class="card"') == 11
    page = machine.holdfast(root, "kpi", "--format", "html", "-o", "kpi.html")
    assert page.code == PASSED
    assert (root / "kpi.html").read_text(encoding="utf-8").count("<section>") == 11


@pytest.mark.parametrize("words", [("weighted-risk",), ("--window", "soon"), ("--window", "0d"), ("import",)])
def test_what_is_not_understood_is_refused(machine: Machine, root: Path, words: tuple[str, ...]) -> None:
    answer = machine.holdfast(root, "kpi", *words)
    assert answer.code == USAGE
    assert answer.err.count("\n") >= 2
