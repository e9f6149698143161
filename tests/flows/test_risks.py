"""The register from end to end: a leak becomes a risk that a person owns, a second one accepts, and evidence closes."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.worlds.machine import Answer, Machine, write
from tests.worlds.shop import CLEAN, PASSED, USAGE, clean_shop, leak

ADA, BO = "Ada <ada@shop.test>", "Bo <bo@shop.test>"
LEDGER = ".holdfast/state/ledger.sqlite"
RECORDS = ".holdfast/decisions/risks"


def day(ahead: int) -> str:
    return (datetime.now(UTC).date() + timedelta(days=ahead)).isoformat()


@pytest.fixture
def root(machine: Machine) -> Path:
    """A shop with a token in its code, as a recorded scan found it; Bo works in it."""
    made = clean_shop(machine)
    machine.git(made, "config", "user.name", "Bo")
    machine.git(made, "config", "user.email", "bo@shop.test")
    write(made, {"src/app.py": leak()})
    scanned(machine, made)
    return made


def scanned(machine: Machine, root: Path) -> None:
    assert "Recorded" in machine.holdfast(root, "scan", "--record").err


def rows(machine: Machine, root: Path, *words: str) -> list[dict[str, Any]]:
    answer = machine.holdfast(root, "risks", "--format", "json", *words)
    assert answer.code == PASSED, answer.err
    found: list[dict[str, Any]] = json.loads(answer.out)["risks"]
    return found


def risk(machine: Machine, root: Path) -> dict[str, Any]:
    (found,) = rows(machine, root)
    return found


def decide(machine: Machine, root: Path, what: str, *words: str) -> Answer:
    return machine.holdfast(root, "risks", what, risk(machine, root)["id"], *words)


def accept(machine: Machine, root: Path, *words: str) -> Answer:
    words = words or ("--asked-by", ADA)
    return decide(machine, root, "accept", "--until", day(30), "--reason", "it is taken out in May", *words)


def test_a_finding_is_a_risk_until_evidence_closes_it_and_again_when_it_comes_back(
    machine: Machine, root: Path
) -> None:
    first = risk(machine, root)
    assert (first["state"], first["subject"], len(first["findings"])) == ("open", f"repo:{root.name}", 1)
    refused = decide(machine, root, "close", "--reason", "surely gone")
    assert (refused.code, risk(machine, root)["state"]) == (USAGE, "open")
    assert "evidence does not show" in refused.err

    write(root, {"src/app.py": CLEAN})
    assert risk(machine, root)["state"] == "open"
    scanned(machine, root)
    assert (risk(machine, root)["state"], risk(machine, root)["current"]) == ("closed", "note")

    write(root, {"src/app.py": leak()})
    scanned(machine, root)
    again = risk(machine, root)
    assert (again["id"], again["state"]) == (first["id"], "open")
    assert "finds it again" in again["story"][-1]["says"]


def test_an_owner_may_not_accept_and_a_second_person_may(machine: Machine, root: Path) -> None:
    assert decide(machine, root, "assign", "--to", ADA, "--due", day(10)).code == PASSED
    assert (risk(machine, root)["owner"]["name"], risk(machine, root)["due"]) == ("Ada", day(10))
    for who in (ADA, "ada", "Countess <ADA@shop.test>"):
        refused = accept(machine, root, "--by", who)
        assert (refused.code, risk(machine, root)["state"]) == (USAGE, "open"), who
    answer = accept(machine, root, "--by", BO)
    assert answer.code == PASSED, answer.err
    found = risk(machine, root)
    assert (found["state"], found["accepted_by"]["name"], found["until"]) == ("accepted", "Bo", day(30))
    assert decide(machine, root, "reopen", "--reason", "it got out").code == PASSED
    assert risk(machine, root)["state"] == "open"


@pytest.mark.parametrize(
    "words",
    [
        ("--until", day(30), "--reason", "because"),
        ("--until", day(30), "--reason", " ", "--asked-by", ADA),
        ("--until", day(-1), "--reason", "because", "--asked-by", ADA),
        ("--until", "soon", "--reason", "because", "--asked-by", ADA),
        ("--until", day(30), "--reason", "because", "--asked-by", BO),
    ],
)
def test_an_acceptance_that_lacks_something_is_refused_and_leaves_nothing(
    machine: Machine, root: Path, words: tuple[str, ...]
) -> None:
    answer = decide(machine, root, "accept", *words)
    assert answer.code == USAGE
    assert risk(machine, root)["state"] == "open"
    assert not (root / RECORDS).exists()


def test_a_committed_record_tells_who_has_another_ledger(machine: Machine, root: Path) -> None:
    assert accept(machine, root).code == PASSED
    (root / LEDGER).unlink()
    scanned(machine, root)
    assert risk(machine, root)["state"] == "accepted"
    (record,) = (root / RECORDS).iterdir()
    record.write_text("{}", encoding="utf-8")
    answer = machine.holdfast(root, "risks")
    assert "does not count" in answer.err
    assert risk(machine, root)["state"] == "open"


@pytest.fixture
def signing(machine: Machine, root: Path, tmp_path: Path) -> Path:
    """Bo signs with a key of his own, which the team knows."""
    if shutil.which("ssh-keygen") is None:
        pytest.skip("ssh-keygen is not installed")
    key = tmp_path / "key"
    machine.run(root, "ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(key))
    machine.git(root, "config", "gpg.format", "ssh")
    machine.git(root, "config", "user.signingkey", str(key))
    public = key.with_suffix(".pub").read_text(encoding="utf-8")
    write(root, {".holdfast/allowed_signers": f"bo@shop.test {public}"})
    return key


def decisions(machine: Machine, root: Path) -> str:
    return machine.holdfast(root, "risks", "show", risk(machine, root)["id"]).out.partition("\nDecisions\n")[2]


@pytest.mark.usefixtures("signing")
def test_a_signed_acceptance_says_who_signed_and_a_changed_one_does_not_count(machine: Machine, root: Path) -> None:
    assert "(signed)" in accept(machine, root).out
    assert "signed (bo@shop.test)" in decisions(machine, root)
    assert machine.holdfast(root, "risks", "--signed", "--state", "accepted", "--format", "json").code == PASSED

    (record,) = (root / RECORDS).iterdir()
    record.write_text(record.read_text(encoding="utf-8").replace(day(30), day(3000)), encoding="utf-8")
    (root / LEDGER).unlink()
    scanned(machine, root)
    found = risk(machine, root)
    assert found["state"] == "open"
    assert "not what was signed" in found["gaps"][0]


@pytest.mark.usefixtures("signing")
def test_the_key_of_somebody_else_is_no_signature_of_the_approver(machine: Machine, root: Path) -> None:
    write(root, {".holdfast/allowed_signers": (root / ".holdfast/allowed_signers").read_text().replace("bo@", "cy@")})
    assert "does not count" in risk_after(machine, root)["gaps"][0]


def risk_after(machine: Machine, root: Path) -> dict[str, Any]:
    assert accept(machine, root).code == PASSED
    return risk(machine, root)


@pytest.mark.usefixtures("signing")
def test_an_unknown_key_counts_where_the_policy_does_not_ask_for_more(machine: Machine, root: Path) -> None:
    (root / ".holdfast/allowed_signers").unlink()
    assert risk_after(machine, root)["state"] == "accepted"
    assert "unknown key (SHA256:" in decisions(machine, root)
    assert [item["state"] for item in rows(machine, root, "--signed")] == ["open"]


def test_what_nobody_signed_is_told_and_does_not_count_where_the_policy_asks(machine: Machine, root: Path) -> None:
    assert "(not signed)" in accept(machine, root).out
    assert "unsigned" in decisions(machine, root)
    write(root, {"holdfast.toml": "[register]\nsigned = true\n"})
    assert risk(machine, root)["state"] == "open"


INCIDENT = {"origin": "incident:INC-7", "title": "Cards were read", "severity": "critical"}


def add(machine: Machine, root: Path, *lines: object) -> Answer:
    text = "".join((line if isinstance(line, str) else json.dumps(line)) + "\n" for line in lines)
    write(root, {"matters.ndjson": text})
    return machine.holdfast(root, "risks", "add", "--from", "matters.ndjson")


def test_matters_of_incidents_join_the_register_once(machine: Machine, root: Path) -> None:
    drill = {"origin": "drill:2", "title": "Nobody was called", "severity": "high", "at": "2026-03-05", "controls": []}
    assert add(machine, root, INCIDENT, drill, INCIDENT).out.startswith("2 recorded")
    assert add(machine, root, INCIDENT, drill).out.startswith("0 recorded")
    found = {item["origin"]: item for item in rows(machine, root)}
    assert found["incident:INC-7"]["current"] == "critical"
    assert found["drill:2"]["since"] == "2026-03-05T00:00:00+00:00"


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "matters.ndjson:2: this is no JSON"),
        ("[]", "matters.ndjson:2: this is no object"),
        ({**INCIDENT, "titel": "x"}, "Did you mean 'title'?"),
        ({**INCIDENT, "severity": "criticl"}, "Did you mean critical?"),
        ({**INCIDENT, "origin": "rumour"}, "is no origin"),
        ({**INCIDENT, "at": "yesterday"}, "is no time"),
        ({**INCIDENT, "title": 7}, "'title' has to be text"),
        ({**INCIDENT, "controls": ["secrets-not-in-cod"]}, "Did you mean 'secrets-not-in-code'?"),
        ({**INCIDENT, "controls": "x"}, "list of texts"),
    ],
)
def test_a_line_that_says_no_matter_is_named_and_nothing_is_recorded(
    machine: Machine, root: Path, line: object, says: str
) -> None:
    answer = add(machine, root, INCIDENT, line)
    assert answer.code == USAGE
    assert says in answer.err
    assert len(rows(machine, root)) == 1


def test_a_matter_is_treated_by_proof_after_it_and_then_closed(machine: Machine, root: Path) -> None:
    write(root, {"src/app.py": CLEAN})
    matter = {**INCIDENT, "at": "2026-03-05", "controls": ["private-keys-not-in-code"]}
    assert add(machine, root, matter).code == PASSED
    name = next(item["id"] for item in rows(machine, root) if item["origin"] == "incident:INC-7")
    scanned(machine, root)
    assert next(item["state"] for item in rows(machine, root) if item["id"] == name) == "treated"
    assert machine.holdfast(root, "risks", "close", name, "--reason", "keys are out").code == PASSED
    assert next(item["state"] for item in rows(machine, root) if item["id"] == name) == "closed"


def test_exports(machine: Machine, root: Path) -> None:
    assert machine.holdfast(root, "risks", "export", "--format", "oscal", "-o", "poam.json").code == PASSED
    plan = json.loads((root / "poam.json").read_text(encoding="utf-8"))["plan-of-action-and-milestones"]
    assert len(plan["poam-items"]) == 1
    table = list(csv.DictReader(io.StringIO(machine.holdfast(root, "risks", "export", "--format", "csv").out)))
    assert [row["id"] for row in table] == [risk(machine, root)["id"]]


def test_filters_and_text(machine: Machine, root: Path) -> None:
    name = risk(machine, root)["id"]
    assert name in machine.holdfast(root, "risks", "list", "--state", "open").out
    assert rows(machine, root, "--state", "closed") == rows(machine, root, "--owner", "nobody such") == []
    assert decide(machine, root, "assign", "--to", ADA).code == PASSED
    assert len(rows(machine, root, "--owner", "ADA@", "--min", "high")) == 1
    assert name in machine.holdfast(root, "risks", "--format", "md").out
    wrong = machine.holdfast(root, "risks", "show", name[:-1] + "x")
    assert (wrong.code, name in wrong.err) == (USAGE, True)


def test_without_a_ledger_the_next_step_is_told(machine: Machine) -> None:
    answer = machine.holdfast(clean_shop(machine), "risks")
    assert answer.code == PASSED
    assert "holdfast scan --record" in answer.out
