"""``holdfast fix packages`` from the outside: the plan, the edits, the answer to pipelines, and what is never green."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from holdfast.actions import changes
from holdfast.app.upgrades import apply, upgrades
from holdfast.model.errors import IncompleteError
from tests.worlds.advisories import about, quiet_database, record, since
from tests.worlds.machine import Machine, write
from tests.worlds.shop import INCOMPLETE, NOTHING, PASSED, REFUSED

HIGH = [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]
LOW = [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:L/AC:H/PR:H/UI:R/S:U/C:L/I:N/A:N"}]
PYPI = [
    record("PYSEC-1", about("PyPI", "pyyaml", *since(fixed="5.4")), aliases=["CVE-2020-14343"], severity=HIGH),
    record("PYSEC-2", about("PyPI", "pyyaml", *since(fixed="6.0.1")), severity=LOW),
    record("PYSEC-3", about("PyPI", "lost", *since()), severity=HIGH),
]
NPM = [
    record("GHSA-1", about("npm", "express", *since(fixed="4.19.2")), severity=HIGH),
    record("GHSA-2", about("npm", "qs", *since(fixed="6.9.7")), severity=HIGH),
]
MANIFEST = '{\n  "name": "shop",\n  "dependencies": {\n    "express": "^4.17.1"\n  }\n}\n'
LOCK = {
    "name": "shop",
    "lockfileVersion": 3,
    "packages": {
        "": {"name": "shop", "dependencies": {"express": "^4.17.1"}},
        "node_modules/express": {
            "version": "4.17.1",
            "resolved": "https://example.org/express.tgz",
            "dependencies": {"qs": "6.7.0"},
        },
        "node_modules/qs": {"version": "6.7.0", "resolved": "https://example.org/qs.tgz"},
    },
}
FIX = ("fix", "packages")


@pytest.fixture
def root(machine: Machine) -> Path:
    """A repository on a machine that knows what is wrong with its packages."""
    folder = machine.folder / "data"
    (folder / "advisories.sqlite").unlink()
    quiet_database(folder, PyPI=PYPI, npm=NPM)
    made = machine.repo()
    write(made, {"requirements.txt": "# ours\r\nPyYAML==5.3.1  # read\r\n"})
    return made


def fix(machine: Machine, root: Path, *words: str, code: int = REFUSED) -> dict[str, Any]:
    answer = machine.holdfast(root, *FIX, "--format", "json", *words)
    assert answer.code == code, answer.err + answer.out
    found: dict[str, Any] = json.loads(answer.out)
    return found


def test_a_pin_is_planned_then_edited_and_the_rest_stays_byte_for_byte(machine: Machine, root: Path) -> None:
    before = (root / "requirements.txt").read_bytes()
    (row,) = fix(machine, root)["upgrades"]
    assert (row["name"], row["now"], row["to"], row["major"]) == ("pyyaml", "5.3.1", "5.4", False)
    assert (row["clears"], row["left"], row["free_of_all"]) == (["PYSEC-1"], [], "6.0.1")
    assert row["edits"] == [{"path": "requirements.txt", "line": 2, "before": "==5.3.1", "after": "==5.4"}]
    assert (root / "requirements.txt").read_bytes() == before
    assert fix(machine, root, "--apply", code=PASSED)["applied"] is True
    assert (root / "requirements.txt").read_bytes() == before.replace(b"5.3.1", b"5.4")
    assert fix(machine, root, code=PASSED)["upgrades"] == []
    assert machine.holdfast(root, "scan", "--only", "packages").code == PASSED


def test_all_that_is_known_is_planned_for_on_request(machine: Machine, root: Path) -> None:
    (row,) = fix(machine, root, "--all")["upgrades"]
    assert (row["to"], row["major"], row["clears"]) == ("6.0.1", True, ["PYSEC-1", "PYSEC-2"])


def test_a_lock_file_gets_a_command_and_its_manifest_an_edit_only_where_it_stops(machine: Machine, root: Path) -> None:
    (root / "requirements.txt").unlink()
    write(root, {"package.json": MANIFEST, "package-lock.json": json.dumps(LOCK, indent=2)})
    express, qs = fix(machine, root)["upgrades"]
    assert (express["to"], express["edits"]) == ("4.19.2", [])
    assert express["command"] == "npm update express --package-lock-only"
    assert (qs["to"], qs["better"]) == ("", "6.9.7")
    assert qs["stops"] == [{"package": "express@4.17.1", "requirement": "6.7.0"}]
    assert qs["way_out"] == '"overrides": {"qs": "6.9.7"} in package.json'
    pinned = MANIFEST.replace("^4.17.1", "4.17.1")
    write(root, {"package.json": pinned})
    assert fix(machine, root, "--apply")["applied"] is True
    assert (root / "package.json").read_text() == pinned.replace("4.17.1", "4.19.2")
    assert json.loads((root / "package-lock.json").read_text()) == LOCK


def test_people_read_what_moves_what_stops_it_and_what_to_run(machine: Machine, root: Path) -> None:
    write(root, {"package.json": MANIFEST, "package-lock.json": json.dumps(LOCK, indent=2)})
    answer = machine.holdfast(root, *FIX)
    assert answer.code == REFUSED
    for words in (
        "pyyaml  5.3.1 → 5.4",
        "clears CVE-2020-14343",
        "edit requirements.txt:2  ==5.3.1 → ==5.4",
        "6.0.1 would be free of all that is known, over a major version",
        "stopped: express@4.17.1 wants qs 6.7.0, which excludes 6.9.7",
        "npm update express --package-lock-only",
        "No registry was asked",
    ):
        assert words in answer.out


def test_without_a_fix_it_is_said_and_stays_red(machine: Machine, root: Path) -> None:
    write(root, {"requirements.txt": "lost==1.0\n"})
    (row,) = fix(machine, root, "--apply")["upgrades"]
    assert (row["to"], row["left"], row["edits"]) == ("", ["PYSEC-3"], [])
    assert "no version is known that is free of it" in machine.holdfast(root, *FIX).out


def test_hashes_are_for_a_person(machine: Machine, root: Path) -> None:
    text = f"pyyaml==5.3.1 \\\n    --hash=sha256:{'0' * 64}\n"
    write(root, {"requirements.txt": text})
    (row,) = fix(machine, root, "--apply")["upgrades"]
    assert row["edits"] == []
    assert "hashes" in row["by_hand"][0]["why"]
    assert (root / "requirements.txt").read_text() == text


def test_a_compiled_file_without_its_input_is_edited_itself(machine: Machine, root: Path) -> None:
    write(root, {"requirements.txt": "other==1.0\npyyaml==5.3.1  # via other\n"})
    fix(machine, root, "--apply", code=PASSED)
    assert (root / "requirements.txt").read_text() == "other==1.0\npyyaml==5.4  # via other\n"


def test_what_a_person_accepted_is_not_planned_for(machine: Machine, root: Path) -> None:
    accept = '[[accept]]\ncheck = "CVE-2020-14343"\naddress = "pkg:pypi/pyyaml@*"\nreason = "own files"\n'
    write(root, {"holdfast.toml": accept})
    found = fix(machine, root, code=PASSED)
    assert (found["upgrades"], found["below"]) == ([], 2)


def test_without_a_database_nothing_is_green(machine: Machine, root: Path) -> None:
    (machine.folder / "data" / "advisories.sqlite").unlink()
    lost = machine.holdfast(root, *FIX)
    assert lost.code == INCOMPLETE
    assert "Nothing to do" not in lost.out
    write(root, {"holdfast.toml": '[packages]\nadvisories = "off"\n'})
    answer = machine.holdfast(root, *FIX)
    assert answer.code == INCOMPLETE
    assert "nothing can be planned" in answer.err


def test_a_project_without_packages_is_out_of_scope(machine: Machine, root: Path) -> None:
    (root / "requirements.txt").unlink()
    assert machine.holdfast(root, *FIX).code == NOTHING


OTHERS = {
    "crates_io": [record("RUSTSEC-1", about("crates.io", "time", *since(fixed="0.2.23")), severity=HIGH)],
    "Go": [record("GO-1", about("Go", "example.org/text", *since(fixed="0.3.8")), severity=HIGH)],
    "RubyGems": [record("GEM-1", about("RubyGems", "rack", *since(fixed="2.2.3")), severity=HIGH)],
    "Packagist": [record("PHP-1", about("Packagist", "twig/twig", *since(fixed="2.14.11")), severity=HIGH)],
    "Maven": [record("JAVA-1", about("Maven", "org.x:log", *since(fixed="2.17.1")), severity=HIGH)],
    "NuGet": [record("NET-1", about("NuGet", "newtonsoft.json", *since(fixed="13.0.1")), severity=HIGH)],
    "GitHub_Actions": [record("ACT-1", about("GitHub Actions", "a/files", *since(fixed="41.0.0")), severity=HIGH)],
}
DEPENDENCY = "<dependency><groupId>org.x</groupId><artifactId>log</artifactId><version>2.14.0</version></dependency>"
FURTHER = [
    ("Cargo.toml", '[package]\nname = "x"\n\n[dependencies]\ntime = { version = "=0.2.7" }\n', "0.2.7", "0.2.23"),
    ("go.mod", "module x\n\ngo 1.21\n\nrequire example.org/text v0.3.5\n", "v0.3.5", "v0.3.8"),
    ("Gemfile", "gem 'rack', '2.2.2'\n", "2.2.2", "2.2.3"),
    ("composer.json", '{"require": {"twig/twig": "2.14.1"}}', "2.14.1", "2.14.11"),
    (
        "pom.xml",
        f"<project><groupId>a</groupId><artifactId>b</artifactId><version>1</version>\n"
        f"<dependencies>{DEPENDENCY}</dependencies></project>",
        "2.14.0",
        "2.17.1",
    ),
    (
        "x.csproj",
        '<Project><ItemGroup>\n<PackageReference Include="Newtonsoft.Json" Version="12.0.1" />\n</ItemGroup></Project>',
        "12.0.1",
        "13.0.1",
    ),
    (
        ".github/workflows/w.yml",
        "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: a/files@v40.1.0\n",
        "v40.1.0",
        "v41.0.0",
    ),
]


@pytest.mark.parametrize("case", FURTHER, ids=lambda case: case[0])
def test_manifests_of_other_ecosystems_are_edited(
    machine: Machine, root: Path, case: tuple[str, str, str, str]
) -> None:
    name, text, before, after = case
    (machine.folder / "data" / "advisories.sqlite").unlink()
    quiet_database(machine.folder / "data", **OTHERS)
    (root / "requirements.txt").unlink()
    write(root, {name: text})
    everything = ("--all",) if name.endswith(".yml") else ()  # what only builds is for pedantic readers
    fix(machine, root, *everything)
    assert (root / name).read_text() == text
    found = fix(machine, root, "--apply", *everything, code=PASSED)
    assert [row["by_hand"] for row in found["upgrades"]] == [[]]
    assert (root / name).read_text() == text.replace(before, after)
    assert fix(machine, root, *everything, code=PASSED)["upgrades"] == []


MORE: Mapping[str, tuple[str, str]] = {
    "pyproject.toml": ('[project]\nname = "x"\ndependencies = ["pyyaml==5.3.1"]\n', "5.4"),
    "Pipfile": ('[packages]\npyyaml = "==5.3.1"\n', "5.4"),
    "package.json": ('{"dependencies": {"express": "4.17.1"}}', "4.19.2"),
}


@pytest.mark.parametrize("name", MORE)
def test_manifests_of_other_kinds_are_edited(machine: Machine, root: Path, name: str) -> None:
    text, version = MORE[name]
    (root / "requirements.txt").unlink()
    write(root, {name: text})
    fix(machine, root, "--apply", code=PASSED)
    assert (root / name).read_text() == text.replace("5.3.1", version).replace("4.17.1", version)


def test_a_receipt_undoes_it_and_a_file_that_changed_is_refused(
    machine: Machine, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOLDFAST_DATA", machine.environment["HOLDFAST_DATA"])
    path = root / "requirements.txt"
    before = path.read_bytes()
    found = upgrades(root, {}, environment=machine.environment)
    receipt = apply(found)
    assert path.read_bytes() != before
    changes.undo(receipt)
    assert path.read_bytes() == before
    path.write_bytes(before + b"flask==3.0\n")
    with pytest.raises(IncompleteError, match="changed since"):
        apply(found)
    assert path.read_bytes() == before + b"flask==3.0\n"
