"""What is told of mature programs, counted by what a reader said of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.code_noise import Project, figures, lines, main, page, projects


def test_every_judgement_has_a_verdict_and_a_reason(tmp_path: Path) -> None:
    names = [project.name for project in projects()]
    assert len(names) == len(set(names)) >= 20
    told = {"check": "a-check", "path": "a.py", "fingerprint": "x", "verdict": "wrong", "because": ""}
    path = tmp_path / "rows.json"
    row = {"name": "a", "kind": "library", "commit": "1", "before": 1, "findings": [told]}
    path.write_text(json.dumps([row]), encoding="utf-8")
    with pytest.raises(ValueError, match=r"a-check in a\.py"):
        list(projects(path))


def test_lines_are_those_of_code_that_was_read(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1\n2\n", encoding="utf-8")
    (tmp_path / "b.js").write_text("1\n", encoding="utf-8")
    (tmp_path / "big.js").write_text("1\n" * 50, encoding="utf-8")
    (tmp_path / "read.md").write_text("1\n", encoding="utf-8")
    assert lines(tmp_path, frozenset({"big.js"})) == 3


def test_findings_are_counted_by_verdict_and_over_budget_is_marked(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("1\n" * 5000, encoding="utf-8")
    found = [
        {"fingerprint": "one", "persona": "regular"},
        {"fingerprint": "two", "persona": "regular"},
        {"fingerprint": "one", "persona": "pedantic"},
    ]
    project = Project("demo", "library", "0123456789", 7, {"one": "right"})
    counted = figures(project, tmp_path, {"findings": found, "skipped": []})
    assert (counted.lines, counted.found, dict(counted.verdicts)) == (5000, 2, {"right": 1, "": 1})
    cells = [cell.strip() for cell in page([(project, counted)]).splitlines()[-1].strip("|").split("|")]
    assert cells == ["demo", "01234567", "5.0", "7", "2", "**4.0**", "1", "0", "0", "1"]


def test_a_project_that_the_table_does_not_have_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["nobody=/nowhere"])
    assert "nobody" in capsys.readouterr().err
