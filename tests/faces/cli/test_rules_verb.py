"""`holdfast rules`: list, test, compare, export, start."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.worlds.machine import Machine, write
from tests.worlds.ownrules import FILE, NAMED, PREFIXED, own
from tests.worlds.shop import PASSED, REFUSED, USAGE, report, states


@pytest.fixture
def root(machine: Machine) -> Path:
    return machine.repo()


def test_list_names_the_pack_and_what_is_here(machine: Machine, root: Path) -> None:
    plain = machine.holdfast(root, "rules", "list")
    assert plain.code == PASSED
    assert "github-personal-token" in plain.out
    own(root)
    shown = machine.holdfast(root, "rules", "list")
    (line,) = set(shown.out.splitlines()) - set(plain.out.splitlines())
    assert line.split() == ["ORG-0001", "acme-key", "critical", "Key", "of", "Acme", FILE, "–"]


def test_list_as_json_is_what_export_writes(machine: Machine, root: Path) -> None:
    own(root)
    listed = machine.holdfast(root, "rules", "list", "--format", "json")
    assert machine.holdfast(root, "rules", "export", "-o", "out/pack.json").code == PASSED
    assert (root / "out/pack.json").read_text(encoding="utf-8") == listed.out
    found = json.loads(listed.out)
    assert (found["format"], found["version"]) == ("holdfast-rules", 1)
    mine = next(item for item in found["types"] if item["id"] == "ORG-0001")
    assert mine["source"] == FILE
    assert mine["pattern"] == PREFIXED["pattern"]
    token = next(item for item in found["types"] if item["name"] == "github-personal-token")
    assert (token["source"], token["valid"]) == ("pack", ["crc32-base62"])


def test_the_pack_keeps_its_promises_and_so_do_good_own_types(machine: Machine, root: Path) -> None:
    own(root, PREFIXED, NAMED)
    answer = machine.holdfast(root, "rules", "test")
    assert answer.code == PASSED, answer.out
    assert "Not as promised: 0." in answer.out
    alone = machine.holdfast(root, "rules", "test", FILE)
    assert alone.code == PASSED
    assert "Rules: 2. Examples tried: 5. Not as promised: 0." in alone.out


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"examples": ["key = acme_{base62:8}"]}, "example 1 is not found in src/shop/client.py"),
        ({"examples": ["ok = acme_{base62:30}", "key = acme_{base63:30}"]}, "example 2 cannot be filled in, unknown"),
        ({"examples": ["key = acme_{base62:30"]}, "example 1 cannot be filled in, unbalanced"),
        ({"silent": ["key = acme_{base62:30}"]}, "silent 1 is found in src/shop/client.py"),
        ({"silent": ["key = {x"]}, "silent 1 cannot be filled in"),
        ({"keywords": ["ACME_"]}, "example 1 matches text that has none of the keywords"),
        (
            {"examples": ["key = ghp_{base62:30}{crc32-base62:6}"], "pattern": "acme_[a-z]{20}"},
            "(github-personal-token is told instead)",
        ),
    ],
)
def test_each_broken_promise_is_told(machine: Machine, root: Path, change: dict[str, list[str]], says: str) -> None:
    own(root, {**PREFIXED, **change}, file="elsewhere/acme.yaml")
    answer = machine.holdfast(root, "rules", "test", "elsewhere/acme.yaml")
    assert answer.code == REFUSED
    assert "✗ acme-key (elsewhere/acme.yaml): " in answer.out
    assert says in answer.out


def test_a_file_that_cannot_be_used_is_an_error(machine: Machine, root: Path) -> None:
    for name in ("missing.yaml", "."):
        assert machine.holdfast(root, "rules", "test", name).code == USAGE
    own(root, {**PREFIXED, "id": "HF-SEC-001"}, file="a.yaml")
    assert machine.holdfast(root, "rules", "test", "a.yaml").code == USAGE


def test_diff_tells_what_came_went_and_changed(machine: Machine, root: Path) -> None:
    own(root, PREFIXED)
    machine.holdfast(root, "rules", "export", "-o", "old.json")
    own(root, {**PREFIXED, "severity": "low", "pattern": "acme_[A-Za-z0-9]{30}" + "[a-z]?" * 12}, NAMED)
    answer = machine.holdfast(root, "rules", "diff", "old.json")
    assert answer.code == PASSED
    assert "+ acme-pin ORG-0002  Pin of Acme" in answer.out
    assert "~ acme-key ORG-0001" in answer.out
    assert 'severity: "critical" → "low"' in answer.out
    assert "pattern differs" in answer.out
    assert answer.out.endswith("1 added, 0 removed, 1 changed.\n")
    machine.holdfast(root, "rules", "export", "-o", "new.json")
    back = json.loads(machine.holdfast(root, "rules", "diff", "new.json", "old.json", "--format", "json").out)
    assert [item["name"] for item in back["removed"]] == ["acme-pin"]
    assert back["changed"][0]["fields"]["severity"] == ["low", "critical"]


def test_diff_knows_the_installed_pack_by_its_version(machine: Machine, root: Path) -> None:
    own(root)
    version = json.loads(machine.holdfast(root, "rules", "export").out)["rules"].partition("+")[0]
    answer = machine.holdfast(root, "rules", "diff", version)
    assert answer.out.endswith("1 added, 0 removed, 0 changed.\n")
    strange = machine.holdfast(root, "rules", "diff", "1999.1.0")
    assert strange.code == USAGE
    assert version in strange.err
    write(root, {"odd.json": "{}"})
    assert machine.holdfast(root, "rules", "diff", "odd.json").code == USAGE


def test_new_starts_a_type_that_works_at_once(machine: Machine, root: Path) -> None:
    answer = machine.holdfast(root, "rules", "new", "globex-token")
    assert answer.code == PASSED
    path = root / ".holdfast/rules/globex-token.yaml"
    assert str(path) in answer.out
    assert path.read_text(encoding="utf-8").startswith("# A credential type of your own.")
    assert machine.holdfast(root, "rules", "test", str(path)).code == PASSED
    assert states(report(machine, root)) == {}


@pytest.mark.parametrize("name", ["Globex", "a b", "../x", "github-personal-token", "-x"])
def test_new_refuses_a_name_that_cannot_be_used(machine: Machine, root: Path, name: str) -> None:
    assert machine.holdfast(root, "rules", "new", name).code == USAGE
    assert not (root / ".holdfast").exists()


def test_new_writes_over_nothing(machine: Machine, root: Path) -> None:
    path = root / ".holdfast/rules/globex.yaml"
    own(root, file=".holdfast/rules/globex.yaml")
    before = path.read_bytes()
    assert machine.holdfast(root, "rules", "new", "globex").code == USAGE
    assert path.read_bytes() == before
