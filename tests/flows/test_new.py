"""Only what is new refuses: since the branch left, since the baseline, since HEAD."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.worlds.machine import Machine, write
from tests.worlds.shop import CLEAN, INCOMPLETE, PASSED, REFUSED, USAGE, VALUES, leak, report, shop, states

BASELINE = ".holdfast/baseline.json"


@pytest.fixture
def root(machine: Machine) -> Path:
    """A shop whose four credentials stand on the main line, seen from a branch."""
    made = shop(machine)
    machine.git(made, "checkout", "-q", "-b", "topic")
    machine.commit(made, "start the topic")
    return made


def test_on_a_branch_what_the_main_line_holds_is_known(machine: Machine, root: Path) -> None:
    found = report(machine, root)
    assert found["gate"]["code"] == PASSED
    assert set(states(found).values()) == {"known"}
    assert "merge base" in found["compared_with"]
    write(root, {"new.py": leak(1), "app.py": f"# moved down\n{leak()}"})
    found = report(machine, root)
    assert found["gate"]["code"] == REFUSED
    assert states(found)["github-personal-token new.py:1"] == "new"
    assert list(states(found).values()).count("new") == 1


def test_on_the_main_line_everything_counts(machine: Machine, root: Path) -> None:
    machine.git(root, "checkout", "-q", "main")
    assert set(states(report(machine, root)).values()) == {"new"}


def test_everything_counts_when_it_is_asked_for(machine: Machine, root: Path) -> None:
    assert set(states(report(machine, root, "--since", "all")).values()) == {"new"}


def test_a_revision_can_be_named(machine: Machine, root: Path) -> None:
    write(root, {"new.py": leak(1)})
    machine.commit(root, "a new one")
    assert set(states(report(machine, root, "--since", "HEAD")).values()) == {"known"}
    assert list(states(report(machine, root, "--since", "HEAD~1")).values()).count("new") == 1
    answer = machine.holdfast(root, "scan", "--since", "no-such-thing")
    assert answer.code in (USAGE, INCOMPLETE)
    assert "no-such-thing" in answer.err


def test_a_renamed_file_brings_nothing_new(machine: Machine, root: Path) -> None:
    machine.git(root, "mv", "app.py", "renamed app.py")
    found = report(machine, root, "--staged")
    assert states(found) == {"github-personal-token renamed app.py:3": "known"}
    machine.commit(root, "rename")
    assert set(states(report(machine, root)).values()) == {"known"}


def test_a_second_copy_of_a_known_value_is_new(machine: Machine, root: Path) -> None:
    write(root, {"app.py": leak() + leak()})
    found = report(machine, root)
    assert list(states(found).values()).count("new") == 1
    assert found["gate"]["code"] == REFUSED


def test_the_baseline_accepts_what_is_there_and_nothing_more(machine: Machine) -> None:
    root = shop(machine)
    written = machine.holdfast(root, "baseline", "write")
    assert written.code == PASSED
    assert "4 added" in written.out
    accepted = machine.holdfast(root, "scan")
    assert accepted.code == PASSED
    write(root, {"new.py": leak(1), "app.py": f"\n\n\n{leak()}"})
    found = report(machine, root)
    assert found["gate"]["code"] == REFUSED
    assert [name for name, state in states(found).items() if state == "new"] == ["github-personal-token new.py:1"]
    shown = machine.holdfast(root, "baseline", "show").out
    assert len(shown.splitlines()) == 4
    assert "settings.py" in shown


def test_an_update_takes_out_and_accepts_nothing(machine: Machine) -> None:
    root = shop(machine)
    assert machine.holdfast(root, "baseline", "update").code == USAGE
    machine.holdfast(root, "baseline", "write")
    write(root, {"app.py": CLEAN, "new.py": leak(1)})
    updated = machine.holdfast(root, "baseline", "update")
    assert "3 kept, 0 added, 1 gone" in updated.out
    assert machine.holdfast(root, "scan").code == REFUSED
    assert "1 added" in machine.holdfast(root, "baseline", "write").out
    assert machine.holdfast(root, "scan").code == PASSED


def test_writing_the_baseline_again_changes_no_byte(machine: Machine) -> None:
    root = shop(machine)
    machine.holdfast(root, "baseline", "write")
    first = (root / BASELINE).read_bytes()
    machine.holdfast(root, "baseline", "write")
    assert (root / BASELINE).read_bytes() == first
    assert len(json.loads(first)["findings"]) == 4


@pytest.mark.parametrize(
    "text", ["", "[]", '{"version": 1}', '{"version": 99, "key": "00", "findings": {}}', "<<<<<<<"]
)
def test_a_damaged_baseline_stops_the_scan_and_is_named(machine: Machine, text: str) -> None:
    root = shop(machine)
    write(root, {BASELINE: text})
    answer = machine.holdfast(root, "scan")
    assert answer.code == USAGE
    assert BASELINE in answer.err


def test_values_are_told_apart_only_by_the_projects_key(machine: Machine) -> None:
    root = shop(machine)
    machine.holdfast(root, "baseline", "write")
    other = machine.repo("other")
    write(other, {"app.py": (root / "app.py").read_bytes()})
    machine.holdfast(other, "baseline", "write")
    keys = [json.loads((each / BASELINE).read_text())["key"] for each in (root, other)]
    assert keys[0] != keys[1]
    text = (root / BASELINE).read_text()
    assert not any(value in text for value in VALUES.values())
