"""Ways to look better than one is: each of them lowers the state, or leaves it, and none closes a finding."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.worlds.machine import Machine, write
from tests.worlds.shop import CLEAN, clean_shop, leak

CONTROL = "secrets-not-in-code"


def control(machine: Machine, root: Path, name: str = CONTROL) -> dict[str, str | int]:
    """The state of a control on the only subject there is, and how many findings break it."""
    found = json.loads(machine.holdfast(root, "controls", "show", name, "--format", "json").out)["controls"]
    assert len(found) == 1, [item["subject"] for item in found]
    return {"state": found[0]["state"], "open": len(found[0]["open"]), "since": found[0]["since"]}


def scan(machine: Machine, root: Path, *words: str) -> None:
    machine.holdfast(root, "scan", "--record", *words)


def _exclude(machine: Machine, root: Path) -> None:
    scan(machine, root, "--exclude", "app.py")


def _ignore_file(machine: Machine, root: Path) -> None:
    write(root, {".holdfastignore": "app.py\n"})
    scan(machine, root)


def _comment(machine: Machine, root: Path) -> None:
    write(root, {"app.py": leak().rstrip() + "  # holdfast: ignore\n"})
    scan(machine, root)


def _threshold(machine: Machine, root: Path) -> None:
    scan(machine, root, "--severity", "critical", "--confidence", "high")


def _other_folder(machine: Machine, root: Path) -> None:
    write(root, {"docs/a.py": CLEAN})
    scan(machine, root, "docs")


def _staged_only(machine: Machine, root: Path) -> None:
    write(root, {"other.py": CLEAN})
    machine.git(root, "add", "other.py")
    scan(machine, root, "--staged")


def _no_time(machine: Machine, root: Path) -> None:
    scan(machine, root, "--time-limit", "0.000001")


def _another_engine(machine: Machine, root: Path) -> None:
    scan(machine, root, "--only", "packages")


def _baseline(machine: Machine, root: Path) -> None:
    machine.holdfast(root, "baseline", "create")
    scan(machine, root)


def _word(machine: Machine, root: Path) -> None:
    given = ("--reason", "trust me", "--until", "2099-12-31", "--by", "Mallory")
    machine.holdfast(root, "controls", "attest", CONTROL, *given)


TRICKS: dict[str, Callable[[Machine, Path], None]] = {
    "leave the file out": _exclude,
    "leave the file out by a file": _ignore_file,
    "ask for the worst only": _threshold,
    "scan another folder": _other_folder,
    "scan what is staged only": _staged_only,
    "stop before the end": _no_time,
    "run another engine": _another_engine,
    "accept it in a baseline": _baseline,
    "let somebody vouch": _word,
}


@pytest.mark.parametrize("trick", TRICKS)
def test_no_trick_closes_what_was_found(machine: Machine, trick: str) -> None:
    root = clean_shop(machine)
    write(root, {"app.py": leak()})
    scan(machine, root)
    before = control(machine, root)
    assert (before["state"], before["open"]) == ("failing", 1)
    TRICKS[trick](machine, root)
    after = control(machine, root)
    assert (after["state"], after["open"]) == ("failing", 1)


@pytest.mark.parametrize("trick", [name for name in TRICKS if name not in ("let somebody vouch", "run another engine")])
def test_no_trick_proves_what_was_never_proven(machine: Machine, trick: str) -> None:
    root = clean_shop(machine)
    write(root, {"app.py": leak()})
    TRICKS[trick](machine, root)
    assert control(machine, root)["state"] != "proven"


def test_a_comment_hides_a_finding_and_leaves_no_proof(machine: Machine) -> None:
    root = clean_shop(machine)
    scan(machine, root)
    assert control(machine, root)["state"] == "proven"
    _comment(machine, root)
    found = control(machine, root)
    assert found["state"] == "unproven"
    assert found["since"] == ""


def test_a_renamed_file_is_found_again(machine: Machine) -> None:
    root = clean_shop(machine)
    write(root, {"app.py": leak()})
    scan(machine, root)
    (root / "app.py").rename(root / "renamed.py")
    scan(machine, root)
    assert control(machine, root)["state"] == "failing"


def test_an_empty_repository_says_nothing_about_a_full_one(machine: Machine) -> None:
    root = clean_shop(machine)
    write(root, {"app.py": leak()})
    scan(machine, root)
    kept = root / "kept"
    kept.mkdir()
    for path in [*root.glob("*.py"), *root.glob("*.ini")]:
        path.rename(kept / path.name)
    machine.holdfast(root, "scan", "--record", "--allow-empty", "--exclude", "kept/")
    assert control(machine, root)["state"] == "failing"


def test_what_a_clean_scan_of_the_whole_finds_gone_is_closed(machine: Machine) -> None:
    root = clean_shop(machine)
    write(root, {"app.py": leak()})
    scan(machine, root)
    write(root, {"app.py": CLEAN})
    scan(machine, root)
    found = control(machine, root)
    assert (found["state"], found["open"]) == ("proven", 0)
    assert found["since"]


def test_evidence_on_one_subject_never_proves_another(machine: Machine) -> None:
    root = clean_shop(machine)
    scan(machine, root)
    subject = f"repo:{root.name}"
    found = machine.holdfast(root, "controls", "show", CONTROL, "--subject", "repo:other")
    assert found.code != 0
    given = ("--reason", "minutes", "--until", "2099-12-31", "--by", "Ada", "--subject", "repo:other")
    machine.holdfast(root, "controls", "attest", CONTROL, *given)
    told = json.loads(machine.holdfast(root, "controls", "list", "--format", "json").out)["controls"]
    states = {item["subject"]: item["state"] for item in told if item["id"] == CONTROL}
    assert states == {subject: "proven", "repo:other": "attested"}
