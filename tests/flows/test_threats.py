"""A threat model on its way through the program: wrong and mended, analysed, treated, recorded."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from holdfast.model.check import Check
from holdfast.threats.checks import CHECKS
from tests.formats.threatmodels import SHOP
from tests.worlds.machine import Machine, write
from tests.worlds.shop import INCOMPLETE, NOTHING, PASSED, REFUSED, USAGE

MODEL = ".holdfast/threatmodel.yaml"
TEXT = SHOP.replace("forged-webhook@api", "*@db")
RULE = """\
- id: ORG-001
  name: tea-swapped
  title: Somebody swaps the tea
  stride: tampering
  on: process
  when: {technology: web}
  unless: {monitored: yes}
  says: Somebody swaps the tea.
  because: sells tea
  controls: [data-classified]
  do: [Watch the tea.]
  factors: {skill: 9, motive: 9, opportunity: 9, size: 9, ease-of-discovery: 9, ease-of-exploit: 9, awareness: 9,
    intrusion-detection: 9, confidentiality: 9, integrity: 9, availability: 9, accountability: 9}
  examples:
    fires: {processes: {x: {technologies: [web]}}}
    not-here: {processes: {x: {technologies: [api]}}}
    controlled: {processes: {x: {technologies: [web], monitored: yes}}}
"""


@pytest.fixture
def root(machine: Machine, tmp_path: Path) -> Path:
    found = tmp_path / "shop"
    write(found, {MODEL: TEXT})
    return found


def test_without_a_model_nothing_is_there(machine: Machine, tmp_path: Path) -> None:
    for words in (("threats",), ("threats", "lint"), ("threats", "show", "a@b"), ("threats", "questions")):
        answer = machine.holdfast(tmp_path, *words)
        assert (answer.code, "holdfast threats init" in answer.err) == (NOTHING, True)


def test_everything_wrong_is_told_at_once(machine: Machine, root: Path) -> None:
    write(root, {MODEL: TEXT.replace("exposure: internet", "exposure: web").replace("to: api,", "to: apy,")})
    answer = machine.holdfast(root, "threats", "lint")
    assert answer.code == USAGE
    lines = [line for line in answer.out.splitlines() if " wrong " in line]
    assert [line.split(":")[1] for line in lines] == ["22", "29"]
    assert "Did you mean 'api'?" in answer.out
    refused = machine.holdfast(root, "threats")
    assert refused.code == USAGE
    assert "threatmodel.yaml:22" in refused.err


def test_remarks_refuse_nothing(machine: Machine, root: Path) -> None:
    answer = machine.holdfast(root, "threats", "lint")
    assert answer.code == PASSED
    assert "there is no rule" not in answer.out
    assert "Nothing is wrong." in answer.out


def test_the_first_screen_names_what_matters_and_why(machine: Machine, root: Path) -> None:
    answer = machine.holdfast(root, "threats")
    assert answer.code == PASSED
    assert answer.out.startswith("Shop")
    assert "holdfast threats show" in answer.out
    assert machine.holdfast(root, "threats", "analyse", "--all").out.count("@api") > answer.out.count("@api") > 0


def test_programs_sheets_and_pages_get_the_same_threats(machine: Machine, root: Path) -> None:
    found = json.loads(machine.holdfast(root, "threats", "analyse", "--format", "json").out)
    assert found["schema"] == "holdfast-threats/1"
    ids = [threat["id"] for threat in found["threats"]]
    table = machine.holdfast(root, "threats", "analyse", "--format", "csv").out
    assert [line.partition(",")[0] for line in table.splitlines()[1:]] == ids
    assert machine.holdfast(root, "threats", "analyse", "--format", "md", "-o", "out/threats.md").out == ""
    assert "Shop" in (root / "out/threats.md").read_text(encoding="utf-8")
    assert found["faults"] == []
    assert all(question["asks"].endswith("?") for question in found["questions"])


def test_a_band_refuses(machine: Machine, root: Path) -> None:
    assert machine.holdfast(root, "threats", "analyse", "--fail-on", "note").code == REFUSED


def test_a_threat_is_shown_in_full_and_a_near_miss_is_named(machine: Machine, root: Path) -> None:
    ids = _ids(machine, root)
    answer = machine.holdfast(root, "threats", "show", ids[0])
    assert answer.code == PASSED
    assert all(word in answer.out for word in ("Attacker", "Because", "Likelihood", "Control", ids[0]))
    missed = machine.holdfast(root, "threats", "show", f"{ids[0]}x")
    assert (missed.code, f"Did you mean {ids[0]!r}?" in missed.err) == (USAGE, True)


def test_a_treatment_is_written_beside_the_comments(machine: Machine, root: Path) -> None:
    threat = _ids(machine, root)[0]
    refused = machine.holdfast(root, "threats", "treat", threat, "--way", "transfer", "--reason", "the bank bears it")
    assert refused.code == USAGE
    assert (root / MODEL).read_text(encoding="utf-8") == TEXT
    words = ("--way", "transfer", "--reason", "the bank bears it", "--owner", "Ada", "--until", "2099-01-01")
    assert machine.holdfast(root, "threats", "treat", threat, *words).code == PASSED
    text = (root / MODEL).read_text(encoding="utf-8")
    assert text.startswith(TEXT)
    (found,) = [each for each in _threats(machine, root) if each["id"] == threat]
    assert (found["handling"], found["treatment"]["owner"]) == ("attested", "Ada")
    assert machine.holdfast(root, "threats", "treat", "no@api").code == USAGE
    assert machine.holdfast(root, "threats", "treat", threat, "--until", "soon").code == USAGE


def test_stories_are_sentences_and_tests(machine: Machine, root: Path) -> None:
    answer = machine.holdfast(root, "threats", "stories")
    assert "As somebody whom nobody knows I want to read card numbers so that I can sell them." in answer.out
    text = machine.holdfast(root, "threats", "stories", "--pytest").out
    write(root, {"test_stories.py": text})
    assert "record_property('threat', 'sql-injection@api')" in text
    assert compile(text, "test_stories.py", "exec")
    assert text.count("def test_steal_cards_") == 2


def test_own_rules_are_tested_and_asked(machine: Machine, root: Path) -> None:
    assert machine.holdfast(root, "threats", "rules", "--test").code == NOTHING
    write(root, {".holdfast/threats/tea.yaml": RULE})
    answer = machine.holdfast(root, "threats", "rules", "--test")
    assert (answer.code, answer.out.count("kept")) == (PASSED, 3)
    assert _threats(machine, root)[0]["id"] == "tea-swapped@api"
    write(
        root,
        {
            ".holdfast/threats/tea.yaml": RULE.replace(
                "not-here: {processes: {x: {technologies: [api]", "not-here: {processes: {x: {technologies: [web]"
            )
        },
    )
    assert machine.holdfast(root, "threats", "rules", "--test").code == REFUSED
    write(root, {".holdfast/threats/tea.yaml": RULE.replace("ORG-001", "HF-THR-001")})
    broken = machine.holdfast(root, "threats")
    assert (broken.code, "tea.yaml:1" in broken.err) == (USAGE, True)


def test_a_recorded_analysis_is_evidence_of_the_practice(machine: Machine, root: Path) -> None:
    answer = machine.holdfast(root, "threats", "analyse", "--record")
    assert answer.code == PASSED
    assert "Recorded" in answer.err
    assert machine.holdfast(root, "ledger", "verify").code == PASSED
    states = json.loads(machine.holdfast(root, "posture", "--format", "json").out)
    assert "threat-modelling" in json.dumps(states)
    assert machine.holdfast(root, "threats", "analyse", "--record").code in (PASSED, INCOMPLETE)


@pytest.mark.parametrize("check", CHECKS, ids=lambda item: item.id)
def test_each_check_of_the_practice_is_explained(machine: Machine, root: Path, check: Check) -> None:
    told = machine.holdfast(root, "explain", check.id)
    assert told.code == PASSED, told.err
    assert check.title in told.out
    assert "holdfast threats treat THREAT" in told.out
    assert "ignore[" not in told.out


def test_what_a_second_person_accepted_counts_as_their_word(machine: Machine, root: Path) -> None:
    machine.holdfast(root, "threats", "analyse", "--record")
    answer = machine.holdfast(root, "risks", "--all", "--format", "json")
    found = next(item for item in json.loads(answer.out)["risks"] if item["origin"] == "threat:sql-injection@api")
    words = ("--by", "Bo <bo@shop.test>", "--asked-by", "Ada <ada@shop.test>", "--reason", "gone soon")
    until = (datetime.now(UTC).date() + timedelta(days=30)).isoformat()
    accepted = machine.holdfast(root, "risks", "accept", found["id"], *words, "--until", until)
    assert accepted.code == PASSED, accepted.err
    states = {item["id"]: item["handling"] for item in _threats(machine, root)}
    assert states["sql-injection@api"] == "attested"
    assert {state for name, state in states.items() if name != "sql-injection@api"} <= {"open", "claimed", "attested"}


def test_a_name_of_files_that_leads_nowhere_hides_no_finding(machine: Machine, root: Path) -> None:
    bad = 'import flask\n\n\ndef go():\n    return flask.redirect(flask.request.args["to"])\n'
    app = "\n\napp = flask.Flask(__name__)\napp.add_url_rule('/go', view_func=go)\n"
    model = TEXT.replace('paths: ["api/**"]', "paths: [nowhere/**]\n    redirects: yes")
    write(root, {MODEL: model.replace("validates-input: unknown", "validates-input: no"), "api.py": bad + app})
    machine.holdfast(root, "scan", "--record")
    states = {item["id"]: item["handling"] for item in _threats(machine, root)}
    assert states["visitor-led-astray@api"] == "failing"
    lint = machine.holdfast(root, "threats", "lint")
    assert "no file matches its `paths:`" in lint.out


def test_questions_are_listed_for_people_and_programs(machine: Machine, root: Path) -> None:
    found = json.loads(machine.holdfast(root, "threats", "questions", "--format", "json").out)
    said = machine.holdfast(root, "threats", "questions").out
    assert f"{len(found['questions'])} to answer." in said or "Nothing is left" in said
    assert all(each["asks"] in said for each in found["questions"])


def _threats(machine: Machine, root: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(machine.holdfast(root, "threats", "analyse", "--format", "json").out)[
        "threats"
    ]
    return found


def _ids(machine: Machine, root: Path) -> list[str]:
    return [str(threat["id"]) for threat in _threats(machine, root)]
