"""What a scan leaves as evidence, and what that evidence may prove."""

from __future__ import annotations

import json
import sqlite3
from pathlib import Path

import pytest

from tests.worlds.machine import Machine, write
from tests.worlds.planted import PASSWORD, drawn
from tests.worlds.shop import CLEAN, INCOMPLETE, PASSED, REFUSED, USAGE, clean_shop, leak, shop

ACTIVITY = 4
LEDGER = ".holdfast/state/ledger.sqlite"


def state(machine: Machine, root: Path) -> str:
    """The state of the activity that looks for secrets."""
    answer = machine.holdfast(root, "posture", "--format", "json")
    assert answer.code == PASSED, answer.err
    found = json.loads(answer.out)["activities"]
    assert len(found) == 21
    return str(next(item["state"] for item in found if item["activity"]["number"] == ACTIVITY))


def record(machine: Machine, root: Path, *words: str) -> int:
    """Scan, keep the evidence, and give the exit code."""
    answer = machine.holdfast(root, "scan", "--record", *words)
    assert "Recorded" in answer.err, answer.err
    return answer.code


def test_from_failing_to_proven(machine: Machine) -> None:
    root = shop(machine)
    before = state(machine, root)
    assert before not in ("failing", "proven")
    assert record(machine, root) == REFUSED
    assert state(machine, root) == "failing"
    write(root, {"app.py": CLEAN, "settings.py": "", "deploy.ini": ""})
    assert state(machine, root) == "failing"
    assert record(machine, root) == PASSED
    assert state(machine, root) == "proven"
    write(root, {"app.py": leak(3)})
    record(machine, root)
    assert state(machine, root) == "failing"


def test_a_scan_without_record_leaves_nothing(machine: Machine) -> None:
    root = shop(machine)
    machine.holdfast(root, "scan")
    assert not (root / LEDGER).exists()


def test_a_part_never_proves_the_whole(machine: Machine) -> None:
    root = clean_shop(machine)
    write(root, {"new.py": CLEAN, "sub/x.py": CLEAN})
    machine.git(root, "add", "-A")
    for words in (("--staged",), ("app.py",), ("sub",), ("--exclude", "sub/")):
        record(machine, root, *words)
        assert state(machine, root) != "proven", words
    record(machine, root)
    assert state(machine, root) == "proven"


def test_a_part_can_show_a_failure(machine: Machine) -> None:
    root = clean_shop(machine)
    record(machine, root)
    write(root, {"app.py": leak()})
    machine.git(root, "add", "-A")
    record(machine, root, "--staged")
    assert state(machine, root) == "failing"


def test_what_was_accepted_or_hidden_is_no_proof(machine: Machine) -> None:
    root = clean_shop(machine)
    write(root, {"app.py": leak().rstrip() + "  # holdfast: ignore\n"})
    assert record(machine, root) == PASSED
    assert state(machine, root) != "proven"
    write(root, {"app.py": f"password = '{drawn(PASSWORD)}'\n"})
    record(machine, root, "--severity", "critical")
    assert state(machine, root) != "proven"


def test_an_incomplete_scan_is_no_proof(machine: Machine) -> None:
    root = clean_shop(machine)
    record(machine, root, "--time-limit", "0.000001")
    assert state(machine, root) != "proven"


def test_a_package_that_nobody_could_look_up_leaves_other_proofs_alone(machine: Machine) -> None:
    root = clean_shop(machine)
    write(root, {"requirements.txt": "flask==3.0.0\n"})
    empty = machine.folder / "no-data"
    empty.mkdir()
    answer = machine.holdfast(root, "scan", "--record", HOLDFAST_DATA=str(empty))
    assert (answer.code, "no database of advisories" in answer.out) == (INCOMPLETE, True)
    assert state(machine, root) == "proven"


def test_a_scan_of_nothing_records_nothing(machine: Machine) -> None:
    root = machine.repo()
    answer = machine.holdfast(root, "scan", "--record", "--allow-empty")
    assert "nothing was recorded" in answer.err
    assert not (root / LEDGER).exists()


def test_the_ledger_verifies_and_shows_its_runs(machine: Machine) -> None:
    root = shop(machine)
    assert machine.holdfast(root, "ledger", "verify").code == USAGE
    for _ in range(2):
        record(machine, root)
    verified = machine.holdfast(root, "ledger", "verify")
    assert verified.code == PASSED
    head = verified.out.split("head ")[1].split()[0]
    record(machine, root)
    assert machine.holdfast(root, "ledger", "verify", "--head", head).code == PASSED
    assert machine.holdfast(root, "ledger", "verify", "--head", "0" * 64).code == INCOMPLETE
    assert machine.holdfast(root, "ledger", "show").out.count("pre-commit-hooks") == 3


def test_a_posture_that_was_painted_is_told_and_mended(machine: Machine) -> None:
    root = shop(machine)
    record(machine, root)
    assert "are what they were" in machine.holdfast(root, "ledger", "rebuild").out
    with sqlite3.connect(root / LEDGER) as database:
        changed = database.execute("UPDATE projections SET body = replace(body, 'fail', 'okay')").rowcount
    database.close()
    assert changed
    assert "were not as the evidence says" in machine.holdfast(root, "ledger", "rebuild").out
    assert "are what they were" in machine.holdfast(root, "ledger", "rebuild").out
    assert state(machine, root) == "failing"


def test_a_changed_row_is_noticed(machine: Machine) -> None:
    root = shop(machine)
    record(machine, root)
    with sqlite3.connect(root / LEDGER) as database:
        for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            database.execute(f'DROP TRIGGER "{name}"')
        changed = database.execute("UPDATE events SET body = replace(body, 'fail', 'okay')").rowcount
    database.close()
    assert changed
    assert machine.holdfast(root, "ledger", "verify").code == INCOMPLETE


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0" + b"\0" * 200])
def test_a_file_that_is_no_ledger_is_told(machine: Machine, content: bytes) -> None:
    root = shop(machine)
    write(root, {LEDGER: content})
    answer = machine.holdfast(root, "ledger", "verify")
    assert "Traceback" not in answer.err
    assert answer.code != PASSED or content == b""


def test_recording_can_be_the_policys_wish(machine: Machine) -> None:
    root = clean_shop(machine)
    write(root, {"holdfast.toml": '[ledger]\nrecord = true\npath = "evidence.db"\n'})
    assert record(machine, root) == PASSED
    assert (root / "evidence.db").exists()
    assert state(machine, root) == "proven"
