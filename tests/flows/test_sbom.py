"""``holdfast sbom``: a project, a lock file, an environment and another bill become a bill of materials."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.worlds.images import Files, World, layer
from tests.worlds.machine import Machine, write
from tests.worlds.shop import INCOMPLETE, NOTHING, PASSED, USAGE

LOCK = {
    "name": "web",
    "version": "1.2.0",
    "lockfileVersion": 3,
    "packages": {
        "": {
            "name": "web",
            "version": "1.2.0",
            "license": "MIT",
            "dependencies": {"left": "^1.0.0"},
            "devDependencies": {"tests": "*"},
        },
        "node_modules/left": {"version": "1.0.3", "dependencies": {"right": "2.x"}, "license": "ISC"},
        "node_modules/right": {"version": "2.1.0"},
        "node_modules/tests": {"version": "0.1.0", "dev": True},
    },
}
MANIFEST = {
    "name": "web",
    "version": "1.2.0",
    "license": "MIT",
    "dependencies": {"left": "^1.0.0"},
    "devDependencies": {"tests": "*"},
}


@pytest.fixture
def root(machine: Machine) -> Path:
    """A repository with a project of JavaScript."""
    made = machine.repo("web")
    write(made, {"package.json": json.dumps(MANIFEST), "package-lock.json": json.dumps(LOCK, indent=1)})
    return made


def components(text: str) -> dict[str, dict[str, object]]:
    return {each["purl"]: each for each in json.loads(text)["components"]}


def test_a_project_is_written_down_with_its_graph(machine: Machine, root: Path) -> None:
    answer = machine.holdfast(root, "sbom")
    assert answer.code == PASSED, answer.err
    found = components(answer.out)
    assert set(found) == {"pkg:npm/left@1.0.3", "pkg:npm/right@2.1.0", "pkg:npm/tests@0.1.0"}
    assert found["pkg:npm/tests@0.1.0"]["scope"] == "excluded"
    document = json.loads(answer.out)
    assert document["metadata"]["component"]["name"] == "web"
    graph = {each["ref"]: each["dependsOn"] for each in document["dependencies"]}
    assert graph["subject"] == ["pkg:npm/left@1.0.3", "pkg:npm/tests@0.1.0"]
    assert graph["pkg:npm/left@1.0.3"] == ["pkg:npm/right@2.1.0"]
    assert "3 components" in answer.err


def test_the_name_of_the_file_says_which_format(machine: Machine, root: Path) -> None:
    assert machine.holdfast(root, "sbom", "-o", "web.spdx.json").code == PASSED
    assert machine.holdfast(root, "sbom", "-o", "out/web.cdx.json").code == PASSED
    assert json.loads((root / "web.spdx.json").read_text())["spdxVersion"] == "SPDX-2.3"
    assert json.loads((root / "out/web.cdx.json").read_text())["bomFormat"] == "CycloneDX"
    refused = machine.holdfast(root, "sbom", "-o", "web.txt")
    assert refused.code == USAGE
    assert ".cdx.json" in refused.err


@pytest.mark.parametrize("form", ["cdx", "spdx"])
def test_a_bill_of_a_bill_says_the_same(machine: Machine, root: Path, form: str) -> None:
    other = machine.folder / "other"
    other.mkdir()
    machine.holdfast(root, "sbom", "-o", str(other / f"web.{form}.json"))
    again = machine.holdfast(other, "sbom", f"web.{form}.json")
    assert again.code == PASSED, again.err
    first, second = components(machine.holdfast(root, "sbom").out), components(again.out)
    assert set(first) == set(second)
    assert {name: each["scope"] for name, each in first.items()} == {
        name: each["scope"] for name, each in second.items()
    }


def test_two_bills_of_one_moment_are_equal(machine: Machine, root: Path) -> None:
    one, two = (machine.holdfast(root, "sbom", SOURCE_DATE_EPOCH="1700000000").raw_out for _ in range(2))
    assert one == two
    assert b"2023-11-14T22:13:20Z" in one


def test_what_is_installed_is_written_down(machine: Machine) -> None:
    home = machine.folder / "environment"
    info = home / "lib/python3.12/site-packages/Flask_Cors-3.0.8.dist-info"
    write(info, {"METADATA": "Metadata-Version: 2.1\nName: Flask_Cors\nVersion: 3.0.8\nLicense: MIT\n\nText\n"})
    found = components(machine.holdfast(machine.folder, "sbom", "environment").out)
    assert set(found) == {"pkg:pypi/flask-cors@3.0.8"}


def test_a_broken_lock_file_leaves_a_bill_that_says_so(machine: Machine, root: Path) -> None:
    (root / "package-lock.json").write_text("{", encoding="utf-8")
    answer = machine.holdfast(root, "sbom")
    assert answer.code == INCOMPLETE
    assert "package-lock.json:1" in answer.err
    assert json.loads(answer.out)["compositions"][0]["aggregate"] == "incomplete"


def test_nothing_to_write_down_writes_nothing(machine: Machine) -> None:
    empty = machine.folder / "empty"
    empty.mkdir()
    answer = machine.holdfast(empty, "sbom", "-o", "x.cdx.json")
    assert answer.code == NOTHING
    assert not (empty / "x.cdx.json").exists()


def test_an_image_is_written_down_with_its_layers(machine: Machine) -> None:
    status = "Package: libc6\nStatus: install ok installed\nArchitecture: amd64\nSource: glibc\nVersion: 2.36-9\n"
    base: Files = {"etc/os-release": "ID=debian\nVERSION_ID=12\n", "var/lib/dpkg/status": status}
    info = "usr/lib/python3.12/site-packages/flask-3.0.0.dist-info/METADATA"
    stack = [layer(base), layer({info: "Metadata-Version: 2.1\nName: flask\nVersion: 3.0.0\n\n"})]
    image = World(stack).folder(machine.folder / "image")
    answer = machine.holdfast(machine.folder, "sbom", str(image))
    assert answer.code == PASSED, answer.err
    found = components(answer.out)
    assert {name.partition("?")[0] for name in found} == {"pkg:deb/debian/libc6@2.36-9", "pkg:pypi/flask@3.0.0"}
    assert any("layer" in str(each["properties"]) for each in found.values())
