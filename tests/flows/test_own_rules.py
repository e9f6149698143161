"""A repository with credential types of its own: found, told, accepted, compared; a broken one stops by name."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.worlds.machine import SOURCE, Machine, write
from tests.worlds.ownrules import FILE, NAMED, PREFIXED, acme, own
from tests.worlds.planted import drawn, github
from tests.worlds.shop import PASSED, REFUSED, USAGE, clean_shop, leak, notices, parsed, report, states

LINE = f'KEY = "{acme()}"\n'


@pytest.fixture
def root(machine: Machine) -> Path:
    """A clean repository with a type of its own."""
    made = clean_shop(machine)
    own(made)
    machine.commit(made, "rules")
    return made


def test_an_own_type_is_found_beside_those_of_the_pack(machine: Machine, root: Path) -> None:
    before = report(machine, root)
    assert before["findings"] == []
    write(root, {"app.py": LINE + leak()})
    found = report(machine, root)
    assert states(found) == {"acme-key app.py:1": "new", "github-personal-token app.py:2": "new"}
    assert found["tally"]["checks"] == len(found["ran"])
    assert "ORG-0001" in found["ran"]
    (check,) = (item for item in found["checks"] if item["id"] == "ORG-0001")
    assert (check["title"], check["why"], check["steps"]) == (
        "Key of Acme",
        "Opens every door of Acme.",
        ["Ask the locksmith."],
    )


def test_the_rules_of_the_report_name_the_own_ones_too(machine: Machine, root: Path) -> None:
    mine = report(machine, root)["tool"]["rules"]
    own(root, {**PREFIXED, "severity": "low"})
    changed = report(machine, root)["tool"]["rules"]
    (root / FILE).unlink()
    plain = report(machine, root)["tool"]["rules"]
    assert mine.startswith(f"{plain}+")
    assert changed.startswith(f"{plain}+")
    assert mine != changed


def test_a_name_before_a_value_tells_and_both_endings_of_files_count(machine: Machine, root: Path) -> None:
    own(root, NAMED, file=".holdfast/rules/pin.yml")
    write(root, {"config.ini": f"acme_pin = '{drawn('{base62:32}')}'\n"})
    assert states(report(machine, root)) == {"acme-pin config.ini:1": "new"}


def test_a_type_for_certain_files_is_looked_for_in_those(machine: Machine, root: Path) -> None:
    own(root, {**PREFIXED, "files": [".acmerc"]})
    write(root, {".acmerc": LINE, "app.py": LINE})
    found = states(report(machine, root))
    assert found.pop("acme-key .acmerc:1") == "new"
    assert not [name for name in found if name.startswith("acme-key")]


def test_a_staged_secret_of_an_own_type_stops_the_commit(machine: Machine, root: Path) -> None:
    assert machine.holdfast(root, "hook", "install").code == PASSED
    write(root, {"app.py": LINE})
    machine.git(root, "add", "app.py")
    answer = machine.run(root, "git", "commit", "-q", "-m", "leak")
    assert answer.code != 0
    assert "acme-key" in answer.err
    assert acme() not in answer.err


def test_the_cache_forgets_when_the_own_types_change(machine: Machine, root: Path) -> None:
    write(root, {f"part{number}.py": "x = 1\n" for number in range(80)} | {"app.py": f'KEY = "{acme(3)[:20]}"\n'})
    assert report(machine, root)["findings"] == []
    assert report(machine, root)["tally"]["cached"] > 0
    own(root, {**PREFIXED, "pattern": "acme_[A-Za-z0-9]{12,40}"})
    assert states(report(machine, root)) == {"acme-key app.py:1": "new"}


@pytest.mark.parametrize("name", ["acme-key", "ORG-0001", "acme-rule-7", "secrets"])
def test_a_comment_accepts_by_name_id_alias_or_engine(machine: Machine, root: Path, name: str) -> None:
    write(root, {"app.py": f'KEY = "{acme()}"  # holdfast: ignore[{name}] reason="a test"\n'})
    found = report(machine, root)
    assert states(found) == {"acme-key app.py:1": "suppressed"}
    assert notices(found) == ""


def test_the_policy_tunes_and_switches_off_an_own_type(machine: Machine, root: Path) -> None:
    write(root, {"app.py": LINE, "holdfast.toml": '[checks]\nseverity = ["acme-key=medium"]\n'})
    assert report(machine, root)["findings"][0]["severity"] == "medium"
    write(root, {"holdfast.toml": '[checks]\ndisable = ["acme-key"]\n'})
    found = report(machine, root)
    assert "ORG-0001" not in found["ran"]
    assert not [name for name in states(found) if name.startswith("acme-key")]


def test_explain_tells_of_an_own_type_and_of_a_line(machine: Machine, root: Path) -> None:
    told = machine.holdfast(root, "explain", "acme-key")
    assert told.code == PASSED
    assert "Opens every door of Acme." in told.out
    assert "1. Ask the locksmith." in told.out
    assert "acme-key" in machine.holdfast(root, "explain", "--list").out
    write(root, {"app.py": LINE})
    line = machine.holdfast(root, "explain", "app.py:1")
    assert "acme-key" in line.out
    assert acme() not in line.out


def test_the_baseline_and_the_ledger_hold_own_types(machine: Machine, root: Path) -> None:
    write(root, {"app.py": LINE})
    assert machine.holdfast(root, "baseline", "write").code == PASSED
    assert states(report(machine, root)) == {"acme-key app.py:1": "known"}
    assert machine.holdfast(root, "scan", "--record").code == PASSED
    shown = machine.holdfast(root, "posture")
    assert shown.code == PASSED
    assert machine.holdfast(root, "ledger", "verify").code == PASSED


def test_both_matchers_find_the_same(machine: Machine, root: Path) -> None:
    own(root, PREFIXED, NAMED)
    write(root, {"app.py": LINE, "config.ini": f"acme_pin = '{drawn('{base62:32}')}'\n"})
    fast = report(machine, root)
    fake = machine.folder / "fake"
    write(fake, {"hyperscan.py": "raise ImportError('not here')\n"})
    slow = report(machine, root, PYTHONPATH=f"{fake}{os.pathsep}{SOURCE}")
    assert states(slow) == states(fast)
    assert [item["fingerprint"] for item in slow["findings"]] == [item["fingerprint"] for item in fast["findings"]]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"pattern": "acme_("}, "the pattern cannot be read"),
        ({"pattern": "acme_[a-z]{20}(?=x)"}, "the pattern uses (?="),
        ({"pattern": "acme_[a-z]{40000}"}, "acme.yaml: acme-key: the"),
        ({"id": "HF-SEC-001"}, "the id 'HF-SEC-001' cannot be used"),
        ({"name": "github-personal-token"}, "belongs to the pack: GitHub"),
        ({"severity": "awful"}, "severity is not one of"),
    ],
)
@pytest.mark.parametrize("staged", [(), ("--staged",)])
def test_a_broken_type_is_named_with_its_file(
    machine: Machine, root: Path, change: dict[str, str], says: str, staged: tuple[str, ...]
) -> None:
    own(root, {**PREFIXED, **change})
    answer = machine.holdfast(root, "scan", *staged)
    assert answer.code == USAGE
    assert f".holdfast/rules/acme.yaml: {change.get('name', 'acme-key')}: " in answer.err
    assert says in answer.err
    assert "Traceback" not in answer.err
    assert "a fault of Holdfast" not in answer.err


def test_a_broken_type_stops_a_commit_as_a_broken_policy_does(machine: Machine, root: Path) -> None:
    assert machine.holdfast(root, "hook", "install").code == PASSED
    write(root, {FILE: "- name: acme-key\n", "app.py": "x = 1\n"})
    machine.git(root, "add", "app.py")
    answer = machine.run(root, "git", "commit", "-q", "-m", "work")
    assert answer.code != 0
    assert "acme.yaml: acme-key: missing" in answer.err


def test_without_a_yaml_reader_it_says_what_to_install(machine: Machine, root: Path) -> None:
    fake = machine.folder / "fake"
    write(fake, {"yaml.py": "raise ImportError('not here')\n"})
    path = f"{fake}{os.pathsep}{SOURCE}"
    answer = machine.holdfast(root, "scan", PYTHONPATH=path)
    assert answer.code == USAGE
    assert "PyYAML is needed" in answer.err
    assert "pip install PyYAML" in answer.err
    (root / FILE).unlink()
    assert machine.holdfast(root, "scan", PYTHONPATH=path).code == PASSED


def test_an_empty_folder_or_one_without_types_changes_nothing(machine: Machine, root: Path) -> None:
    (root / FILE).unlink()
    write(root, {".holdfast/rules/README.md": "# Ours\n"})
    assert "+" not in report(machine, root)["tool"]["rules"].partition("+")[2]
    write(root, {".holdfast/rules/later.yaml": "# nothing yet\n", "app.py": f"{leak()}"})
    answer = machine.holdfast(root, "scan", "--format", "json")
    assert answer.code == REFUSED
    assert states(parsed(answer)) == {"github-personal-token app.py:1": "new"}
    assert github() not in answer.out
