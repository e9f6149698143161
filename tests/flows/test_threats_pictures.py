"""``holdfast threats picture|report|export|import``: the real commands over a model that people wrote."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from holdfast.formats.threatmodelwrite import written
from tests.formats.threats.systems import shop
from tests.worlds.machine import Machine, write
from tests.worlds.shop import NOTHING, PASSED, USAGE

MODEL = ".holdfast/threatmodel.yaml"
LAYOUT = ".holdfast/threatmodel.layout.json"


@pytest.fixture
def root(machine: Machine) -> Path:
    """A folder with the tea shop's model."""
    made = machine.folder / "shop"
    write(made, {MODEL: written(shop()), "README.md": "# Tea\n"})
    return made


def test_a_picture_goes_where_and_how_it_is_asked_for(machine: Machine, root: Path) -> None:
    drawn = machine.holdfast(root, "threats", "picture")
    assert drawn.code == PASSED
    ElementTree.fromstring(drawn.out)  # noqa: S314 - our own text
    assert "Tea shop" in drawn.out
    assert machine.holdfast(root, "threats", "picture", "-o", "model.html").code == PASSED
    page = (root / "model.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert "<svg" in page
    flow = machine.holdfast(root, "threats", "picture", "--format", "mermaid")
    assert flow.out.startswith("flowchart LR\n")


def test_a_layout_is_saved_and_what_people_move_stays(machine: Machine, root: Path) -> None:
    first = machine.holdfast(root, "threats", "picture", "--save-layout")
    assert first.code == PASSED
    assert LAYOUT in first.err
    layout = json.loads((root / LAYOUT).read_text(encoding="utf-8"))
    assert {item.id for item in shop().elements} <= set(layout["positions"])
    assert machine.holdfast(root, "threats", "picture").out == first.out
    layout["positions"]["logs"][0] += 500
    (root / LAYOUT).write_text(json.dumps(layout), encoding="utf-8")
    moved = machine.holdfast(root, "threats", "picture").out
    assert moved != first.out
    (root / LAYOUT).write_text('{"schema": "none"}', encoding="utf-8")
    broken = machine.holdfast(root, "threats", "picture")
    assert broken.code == USAGE
    assert LAYOUT in broken.err


def test_a_report_is_a_page_a_table_or_markdown(machine: Machine, root: Path) -> None:
    assert machine.holdfast(root, "threats", "report", "-o", "threats.html").code == PASSED
    page = (root / "threats.html").read_text(encoding="utf-8")
    assert "The ten that matter most" in page
    assert "There is no ledger here, so nothing is shown" in page
    assert 'class="dataflow"' in page
    assert machine.holdfast(root, "threats", "report", "-o", "threats.csv").code == PASSED
    rows = list(csv.DictReader(io.StringIO((root / "threats.csv").read_text(encoding="utf-8"))))
    assert {row["handled"] for row in rows} <= {"open", "claimed", "attested"}
    assert any(row["id"].endswith("@api") for row in rows)
    answer = machine.holdfast(root, "threats", "report", "--format", "md")
    assert answer.out.startswith("# Threats to Tea shop\n")


def test_an_export_tells_what_it_lost_and_comes_back(machine: Machine, root: Path) -> None:
    answer = machine.holdfast(root, "threats", "export", "--format", "threat-dragon", "-o", "dragon.json")
    assert answer.code == PASSED
    assert "To Threat Dragon 2:" in answer.err
    assert "the format does not know data" in answer.err
    elsewhere = machine.folder / "elsewhere"
    write(elsewhere, {"README.md": "# Empty\n"})
    back = machine.holdfast(elsewhere, "threats", "import", str(root / "dragon.json"))
    assert back.code == PASSED
    assert "12 elements, 14 flows from Threat Dragon 2" in back.out
    assert machine.holdfast(elsewhere, "threats", "export", "--format", "otm").code == PASSED


def test_a_whole_model_comes_back_by_otm(machine: Machine, root: Path) -> None:
    answer = machine.holdfast(root, "threats", "export", "--format", "otm", "-o", "model.otm")
    assert answer.code == PASSED
    back = machine.holdfast(root, "threats", "import", "model.otm", "--force")
    assert back.code == PASSED
    assert (root / MODEL).read_text(encoding="utf-8") == written(shop())


def test_a_model_that_is_there_is_not_replaced_by_mistake(machine: Machine, root: Path) -> None:
    machine.holdfast(root, "threats", "export", "--format", "otm", "-o", "model.otm")
    before = f"{written(shop())}# a remark of ours\n".replace("Reverse proxy", "Edge")
    (root / MODEL).write_text(before, encoding="utf-8")
    refused = machine.holdfast(root, "threats", "import", "model.otm")
    assert refused.code == USAGE
    assert "--merge" in refused.err
    assert (root / MODEL).read_text(encoding="utf-8") == before
    dry = machine.holdfast(root, "threats", "import", "model.otm", "--dry-run")
    assert dry.out.startswith("# yaml-language-server")
    assert (root / MODEL).read_text(encoding="utf-8") == before
    merged = machine.holdfast(root, "threats", "import", "model.otm", "--merge")
    assert merged.code == PASSED
    assert (root / MODEL).read_text(encoding="utf-8") == before


def test_merging_adds_what_the_model_lacks_and_leaves_the_rest(machine: Machine, root: Path) -> None:
    machine.holdfast(root, "threats", "export", "--format", "otm", "-o", "model.otm")
    document = json.loads((root / "model.otm").read_text(encoding="utf-8"))
    mail = {"id": "mail", "name": "Mail", "type": "process", "parent": {"trustZone": "cluster"}}
    document["components"].append(mail)
    (root / "model.otm").write_text(json.dumps(document), encoding="utf-8")
    before = (root / MODEL).read_text(encoding="utf-8")
    assert machine.holdfast(root, "threats", "import", "model.otm", "--merge").code == PASSED
    after = (root / MODEL).read_text(encoding="utf-8")
    assert "mail:" in after
    assert [line for line in before.splitlines() if line not in after.splitlines()] == []


def test_what_is_no_model_is_refused_with_a_reason(machine: Machine, root: Path) -> None:
    (root / "other.json").write_text('{"some": "thing"}', encoding="utf-8")
    answer = machine.holdfast(root, "threats", "import", "other.json", "--force")
    assert answer.code == USAGE
    assert "Threat Dragon 2 and OTM 0.2 are read" in answer.err
    assert machine.holdfast(machine.folder, "threats", "picture").code == NOTHING
