"""Packages from the outside: what is found and why, how near it is, what is accepted, and what is never green."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.advisories import about, quiet_database, record, since
from tests.worlds.images import Files, World, layer
from tests.worlds.machine import Machine, write
from tests.worlds.shop import INCOMPLETE, NOTHING, PASSED, REFUSED

HIGH = [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]
YAML = record("PYSEC-2021-142", about("PyPI", "pyyaml", *since(fixed="5.4")), aliases=["CVE-2020-14343"], severity=HIGH)
TOOLS = record("PYSEC-2022-43012", about("PyPI", "setuptools", *since(fixed="65.5.1")), severity=HIGH)
BAD = record("MAL-2025-1", about("PyPI", "reqeusts", versions=["1.0"]), summary="Sends the environment to a stranger")
TEST = record("PYSEC-2099-1", about("npm", "tester", *since(fixed="2.0.0")), severity=HIGH)
SCAN = ("scan", "--only", "packages")
CODE = "import yaml\n\n\ndef read(text):\n    return yaml.load(text, Loader=yaml.FullLoader)\n"
FILES: Mapping[str, str | bytes] = {"requirements.txt": "pyyaml==5.3.1\nsetuptools==60.9.3\n", "app.py": CODE}


@pytest.fixture
def root(machine: Machine) -> Path:
    """A repository with two vulnerable packages, of which one is used, on a machine that knows of both."""
    know(machine)
    made = machine.repo()
    write(made, FILES)
    return made


def know(machine: Machine) -> None:
    folder = machine.folder / "data"
    (folder / "advisories.sqlite").unlink()
    quiet_database(folder, PyPI=[YAML, TOOLS, BAD], npm=[TEST])


def scan(machine: Machine, root: Path, *words: str, code: int = REFUSED) -> dict[str, Any]:
    answer = machine.holdfast(root, *SCAN, "--format", "json", *words)
    assert answer.code == code, answer.err + answer.out
    found: dict[str, Any] = json.loads(answer.out)
    return found


def by_package(found: Mapping[str, Any]) -> dict[str, Any]:
    return {item["resource"]["address"]: item for item in found["findings"]}


def test_a_weak_package_that_is_used_and_one_that_is_not(machine: Machine, root: Path) -> None:
    items = by_package(scan(machine, root))
    used, idle = items["pkg:pypi/pyyaml@5.3.1"], items["pkg:pypi/setuptools@60.9.3"]
    assert (used["place"]["path"], used["place"]["line"]) == ("requirements.txt", 1)
    assert [(step["path"], step["line"]) for step in used["steps"]] == [("app.py", 1), ("app.py", 5)]
    assert "CVE-2020-14343" in used["says"]
    assert any("fixed in 5.4" in note for note in used["notes"])
    assert not idle["steps"]
    assert any("no file of the project imports it" in note for note in idle["notes"])
    assert figure(used) > figure(idle)


def test_programs_are_told_what_people_are(machine: Machine, root: Path) -> None:
    items = by_package(scan(machine, root))
    used = items["pkg:pypi/pyyaml@5.3.1"]
    assert used["names"] == ["PYSEC-2021-142", "CVE-2020-14343"]
    told = {"package": "pyyaml", "version": "5.3.1", "fixed": "5.4", "cvss": "9.8", "level": "vulnerable symbol called"}
    assert used["facts"] == {**told, "priority": str(figure(used))}
    sarif = json.loads(machine.holdfast(root, *SCAN, "--format", "sarif").out)
    (result,) = (item for item in sarif["runs"][0]["results"] if item["properties"]["package"] == "pyyaml")
    properties = result["properties"]
    assert (properties["purl"], properties["security-severity"]) == ("pkg:pypi/pyyaml@5.3.1", "9.8")
    assert properties["advisories"] == used["names"]


def figure(item: Mapping[str, Any]) -> int:
    told = next(note for note in item["notes"] if note.startswith("priority"))
    return int(told.split()[1])


def test_a_policy_can_ask_for_what_is_near_only(machine: Machine, root: Path) -> None:
    assert set(by_package(scan(machine, root, "--reach", "called"))) == {"pkg:pypi/pyyaml@5.3.1"}


def test_a_loader_that_is_safe_is_no_use_of_the_weak_part(machine: Machine, root: Path) -> None:
    write(root, {"app.py": CODE.replace("FullLoader", "SafeLoader")})
    item = by_package(scan(machine, root))["pkg:pypi/pyyaml@5.3.1"]
    assert len(item["steps"]) == 1
    assert any("no use of" in note for note in item["notes"])


def test_a_malicious_package_always_refuses(machine: Machine, root: Path) -> None:
    write(root, {"requirements.txt": "reqeusts==1.0\n"})
    (item,) = scan(machine, root, "--fail-on", "critical")["findings"]
    assert (item["name"], item["severity"]) == ("malicious-package", "critical")
    assert "Sends the environment" in item["says"]


def test_mended_is_green_and_leaves_proof(machine: Machine, root: Path) -> None:
    red = machine.holdfast(root, *SCAN, "--record")
    assert red.code == REFUSED
    assert control(machine, root) == "failing"
    write(root, {"requirements.txt": "pyyaml==6.0.1\nsetuptools==70.0.0\n"})
    green = machine.holdfast(root, *SCAN, "--record")
    assert green.code == PASSED, green.out
    assert control(machine, root) == "proven"


def test_what_was_there_at_the_merge_base_does_not_refuse(machine: Machine, root: Path) -> None:
    machine.commit(root)
    machine.git(root, "switch", "-q", "-c", "topic")
    machine.commit(root, "begin")
    write(root, {"requirements.txt": "flask==3.0.0\npyyaml==5.3.1\nsetuptools==60.9.3\n"})
    found = scan(machine, root, code=PASSED)
    assert {item["state"] for item in found["findings"]} == {"known"}
    write(root, {"requirements.txt": "flask==3.0.0\npyyaml==5.3.1\nsetuptools==60.9.3\nreqeusts==1.0\n"})
    states = {item["resource"]["address"]: item["state"] for item in scan(machine, root)["findings"]}
    assert states["pkg:pypi/reqeusts@1.0"] == "new"


def test_a_staged_lock_file_is_looked_up(machine: Machine, root: Path) -> None:
    write(root, {"requirements.txt": "flask==3.0.0\n"})
    machine.commit(root)
    write(root, {"requirements.txt": "flask==3.0.0\npyyaml==5.3.1\n"})
    assert machine.holdfast(root, *SCAN, "--staged").code == NOTHING
    machine.git(root, "add", "-A")
    answer = machine.holdfast(root, *SCAN, "--staged")
    assert answer.code == REFUSED
    assert "pyyaml 5.3.1" in answer.out


@pytest.mark.parametrize(
    "accept",
    [
        '[[accept]]\ncheck = "CVE-2020-14343"\naddress = "pkg:pypi/pyyaml@*"\nreason = "we read our own files only"\n',
        '[[accept]]\ncheck = "vulnerable-package"\naddress = "pkg:pypi/pyyaml@5.3.1"\nreason = "see above"\n',
    ],
)
def test_a_weakness_is_accepted_by_its_name_or_by_the_package(machine: Machine, root: Path, accept: str) -> None:
    write(root, {"holdfast.toml": accept})
    states = {address: item["state"] for address, item in by_package(scan(machine, root)).items()}
    assert states == {"pkg:pypi/pyyaml@5.3.1": "suppressed", "pkg:pypi/setuptools@60.9.3": "new"}


def test_a_comment_accepts_one_advisory(machine: Machine, root: Path) -> None:
    comment = 'holdfast: ignore[CVE-2020-14343] reason="own files" until=2099-01-01'
    write(root, {"requirements.txt": f"pyyaml==5.3.1  # {comment}\n"})
    (item,) = scan(machine, root, code=PASSED)["findings"]
    assert item["state"] == "suppressed"


def test_what_opens_an_address_in_a_lock_file_is_never_shown(machine: Machine, root: Path) -> None:
    word = "-".join(("very", "plain", "word"))
    entry = {"version": "1.0.0", "resolved": f"https://bob:{word}@npm.corp/tester.tgz"}
    write(root, {"package-lock.json": json.dumps({"lockfileVersion": 3, "packages": {"node_modules/tester": entry}})})
    for form in ("text", "json", "sarif", "html", "markdown", "junit", "cyclonedx", "spdx", "openvex"):
        answer = machine.holdfast(root, *SCAN, "--format", form)
        assert "tester" in answer.out
        assert word not in answer.out + answer.err, form


def test_a_project_its_bill_and_its_other_bill_have_the_same_weaknesses(machine: Machine, root: Path) -> None:
    expected = set(by_package(scan(machine, root)))
    other = machine.folder / "other"
    other.mkdir()
    for name in ("a.cdx.json", "a.spdx.json"):
        assert machine.holdfast(root, "sbom", "-o", str(other / name)).code == PASSED
        answer = machine.holdfast(other, *SCAN, name, "--format", "json")
        assert set(by_package(json.loads(answer.out))) == expected


def test_a_project_and_the_image_that_installed_it_have_the_same_weaknesses(machine: Machine, root: Path) -> None:
    expected = {(item["resource"]["address"], item["says"]) for item in scan(machine, root)["findings"]}
    metadata = "Metadata-Version: 2.1\nName: {}\nVersion: {}\n\n"
    site = "usr/lib/python3.12/site-packages"
    files: Files = {
        f"{site}/PyYAML-5.3.1.dist-info/METADATA": metadata.format("PyYAML", "5.3.1"),
        f"{site}/setuptools-60.9.3.dist-info/METADATA": metadata.format("setuptools", "60.9.3"),
    }
    image = World([layer({"etc/os-release": OS}), layer(files)], config={"User": "app"}).folder(
        machine.folder / "image"
    )
    answer = machine.holdfast(root, *SCAN, "--image", str(image), "--format", "json")
    assert answer.code == REFUSED, answer.err
    found = json.loads(answer.out)["findings"]
    assert {(item["resource"]["address"], item["says"]) for item in found} == expected
    assert all(any("layer 2" in note for note in item["notes"]) for item in found)


def test_a_distribution_s_package_is_looked_up_by_its_source(machine: Machine) -> None:
    folder = machine.folder / "data"
    (folder / "advisories.sqlite").unlink()
    flaw = record("DSA-1-1", about("Debian:12", "glibc", *since(fixed="2.36-9+deb12u3")), severity=HIGH)
    quiet_database(folder, Debian=[flaw])
    status = "Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nSource: glibc\nVersion: 2.36-9\n"
    files: Files = {"etc/os-release": OS, "var/lib/dpkg/status": status}
    image = World([layer(files)], config={"User": "app"}).folder(machine.folder / "image")
    answer = machine.holdfast(machine.folder, *SCAN, "--image", str(image), "--format", "json")
    assert answer.code == REFUSED, answer.err
    (item,) = json.loads(answer.out)["findings"]
    assert item["resource"]["address"].startswith("pkg:deb/debian/libc6@2.36-9?")
    assert "fixed in 2.36-9+deb12u3" in item["notes"]


OS = "ID=debian\nVERSION_ID=12\nPRETTY_NAME='Debian GNU/Linux 12 (bookworm)'\n"


def control(machine: Machine, root: Path) -> str:
    """The state of the control over weak packages."""
    told = json.loads(machine.holdfast(root, "posture", "--format", "json").out)["activities"]
    (state,) = (
        str(item["state"])
        for activity in told
        for item in activity["controls"]
        if item["control"]["id"] == "no-known-vulnerable-packages"
    )
    return state


def gone(machine: Machine) -> None:
    (machine.folder / "data" / "advisories.sqlite").unlink()


def cut(machine: Machine) -> None:
    path = machine.folder / "data" / "advisories.sqlite"
    path.write_bytes(path.read_bytes()[:-3000])


def changed(machine: Machine) -> None:
    path = machine.folder / "data" / "advisories.sqlite"
    data = bytearray(path.read_bytes())
    data[len(data) // 2] ^= 0xFF
    path.write_bytes(bytes(data))


def foreign(machine: Machine) -> None:
    (machine.folder / "data" / "advisories.sqlite").write_text("hello", encoding="utf-8")


@pytest.mark.parametrize("harm", [gone, cut, changed, foreign])
def test_without_a_database_that_can_be_believed_nothing_is_green(machine: Machine, root: Path, harm: Any) -> None:
    write(root, {"requirements.txt": "flask==3.0.0\n"})
    assert machine.holdfast(root, *SCAN, "--record").code == PASSED
    assert control(machine, root) == "proven"
    harm(machine)
    answer = machine.holdfast(root, *SCAN)
    assert answer.code == INCOMPLETE
    assert "requirements.txt" in answer.out
    assert "holdfast db update" in answer.out
    recorded = machine.holdfast(root, *SCAN, "--record")
    assert recorded.code == INCOMPLETE
    assert control(machine, root) != "proven"


def test_a_database_that_is_too_old_for_the_policy_is_not_believed(machine: Machine, root: Path) -> None:
    write(root, {"requirements.txt": "flask==3.0.0\n"})
    answer = machine.holdfast(root, *SCAN, "--max-age-days", "1")
    assert answer.code == INCOMPLETE
    assert "packages.max_age_days = 1" in answer.out


def test_an_ecosystem_that_the_database_lacks_is_never_green(machine: Machine, root: Path) -> None:
    write(root, {"requirements.txt": "", "bom.cdx.json": json.dumps(HASKELL)})
    answer = machine.holdfast(root, *SCAN)
    assert answer.code == INCOMPLETE
    assert "Hackage" in answer.out


HASKELL = {
    "bomFormat": "CycloneDX",
    "specVersion": "1.6",
    "components": [{"type": "library", "name": "aeson", "purl": "pkg:hackage/aeson@1.0"}],
}


def test_a_policy_can_do_without_advisories_and_every_report_says_so(machine: Machine, root: Path) -> None:
    gone(machine)
    optional = machine.holdfast(root, *SCAN, "--advisories", "optional")
    assert optional.code == PASSED
    assert "Advisories were not asked" in optional.out
    off = machine.holdfast(root, *SCAN, "--advisories", "off")
    assert off.code == PASSED
    assert "packages.advisories = 'off'" in off.out


def test_no_number_of_unread_files_excuses_a_lookup_that_was_not_made(machine: Machine, root: Path) -> None:
    gone(machine)
    write(root, {"holdfast.toml": "[gate]\nmax_unread = 100\n"})
    answer = machine.holdfast(root, *SCAN)
    assert answer.code == INCOMPLETE
    assert "Incomplete: 1 file was not looked up: there is no database of advisories" in answer.out
    assert "holdfast db update" in answer.out
    quiet = machine.holdfast(root, *SCAN, "--quiet").out
    assert "no database of advisories" in quiet


def test_a_lock_file_that_is_too_large_is_never_green(machine: Machine, root: Path) -> None:
    write(root, {"requirements.txt": "# " + "x" * 2000 + "\npyyaml==5.3.1\n", "package.json": "{}\n"})
    write(root, {"holdfast.toml": "[scan]\nmax_file_bytes = 1000\n", "notes.txt": "x" * 2000})
    answer = machine.holdfast(root, *SCAN, "--format", "json")
    assert answer.code == INCOMPLETE, answer.out
    faults = {item["path"]: item["fault"] for item in json.loads(answer.out)["skipped"]}
    assert faults == {"requirements.txt": True, "notes.txt": False}


def test_a_broken_lock_file_is_never_green(machine: Machine, root: Path) -> None:
    write(root, {"requirements.txt": "", "package-lock.json": "{"})
    answer = machine.holdfast(root, *SCAN)
    assert answer.code == INCOMPLETE
    assert "package-lock.json" in answer.out


def test_packages_without_an_exact_version_are_said_and_prove_nothing(machine: Machine, root: Path) -> None:
    write(root, {"requirements.txt": "pyyaml>=5\n"})
    answer = machine.holdfast(root, *SCAN, "--record")
    assert answer.code == PASSED
    assert "no lock file says their exact version: pyyaml" in answer.out


def test_only_what_a_folder_needs_is_fetched(machine: Machine, root: Path) -> None:
    mirror = machine.folder / "mirror"
    zips(mirror, {"PyPI": [YAML], "npm": [TEST], "Go": []})
    gone(machine)
    answer = machine.holdfast(root, "db", "update", "--here", "--from", str(mirror))
    assert answer.code == PASSED, answer.err
    assert "PyPI" in answer.out
    assert "npm" not in answer.out
    assert set(by_package(scan(machine, root))) == {"pkg:pypi/pyyaml@5.3.1"}


def test_a_folder_without_packages_needs_nothing(machine: Machine) -> None:
    empty = machine.repo("empty")
    answer = machine.holdfast(empty, "db", "update", "--here", "--from", str(machine.folder))
    assert answer.code == PASSED
    assert "nothing was fetched" in answer.out


def zips(folder: Path, records: Mapping[str, list[dict[str, Any]]]) -> None:
    """The layout of OSV's public export."""
    folder.mkdir()
    for ecosystem, items in records.items():
        with zipfile.ZipFile(folder / f"{ecosystem}.zip", "w") as packed:
            for item in items:
                packed.writestr(f"{item['id']}.json", json.dumps(item))


def test_a_text_says_what_is_wrong_and_its_name_once(machine: Machine, root: Path) -> None:
    told = record(
        "PYSEC-2099-7",
        about("PyPI", "painter", *since(fixed="2.0")),
        details="Painter is a library for pictures. Before 2.0, a long name ends the process.",
        severity=HIGH,
    )
    named = record(
        "CVE-2099-8", about("PyPI", "drawer", *since(fixed="2.0")), summary="CVE-2099-8: Lines leak", severity=HIGH
    )
    (machine.folder / "data" / "advisories.sqlite").unlink()
    quiet_database(machine.folder / "data", PyPI=[told, named])
    write(root, {"requirements.txt": "painter==1.0\ndrawer==1.0\n"})
    items = by_package(scan(machine, root))
    assert items["pkg:pypi/painter@1.0"]["says"].startswith("painter 1.0: Before 2.0, a long name ends the process (")
    assert items["pkg:pypi/drawer@1.0"]["says"] == "drawer 1.0: Lines leak (CVE-2099-8)."


def test_the_least_version_of_go_is_told_to_pedantic_readers(machine: Machine, root: Path) -> None:
    (machine.folder / "data" / "advisories.sqlite").unlink()
    weak = record("GO-2099-1", about("Go", "stdlib", *since(fixed="1.25.2"), kind="SEMVER"), severity=HIGH)
    quiet_database(machine.folder / "data", Go=[weak])
    write(root, {"requirements.txt": "", "go.mod": "module example.org/a\n\ngo 1.25.0\n"})
    shown = "pkg:golang/stdlib@1.25.0"
    assert shown not in by_package(scan(machine, root, code=PASSED))
    write(root, {"go.mod": "module example.org/a\n\ngo 1.25.0\n\ntoolchain go1.25.1\n"})
    assert "pkg:golang/stdlib@1.25.1" in by_package(scan(machine, root))
