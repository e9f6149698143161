"""Reports about where a repository stands, and the one command that answers an auditor."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.worlds.machine import Machine, write
from tests.worlds.shop import PASSED, USAGE, clean_shop, leak

MODEL = """\
system: Shop
data:
  card: {name: Card numbers, level: confidential, tags: [pci]}
stores:
  orders: {name: Orders, data: [card], paths: [infra/orders.tf]}
  media: {name: Pictures, paths: [infra/media.tf]}
"""
OPEN_DATABASE = 'resource "aws_db_instance" "main" {\n  identifier = "orders"\n  storage_encrypted = false\n}\n'
CLOSED_DATABASE = OPEN_DATABASE.replace("false", "true")
CONTROL = "databases-encrypted-at-rest"


class _Page(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.wrong: list[str] = []
        self.ids: list[str] = []
        self.scripts = 0
        self.headings: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.scripts += tag == "script"
        self.ids += [name] if (name := given.get("id")) else []
        self.headings += [tag] if re.fullmatch(r"h[1-6]", tag) else []
        if tag not in ("meta", "link", "br", "path", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self.open and self.open[-1] == tag:
            self.open.pop()
        elif tag not in ("path",):
            self.wrong.append(tag)


def checked(text: str) -> _Page:
    page = _Page()
    page.feed(text)
    assert (page.open, page.wrong, page.scripts) == ([], [], 0)
    assert len(page.ids) == len(set(page.ids))
    assert page.headings.count("h1") == 1
    assert 'lang="en"' in text
    assert not re.search(r'(?:src|href)="(?:https?:)?//', text)
    return page


def test_pages_stand_alone_and_show_hostile_names_as_text(machine: Machine) -> None:
    root = clean_shop(machine)
    write(root, {"<img src=x>.py": leak()})
    machine.holdfast(root, "scan", "--record")
    given = ("--reason", "<script>alert(1)</script>", "--until", "2099-12-31", "--by", "Ada <i>")
    machine.holdfast(root, "controls", "attest", "changes-reviewed", *given)
    for words in (("report", "--for", "manager"), ("report", "--for", "auditor"), ("posture", "--format", "html")):
        answer = machine.holdfast(root, *words)
        assert answer.code == PASSED, answer.err
        checked(answer.out)
        assert "<img src" not in answer.out
    assert "failing" in machine.holdfast(root, "report", "--for", "manager", "--format", "md").out


def test_a_manager_sees_the_worst_risks_and_the_indicators(machine: Machine) -> None:
    root = clean_shop(machine)
    write(root, {"infra/orders.tf": OPEN_DATABASE, "src/app.py": leak()})
    machine.holdfast(root, "scan", "--record")
    (worst, *_) = listed = json.loads(machine.holdfast(root, "risks", "--format", "json").out)["risks"]
    told = json.loads(machine.holdfast(root, "report", "--for", "manager", "--format", "json").out)
    assert {row["id"] for row in told["register"]} == {item["id"] for item in listed}
    assert told["figures"][-1][:2] == ["Risks in the register", str(len(listed))]
    assert "Defect rate" in {row["title"] for row in told["indicators"]}
    assert "Defect Remediation Window" in {row["title"] for row in told["unmeasured"]}
    given = ("--to", "Ada <ada@example.org>")
    assert machine.holdfast(root, "risks", "assign", worst["id"], *given).code == PASSED
    page = machine.holdfast(root, "report", "--for", "manager").out
    checked(page)
    assert "The worst risks" in page
    assert ">Ada<" in page
    assert "nothing was closed in the window" in page


def test_an_auditor_is_answered_by_one_command(machine: Machine) -> None:
    root = clean_shop(machine)
    write(root, {".holdfast/threatmodel.yaml": MODEL, "infra/orders.tf": CLOSED_DATABASE, "infra/media.tf": ""})
    machine.holdfast(root, "scan", "--record")
    words = ("report", "--for", "auditor", "--control", CONTROL, "--data", "pci", "--format", "json")
    answer = machine.holdfast(root, *words)
    assert answer.code == PASSED, answer.err
    (told,) = json.loads(answer.out)["controls"]
    assert told["state"] == "proven"
    assert told["since"] == told["proven"][-1]["start"]
    assert [(item["id"], item["state"]) for item in told["stores"]] == [("orders", "proven")]
    proof = next(item for item in told["proofs"] if item["check"] == "database-unencrypted")
    assert proof["count"] == 1
    assert proof["tool"].startswith("holdfast ")
    assert re.fullmatch(r"[0-9a-f]{64}", proof["hash"])
    write(root, {"infra/orders.tf": OPEN_DATABASE})
    machine.holdfast(root, "scan", "--record")
    (told,) = json.loads(machine.holdfast(root, *words).out)["controls"]
    assert told["state"] == "failing"
    assert told["since"] == ""
    assert told["proven"][-1]["end"]
    assert [item["place"].split(":")[0] for item in told["open"]] == ["infra/orders.tf"]
    assert told["stores"][0]["failures"] == [item["place"] for item in told["open"]]
    text = machine.holdfast(root, "controls", "show", CONTROL, "--data", "pci").out
    assert "Orders keeps Card numbers" in text
    assert "then a check found or doubted something" in text


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--for", "auditor", "--control", "data-encrypted"), "data-encrypted-at-rest"),
        (("--for", "auditor", "--subject", "repo:nowhere"), "knows no subject"),
        (("--for", "auditor", "--data", "pci"), "no threat model"),
        (("--for", "manager", "--control", CONTROL), "--for auditor"),
        (("--for", "nobody"), "auditor"),
    ],
)
def test_a_question_about_nothing_is_told(machine: Machine, words: tuple[str, ...], says: str) -> None:
    answer = machine.holdfast(clean_shop(machine), "report", *words)
    assert answer.code == USAGE
    assert says in answer.err


def test_without_a_ledger_a_report_says_so(machine: Machine, tmp_path: Path) -> None:
    root = clean_shop(machine)
    target = tmp_path / "report.html"
    assert machine.holdfast(root, "report", "--for", "manager", "-o", str(target)).code == PASSED
    assert "Make the first evidence." in target.read_text(encoding="utf-8")
