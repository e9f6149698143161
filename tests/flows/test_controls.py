"""Controls on the command line: how they stand, who vouches for them, and how frameworks and activities follow."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.machine import Machine, write
from tests.worlds.shop import PASSED, USAGE, clean_shop, leak, shop

UNTIL = "2099-12-31"


def controls(machine: Machine, root: Path, *words: str) -> dict[tuple[str, str], dict[str, Any]]:
    answer = machine.holdfast(root, "controls", "list", "--format", "json", *words)
    assert answer.code == PASSED, answer.err
    return {(item["id"], item["subject"]): item for item in json.loads(answer.out)["controls"]}


def vouch(machine: Machine, root: Path, control: str, *words: str) -> str:
    given = ("--reason", "minutes of the audit", "--by", "Ada <ada@example.org>", *words)
    answer = machine.holdfast(root, "controls", "attest", control, *given)
    assert answer.code == PASSED, answer.err
    return answer.out


def activity(machine: Machine, root: Path, number: int) -> dict[str, Any]:
    found = json.loads(machine.holdfast(root, "posture", "--format", "json").out)["activities"]
    return next(item for item in found if item["activity"]["number"] == number)


def test_a_word_makes_attested_and_never_proven(machine: Machine) -> None:
    root = clean_shop(machine)
    assert "It is attested now" in vouch(machine, root, "changes-reviewed", "--until", UNTIL)
    (key,) = controls(machine, root, "--activity", "peer-review")
    assert key == ("changes-reviewed", f"repo:{root.name}")
    assert activity(machine, root, 5)["state"] == "on"
    for name in activity(machine, root, 5)["activity"]["controls"]:
        vouch(machine, root, name, "--until", UNTIL)
    assert activity(machine, root, 5)["state"] == "attested"
    vouch(machine, root, "changes-reviewed", "--withdraw")
    assert activity(machine, root, 5)["state"] == "on"


def test_a_word_does_not_hide_what_a_check_found(machine: Machine) -> None:
    root = shop(machine)
    write(root, {"app.py": leak()})
    machine.holdfast(root, "scan", "--record")
    told = vouch(machine, root, "secrets-not-in-code", "--until", UNTIL)
    assert "It is failing now" in told
    assert controls(machine, root)["secrets-not-in-code", f"repo:{root.name}"]["state"] == "failing"


def test_its_record_tells_the_team(machine: Machine) -> None:
    root = clean_shop(machine)
    vouch(machine, root, "restore-rehearsed", "--subject", "org:acme", "--until", UNTIL)
    (root / ".holdfast/state/ledger.sqlite").unlink()
    found = controls(machine, root)["restore-rehearsed", "org:acme"]
    assert (found["state"], found["word"]["by"]) == ("attested", "Ada")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("restore-rehearsd", "--reason", "x", "--until", UNTIL), "restore-rehearsed"),
        (("restore-rehearsed", "--reason", "x"), "end date"),
        (("restore-rehearsed", "--reason", "x", "--until", "2020-01-01"), "is over"),
        (("restore-rehearsed", "--reason", " ", "--until", UNTIL), "reason"),
        (("restore-rehearsed", "--reason", "x", "--withdraw"), "nobody vouches"),
    ],
)
def test_a_word_that_says_too_little_is_refused(machine: Machine, words: tuple[str, ...], says: str) -> None:
    root = clean_shop(machine)
    answer = machine.holdfast(root, "controls", "attest", *words)
    assert answer.code == USAGE
    assert says in answer.err
    assert not (root / ".holdfast/decisions").exists()


def test_a_framework_shows_how_far_evidence_covers_it(machine: Machine) -> None:
    root = clean_shop(machine)
    machine.holdfast(root, "scan", "--record")
    told = json.loads(machine.holdfast(root, "posture", "--framework", "PCI", "--format", "json").out)
    numbers = {item["number"]: item for item in told["requirements"]}
    assert numbers["8.6.2"]["state"] in ("proven", "unproven")
    assert numbers["12.10.2"]["state"] == "unproven"
    assert "numbers are known here" in machine.holdfast(root, "posture", "--framework", "asvs").out
    answer = machine.holdfast(root, "posture", "--framework", "pic")
    assert answer.code == USAGE
    assert "pci" in answer.err


def test_the_posture_says_what_is_unread_and_what_is_next(machine: Machine) -> None:
    root = clean_shop(machine)
    before = json.loads(machine.holdfast(root, "posture", "--format", "json").out)
    assert before["next"][0]["command"] == "holdfast scan --record"
    write(root, {"tool.go": "package main\nfunc main() {}\n" * 40})
    machine.holdfast(root, "scan", "--record")
    told = json.loads(machine.holdfast(root, "posture", "--format", "json").out)
    assert [item["subject"] for item in told["unread"]] == [f"repo:{root.name}"]
    assert told["unread"][0]["lines"] >= 80
    assert told["unread"][0]["share"] > 0
    write(root, {"app.py": leak()})
    machine.holdfast(root, "scan", "--record")
    told = json.loads(machine.holdfast(root, "posture", "--format", "json").out)
    assert told["next"][0]["command"].startswith("holdfast explain ")


def test_the_posture_keeps_to_its_schema(machine: Machine) -> None:
    import jsonschema

    root = clean_shop(machine)
    schema = json.loads((Path(__file__).parents[2] / "docs/schema/posture-1.schema.json").read_text(encoding="utf-8"))
    vouch(machine, root, "changes-reviewed", "--until", UNTIL)
    write(root, {"app.py": leak()})
    machine.holdfast(root, "scan", "--record")
    told = json.loads(machine.holdfast(root, "posture", "--format", "json").out)
    jsonschema.Draft202012Validator(schema).validate(told)


def test_the_toolbox_names_what_is_built_in_and_what_else_there_is(machine: Machine) -> None:
    root = clean_shop(machine)
    told = json.loads(machine.holdfast(root, "toolbox", "--format", "json").out)["activities"]
    assert [item["number"] for item in told] == list(range(1, 22))
    assert all(item["tools"] for item in told)
    assert machine.holdfast(root, "toolbox", "6").out.splitlines()[0] == " 6  Static code analysis  commit"
    answer = machine.holdfast(root, "toolbox", "statik")
    assert answer.code == USAGE
    assert "static-analysis" in answer.err
