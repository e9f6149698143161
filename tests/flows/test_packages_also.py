"""Checks of packages that run where a policy asks for them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tests.worlds.advisories import about, quiet_database, record, since
from tests.worlds.machine import Machine, write
from tests.worlds.shop import PASSED, USAGE

SCAN = ("scan", "--only", "packages")


def scan(machine: Machine, root: Path, *words: str) -> dict[str, Any]:
    answer = machine.holdfast(root, *SCAN, "--format", "json", *words)
    assert answer.code == PASSED, answer.err + answer.out
    found: dict[str, Any] = json.loads(answer.out)
    return found


def test_what_is_asked_for_is_looked_for_too(machine: Machine) -> None:
    root = machine.repo()
    today = datetime.now(UTC).date().isoformat()
    lock = (
        'version = 1\n[[package]]\nname = "shop"\nversion = "1"\nsource = { virtual = "." }\n'
        'dependencies = [{ name = "reqeusts" }]\n\n[[package]]\nname = "reqeusts"\nversion = "2.0"\n'
        'source = { registry = "https://index.example.org/simple" }\n'
        f'sdist = {{ url = "https://index.example.org/a.tar.gz", upload-time = "{today}T00:00:00Z" }}\n'
    )
    write(root, {"requirements.txt": "nose==1.3.7\n", "uv.lock": lock, "pyproject.toml": '[project]\nname = "shop"\n'})
    assert scan(machine, root)["findings"] == []
    found = scan(machine, root, *(word for also in ("lookalike", "young", "abandoned") for word in ("--also", also)))
    assert {(item["name"], item["resource"]["address"]) for item in found["findings"]} == {
        ("lookalike-package", "pkg:pypi/reqeusts@2.0"),
        ("young-release", "pkg:pypi/reqeusts@2.0"),
        ("abandoned-package", "pkg:pypi/nose@1.3.7"),
    }
    assert machine.holdfast(root, *SCAN, "--also", "lokalike").code == USAGE


def test_an_advisory_that_only_says_unmaintained_is_no_weakness(machine: Machine) -> None:
    root = machine.repo()
    row = about("crates.io", "time-old", *since(), database_specific={"informational": "unmaintained"})
    folder = machine.folder / "data"
    (folder / "advisories.sqlite").unlink()
    quiet_database(folder, crates_io=[record("RUSTSEC-2099-0001", row)])
    lock = 'version = 3\n[[package]]\nname = "time-old"\nversion = "1.0.0"\nsource = "registry+https://index.example.org"\n'
    write(root, {"requirements.txt": "", "Cargo.lock": lock})
    assert scan(machine, root)["findings"] == []
    (item,) = scan(machine, root, "--also", "abandoned")["findings"]
    assert (item["name"], item["severity"]) == ("abandoned-package", "low")


def test_files_that_a_list_of_requirements_names_are_read_whatever_they_are_called(machine: Machine) -> None:
    folder = machine.folder / "data"
    (folder / "advisories.sqlite").unlink()
    quiet_database(folder, PyPI=[record("PYSEC-2099-1", about("PyPI", "weak", *since(fixed="2.0")))])
    root = machine.repo()
    lines = "-r extras/more.txt\n-c limits.txt\n-r ../outside.txt\n"
    write(root, {"requirements.txt": lines, "extras/more.txt": "weak\n", "limits.txt": "weak==1.0\n"})
    answer = machine.holdfast(root, *SCAN, "--format", "json")
    found = json.loads(answer.out)
    assert [item["resource"]["address"] for item in found["findings"]] == ["pkg:pypi/weak@1.0"]
    assert [item["path"] for item in found["skipped"] if item["fault"]] == ["requirements.txt"]


def test_a_policy_that_hears_of_what_is_near_only_proves_nothing(machine: Machine) -> None:
    folder = machine.folder / "data"
    (folder / "advisories.sqlite").unlink()
    quiet_database(folder, PyPI=[record("PYSEC-2099-1", about("PyPI", "weak", *since(fixed="2.0")))])
    root = machine.repo()
    policy = '[packages]\nreach = "called"\n'
    write(root, {"requirements.txt": "weak==1.0\n", "app.py": "x = 1\n", "holdfast.toml": policy})
    assert machine.holdfast(root, *SCAN, "--record").code == PASSED
    assert control(machine, root) != "proven"
    write(root, {"requirements.txt": "weak==2.0\n"})
    assert machine.holdfast(root, *SCAN, "--record").code == PASSED
    assert control(machine, root) == "proven"


def control(machine: Machine, root: Path) -> str:
    told = json.loads(machine.holdfast(root, "posture", "--format", "json").out)["activities"]
    states = {item["control"]["id"]: str(item["state"]) for activity in told for item in activity["controls"]}
    return states["no-known-vulnerable-packages"]
