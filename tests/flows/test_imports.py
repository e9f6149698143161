"""Reports of other tools on their way into the ledger."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from holdfast.formats.foreign.index import read
from tests.worlds.machine import Answer, Machine, write
from tests.worlds.planted import github
from tests.worlds.shop import INCOMPLETE, PASSED, USAGE, clean_shop, shop

LEDGER = ".holdfast/state/ledger.sqlite"
SAMPLES = Path(__file__).parents[1] / "formats" / "foreign" / "samples"
SARIF = (SAMPLES / "semgrep.sarif").read_text(encoding="utf-8")


def take(machine: Machine, root: Path, text: str | bytes, *words: str) -> dict[str, Any]:
    """Import one report, and give what is told of it to programs."""
    data = text.encode() if isinstance(text, str) else text
    answer = machine.run(root, *_command(), "import", "-", "--format-out", "json", *words, data=data)
    assert answer.code in (PASSED, INCOMPLETE), answer.err
    found = json.loads(answer.out)
    assert found["schema"] == "holdfast-import/1"
    (report,) = found["reports"]
    return dict(report)


def _command() -> tuple[str, ...]:
    import sys

    return (sys.executable, "-m", "holdfast")


def runs(machine: Machine, root: Path) -> list[str]:
    return machine.holdfast(root, "ledger", "show").out.splitlines()


def test_the_same_report_twice_counts_once(machine: Machine) -> None:
    root = clean_shop(machine)
    first = take(machine, root, SARIF)
    assert (first["recorded"], first["subjects"][0]["new"]) == (2, 2)
    before = runs(machine, root)
    again = take(machine, root, SARIF)
    assert again["alreadyHeld"]
    assert again["recorded"] == 0
    assert runs(machine, root) == before
    assert machine.holdfast(root, "ledger", "verify").code == PASSED


def test_a_later_run_of_the_same_scan_updates(machine: Machine) -> None:
    root = clean_shop(machine)
    take(machine, root, SARIF)
    moved = SARIF.replace('"startLine": 12', '"startLine": 40').replace('"endLine": 12', '"endLine": 40')
    later = take(machine, root, moved)["subjects"][0]
    assert (later["new"], later["known"], later["closed"]) == (0, 2, [])


def test_a_dry_run_leaves_nothing_and_names_what_speaks_of_no_control(machine: Machine) -> None:
    root = clean_shop(machine)
    text = SARIF.replace("CWE-328", "CWE-1")
    answer = machine.run(root, *_command(), "import", "-", "--dry-run", data=text.encode())
    assert answer.code == PASSED, answer.err
    assert "semgrep:shell-call → injection-free-commands by cwe" in answer.out
    assert "1 check of it speak of no control" in answer.out
    assert "semgrep:weak-digest" in answer.out
    assert not (root / LEDGER).exists()
    assert take(machine, root, text, "--dry-run")["subjects"][0]["unmapped"] == 1
    take(machine, root, text)
    assert json.loads(machine.holdfast(root, "posture", "--format", "json").out)["unmapped"] == {"checks": 1, "open": 1}
    assert (
        "Unmapped: 1 check of other tools speaks of no control, with 1 open failure"
        in machine.holdfast(root, "posture").out
    )


def test_no_secret_of_a_report_is_kept(machine: Machine) -> None:
    root = clean_shop(machine)
    token = github()
    text = SARIF.replace("A command is started", f"With {token} a command is started")
    assert token not in json.dumps(take(machine, root, text))
    assert token.encode() not in (root / LEDGER).read_bytes()
    assert take(machine, root, SARIF)["subjects"][0]["subject"] == "repo:shop"


def test_our_own_report_says_the_same_findings(machine: Machine) -> None:
    root = shop(machine)
    machine.holdfast(root, "scan", "--format", "sarif=out/report.sarif", "--format", "json=out/report.json")
    told = json.loads((root / "out/report.json").read_text(encoding="utf-8"))
    report = take(machine, root, (root / "out/report.sarif").read_bytes(), "--subject", "repo:copy")
    assert {check["id"] for check in report["subjects"][0]["checks"]} == {each["check"] for each in told["findings"]}
    assert report["subjects"][0]["new"] == len(told["findings"])
    rows = (root / LEDGER).read_bytes()
    assert [each["fingerprint"] for each in told["findings"] if each["fingerprint"].encode() not in rows] == []


def test_what_is_broken_is_told_with_its_place_and_changes_nothing(machine: Machine) -> None:
    root = clean_shop(machine)
    write(
        root,
        {
            "cut.sarif": SARIF[: len(SARIF) // 2],
            "odd.json": '{"what": "is this"}',
            "empty.json": " ",
            "list.json": "[]",
            "entities.xml": '<!DOCTYPE t [<!ENTITY a "b">]>\n<testsuite name="&a;"/>',
            "open.xml": "<testsuites>\n<testsuite>\n</testsuites>",
        },
    )
    (root / "cut.gz").write_bytes(gzip.compress(SARIF.encode())[:-20])
    for name, says in (
        ("cut.sarif", "cut.sarif:"),
        ("odd.json", "no report of a format that is known"),
        ("empty.json", "it is empty"),
        ("list.json", "nothing tells its format"),
        ("entities.xml", "document type"),
        ("open.xml", "open.xml: line 3"),
        ("cut.gz", "ends too early"),
        ("none.json", "does not exist"),
    ):
        answer = machine.holdfast(root, "import", name)
        assert answer.code == USAGE, name
        assert says in answer.err, answer.err
    assert not (root / LEDGER).exists()
    answer = machine.holdfast(root, "import", "odd.json", "--format", "sarf")
    assert "Did you mean sarif?" in answer.err


def test_every_sample_is_taken_once_and_no_secret_of_it_is_kept(machine: Machine) -> None:
    """All formats into one ledger, and again: nothing is added, and no secret of any of them is in it."""
    root = clean_shop(machine)
    named: list[str] = []
    unnamed: list[str] = []
    for path in sorted(SAMPLES.iterdir()):
        if path.suffix == ".md":
            continue
        text = path.read_text(encoding="utf-8").replace("@SECRET@", github()).replace("@MATCH@", github())
        (root / path.name).write_text(text, encoding="utf-8")
        looks = read(path.name, text.encode()).looks
        (unnamed if any(look.wants and not look.subject for look in looks) else named).append(path.name)
    assert len(unnamed) >= 5
    for words in (("import", *named), ("import", *unnamed, "--subject", "host:web1")):
        assert machine.holdfast(root, *words).code == INCOMPLETE
        before = runs(machine, root)
        again = machine.holdfast(root, *words)
        assert again.out.count("the ledger holds this report already") == len(words) - 1 - 2 * ("--subject" in words)
        assert runs(machine, root) == before
    assert github().encode() not in (root / LEDGER).read_bytes()
    assert machine.holdfast(root, "ledger", "verify").code == PASSED
    refused = machine.holdfast(root, "import", unnamed[0])
    assert (refused.code, "--subject" in refused.err) == (USAGE, True)


def test_what_others_found_shows_in_the_posture_until_they_find_it_gone(machine: Machine) -> None:
    root = clean_shop(machine)
    machine.holdfast(root, "scan", "--record")
    bandit = json.loads((SAMPLES / "bandit.json").read_text(encoding="utf-8"))

    def static_analysis() -> dict[str, Any]:
        found = json.loads(machine.holdfast(root, "posture", "--format", "json").out)["activities"]
        return dict(next(item for item in found if item["activity"]["id"] == "static-analysis"))

    assert static_analysis()["state"] != "failing"
    take(machine, root, json.dumps(bandit))
    assert static_analysis()["state"] == "failing"
    assert any("bandit:B602" in gap for gap in static_analysis()["gaps"])
    later = bandit | {"results": [], "generated_at": "2026-11-30T07:30:00Z"}
    assert len(take(machine, root, json.dumps(later))["subjects"][0]["closed"]) == 6
    assert static_analysis()["state"] != "failing"


@pytest.mark.parametrize(
    ("words", "closed"), [(("rm", "-q"), 6), (("mv",), 0), ((), 0)], ids=["gone", "moved", "never"]
)
def test_a_file_that_is_gone_closes_and_one_that_moved_does_not(
    machine: Machine, words: tuple[str, ...], closed: int
) -> None:
    """Moving a weakness to where nobody looks is no mending; a path that was never here is another folder's."""
    root = clean_shop(machine)
    bandit = json.loads((SAMPLES / "bandit.json").read_text(encoding="utf-8"))
    if words:
        write(root, {"src/orders.py": "def orders():\n    return 1\n" * 9})
        machine.commit(root, "with")
    take(machine, root, json.dumps(bandit))
    if words:
        machine.git(root, *words, "src/orders.py", *(["moved.py"] if words == ("mv",) else []))
        machine.commit(root, "without")
    files = {"src/clean.py": {"loc": 2}, "_totals": {"loc": 2}}
    later = bandit | {"results": [], "metrics": files, "generated_at": "2026-11-30T08:00:00Z"}
    found = take(machine, root, json.dumps(later))["subjects"][0]
    assert (len(found["closed"]), len(found["leftOpen"])) == (closed, 6 - closed)


def test_one_bad_entry_is_told_and_loses_no_other(machine: Machine) -> None:
    root = clean_shop(machine)
    log = json.loads(SARIF)
    log["runs"][0]["results"].insert(1, {"message": {"text": "of no rule"}})
    (root / "bad.sarif").write_text(json.dumps(log, indent=1), encoding="utf-8")
    answer: Answer = machine.holdfast(root, "import", "bad.sarif")
    assert answer.code == INCOMPLETE
    assert "1 entry could not be read" in answer.out
    assert "runs[0].results[1], line" in answer.out
    assert "recorded 2 observations" in answer.out
