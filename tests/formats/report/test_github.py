"""Workflow commands, read back the way that the runner of GitHub Actions reads them."""

from __future__ import annotations

import re
from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from holdfast.formats.report.github import render
from holdfast.formats.report.look import Look
from holdfast.model.check import Severity
from holdfast.model.report import Report, Skipped

from .sample import CLOUD_KEY, clean, empty, finding, full, report

_COMMAND = re.compile(r"::([a-z]+)(?: ([^:]*))?::(.*)")


class Command(NamedTuple):
    name: str
    properties: dict[str, str]
    message: str


def _unescaped(text: str, more: tuple[tuple[str, str], ...] = ()) -> str:
    for code, char in (*more, ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, char)
    return text


def _read(sample: Report) -> list[Command]:
    found = []
    for line in render(sample, Look()).splitlines():
        match = _COMMAND.fullmatch(line)
        assert match, line
        pairs = [item.partition("=") for item in (match[2] or "").split(",")]
        properties = {key: _unescaped(value, (("%3A", ":"), ("%2C", ","))) for key, _, value in pairs}
        found.append(Command(match[1], properties, _unescaped(match[3])))
    return found


def test_new_findings_are_annotated_worst_first_and_a_notice_sums_up() -> None:
    *commands, notice = _read(full())
    assert [item.name for item in commands] == ["error"] * 5 + ["warning"] * 2
    first = commands[0]
    assert first.properties == {
        "file": "src/payments/client.py",
        "line": "14",
        "endLine": "14",
        "col": "18",
        "endColumn": "29",
        "title": "critical: Cloud access key",
    }
    assert "holdfast explain cloud-access-key" in first.message
    assert (notice.name, notice.properties) == ("notice", {"title": "Holdfast"})
    assert "6 new, 2 known (baseline), 2 suppressed" in notice.message


def test_known_and_accepted_findings_are_not_annotated() -> None:
    files = {item.properties.get("file") for item in _read(full())}
    assert not files & {"tests/conftest.py", "tests/old.py", "docs/tutorial.md", "ops/canary.env"}


def test_what_could_not_be_read_is_a_warning() -> None:
    sample = report(skipped=(Skipped(path="a.db", why="unreadable", fault=True), Skipped(path="b.png", why="binary")))
    assert [item.properties["file"] for item in _read(sample) if item.name == "warning"] == ["a.db"]


def test_severities_become_levels() -> None:
    names = [_read(report(finding(CLOUD_KEY, "a", 1, "{}", severity=grade)))[0].name for grade in Severity]
    assert names == ["notice", "notice", "warning", "error", "error"]


def test_a_clean_scan_is_one_notice_and_an_empty_one_does_not_say_passed() -> None:
    assert [item.name for item in _read(clean())] == ["notice"]
    (notice,) = _read(empty())
    assert notice.message.startswith("Nothing was read")


@given(path=st.text(st.sampled_from("ab:,%\r\n=./;#[]")), title=st.text(st.sampled_from("ab:,%\r\n\u2028=")))
def test_no_text_breaks_out_of_its_command(path: str, title: str) -> None:
    first, notice = _read(report(finding(CLOUD_KEY, path, 3, "{}", says=f"{title}::error::x")))
    shown = path.replace("\r", "\\r").replace("\n", "\\n")
    assert first.properties["file"] == shown
    assert (first.name, notice.name) == ("error", "notice")
