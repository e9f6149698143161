"""`holdfast rules` for rules and libraries about code: list, test, new, export, diff."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from holdfast.app.codebook import CodeBook
from holdfast.app.owncode import broken, read
from holdfast.formats.newcoderule import library
from tests.house.tree import ROOT
from tests.worlds.machine import Machine, write
from tests.worlds.owncode import FILE, RULE, own
from tests.worlds.shop import PASSED, REFUSED, USAGE


@pytest.fixture
def root(machine: Machine) -> Path:
    return machine.repo()


def test_list_export_and_diff_tell_of_code(machine: Machine, root: Path) -> None:
    machine.holdfast(root, "rules", "export", "-o", "old.json")
    own(root)
    listed = machine.holdfast(root, "rules", "list").out.splitlines()
    (mine,) = (line for line in listed if line.startswith("ORG-RAW"))
    assert mine.split() == ["ORG-RAW", "raw-statement", "high", "A", "raw", "statement", "of", "Acme", FILE, "–"]
    assert any(line.startswith("HF-COD-001") for line in listed)
    found = {item["name"]: item for item in json.loads(machine.holdfast(root, "rules", "export").out)["types"]}
    assert (found["raw-statement"]["source"], found["sql-injection"]["source"]) == (FILE, "pack")
    assert found["sql-injection"]["steps"]
    told = machine.holdfast(root, "rules", "diff", "old.json").out
    assert "+ raw-statement ORG-RAW  A raw statement of Acme" in told
    assert told.endswith("1 added, 0 removed, 0 changed.\n")


def test_own_rules_and_libraries_keep_their_promises(machine: Machine, root: Path) -> None:
    own(root)
    answer = machine.holdfast(root, "rules", "test", FILE)
    assert answer.code == PASSED, answer.out
    assert "Rules: 2. Examples tried: 3. Not as promised: 0." in answer.out


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("acme.raw(1)", "acme.other(1)", "✗ raw-statement ({file}): the bad python code is not reported; nothing"),
        ("acme.bound(1)", "acme.raw(1)", "✗ raw-statement ({file}): the good python code is reported"),
        ("acme.run(request", "acme.raw(request", "the bad python code is not reported; it gives raw-statement"),
    ],
)
def test_each_broken_promise_is_told(machine: Machine, root: Path, old: str, new: str, says: str) -> None:
    assert old in RULE
    own(root, RULE.replace(old, new))
    answer = machine.holdfast(root, "rules", "test", FILE)
    assert answer.code == REFUSED
    assert says.format(file=FILE) in answer.out


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("name: raw-statement", "name: sql-injection", "'sql-injection' is taken"),
        ("id: ORG-RAW", "id: HF-COD-999", "the id 'HF-COD-999' cannot be used"),
        ("    sql-injection: |", "    no-such-rule: |", "'no-such-rule'"),
        ("sink: sql", "sink: sqll", "there is no 'sqll'"),
        ("call: acme.raw", "cal: acme.raw", "unknown field cal"),
    ],
)
def test_a_wrong_one_stops_by_name(machine: Machine, root: Path, old: str, new: str, says: str) -> None:
    assert old in RULE
    own(root, RULE.replace(old, new))
    for words in (("rules", "test", FILE), ("rules", "test"), ("rules", "list"), ("rules", "export")):
        answer = machine.holdfast(root, *words)
        assert answer.code == USAGE, words
        assert says in answer.err


def test_new_begins_as_a_copy_of_a_rule(machine: Machine, root: Path) -> None:
    assert machine.holdfast(root, "rules", "new", "my-statement", "--like", "sql-injection").code == PASSED
    path = ".holdfast/rules/my-statement.yaml"
    assert "begun as a copy of sql-injection" in (root / path).read_text(encoding="utf-8")
    assert machine.holdfast(root, "rules", "test", path).code == PASSED
    again = machine.holdfast(root, "rules", "new", "my-statement", "--like", "B608")
    assert again.code == USAGE
    unknown = machine.holdfast(root, "rules", "new", "other", "--like", "sql-injektion")
    assert unknown.code == USAGE
    assert "sql-injection" in unknown.err


def test_new_tells_of_a_library(machine: Machine, root: Path) -> None:
    assert machine.holdfast(root, "rules", "new", "acme-db", "--sink", "sql").code == PASSED
    assert machine.holdfast(root, "rules", "test", ".holdfast/rules/acme-db.yaml").code == PASSED
    unknown = machine.holdfast(root, "rules", "new", "other", "--sink", "sqll")
    assert unknown.code == USAGE
    assert "sql, " in unknown.err


def test_the_examples_of_the_guide_keep_their_promises(machine: Machine, root: Path) -> None:
    guide = (ROOT / "docs/guide.md").read_text(encoding="utf-8")
    part = guide.partition("## Rules of your own about code")[2].partition("\n## ")[0]
    texts = re.findall(r"^```yaml\n(.*?)^```", part, re.MULTILINE | re.DOTALL)
    assert len(texts) == 2
    write(root, {f"{number}.yaml": text for number, text in enumerate(texts)})
    answer = machine.holdfast(root, "rules", "test", "0.yaml", "1.yaml")
    assert answer.code == PASSED, answer.out
    assert "Rules: 2. Examples tried: 4. Not as promised: 0." in answer.out


def test_a_library_with_any_sink_that_is_watched_works_at_once(tmp_path: Path) -> None:
    shipped = CodeBook()
    watched = {
        (language, kind): rule.check.name
        for rule in shipped.rules.values()
        if rule.flow and "http-body" in rule.flow.origins
        for language in rule.languages
        for kind in rule.flow.sinks
    }
    assert {kind for _, kind in watched} >= {"sql", "command", "path", "html"}
    faults = {}
    for (language, kind), rule in watched.items():
        path = tmp_path / f"{kind}-{language}.yaml"
        path.write_text(library("acme", kind, "harm", language, rule), encoding="utf-8")
        own = read([path], shipped.checks.values())
        if fault := broken(own, CodeBook(own).books):
            faults[language, kind] = fault
    assert faults == {}


def test_list_shows_how_a_rule_did_by_what_people_decided(machine: Machine, root: Path) -> None:
    def decided(number: int, reason: str) -> dict[str, str]:
        return {
            f".holdfast/decisions/{number}.json": json.dumps(
                {
                    "schema": "holdfast-decision/1",
                    "choice": "ignore",
                    "check": "weak-hash",
                    "path": "a.py",
                    "fingerprint": f"{number}",
                    "at": "2026-01-01T00:00:00+00:00",
                    "reason": reason,
                    "until": "",
                    "by": {"name": "Ada", "email": ""},
                }
            )
        }

    write(root, decided(1, "false positive") | decided(2, "not before May") | decided(3, "ours") | decided(4, "ours"))
    listed = machine.holdfast(root, "rules", "list").out.splitlines()
    (line,) = (line for line in listed if " weak-hash " in line)
    assert line.endswith("  4 reported, 1 false: 75% right")
    assert sum(line.endswith("  –") for line in listed) == len(listed) - 1
