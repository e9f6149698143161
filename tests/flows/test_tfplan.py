"""The gate on a plan: what it changes for the worse against the state before, or against an earlier plan."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.machine import Machine, write
from tests.worlds.shop import NOTHING, PASSED, REFUSED, USAGE

BUCKET = "aws_s3_bucket.logs"
DATABASE = "aws_db_instance.shop"
CLOSED, OPEN = {"acl": "private", "bucket": "logs"}, {"acl": "public-read", "bucket": "logs"}
EXPOSED = {"publicly_accessible": True, "storage_encrypted": True, "backup_retention_period": 14}
HIDDEN = {**EXPOSED, "publicly_accessible": False}


def _rows(values: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    return [
        {"address": name, "mode": "managed", "type": name.split(".")[0], "name": name.split(".")[1], "values": held}
        for name, held in values.items()
    ]


def plan(before: dict[str, dict[str, Any]], after: dict[str, dict[str, Any]]) -> str:
    """A plan that leads from one set of resources to another."""
    changes = []
    for name in sorted(before.keys() | after.keys()):
        old, new = before.get(name), after.get(name)
        word = "no-op" if old == new else "create" if old is None else "delete" if new is None else "update"
        change = {"actions": [word], "before": old, "after": new, "after_unknown": {}}
        (row,) = _rows({name: {}})
        changes.append({**row, "change": change})
    return json.dumps(
        {
            "format_version": "1.2",
            "terraform_version": "1.9.0",
            "planned_values": {"root_module": {"resources": _rows(after)}},
            "resource_changes": changes,
            "prior_state": {"values": {"root_module": {"resources": _rows(before)}}},
            "configuration": {"root_module": {}},
        }
    )


@pytest.fixture
def root(machine: Machine) -> Path:
    """A folder with a plan that opens a bucket and leaves an exposed database as it is."""
    made = machine.folder / "deploy"
    write(made, {"plan.json": plan({BUCKET: CLOSED, DATABASE: EXPOSED}, {BUCKET: OPEN, DATABASE: EXPOSED})})
    return made


def report(machine: Machine, root: Path, *words: str) -> tuple[int, dict[str, Any]]:
    answer = machine.holdfast(root, "scan", "--tfplan", "plan.json", "--format", "json", *words)
    found: dict[str, Any] = json.loads(answer.out)
    return answer.code, found


def states(found: dict[str, Any]) -> dict[str, str]:
    return {f"{item['resource']['address']} {item['name']}": item["state"] for item in found["findings"]}


def test_what_gets_worse_refuses_and_what_was_there_is_known(machine: Machine, root: Path) -> None:
    code, found = report(machine, root)
    assert code == REFUSED
    told = states(found)
    assert told[f"{BUCKET} bucket-readable-by-everyone"] == "new"
    assert {told[name] for name in told if name.startswith(DATABASE)} == {"known"}
    assert found["compared_with"] == "the state before"
    assert found["scope"]["origin"] == "tfplan"


def test_a_change_for_the_better_passes_and_says_what_it_mends(machine: Machine, root: Path) -> None:
    write(root, {"plan.json": plan({DATABASE: EXPOSED}, {DATABASE: HIDDEN})})
    code, found = report(machine, root)
    assert code == PASSED
    assert found["change"]["mended"] >= 1
    assert found["change"]["updates"] == 1


def test_what_is_taken_away_is_not_judged(machine: Machine, root: Path) -> None:
    write(root, {"plan.json": plan({DATABASE: EXPOSED}, {})})
    code, found = report(machine, root)
    assert code == PASSED
    assert found["findings"] == []
    assert found["change"]["deletes"] == 1


def test_all_counts_when_all_is_asked_for(machine: Machine, root: Path) -> None:
    code, found = report(machine, root, "--since", "all")
    assert code == REFUSED
    assert "known" not in states(found).values()


def test_an_earlier_plan_can_be_what_is_compared_with(machine: Machine, root: Path) -> None:
    write(root, {"earlier.json": plan({}, {BUCKET: OPEN, DATABASE: EXPOSED})})
    code, found = report(machine, root, "--against", "earlier.json")
    assert code == PASSED
    assert set(states(found).values()) == {"known"}
    assert found["compared_with"] == "the plan earlier.json"


def test_the_record_holds_digest_ticket_approver_and_the_seven_concerns(machine: Machine, root: Path) -> None:
    _, found = report(machine, root, "--ticket", "OPS-7", "--approver", "Ada")
    change = found["change"]
    assert change["digest"] == hashlib.sha256((root / "plan.json").read_bytes()).hexdigest()
    assert (change["ticket"], change["approver"]) == ("OPS-7", "Ada")
    assert len(change["concerns"]) == 7
    exposed = next(row for row in change["concerns"] if row["id"] == "resource-exposed")
    assert exposed["new"] == 1
    assert exposed["known"] >= 1


def test_the_ledger_keeps_who_approved_which_plan(machine: Machine, root: Path) -> None:
    words = ("scan", "--tfplan", "plan.json", "--record", "--quiet")
    machine.holdfast(root, *words)
    machine.holdfast(root, *words, "--ticket", "OPS-7", "--approver", "Ada")
    rows = machine.holdfast(root, "ledger", "show").out.splitlines()
    digest = hashlib.sha256((root / "plan.json").read_bytes()).hexdigest()
    told = [row for row in rows if digest in row]
    assert ["planned" in told[0], "approved" in told[1]] == [True, True]
    assert "by Ada: ticket OPS-7; Refused" in told[1]
    assert machine.holdfast(root, "ledger", "verify").code == PASSED


def test_every_page_shows_the_concerns(machine: Machine, root: Path) -> None:
    for name in ("text", "html", "markdown"):
        answer = machine.holdfast(root, "scan", "--tfplan", "plan.json", "--format", name)
        assert answer.code == REFUSED
        assert "A resource is exposed to everyone" in answer.out
        assert "worse" in answer.out


def test_findings_stand_in_the_configuration_when_it_is_there(machine: Machine, root: Path) -> None:
    write(root, {"main.tf": 'resource "aws_s3_bucket" "logs" {\n  bucket = "logs"\n  acl = "public-read"\n}\n'})
    _, found = report(machine, root)
    (item,) = (item for item in found["findings"] if item["name"] == "bucket-readable-by-everyone")
    assert item["place"]["path"] == "main.tf"
    comment = "# holdfast: ignore[bucket-readable-by-everyone]\n"
    write(root, {"main.tf": f'{comment}resource "aws_s3_bucket" "logs" {{\n  acl = "public-read"\n}}\n'})
    code, found = report(machine, root)
    assert states(found)[f"{BUCKET} bucket-readable-by-everyone"] == "suppressed"
    assert code == PASSED


def test_a_recorded_plan_is_evidence_of_its_own_activity(machine: Machine, root: Path) -> None:
    assert machine.holdfast(root, "scan", "--tfplan", "plan.json", "--record").code == REFUSED
    rows = json.loads(machine.holdfast(root, "posture", "--format", "json").out)["activities"]
    assert {row["activity"]["id"] for row in rows if row["evidence"]} == {"iac-configuration"}


@pytest.mark.parametrize("text", ["", "{}", "[]", "not json", '{"resource_changes": 7}', "PK\x03\x04"])
def test_what_is_no_plan_is_refused_with_advice(machine: Machine, root: Path, text: str) -> None:
    write(root, {"plan.json": text})
    answer = machine.holdfast(root, "scan", "--tfplan", "plan.json")
    assert "Traceback" not in answer.err
    assert answer.code in (USAGE, NOTHING)
    assert answer.code == NOTHING or "show -json" in answer.err


def test_a_secret_in_a_plan_is_not_shown(machine: Machine, root: Path) -> None:
    secret = "-".join(["not", "for", "everyone", "9vX2"])
    write(root, {"plan.json": plan({}, {DATABASE: {**EXPOSED, "password": secret}})})
    for name in ("text", "json", "sarif", "html", "markdown"):
        assert secret not in machine.holdfast(root, "scan", "--tfplan", "plan.json", "--format", name).out
