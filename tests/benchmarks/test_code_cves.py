"""The table of published fixes is well formed, and what is counted on it is counted right."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from benchmarks.code_cves import FUNCTION, LINE, MISSED, PLACES, WAY, Found, Row, findings, judge, page, rows
from holdfast.model.check import Persona

PROGRAM = """\
def first(name):
    return name


def second(name):
    one = name
    two = one
    three = two
    four = three
    five = four
    open(five)
    return 1
"""


def row(**more: object) -> Row:
    fields: dict[str, object] = {
        "id": "A-1",
        "cve": "",
        "repository": "o/n",
        "package": "",
        "vulnerable": "1",
        "fixed": "2",
        "cwe": 22,
        "changed": {"a.py": [(11, 11)]},
        "before": (MISSED, MISSED),
        "because": "",
    }
    return Row(**(fields | more))  # type: ignore[arg-type]  # fields of several types in one mapping


def found(line: int, persona: Persona = Persona.REGULAR, weakness: int = 22, **steps: int) -> Found:
    return Found(
        path="a.py",
        line=line,
        weaknesses=frozenset({weakness}),
        persona=persona,
        steps=frozenset(("a.py", at) for at in steps.values()),
    )


def said(folder: Path, item: Found, persona: Persona = Persona.REGULAR, **more: object) -> str:
    (folder / "a.py").write_text(PROGRAM, encoding="utf-8")
    return judge(row(**more), [item], folder, persona)


def test_the_table_is_spread_over_projects_and_says_what_each_fix_changed() -> None:
    table = list(rows())
    projects = Counter(item.repository or item.package for item in table)
    assert len(table) >= 60
    assert max(projects.values()) <= 2
    assert len({item.id for item in table}) == len(table)
    assert [item.id for item in table if not item.changed or bool(item.repository) is bool(item.package)] == []
    assert [item.id for item in table if not set(item.before) <= set(PLACES)] == []
    spans = [span for item in table for changes in item.changed.values() for span in changes]
    assert all(0 < first <= last for first, last in spans)


def test_a_finding_on_a_changed_line_or_right_beside_it_is_at_the_line(tmp_path: Path) -> None:
    assert said(tmp_path, found(11)) == LINE
    assert said(tmp_path, found(8)) == LINE
    assert said(tmp_path, found(7)) == FUNCTION


def test_a_finding_whose_flow_passes_a_changed_line_is_on_the_way(tmp_path: Path) -> None:
    changed = {"a.py": [(2, 2)]}
    assert said(tmp_path, found(11, source=1), changed=changed) == WAY
    assert said(tmp_path, found(11, source=6), changed=changed) == MISSED


def test_other_weaknesses_and_other_functions_do_not_count(tmp_path: Path) -> None:
    assert said(tmp_path, found(11, weakness=89)) == MISSED
    assert said(tmp_path, found(1)) == MISSED
    assert said(tmp_path, found(11, weakness=23)) == LINE


def test_what_only_the_curious_see_counts_for_them_only(tmp_path: Path) -> None:
    shy = found(11, Persona.PEDANTIC)
    assert said(tmp_path, shy) == MISSED
    assert said(tmp_path, shy, Persona.PEDANTIC) == LINE


def test_findings_are_read_from_a_report() -> None:
    report = {
        "checks": [{"id": "X-1", "cwe": [22]}],
        "findings": [
            {
                "check": "X-1",
                "persona": "pedantic",
                "place": {"path": "a.py", "line": 4},
                "steps": [{"path": "b.py", "line": 1}],
            }
        ],
    }
    item = next(findings(report))
    assert (item.path, item.line, item.weaknesses, item.persona) == ("a.py", 4, frozenset({22}), Persona.PEDANTIC)
    assert item.steps == {("b.py", 1)}


def test_the_page_counts_before_and_now_apart() -> None:
    text = page([(row(before=(MISSED, LINE), because="too far"), (LINE, LINE))])
    assert "Python, 1 fixes" in text
    assert "| regular, before  |           0 |" in text
    assert "too far" in text
